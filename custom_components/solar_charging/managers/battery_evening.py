"""The home battery's part of the day's sun: what the forecast leaves for it, and from which level cars come first."""

from dataclasses import replace
from datetime import datetime, timedelta

from ..engine.decide.battery_share import BatteryShare, HomeBattery, SunSlot, share_sun
from ..engine.measure.reading import Reading
from ..engine.model import Inputs
from ..engine.state import EngineState
from ..settings import Settings
from ..solar_sources.estimator import SolarEstimator

# The evening is looked at in half hours, as the forecast has them.
SLOT = timedelta(minutes=30)
# The forecast changes with each hour's weather, the level with each percent.
_LASTS = timedelta(minutes=1)


class BatteryEvening:
    """What is expected of the battery by the evening. `share`: None where its size or its level is not known."""

    def __init__(self) -> None:
        self.share: BatteryShare | None = None
        self._made_at: datetime | None = None

    def look_anew(self) -> None:
        """Reckon anew with the next step: the user chose otherwise."""
        self._made_at = None

    def apply(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator, now: datetime
    ) -> Inputs:
        """Return the inputs with the level up to which the battery comes first now: never less than the user's own."""
        if self._made_at is None or not timedelta(0) <= now - self._made_at < _LASTS:
            self.share, self._made_at = self._share(inputs, settings, state, estimator, now), now
        if self.share is None:
            return inputs
        level_pct = max(inputs.site.battery_priority_level_pct, self.share.priority_level_pct)
        return replace(inputs, site=replace(inputs.site, battery_priority_level_pct=level_pct))

    def _share(
        self, inputs: Inputs, settings: Settings, state: EngineState, estimator: SolarEstimator, now: datetime
    ) -> BatteryShare | None:
        size, level = state.measure.battery_size, inputs.battery_soc_pct
        if size.capacity_wh is None or not isinstance(level, Reading):
            return None
        site = settings.site
        battery = HomeBattery(level.value, size.capacity_wh, size.charge_w, site.battery_target_level_pct)
        return share_sun(site.battery_priority, battery, _rest_of_day(estimator, now), site.feed_in_limit_w)


def _rest_of_day(estimator: SolarEstimator, now: datetime) -> list[SunSlot]:
    """Return what the sun leaves after the house until midnight; of the slot under way, its rest."""
    return [
        SunSlot(
            min((part.start + SLOT - now) / SLOT, 1.0) * part.hours, part.mean_wh / part.hours, part.p20_wh / part.hours
        )
        for part in estimator.surplus(now, 1, SLOT)
        if part.start + SLOT > now and part.hours
    ]
