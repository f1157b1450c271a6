"""Every reason the engine gives, with the names of the numbers its sentence shows. Translations are written from this table.

Units are in the names: `power_w` in W, `energy_wh` in Wh, `current_a` in A, `seconds` in s, `level_pct` in %, `cost_price` per kWh.
"""

from collections.abc import Mapping
from enum import StrEnum

from .model import Reason


class ReasonKey(StrEnum):
    """Why a charger, or the site, is in the state it is in."""

    # The site as a whole.
    MEASURED_GRID = "measured_grid"
    MEASURED_PHASES = "measured_phases"
    MEASURED_PHASES_UNKNOWN = "measured_phases_unknown"
    MEASURED_GENERATION_AND_LOAD = "measured_generation_and_load"
    MEASURED_GENERATION = "measured_generation"
    ESTIMATED = "estimated"
    SATELLITE_CLEAR = "satellite_clear"
    SATELLITE_BROKEN = "satellite_broken"
    SATELLITE_OVERCAST = "satellite_overcast"
    GRID_METER_STALE = "grid_meter_stale"
    GRID_METER_STUCK = "grid_meter_stuck"
    NO_SURPLUS_SOURCE = "no_surplus_source"
    # A limit on what the home draws from the grid.
    DRAW_LIMITED = "draw_limited"
    DRAW_LIMITED_UNTIL = "draw_limited_until"
    DRAW_LIMIT_LOST = "draw_limit_lost"
    PEAK_GUARDED = "peak_guarded"
    # The home battery: what it is asked to do.
    BATTERY_FREE = "battery_free"
    BATTERY_HELD = "battery_held"
    BATTERY_HOUSE_ONLY = "battery_house_only"
    BATTERY_MAY_CHARGE = "battery_may_charge"
    BATTERY_SET_BY_ANOTHER = "battery_set_by_another"
    BATTERY_LEFT_TO_PLAN = "battery_left_to_plan"
    BATTERY_WRITES_SPENT = "battery_writes_spent"
    BATTERY_NOT_ANSWERING = "battery_not_answering"
    # The home battery: who gets the sun first.
    BATTERY_BEFORE_CAR = "battery_before_car"
    CAR_BEFORE_BATTERY = "car_before_battery"
    BATTERY_KEEPS_ROOM = "battery_keeps_room"
    BATTERY_EVENING = "battery_evening"
    # One charger: at rest.
    OFF = "off"
    DISCONNECTED = "disconnected"
    COMPLETE = "complete"
    LIMIT_REACHED = "limit_reached"
    CAR_NOT_DRAWING = "car_not_drawing"
    CHARGER_ERROR = "charger_error"
    CHARGER_UNREACHABLE = "charger_unreachable"
    CHARGER_IGNORES_COMMAND = "charger_ignores_command"
    WAITING_FOR_SURPLUS = "waiting_for_surplus"
    MINIMUM_CHARGE_UNKNOWN = "minimum_charge_unknown"
    STARTING_SOON = "starting_soon"
    GRID_TOP_UP_TOO_EXPENSIVE = "grid_top_up_too_expensive"
    WAITING_FOR_PRIORITY = "waiting_for_priority"
    BATTERY_FIRST = "battery_first"
    PAUSED = "paused"
    PAUSED_NO_READING = "paused_no_reading"
    PAUSED_FUSE = "paused_fuse"
    PAUSED_CIRCUIT = "paused_circuit"
    PAUSED_UNBALANCE = "paused_unbalance"
    PAUSED_DRAW_LIMIT = "paused_draw_limit"
    PAUSED_DRAW_LIMIT_UNTIL = "paused_draw_limit_until"
    PAUSED_PEAK = "paused_peak"
    PAUSED_AFTER_LIMIT = "paused_after_limit"
    PAUSED_BY_SCHEDULE = "paused_by_schedule"
    # One charger: charging.
    SOLAR_CHARGING = "solar_charging"
    SOLAR_CHARGING_MAXIMUM = "solar_charging_maximum"
    HOLDING_MINIMUM = "holding_minimum"
    BATTERY_BRIDGES = "battery_bridges"
    SOLAR_AND_GRID_MINIMUM = "solar_and_grid_minimum"
    BOOST = "boost"
    CHARGING_BY_PLAN = "charging_by_plan"
    CHARGING_OVERDUE = "charging_overdue"
    CHARGING_BY_SCHEDULE = "charging_by_schedule"
    CHEAP_ENERGY = "cheap_energy"
    MINIMUM_CHARGE = "minimum_charge"
    LIMITED_BY_FUSE = "limited_by_fuse"
    LIMITED_BY_CIRCUIT = "limited_by_circuit"
    LIMITED_BY_UNBALANCE = "limited_by_unbalance"
    LIMITED_BY_DRAW_LIMIT = "limited_by_draw_limit"
    LIMITED_BY_DRAW_LIMIT_UNTIL = "limited_by_draw_limit_until"
    LIMITED_BY_PEAK = "limited_by_peak"
    LIMITED_BY_INVERTER = "limited_by_inverter"
    LIMITED_BY_CHARGER = "limited_by_charger"
    LIMITED_BY_SCHEDULE = "limited_by_schedule"
    MINIMUM_NO_READING = "minimum_no_reading"
    HOLDING_STALE = "holding_stale"
    CHECKING_METER = "checking_meter"
    SWITCHING_PHASES = "switching_phases"
    PROBING_CURTAILMENT = "probing_curtailment"
    WAKING_CAR = "waking_car"
    WELCOME_CHARGE = "welcome_charge"
    MANUAL_OVERRIDE = "manual_override"


# What a reason's sentence may show; the sentence is `common.reason_` and the key in `translations/`.
REASON_NUMBERS: Mapping[ReasonKey, tuple[str, ...]] = {
    ReasonKey.MEASURED_GRID: (),
    ReasonKey.MEASURED_PHASES: (),
    ReasonKey.MEASURED_PHASES_UNKNOWN: (),
    ReasonKey.MEASURED_GENERATION_AND_LOAD: (),
    ReasonKey.MEASURED_GENERATION: ("load_w",),
    ReasonKey.ESTIMATED: ("load_w",),
    ReasonKey.SATELLITE_CLEAR: ("image_at", "expected_w", "low_w", "load_w"),
    ReasonKey.SATELLITE_BROKEN: ("image_at", "expected_w", "low_w", "load_w"),
    ReasonKey.SATELLITE_OVERCAST: ("image_at", "expected_w", "low_w", "load_w"),
    ReasonKey.GRID_METER_STALE: ("seconds",),
    ReasonKey.GRID_METER_STUCK: ("seconds",),
    ReasonKey.NO_SURPLUS_SOURCE: (),
    ReasonKey.DRAW_LIMITED: ("limit_w",),
    ReasonKey.DRAW_LIMITED_UNTIL: ("limit_w", "seconds"),
    ReasonKey.DRAW_LIMIT_LOST: ("limit_w",),
    ReasonKey.PEAK_GUARDED: ("limit_w", "allowed_w"),
    ReasonKey.OFF: (),
    ReasonKey.DISCONNECTED: (),
    ReasonKey.COMPLETE: (),
    ReasonKey.LIMIT_REACHED: (),
    ReasonKey.CAR_NOT_DRAWING: ("minutes",),
    ReasonKey.CHARGER_ERROR: (),
    ReasonKey.CHARGER_UNREACHABLE: (),
    ReasonKey.CHARGER_IGNORES_COMMAND: ("attempt", "seconds"),
    ReasonKey.WAITING_FOR_SURPLUS: ("power_w", "needed_w", "phases", "least_a"),
    ReasonKey.MINIMUM_CHARGE_UNKNOWN: ("power_w", "needed_w"),
    ReasonKey.STARTING_SOON: ("seconds", "needed_w"),
    ReasonKey.GRID_TOP_UP_TOO_EXPENSIVE: ("solar_pct", "cost_price", "break_even_price", "needed_w"),
    ReasonKey.WAITING_FOR_PRIORITY: ("needed_w",),
    ReasonKey.BATTERY_FIRST: ("level_pct", "target_pct"),
    ReasonKey.PAUSED: ("power_w", "needed_w", "phases", "least_a"),
    ReasonKey.PAUSED_NO_READING: (),
    ReasonKey.PAUSED_FUSE: ("fuse_a",),
    ReasonKey.PAUSED_CIRCUIT: ("circuit",),
    ReasonKey.PAUSED_UNBALANCE: ("limit_a",),
    ReasonKey.PAUSED_DRAW_LIMIT: ("limit_w",),
    ReasonKey.PAUSED_DRAW_LIMIT_UNTIL: ("limit_w", "seconds"),
    ReasonKey.PAUSED_PEAK: ("limit_w",),
    ReasonKey.PAUSED_AFTER_LIMIT: ("count", "seconds"),
    ReasonKey.PAUSED_BY_SCHEDULE: ("source",),
    ReasonKey.SOLAR_CHARGING: ("current_a", "power_w"),
    ReasonKey.SOLAR_CHARGING_MAXIMUM: ("current_a", "power_w"),
    ReasonKey.HOLDING_MINIMUM: ("seconds", "needed_w"),
    ReasonKey.BATTERY_BRIDGES: ("level_pct",),
    ReasonKey.SOLAR_AND_GRID_MINIMUM: ("current_a",),
    ReasonKey.BOOST: ("current_a",),
    ReasonKey.CHARGING_BY_PLAN: ("current_a",),
    ReasonKey.CHARGING_OVERDUE: ("current_a",),
    ReasonKey.CHARGING_BY_SCHEDULE: ("current_a", "source"),
    ReasonKey.CHEAP_ENERGY: ("current_a", "bought_price", "limit_price"),
    ReasonKey.MINIMUM_CHARGE: ("current_a", "level_pct", "target_pct"),
    ReasonKey.LIMITED_BY_FUSE: ("current_a", "fuse_a"),
    ReasonKey.LIMITED_BY_CIRCUIT: ("current_a", "circuit"),
    ReasonKey.LIMITED_BY_UNBALANCE: ("current_a", "limit_a"),
    ReasonKey.LIMITED_BY_DRAW_LIMIT: ("current_a", "limit_w"),
    ReasonKey.LIMITED_BY_DRAW_LIMIT_UNTIL: ("current_a", "limit_w", "seconds"),
    ReasonKey.LIMITED_BY_PEAK: ("current_a", "limit_w"),
    ReasonKey.LIMITED_BY_INVERTER: ("current_a", "power_w"),
    ReasonKey.LIMITED_BY_CHARGER: ("current_a", "seconds"),
    ReasonKey.LIMITED_BY_SCHEDULE: ("current_a", "source"),
    ReasonKey.MINIMUM_NO_READING: ("seconds",),
    ReasonKey.HOLDING_STALE: ("seconds",),
    ReasonKey.CHECKING_METER: (),
    ReasonKey.SWITCHING_PHASES: ("phases",),
    ReasonKey.PROBING_CURTAILMENT: ("current_a",),
    ReasonKey.WAKING_CAR: ("attempt",),
    ReasonKey.WELCOME_CHARGE: (),
    ReasonKey.MANUAL_OVERRIDE: ("minutes",),
    ReasonKey.BATTERY_FREE: (),
    ReasonKey.BATTERY_HELD: ("power_w",),
    ReasonKey.BATTERY_HOUSE_ONLY: ("power_w", "limit_w"),
    ReasonKey.BATTERY_MAY_CHARGE: ("level_pct", "target_pct"),
    ReasonKey.BATTERY_SET_BY_ANOTHER: (),
    ReasonKey.BATTERY_LEFT_TO_PLAN: ("source",),
    ReasonKey.BATTERY_WRITES_SPENT: ("count",),
    ReasonKey.BATTERY_NOT_ANSWERING: (),
    ReasonKey.BATTERY_BEFORE_CAR: ("level_pct", "target_pct"),
    ReasonKey.CAR_BEFORE_BATTERY: ("level_pct",),
    ReasonKey.BATTERY_KEEPS_ROOM: ("level_pct", "limit_w"),
    ReasonKey.BATTERY_EVENING: ("level_pct",),
}


def because(key: ReasonKey, **numbers: float) -> Reason:
    """Return the reason `key` with its numbers, rounded to what a person reads."""
    return Reason(
        key.value, {name: round(value, 3 if name.endswith("_price") else 1) for name, value in numbers.items()}
    )
