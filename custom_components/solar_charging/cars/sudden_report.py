"""A state of charge that jumps to empty or to full: clouds show that for a while when they have lost what a car told."""

from dataclasses import dataclass

# Nobody drives or charges so much between two reports without one in between, and arrives at the very end.
_SUDDEN_PCT = 10.0
# Clouds are asked every few minutes: what two of their answers show is so.
_HOLDS_S = 600.0


@dataclass(slots=True)
class SuddenReport:
    """One car's. `since_s`: since when it has shown the doubtful value (UTC s); None: it shows none."""

    since_s: float | None = None

    def is_credible(self, pct: float, before_pct: float | None, now_s: float) -> bool:
        """Whether a reported state of charge counts; `before_pct`: as it was expected."""
        if before_pct is None or pct not in (0.0, 100.0) or abs(pct - before_pct) <= _SUDDEN_PCT:
            self.since_s = None
            return True
        if self.since_s is None:
            self.since_s = now_s
        return now_s - self.since_s >= _HOLDS_S
