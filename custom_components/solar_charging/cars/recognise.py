"""Which car is at which charger, from events that coincide. If that is uncertain, no car is assumed: a wrong one is worse than none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# Charger and car each report the plug through their own cloud: within this time, both mean the same moment.
_TOGETHER_S = 300.0
# A car that sleeps reports its plug only when it is polled next.
LATE_S = 3600.0
# Until a car's own delay is known: clouds ask cars each few minutes.
_USUAL_DELAY_S = 900.0
# A delay may be longer than the longest seen so far: by half, and by the minute in which chargers are asked.
_DELAY_PART, _DELAY_MARGIN_S = 1.5, 60.0
# From the gate to the plug.
_ARRIVAL_S = 1800.0


class IdentifiedBy(StrEnum):
    """How the car was identified, or why it was not."""

    # Nothing is plugged in.
    NO_CAR = "no_car"
    # Chosen by the user: a car, or a guest's.
    CHOSEN = "chosen"
    # The charger is the car, or names it.
    NAMED = "named"
    # Both were plugged in at one time.
    PLUGGED_IN_TOGETHER = "plugged_in_together"
    # It came home just before.
    CAME_HOME = "came_home"
    # Its state of charge rose with what this charger gave.
    CHARGE_FOLLOWS = "charge_follows"
    # The car reports that it is plugged in.
    PLUGGED_IN = "plugged_in"
    # No other car can be here.
    ONLY_ONE = "only_one"
    # No car that is known can be here.
    GUEST = "guest"
    # Several can be.
    UNCLEAR = "unclear"


# Weight of each clue: a stronger clue outweighs a weaker one by more than the margin.
_WEIGHTS = {
    IdentifiedBy.NAMED: 50.0,
    IdentifiedBy.PLUGGED_IN_TOGETHER: 6.0,
    IdentifiedBy.PLUGGED_IN: 4.0,
    IdentifiedBy.CAME_HOME: 3.0,
    IdentifiedBy.ONLY_ONE: 1.0,
}
# A car is recognised only if its score exceeds every other by this much: more than one weak clue (1), less than the weakest strong one (3).
_MARGIN = 2.0
# Plugged in long before this charger noticed a car: it hangs elsewhere.
_ELSEWHERE = -3.0
# A recognised car is kept unless the clues favour another.
_KEPT = 3.0
# How much it weighs each time that a car's state of charge followed a charger, and at most.
_FOLLOWED_ONCE, _FOLLOWED_MOST = 3.0, 6.0
# Less is rounding; more than this part beside what was to be expected is something else.
_TOLERANCE_PCT, _TOLERANCE_PART = 1.5, 0.4
# Smaller rises are not significant; those that began elsewhere may match by chance unless they exceed the tolerance.
_SIGNIFICANT_PCT, _SIGNIFICANT_FROM_BEFORE_PCT = 2.0, 4.0

# The user's choice for a car that is not set up.
GUEST = "guest"


@dataclass(slots=True)
class PlugInSession:
    """A car at a charger. `began_s`: when it was plugged in, None if unknown; `car_id`: the recognised car, empty if none.

    `chosen`: what the user says, a car or `GUEST`, empty if nothing. `followed`: by car, how well its charge rose with what was
    delivered here.
    """

    began_s: float | None = None
    car_id: str = ""
    chosen: str = ""
    followed: dict[str, float] = field(default_factory=dict)

    def follow(self, car_id: str, rise_pct: float, expected_pct: float, since_s: float) -> None:
        """Compare how a car's reported state of charge rose with what it would have by what was delivered here meanwhile.

        What rose since before it was plugged in here may have done so elsewhere: then only what is alike says something.
        """
        is_alike = abs(rise_pct - expected_pct) <= max(_TOLERANCE_PCT, _TOLERANCE_PART * expected_pct)
        is_of_this_stay = self.began_s is not None and since_s >= self.began_s
        significant_pct = _SIGNIFICANT_PCT if is_of_this_stay else _SIGNIFICANT_FROM_BEFORE_PCT
        if max(rise_pct, expected_pct) < significant_pct or not (is_alike or is_of_this_stay):
            return
        weight = self.followed.get(car_id, 0.0) + (_FOLLOWED_ONCE if is_alike else -_FOLLOWED_ONCE)
        self.followed[car_id] = min(max(weight, -_FOLLOWED_MOST), _FOLLOWED_MOST)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A car: whether it is plugged in and at home (None: not reported), since when, when it came home, and where it may be.

    `charger_ids`: the chargers it uses, none for any; `plug_delay_s`: how late it tells that it was plugged in, at most, if known.
    """

    id: str
    is_plugged: bool | None = None
    is_home: bool | None = None
    plugged_s: float | None = None
    came_s: float | None = None
    charger_ids: tuple[str, ...] = ()
    plug_delay_s: float | None = None

    def may_be_at(self, charger_id: str) -> bool:
        """Whether the car may be at this charger."""
        is_away = self.is_plugged is False or self.is_home is False
        return not is_away and (not self.charger_ids or charger_id in self.charger_ids)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The car at a charger and how it was identified; None: unknown, or not set up."""

    car_id: str | None
    identified_by: IdentifiedBy


def recognise(
    stays: Mapping[str, PlugInSession], cars: Sequence[Candidate], named: Mapping[str, str] | None = None
) -> dict[str, Recognised]:
    """Return the car at each charger that has one. `named`: the car that the charger itself names.

    What the user says holds. Beyond that, a car and a charger belong together if each is clearly the likeliest for the other; then
    the rest is looked at without them.
    """
    known = {car.id for car in cars}
    found = {
        charger_id: Recognised(stay.chosen if stay.chosen in known else None, IdentifiedBy.CHOSEN)
        for charger_id, stay in stays.items()
        if stay.chosen in known or stay.chosen == GUEST
    }
    taken = {one.car_id for one in found.values()}
    evidence = {
        (charger_id, car.id): dict(_evidence(charger_id, stay, car, named or {}))
        for charger_id, stay in stays.items()
        for car in cars
        if charger_id not in found and car.id not in taken and car.may_be_at(charger_id)
    }
    kept = {(charger_id, stay.car_id): _KEPT for charger_id, stay in stays.items()}
    sums = {pair: sum(each.values()) + kept.get(pair, 0.0) for pair, each in evidence.items()}
    scores = {pair: score for pair, score in sums.items() if score > 0.0}
    while pair := next((pair for pair in scores if _is_clear(pair, scores)), None):
        charger_id, car_id = pair
        likeliest = max(evidence[pair], key=lambda one: evidence[pair][one])
        found[charger_id] = Recognised(car_id, likeliest)
        scores = {other: score for other, score in scores.items() if other[0] != charger_id and other[1] != car_id}
    for charger_id in stays.keys() - found.keys():
        is_unclear = any(other[0] == charger_id for other in scores)
        found[charger_id] = Recognised(None, IdentifiedBy.UNCLEAR if is_unclear else IdentifiedBy.GUEST)
    return found


def _is_clear(pair: tuple[str, str], scores: Mapping[tuple[str, str], float]) -> bool:
    rivals = [
        score for other, score in scores.items() if other != pair and (other[0] == pair[0] or other[1] == pair[1])
    ]
    return all(scores[pair] - score >= _MARGIN for score in rivals)


def _evidence(
    charger_id: str, stay: PlugInSession, car: Candidate, named: Mapping[str, str]
) -> Iterator[tuple[IdentifiedBy, float]]:
    """Yield the clues for a car at a charger, with their weights."""
    yield IdentifiedBy.ONLY_ONE, _WEIGHTS[IdentifiedBy.ONLY_ONE]
    if named.get(charger_id) == car.id:
        yield IdentifiedBy.NAMED, _WEIGHTS[IdentifiedBy.NAMED]
    plugged_after_s, came_after_s = _after_s(stay, car.plugged_s), _after_s(stay, car.came_s)
    if car.is_plugged:
        is_elsewhere = plugged_after_s is not None and plugged_after_s < -2.0 * _TOGETHER_S
        yield IdentifiedBy.PLUGGED_IN, _WEIGHTS[IdentifiedBy.PLUGGED_IN] + (_ELSEWHERE if is_elsewhere else 0.0)
        if plugged_after_s is not None:
            yield (
                IdentifiedBy.PLUGGED_IN_TOGETHER,
                _WEIGHTS[IdentifiedBy.PLUGGED_IN_TOGETHER] * _together(plugged_after_s, car.plug_delay_s),
            )
    if came_after_s is not None and -_ARRIVAL_S <= came_after_s <= _TOGETHER_S:
        yield IdentifiedBy.CAME_HOME, _WEIGHTS[IdentifiedBy.CAME_HOME] * (1.0 - max(-came_after_s, 0.0) / _ARRIVAL_S)
    yield IdentifiedBy.CHARGE_FOLLOWS, stay.followed.get(car.id, 0.0)


def _after_s(stay: PlugInSession, moment_s: float | None) -> float | None:
    """Return how long after the charger noticed a car something happened; None if one of the two moments is not known."""
    return None if stay.began_s is None or moment_s is None else moment_s - stay.began_s


def _together(after_s: float, delay_s: float | None) -> float:
    """Return how far a car's plug means the charger's, from 0 to 1: as much as any other's within the car's delay, less after it.

    Before the charger noticed it says little: what a cloud tells then may be of another charger.
    """
    if after_s < 0.0:
        return max(1.0 + after_s / _TOGETHER_S, 0.0) / 2.0 if after_s < -_DELAY_MARGIN_S else 1.0
    longest_s = _USUAL_DELAY_S if delay_s is None else _DELAY_PART * delay_s + _DELAY_MARGIN_S
    return 1.0 if after_s <= longest_s else max(1.0 - after_s / LATE_S, 0.0) / 2.0
