"""How sure a replay is: from how often this home's sensors reported while a car charged, and how much of it was hourly means."""

from dataclasses import dataclass
from itertools import pairwise

# By how much of the energy a replay is off at most, by how often sensors report (s): `script/bench replay --every` of 2026-11-29.
USUALLY_OFF = ((60.0, 5.0), (300.0, 6.0), (900.0, 10.0))
# Hours of which only means are left. Three days of twelve kinds of homes beside ten days in full: at most 6 % off the engine itself
# (`script/bench replay --hourly`). Three weeks of three kinds: at most 6 % off a replay of the same days in full on three phases and 1 % with
# fewer; of single days on three phases five in six were within this, and the worst was off by 16 % (2026-11-29).
HOURLY_OFF_PCT = 10.0


@dataclass(frozen=True, slots=True)
class Confidence:
    """`reading_s`: time between readings; None: none was read. `off_pct`: of the energy; `hourly_h`: known by hourly means alone."""

    reading_s: float | None
    hourly_h: float
    off_pct: float


def confidence(reading_s: float | None, hourly_h: float, known_h: float) -> Confidence:
    """Return it for `known_h` hours of a car being there, `hourly_h` of them known by hourly means alone."""
    hourly_part = min(hourly_h / known_h, 1.0) if known_h > 0.0 else 0.0
    read_pct = _usually_off_pct(reading_s) if reading_s is not None else HOURLY_OFF_PCT
    return Confidence(reading_s, hourly_h, hourly_part * HOURLY_OFF_PCT + (1.0 - hourly_part) * read_pct)


def _usually_off_pct(reading_s: float) -> float:
    if reading_s <= USUALLY_OFF[0][0]:
        return USUALLY_OFF[0][1]
    for (less_s, less_pct), (more_s, more_pct) in pairwise(USUALLY_OFF):
        if reading_s <= more_s:
            return less_pct + (more_pct - less_pct) * (reading_s - less_s) / (more_s - less_s)
    return USUALLY_OFF[-1][1]
