"""Every constant of the control law in one place: unit in the name, reason beside it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """How the engine weighs solar energy, bought energy and wear."""

    # --- wear ---
    # What a start may cost. A contactor of IEC 61851 equipment lasts some 50 000 operations and costs about 150 of the
    # currency in which a kWh costs 0.30: 3 thousandths a start, 10 Wh; the car's own relays and the lost ramp double it.
    start_price_wh: float = 20.0
    # A phase switch is a pause of half a minute without the search for a car: half a start.
    phase_switch_price_wh: float = 15.0

    # --- budgets: what must have been missed (start) or bought (stop) before the state changes ---
    start_budget_low_wh: float = 2.0
    start_budget_high_wh: float = 30.0
    stop_budget_low_wh: float = 4.0
    stop_budget_high_wh: float = 40.0

    # --- following ---
    # Rising waits this long, so that a gap between two clouds does not pull the current up and down again.
    rise_delay_s: float = 10.0

    # --- freshness ---
    # A source is late when it is silent for this many of its own intervals ...
    late_after_intervals: float = 2.0
    # ... and this much grace: a poll of a slow device or a busy network.
    late_grace_s: float = 5.0
    # Taken as the interval of a source that has not shown one yet: the slowest poll in common use.
    unknown_interval_s: float = 60.0
    # A learnt interval never counts for less: sources that report on change pause when nothing changes.
    least_interval_s: float = 5.0
    most_interval_s: float = 300.0
    # The better source must have been live for this long before it is trusted again.
    recovery_s: float = 20.0

    # --- blindness: what a charger may take while nobody knows whether the sun still pays for it ---
    blind_hold_wh: float = 35.0
    blind_minimum_wh: float = 40.0

    # --- estimates ---
    # Load of a home of which nothing is known: Europe's average of 3500 kWh a year.
    unknown_house_load_w: float = 400.0
    # Kept back when surplus is not measured at the grid: half a current step of a single-phase charger.
    estimate_margin_w: float = 100.0
