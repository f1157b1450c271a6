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
    MEASURED_GENERATION_AND_LOAD = "measured_generation_and_load"
    MEASURED_GENERATION = "measured_generation"
    ESTIMATED = "estimated"
    GRID_METER_STALE = "grid_meter_stale"
    GRID_METER_STUCK = "grid_meter_stuck"
    NO_SURPLUS_SOURCE = "no_surplus_source"
    # A limit on what the home draws from the grid.
    DRAW_LIMITED = "draw_limited"
    DRAW_LIMITED_UNTIL = "draw_limited_until"
    DRAW_LIMIT_LOST = "draw_limit_lost"
    PEAK_GUARDED = "peak_guarded"
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


# Sentences these numbers are for, in English:
REASON_NUMBERS: Mapping[ReasonKey, tuple[str, ...]] = {
    ReasonKey.MEASURED_GRID: (),  # Measured at the grid meter
    ReasonKey.MEASURED_GENERATION_AND_LOAD: (),  # Measured: generation less house load
    ReasonKey.MEASURED_GENERATION: ("load_w",),  # Measured generation less a usual house load of {load_w} W
    ReasonKey.ESTIMATED: ("load_w",),  # Estimated from sun and weather, less a usual house load of {load_w} W
    ReasonKey.GRID_METER_STALE: ("seconds",),  # The grid meter has said nothing for {seconds} s
    ReasonKey.GRID_METER_STUCK: ("seconds",),  # The grid meter repeats one value; it has not moved for {seconds} s
    ReasonKey.NO_SURPLUS_SOURCE: (),  # Nothing to tell surplus from
    ReasonKey.DRAW_LIMITED: ("limit_w",),  # Limited from outside to {limit_w}
    ReasonKey.DRAW_LIMITED_UNTIL: ("limit_w", "seconds"),  # The same for another {seconds} s
    ReasonKey.DRAW_LIMIT_LOST: ("limit_w",),  # The signal is lost: the last limit of {limit_w} holds
    # The mean draw of the interval stays below {limit_w}: {allowed_w} now
    ReasonKey.PEAK_GUARDED: ("limit_w", "allowed_w"),
    ReasonKey.OFF: (),  # Switched off
    ReasonKey.DISCONNECTED: (),  # No car connected
    ReasonKey.COMPLETE: (),  # The car is full
    ReasonKey.LIMIT_REACHED: (),  # The car has what its limit allows
    ReasonKey.CAR_NOT_DRAWING: ("minutes",),  # Offered power for {minutes} min, but the car takes none
    ReasonKey.CHARGER_ERROR: (),  # The charger reports an error
    ReasonKey.CHARGER_UNREACHABLE: (),  # The charger cannot be reached
    ReasonKey.CHARGER_IGNORES_COMMAND: ("attempt", "seconds"),  # Attempt {attempt}; next in {seconds} s
    # Surplus {power_w} W, needs {needed_w} W, which is {least_a} A on each of {phases} phases
    ReasonKey.WAITING_FOR_SURPLUS: ("power_w", "needed_w", "phases", "least_a"),
    ReasonKey.MINIMUM_CHARGE_UNKNOWN: (
        "power_w",
        "needed_w",
    ),  # Likewise; not bought for, as the car's charge is not known
    ReasonKey.STARTING_SOON: ("seconds", "needed_w"),  # Starts in {seconds} s if surplus stays above {needed_w} W
    # With {solar_pct} % of the sun a kWh would cost {cost_price}; it is worth {break_even_price}, from {needed_w} W of surplus on
    ReasonKey.GRID_TOP_UP_TOO_EXPENSIVE: ("solar_pct", "cost_price", "break_even_price", "needed_w"),
    ReasonKey.WAITING_FOR_PRIORITY: ("needed_w",),  # Another charger goes first; needs {needed_w} W
    ReasonKey.BATTERY_FIRST: ("level_pct", "target_pct"),  # Home battery first: {level_pct} % of {target_pct} %
    ReasonKey.PAUSED: ("power_w", "needed_w", "phases", "least_a"),  # Paused: surplus fell; needs as above
    ReasonKey.PAUSED_NO_READING: (),  # Paused: surplus is not known
    ReasonKey.PAUSED_FUSE: ("fuse_a",),  # Paused: the main fuse of {fuse_a} A leaves no room
    ReasonKey.PAUSED_CIRCUIT: ("circuit",),  # Paused: {circuit} has no capacity left
    ReasonKey.PAUSED_UNBALANCE: ("limit_a",),  # Paused: phases may differ by {limit_a} A at most
    ReasonKey.PAUSED_DRAW_LIMIT: ("limit_w",),  # Paused: the grid may give no more than {limit_w}
    ReasonKey.PAUSED_DRAW_LIMIT_UNTIL: ("limit_w", "seconds"),  # The same for another {seconds} s
    ReasonKey.PAUSED_PEAK: ("limit_w",),  # Paused: the mean of the interval would pass {limit_w}
    ReasonKey.PAUSED_BY_SCHEDULE: ("source",),  # Paused by {source}, a program outside
    ReasonKey.SOLAR_CHARGING: ("current_a", "power_w"),  # Charging with {current_a} A from {power_w} W of surplus
    ReasonKey.SOLAR_CHARGING_MAXIMUM: ("current_a", "power_w"),  # As fast as it can; surplus {power_w} W
    ReasonKey.HOLDING_MINIMUM: ("seconds", "needed_w"),  # Stops in {seconds} s unless surplus passes {needed_w} W
    ReasonKey.BATTERY_BRIDGES: ("level_pct",),  # The home battery ({level_pct} %) bridges a cloud
    ReasonKey.SOLAR_AND_GRID_MINIMUM: ("current_a",),  # Little sun: {current_a} A with help from the grid
    ReasonKey.BOOST: ("current_a",),  # Full speed with {current_a} A
    ReasonKey.CHARGING_BY_PLAN: ("current_a",),  # To be ready in time: full speed with {current_a} A
    ReasonKey.CHARGING_OVERDUE: ("current_a",),  # Late, and the car is still here: full speed with {current_a} A
    ReasonKey.CHARGING_BY_SCHEDULE: ("current_a", "source"),  # {source} asks for {current_a}
    # A kWh costs {bought_price}, no more than {limit_price}: full speed with {current_a} A
    ReasonKey.CHEAP_ENERGY: ("current_a", "bought_price", "limit_price"),
    # The car has {level_pct} %: full speed with {current_a} A up to {target_pct} %
    ReasonKey.MINIMUM_CHARGE: ("current_a", "level_pct", "target_pct"),
    ReasonKey.LIMITED_BY_FUSE: ("current_a", "fuse_a"),  # {current_a} A: more would exceed the main fuse of {fuse_a} A
    ReasonKey.LIMITED_BY_CIRCUIT: ("current_a", "circuit"),  # {current_a} A: more would overload {circuit}
    ReasonKey.LIMITED_BY_UNBALANCE: ("current_a", "limit_a"),  # {current_a} A: phases may differ by {limit_a} A at most
    ReasonKey.LIMITED_BY_DRAW_LIMIT: (
        "current_a",
        "limit_w",
    ),  # {current_a} A: the grid may give no more than {limit_w}
    ReasonKey.LIMITED_BY_DRAW_LIMIT_UNTIL: ("current_a", "limit_w", "seconds"),  # The same for another {seconds} s
    ReasonKey.LIMITED_BY_PEAK: ("current_a", "limit_w"),  # {current_a} A: more would pass the peak of {limit_w}
    ReasonKey.LIMITED_BY_INVERTER: ("current_a", "power_w"),  # {current_a} A: the inverter delivers {power_w} W at most
    ReasonKey.LIMITED_BY_CHARGER: ("current_a", "seconds"),  # It holds at {current_a} A; asked for more in {seconds} s
    ReasonKey.LIMITED_BY_SCHEDULE: ("current_a", "source"),  # {current_a} A: {source} allows no more
    ReasonKey.MINIMUM_NO_READING: ("seconds",),  # Surplus not known: minimum, pauses in {seconds} s
    ReasonKey.HOLDING_STALE: ("seconds",),  # No new reading for {seconds} s: not raised
    ReasonKey.CHECKING_METER: (),  # Checking whether the grid meter still follows
    ReasonKey.SWITCHING_PHASES: ("phases",),  # Switching to {phases} phases
    ReasonKey.PROBING_CURTAILMENT: ("current_a",),  # The inverter is throttled: trying {current_a} A
    ReasonKey.WAKING_CAR: ("attempt",),  # Waking the car, attempt {attempt}
    ReasonKey.WELCOME_CHARGE: (),  # Brief charge, so that the car sees the charger
    ReasonKey.MANUAL_OVERRIDE: ("minutes",),  # Set at the charger by hand; left alone for {minutes} min
}


def because(key: ReasonKey, **numbers: float) -> Reason:
    """Return the reason `key` with its numbers, rounded to what a person reads."""
    return Reason(
        key.value, {name: round(value, 3 if name.endswith("_price") else 1) for name, value in numbers.items()}
    )
