"""Setting up a home, in a real Home Assistant."""

import re
from typing import Any

import pytest
import voluptuous as vol
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry, ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import NumberSelector
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from .home import (
    BATTERY,
    BERLIN,
    CURRENT,
    DOMAIN,
    GRID,
    PV,
    STATUS,
    UNREADABLE,
    StateHome,
    charger_answers,
    charger_form,
    source_answers,
)


async def begin(hass: HomeAssistant) -> dict[str, Any]:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def reconfigure_home(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Any]:
    context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    return await hass.config_entries.flow.async_init(DOMAIN, context=context)


async def reconfigure_part(hass: HomeAssistant, entry: ConfigEntry, part: ConfigSubentry) -> dict[str, Any]:
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": part.subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, part.subentry_type), context=context)


def suggested(result: dict[str, Any], field: str) -> Any:
    marker = next(key for key in result["data_schema"].schema if key == field)
    return (marker.description or {}).get("suggested_value")


@pytest.mark.quality_rule("config-flow")
@pytest.mark.quality_rule("config-flow-test-coverage")
async def test_two_answers_give_a_working_system(hass: HomeAssistant, home: StateHome) -> None:
    result = await begin(hass)
    # Home Assistant knows where it is.
    assert result["step_id"] == "array"
    flow = hass.config_entries.flow
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 8000})
    assert result["step_id"] == "sources"
    result = await flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert result["result"].state is ConfigEntryState.LOADED
    assert (result["data"]["latitude"], result["data"]["longitude"]) == BERLIN
    assert result["next_flow"][0] == "config_subentries_flow"
    assert hass.states.get(home.ours("sensor", "integration_type")).state == "software"


@pytest.mark.parametrize("is_allowed", [True, False])
async def test_open_meteo_is_asked_about_where_nothing_can_be_read_and_is_a_switch_later(
    hass: HomeAssistant, home: StateHome, aioclient_mock: AiohttpClientMocker, is_allowed: bool
) -> None:
    aioclient_mock.get(re.compile("open-meteo"), status=400)
    flow = hass.config_entries.flow
    result = await flow.async_configure((await begin(hass))["flow_id"], {"capacity_w": 8000})
    result = await flow.async_configure(result["flow_id"], {"use_open_meteo": True} if is_allowed else {})
    await hass.async_block_till_done()
    coordinator = result["result"].runtime_data
    assert coordinator.estimator_setup().use_open_meteo is is_allowed
    switch = home.ours("switch", "use_open_meteo")
    assert hass.states.get(switch).state == ("on" if is_allowed else "off")
    coordinator.async_set_settings(coordinator.settings.with_site(use_open_meteo=not is_allowed))
    assert coordinator.estimator_setup().use_open_meteo is not is_allowed
    assert is_allowed or aioclient_mock.call_count == 0


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(52.3731339, 4.8903147), (0.0, 0.0)],
    ids=["the onboarding map's starting point", "never set"],
)
async def test_a_home_that_was_never_chosen_is_not_suggested(
    hass: HomeAssistant, latitude: float, longitude: float
) -> None:
    await hass.config.async_update(latitude=latitude, longitude=longitude)
    result = await begin(hass)
    assert suggested(result, "location") is None
    for answer in ({}, {"location": {"latitude": latitude, "longitude": longitude}}):
        result = await hass.config_entries.flow.async_configure(result["flow_id"], answer)
        assert result["errors"] == {"location": "location_required"}


@pytest.mark.parametrize(
    "location",
    [
        "x",
        [52.0, 13.0],
        {"latitude": 91, "longitude": 0},
        {"latitude": 10, "longitude": -181},
        {"latitude": "north", "longitude": 0},
        {"latitude": float("nan"), "longitude": 0},
        {"longitude": 5},
    ],
    ids=str,
)
async def test_a_place_that_is_none_is_refused(hass: HomeAssistant, home: StateHome, location: dict[str, Any]) -> None:
    await hass.config.async_update(latitude=0, longitude=0)
    result = await begin(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {"location": location})
    assert result["errors"] == {"location": "location_invalid"}
    good = {"latitude": BERLIN[0], "longitude": BERLIN[1]}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {"location": good})
    assert result["step_id"] == "array"


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"capacity_w": 0}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": -5000}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": "eight"}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": 99.9}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": 1_000_001}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": "nan"}, {"capacity_w": "capacity_out_of_range"}),
        ({"capacity_w": 8000, "advanced": {"tilt_deg": 95}}, {"base": "tilt_out_of_range"}),
        ({"capacity_w": 8000, "advanced": {"azimuth_deg": 361}}, {"base": "azimuth_out_of_range"}),
        ({"capacity_w": 8000, "advanced": {"ac_limit_w": 5}}, {"base": "ac_limit_out_of_range"}),
        ({"capacity_w": 8000, "advanced": {"losses_pct": 100}}, {"base": "losses_out_of_range"}),
    ],
    ids=str,
)
async def test_an_absurd_array_is_refused_in_words(
    hass: HomeAssistant, home: StateHome, answer: dict[str, Any], errors: dict[str, str]
) -> None:
    flow = hass.config_entries.flow
    result = await begin(hass)
    result = await flow.async_configure(result["flow_id"], answer)
    assert result["errors"] == errors
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 100})
    assert result["step_id"] == "sources"


@pytest.mark.parametrize(
    ("chosen", "limit_w"),
    [
        ({"inverter_model": "Fronius Primo 5.0-1 208-240"}, pytest.approx(5000, rel=0.05)),
        # One of these is too small for the array: there are several.
        ({"inverter_model": "Enphase IQ7-60-x-US"}, pytest.approx(6720)),
        # What the user says himself counts.
        ({"inverter_model": "Fronius Primo 5.0-1 208-240", "ac_limit_w": 4600}, 4600),
        ({}, None),
    ],
    ids=["one inverter", "micro-inverters", "a limit of its own", "not known"],
)
async def test_the_inverters_model_says_what_it_delivers_at_most(
    hass: HomeAssistant, home: StateHome, chosen: dict[str, Any], limit_w: Any
) -> None:
    flow = hass.config_entries.flow
    result = await begin(hass)
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 8000, "advanced": chosen})
    result = await flow.async_configure(result["flow_id"], {})
    assert result["data"].get("ac_limit_w") == limit_w
    await hass.async_block_till_done()
    # The estimate's process finds the efficiency curve by this name.
    array = result["result"].runtime_data.site.array
    assert (array.inverter_model is not None) == ("inverter_model" in chosen)


@pytest.mark.parametrize(
    ("state", "unit", "error"),
    UNREADABLE,
)
async def test_a_sensor_that_cannot_be_read_is_refused_in_words(
    hass: HomeAssistant, home: StateHome, state: str | None, unit: str | None, error: str
) -> None:
    if state is not None:
        home.power(GRID, state, unit)
    result = await home.answer_flow(sources={"grid_power": GRID})
    assert result["errors"] == {"grid_power": error}
    home.power(GRID, 500)
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {"grid_power": GRID})
    assert result["step_id"] == "battery"


async def test_a_sleeping_inverter_is_no_mistake(hass: HomeAssistant, home: StateHome) -> None:
    home.power(PV, "unavailable")
    result = await home.answer_flow(sources={"pv_power": [PV]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_net_and_split_grid_together_are_refused(hass: HomeAssistant, home: StateHome) -> None:
    home.power(GRID, 500)
    home.power("sensor.grid_import", 500)
    result = await home.answer_flow(sources={"grid_power": GRID, "grid_import_power": "sensor.grid_import"})
    assert result["errors"] == {"grid_power": "grid_twice"}


async def test_a_grid_meter_alone_asks_for_the_home_battery(hass: HomeAssistant, home: StateHome) -> None:
    home.power(GRID, 500)
    home.power(BATTERY, 300)
    flow = hass.config_entries.flow
    result = await begin(hass)
    for answer in ({"capacity_w": 8000}, {"grid_power": GRID}, {"home_battery": "sensor"}):
        result = await flow.async_configure(result["flow_id"], answer)
    assert result["step_id"] == "sources"
    sections = {str(key): value for key, value in result["data_schema"].schema.items()}
    assert sections["battery"].options == {"collapsed": False}
    assert sections["more"].options == {"collapsed": True}
    result = await flow.async_configure(result["flow_id"], source_answers(grid_power=GRID, battery_power=BATTERY))
    assert result["step_id"] == "sign_convention"


async def test_what_is_wrong_in_a_section_is_said_at_the_section(hass: HomeAssistant, home: StateHome) -> None:
    home.power("sensor.outdoor", 21, "°C")
    result = await home.answer_flow(sources={"load_power": "sensor.outdoor"})
    assert result["errors"] == {"more": "more"}
    assert result["description_placeholders"]["more"].startswith("House load: ")


@pytest.mark.quality_rule("test-before-configure")
@pytest.mark.parametrize(
    ("grid_w", "words", "shown"),
    [
        (-2340, "grid_power_negative", "-2.34 kW"),
        (800, "grid_power_positive", "+800 W"),
        (10, "grid_power_unclear", "+10 W"),
    ],
)
async def test_the_direction_is_asked_by_what_happens_now(
    hass: HomeAssistant, home: StateHome, grid_w: float, words: str, shown: str
) -> None:
    home.power(GRID, grid_w)
    flow = hass.config_entries.flow
    result = await begin(hass)
    for answer in ({"capacity_w": 8000}, {"grid_power": GRID}, {"home_battery": "none"}):
        result = await flow.async_configure(result["flow_id"], answer)
    assert result["step_id"] == "sign_convention"
    assert result["description_placeholders"]["grid_power_now"] == shown
    (field,) = result["data_schema"].schema.values()
    assert field.config["translation_key"] == words


async def test_pickers_show_what_each_sensor_reads_now_likeliest_first(hass: HomeAssistant, home: StateHome) -> None:
    home.power("sensor.fridge", 80)
    home.power("sensor.solar_inverter", 3240)
    home.power("sensor.outdoor", 21, "°C")
    flow = hass.config_entries.flow
    result = await begin(hass)
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 8000})
    picker = next(field for key, field in result["data_schema"].schema.items() if key == "pv_power")
    assert [option["label"] for option in picker.config["options"]] == ["solar inverter · 3,240 W", "fridge · 80 W"]
    # Where a browser lets a value be typed, it shows the chosen one by its id.
    assert not picker.config["custom_value"]


@pytest.mark.quality_rule("unique-config-entry")
async def test_a_second_array_is_refused_with_a_way_out(hass: HomeAssistant, home: StateHome) -> None:
    await home.set_up(charger=False, sources={})
    result = await begin(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


@pytest.mark.quality_rule("reconfiguration-flow")
async def test_everything_can_be_changed_later(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()

    async def reconfigure(step: str, answer: dict[str, Any]) -> dict[str, Any]:
        result = await reconfigure_home(hass, entry)
        assert result["type"] is FlowResultType.MENU
        result = await hass.config_entries.flow.async_configure(result["flow_id"], {"next_step_id": step})
        result = await hass.config_entries.flow.async_configure(result["flow_id"], answer)
        if result.get("step_id") == "sign_convention":
            result = await hass.config_entries.flow.async_configure(
                result["flow_id"], {"battery_power": "charge_positive"}
            )
        await hass.async_block_till_done()
        return result

    for step, answer in (
        ("user", {"location": {"latitude": -33.9, "longitude": 18.4}}),
        ("array", {"capacity_w": 9500, "advanced": {"tilt_deg": 10}}),
        ("sources", source_answers(battery_power=BATTERY)),
    ):
        result = await reconfigure(step, answer)
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "reconfigure_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["latitude"] == -33.9
    assert entry.data["capacity_w"] == 9500
    assert entry.data["tilt_deg"] == 10
    assert entry.data["sources"] == {"battery_power": [BATTERY]}


async def test_planes_can_be_added_and_changed(hass: HomeAssistant, home: StateHome) -> None:
    entry = await home.set_up(charger=False, sources={})
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, "plane"), context={"source": SOURCE_USER})
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 0, "tilt_deg": 30, "azimuth_deg": 90})
    assert result["errors"] == {"capacity_w": "capacity_out_of_range"}
    await flow.async_configure(result["flow_id"], {"capacity_w": 3000, "tilt_deg": 30, "azimuth_deg": 90})
    await hass.async_block_till_done()
    (plane,) = entry.get_subentries_of_type("plane")
    assert plane.title == "East · 30° · 3 kW"
    assert [p.capacity_w for p in entry.runtime_data.site.array.planes] == [8000, 3000]
    result = await reconfigure_part(hass, entry, plane)
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 3500, "tilt_deg": 30, "azimuth_deg": 90})
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (plane,) = entry.get_subentries_of_type("plane")
    assert plane.title == "East · 30° · 3.5 kW"
    assert [p.capacity_w for p in entry.runtime_data.site.array.planes] == [8000, 3500]


@pytest.mark.parametrize(
    ("answers", "current", "errors"),
    [
        (charger_answers(current_entity=None, switch_entity=None), None, {"base": "nothing_to_control"}),
        (charger_answers(current_entity="number.gone"), None, {"current_entity": "entity_not_found"}),
        (charger_answers(), {"min": 0, "max": 5}, {"current_entity": "range_excludes_floor"}),
        (charger_answers(), {"unit_of_measurement": "kWh"}, {"current_entity": "wrong_unit"}),
        (
            charger_answers(current_entity=STATUS),
            None,
            {"current_entity": "read_only", "status_entity": "chosen_twice"},
        ),
        (charger_answers(current_entity="sensor.meter"), None, {"current_entity": "entity_not_found"}),
        (charger_answers(power_entity=STATUS, status_entity=None), None, {"power_entity": "no_unit"}),
        (charger_answers(name="  "), None, {"name": "name_required"}),
        (charger_answers(more={"voltage_v": 12}), None, {"more": "more"}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) and len(value) == 1 else "",
)
async def test_a_charger_that_cannot_work_is_refused_in_words(
    hass: HomeAssistant,
    home: StateHome,
    answers: dict[str, Any],
    current: dict[str, Any] | None,
    errors: dict[str, str],
) -> None:
    await home.plug_in_devices(current=current and {"initial": current.get("max", 6), **current})
    entry = await home.set_up(charger=False)
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, "charger"), context={"source": SOURCE_USER})
    result = await flow.async_configure(result["flow_id"], answers)
    assert result["errors"] == errors


async def test_a_second_charger_cannot_command_the_same_entities(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()
    flow = hass.config_entries.subentries
    result = await charger_form(hass, entry)
    result = await flow.async_configure(result["flow_id"], charger_answers(name="Drive"))
    assert set(result["errors"]) == {"current_entity", "switch_entity", "power_entity", "status_entity"}
    assert set(result["errors"].values()) == {"already_used"}


async def test_a_charger_can_be_changed_and_renamed(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()
    (charger,) = entry.get_subentries_of_type("charger")
    result = await reconfigure_part(hass, entry, charger)
    assert suggested(result, "current_entity") == CURRENT
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], charger_answers(name="Carport", switch_entity=None)
    )
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    (config,) = entry.runtime_data.site.chargers
    assert config.name == "Carport"
    assert config.start_stop is None


async def test_the_main_fuse_gets_its_sensors_later(hass: HomeAssistant, home: StateHome) -> None:
    await home.plug_in_devices()
    entry = await home.set_up()
    flow = hass.config_entries.flow
    ampere = {"unit_of_measurement": "A", "device_class": "current"}
    for phase, current_a in enumerate((11.5, 4.0, 20.0), 1):
        hass.states.async_set(f"sensor.grid_current_l{phase}", str(current_a), ampere)
    result = await reconfigure_home(hass, entry)
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "grid_limits"})
    result = await flow.async_configure(result["flow_id"], {"phase_1": GRID})
    assert result["errors"] == {"phase_1": "wrong_unit"}
    sensors = {f"phase_{phase}": f"sensor.grid_current_l{phase}" for phase in (1, 2, 3)}
    result = await flow.async_configure(result["flow_id"], sensors)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    inputs = entry.runtime_data.data.inputs
    assert [reading.value for reading in inputs.phase_currents_a] == [11.5, 4.0, 20.0]


async def test_the_capacity_is_left_empty_and_asked_for(hass: HomeAssistant, home: StateHome) -> None:
    flow = hass.config_entries.flow
    result = await begin(hass)
    (field,) = [key for key in result["data_schema"].schema if key == "capacity_w"]
    # A browser fills a required number with its least value.
    assert isinstance(field, vol.Optional)
    assert suggested(result, "capacity_w") is None
    result = await flow.async_configure(result["flow_id"], {})
    assert result["errors"] == {"capacity_w": "capacity_required"}


async def test_a_sensor_beyond_the_capacity_first_asks_for_the_capacity(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-21T11:00:00+00:00")
    home.power(PV, 4000)
    flow = hass.config_entries.flow
    result = await begin(hass)
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 100})
    result = await flow.async_configure(result["flow_id"], {"pv_power": [PV]})
    assert result["step_id"] == "findings"
    (marker,) = result["data_schema"].schema
    assert marker.default() == "capacity"
    assert "100 W" in result["description_placeholders"]["findings"]
    result = await flow.async_configure(result["flow_id"], {"fix": "capacity"})
    assert result["step_id"] == "array"
    result = await flow.async_configure(result["flow_id"], {"capacity_w": 8000})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["scales"] == {}
    assert result["data"]["capacity_w"] == 8000


async def test_no_required_number_is_left_to_the_front_end_which_fills_in_the_least_that_fits(
    hass: HomeAssistant, home: StateHome
) -> None:
    forms = [await begin(hass)]
    entry = await home.set_up(charger=False, sources={})
    subentries = hass.config_entries.subentries
    forms += [
        await subentries.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
        for kind in ("charger", "car", "circuit", "plane")
    ]
    for tariff in ("entities", "two_rates", "one_price"):
        menu = await subentries.async_init((entry.entry_id, "tariff"), context={"source": SOURCE_USER})
        forms.append(await subentries.async_configure(menu["flow_id"], {"next_step_id": tariff}))
    markers = [
        (form["step_id"], str(marker))
        for form in forms
        if form["type"] is FlowResultType.FORM
        for marker, field in form["data_schema"].schema.items()
        if isinstance(field, NumberSelector) and isinstance(marker, vol.Required)
        if isinstance(marker.default, vol.Undefined) and (marker.description or {}).get("suggested_value") is None
    ]
    assert markers == []
