"""Whatever goes wrong behind a real integration, the same holds for each: told ever less often, explained, reported, taken back."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .bridge import Bridge
from .evses import EVSES, Evse, Keba, Lektrico, V2c
from .home import StateHome
from .sunshine import Sun, add_found, issues, record_calls, shown

# What may be wrong with a charger that is there.
FAULTS = {"refuses": True, "is_deaf": True, "is_away": True, "takes_s": 20, "takes_at_most_a": 8.0}
INTENSITY = "number.evse_charger_local_intensity"
KINDS = (*EVSES, Bridge)


def kinds(**without: str) -> Any:
    """Run a test with each kind of charger, `without` those that cannot have this fault, for the reason given."""
    cases = [
        pytest.param(kind, id=kind.domain, marks=pytest.mark.skip(reason=reason) if reason else ())
        for kind in KINDS
        for reason in [without.get(kind.domain)]
    ]
    return pytest.mark.parametrize("evse", cases, indirect=True)


@pytest.fixture
async def evse(
    hass: HomeAssistant,
    mqtt_mock: Any,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Evse]:
    """Return a charger behind its integration, added as it was found. It is never told what it cannot do."""
    charger: Evse = request.param()
    await charger.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    charger.calls.clear()
    yield charger
    assert all(6 <= current <= 16 for current in charger.currents()), charger.calls


@pytest.fixture
def sun(home: StateHome, evse: Evse, freezer: FrozenDateTimeFactory) -> Sun:
    return Sun(home, evse, freezer)


@kinds()
async def test_one_that_refuses_is_asked_ever_less_often_reported_and_taken_back(
    hass: HomeAssistant, evse: Evse, sun: Sun
) -> None:
    evse.refuses = True
    await sun.shines(2700, 15)
    assert 1 < len(evse.calls) < 25
    assert issues(hass) == ["charger_refuses"]
    evse.refuses = False
    await sun.shines(2700, 12)
    assert evse.power_w > 2000
    assert issues(hass) == []


@kinds(keba="tells nothing back: cannot be told from one whose car sleeps")
async def test_one_that_is_deaf_is_told_ever_less_often_reported_and_taken_back(
    hass: HomeAssistant, evse: Evse, sun: Sun
) -> None:
    evse.is_deaf = True
    await sun.shines(2700, 15)
    assert 1 < len(evse.calls) < 25
    # Some integrations notice by themselves, and say so.
    assert issues(hass) in (["charger_does_not_follow"], ["charger_refuses"])
    assert shown(hass, sun.home, "status") == "charger_ignores_command"
    evse.is_deaf = False
    await sun.shines(2700, 12)
    assert evse.power_w > 2000
    assert issues(hass) == []


@kinds()
async def test_one_that_answers_late_is_waited_for(hass: HomeAssistant, evse: Evse, sun: Sun) -> None:
    evse.takes_s = 20
    await sun.shines(2700, 15)
    assert evse.power_w > 2000
    assert issues(hass) == []
    assert len(evse.calls) < 14


@kinds()
async def test_one_that_takes_less_than_asked_is_not_pressed(hass: HomeAssistant, evse: Evse, sun: Sun) -> None:
    evse.takes_at_most_a = 8.0
    await sun.shines(2700, 15)
    assert (evse.current_a, evse.is_on) == (8.0, True)
    assert issues(hass) == []
    assert len(evse.calls) < 14
    if evse.tells_current:
        assert shown(hass, sun.home, "status") == "limited_by_charger"
        (entry,) = hass.config_entries.async_entries("solar_charging")
        (command,) = entry.runtime_data.data.decision.commands
        again_at = command.next_action_at
        assert again_at is not None
        assert again_at > dt_util.utcnow()


@kinds(keba="does not show whether it is there: its sensors keep their last value")
async def test_one_that_is_away_in_mid_charge_is_told_nothing_and_led_on_when_it_is_back(
    hass: HomeAssistant, evse: Evse, sun: Sun
) -> None:
    await sun.shines(2700, 12)
    assert evse.power_w > 2000
    evse.is_away = True
    await sun.shines(2700, 6)
    assert shown(hass, sun.home, "status") == "charger_unreachable"
    before = len(evse.calls)
    await sun.shines(1800, 5)
    assert len(evse.calls) == before
    assert issues(hass) == []
    evse.is_away = False
    await sun.shines(1800, 8)
    assert 6.5 <= evse.current_a <= 8, evse.calls
    assert shown(hass, sun.home, "status").startswith("solar_charging")


@kinds(
    keba="set up in YAML: it restarts with Home Assistant alone",
    mqtt="the broker keeps what it was told; the charger behind it may be away, see above",
)
async def test_one_whose_integration_restarts_is_told_again_and_nobody_is_blamed(
    hass: HomeAssistant, evse: Evse, sun: Sun
) -> None:
    await sun.shines(2700, 12)
    await evse.restart(hass)
    await sun.shines(2700, 4)
    assert 10 <= evse.current_a <= 11.8, evse.calls
    assert shown(hass, sun.home, "status").startswith("solar_charging")
    assert issues(hass) == []


async def rename(hass: HomeAssistant, entity_ids: Iterable[str]) -> None:
    for entity_id in entity_ids:
        domain, name = entity_id.split(".")
        er.async_get(hass).async_update_entity(entity_id, new_entity_id=f"{domain}.my_{name}")
        await hass.async_block_till_done()


# By name or by topic; whose entity it is makes no difference.
@pytest.mark.parametrize("evse", [V2c, Bridge], indirect=True)
async def test_renamed_entities_are_followed(hass: HomeAssistant, entry: ConfigEntry, evse: Evse, sun: Sun) -> None:
    (before,) = entry.runtime_data.site.chargers
    await rename(hass, before.entity_ids)
    (after,) = entry.runtime_data.site.chargers
    assert before.entity_ids
    assert not set(before.entity_ids) & set(after.entity_ids)
    await sun.shines(2700, 15)
    assert evse.power_w > 2000
    assert issues(hass) == []


@kinds()
async def test_one_that_was_removed_is_reported_once(hass: HomeAssistant, evse: Evse, sun: Sun) -> None:
    await sun.shines(2700, 5)
    await evse.remove(hass)
    before = len(evse.calls)
    await sun.shines(2700, 4)
    assert issues(hass) == ["charger_gone"]
    assert len(evse.calls) == before


async def fix(hass: HomeAssistant) -> Any:
    """Return the flow that fixes what is reported."""
    assert await async_setup_component(hass, "repairs", {})
    from custom_components.solar_charging.repairs import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_create_fix_flow,
    )

    (issue,) = [one for (domain, _), one in ir.async_get(hass).issues.items() if domain == "solar_charging"]
    assert issue.is_fixable
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass, flow.handler, flow.flow_id, flow.context = hass, "solar_charging", "1", {"issue_id": issue.issue_id}
    return flow


@pytest.fixture
async def gone(hass: HomeAssistant, evse: Evse, sun: Sun) -> Any:
    """Return the flow that fixes a charger whose integration was removed."""
    await evse.remove(hass)
    await sun.shines(2700, 4)
    return await fix(hass)


@pytest.mark.parametrize("evse", [V2c], indirect=True)
async def test_one_that_was_removed_is_taken_out_here_with_two_clicks(
    hass: HomeAssistant, entry: ConfigEntry, gone: Any, sun: Sun
) -> None:
    menu = await gone.async_step_init()
    assert menu["menu_options"] == ["replace", "remove"]
    assert INTENSITY in menu["description_placeholders"]["entities"]
    await gone.async_step_remove()
    await gone.async_step_remove({})
    await sun.shines(2700, 1)
    assert not entry.get_subentries_of_type("charger")
    assert issues(hass) == []


@pytest.mark.parametrize("evse", [V2c], indirect=True)
async def test_one_that_was_removed_is_replaced_by_another_that_was_found(
    hass: HomeAssistant, entry: ConfigEntry, gone: Any, sun: Sun, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = entry.get_subentries_of_type("charger")
    other = Lektrico()
    await other.set_up(hass, monkeypatch)
    menu = await gone.async_step_init()
    assert menu["menu_options"][0] == "another"
    form = await gone.async_step_another()
    (field, _) = form["data_schema"].schema
    await gone.async_step_another({"charger": field.default(), "phases": "1"})
    await hass.async_block_till_done()
    (after,) = entry.get_subentries_of_type("charger")
    assert (after.subentry_id, after.title, after.data.get("phases", 1)) == (before.subentry_id, before.title, 1)
    sun.evse = other
    await sun.shines(2700, 12)
    assert other.power_w > 2000
    assert issues(hass) == []


@pytest.mark.parametrize("evse", [V2c], indirect=True)
async def test_one_that_was_removed_gets_other_entities_one_after_the_other(
    hass: HomeAssistant, entry: ConfigEntry, gone: Any, sun: Sun
) -> None:
    number = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}
    hass.states.async_set("number.other_current", "6", number)
    form = await gone.async_step_replace()
    while form["type"] == "form":
        is_number = form["description_placeholders"]["entity_id"] == INTENSITY
        form = await gone.async_step_replace({"entity": "number.other_current"} if is_number else {})
    await hass.async_block_till_done()
    (charger,) = entry.runtime_data.site.chargers
    assert charger.entity_ids == ("number.other_current",)
    await sun.shines(2700, 1)
    assert issues(hass) == []


@pytest.mark.parametrize("evse", [V2c], indirect=True)
async def test_one_that_was_deaf_is_tried_again_at_once_when_the_user_asks(
    hass: HomeAssistant, evse: Evse, sun: Sun
) -> None:
    evse.is_deaf = True
    await sun.shines(2700, 15)
    flow = await fix(hass)
    before = len(evse.calls)
    await flow.async_step_init()
    await flow.async_step_confirm({})
    await sun.shines(2700, 0.2)
    assert len(evse.calls) > before


@pytest.mark.parametrize("evse", [Keba], indirect=True)
async def test_a_fail_safe_is_fed_in_time_while_it_is_on(evse: Evse, sun: Sun) -> None:
    assert isinstance(evse, Keba)
    await sun.shines(2700, 5)
    assert len(evse.calls) < 5
    evse.has_failsafe = True
    await sun.shines(2700, 1)
    before = len(evse.currents())
    await sun.shines(2700, 5)
    assert len(evse.currents()) - before == 30


@pytest.mark.parametrize("fault", ["refuses", "is_deaf", "is_away"])
@pytest.mark.parametrize("evse", [V2c], indirect=True)
async def test_one_that_is_broken_does_not_keep_another_from_the_sun(
    hass: HomeAssistant, entry: ConfigEntry, evse: Evse, sun: Sun, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Lektrico()
    await other.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    setattr(evse, fault, True)
    sun.evse = other
    await sun.shines(2700, 20)
    assert evse.power_w == 0
    assert 2000 < other.power_w < 2700
    assert all(6 <= current <= 16 for current in other.currents())


async def in_shadow(hass: HomeAssistant, home: StateHome, *, is_on: bool) -> None:
    """Click on the charger's shadow mode."""
    data = {"entity_id": home.ours("switch", "shadow_mode")}
    await hass.services.async_call("switch", "turn_on" if is_on else "turn_off", data, blocking=True)


@kinds()
async def test_in_shadow_mode_none_is_called_whatever_goes_wrong(
    hass: HomeAssistant, entry: ConfigEntry, evse: Evse, sun: Sun
) -> None:
    called = record_calls(hass, evse.domain)
    await in_shadow(hass, sun.home, is_on=True)
    for fault, value in FAULTS.items():
        usual = getattr(evse, fault)
        setattr(evse, fault, value)
        # Something else starts and stops it meanwhile.
        evse.obey("current", 10)
        evse.obey("off" if evse.is_on else "on", None)
        await sun.shines(2700, 2)
        setattr(evse, fault, usual)
    await sun.shines(2700, 2)
    (command,) = entry.runtime_data.data.decision.commands
    assert command.is_enabled
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert sun.home.is_on(sun.home.ours("switch", "shadow_mode"))
    await sun.shines(0, 2)
    assert (called, evse.calls) == ([], [])
    evse.obey("on", None)
    await in_shadow(hass, sun.home, is_on=False)
    await sun.shines(2700, 2)
    assert called
    assert evse.calls
    evse.refuses = True
    await in_shadow(hass, sun.home, is_on=True)
    await sun.shines(0, 0.2)
    called.clear()
    evse.calls.clear()
    await sun.shines(0, 2)
    await evse.remove(hass)
    await sun.shines(2700, 1)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert (called, evse.calls) == ([], [])


@kinds(keba="set up in YAML: it restarts with Home Assistant alone", mqtt="the broker keeps what it was told")
async def test_in_shadow_mode_one_whose_integration_restarts_or_whose_entities_are_renamed_is_not_called(
    hass: HomeAssistant, entry: ConfigEntry, evse: Evse, sun: Sun
) -> None:
    called = record_calls(hass, evse.domain)
    await in_shadow(hass, sun.home, is_on=True)
    await evse.restart(hass)
    await sun.shines(0, 2)
    await rename(hass, entry.runtime_data.site.chargers[0].entity_ids)
    await sun.shines(2700, 2)
    assert (called, evse.calls) == ([], [])
