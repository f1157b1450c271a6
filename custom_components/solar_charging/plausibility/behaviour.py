"""What a power sensor most likely measures, by how it behaved over some days: with the sun, at night, against another. Pure.

Names are in any language and often say nothing ("Tasmota SML 16.7.0"); the sun rises for all of them.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ..catalogue.entry import Role, SignConvention
from .findings import Light

# A meter's noise, and the standby of an inverter or battery.
REST_W = 15.0
# Smaller ones are a plug's, not a roof's or a house connection's.
_LEAST_HIGHEST_W = 150.0
# An entity has both signs if it goes further than this to either side: more than an offset.
_SIGNED_W = 50.0
# Of a day's highest: what is left of it at night, and what an array gives at least under clouds.
_SILENT_PART, _GIVES_PART = 0.02, 0.01
# A cloudy day, snow, or a curtailed hour: not each bright hour has to show.
_MOST = 0.8
# Fewer hours than this show no pattern.
_FEWEST_HOURS = 5
# As alike as two quantities are of which one is the other and a house's load.
_TOGETHER = 0.5
# A battery gives back what it took, and rests between.
_BALANCED, _RESTS = 0.25, 0.15
# Scores on the scale of `flows.role_evidence`: behaviour outweighs a hint in a name (4), not the word itself (10).
_STRONG, _SOME = 8.0, 4.0
_GRID = (Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER)


@dataclass(frozen=True, slots=True)
class Hour:
    """A sensor's hour in the recorder: its start, and the mean, least and most power."""

    start_s: float
    mean_w: float
    least_w: float
    most_w: float


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What some days show. `night_w`: the median at night, None where it has no values then; `means_w` by the hour's start."""

    means_w: Mapping[float, float]
    is_signed: bool
    follows_sun: bool
    is_silent_at_night: bool
    night_w: float | None
    is_like_battery: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sensor that behaves as those of a role do."""

    entity_id: str
    role: Role
    sign: SignConvention | None = None


def behaviour(hours: Sequence[Hour], light: Callable[[float], Light]) -> Behaviour | None:
    """Return the pattern of these hours; None if there are too few, or nothing happened. `light`: daylight at the start of an hour."""
    lights = [(hour, light(hour.start_s)) for hour in hours]
    bright = [hour for hour, one in lights if one.is_bright]
    dark = [hour for hour, one in lights if one.is_dark]
    highest_w = max((max(hour.most_w, -hour.least_w) for hour in hours), default=0.0)
    if len(bright) < _FEWEST_HOURS or highest_w < _LEAST_HIGHEST_W:
        return None
    night_w = median(hour.mean_w for hour in dark) if len(dark) >= _FEWEST_HOURS else None
    is_silent = all(abs(hour.mean_w) <= max(_SILENT_PART * highest_w, REST_W) for hour in dark)
    gives = sum(hour.mean_w > _GIVES_PART * highest_w for hour in bright)
    is_signed = min(hour.least_w for hour in hours) < -_SIGNED_W < _SIGNED_W < max(hour.most_w for hour in hours)
    return Behaviour(
        means_w={hour.start_s: hour.mean_w for hour in hours},
        is_signed=is_signed,
        follows_sun=is_silent and not is_signed and gives >= _MOST * len(bright),
        is_silent_at_night=is_silent,
        night_w=night_w,
        is_like_battery=is_signed and _is_like_battery([hour.mean_w for hour in hours]),
    )


def together(first: Behaviour, second: Behaviour) -> float:
    """Return how alike the changes of two sensors are from hour to hour: 1 rises with the other, -1 falls, 0 has nothing to do with it."""
    steps = [
        (first.means_w[at] - first.means_w[at - 3600.0], second.means_w[at] - second.means_w[at - 3600.0])
        for at in first.means_w
        if {at, at - 3600.0} <= second.means_w.keys() and at - 3600.0 in first.means_w
    ]
    size = math.sqrt(sum(one * one for one, _ in steps) * sum(other * other for _, other in steps))
    return sum(one * other for one, other in steps) / size if size > 0.0 else 0.0


def evidence(role: Role, own: Behaviour) -> float:
    """Return the score for a role, on the scale of names (`flows.role_evidence`); below 0 it counts against the role."""
    match role:
        case Role.PV_POWER:
            return _STRONG if own.follows_sun else -_STRONG
        case Role.GRID_POWER:
            if own.is_signed:
                return _SOME if own.is_like_battery else _STRONG
            return -_STRONG if own.follows_sun or own.is_silent_at_night else 0.0
        case Role.BATTERY_POWER:
            if own.is_signed:
                return _STRONG if own.is_like_battery else 0.0
            return -_SOME
        case Role.GRID_EXPORT_POWER:
            return -_STRONG if own.is_signed else _SOME if own.is_silent_at_night and not own.follows_sun else 0.0
        case Role.GRID_IMPORT_POWER | Role.LOAD_POWER:
            return -_STRONG if own.is_signed or own.is_silent_at_night else _SOME
        case _:
            return -_SOME if own.is_signed else 0.0


def suggestions(known: Mapping[str, Behaviour], roles: Iterable[Role] = ()) -> tuple[Suggestion, ...]:
    """Return the sensors that can be nothing but the roof's and the grid's. `roles`: those that are known already."""
    taken = set(roles)
    sunny = [entity_id for entity_id, one in known.items() if one.follows_sun]
    # Strings and phases follow the sun as their sum does, which is more.
    generation = max(sunny, key=lambda entity_id: sum(known[entity_id].means_w.values()), default=None)
    found = [Suggestion(generation, Role.PV_POWER)] if generation and Role.PV_POWER not in taken else []
    grid = [
        Suggestion(entity_id, Role.GRID_POWER, sign)
        for entity_id, one in known.items()
        if one.is_signed
        and not one.is_like_battery
        and (sign := grid_sign(one, known[generation] if generation else None))
    ]
    # Of several, only the user knows which one is at the grid connection.
    return (*found, *(grid if len(grid) == 1 and not taken.intersection(_GRID) else []))


def grid_sign(own: Behaviour, generation: Behaviour | None) -> SignConvention | None:
    """Return which way a signed sensor counts if it is the grid's: import falls as generation rises; a home draws at night."""
    night_w = own.night_w or 0.0
    by_night = math.copysign(1.0, night_w) if abs(night_w) > REST_W else 0.0
    alike = together(own, generation) if generation else 0.0
    by_day = -math.copysign(1.0, alike) if abs(alike) >= _TOGETHER else 0.0
    if by_night * by_day < 0.0 or by_night + by_day == 0.0:
        return None
    return SignConvention.IMPORT_POSITIVE if by_night + by_day > 0.0 else SignConvention.EXPORT_POSITIVE


def _is_like_battery(means_w: Sequence[float]) -> bool:
    moved = sum(abs(mean_w) for mean_w in means_w)
    rests = sum(abs(mean_w) <= REST_W for mean_w in means_w)
    return abs(sum(means_w)) <= _BALANCED * moved and rests >= _RESTS * len(means_w)
