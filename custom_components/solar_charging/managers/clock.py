"""The wall clock may be set; time passes all the same. Notices when it was set, and moves what is remembered along with it.

Ages, intervals, budgets and energies are differences of two moments. When the wall clock is set by an hour, all moments that are
remembered move by that hour, too: then every difference stays what it was, and what people read is the time on their wall.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from ..engine.inputs import Inputs
from ..engine.measure.reading import Reading, Source, Unavailable

# A clock that is corrected bit by bit, as NTP does, moves by some milliseconds between two steps.
_NOTICED_S = 2.0


class WallClock:
    """Compares the wall clock with the monotonic clock."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, float] | None = None
        self._set_by_s = 0.0
        self._before: datetime | None = None
        # Readings still shown that were reported before the clock was set: when they were reported, by the clock of now.
        self._moved: dict[datetime, datetime] = {}

    def look(self, now: datetime) -> float:
        """Return by how many seconds the wall clock was set since the last look; 0 if it was not."""
        steady_s = time.monotonic()
        seen, self._seen = self._seen, (now, steady_s)
        if seen is None:
            return 0.0
        # A suspended machine's clock stands still, none goes back.
        elapsed_s = max(steady_s - seen[1], 0.0)
        set_by_s = (now - seen[0]).total_seconds() - elapsed_s
        self._set_by_s = set_by_s if abs(set_by_s) > _NOTICED_S else 0.0
        # What was reported since the last look may have been reported by the clock of now.
        self._before = now - timedelta(seconds=elapsed_s)
        return self._set_by_s

    def corrected(self, inputs: Inputs, now: datetime) -> Inputs:
        """Return the inputs with readings reported when they would have been, had the clock always gone as it does now."""
        if self._set_by_s:
            by, moments = timedelta(seconds=self._set_by_s), _moments(inputs)
            before = self._before or now
            self._moved = {at: self._moved.get(at, at) + by for at in moments if not before <= at <= now}
        if not self._moved:
            return inputs
        self._moved = {at: moved for at, moved in self._moved.items() if at in _moments(inputs)}
        return _with_moments(inputs, lambda at: self._moved.get(at, at))


def _moments(inputs: Inputs) -> set[datetime]:
    found: set[datetime] = set()

    def note(at: datetime) -> datetime:
        found.add(at)
        return at

    _with_moments(inputs, note)
    return found


def _with_moments(inputs: Inputs, change: Callable[[datetime], datetime]) -> Inputs:
    def one(source: Source) -> Source:
        match source:
            case Reading():
                return replace(source, reported_at=change(source.reported_at))
            case Unavailable():
                return replace(source, since=change(source.since))
        return source

    return replace(
        inputs,
        grid_w=one(inputs.grid_w),
        generation_w=one(inputs.generation_w),
        load_w=one(inputs.load_w),
        battery_w=one(inputs.battery_w),
        battery_soc_pct=one(inputs.battery_soc_pct),
        phase_currents_a=tuple(one(source) for source in inputs.phase_currents_a),
        phase_powers_w=None
        if inputs.phase_powers_w is None
        else tuple(one(source) for source in inputs.phase_powers_w),
        chargers=tuple(
            replace(charger, power_w=one(charger.power_w), offered_current_a=one(charger.offered_current_a))
            for charger in inputs.chargers
        ),
    )
