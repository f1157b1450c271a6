"""A charger with no entry in the catalogue: put together by hand in one form, then led by the sun."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.flows import candidates
from custom_components.solar_charging.setup import discovery
from custom_components.solar_charging.setup.turns import PART

from .helpers import ALLOWED, AMPS, HelperCharger, Parts
from .home import StateHome, charger_answers, charger_form
from .sunshine import Sun

type Result = dict[str, Any]


async def ask(hass: HomeAssistant, entry: ConfigEntry) -> Result:
    return await charger_form(hass, entry)


async def answer(hass: HomeAssistant, form: Result, answers: dict[str, Any]) -> Result:
    return await hass.config_entries.subentries.async_configure(form["flow_id"], answers)


async def add(hass: HomeAssistant, entry: ConfigEntry, answers: dict[str, Any], **positions: str) -> Result:
    """Answer the form, and the question of what positions do where it comes."""
    done = await answer(hass, await ask(hass, entry), answers)
    if positions:
        assert done["step_id"] == "option_roles", done
        done = await answer(hass, done, positions)
    assert done["type"] is FlowResultType.CREATE_ENTRY, done
    await hass.async_block_till_done()
    return done


async def charger_of(home: StateHome, parts: Parts) -> HelperCharger:
    charger = HelperCharger(home, parts)
    await charger.set_up()
    return charger


def by_hand(set_point: str | None = AMPS, on_off: str | None = ALLOWED, **changes: Any) -> dict[str, Any]:
    return charger_answers(current_entity=set_point, switch_entity=on_off, **changes)


@pytest.mark.parametrize(
    ("set_point", "received"),
    [
        (AMPS, 11),
        ("number.wallbox_current", 11),
        ("input_number.kilowatts", 2.7),
        ("input_number.watts", 2700),
        ("input_select.amps", "10 A"),
        ("input_select.kilowatts", "2.3 kW"),
    ],
)
async def test_whatever_sets_the_current_follows_the_sun_for_half_an_hour(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    set_point: str,
    received: Any,
) -> None:
    charger = await charger_of(home, Parts(set_point))
    await add(hass, entry, by_hand(set_point))
    sun = Sun(home, charger, freezer)
    await sun.shines(2700, 18)
    # As much as fits under the sun, and told once.
    assert charger.received == [(set_point, received), (ALLOWED, "turn_on")]
    assert 2700 - 500 < charger.power_w <= 2700
    await sun.shines(0, 12)
    assert charger.received[-1] == (ALLOWED, "turn_off")
    assert charger.power_w == 0


@pytest.mark.parametrize(
    ("parts", "answers", "positions", "starts", "stops"),
    [
        (Parts(), {}, {}, (ALLOWED, "turn_on"), (ALLOWED, "turn_off")),
        (
            Parts(on_off="switch.wallbox_allowed"),
            {},
            {},
            ("switch.wallbox_allowed", "turn_on"),
            ("switch.wallbox_allowed", "turn_off"),
        ),
        (
            Parts(on_off="input_boolean.paused", charges_at="off"),
            {},
            {"start": "off"},
            ("input_boolean.paused", "turn_off"),
            ("input_boolean.paused", "turn_on"),
        ),
        (
            Parts(on_off="input_select.mode", charges_at="Charging"),
            {},
            {},
            ("input_select.mode", "Charging"),
            ("input_select.mode", "Paused"),
        ),
        (
            Parts(on_off="input_select.programme", charges_at="Turbo"),
            {},
            {"start": "Turbo", "stop": "Night"},
            ("input_select.programme", "Turbo"),
            ("input_select.programme", "Night"),
        ),
        (
            Parts(),
            {"switch_entity": "button.wallbox_start", "more": {"stop_entity": "button.wallbox_stop"}},
            {},
            ("button.wallbox_start", "press"),
            ("button.wallbox_stop", "press"),
        ),
        (
            Parts("input_number.from_zero", on_off=None),
            {},
            {},
            ("input_number.from_zero", 11),
            ("input_number.from_zero", 0),
        ),
        (
            Parts("input_select.amps_or_off", on_off=None),
            {},
            {},
            ("input_select.amps_or_off", "10 A"),
            ("input_select.amps_or_off", "Off"),
        ),
    ],
    ids=["helper", "switch", "inverted", "select", "unclear select", "buttons", "0 A", "select with off"],
)
async def test_whatever_starts_and_stops_follows_the_sun_for_half_an_hour(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    parts: Parts,
    answers: dict[str, Any],
    positions: dict[str, str],
    starts: tuple[str, Any],
    stops: tuple[str, Any],
) -> None:
    charger = await charger_of(home, parts)
    await add(hass, entry, by_hand(parts.set_point, parts.on_off) | answers, **positions)
    sun = Sun(home, charger, freezer)
    await sun.shines(2700, 30)
    assert charger.received[-1] == starts
    assert charger.power_w > 2000
    await sun.shines(0, 30)
    assert charger.received[-1] == stops
    assert charger.power_w == 0


@pytest.mark.parametrize(
    ("parts", "positions", "one", "three"),
    [
        (Parts(phases="input_select.phases"), {}, "1 phase", "3 phases"),
        (Parts(phases="select.wallbox_phases"), {}, "1 phase", "3 phases"),
        (Parts(phases="input_number.phase_count"), {}, 1, 3),
        (Parts(phases="input_boolean.three_phases", three_at="on"), {}, "turn_off", "turn_on"),
        (Parts(phases="input_boolean.relay_phase", three_at="off"), {"one": "on"}, "turn_on", "turn_off"),
        (Parts(phases="input_select.wiring", three_at="Star"), {"one": "Line"}, "Line", "Star"),
    ],
    ids=lambda value: value.phases if isinstance(value, Parts) else "",
)
async def test_whatever_switches_phases_follows_the_sun_for_half_an_hour(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    parts: Parts,
    positions: dict[str, str],
    one: Any,
    three: Any,
) -> None:
    charger = await charger_of(home, parts)
    await add(hass, entry, by_hand(more={"phases_entity": parts.phases}), **positions)
    sun = Sun(home, charger, freezer)
    await sun.shines(2700, 10)
    assert charger.phases == 1
    await sun.shines(9000, 25)
    assert charger.last(parts.phases) == three
    assert charger.power_w > 8000
    await sun.shines(2700, 25)
    assert charger.last(parts.phases) == one
    assert 2000 < charger.power_w <= 2700


async def test_a_large_homes_lists_and_registries_are_gone_through_in_parts(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = MockConfigEntry(domain="shelly")
    other.add_to_hass(hass)
    for number in range(3 * PART):
        of = {"suggested_object_id": f"plug_{number}", "config_entry": other, "unit_of_measurement": "W"}
        er.async_get(hass).async_get_or_create("sensor", "shelly", f"{number}-power", **of)
        home.power(f"sensor.plug_{number}", number)
    turn = 0
    handled: Counter[tuple[str, int]] = Counter()

    async def count_turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def counted(module: Any, name: str) -> None:
        original = getattr(module, name)

        def handle(*arguments: Any) -> Any:
            handled[name, turn] += 1
            return original(*arguments)

        monkeypatch.setattr(module, name, handle)

    for module, name in ((candidates, "entity_label"), (candidates, "_fits"), (discovery, "_entity")):
        counted(module, name)
    counting = asyncio.create_task(count_turns())
    await ask(hass, entry)
    counting.cancel()
    assert {name for name, _ in handled} == {"entity_label", "_fits", "_entity"}
    assert handled.total() > 6 * PART
    assert max(handled.values()) <= PART
