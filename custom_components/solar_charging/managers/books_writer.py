"""When the books are written: what a power cut costs them, against what flash memory bears."""

from collections.abc import Callable, Mapping

from ..sessions.ledger import Ledger

# A charger's own counter shows what was lost in a power cut, once its session is on the disk. Without one, what it swallowed is
# assumed from the power before and after: for five minutes that is right to a few Wh. At some 2 kB each, writing all day is 0.5 MB.
EVERY_S = 300.0


class BooksWriter:
    """Calls `write` once a session has got its first energy, when that session is over, and now and then in between."""

    def __init__(self, write: Callable[[], None]) -> None:
        self.write = write
        # By charger: when the session began that has got something by now.
        self._begun: Mapping[str, float] = {}
        self._energy_wh = 0.0
        self._written_s = 0.0

    def look(self, ledgers: Mapping[str, Ledger], now_s: float) -> None:
        """Write if it is time to."""
        sessions = {key: ledger.session for key, ledger in ledgers.items() if ledger.session}
        begun = {key: session.started_s for key, session in sessions.items() if session.energy_wh > 0.0}
        energy_wh = sum(ledger.totals.energy_wh for ledger in ledgers.values())
        is_due = energy_wh != self._energy_wh and now_s >= self._written_s + EVERY_S
        if is_due or begun != self._begun:
            self._begun, self._energy_wh, self._written_s = begun, energy_wh, now_s
            self.write()

    def shift_timestamps(self, by_s: float) -> None:
        """Follow a clock that was set."""
        self._written_s += by_s
