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

# Nominal voltages that differ from the 230 V of IEC 60038: the IEC's list (https://www.iec.ch/world-plugs), and where it gives two or
# an old one, https://en.wikipedia.org/wiki/Mains_electricity_by_country. Of two, the one that cars charge at.
_BETWEEN_TWO_PHASES = {
    240.0: "US CA CU DO GT HN NI PA PR SV VE VI GU BM BS CR KY BZ",
    220.0: "CO EC HT MX TW",
    200.0: "JP",
}
_TO_NEUTRAL = {
    240.0: "BN FJ KW MY PG QA OM UG KE GI",
    220.0: "AR BR CL CN EG ET KP KR MO HK KZ PE PH PY RU SY TJ UZ VN AO CV MG",
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
