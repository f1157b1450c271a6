"""The engine's words for modes, cars, sources and reasons, and the constants of its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# Between a phase and neutral in most of the world (IEC 60038); what is known of the site or the charger outweighs it.
NOMINAL_V = 230.0


# Of what an AC charger delivers, what gets into a car's battery: on-board charger and battery lose the usual 10 %.
CHARGING_EFFICIENCY = 0.9


# From W and seconds to Wh.
SECONDS_PER_HOUR = 3600.0


class SolarMode(StrEnum):
    """What the user asked of a charger."""

    OFF = "off"
    SOLAR_ONLY = "solar_only"
    SOLAR_AND_GRID = "solar_and_grid"
    BOOST = "boost"


class CarState(StrEnum):
    """State of the car as the charger reports it, in one vocabulary for all makes."""

    UNKNOWN = "unknown"
    DISCONNECTED = "disconnected"
    CONNECTED = "connected"
    AWAITING = "awaiting"
    CHARGING = "charging"
    COMPLETE = "complete"
    ERROR = "error"


class IntegrationType(StrEnum):
    """Whether surplus is measured or estimated; the reference API's `solar_integration_type`."""

    HARDWARE = "hardware"
    SOFTWARE = "software"


class SurplusSource(StrEnum):
    """The source that surplus was taken from, best first."""

    GRID_METER = "grid_meter"
    GENERATION_AND_LOAD = "generation_and_load"
    GENERATION_AND_PROFILE = "generation_and_profile"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a translation key, and the numbers its sentence shows (W, A, s, %, ...; the key's unit in each name)."""

    key: str
    numbers: Mapping[str, float | str] = field(default_factory=dict)
