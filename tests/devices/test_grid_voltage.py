"""The voltage of the home: its country's, corrected by what is measured, and the same wherever amperes become watts."""

import pytest
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfElectricPotential
from homeassistant.core import HomeAssistant
from homeassistant.generated.countries import COUNTRIES
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.catalogue.charger_config import ChargerConfig, SetPointConfig
from custom_components.solar_charging.devices.charger_reader import ChargerReader
from custom_components.solar_charging.devices.grid_voltage import (
    GridVoltage,
    has_paired_phases,
    nominal_voltage_v,
)
from custom_components.solar_charging.settings import ChargerSettings

# What sockets have (V), by country: the IEC's list as of 2026. All others: 230 V.
SOCKETS_V = {
    100: "JP",
    110: "AI BZ CO CU GU HT JM SX TW VG VI",
    115: "BB TT",
    120: "AS AW BM BS CA CR DO EC FM GT GY HN KY LR MH MP NI PA PR PW SV TC US VE",
    127: "BQ CW MX SR",
    220: "AF AO AR AZ BD BF BI BJ BR BY CD CF CI CL CM CN DJ EG EH ET GA GE GN GQ GW HK KG KM KP KR KZ LS MA MF MG ML MO MR MZ "
    "NA NC NE PE PF PH PY RU SA SO SY TD TG TJ TL TM UY UZ VN WF",
    240: "BN CK FJ FK KE KI KW NR OM PG QA SC TO UG",
}


@pytest.fixture
def meter(hass: HomeAssistant) -> tuple[str, str]:
    """A meter's current, and the voltage on the same device."""
    entry = MockConfigEntry(domain="meter")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("meter", "1")})
    current, voltage = (
        er.async_get(hass).async_get_or_create(
            "sensor", "meter", kind, device_id=device.id, original_device_class=SensorDeviceClass(kind)
        )
        for kind in ("current", "voltage")
    )
    return current.entity_id, voltage.entity_id


def show(hass: HomeAssistant, entity_id: str, volts: object) -> None:
    hass.states.async_set(entity_id, str(volts), {"unit_of_measurement": UnitOfElectricPotential.VOLT})


@pytest.mark.parametrize(
    ("country", "volts"), [("DE", 230.0), ("JP", 200.0), ("US", 240.0), ("CN", 220.0), (None, 230.0)]
)
def test_without_a_meter_it_is_the_countrys(hass: HomeAssistant, country: str | None, volts: float) -> None:
    hass.config.country = country
    assert GridVoltage(hass).update() == volts == nominal_voltage_v(country)


def test_it_is_that_of_every_country() -> None:
    sockets = {country: volts for volts, countries in SOCKETS_V.items() for country in countries.split()}
    assert sockets.keys() <= COUNTRIES
    for country in COUNTRIES:
        socket_v, volts = sockets.get(country, 230), nominal_voltage_v(country)
        if socket_v < 200:
            # Between two phases: half a turn apart, or a third of one.
            assert has_paired_phases(country)
            assert 1.7 * socket_v <= volts <= 2.2 * socket_v, country
        else:
            assert not has_paired_phases(country)
            assert volts == socket_v, country


def test_a_meter_corrects_it_but_not_by_its_noise(hass: HomeAssistant, meter: tuple[str, str]) -> None:
    hass.config.country = "DE"
    current, sensor = meter
    voltage = GridVoltage(hass, [current])
    for shown, volts in ((236.4, 236.0), (237.4, 236.0), (238.6, 239.0), ("unavailable", 239.0), ("nan", 239.0)):
        show(hass, sensor, shown)
        assert voltage.update() == volts


@pytest.mark.parametrize("shown", [0.0, 48.0, 400.0, 651.0])
def test_what_is_no_mains_voltage_is_not_taken_for_one(
    hass: HomeAssistant, meter: tuple[str, str], shown: float
) -> None:
    hass.config.country = "DE"
    show(hass, meter[1], shown)
    assert GridVoltage(hass, [meter[0]]).update() == 230.0


def test_limits_and_powers_that_are_set_follow_it(hass: HomeAssistant) -> None:
    hass.states.async_set("number.power", "0", {"min": 0, "max": 7400, "step": 100, "unit_of_measurement": "W"})
    reader = ChargerReader(hass, ChargerConfig("garage", "Garage", set_point=SetPointConfig("number.power", unit="W")))
    reader.follow_voltage(200.0)
    assert reader.limits(ChargerSettings()).voltage_v == 200.0
    assert reader.set_point is not None
    call = reader.set_point.call(16.0, 1)
    assert call is not None
    assert call.data["value"] == 3200


def test_a_charger_on_a_voltage_of_its_own_keeps_it(hass: HomeAssistant) -> None:
    reader = ChargerReader(hass, ChargerConfig("garage", "Garage", voltage_v=120.0))
    reader.follow_voltage(240.0)
    assert reader.limits(ChargerSettings()).voltage_v == 120.0
