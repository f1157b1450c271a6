"""Limits of the draw from the grid in a real Home Assistant: every form of signal, lost signals, the record, and the peak guard."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir

from .home import DOMAIN, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_config_flow import reconfigure_home
from .test_limits import set_number

SIGNAL = "sensor.limit"
KILOWATT = {"unit_of_measurement": "kW", "device_class": "power"}


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> StateHome:
    """Return a home at noon that charges at full speed, with a house of 500 W."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    await choose(home, "boost")
    await surplus_of(home, freezer, -500, 60)
    return home


def entry_of(home: StateHome) -> ConfigEntry:
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    return entry


async def set_up(home: StateHome, **answers: Any) -> dict[str, Any]:
    """Answer the form; return its result."""
    flow = home.hass.config_entries.flow
    result = await reconfigure_home(home.hass, entry_of(home))
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "grid_limits"})
    result = await flow.async_configure(result["flow_id"], answers)
    await home.hass.async_block_till_done()
    return result


async def periods(home: StateHome, **data: Any) -> dict[str, Any]:
    return await home.hass.services.async_call(  # type: ignore[return-value]  # JSON
        DOMAIN, "get_grid_limit_periods", data, blocking=True, return_response=True
    )


def reason(home: StateHome) -> str:
    state = home.hass.states.get(home.ours("sensor", "status"))
    assert state is not None
    return str(state.attributes["reason"])


@pytest.mark.parametrize(
    ("entity_id", "state", "unit", "more", "most_w"),
    [
        ("number.limit", "2000", "W", {}, 2000),
        ("input_number.limit", "2.5", "kW", {}, 2500),
        ("sensor.limit", "3.0", "kW", {}, 3000),
        ("sensor.limit", "10", "A", {"signal_scope": "chargers"}, 2300),
        ("switch.limit", "on", None, {"signal_fixed_kw": 2.2}, 2200),
        ("binary_sensor.limit", "off", None, {"signal_fixed_kw": 2.2, "signal_is_inverted": True}, 2200),
        ("select.limit", "Reduced to 2,1 kW", None, {}, 2100),
        ("select.limit", "active", None, {"signal_fixed_kw": 2.2}, 2200),
        ("sensor.limit", "0", "W", {}, 0),
    ],
)
async def test_each_form_of_signal_limits_the_draw(
    running: StateHome,
    freezer: FrozenDateTimeFactory,
    entity_id: str,
    state: str,
    unit: str | None,
    more: dict[str, Any],
    most_w: int,
) -> None:
    running.state(entity_id, state, {"unit_of_measurement": unit} if unit else {})
    result = await set_up(running, grid_signal={"signal_entity": entity_id, **more})
    assert result["reason"] == "reconfigure_successful"
    await surplus_of(running, freezer, -500, 30)
    house_w = 0 if more.get("signal_scope") == "chargers" else 500
    assert drawn_w(running) + house_w <= max(most_w, house_w)
    assert drawn_w(running) + house_w > most_w - 260 or drawn_w(running) == 0
    limit = running.hass.states.get(running.ours("sensor", "grid_limit"))
    assert limit is not None
    assert limit.attributes["limited_by"] == "signal"
    assert reason(running) in ("limited_by_draw_limit", "paused_draw_limit")


@pytest.mark.parametrize(
    ("attribute", "until"),
    [
        ("until", "2026-06-21T11:31:30+00:00"),
        ("end_time", "2026-06-21 13:31:30"),
        ("valid_until", datetime(2026, 6, 21, 11, 31, 30, tzinfo=UTC)),
    ],
)
async def test_a_signal_that_tells_when_it_ends_is_counted_on_until_then(
    running: StateHome, freezer: FrozenDateTimeFactory, attribute: str, until: Any
) -> None:
    running.state(SIGNAL, 2.0, {**KILOWATT, attribute: until})
    await set_up(running, grid_signal={"signal_entity": SIGNAL})
    await surplus_of(running, freezer, -500, 5)
    assert reason(running) == "limited_by_draw_limit_until"
    limit = running.hass.states.get(running.ours("sensor", "grid_limit"))
    assert limit is not None
    assert limit.attributes["until"] == "2026-06-21T11:31:30+00:00"
    assert limit.attributes["explanation"].endswith("The limit ends in 30 min.")


@pytest.mark.parametrize("state", ["none", "Unlimited", "off"])
async def test_an_option_that_names_no_limit_limits_nothing(
    running: StateHome, freezer: FrozenDateTimeFactory, state: str
) -> None:
    running.state("select.limit", state, {})
    await set_up(running, grid_signal={"signal_entity": "select.limit"})
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 16 * 230


async def test_a_limit_with_an_entity_of_its_own_for_on_and_off_counts_while_it_is_on(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    running.state(SIGNAL, 2.0, KILOWATT)
    running.state("binary_sensor.active", "off", {})
    await set_up(running, grid_signal={"signal_entity": SIGNAL, "signal_active_entity": "binary_sensor.active"})
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 16 * 230
    running.state("binary_sensor.active", "on", {})
    await surplus_of(running, freezer, -500, 5)
    assert drawn_w(running) == 6 * 230


@pytest.mark.parametrize("state", ["-1", "nan", "inf", "1e12", "unavailable", "nonsense"])
async def test_while_the_signal_cannot_be_read_the_last_limit_holds_then_the_fallback(
    running: StateHome, freezer: FrozenDateTimeFactory, state: str
) -> None:
    running.state(SIGNAL, 2.0, KILOWATT)
    signal = {"signal_entity": SIGNAL, "signal_hold_minutes": 5, "signal_fallback_kw": 3.0}
    await set_up(running, grid_signal=signal)
    await surplus_of(running, freezer, -500, 30)
    assert drawn_w(running) == 6 * 230
    running.state(SIGNAL, state, KILOWATT)
    await surplus_of(running, freezer, -500, 280)
    assert drawn_w(running) == 6 * 230
    limit = running.hass.states.get(running.ours("sensor", "grid_limit"))
    assert limit is not None
    assert limit.attributes["origin"] == "held"
    assert limit.attributes["until"]
    await surplus_of(running, freezer, -500, 60)
    assert drawn_w(running) == 10 * 230


async def test_what_makes_no_sense_is_refused_in_the_form(running: StateHome) -> None:
    running.state(SIGNAL, -5, KILOWATT)
    wrong = {
        "implausible_value": {"grid_signal": {"signal_entity": SIGNAL}},
        "entity_not_found": {"grid_signal": {"signal_entity": "sensor.nothing"}},
        "signal_limit_out_of_range": {"grid_signal": {"signal_entity": SIGNAL, "signal_fixed_kw": -1}},
        "peak_out_of_range": {"peak": {"peak_threshold_kw": float("nan")}},
    }
    for error, answers in wrong.items():
        result = await set_up(running, **answers)
        assert result["errors"] == {"base": error}


async def test_a_signal_that_is_gone_is_a_repair(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    running.state(SIGNAL, 2.0, KILOWATT)
    await set_up(running, grid_signal={"signal_entity": SIGNAL})
    running.hass.states.async_remove(SIGNAL)
    await surplus_of(running, freezer, -500, 240)
    assert ir.async_get(running.hass).async_get_issue(DOMAIN, f"entity_not_found_{SIGNAL}")


async def test_each_period_is_on_record_exported_as_an_event_and_kept_over_a_restart(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    running.state("switch.limit", "off", {})
    await set_up(running, grid_signal={"signal_entity": "switch.limit", "signal_fixed_kw": 2.5})
    await surplus_of(running, freezer, -500, 30)
    running.state("switch.limit", "on", {})
    await surplus_of(running, freezer, -500, 120)
    event = running.hass.states.get(running.ours("event", "home_event"))
    assert event is not None
    assert event.attributes["event_type"] == "grid_limit_started"
    assert event.attributes["limit_w"] == 2500
    running.state("switch.limit", "off", {})
    await surplus_of(running, freezer, -500, 30)
    event = running.hass.states.get(running.ours("event", "home_event"))
    assert event is not None
    assert event.attributes["event_type"] == "grid_limit_ended"
    assert await running.hass.config_entries.async_reload(entry_of(running).entry_id)
    await running.hass.async_block_till_done()
    (period,) = (await periods(running))["periods"]
    assert period["limit_w"] == 2500
    assert period["obeyed_after_s"] <= 10
    assert 1800 <= period["mean_w"] <= 2600
    assert period["end"] > period["start"]
    content = (await periods(running, format="csv"))["content"]
    assert [row["limit_w"] for row in csv.DictReader(io.StringIO(content))] == ["2500"]


async def test_the_peak_guard_keeps_the_mean_below_a_threshold_that_can_be_moved(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    peak = {"peak_threshold_kw": 2.5, "peak_interval": "15", "peak_follows_month": True}
    await set_up(running, peak=peak)
    await surplus_of(running, freezer, -500, 30)
    assert 7 * 230 <= drawn_w(running) <= 8 * 230
    assert reason(running) == "limited_by_peak"
    assert running.number(running.ours("number", "peak_threshold_w")) == 2500
    await set_number(running, "peak_threshold_w", 3500)
    await surplus_of(running, freezer, -500, 30)
    assert 11 * 230 <= drawn_w(running) <= 13 * 230
    limit = running.hass.states.get(running.ours("sensor", "grid_limit"))
    assert limit is not None
    assert limit.attributes["limited_by"] == "peak"
    assert running.number(running.ours("sensor", "month_peak")) == 0
    await surplus_of(running, freezer, -500, 1000)
    assert running.number(running.ours("sensor", "month_peak")) > 2000
    # Answered again, the form's own value counts.
    await set_up(running, peak=peak)
    assert running.number(running.ours("number", "peak_threshold_w")) == 2500


async def test_what_limits_a_charger_is_shown_as_soon_as_there_is_a_main_fuse(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await set_number(running, "main_fuse_a", 10)
    await running.hass.async_block_till_done()
    await surplus_of(running, freezer, -500, 10)
    limiter = running.hass.states.get(running.ours("sensor", "limited_by"))
    assert limiter is not None
    assert (limiter.state, limiter.attributes["limit"], limiter.attributes["unit"]) == ("fuse", 10.0, "A")


@pytest.mark.parametrize(("country", "shown_a"), [("DE", 20.0), ("CH", 16.0), ("SE", 250.0)])
async def test_the_imbalance_limit_shows_what_the_country_asks_until_it_is_set(
    running: StateHome, country: str, shown_a: float
) -> None:
    running.hass.config.country = country
    number = running.ours("number", "unbalance_limit_a")
    await set_number(running, "surplus_reserve_w", 0)
    entry_of(running).runtime_data.async_update_listeners()
    state = running.hass.states.get(number)
    assert state is not None
    assert float(state.state) == shown_a


async def test_nothing_of_it_is_there_before_it_is_set_up(running: StateHome) -> None:
    known = er.async_entries_for_config_entry(er.async_get(running.hass), entry_of(running).entry_id)
    assert not [one for one in known if one.unique_id.endswith(("_grid_limit", "_month_peak", "_peak_threshold_w"))]
    assert (await periods(running))["periods"] == []


async def test_where_each_phase_is_billed_by_itself_a_car_has_what_its_phase_has(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    watt = {"unit_of_measurement": "W", "device_class": "power"}
    powers = [f"sensor.phase_{number}" for number in (1, 2, 3)]
    for entity_id, power_w in zip(powers, (-4000, 500, 500), strict=True):
        running.state(entity_id, power_w, watt)
    await choose(running, "off")
    await surplus_of(running, freezer, 3000, 20)
    result = await set_up(running, phase_billing={"is_billed_by_phase": True})
    assert result["errors"] == {"base": "phases_not_measured"}
    result = await set_up(running, phase_billing={"is_billed_by_phase": True, "phase_powers": powers})
    assert result["reason"] == "reconfigure_successful"
    await choose(running, "solar_only")
    await surplus_of(running, freezer, 3000, 60)
    # It may be on a phase that imports.
    assert drawn_w(running) == 0
    phase = {"entity_id": running.ours("select", "grid_phase"), "option": "l1"}
    await running.hass.services.async_call("select", "select_option", phase, blocking=True)
    await surplus_of(running, freezer, 3000, 60)
    assert drawn_w(running) > 0
    source = running.hass.states.get(running.ours("sensor", "integration_type"))
    assert source is not None
    assert "each is billed separately" in source.attributes["explanation"]
