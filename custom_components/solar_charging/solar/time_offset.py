"""Whether measurements are stamped at another time than the sun's: interval ends for starts, summer time, a wrong zone."""

from collections.abc import Callable, Sequence

# From an hour early to two late, in steps that a quarter-hour label error shows in.
_CANDIDATES_MIN = tuple(range(-120, 121, 10))
# A day is clear enough to carry the sun's shape if its energy is near the best seen, for its clear sky.
_CLEAR_DAY_SHARE = 0.8
# Fewer could share one odd morning.
_MIN_CLEAR_DAYS = 5
# Days that begin or end in a gap have no shape to compare.
_WHOLE_DAY_SHARE = 0.3
# The residual must fall by this much: a shadow in the morning also looks a little like a late sun.
_MIN_GAIN = 0.4

# The clear sky's powers of a day (its index) with all times moved by so many minutes, beside the measured ones.
type ClearAt = Callable[[int, float], Sequence[float]]


def fit_offset_min(measured: Sequence[Sequence[float]], clear_at: ClearAt) -> int:
    """Return by how many minutes the sun is ahead of the stamps (0: unknown, or none).

    `measured` holds each day's powers in W; `clear_at(day, minutes)` the clear sky's at the same stamps moved by minutes.
    """
    days = _clear_days(measured, clear_at)
    if len(days) < _MIN_CLEAR_DAYS:
        return 0
    residuals = {
        minutes: sum(_residual(measured[day], clear_at(day, minutes)) for day in days) for minutes in _CANDIDATES_MIN
    }
    best = min(residuals, key=lambda minutes: (residuals[minutes], abs(minutes)))
    return best if residuals[best] < (1.0 - _MIN_GAIN) * residuals[0] else 0


def _clear_days(measured: Sequence[Sequence[float]], clear_at: ClearAt) -> list[int]:
    clear = [sum(clear_at(day, 0.0)) for day in range(len(measured))]
    whole = [day for day, energy in enumerate(clear) if energy > _WHOLE_DAY_SHARE * max(clear)]
    shares = {day: sum(measured[day]) / clear[day] for day in whole}
    if not shares:
        return []
    good = sorted(shares.values())[int(0.9 * (len(shares) - 1))]
    return [day for day, share in shares.items() if share > _CLEAR_DAY_SHARE * good > 0]


def _residual(measured: Sequence[float], clear: Sequence[float]) -> float:
    """Return the share of the day's squared power that its best-scaled clear sky does not explain."""
    power = sum(value * value for value in measured)
    fit = sum(value * value for value in clear)
    cross = sum(one * other for one, other in zip(measured, clear, strict=True))
    return 1.0 - cross * cross / (fit * power) if fit > 0 and power > 0 else 1.0
