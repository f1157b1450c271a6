"""Numbers from outside, which nothing vouches for: finite and within bounds, or not taken."""

from math import isfinite
from typing import TypeGuard

# Beyond anything in a home, in whatever unit: a mistaken one, or a device gone mad.
ABSURD = 1e9
# Floating point: sums and steps are equal within this.
EPSILON = 1e-6


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a value is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def finite(value: object, least: float = -ABSURD, most: float = ABSURD) -> float | None:
    """Return a number, or a text of one, as a number; None for anything else, NaN and infinity, and what is out of bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > 64:
        return None
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if isfinite(number) and least <= number <= most else None
