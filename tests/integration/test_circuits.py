"""A circuit is added in a form, keeps its chargers within its limit, and says so; in a real Home Assistant."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.solar_charging.flows.circuit import parent_error

from .home import StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_limits import reason_of
from .test_ready_by import status


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> ConfigEntry:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    return await home.set_up()


async def add_circuit(hass: HomeAssistant, entry: ConfigEntry, **answers: Any) -> dict[str, Any]:
    flows = hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "circuit"), context={"source": SOURCE_USER})
    done = await flows.async_configure(form["flow_id"], {"name": "Garage", **answers})
    await hass.async_block_till_done(wait_background_tasks=True)
    return done


def circuits(entry: ConfigEntry) -> list[Any]:
    return list(entry.get_subentries_of_type("circuit"))


def charger_id(entry: ConfigEntry) -> str:
    return next(iter(entry.get_subentries_of_type("charger"))).subentry_id


async def test_a_charger_stays_within_its_circuit_which_is_named(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    done = await add_circuit(hass, running, limit_a=10, chargers=[charger_id(running)])
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await choose(home, "boost")
    await surplus_of(home, freezer, -500, 60)
    assert (status(home), drawn_w(home)) == ("limited_by_circuit", 10 * 230)
    assert reason_of(home) == "Charging at 10 A: more would overload Garage."
    limiter = hass.states.get(home.ours("sensor", "limited_by"))
    assert limiter is not None
    shown = {key: limiter.attributes[key] for key in ("limit", "unit", "circuit", "withheld_current")}
    assert (limiter.state, shown) == (
        "circuit",
        {"limit": 10.0, "unit": "A", "circuit": "Garage", "withheld_current": 6.0},
    )


async def test_a_circuit_holds_what_hangs_on_circuits_within_it_and_its_own_meter_counts_other_loads(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    home.power("sensor.annexe", 1000)
    await add_circuit(hass, running, name="Annexe", limit_w=3000, power_entity="sensor.annexe")
    (outer,) = circuits(running)
    await add_circuit(hass, running, limit_a=16, chargers=[charger_id(running)], parent_circuit=outer.subentry_id)
    await choose(home, "boost")
    for _ in range(30):
        home.power("sensor.annexe", 1000 + drawn_w(home))
        await surplus_of(home, freezer, -500, 5)
    assert (status(home), drawn_w(home)) == ("limited_by_circuit", 8 * 230)


async def test_a_circuit_that_is_deleted_limits_nothing(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await add_circuit(hass, running, limit_a=10, chargers=[charger_id(running)])
    hass.config_entries.async_remove_subentry(running, circuits(running)[0].subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await choose(home, "boost")
    await surplus_of(home, freezer, -500, 60)
    assert drawn_w(home) == 16 * 230


async def test_a_circuit_goes_on_without_a_charger_or_an_outer_circuit_that_is_deleted(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await add_circuit(hass, running, name="Annexe", limit_a=8)
    (outer,) = circuits(running)
    await add_circuit(hass, running, limit_a=10, chargers=[charger_id(running)], parent_circuit=outer.subentry_id)
    hass.config_entries.async_remove_subentry(running, outer.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await choose(home, "boost")
    await surplus_of(home, freezer, -500, 60)
    assert drawn_w(home) == 10 * 230
    hass.config_entries.async_remove_subentry(running, charger_id(running))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert running.runtime_data.data.inputs.circuits == ()


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"base": "limit_required"}),
        ({"limit_a": 3}, {"limit_a": "limit_a_out_of_range"}),
        ({"limit_w": 10}, {"limit_w": "limit_w_out_of_range"}),
        ({"limit_a": 16, "name": " "}, {"name": "name_required"}),
        ({"limit_a": 16, "power_entity": "sensor.gone"}, {"power_entity": "entity_not_found"}),
        ({"limit_a": 16, "phase_1": "sensor.solar_power"}, {"phase_1": "wrong_unit"}),
    ],
)
async def test_what_is_no_circuit_is_refused(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    home.power("sensor.solar_power", 100)
    form = await add_circuit(hass, running, **answers)
    assert form["errors"] == errors


async def test_no_circuit_hangs_on_itself_and_no_charger_on_two(
    hass: HomeAssistant, home: StateHome, running: ConfigEntry
) -> None:
    await add_circuit(hass, running, name="Annexe", limit_a=32, chargers=[charger_id(running)])
    (outer,) = circuits(running)
    form = await add_circuit(hass, running, limit_a=16, chargers=[charger_id(running)])
    assert form["errors"] == {"chargers": "charger_on_other_circuit"}
    await add_circuit(hass, running, limit_a=16, parent_circuit=outer.subentry_id)
    inner = circuits(running)[1]
    await add_circuit(hass, running, name="Shed", limit_a=10)
    flows = hass.config_entries.subentries
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": outer.subentry_id}
    form = await flows.async_init((running.entry_id, "circuit"), context=context)
    parents = next(value for key, value in form["data_schema"].schema.items() if key == "parent_circuit")
    assert [option["label"] for option in parents.config["options"]] == ["Shed"]
    # A program may answer what no form offers.
    for circuit in (outer, inner):
        assert flow_error(running, circuit.subentry_id, outer.subentry_id) == {
            "parent_circuit": "circuit_within_itself"
        }


def flow_error(entry: ConfigEntry, parent_id: str, own_id: str) -> dict[str, str]:
    parents = {one.subentry_id: one.data.get("parent_circuit") for one in circuits(entry)}
    return parent_error(parent_id, own_id, parents)
