"""What can be asked of days gone by, and the ways of charging that are tried on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from homeassistant.util import dt as dt_util

from ..const import EVSE_FLOOR_A
from ..engine.limit_settings import ChargerLimits
from ..engine.model import SolarMode
from ..engine.policy import SwitchingPreference
from ..replay.days import PlugInTime, ReplayCharger

# The recorder keeps ten days, unless told otherwise; a month is about as far back as a home is still the same one.
MOST_DAYS = 31
# From an ampere on one phase to what a wall box has at most.
STARTS_AT_KW = (0.2, 22.0)


@dataclass(frozen=True, slots=True)
class ReplayQuestion:
    """How many days, and what if: with so many kWp more, with a charger that starts at this power, with cars ready by a time (local).

    `has_curves`: powers of each quarter of an hour are wanted, too. `language`: of the answer, else Home Assistant's.
    """

    days: int = 7
    extra_kwp: float = 0.0
    starts_at_kw: float | None = None
    ready_by: time | None = None
    has_curves: bool = False
    language: str | None = None


class Variant(NamedTuple):
    """A way of charging. `phases`: what it could be switched between, where that is not as it is; `ready_by`: where cars were to be."""

    charger: ReplayCharger
    phases: tuple[int, ...] = ()
    ready_by: time | None = None


def starting_at(limits: ChargerLimits, power_kw: float) -> ChargerLimits:
    """Return the limits of a charger that starts at this power: on one phase, where three would need more."""
    if power_kw * 1000.0 < EVSE_FLOOR_A * limits.nominal_w_per_a(min(limits.phases)):
        limits = replace(limits, phases=tuple(sorted({1, *limits.phases})))
    current_a = power_kw * 1000.0 / limits.nominal_w_per_a(min(limits.phases))
    stepped_a = round(current_a / limits.step_a) * limits.step_a if limits.step_a else current_a
    return replace(limits, min_current_a=min(max(stepped_a, limits.step_a), limits.max_current_a))


def variants(charger: ReplayCharger, stays: Sequence[PlugInTime], ready_by: time | None) -> Iterator[Variant]:
    """Return each switching preference, without 1p/3p or with it, and with the grid's help, in time if there is a time."""
    charger = replace(charger, stays=tuple(stays))
    for preference in (SwitchingPreference.BALANCED, SwitchingPreference.FEWER_STARTS, SwitchingPreference.MORE_SUN):
        yield Variant(replace(charger, mode=SolarMode.SOLAR_ONLY, switching_preference=preference))
    for phases in _other_phases(charger.limits):
        yield Variant(replace(charger, limits=replace(charger.limits, phases=phases)), phases)
    charger = replace(charger, mode=SolarMode.SOLAR_AND_GRID)
    yield Variant(charger)
    if ready_by is not None:
        in_time = tuple(replace(stay, ready_by_s=_next_s(ready_by, stay)) for stay in stays)
        yield Variant(replace(charger, stays=in_time), ready_by=ready_by)


def _other_phases(limits: ChargerLimits) -> tuple[tuple[int, ...], ...]:
    """Return between which phases it could be switched instead; one of a single phase is wired so."""
    if len(limits.phases) > 1:
        return tuple((phases,) for phases in limits.phases)
    return ((1, 3),) if limits.phases == (3,) else ()


def _next_s(at: time, stay: PlugInTime) -> float:
    """Return when a car had to be ready: at the next such time after it came, or when it really left before that."""
    came = dt_util.as_local(datetime.fromtimestamp(stay.from_s, dt_util.UTC))
    ready = datetime.combine(came.date(), at, came.tzinfo)
    ready = ready if ready > came else datetime.combine(came.date() + timedelta(days=1), at, came.tzinfo)
    return min(ready.timestamp(), stay.until_s)
