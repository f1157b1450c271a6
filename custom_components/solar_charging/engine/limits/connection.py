"""Which phases of the grid connection a charger loads: given by the user, learned from the phase meter, or unknown.

A charger's conductors L1, L2, L3 hang on the grid's phases in turn, beginning at any of them; a car on one phase uses the first
conductor. While the beginning is unknown, a charger may load every phase, and is certain to load one only if it loads all.
"""

from collections import deque
from dataclasses import dataclass, field

# Votes before a phase counts as learned. A household makes a step like the charger's now and then, seldom twice; where the charger's
# own sensor shows that it took the step, it would have to undo it on the right phase at the same moment: that answer counts twice.
LEARNED_AFTER, SEEN_WEIGHT = 2, 2
# More than this need not be outweighed again when an installer has swapped conductors.
MOST_VOTES = 5
# A phase has answered within this part of the expected change, and stood still within it; never less than this current,
# which fridges and electronics make all the time.
FITS_PART, NOISE_A = 0.3, 1.0
# Smaller changes of a charger drown in what a household does.
LEAST_CHANGE_A = 4.0


@dataclass(frozen=True, slots=True)
class PhaseQuestion:
    """A command whose answer on the phases is awaited: when it was given, what they carried, and what the charger took, all in A."""

    commanded_s: float
    phases_a: list[float]
    taken_a: float


@dataclass(slots=True)
class ConnectionState:
    """What is known of a charger's first conductor: how often each phase (its index as text) alone answered its commands.

    `disproved_phase`: what the user gave, where another phase answered, or one stayed above its fuse with it.
    """

    votes: dict[str, int] = field(default_factory=dict)
    disproved_phase: int | None = None
    question: PhaseQuestion | None = None

    @property
    def learned_phase(self) -> int | None:
        """The index of the phase its first conductor hangs on, None while it is not known."""
        known = [int(phase) for phase, votes in self.votes.items() if votes >= LEARNED_AFTER]
        return known[0] if len(known) == 1 else None

    @property
    def is_asked_by_start(self) -> bool:
        """Whether a start of a charger whose phase is not known is to show it."""
        question = self.question
        return question is not None and question.taken_a < NOISE_A and self.learned_phase is None

    def vote(self, phase: int, weight: int) -> None:
        """Count an answer; one that contradicts takes from the others."""
        votes = {name: count - 2 for name, count in self.votes.items() if name != str(phase) and count > 2}
        self.votes = {**votes, str(phase): min(self.votes.get(str(phase), 0) + weight, MOST_VOTES)}


@dataclass(frozen=True, slots=True)
class LoadedPhases:
    """The indices of phases a charger may load, and those it is certain to load."""

    possible: frozenset[int]
    certain: frozenset[int]


def loaded_phases(first: int | None, used: range, count: int) -> LoadedPhases:
    """Return the phases that a charger loads which uses so many conductors (the least, up to but not including the end) of `count` phases."""
    least, most = used.start, used.stop - 1
    every = frozenset(range(count))
    if count == 1 or least >= count:
        return LoadedPhases(every, every)
    if first is None or first >= count:
        return LoadedPhases(every, frozenset())
    turned = deque(range(count))
    turned.rotate(-first)
    order = list(turned)
    # Two conductors: the second may be either of the other phases, as rotation may be the other way round.
    possible = frozenset(order[:1]) if most == 1 else every
    return LoadedPhases(possible, frozenset(order[:1]))


def answering_phase(before_a: list[float], now_a: list[float], change_a: float) -> int | None:
    """Return the one phase that changed by so much while all others stood still, None if that is not clear."""
    if len(now_a) != len(before_a) or abs(change_a) < LEAST_CHANGE_A:
        return None
    tolerance_a = max(FITS_PART * abs(change_a), NOISE_A)
    changes = [now - before for now, before in zip(now_a, before_a, strict=True)]
    answered = [index for index, change in enumerate(changes) if abs(change - change_a) <= tolerance_a]
    still = [index for index, change in enumerate(changes) if abs(change) <= tolerance_a]
    return answered[0] if len(answered) == 1 and len(still) == len(changes) - 1 else None
