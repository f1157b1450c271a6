"""The form of a charger by hand: what it offers, what it asks again, what it refuses, and that nothing is lost in it."""

from types import MappingProxyType
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.devices.charger_vehicle import counter_wh

from .evses import Keba, Peblar, V2c
from .helpers import ALLOWED, AMPS, HelperCharger, Parts
from .home import CHARGER_POWER, STATUS, StateHome, charger_answers
from .sunshine import add_found
from .test_by_hand import add, answer, ask, by_hand

type Result = dict[str, Any]

AMPERE = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}
PERCENT = {"unit_of_measurement": "%", "device_class": "battery"}


@pytest.fixture
async def helpers(home: StateHome, entry: ConfigEntry) -> HelperCharger:
    charger = HelperCharger(home, Parts())
    await charger.set_up()
    return charger


@pytest.fixture
def wallbox(hass: HomeAssistant) -> dict[str, str]:
    """Return a wall box of an integration nobody knows: its entities by name."""
    config = MockConfigEntry(domain="nobody_knows")
    config.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=config.entry_id, identifiers={("nobody_knows", "1")}
    )
    states = {
        "number.box_charging_current": ("6", AMPERE),
        "number.box_circuit_current": ("32", {**AMPERE, "max": 32}),
        "switch.box_charging": ("off", {}),
        "switch.box_display": ("on", {}),
        "sensor.box_power": ("0", {"unit_of_measurement": "W"}),
        "sensor.box_status": ("ready", {}),
        "sensor.box_session": ("0", {"unit_of_measurement": "kWh"}),
        "binary_sensor.box_cable": ("on", {"device_class": "plug"}),
    }
    for entity_id, (state, attributes) in states.items():
        domain, name = entity_id.split(".")
        er.async_get(hass).async_get_or_create(
            domain, "nobody_knows", name, config_entry=config, device_id=device.id, suggested_object_id=name
        )
        hass.states.async_set(entity_id, state, attributes)
    return {entity_id.split(".box_")[1]: entity_id for entity_id in states}


async def reconfigure(hass: HomeAssistant, entry: ConfigEntry) -> Result:
    (charger,) = entry.get_subentries_of_type("charger")
    context = {"source": "reconfigure", "subentry_id": charger.subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, "charger"), context=context)


def shown(form: Result) -> dict[str, Any]:
    """Return what the form is filled with, its sections opened out."""
    fields: dict[str, Any] = {}
    for key, value in form["data_schema"].schema.items():
        inner = getattr(value, "schema", None)
        parts = inner.schema if hasattr(inner, "schema") else {key: value}
        fields |= {str(one): (one.description or {}).get("suggested_value") for one in parts}
    return {name: value for name, value in fields.items() if value is not None}


def labels(form: Result, field: str) -> list[str]:
    return [option["label"] for option in form["data_schema"].schema[field].config["options"]]


def folded(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a form shows as the answers that send it back."""
    more = ("stop_entity", "phases_entity", "energy_entity", "voltage_v")
    car = ("plug_entity", "soc_entity", "limit_entity", "location_entity")
    outside = {key: value for key, value in values.items() if key not in (*more, *car)}
    return outside | {
        name: {key: values[key] for key in keys if key in values} for name, keys in (("more", more), ("car", car))
    }


async def test_each_entity_is_offered_with_what_it_says_now(
    hass: HomeAssistant, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    form = await ask(hass, entry)
    assert "amps · 6 A (6–16)" in labels(form, "current_entity")
    assert "allowed · Off" in labels(form, "switch_entity")
    assert form["data_schema"].schema["more"].options == {"collapsed": True}


async def test_the_device_of_the_first_entity_answers_the_other_questions(
    hass: HomeAssistant, entry: ConfigEntry, wallbox: dict[str, str], helpers: HelperCharger
) -> None:
    form = await ask(hass, entry)
    answers = {"name": "Box", "current_entity": wallbox["charging_current"], "phases": "1"}
    form = await answer(hass, form, answers)
    assert form["type"] is FlowResultType.FORM
    assert not form["errors"]
    assert form["description_placeholders"]["hint"].startswith("We filled in matching entities from the same device.")
    assert (
        "submit again: box charging: Off, box power: 0 W, box status: ready" in form["description_placeholders"]["hint"]
    )
    # Only that part of what is folded away unfolds in which something was filled in.
    assert [form["data_schema"].schema[name].options["collapsed"] for name in ("more", "car")] == [False, False]
    filled = shown(form)
    assert filled["switch_entity"] == wallbox["charging"]
    assert filled["power_entity"] == wallbox["power"]
    assert filled["status_entity"] == wallbox["status"]
    assert filled["energy_entity"] == wallbox["session"]
    assert filled["plug_entity"] == wallbox["cable"]
    assert {label.split(" · ")[0] for label in labels(form, "switch_entity")[:2]} == {"box charging", "box display"}
    done = await answer(hass, form, answers)
    assert done["type"] is FlowResultType.CREATE_ENTRY, "what was offered can be left out"


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        (by_hand(None, None), {"base": "nothing_to_control"}),
        (by_hand("number.gone"), {"current_entity": "entity_not_found"}),
        (by_hand(on_off="Wallbox"), {"switch_entity": "entity_not_found"}),
        (by_hand(CHARGER_POWER, power_entity=None), {"current_entity": "read_only"}),
        (by_hand("input_select.mode"), {"current_entity": "no_currents"}),
        (by_hand("number.unitless"), {"current_entity": "unit_missing"}),
        (by_hand("number.too_small"), {"current_entity": "range_excludes_floor"}),
        (by_hand(AMPS, AMPS), {"switch_entity": "chosen_twice"}),
        (by_hand(on_off="button.wallbox_start"), {"switch_entity": "which_stops"}),
        (by_hand(more={"stop_entity": "button.wallbox_stop"}), {"more": "more"}),
        (by_hand(more={"phases_entity": AMPS}), {"more": "more"}),
        (by_hand(car={"soc_entity": CHARGER_POWER}), {"car": "car"}),
    ],
)
async def test_what_cannot_work_is_refused_in_words(
    hass: HomeAssistant, entry: ConfigEntry, helpers: HelperCharger, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    hass.states.async_set("number.unitless", "1380", {"min": 1380, "max": 11000, "step": 10})
    hass.states.async_set("number.too_small", "1", {**AMPERE, "unit_of_measurement": "kW", "min": 0, "max": 1})
    form = await answer(hass, await ask(hass, entry), answers)
    assert form["errors"].items() >= errors.items()


async def test_what_is_wrong_in_a_folded_section_is_said_above_it_and_unfolds_it(
    hass: HomeAssistant, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    form = await answer(hass, await ask(hass, entry), by_hand(more={"phases_entity": "select.gone"}))
    more = form["description_placeholders"]["more"]
    assert more == "Phase switch: This entity doesn't exist. It may have been renamed or removed."
    assert form["data_schema"].schema["more"].options == {"collapsed": False}


@pytest.mark.parametrize(
    ("watts", "unit", "name", "warning"),
    [
        (7.4, "W", "amps", {"power_entity": "power_too_low"}),
        (7400, "kW", "amps", {"power_entity": "power_too_high"}),
        (7.4, "kW", "amps", {}),
        (7400, "W", "dynamic_circuit_limit", {"current_entity": "looks_like_fuse"}),
        (7400, "W", "fail_safe_current", {"current_entity": "looks_like_fuse"}),
    ],
)
async def test_what_looks_wrong_is_said_once_and_then_taken(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    watts: float,
    unit: str,
    name: str,
    warning: dict[str, str],
) -> None:
    hass.states.async_set(f"number.{name}", "6", AMPERE)
    home.power(CHARGER_POWER, watts, unit)
    home.state(STATUS, "charging")
    answers = by_hand(f"number.{name}", None)
    form = await answer(hass, await ask(hass, entry), answers)
    if warning:
        assert form["errors"] == warning
        form = await answer(hass, form, answers)
    assert form["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("name", "state", "draws", "asked"),
    [
        ("charging", "on", True, None),
        ("charging", "off", False, None),
        ("charging", "on", False, "on"),
        ("charging", "off", True, "off"),
        ("pause", "off", True, None),
        ("pause", "on", False, "off"),
        ("pause", "on", True, "on"),
    ],
)
async def test_which_way_a_switch_works_is_asked_only_where_it_is_unclear(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, name: str, state: str, draws: bool, asked: str | None
) -> None:
    switch = f"switch.{name}"
    hass.states.async_set("number.amps", "6", AMPERE)
    hass.states.async_set(switch, state)
    home.power(CHARGER_POWER, 1400 if draws else 0)
    home.state(STATUS, "charging" if draws else "connected")
    form = await answer(hass, await ask(hass, entry), by_hand("number.amps", switch))
    if asked is None:
        assert form["type"] is FlowResultType.CREATE_ENTRY
        charges_at = "off" if name == "pause" else "on"
    else:
        assert form["step_id"] == "option_roles"
        assert f"{name}: {state.capitalize()}" in form["description_placeholders"]["now"]
        (field,) = form["data_schema"].schema
        charges_at = field.default()
        assert charges_at == asked
        assert (await answer(hass, form, {"start": asked}))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    (config,) = entry.runtime_data.site.chargers
    assert config.start_stop.start.value == charges_at


async def test_where_options_say_nothing_the_one_in_which_the_car_charges_now_is_suggested(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    home.power(CHARGER_POWER, 3000)
    home.state(STATUS, "charging")
    form = await answer(hass, await ask(hass, entry), by_hand(on_off="input_select.programme"))
    start, stop = form["data_schema"].schema
    assert start.default() == "Eco"
    assert stop.default is vol.UNDEFINED


async def test_a_position_cannot_both_charge_and_pause(
    hass: HomeAssistant, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    form = await answer(hass, await ask(hass, entry), by_hand(on_off="input_select.programme"))
    form = await answer(hass, form, {"start": "Eco", "stop": "Eco"})
    assert form["errors"] == {"base": "same_position"}


async def test_reconfiguring_keeps_and_edits_all_of_it(
    hass: HomeAssistant, home: StateHome, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    home.state("sensor.car_battery", 60, PERCENT)
    home.state("input_number.car_limit", 80, {"min": 50, "max": 100, "step": 1, "unit_of_measurement": "%"})
    home.state("device_tracker.car", "home")
    home.state("binary_sensor.cable", "on", {"device_class": "plug"})
    home.state("sensor.session", 3.2, {"unit_of_measurement": "kWh"})
    more = {"phases_entity": "input_select.phases", "energy_entity": "sensor.session", "voltage_v": 120.0}
    car = {
        "plug_entity": "binary_sensor.cable",
        "soc_entity": "sensor.car_battery",
        "limit_entity": "input_number.car_limit",
        "location_entity": "device_tracker.car",
    }
    answers = by_hand(on_off="input_select.programme", phases="3", more=more, car=car)
    await add(hass, entry, answers, start="Turbo", stop="Night")
    (before,) = entry.runtime_data.site.chargers
    form = await reconfigure(hass, entry)
    assert form["description_placeholders"]["now"].startswith("amps: 6 A (6–16), programme: ")
    assert folded(shown(form)) == answers
    form = await answer(hass, form, answers)
    # What had to be asked once can be corrected; it is filled in.
    assert {str(key): key.default() for key in form["data_schema"].schema} == {"start": "Turbo", "stop": "Night"}
    done = await answer(hass, form, {"start": "Turbo", "stop": "Night"})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (after,) = entry.runtime_data.site.chargers
    assert after == before
    assert entry.runtime_data.home.readers[after.id].car.is_away() is False
    changed = {key: value for key, value in answers.items() if key != "car"}
    await answer(hass, await reconfigure(hass, entry), changed | {"switch_entity": ALLOWED})
    await hass.async_block_till_done()
    (after,) = entry.runtime_data.site.chargers
    assert after.start_stop.start.entity_id == ALLOWED
    assert set(after.readings) == {"power", "status", "session_energy"}


@pytest.mark.parametrize("kind", [V2c, Keba, Peblar], ids=lambda kind: kind.domain)
async def test_a_charger_of_the_catalogue_is_corrected_in_the_same_form_and_keeps_the_rest(
    hass: HomeAssistant,
    home: StateHome,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[V2c | Keba | Peblar],
) -> None:
    await kind().set_up(hass, monkeypatch)
    await add_found(hass, entry)
    (before,) = entry.runtime_data.site.chargers
    home.power("sensor.better_meter", 0)
    form = await reconfigure(hass, entry)
    answers = folded(shown(form)) | {"power_entity": "sensor.better_meter"}
    done = await answer(hass, form, answers)
    if done["type"] is FlowResultType.FORM:
        assert done["step_id"] == "option_roles", done["errors"]
        done = await answer(hass, done, {str(key): key.default() for key in done["data_schema"].schema})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (after,) = entry.runtime_data.site.chargers
    assert after.power_entity == "sensor.better_meter"
    for name in (
        "set_point",
        "start_stop",
        "phase_switch",
        "conflicting_settings",
        "min_interval_s",
        "refresh_s",
        "forgets_on",
        "restart_states",
        "device_id",
    ):
        assert getattr(after, name) == getattr(before, name), name
    assert {**after.readings, "power": None} == {**before.readings, "power": None}


async def test_what_the_catalogue_reads_from_attributes_is_not_questioned_as_long_as_it_stays(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    hass.states.async_set("sensor.box", "connected", {"watts": 0})
    hass.states.async_set("number.box", "1380", {"min": 1380, "max": 11000, "step": 10})
    data: dict[str, Any] = {
        "integration": "known_box",
        "set_point": {"entity_id": "number.box", "unit": "W"},
        "readings": {"status": {"entity_id": "sensor.box"}, "power": {"entity_id": "sensor.box", "attribute": "watts"}},
        "voltage_v": 240.0,
    }
    subentry = ConfigSubentry(data=MappingProxyType(data), subentry_type="charger", title="Box", unique_id=None)
    hass.config_entries.async_add_subentry(entry, subentry)
    await hass.async_block_till_done()
    form = await reconfigure(hass, entry)
    refused = await answer(hass, form, folded(shown(form)) | {"current_entity": "sensor.box"})
    assert refused["errors"] == {"current_entity": "chosen_twice"}
    done = await answer(hass, refused, folded(shown(form)) | {"name": "Carport"})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (charger,) = entry.get_subentries_of_type("charger")
    assert charger.title == "Carport"
    assert dict(charger.data) == data


async def test_a_charger_that_is_found_is_booked_by_its_own_counter(
    hass: HomeAssistant, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Peblar().set_up(hass, monkeypatch)
    await add_found(hass, entry)
    (config,) = entry.runtime_data.site.chargers
    assert counter_wh(hass, config) is not None


async def test_entities_of_another_charger_are_not_taken_twice(
    hass: HomeAssistant, entry: ConfigEntry, helpers: HelperCharger
) -> None:
    await add(hass, entry, by_hand())
    form = await answer(hass, await ask(hass, entry), charger_answers(current_entity=AMPS, switch_entity=None))
    assert form["errors"] == dict.fromkeys(("current_entity", "power_entity", "status_entity"), "already_used")
