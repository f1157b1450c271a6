"""Plans as plain values for people and programs: times in ISO 8601, energies in Wh."""

from datetime import UTC, datetime
from typing import Any

from .charging_plan import Plan


def described(plan: Plan) -> dict[str, Any]:
    """Return a plan; None: not known."""
    return {
        "ready_by": _iso(plan.ready_by_s),
        "ready_at": _iso(plan.ready_at_s),
        "is_in_time": plan.is_in_time,
        "needed_wh": round(plan.energy_wh),
        "missing_wh": round(plan.missing_wh),
        "solar_wh": round(plan.solar_wh),
        "grid_wh": round(plan.grid_wh),
        "cost": None if plan.cost is None else round(plan.cost, 4),
        "break_even_price": None if plan.break_even_price is None else round(plan.break_even_price, 4),
        "assumptions": [assumption.value for assumption in plan.assumptions],
        "slots": [
            {
                "start": _iso(one.start_s),
                "end": _iso(one.end_s),
                "energy_wh": round(one.energy_wh),
                "grid_wh": round(one.grid_wh),
                "price": one.price,
                "only_if_the_sun_fails": one.is_reserve,
            }
            for one in plan.purchases
        ],
    }


def _iso(at_s: float | None) -> str | None:
    return None if at_s is None else datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
