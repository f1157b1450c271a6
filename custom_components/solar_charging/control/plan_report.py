"""The plans with what they assumed in sentences, for actions, the API and voice assistants."""

from collections.abc import Callable, Mapping
from typing import Any

from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason
from ..planning.charging_plan import Plan
from ..planning.plan_export import described


def described_plans(coordinator: SolarChargingCoordinator) -> Mapping[str, Mapping[str, Any]]:
    """Return the plans by their charger's id, as plain values for people and programs."""
    sentence = coordinator.explainer.sentence
    return {key: described_plan(plan, sentence) for key, plan in coordinator.requests.plans.items()}


def described_plan(plan: Plan, sentence: Callable[[Reason], str | None]) -> Mapping[str, Any]:
    """Return a plan likewise; `sentence` puts what it assumed into words."""
    facts = {} if plan.car_limit_pct is None else {"limit_pct": plan.car_limit_pct}
    notices = [sentence(Reason(assumption, facts)) for assumption in plan.assumptions]
    return {**described(plan), "assumption_facts": facts, "notices": notices}
