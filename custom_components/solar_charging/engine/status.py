"""The states of a charger as shown to the user: a few groups of the many reasons. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from .reasons import ReasonKey


class ChargerStatus(StrEnum):
    """What a charger is doing."""

    OFF = "off"
    NO_CAR = "no_car"
    WAITING = "waiting"
    WAITING_FOR_CAR = "waiting_for_car"
    CHARGING_SOLAR = "charging_solar"
    CHARGING_GRID_SUPPORT = "charging_grid_support"
    CHARGING_FULL_SPEED = "charging_full_speed"
    CHARGING_LIMITED = "charging_limited"
    PAUSED = "paused"
    COMPLETE = "complete"
    MANUAL = "manual"
    PROBLEM = "problem"


_REASONS: Mapping[ChargerStatus, tuple[ReasonKey, ...]] = {
    ChargerStatus.OFF: (ReasonKey.OFF,),
    ChargerStatus.NO_CAR: (ReasonKey.DISCONNECTED,),
    ChargerStatus.WAITING: (
        ReasonKey.WAITING_FOR_SURPLUS,
        ReasonKey.MINIMUM_CHARGE_UNKNOWN,
        ReasonKey.STARTING_SOON,
        ReasonKey.GRID_TOP_UP_TOO_EXPENSIVE,
        ReasonKey.WAITING_FOR_PRIORITY,
        ReasonKey.BATTERY_FIRST,
    ),
    ChargerStatus.WAITING_FOR_CAR: (ReasonKey.CAR_NOT_DRAWING, ReasonKey.WAKING_CAR, ReasonKey.WELCOME_CHARGE),
    ChargerStatus.CHARGING_SOLAR: (
        ReasonKey.SOLAR_CHARGING,
        ReasonKey.SOLAR_CHARGING_MAXIMUM,
        ReasonKey.HOLDING_MINIMUM,
        ReasonKey.BATTERY_BRIDGES,
        ReasonKey.MINIMUM_NO_READING,
        ReasonKey.HOLDING_STALE,
        ReasonKey.CHECKING_METER,
        ReasonKey.PROBING_CURTAILMENT,
    ),
    ChargerStatus.CHARGING_GRID_SUPPORT: (ReasonKey.SOLAR_AND_GRID_MINIMUM,),
    ChargerStatus.CHARGING_FULL_SPEED: (
        ReasonKey.BOOST,
        ReasonKey.CHARGING_BY_PLAN,
        ReasonKey.CHARGING_OVERDUE,
        ReasonKey.CHARGING_BY_SCHEDULE,
        ReasonKey.CHEAP_ENERGY,
        ReasonKey.MINIMUM_CHARGE,
    ),
    ChargerStatus.CHARGING_LIMITED: (
        ReasonKey.LIMITED_BY_FUSE,
        ReasonKey.LIMITED_BY_CIRCUIT,
        ReasonKey.LIMITED_BY_UNBALANCE,
        ReasonKey.LIMITED_BY_DRAW_LIMIT,
        ReasonKey.LIMITED_BY_DRAW_LIMIT_UNTIL,
        ReasonKey.LIMITED_BY_PEAK,
        ReasonKey.LIMITED_BY_INVERTER,
        ReasonKey.LIMITED_BY_CHARGER,
        ReasonKey.LIMITED_BY_SCHEDULE,
        ReasonKey.SWITCHING_PHASES,
    ),
    ChargerStatus.PAUSED: (
        ReasonKey.PAUSED,
        ReasonKey.PAUSED_NO_READING,
        ReasonKey.PAUSED_FUSE,
        ReasonKey.PAUSED_CIRCUIT,
        ReasonKey.PAUSED_UNBALANCE,
        ReasonKey.PAUSED_DRAW_LIMIT,
        ReasonKey.PAUSED_DRAW_LIMIT_UNTIL,
        ReasonKey.PAUSED_PEAK,
        ReasonKey.PAUSED_AFTER_LIMIT,
        ReasonKey.PAUSED_BY_SCHEDULE,
    ),
    ChargerStatus.COMPLETE: (ReasonKey.COMPLETE, ReasonKey.LIMIT_REACHED),
    ChargerStatus.MANUAL: (ReasonKey.MANUAL_OVERRIDE,),
    ChargerStatus.PROBLEM: (
        ReasonKey.CHARGER_ERROR,
        ReasonKey.CHARGER_UNREACHABLE,
        ReasonKey.CHARGER_IGNORES_COMMAND,
    ),
}
STATUS_OF: Mapping[str, ChargerStatus] = {
    reason.value: status for status, reasons in _REASONS.items() for reason in reasons
}
