"""What happened between two looks at a home, for automations. Pure: two moments in, names of events out."""

from dataclasses import dataclass
from enum import StrEnum

from ..engine.model import CarState, IntegrationType
from ..engine.reasons import ReasonKey

# The surplus is gone below this part of what was enough, so that a kettle at the edge makes no events.
_GONE_PART = 0.5


class ChargerEventType(StrEnum):
    """What can happen at a charger."""

    PLUGGED_IN = "plugged_in"
    UNPLUGGED = "unplugged"
    STARTED = "started"
    STOPPED = "stopped"
    COMPLETE = "complete"
    READY_BY_AT_RISK = "ready_by_at_risk"
    NOT_RESPONDING = "not_responding"


class SiteEventType(StrEnum):
    """What can happen at the home as a whole."""

    SURPLUS_AVAILABLE = "surplus_available"
    SURPLUS_GONE = "surplus_gone"
    FELL_BACK = "fell_back_to_estimate"
    RECOVERED = "recovered"
    GRID_LIMIT_STARTED = "grid_limit_started"
    GRID_LIMIT_ENDED = "grid_limit_ended"


_SILENT = (ReasonKey.CHARGER_UNREACHABLE, ReasonKey.CHARGER_IGNORES_COMMAND)


@dataclass(frozen=True, slots=True)
class ChargerSnapshot:
    """A charger at one moment. `is_in_time`: whether its plan is in time, None without a plan. `refuses`: commands have been in vain for long."""

    car: CarState
    is_charging: bool
    reason: str
    is_in_time: bool | None = None
    refuses: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the car has all that it can or may have."""
        return self.car is CarState.COMPLETE or self.reason == ReasonKey.LIMIT_REACHED

    @property
    def is_silent(self) -> bool:
        """Whether the charger cannot be reached, or does not do what was commanded."""
        return self.refuses or self.reason in _SILENT


@dataclass(frozen=True, slots=True)
class SiteSnapshot:
    """The site at one moment. `has_surplus`: the last result of `surplus_now`; `is_limited`: whether grid import is limited from outside."""

    has_surplus: bool
    integration: IntegrationType
    is_limited: bool = False


def charger_event_types(before: ChargerSnapshot, after: ChargerSnapshot) -> list[ChargerEventType]:
    """Return what happened at a charger, in the order it happens. A car whose state is UNKNOWN neither arrives nor leaves."""
    is_known = CarState.UNKNOWN not in (before.car, after.car)
    was_here, is_here = before.car is not CarState.DISCONNECTED, after.car is not CarState.DISCONNECTED
    checks = (
        (ChargerEventType.PLUGGED_IN, is_known and is_here and not was_here),
        (ChargerEventType.STARTED, after.is_charging and not before.is_charging),
        (ChargerEventType.STOPPED, before.is_charging and not after.is_charging),
        (ChargerEventType.COMPLETE, after.is_complete and not before.is_complete),
        (ChargerEventType.UNPLUGGED, is_known and was_here and not is_here),
        (ChargerEventType.READY_BY_AT_RISK, after.is_in_time is False and before.is_in_time is not False),
        (ChargerEventType.NOT_RESPONDING, after.is_silent and not before.is_silent),
    )
    return [event_type for event_type, is_so in checks if is_so]


def site_event_types(before: SiteSnapshot, after: SiteSnapshot) -> list[SiteEventType]:
    """Return what happened at the home."""
    was_measured = before.integration is IntegrationType.HARDWARE
    is_measured = after.integration is IntegrationType.HARDWARE
    checks = (
        (SiteEventType.SURPLUS_AVAILABLE, after.has_surplus and not before.has_surplus),
        (SiteEventType.SURPLUS_GONE, before.has_surplus and not after.has_surplus),
        (SiteEventType.FELL_BACK, was_measured and not is_measured),
        (SiteEventType.RECOVERED, is_measured and not was_measured),
        (SiteEventType.GRID_LIMIT_STARTED, after.is_limited and not before.is_limited),
        (SiteEventType.GRID_LIMIT_ENDED, before.is_limited and not after.is_limited),
    )
    return [event_type for event_type, is_so in checks if is_so]


def surplus_now(surplus_w: float | None, enough_w: float, *, had_surplus: bool) -> bool:
    """Return whether there is enough for a car; once there is, half of it is still some."""
    return surplus_w is not None and surplus_w >= enough_w * (_GONE_PART if had_surplus else 1.0)
