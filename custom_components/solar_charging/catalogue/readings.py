"""What can be read of a charger and the car at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What an entity has to measure to be taken for a reading."""

    ANYTHING = "anything"
    POWER = "power"
    ENERGY = "energy"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class ReadingKind:
    """A reading of a charger: the platform of its entity where a file names none, and what it measures."""

    platform: str = "sensor"
    measure: Measure = Measure.ANYTHING


# What can be read of a charger and the car at it, as a file names it.
READINGS: Mapping[str, ReadingKind] = {
    "status": ReadingKind(),
    "plugged": ReadingKind("binary_sensor"),
    "charging": ReadingKind("binary_sensor"),
    "power": ReadingKind(measure=Measure.POWER),
    "session_energy": ReadingKind(measure=Measure.ENERGY),
    "vehicle": ReadingKind("select"),
    "vehicle_soc": ReadingKind(measure=Measure.PERCENT),
    "charge_limit": ReadingKind("number"),
    "wake": ReadingKind("button"),
    "location": ReadingKind("device_tracker"),
    "watchdog_disabled": ReadingKind("binary_sensor"),
}
