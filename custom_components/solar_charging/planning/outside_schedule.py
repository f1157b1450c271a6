"""A charging schedule from another program, such as EMHASS or Predbat, which replaces our own plan.

Times: UTC seconds; powers in W.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from ..engine.inputs import ChargerInputs
from ..engine.limit_settings import ChargerLimits
from ..engine.model import Reason, SolarMode
from ..engine.reasons import ReasonKey

# A week of quarters of an hour.
MOST_SLOTS = 672
# Rounding of a power to a current may not cost a step.
_ROUNDING_A = 0.05


@dataclass(frozen=True, slots=True)
class ScheduleSlot:
    """A time in which the car should draw `charge_w`, whatever the sun does, or may draw no more than `limit_w`, as its mode decides.

    0 W of either: it may not charge.
    """

    start_s: float
    end_s: float
    charge_w: float | None = None
    limit_w: float | None = None

    @property
    def is_pause(self) -> bool:
        """Whether the car may not charge."""
        return self.charge_w == 0.0 or self.limit_w == 0.0


@dataclass(frozen=True, slots=True)
class OutsideSchedule:
    """What one outside program plans for a charger, in order of time. Outside of its slots everything is as without it."""

    source: str = ""
    slots: tuple[ScheduleSlot, ...] = ()

    def at(self, now_s: float) -> ScheduleSlot | None:
        """Return the slot of a time; of those that overlap the one that starts last."""
        begun = bisect_right(self.slots, now_s, key=lambda one: one.start_s)
        # One that lasts goes on after a shorter one within it.
        return next((self.slots[index] for index in reversed(range(begun)) if now_s < self.slots[index].end_s), None)

    def is_over(self, now_s: float) -> bool:
        """Whether nothing of it is still to come."""
        return all(one.end_s <= now_s for one in self.slots)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return {"source": self.source, "slots": [asdict(one) for one in self.slots]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave; what is unknown is dropped."""
        names = {item.name for item in fields(ScheduleSlot)}
        slots = [ScheduleSlot(**{key: one[key] for key in names & one.keys()}) for one in data["slots"]]
        return cls(str(data["source"]), tuple(sorted(slots, key=lambda one: one.start_s)))


def follow(charger: ChargerInputs, schedule: OutsideSchedule, slot: ScheduleSlot) -> ChargerInputs:
    """Return a charger as it is to do what the slot of now asks."""
    if slot.is_pause or (slot.limit_w is not None and slot.limit_w < charger.limits.least_w):
        return replace(charger, pause=_reason(ReasonKey.PAUSED_BY_SCHEDULE, schedule))
    limits = limits_within(charger.limits, slot.charge_w if slot.limit_w is None else slot.limit_w)
    if slot.charge_w is None:
        return replace(charger, limits=limits, ceiling=_reason(ReasonKey.LIMITED_BY_SCHEDULE, schedule))
    why = _reason(ReasonKey.CHARGING_BY_SCHEDULE, schedule)
    return replace(charger, mode=SolarMode.SOLAR_AND_GRID, limits=limits, full_speed=why, full_speed_until_s=slot.end_s)


def limits_within(limits: ChargerLimits, power_w: float | None) -> ChargerLimits:
    """Return the limits with a full speed of so many W, or of the least that charges where it is less."""
    if power_w is None or power_w >= limits.most_w:
        return limits
    phases = tuple(one for one in limits.phases if limits.min_current_a * limits.nominal_w_per_a(one) <= power_w)
    phases = phases or (min(limits.phases),)
    wanted_a = power_w / limits.nominal_w_per_a(max(phases)) + _ROUNDING_A
    steps = max(int((wanted_a - limits.min_current_a) / limits.step_a), 0)
    most_a = min(limits.min_current_a + steps * limits.step_a, limits.max_current_a)
    return replace(limits, phases=phases, max_current_a=most_a)


def _reason(key: ReasonKey, schedule: OutsideSchedule) -> Reason:
    return Reason(key.value, {"source": schedule.source})
