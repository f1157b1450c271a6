"""Cars that take nothing of a current others charge on: a Zoe below 8 A. Learned after two tries, kept with the car."""

from dataclasses import dataclass

# Cars that charge at all charge at this: what takes nothing at more is full, asleep, or waits.
LARGEST_MINIMUM_A = 11.0
# So many refusals, each of another offer, before it is believed.
TRIES = 2


@dataclass(slots=True)
class CarMinimumState:
    """What a car was seen to take nothing of, at most, and how often; the least it was seen to charge on; what was learned, in A."""

    refused_a: float = 0.0
    tries: int = 0
    # The offer that was counted last.
    counted_s: float = 0.0
    charged_a: float | None = None
    least_a: float | None = None


def note_refusal(state: CarMinimumState, current_a: float, offered_s: float) -> None:
    """The car takes nothing of a current that has been offered for long."""
    if current_a >= LARGEST_MINIMUM_A or offered_s == state.counted_s:
        return
    if state.charged_a is not None and state.charged_a <= current_a:
        return  # it has charged on as little: it rests
    state.refused_a, state.tries, state.counted_s = max(state.refused_a, current_a), state.tries + 1, offered_s


def note_charge(state: CarMinimumState, current_a: float, step_a: float) -> None:
    """The car charges on a current that has been offered for long."""
    state.charged_a = current_a if state.charged_a is None else min(state.charged_a, current_a)
    if current_a <= state.refused_a:
        # It is not car_minimum after all.
        state.refused_a, state.tries, state.least_a = 0.0, 0, None
    elif state.tries >= TRIES and state.refused_a < LARGEST_MINIMUM_A:
        state.least_a = state.refused_a + step_a
