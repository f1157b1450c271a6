"""The voltage of the home's grid connection: that of its country, corrected by what its meters and chargers measure.

Between a phase and neutral; where homes have two phases of half the voltage and cars charge between them (North America, Japan,
and parts of Latin America), between those: there the home counts as one phase.
"""

from collections.abc import Iterable
from statistics import median

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..engine.measure.reading import Reading
from ..engine.model import NOMINAL_V
from .entity_state import VOLTAGE, read_state

# Nominal voltages that differ from the 230 V of IEC 60038, as sockets have them in https://www.iec.ch/world-plugs, brought up to date by
# https://www.worldstandards.eu/electricity/plug-voltage-by-country/. Where a country has two, the one that cars charge at, or the
# lower one: it lets less through a fuse. Between two phases it is twice a socket's 100 to 120 V (ANSI C84.1), or 127 V times √3.
# Lists with one value a country (Wikipedia's of 2017, https://github.com/CalebBell/fluids) name the lower of two for BO (115 V beside 230),
# KP (110 beside 220) and LY (127 beside 230), and 110 V for KN and MS, which have 230 V (https://mul.ms/our-electricity/). In DO, GU,
# HN and SV lists say 110 to 115 V for sockets of the North American kind, whose nominal voltage is 120 V (ANSI C84.1).
_BETWEEN_TWO_PHASES = {
    240.0: "AS BM BS CA CR DO FM GT GU HN KY LR MH MP NI PA PR PW SV TC US VE VI",
    230.0: "BB TT",
    220.0: "AI AW BQ BZ CO CU CW EC GY HT JM MX SR SX TW VG",
    200.0: "JP",
}
_TO_NEUTRAL = {
    240.0: "BN CK FJ FK KE KI KW NR OM PG QA SC TO UG",
    220.0: (
        "AF AO AR AZ BD BF BI BJ BR BY CD CF CI CL CM CN DJ EG EH ET GA GE GN GQ GW HK KG KM KP KR KZ LS MA MF MG ML MO MR MZ NA NC "
        "NE PE PF PH PY RU SA SO SY TD TG TJ TL TM UY UZ VN WF"
    ),
}
_PAIRED = {country: volts for volts, countries in _BETWEEN_TWO_PHASES.items() for country in countries.split()}
_NOMINAL = {country: volts for volts, countries in _TO_NEUTRAL.items() for country in countries.split()} | _PAIRED
# IEC 60038 and EN 50160 allow a tenth up and down; beyond a little more it is another voltage: of a battery, or between two phases.
_TOLERANCE = 0.15
# A change that alters no decision is not followed, so that chargers do not follow a voltage's noise.
_LEAST_CHANGE_V = 2.0


def nominal_voltage_v(country: str | None) -> float:
    """Return the nominal voltage of homes in a country (ISO 3166)."""
    return _NOMINAL.get(country or "", NOMINAL_V)


def has_paired_phases(country: str | None) -> bool:
    """Return whether cars charge between two phases there, which count as one."""
    return country in _PAIRED


def voltage_sensors(hass: HomeAssistant, entity_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the voltage sensors of the devices that some entities belong to."""
    registry = er.async_get(hass)
    entries = (registry.async_get(entity_id) for entity_id in entity_ids)
    devices = dict.fromkeys(entry.device_id for entry in entries if entry is not None and entry.device_id)
    return tuple(
        entry.entity_id
        for device_id in devices
        for entry in er.async_entries_for_device(registry, device_id)
        if SensorDeviceClass.VOLTAGE in (entry.device_class, entry.original_device_class)
    )


class GridVoltage:
    """The voltage as it is now."""

    def __init__(self, hass: HomeAssistant, entity_ids: Iterable[str] = ()) -> None:
        """Take it from the voltage sensors of the devices of `entity_ids`."""
        self._hass = hass
        self._sensors = voltage_sensors(hass, entity_ids)
        self._nominal_v = self.volts = nominal_voltage_v(hass.config.country)

    def update(self) -> float:
        """Look at the sensors; return the voltage in V. While none shows a mains voltage, the last one that was seen stays."""
        readings = (read_state(self._hass, entity_id, VOLTAGE) for entity_id in self._sensors)
        seen = [reading.value for reading in readings if isinstance(reading, Reading)]
        mains = [volts for volts in seen if abs(volts - self._nominal_v) <= _TOLERANCE * self._nominal_v]
        if mains and abs(median(mains) - self.volts) >= _LEAST_CHANGE_V:
            self.volts = float(round(median(mains)))
        return self.volts
