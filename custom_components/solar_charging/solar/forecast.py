"""Today and tomorrow: generation by the quarter hour and the hour, energies with their uncertainty, best hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .load_profile import ExpectedLoad
from .solar_model import Estimate, SolarModel

# Quarter hours, as markets and meters have them.
STEP = timedelta(minutes=15)
# Errors of neighbouring hours go together: a sum of n quarter hours is as uncertain as if it had this share of n
# independent parts less than one. An estimate, which no benchmark scores: 1.0 would be hours that err all alike, 0.0 hours that
# know nothing of each other.
_DAY_NARROWS = 0.6
# A load that is exceeded once in five times: of a normal distribution, this part of the way from what is expected to P90.
_P80_PART = 0.657


@dataclass(frozen=True, slots=True)
class Period:
    """Energy of one interval from `start` (aware UTC) over `hours`, in Wh: mean, and P10, P20, P50, P90."""

    start: datetime
    hours: float
    mean_wh: float
    p10_wh: float
    p20_wh: float
    p50_wh: float
    p90_wh: float


def periods(model: SolarModel, now: datetime, start: datetime, end: datetime, step: timedelta = STEP) -> list[Period]:
    """Return generation from `start` to `end` in equal intervals; the last one may be cut short by `end`."""
    found = []
    # One's end is the next one's beginning.
    first = model.estimate(now, start)
    while start < end:
        stop = min(start + step, end)
        middle, last = model.estimate(now, start + (stop - start) / 2), model.estimate(now, stop)
        found.append(_period(start, stop, (first, middle, last)))
        start, first = stop, last
    return found


def total(parts: list[Period]) -> Period | None:
    """Return the sum of consecutive periods, its uncertainty narrowed as errors partly cancel; None of nothing."""
    if not parts:
        return None
    names = ("mean_wh", "p10_wh", "p20_wh", "p50_wh", "p90_wh")
    mean, p10, p20, p50, p90 = (sum(getattr(part, name) for part in parts) for name in names)
    narrow = _DAY_NARROWS if len(parts) > 1 else 1.0
    hours = sum(part.hours for part in parts)
    low, likely = (max(mean + (value - mean) * narrow, 0.0) for value in (p10, p20))
    return Period(parts[0].start, hours, mean, low, likely, p50, mean + (p90 - mean) * narrow)


def less_load(part: Period, load: ExpectedLoad) -> Period:
    """Return what the load leaves of a period's generation; the cautious end against a high load."""
    hours = part.hours
    expected_wh, high_wh = load.expected_w * hours, load.high_w * hours
    rather_high_wh = expected_wh + (high_wh - expected_wh) * _P80_PART
    return Period(
        part.start,
        part.hours,
        max(part.mean_wh - expected_wh, 0.0),
        max(part.p10_wh - high_wh, 0.0),
        max(part.p20_wh - rather_high_wh, 0.0),
        max(part.p50_wh - expected_wh, 0.0),
        max(part.p90_wh - expected_wh, 0.0),
    )


def best_start(parts: list[Period], span: int) -> datetime | None:
    """Return when the sunniest `span` consecutive periods begin; None if there is no sun in them."""
    sums = [
        (sum(part.mean_wh for part in parts[index : index + span]), part.start)
        for index, part in enumerate(parts[: len(parts) - span + 1])
    ]
    energy, start = max(sums, default=(0.0, None))
    return start if energy > 0 else None


def _period(start: datetime, stop: datetime, estimates: tuple[Estimate, Estimate, Estimate]) -> Period:
    """Simpson's rule over the interval, from its ends and its middle: exact enough for an hour of sun."""
    hours = (stop - start).total_seconds() / 3600
    first, middle, last = estimates

    def mean(name: str) -> float:
        return float(getattr(first, name) + 4 * getattr(middle, name) + getattr(last, name)) / 6 * hours

    return Period(start, hours, mean("mean_w"), mean("p10_w"), mean("p20_w"), mean("p50_w"), mean("p90_w"))
