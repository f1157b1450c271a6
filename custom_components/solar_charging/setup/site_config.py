"""What the user set up, as values: the config entry and its subentries, read once and typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.util import dt as dt_util

from ..catalogue.battery_control import BatteryControl
from ..catalogue.charger_config import ChargerConfig
from ..catalogue.charger_storage import charger_config
from ..catalogue.entry import Role
from ..const import (
    CONF_AC_LIMIT_W,
    CONF_AZIMUTH_DEG,
    CONF_BATTERY_KWH,
    CONF_CAPACITY_W,
    CONF_CHARGERS,
    CONF_CORRECTIONS,
    CONF_GRID_SIGNAL,
    CONF_INVERTER_CURVE,
    CONF_IS_BILLED_BY_PHASE,
    CONF_LIMIT_A,
    CONF_LIMIT_W,
    CONF_LOSSES_PCT,
    CONF_PARENT_CIRCUIT,
    CONF_PEAK,
    CONF_PHASE_BILLING,
    CONF_PHASE_CURRENTS,
    CONF_PHASE_POWERS,
    CONF_POWER_ENTITY,
    CONF_SCALES,
    CONF_SIGN_CONVENTIONS,
    CONF_SOURCES,
    CONF_TILT_DEG,
    CONF_USE_OPEN_METEO,
    CONF_WEATHER,
    SUBENTRY_BATTERY,
    SUBENTRY_CAR,
    SUBENTRY_CHARGER,
    SUBENTRY_CIRCUIT,
    SUBENTRY_PLANE,
    SUBENTRY_TARIFF,
)
from ..devices.circuit import CircuitConfig
from ..devices.correction import MeterCorrection
from ..devices.limit_signal import SignalConfig
from ..devices.source import RoleSource
from ..devices.vehicle import VehicleConfig, vehicle_config
from ..engine.grid_limits import PeakGuard
from ..prices.tariff_config import TariffConfig
from ..solar.array import DEFAULT_LOSSES_PCT, MAX_CAPACITY_W, MIN_CAPACITY_W, Plane, SolarArray
from .peak import PeakConfig

# The bounds and defaults of an array are the sun's model's; forms ask for it within them.
__all__ = ["DEFAULT_LOSSES_PCT", "MAX_CAPACITY_W", "MIN_CAPACITY_W", "SiteConfig"]

# The usual slope of a pitched roof in central Europe and North America, near the yearly optimum from 30° to 50° of latitude.
DEFAULT_TILT_DEG = 30.0


def default_azimuth_deg(latitude: float) -> float:
    """Return the side of the roof that sees the noon sun: south in the northern hemisphere, north in the southern."""
    return 180.0 if latitude >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class BatteryConfig:
    """A home battery that may be commanded. `levels`: the entities of all battery levels that the home reads."""

    id: str
    name: str
    control: BatteryControl
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """The home: where it is, what is on its roof, what can be read, what charges."""

    array: SolarArray
    sources: Mapping[Role, RoleSource]
    weather_entity: str | None
    chargers: tuple[ChargerConfig, ...]
    corrections: frozenset[MeterCorrection] = frozenset()
    tariff: TariffConfig = field(default_factory=TariffConfig)
    phase_currents: tuple[str, ...] = ()
    # None: the sum of all phases is billed.
    phase_powers: tuple[str, ...] | None = None
    grid_signal: SignalConfig | None = None
    peak: PeakConfig | None = None
    circuits: tuple[CircuitConfig, ...] = ()
    batteries: tuple[BatteryConfig, ...] = ()
    use_open_meteo: bool = False

    @classmethod
    def from_entry(cls, entry: ConfigEntry[Any], elevation_m: float) -> Self:
        """Read the entry and its subentries."""
        tariff: Mapping[str, Any] = next((sub.data for sub in entry.get_subentries_of_type(SUBENTRY_TARIFF)), {})
        return cls(
            array=_array(entry, elevation_m),
            sources=role_sources(entry.data),
            weather_entity=entry.data.get(CONF_WEATHER),
            chargers=charger_configs(entry),
            corrections=frozenset(MeterCorrection(key) for key in entry.data.get(CONF_CORRECTIONS, ())),
            tariff=TariffConfig.from_data(tariff),
            phase_currents=tuple(entry.data.get(CONF_PHASE_CURRENTS, ())),
            phase_powers=_phase_powers(entry.data.get(CONF_PHASE_BILLING, {})),
            grid_signal=SignalConfig.from_data(entry.data.get(CONF_GRID_SIGNAL, {})),
            peak=PeakConfig.from_data(entry.data.get(CONF_PEAK, {})),
            circuits=circuit_configs(entry),
            batteries=battery_configs(entry),
            use_open_meteo=entry.data.get(CONF_USE_OPEN_METEO, False),
        )

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """All entities whose changes matter to the decision."""
        of_site = [entity for source in self.sources.values() for entity in source.entity_ids]
        of_chargers = [entity for charger in self.chargers for entity in charger.entity_ids]
        of_signal = self.grid_signal.entity_ids if self.grid_signal else ()
        of_circuits = [entity for circuit in self.circuits for entity in circuit.entity_ids]
        return tuple(
            dict.fromkeys(
                [*of_site, *self.phase_currents, *(self.phase_powers or ()), *of_circuits, *of_signal, *of_chargers]
            )
        )

    def allows_open_meteo(self, since: bool | None) -> bool:
        """Return whether Open-Meteo may be asked; `since`: what the user has set since the home was set up."""
        return self.use_open_meteo if since is None else since

    @property
    def starting_in_shadow(self) -> tuple[str, ...]:
        """The chargers that were added to be watched at first."""
        return tuple(charger.id for charger in self.chargers if charger.starts_in_shadow)

    def peak_guard(self, threshold_w: float | None, now: datetime) -> PeakGuard | None:
        """Return the peak guard, None if there is none; `threshold_w`: as the user has set it since."""
        return self.peak.guard(threshold_w, dt_util.as_local(now)) if self.peak else None

    @property
    def ac_limit_w(self) -> float | None:
        """What its inverter delivers at most, in W, where a home battery may sit behind it."""
        has_battery = any(role.value.startswith("battery") for role in self.sources)
        return self.array.ac_limit_w if has_battery else None


def _phase_powers(data: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(data.get(CONF_PHASE_POWERS, ())) if data.get(CONF_IS_BILLED_BY_PHASE) else None


def charger_configs(entry: ConfigEntry[Any]) -> tuple[ChargerConfig, ...]:
    """Read the chargers out of the entry's subentries."""
    subentries = entry.get_subentries_of_type(SUBENTRY_CHARGER)
    return tuple(charger_config(sub.subentry_id, sub.title, sub.data) for sub in subentries)


def circuit_configs(entry: ConfigEntry[Any]) -> tuple[CircuitConfig, ...]:
    """Read the circuits; chargers and circuits that are gone are left out of them."""
    subentries = list(entry.get_subentries_of_type(SUBENTRY_CIRCUIT))
    chargers = {one.subentry_id for one in entry.get_subentries_of_type(SUBENTRY_CHARGER)}
    return tuple(
        CircuitConfig(
            one.subentry_id,
            one.title,
            one.data.get(CONF_LIMIT_A),
            one.data.get(CONF_LIMIT_W),
            one.data.get(CONF_PARENT_CIRCUIT),
            tuple(charger for charger in one.data.get(CONF_CHARGERS, ()) if charger in chargers),
            one.data.get(CONF_POWER_ENTITY),
            tuple(one.data[phase] for phase in ("phase_1", "phase_2", "phase_3") if one.data.get(phase)),
        )
        for one in subentries
    )


def battery_configs(entry: ConfigEntry[Any]) -> tuple[BatteryConfig, ...]:
    """Read the batteries that may be commanded."""
    levels = tuple(entry.data.get(CONF_SOURCES, {}).get(Role.BATTERY_SOC, ()))
    return tuple(
        BatteryConfig(one.subentry_id, one.title, BatteryControl.from_dict(one.data), levels)
        for one in entry.get_subentries_of_type(SUBENTRY_BATTERY)
    )


def car_configs(entry: ConfigEntry[Any]) -> tuple[VehicleConfig, ...]:
    """Read the cars that the user described."""
    return tuple(
        vehicle_config(sub.subentry_id, sub.title, sub.data)
        for sub in entry.get_subentries_of_type(SUBENTRY_CAR)
        if CONF_BATTERY_KWH in sub.data
    )


def role_sources(data: Mapping[str, Any]) -> Mapping[Role, RoleSource]:
    """Read what can be read of the site out of the entry's data."""
    signs, scales = data.get(CONF_SIGN_CONVENTIONS, {}), data.get(CONF_SCALES, {})
    return {
        (role := Role(key)): RoleSource.of(role, entities, signs, scales)
        for key, entities in data.get(CONF_SOURCES, {}).items()
        if entities
    }


def _array(entry: ConfigEntry[Any], elevation_m: float) -> SolarArray:
    latitude = float(entry.data[CONF_LATITUDE])
    planes = [entry.data, *(subentry.data for subentry in entry.get_subentries_of_type(SUBENTRY_PLANE))]
    return SolarArray(
        latitude=latitude,
        longitude=float(entry.data[CONF_LONGITUDE]),
        elevation_m=elevation_m,
        planes=tuple(_plane(plane, latitude) for plane in planes),
        ac_limit_w=entry.data.get(CONF_AC_LIMIT_W),
        inverter_model=entry.data.get(CONF_INVERTER_CURVE),
        losses_pct=float(entry.data.get(CONF_LOSSES_PCT, DEFAULT_LOSSES_PCT)),
    )


def _plane(data: Mapping[str, Any], latitude: float) -> Plane:
    return Plane(
        capacity_w=float(data[CONF_CAPACITY_W]),
        tilt_deg=float(data.get(CONF_TILT_DEG, DEFAULT_TILT_DEG)),
        azimuth_deg=float(data.get(CONF_AZIMUTH_DEG, default_azimuth_deg(latitude))),
    )
