"""Some chargers report one "disconnected" in mid-charge: a plug has to stay out for a while before its car is gone."""

from datetime import datetime, timedelta

from ..engine.charger.power import IDLE_W
from ..engine.measure.reading import Reading, Source
from ..engine.model import CarState

# Shorter than changing cars takes, longer than the polling interval of most chargers.
STAYS_OUT = timedelta(seconds=30)


class Plug:
    """Follows what a charger reports of its car, but not at once what contradicts the charge that is under way."""

    def __init__(self) -> None:
        self._before = CarState.UNKNOWN
        self._out_since: datetime | None = None

    def steady(self, car: CarState, power_w: Source, now: datetime) -> CarState:
        """Return the car's state: still charging for a while after "disconnected", unless its power shows that it is not."""
        if car is not CarState.DISCONNECTED:
            self._before, self._out_since = car, None
            return car
        if self._before is not CarState.CHARGING or (isinstance(power_w, Reading) and power_w.value <= IDLE_W):
            self._before = car
            return car
        self._out_since = now if self._out_since is None else self._out_since
        # A clock that was set back must not keep it in.
        if timedelta(0) <= now - self._out_since < STAYS_OUT:
            return CarState.CHARGING
        self._before = car
        return car
