"""Limits as what they leave for chargers, and how chargers share it.

Every charger that wants power gets its minimum first, in the order given; then higher priorities rise to what they want, of equals
those whose car has to be ready sooner, and all others share in equal parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import inf

from ..decide.options import Option
from ..finite import EPSILON


class LimitKind(StrEnum):
    """What limits."""

    FUSE = "fuse"
    CIRCUIT = "circuit"
    OUTSIDE = "outside"
    PEAK = "peak"
    UNBALANCE = "unbalance"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as people know it: its kind, its value in A or in W, and the circuit's name, if it is one's.

    `until_s`: when it ends (UTC s), if that is known. `is_of_draw`: it holds for what the home draws in all, not for a wire of it.
    """

    kind: LimitKind
    value: float
    name: str = ""
    is_power: bool = False
    until_s: float | None = None
    is_of_draw: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """The sum of the currents of chargers in A, each times its weight, is to be no more than `room`.

    `weights`: by charger; in A 1 where it may load the phase, else 0; W per A for a limit in W. Who is not in it is not behind it.
    `silent_s`: for how long what measures the limit's load has been silent; 0 while it reports, or if nothing measures it.
    `phase`: the index of the grid's phase whose current it limits; None: it limits a power. `unsure_a`: how much more the other loads
    may draw there, where chargers that are believed to load it do not.
    """

    limit: Limit
    room: float
    weights: Mapping[str, float]
    silent_s: float = 0.0
    phase: int | None = None
    unsure_a: float = 0.0


@dataclass(frozen=True, slots=True)
class CurrentRequest:
    """What a charger wants: `current_a`, in the set-points of an option. `can_wait`: False where it takes it whatever it is granted.

    `unsure_a`: where it is to load more phases, what it may take now on another phase than each of them.
    """

    charger_id: str
    option: Option
    current_a: float
    priority: float = 0.0
    can_wait: bool = True
    ready_by_s: float | None = None
    unsure_a: float = 0.0


@dataclass(slots=True)
class Grant:
    """What a charger gets, in A (0: nothing), and the limit that keeps it from more, None if none does."""

    current_a: float
    limit: Limit | None = None


def share(requests: Sequence[CurrentRequest], constraints: Sequence[Constraint]) -> dict[str, Grant]:
    """Return what each charger gets. `requests`: in the order in which minimums are given out."""
    rooms = Rooms(constraints)
    grants: dict[str, Grant] = {}
    for request in requests:
        if request.unsure_a:
            rooms.take_elsewhere(request.charger_id, request.unsure_a)
        least_a = min(request.option.least_a, request.current_a)
        blocking = rooms.blocking(request.charger_id, least_a) if request.can_wait else None
        grants[request.charger_id] = Grant(0.0, blocking) if blocking else Grant(least_a)
        if blocking is None:
            rooms.take(request.charger_id, least_a)
    served = sorted((one for one in requests if grants[one.charger_id].current_a > 0.0), key=_need)
    for _, equals in groupby(served, key=_need):
        _fill(list(equals), grants, rooms)
    return grants


def _need(request: CurrentRequest) -> tuple[float, float]:
    return -request.priority, inf if request.ready_by_s is None else request.ready_by_s


class Rooms:
    """What is left of each limit while currents are given out."""

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        self.constraints = constraints
        self.left = [constraint.room for constraint in constraints]

    def take(self, charger_id: str, current_a: float) -> None:
        """Give out a current."""
        for index, constraint in enumerate(self.constraints):
            self.left[index] -= constraint.weights.get(charger_id, 0.0) * current_a

    def take_elsewhere(self, charger_id: str, unsure_a: float) -> None:
        """Give out what a charger may take now on another phase than each it may load: a meter does not show it there."""
        for index, constraint in enumerate(self.constraints):
            self.left[index] -= constraint.weights.get(charger_id, 0.0) * min(unsure_a, constraint.unsure_a)

    def take_while_following(self, charger_id: str, current_a: float, may_yet_take_a: Sequence[float]) -> None:
        """Give out a current that is on its way: until it is in force, the charger may take more, and on other phases."""
        for index, constraint in enumerate(self.constraints):
            weight = constraint.weights.get(charger_id)
            if weight is None:
                continue
            if constraint.phase is None:
                self.left[index] -= weight * max(current_a, *may_yet_take_a)
            else:
                self.left[index] -= max(weight * current_a, may_yet_take_a[constraint.phase])

    def blocking(self, charger_id: str, current_a: float) -> Limit | None:
        """Return the tightest limit that does not leave so much, None if all do."""
        short = [
            (left - constraint.weights[charger_id] * current_a, index)
            for index, (constraint, left) in enumerate(zip(self.constraints, self.left, strict=True))
            if constraint.weights.get(charger_id) and left < constraint.weights[charger_id] * current_a - EPSILON
        ]
        return self.constraints[min(short)[1]].limit if short else None


def _fill(requests: list[CurrentRequest], grants: dict[str, Grant], rooms: Rooms) -> None:
    """Raise all together until each has what it wants or meets a limit; then to set-points, what that leaves in order."""
    rising = [one for one in requests if grants[one.charger_id].current_a < one.current_a - EPSILON]
    while rising:
        rise_a = min(one.current_a - grants[one.charger_id].current_a for one in rising)
        for constraint, left in zip(rooms.constraints, rooms.left, strict=True):
            weight = sum(constraint.weights.get(one.charger_id, 0.0) for one in rising)
            if weight:
                rise_a = min(rise_a, max(left, 0.0) / weight)
        for one in rising:
            grants[one.charger_id].current_a += rise_a
            rooms.take(one.charger_id, rise_a)
        rising = [
            one
            for one in rising
            if grants[one.charger_id].current_a < one.current_a - EPSILON
            and rooms.blocking(one.charger_id, 1e3 * EPSILON) is None
        ]
    for one in requests:
        grant = grants[one.charger_id]
        lower_a = one.option.current_a(grant.current_a * one.option.per_amp_w)
        rooms.take(one.charger_id, lower_a - grant.current_a)
        grant.current_a = lower_a
    for one in requests:
        _round_up(one, grants[one.charger_id], rooms)


def _round_up(request: CurrentRequest, grant: Grant, rooms: Rooms) -> None:
    """Round up to the next set-point where every limit leaves room for it, else name the limit that doesn't."""
    if grant.current_a >= request.current_a - EPSILON:
        return
    next_a = min(request.option.next_above_a(grant.current_a), request.current_a)
    grant.limit = rooms.blocking(request.charger_id, next_a - grant.current_a)
    if grant.limit is None:
        rooms.take(request.charger_id, next_a - grant.current_a)
        grant.current_a = next_a
        if next_a < request.current_a - EPSILON:
            beyond_a = request.option.next_above_a(next_a) - next_a
            grant.limit = rooms.blocking(request.charger_id, beyond_a)
