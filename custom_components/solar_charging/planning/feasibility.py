"""Whether there is enough time: reported as soon as there isn't, and never caused by waiting for the sun."""

from collections.abc import Sequence

# Cars ramp up, taper and round: so much of full speed is never counted on.
RESERVE_PART = 0.03
# Once begun for lack of time, charging goes on until so much is won: else each minute's luck would be a stop, and soon a start.
BUYING_RESERVE_PART = 0.1


def missing_wh(energy_wh: float, full_wh: Sequence[float]) -> float:
    """Return what is missing at the departure even at full speed in every slot; 0 if nothing is."""
    return max(energy_wh - sum(full_wh), 0.0)


def must_start_now(energy_wh: float, full_wh: Sequence[float], *, is_buying: bool = False) -> bool:
    """Return whether to wait out the first slot would be too long, should the sun fail altogether."""
    return energy_wh > sum(full_wh[1:]) * (1.0 - (BUYING_RESERVE_PART if is_buying else RESERVE_PART))
