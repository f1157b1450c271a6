"""The plans with what they assumed in sentences, for actions, the API and voice assistants."""

from collections.abc import Mapping
from typing import Any

from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason
from ..planning.charging_plan import Plan
from ..planning.plan_export import described


def described_plans(coordinator: SolarChargingCoordinator) -> Mapping[str, Mapping[str, Any]]:
    """Return the plans by their charger's id, as plain values for people and programs."""
    explain = coordinator.explainer.sentence
    return {
        key: {**described(plan), "notices": [explain(reason) for reason in _reasons(plan)]}
        for key, plan in coordinator.demand.plans.items()
    }


def _reasons(plan: Plan) -> list[Reason]:
    numbers = {} if plan.car_limit_pct is None else {"limit_pct": plan.car_limit_pct}
    return [Reason(assumption, numbers) for assumption in plan.assumptions]
