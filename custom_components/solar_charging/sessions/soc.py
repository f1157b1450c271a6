"""A car's state of charge between its rare reports: what was charged since is added."""

from dataclasses import dataclass

# On-board charger and battery lose about a tenth of what is charged.
_CHARGED_PART = 0.9


@dataclass(slots=True)
class SocTracker:
    """The last report, and what the session had delivered by then, in Wh."""

    reported_pct: float | None = None
    at_wh: float = 0.0

    def estimate(self, reported_pct: float | None, session_wh: float, battery_wh: float) -> float | None:
        """Return the state of charge now in %, at most 100; None before anything was reported.

        A report that differs from the last one is believed; one that is repeated is old.
        """
        if reported_pct is not None and reported_pct != self.reported_pct:
            self.reported_pct, self.at_wh = reported_pct, session_wh
        if self.reported_pct is None:
            return None
        # Less than then: another session began.
        self.at_wh = min(self.at_wh, session_wh)
        gained_pct = (session_wh - self.at_wh) * _CHARGED_PART / battery_wh * 100.0
        return min(self.reported_pct + gained_pct, 100.0)
