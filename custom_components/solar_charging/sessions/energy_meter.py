"""The charger's own energy counter, if it has one: it provides the amount, the power readings the sources."""

from dataclasses import dataclass, field

from .shares import Shares

# A counter may count this much more than the power readings, which are rounded, late, or of one phase in a few chargers.
_MORE_THAN_SEEN = 1.5
# A counter in whole kWh ticks a kWh at once.
_RESOLUTION_WH = 1_000.0


@dataclass(frozen=True, slots=True)
class Flowed:
    """What flowed since the last look: by the power of then, by the power of now, and the most that nobody saw, in Wh."""

    energy_wh: Shares
    present_wh: Shares = field(default_factory=Shares)
    unseen_wh: float = 0.0


@dataclass(slots=True)
class EnergyMeter:
    """Energy integrated from power since the counter last moved: `pending_wh` waits for the counter's word on its amount."""

    value_wh: float | None = None
    moved_s: float = 0.0
    pending_wh: Shares = field(default_factory=Shares)
    has_ticked: bool = False
    # Energy that can have flowed in a gap since the counter moved, and what the counter claimed beyond that.
    unseen_wh: float = 0.0
    refused_wh: float = 0.0
    # What it showed before it fell, and what was booked by power then, ahead of it: it was reset, or dips and returns.
    fell_from_wh: float | None = None
    ahead_wh: float = 0.0

    def settle(self, seen: Flowed, counter_wh: float | None, now_s: float) -> Shares:
        """Take in what flowed since the last look and the counter's value (None: none now). Returns what is certain, to be booked.

        What the counter claims beyond what was seen, or can have flowed unseen, is refused: counters jump.
        """
        is_unseen_known = self.unseen_wh + seen.unseen_wh > 0.0
        self.unseen_wh += seen.unseen_wh
        self.pending_wh = self.pending_wh.plus(seen.energy_wh)
        if counter_wh is None:
            # Without a counter from the start, nothing needs to wait; one that is only unavailable will come back.
            return self.rest() if self.value_wh is None else Shares()
        if self.value_wh is None:
            self.value_wh, self.moved_s = counter_wh, now_s
            return self.rest()
        if counter_wh == self.value_wh:
            return Shares()
        seen_wh = self.rest()
        delta_wh = self._counted_wh(self.value_wh, counter_wh, seen_wh.total)
        most_wh = seen_wh.total * _MORE_THAN_SEEN + self.unseen_wh + _RESOLUTION_WH
        self.value_wh, self.moved_s, self.unseen_wh = counter_wh, now_s, 0.0
        if delta_wh <= 0.0:
            if self.fell_from_wh is None and self.ahead_wh > 0.0:
                # It has returned, and what was booked ahead of it is still more than it counted.
                self.pending_wh = seen_wh
                return Shares()
            # It was reset, as counters of a single session are at plug-in, or has just fallen.
            return seen_wh
        if delta_wh > most_wh:
            self.refused_wh += delta_wh - seen_wh.total
            return seen_wh
        if seen_wh.total <= 0.0 and not self.has_ticked and not is_unseen_known:
            # The counter was faster than the power reading: most of its first step was another session's.
            seen_wh = seen.present_wh
        if seen_wh.total <= 0.0:
            # Where it came from was not seen: it is not counted as solar.
            return Shares(grid=delta_wh)
        if not self.has_ticked:
            # A counter ticks in steps: a part of its first one was another session's.
            self.has_ticked = True
            delta_wh = min(delta_wh, seen_wh.total)
        return seen_wh.times(delta_wh / seen_wh.total)

    def _counted_wh(self, before_wh: float, counter_wh: float, seen_wh: float) -> float:
        """Return what the counter claims: one that returns to where it fell from claims what is beyond that alone."""
        if counter_wh < before_wh:
            self.fell_from_wh = max(before_wh, self.fell_from_wh or 0.0)
            self.ahead_wh += seen_wh
            return 0.0
        fell_from_wh, self.fell_from_wh = self.fell_from_wh, None
        if fell_from_wh is not None:
            # A reset counter begins at zero, and rises by what is seen.
            is_dip = 2.0 * before_wh > fell_from_wh or counter_wh - before_wh > seen_wh * _MORE_THAN_SEEN
            if is_dip and counter_wh >= fell_from_wh:
                before_wh = fell_from_wh
            else:
                self.ahead_wh = 0.0
        claimed_wh = counter_wh - before_wh - self.ahead_wh
        self.ahead_wh = max(0.0, -claimed_wh)
        return claimed_wh

    def rest(self) -> Shares:
        """Return what still waited, which waits no more."""
        rest, self.pending_wh = self.pending_wh, Shares()
        return rest
