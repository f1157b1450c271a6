"""What is found by itself: shown in words, taken with one click, and asked about only where nobody can know."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er

from .home import DOMAIN, GRID, StateHome, source_answers
from .registered import register


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory, home: StateHome) -> None:
    freezer.move_to("2026-06-21 11:00:00+00:00")


async def until_sources(hass: HomeAssistant) -> dict[str, Any]:
    """Walk through the flow to where it has looked around."""
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await flow.async_configure(step["flow_id"], {"capacity_w": 8000})


async def answer(hass: HomeAssistant, step: dict[str, Any], **answers: Any) -> dict[str, Any]:
    return await hass.config_entries.flow.async_configure(step["flow_id"], answers)


def fields(step: dict[str, Any]) -> set[str]:
    return {str(key) for key in step["data_schema"].schema}


FRONIUS = {"power_photovoltaics": 3200, "power_grid_import": 0, "power_grid_export": 2100, "power_grid": None}


async def test_several_inverters_are_added_up_and_the_grid_is_taken_once(hass: HomeAssistant) -> None:
    one = register(hass, "fronius", FRONIUS, serial="1", make="Fronius", model="Symo GEN24")
    two = register(hass, "fronius", {"power_photovoltaics": 1000}, serial="2", make="Fronius", model="Symo GEN24")
    step = await until_sources(hass)
    assert step["step_id"] == "discovered"
    assert step["description_placeholders"]["devices"] == "2 × Fronius Symo GEN24"
    assert step["description_placeholders"]["values"] == "generation 4.2 kW, exporting 2.1 kW, house uses 2.1 kW"
    assert "Generation power: " in step["description_placeholders"]["entities"]
    # Import and export say as much as the signed sensor, and are enabled already.
    assert fields(step) == {"use", "weather"}
    step = await answer(hass, step, use="detected")
    assert step["type"] is FlowResultType.CREATE_ENTRY
    assert step["data"]["sources"] == {
        "pv_power": [one["power_photovoltaics"], two["power_photovoltaics"]],
        "grid_import_power": [one["power_grid_import"]],
        "grid_export_power": [one["power_grid_export"]],
    }


@pytest.mark.parametrize("wanted", [True, False])
async def test_what_is_disabled_is_enabled_if_the_user_likes(hass: HomeAssistant, wanted: bool) -> None:
    ids = register(hass, "solaredge", {"current_power": 3000, "grid_power": None}, make="SolarEdge", model="Portal")
    step = await until_sources(hass)
    assert "enable" in fields(step)
    assert er.async_get(hass).async_get(ids["grid_power"]).disabled_by is not None
    step = await answer(hass, step, use="detected", enable=wanted)
    assert step["type"] is FlowResultType.CREATE_ENTRY
    assert (er.async_get(hass).async_get(ids["grid_power"]).disabled_by is None) == wanted
    assert ("grid_power" in step["data"]["sources"]) == wanted
    assert step["data"]["sources"]["pv_power"] == [ids["current_power"]]


EM = {"-emeter_0-power": 500, "-emeter_1-power": -20}
EM1 = {"-em1:0-power_em1": 500, "-em1:1-power_em1": 2300, "-em1:2-power_em1": 1400}
ONE_OF_THREE_PHASES = {"-em:0-total_act_power": 500}


@pytest.mark.parametrize(
    ("clamps", "around", "sources"),
    [
        (ONE_OF_THREE_PHASES, "grid", {"grid_power": [0]}),
        (ONE_OF_THREE_PHASES, "sun", {"pv_power": [0]}),
        (ONE_OF_THREE_PHASES, "other", {}),
        (EM, "grid sun", {"grid_power": [0], "pv_power": [1]}),
        (EM, "sun grid", {"pv_power": [0], "grid_power": [1]}),
        (EM, "sun sun", {"pv_power": [0, 1]}),
        (EM, "other car", {}),
        (EM1, "grid grid grid", {"grid_power": [0, 1, 2]}),
        (EM1, "car grid sun", {"grid_power": [1], "pv_power": [2]}),
    ],
)
async def test_each_clamp_is_what_the_user_says_it_is_around(
    hass: HomeAssistant, clamps: dict[str, float | None], around: str, sources: dict[str, list[int]]
) -> None:
    ids = list(register(hass, "shelly", clamps, make="Shelly", model="EM").values())
    step = await until_sources(hass)
    step = await answer(hass, step, use="detected")
    for entity_id, one in zip(ids, around.split(), strict=True):
        assert step["step_id"] == "clamp"
        state = hass.states.get(entity_id)
        assert state.name in step["description_placeholders"]["clamp"]
        step = await answer(hass, step, around=one)
    while step["type"] is not FlowResultType.CREATE_ENTRY:
        step = await answer(hass, step, fix="keep")
    assert step["data"]["sources"] == {role: [ids[number] for number in numbers] for role, numbers in sources.items()}
    grid = step["data"]["sources"].get("grid_power", [])
    assert step["data"]["sign_conventions"] == dict.fromkeys(grid, "import_positive")
    assert step["data"]["car_clamps"] == [id_ for id_, one in zip(ids, around.split(), strict=True) if one == "car"]


async def test_the_clamp_around_a_charger_is_what_the_charger_is_read_by(hass: HomeAssistant) -> None:
    ids = register(hass, "shelly", EM, make="Shelly", model="EM")
    step = await answer(hass, await until_sources(hass), use="detected")
    step = await answer(hass, step, around="grid")
    step = await answer(hass, step, around="car")
    form = await hass.config_entries.subentries.async_configure(step["next_flow"][1])
    known = {str(key): (key.description or {}).get("suggested_value") for key in form["data_schema"].schema}
    assert known["power_entity"] == ids["-emeter_1-power"]


async def test_only_the_direction_that_nobody_knows_is_asked(hass: HomeAssistant) -> None:
    ids = register(hass, "imeon_inverter", {"meter_power": -800, "pv_power_total": 3000}, make="Imeon")
    step = await until_sources(hass)
    step = await answer(hass, step, use="detected")
    assert step["step_id"] == "sign_convention"
    assert fields(step) == {"grid_power"}
    step = await answer(hass, step, grid_power="import_positive")
    assert step["type"] is FlowResultType.CREATE_ENTRY
    assert step["data"]["sign_conventions"][ids["meter_power"]] == "import_positive"


async def test_choosing_by_hand_begins_with_what_was_found(hass: HomeAssistant, home: StateHome) -> None:
    ids = register(hass, "apsystems", {"total_power": 700}, make="APsystems", model="EZ1-M")
    home.power(GRID, -200)
    step = await until_sources(hass)
    step = await answer(hass, step, use="manual")
    assert step["step_id"] == "sources"
    (known,) = [key.description["suggested_value"] for key in step["data_schema"].schema if key == "pv_power"]
    assert known == [ids["total_power"]]
    step = await answer(hass, step, pv_power=[ids["total_power"]], grid_power=GRID)
    step = await answer(hass, step, home_battery="none")
    assert step["step_id"] == "sign_convention"


async def test_nothing_found_is_chosen_by_hand(hass: HomeAssistant, home: StateHome) -> None:
    home.power(GRID, -200)
    assert (await until_sources(hass))["step_id"] == "sources"


async def test_looking_again_later_takes_what_has_come(hass: HomeAssistant, home: StateHome) -> None:
    entry = await home.set_up(charger=False, sources={})
    ids = register(hass, "apsystems", {"total_power": 700}, make="APsystems", model="EZ1-M")
    context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    step = await hass.config_entries.flow.async_init(DOMAIN, context=context)
    step = await answer(hass, step, next_step_id="find")
    step = await answer(hass, step, use="detected")
    assert step["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["sources"] == {"pv_power": [ids["total_power"]]}
    assert entry.runtime_data.data.inputs.generation_w.value == 700


@pytest.mark.parametrize("choice", ["fix", "keep", "back"])
async def test_an_export_that_reads_as_import_is_asked_about_and_swapped(
    hass: HomeAssistant, home: StateHome, choice: str
) -> None:
    home.power("sensor.sun", 3200)
    home.power("sensor.house", 1100)
    home.power(GRID, -2100)
    step = await until_sources(hass)
    sources = source_answers(pv_power=["sensor.sun"], load_power="sensor.house", grid_power=GRID)
    step = await answer(hass, step, **sources)
    step = await answer(hass, step, home_battery="none")
    # What makes the sum come out is suggested; the user answers the other way.
    (marker,) = step["data_schema"].schema
    assert marker.default() == "import_positive"
    step = await answer(hass, step, grid_power="export_positive")
    assert step["step_id"] == "findings"
    assert "seem to be swapped" in step["description_placeholders"]["findings"]
    step = await answer(hass, step, fix=choice)
    if choice == "back":
        assert step["step_id"] == "sources"
        return
    assert step["type"] is FlowResultType.CREATE_ENTRY
    assert step["data"]["sign_conventions"] == {GRID: "import_positive" if choice == "fix" else "export_positive"}


async def test_kilowatts_that_are_called_watts_are_noticed(hass: HomeAssistant, home: StateHome) -> None:
    home.power("sensor.sun", 3.24)
    home.power(GRID, -2100)
    step = await until_sources(hass)
    step = await answer(hass, step, pv_power=["sensor.sun"], grid_power=GRID)
    step = await answer(hass, step, home_battery="none")
    step = await answer(hass, step, grid_power="import_positive")
    assert step["step_id"] == "findings"
    step = await answer(hass, step, fix="fix")
    await hass.async_block_till_done()
    assert step["data"]["scales"] == {"sensor.sun": 1000}
    assert home.number(home.ours("sensor", "generation_power")) == 3240


async def test_a_battery_told_by_two_sensors_is_one(hass: HomeAssistant, home: StateHome) -> None:
    for name, value in {"sun": 3000, "charging": 400, "discharging": 0}.items():
        home.power(f"sensor.{name}", value)
    home.power(GRID, -2000)
    sources = {
        "pv_power": ["sensor.sun"], "grid_power": GRID, "battery_charge_power": "sensor.charging",
        "battery_discharge_power": "sensor.discharging",
    }  # fmt: skip
    entry = await home.set_up(charger=False, sources=sources)
    assert entry.runtime_data.data.inputs.battery_w.value == 400
    result = await home.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    result = await answer(hass, result, next_step_id="sources")
    home.power("sensor.net", 400)
    result = await answer(hass, result, **source_answers(**sources, battery_power="sensor.net"))
    assert result["errors"] == {"battery": "battery"}
