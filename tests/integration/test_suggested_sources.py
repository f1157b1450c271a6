"""Where nothing is recognised, sensors are proposed for what they did over the last days, to be confirmed."""

from collections.abc import Mapping
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.solar_charging.flows import clamp_step
from custom_components.solar_charging.plausibility.behaviour import Behaviour
from custom_components.solar_charging.setup import sensor_history

from .home import BERLIN, DOMAIN, StateHome
from .registered import register

METER, ROOF, PLUG = "sensor.keller_16_7_0", "sensor.ubersicht", "sensor.kitchen_plug"
NOON_S = 1_782_040_800.0  # 2026-06-21, 11:00 UTC
HOUR_S = 3600.0


@pytest.fixture(autouse=True)
async def _noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory, home: StateHome) -> None:
    freezer.move_to("2026-06-21 11:00:00+00:00")
    for entity_id, watts, name in (
        (METER, -1800, "Tasmota SML 16.7.0"),
        (ROOF, 3200, "Übersicht"),
        (PLUG, 1500, "Kitchen plug"),
    ):
        home.state(entity_id, watts, {"unit_of_measurement": "W", "device_class": "power", "friendly_name": name})


def rows(power: Any) -> list[dict[str, float]]:
    """Statistics of four days; `power` by the hour of the day in Berlin's sun, about UTC."""
    found = []
    for number in range(96):
        watts = power(number % 24)
        start_s = NOON_S - 96 * HOUR_S + number * HOUR_S
        found.append({"start": start_s, "mean": watts, "min": watts - 60.0, "max": watts + 60.0})
    return found


# Of the day: the first row is at eleven o'clock.
def sun_w(hour: int) -> float:
    at = (hour + 11) % 24
    return 400.0 * min(at - 3, 19 - at) if 3 < at < 19 else 0.0


@pytest.fixture
def statistics(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """Stands for the recorder's statistics."""
    known = {
        METER: rows(lambda hour: 400.0 - sun_w(hour)),
        ROOF: [{**row, "min": row["mean"]} for row in rows(sun_w)],
        PLUG: rows(lambda _: 300.0),
    }

    class Recorder:
        async def async_add_executor_job(self, _read: Any, *arguments: Any) -> Any:
            return {id_: known[id_] for id_ in arguments[3] if id_ in known}

    monkeypatch.setattr(sensor_history, "get_instance", lambda _: Recorder())
    hass.config.components.add("recorder")
    return known


async def until_sources(hass: HomeAssistant) -> dict[str, Any]:
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await flow.async_configure(step["flow_id"], {"capacity_w": 8000})


@pytest.mark.usefixtures("statistics")
async def test_what_behaves_like_a_meter_and_a_roof_is_proposed_with_its_sign(hass: HomeAssistant) -> None:
    step = await until_sources(hass)
    assert step["step_id"] == "sources"
    hints = step["description_placeholders"]["hints"].splitlines()
    assert hints == [
        "- Übersicht behaves like a solar array: it follows the sun.",
        "- Tasmota SML 16.7.0 behaves like a grid meter: import is positive.",
    ]
    known = {str(key): (key.description or {}).get("suggested_value") for key in step["data_schema"].schema}
    assert known["grid_power"] == METER
    assert known["pv_power"] == [ROOF]
    for role, entity_id in (("grid_power", METER), ("pv_power", ROOF)):
        assert step["data_schema"].schema[role].config["options"][0]["value"] == entity_id
    flow = hass.config_entries.flow
    step = await flow.async_configure(step["flow_id"], {"pv_power": [ROOF], "grid_power": METER})
    step = await flow.async_configure(step["flow_id"], {"home_battery": "none"})
    assert step["step_id"] == "sign_convention"
    assert {str(key): key.default() for key in step["data_schema"].schema} == {"grid_power": "import_positive"}
    step = await flow.async_configure(step["flow_id"], {"grid_power": "import_positive"})
    assert step["type"] is FlowResultType.CREATE_ENTRY


async def test_without_a_recorder_nothing_is_proposed(hass: HomeAssistant) -> None:
    step = await until_sources(hass)
    assert step["step_id"] == "sources"
    assert step["description_placeholders"]["hints"] == ""
    assert not any((key.description or {}).get("suggested_value") for key in step["data_schema"].schema)


async def test_a_clamps_place_is_guessed_by_what_it_did(hass: HomeAssistant, statistics: dict[str, Any]) -> None:
    ids = list(
        register(hass, "shelly", {"-emeter_0-power": 500, "-emeter_1-power": -20}, make="Shelly", model="EM").values()
    )
    statistics |= dict(zip(ids, (statistics[ROOF], statistics[METER]), strict=True))
    flow = hass.config_entries.flow
    step = await flow.async_configure((await until_sources(hass))["flow_id"], {"use": "detected"})
    for expected in ("sun", "grid"):
        (field,) = step["data_schema"].schema
        assert field.default() == expected
        step = await flow.async_configure(step["flow_id"], {"around": expected})


async def test_a_home_with_a_plug_at_each_appliance_is_read_in_part(
    hass: HomeAssistant, statistics: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensor_history, "_MOST_SENSORS", 2)
    found: Mapping[str, Behaviour] = await sensor_history.async_behaviours(
        hass, clamp_step.candidates.power_sensors(hass), BERLIN
    )
    assert set(found) == {METER, ROOF}
