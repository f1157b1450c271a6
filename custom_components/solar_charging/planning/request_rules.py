"""Changing what is asked: what the user named last counts, and what cannot be is refused."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from .charge_request import Charged, ChargeRequest, is_boosting


class RejectReason(StrEnum):
    """Why a request cannot be: each is the key of a translated message."""

    TARGET_REQUIRED = "target_required"
    DEPARTURE_PASSED = "departure_passed"
    BOOST_PASSED = "boost_passed"
    TARGET_BELOW_ENERGY = "target_below_energy"
    TARGET_BELOW_CHARGE = "target_below_charge"


# What ends a boost: the mode decides again.
NO_BOOST: Mapping[str, Any] = {"boost_until_s": None, "boost_until_wh": None}
# The fields for when the car must be ready, and with how much energy.
DEPARTURE = frozenset({"departure_s", "ready_by_time", "ready_by_wh", "ready_by_soc_pct"})
# Moments that cannot be asked for when they are over.
_PASSED = {"departure_s": RejectReason.DEPARTURE_PASSED, "boost_until_s": RejectReason.BOOST_PASSED}


class InvalidRequestError(ValueError):
    """A request that cannot be. `target` and `present`, where a target is less than what is there, are in Wh or %."""

    def __init__(self, reject_reason: RejectReason, target: float = 0.0, present: float = 0.0) -> None:
        super().__init__(reject_reason)
        self.reject_reason, self.target, self.present = reject_reason, target, present


def changed(
    request: ChargeRequest,
    changes: Mapping[str, Any],
    now_s: float,
    charged: Charged,
    *,
    is_battery_known: bool = False,
) -> ChargeRequest:
    """Return the request with some of its fields changed; raises InvalidRequestError.

    `is_battery_known`: how much cars hold is known without the request saying so.

    Of energy and state of charge, the target that was named last counts. Only a single departure is compared with what the car
    has now: on other days there is another car, or an emptier one.
    """
    new = replace(_without_past(request, now_s, charged), **changes)
    if changes.get("ready_by_wh") is not None and changes.get("ready_by_soc_pct") is None:
        new = replace(new, ready_by_soc_pct=None)
    if changes.get("ready_by_soc_pct") is not None:
        new = replace(new, ready_by_wh=None)
        if new.vehicle_battery_wh is None and not is_battery_known:
            raise InvalidRequestError(RejectReason.TARGET_REQUIRED)
    for moment, reject_reason in _PASSED.items():
        if changes.get(moment) is not None and changes[moment] <= now_s:
            raise InvalidRequestError(reject_reason)
    if new.departure_s is not None and changes.keys() & DEPARTURE:
        _refuse_less_than_it_has(new, charged)
    return new


def is_without_target(request: ChargeRequest) -> bool:
    """Whether there is a departure, but nothing to be charged until then. A calendar's events may name it themselves."""
    has_departure = request.departure_s is not None or request.ready_by_time is not None
    return has_departure and request.ready_by_wh is None and request.ready_by_soc_pct is None


def _without_past(request: ChargeRequest, now_s: float, charged: Charged) -> ChargeRequest:
    """Bounds of a boost that is over would end the next one at once; a departure that has passed asks for nothing."""
    left = request if is_boosting(request, now_s, charged.energy_wh) else replace(request, **NO_BOOST)
    has_passed = left.departure_s is not None and left.departure_s <= now_s
    return replace(left, departure_s=None) if has_passed else left


def _refuse_less_than_it_has(request: ChargeRequest, charged: Charged) -> None:
    if (
        request.ready_by_soc_pct is not None
        and charged.soc_pct is not None
        and request.ready_by_soc_pct < charged.soc_pct
    ):
        raise InvalidRequestError(RejectReason.TARGET_BELOW_CHARGE, request.ready_by_soc_pct, charged.soc_pct)
    if request.ready_by_wh is not None and request.ready_by_wh < charged.energy_wh:
        raise InvalidRequestError(RejectReason.TARGET_BELOW_ENERGY, request.ready_by_wh, charged.energy_wh)
