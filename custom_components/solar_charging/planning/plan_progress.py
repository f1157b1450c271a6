"""The progress of the plan for the connected car: what is kept when it is planned again, and over a restart.

A departure that passes while the car is still there without what it was to have is not forgotten: what is left is charged at once, in
the first two hours where it is cheapest.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from .charge_request import ChargeRequest
from .request_rules import DEPARTURE

# For this long after the departure the cheapest time is chosen for what is missing: the car is late, but will leave.
CHOOSES_FOR_S = 7200.0


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """`departure_s` and what the car is to have by then; `asked`: what the user had asked for; `is_buying`: full speed was begun."""

    departure_s: float
    asked: str = ""
    ready_by_wh: float | None = None
    ready_by_soc_pct: float | None = None
    is_buying: bool = False

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self | None:
        """Read a stored form; None if it has no departure."""
        names = {item.name for item in fields(cls)}
        known = {key: value for key, value in data.items() if key in names}
        return cls(**known) if isinstance(known.get("departure_s"), float) else None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return asdict(self)

    def is_overdue(self, now_s: float) -> bool:
        """Whether the departure has passed."""
        return self.departure_s <= now_s

    def applied(self, request: ChargeRequest) -> ChargeRequest:
        """Return the request with this departure's target."""
        return replace(request, ready_by_wh=self.ready_by_wh, ready_by_soc_pct=self.ready_by_soc_pct)

    def window_end_s(self, full_speed_until_s: float) -> float:
        """Return until when an overdue car is to be ready; `full_speed_until_s`: the soonest it can be."""
        return max(self.departure_s + CHOOSES_FOR_S, full_speed_until_s)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a charger: by the user, and with the departures that calendars know; when the next one is."""

    request: ChargeRequest
    dated: ChargeRequest
    next_departure_s: float | None


def progress(before: PlanProgress | None, asked: Asked, now_s: float) -> PlanProgress | None:
    """Return how far the plan of a car that is there is now; None: there is none.

    An overdue one stays until the user asks for something else; that the car has what it needs, or leaves, ends it elsewhere.
    """
    words = repr(
        [getattr(asked.request, name) for name in sorted({*DEPARTURE, "ready_by_weekdays", "departure_calendar"})]
    )
    is_same = before is not None and before.asked == words
    if before is not None and is_same and before.is_overdue(now_s):
        return before
    if asked.next_departure_s is None:
        return None
    dated = asked.dated
    is_buying = before is not None and is_same and before.is_buying
    return PlanProgress(asked.next_departure_s, words, dated.ready_by_wh, dated.ready_by_soc_pct, is_buying)
