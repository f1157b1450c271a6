"""Blueprints that ask, show and remind, filled in and run by Home Assistant."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er

from tests.integration.home import StateHome

from .test_blueprints import (
    EXCESS,
    STATUS,
    expected_lingering_timers,  # noqa: F401  their fixture
    later,
    running,  # noqa: F401  their home
    settle,
    switched,  # noqa: F401  their fixture
    used,
)

PHONE = "notify.mobile_app_phone"
SOC = "sensor.car_battery"


@pytest.fixture
def phone(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what a phone was sent."""
    sent: list[ServiceCall] = []
    hass.services.async_register("notify", "mobile_app_phone", sent.append)
    return sent


def device_id(home: StateHome) -> str:
    entry = er.async_get(home.hass).async_get(home.ours("select", "mode"))
    assert entry is not None
    return str(entry.device_id)


def charger_settings(home: StateHome) -> Any:
    coordinator = home.hass.config_entries.async_entries("solar_charging")[0].runtime_data
    return coordinator.settings.charger(coordinator.site.chargers[0].id)


async def shows(home: StateHome, status: str) -> None:
    """Let the charger show a status; an automation that waits is not waited for."""
    home.state(home.ours(*STATUS), status)
    await settle()


async def press(home: StateHome, call: ServiceCall, button: int) -> None:
    action = call.data["data"]["actions"][button]["action"]
    home.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await settle()


async def test_the_lock_screen_shows_charging_until_it_ends(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
) -> None:
    await shows(running, "waiting")
    power, solar = running.ours("sensor", "charging_power"), running.ours("sensor", "solar_power")
    for entity, watts in ((power, 4000), (solar, 3000)):
        running.state(entity, watts, {"unit_of_measurement": "W"})
    running.state(SOC, 61.6, {"unit_of_measurement": "%"})
    status = running.ours(*STATUS)
    await used(
        running,
        "live_view_while_charging",
        charger_status=status,
        charging_power=power,
        solar_power=solar,
        state_of_charge=SOC,
        notify=PHONE,
    )
    await shows(running, "charging_solar")
    await settle()
    (first,) = phone
    assert (first.data["title"], first.data["message"]) == ("62 %, 4.0 kW", "75 % solar")
    shown = first.data["data"]
    assert (shown["live_update"], shown["progress"], shown["progress_max"]) == (True, 62, 100)
    await later(running, freezer, minutes=1, seconds=1)
    assert len(phone) == 2
    await shows(running, "complete")
    await settle()
    assert phone[-1].data["message"] == "clear_notification"
    assert {call.data["data"]["tag"] for call in phone} == {shown["tag"]}
    await later(running, freezer, minutes=5)
    assert len(phone) == 3


@pytest.mark.parametrize(("button", "mode"), [(0, "solar_only"), (1, "boost")])
async def test_the_evening_question_sets_the_mode_of_the_next_session(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
    button: int,
    mode: str,
) -> None:
    status = running.ours(*STATUS)
    await used(running, "evening_question", charger=device_id(running), charger_status=status, notify=PHONE)
    await shows(running, "no_car")
    await later(running, freezer, hours=2, seconds=1)
    (question,) = phone
    assert question.data["message"].startswith("Plug in? Sun for ")
    assert 50 < int(question.data["message"].split()[4]) < 400
    await press(running, question, button)
    assert (charger_settings(running).mode, charger_settings(running).session_mode) == ("solar_only", mode)


async def test_nobody_is_asked_while_a_car_is_plugged_in(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
) -> None:
    status = running.ours(*STATUS)
    await used(running, "evening_question", charger=device_id(running), charger_status=status, notify=PHONE)
    await shows(running, "waiting")
    await later(running, freezer, hours=2, seconds=1)
    assert phone == []


@pytest.mark.parametrize("button", [0, 1])
async def test_what_is_missing_is_bought_only_on_a_yes(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
    button: int,
) -> None:
    from tests.integration.test_cars import add_car  # noqa: PLC0415  a target in % needs a car

    running.state(SOC, 40, {"unit_of_measurement": "%", "device_class": "battery"})
    await add_car(running, soc_entity=SOC)
    status = running.ours(*STATUS)
    await used(
        running,
        "ask_to_buy",
        charger=device_id(running),
        charger_status=status,
        state_of_charge=SOC,
        at="20:00:00",
        notify=PHONE,
    )
    await shows(running, "waiting")
    await later(running, freezer, hours=2, seconds=1)
    (question,) = phone
    assert question.data["message"] == "The car is at 40 %. Buy up to 70 % by 07:00?"
    await press(running, question, button)
    request = charger_settings(running).charge_request
    assert request.ready_by_soc_pct == (70 if button == 0 else None)


async def test_a_full_car_is_asked_to_move_until_it_has(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
) -> None:
    await used(running, "move_full_car", charger_status=running.ours(*STATUS), notify=PHONE)
    await shows(running, "charging_solar")
    await shows(running, "complete")
    assert phone == []
    await later(running, freezer, minutes=10, seconds=1)
    assert "move it" in phone[-1].data["message"]
    await later(running, freezer, hours=1, seconds=1)
    assert len(phone) == 2
    await shows(running, "no_car")
    await settle()
    assert phone[-1].data["message"] == "clear_notification"


async def test_appliances_go_on_in_order_and_off_in_the_reverse_each_for_its_time(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    switched: list[tuple[str, str]],  # noqa: F811
) -> None:
    for name in ("boiler", "pool"):
        running.state(f"input_boolean.{name}", "off")
    excess = running.ours(*EXCESS)

    async def after(minutes: int, surplus_w: float) -> list[tuple[str, str]]:
        """Return what was switched by then; it is as it was switched."""
        known = len(switched)
        running.state(excess, surplus_w, {"unit_of_measurement": "W"})
        await later(running, freezer, minutes=minutes)
        for entity, service in switched[known:]:
            running.state(entity, service.removeprefix("turn_"))
        return switched[known:]

    await used(
        running,
        "several_appliances",
        excess_power=excess,
        first_appliance="input_boolean.boiler",
        second_appliance="input_boolean.pool",
    )
    assert await after(5, 1200) == [], "each stays off for ten minutes"
    assert await after(6, 1200) == [("input_boolean.boiler", "turn_on")]
    assert await after(1, 1200) == [], "the second needs more"
    assert await after(1, 1600) == [("input_boolean.pool", "turn_on")]
    assert await after(10, -100) == [], "each stays on for a quarter of an hour"
    assert await after(6, -100) == [("input_boolean.pool", "turn_off")]
    assert await after(1, -100) == [("input_boolean.boiler", "turn_off")]


async def test_the_month_is_summed_up_on_the_first_day_of_the_next(
    running: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    phone: list[ServiceCall],
) -> None:
    await used(running, "monthly_summary", notify=PHONE)
    await later(running, freezer, hours=15, seconds=1)
    assert phone == []
    freezer.move_to("2026-07-01 06:59:00+00:00")
    await later(running, freezer, minutes=1, seconds=1)
    (summary,) = phone
    assert summary.data["message"].startswith("Charged last month: 0")
