"""Cars that don't charge at currents other cars accept, such as a Zoe below 8 A. Learned after two tries, stored with the car."""

from dataclasses import dataclass

# Every car that is ready charges at this current: if it draws nothing, it is full, asleep or waiting.
LARGEST_MINIMUM_A = 11.0
# Number of refusals, each of a separate offer, before the minimum is learned.
TRIES = 2


@dataclass(slots=True)
class CarMinimumState:
    """The highest current a car refused and how often, the lowest it charged at, and the learned minimum, in A."""

    refused_a: float = 0.0
    tries: int = 0
    # The offer that was counted last.
    counted_s: float = 0.0
    charged_a: float | None = None
    least_a: float | None = None


def may_refuse(state: CarMinimumState, current_a: float) -> bool:
    """Return whether a car that charges has only been seen to do so at more than this."""
    return state.charged_a is not None and current_a < state.charged_a


def note_refusal(state: CarMinimumState, current_a: float, offered_s: float) -> None:
    """Note that the car draws nothing although the current has been offered for long enough."""
    if current_a >= LARGEST_MINIMUM_A or offered_s == state.counted_s:
        return
    if state.charged_a is not None and state.charged_a <= current_a:
        return  # it has charged at less: now it is only pausing
    state.refused_a, state.tries, state.counted_s = max(state.refused_a, current_a), state.tries + 1, offered_s


def note_charge(state: CarMinimumState, current_a: float, step_a: float) -> None:
    """Note that the car charges at a current that has been offered for long enough."""
    state.charged_a = current_a if state.charged_a is None else min(state.charged_a, current_a)
    if current_a <= state.refused_a:
        # It accepts this current after all.
        state.refused_a, state.tries, state.least_a = 0.0, 0, None
    elif state.tries >= TRIES and state.refused_a < LARGEST_MINIMUM_A:
        state.least_a = state.refused_a + step_a
