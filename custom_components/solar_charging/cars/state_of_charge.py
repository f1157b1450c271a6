"""A car's state of charge between its rare reports: what was charged since is added, with an efficiency that is learned of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..engine.model import CHARGING_EFFICIENCY

# Charging losses are between nothing and a fifth: beyond that, the battery size is entered wrongly.
_LEAST_PART, _MOST_PART = 0.8, 1.0
# What is further off was no charge of ours alone: the car drove, or was charged elsewhere.
_CREDIBLE = (0.6, 1.25)
# Reports are whole percents: over this much, they are off by no more than a tenth.
_LEARN_OVER_PCT = 10.0
# Weight of a new observation: four of them make the value.
_NEW = 0.25
# A report may be as old as a car's clock of reports, and a fast AC charger adds this much in it.
_LAG_PCT = 8.0
# After this long without charging a report is no older than the charge.
_LAG_S = 900.0


class SocSource(StrEnum):
    """Where a state of charge comes from."""

    REPORTED = "reported"
    # By the user.
    ENTERED = "entered"
    # One of both, and what was charged since.
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a charger has given since its car was plugged in, and when that last grew."""

    charger_id: str
    energy_wh: float
    increased_s: float = 0.0


@dataclass(slots=True)
class Charge:
    """One car's. `base_pct` is counted from: `base_wh` is what each charger's session had delivered when it held."""

    reported_pct: float | None = None
    base_pct: float | None = None
    base_wh: dict[str, float] = field(default_factory=dict)
    is_entered: bool = False
    shown_pct: float | None = None
    # Learned: the part of what is delivered that gets into the battery; and the report from which is being learned.
    charging_efficiency: float = CHARGING_EFFICIENCY
    edge_pct: float | None = None
    edge_wh: float = 0.0

    def report(self, pct: float, sessions_wh: Mapping[str, float]) -> bool:
        """Update with the car's report; returns whether it is new. A repeated report may be old: only a change dates it."""
        if pct == self.reported_pct:
            return False
        self.reported_pct = self.base_pct = pct
        self.base_wh, self.is_entered = dict(sessions_wh), False
        return True

    def tell(self, pct: float, sessions_wh: Mapping[str, float]) -> None:
        """Update with the user's entry, which holds as of now."""
        self.base_pct = self.shown_pct = pct
        self.base_wh, self.is_entered, self.edge_pct = dict(sessions_wh), True, None

    def since_wh(self, charger_id: str, session_wh: float) -> float:
        """Return what a charger has delivered since the state of charge was last reported or entered."""
        # Less than then: another session began.
        self.base_wh[charger_id] = min(self.base_wh.get(charger_id, 0.0), session_wh)
        return session_wh - self.base_wh[charger_id]

    def estimate(self, delivered: Delivered, battery_wh: float, now_s: float) -> float | None:
        """Return the present state of charge in %, at most 100; None before the first report or entry.

        While the car charges it does not fall: a lower report is a late one. Not so if it is far off, or nothing was charged lately.
        """
        if self.base_pct is None:
            return None
        since_wh = self.since_wh(delivered.charger_id, delivered.energy_wh)
        pct = min(self.base_pct + since_wh * self.charging_efficiency / battery_wh * 100.0, 100.0)
        is_late = now_s - delivered.increased_s < _LAG_S
        if self.shown_pct is None or not is_late or not 0.0 < self.shown_pct - pct <= _LAG_PCT:
            self.shown_pct = pct
        return self.shown_pct

    def soc_source(self, delivered: Delivered) -> SocSource:
        """Return where the state of charge comes from."""
        if self.since_wh(delivered.charger_id, delivered.energy_wh) > 0.0:
            return SocSource.ESTIMATED
        return SocSource.ENTERED if self.is_entered else SocSource.REPORTED

    def learn(self, delivered_wh: float, battery_wh: float) -> None:
        """Compare the rise of the reports with what was delivered. To be called upon a report of a car that charges here.

        A report is sharp only where it changes, so the first one of a session begins a stretch, and none ends before it is long.
        """
        if self.reported_pct is None or delivered_wh <= 0.0:
            return
        if self.edge_pct is not None and delivered_wh > self.edge_wh:
            rise_pct = self.reported_pct - self.edge_pct
            if 0.0 <= rise_pct < _LEARN_OVER_PCT:
                return
            part = rise_pct / 100.0 * battery_wh / (delivered_wh - self.edge_wh)
            if _CREDIBLE[0] <= part <= _CREDIBLE[1]:
                seen = min(max(part, _LEAST_PART), _MOST_PART)
                self.charging_efficiency += _NEW * (seen - self.charging_efficiency)
        self.edge_pct, self.edge_wh = self.reported_pct, delivered_wh

    def part(self, sessions_wh: Mapping[str, float]) -> None:
        """It can no longer be where it was, though the charger has not noticed: what it got stays known, and is not counted twice."""
        self.leave()
        self.base_wh = dict(sessions_wh)

    def leave(self) -> None:
        """The car leaves: the last state of charge stays known until it reports again; the user's entry no longer holds."""
        self.base_pct = self.shown_pct if self.reported_pct is not None else None
        self.base_wh, self.is_entered = {}, False
        self.shown_pct = self.edge_pct = None
