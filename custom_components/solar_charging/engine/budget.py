"""Energy budgets: a charger starts, or stops, when what was missed, or bought, has filled a bucket in Wh."""

from .state import ChargerState


def fill(memory: ChargerState, surplus_w: float, minimum_w: float, elapsed_s: float) -> None:
    """Fill the bucket of the state the charger is not in, drain it while the present state is the better one."""
    over_wh = (surplus_w - minimum_w) * elapsed_s / 3600.0
    if memory.is_enabled:
        gained_wh = surplus_w * elapsed_s / 3600.0 if over_wh >= 0 else 0.0
        memory.stop_wh = max(0.0, memory.stop_wh - min(over_wh, 0.0) - gained_wh)
        memory.start_wh = 0.0
    else:
        gained_wh = surplus_w * elapsed_s / 3600.0 if over_wh >= 0 else over_wh
        memory.start_wh = max(0.0, memory.start_wh + gained_wh)
        memory.stop_wh = 0.0
