"""The charger's own energy counter, where it has one: it says how much, the power readings say from where."""

from dataclasses import dataclass, field

from .shares import Shares

# Beyond what any AC connection delivers (IEC 61851-1 mode 3 ends at 63 A on three phases): the counter was set anew.
_MOST_W = 50_000.0
# A counter in whole kWh ticks a kWh at once.
_RESOLUTION_WH = 1_000.0


@dataclass(slots=True)
class EnergyMeter:
    """Energy integrated from power since the counter last moved: `pending_wh` waits for the counter's word on its amount."""

    value_wh: float | None = None
    moved_s: float = 0.0
    pending_wh: Shares = field(default_factory=Shares)
    has_ticked: bool = False

    def settle(self, energy_wh: Shares, counter_wh: float | None, now_s: float) -> Shares:
        """Take in integrated energy and the counter's value (None: there is none now). Returns what is certain, to be booked."""
        self.pending_wh = self.pending_wh.plus(energy_wh)
        if counter_wh is None:
            # Without a counter from the start, nothing needs to wait; one that is only silent will speak again.
            return self.rest() if self.value_wh is None else Shares()
        if self.value_wh is None:
            self.value_wh, self.moved_s = counter_wh, now_s
            return self.rest()
        if counter_wh == self.value_wh:
            return Shares()
        delta_wh = counter_wh - self.value_wh
        is_plausible = 0.0 < delta_wh <= _MOST_W * (now_s - self.moved_s) / 3600.0 + _RESOLUTION_WH
        self.value_wh, self.moved_s = counter_wh, now_s
        seen_wh = self.rest()
        if not is_plausible:
            # It was set anew, as one that counts each session by itself is at plug-in.
            return seen_wh
        if seen_wh.total <= 0.0:
            # Nobody saw whence: then nobody shall praise the sun for it.
            return Shares(grid=delta_wh)
        if not self.has_ticked:
            # A counter ticks in steps: a part of its first one was another session's.
            self.has_ticked = True
            delta_wh = min(delta_wh, seen_wh.total)
        return seen_wh.times(delta_wh / seen_wh.total)

    def rest(self) -> Shares:
        """Return what still waited, which waits no more."""
        rest, self.pending_wh = self.pending_wh, Shares()
        return rest
