"""The array's estimate at any time, with its uncertainty: table, clouds, what was learned, and the sky of the last hours."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .array import SolarArray
from .bands import COVER_SCALES, IRRADIANCE_SCALES, ErrorBands
from .blend import Blend
from .calibration import Calibration, Observation
from .intervals import INTERVAL, Interval, IntervalMeter
from .intraday_correction import IntradayCorrection
from .nowcast import MAX_INDEX, Quantiles, SkyHistory
from .reading_calibration import FIRST_READ_AFTER, READ_EVERY, GenerationReading, ReadingCalibration
from .satellite import SatelliteImages, sky_seen
from .seen_sky import SeenSky, newest_sky
from .sky_sources import FORECAST_KINDS, SkySourceChain, SourceKind
from .table import GenerationTable

# Below this share of the nameplate the clear-sky index is noise: the sky of dawn is learned when the sun is up.
_MIN_CLEAR_SHARE = 0.03
_PRIOR_SCALES = {
    SourceKind.PV_FORECAST: IRRADIANCE_SCALES,
    SourceKind.IRRADIANCE: IRRADIANCE_SCALES,
    SourceKind.CLOUD_FORECAST: COVER_SCALES,
    SourceKind.CLOUD_COVER: COVER_SCALES,
    SourceKind.CLIMATOLOGY: COVER_SCALES,
}
# The quantiles that an estimate has.
_PROBABILITIES = (0.10, 0.25, 0.50, 0.75, 0.90)
# Of a normal distribution: standard deviations from the median to P75 and P90.
_P75_DEVIATIONS, _P90_DEVIATIONS = 0.674, 1.282
# How far a month's sum may be off, by where the clouds came from: satellites are 2 % too bright in the mean (SENSE2), weather models differ by
# 5 to 10 % from place to place; a month of usual sky is the weather's own spread.
_READING_ERRORS = {
    SourceKind.SATELLITE: 0.05,
    SourceKind.PV_FORECAST: 0.07,
    SourceKind.IRRADIANCE: 0.07,
    SourceKind.CLOUD_FORECAST: 0.12,
    SourceKind.CLOUD_COVER: 0.12,
    SourceKind.CLIMATOLOGY: 0.2,
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """AC power in W at one time, and the clear sky's; quantiles are powers not exceeded with that probability."""

    clear_w: float
    mean_w: float
    p10_w: float
    p25_w: float
    p50_w: float
    p75_w: float
    p90_w: float

    @property
    def p20_w(self) -> float:
        """What is exceeded four times in five."""
        return self.p10_w + (self.p25_w - self.p10_w) * 2 / 3


class SolarModel:
    """State and answers of one array's estimate. Give it tables, skies and measurements; ask it about times."""

    def __init__(self, array: SolarArray, table: GenerationTable) -> None:
        """`table` may be rough; `set_table` puts a better one in its place."""
        self.array = array
        self.table = table
        self.sky_sources = SkySourceChain()
        self.sky_history = SkyHistory()
        self.satellite_images: SatelliteImages | None = None
        self._seen_from_space = SkyHistory()
        self.calibrations = {kind: Calibration(array.capacity_w, array.max_power_w) for kind in FORECAST_KINDS}
        self._bands = {kind: ErrorBands(array.capacity_w, _PRIOR_SCALES[kind]) for kind in FORECAST_KINDS}
        self._blends = {kind: Blend(array.capacity_w) for kind in FORECAST_KINDS}
        self._newest: tuple[tuple[datetime | None, datetime | None], SeenSky | None] | None = None
        self.readings = ReadingCalibration()
        self._meter = IntervalMeter()
        self._intraday = IntradayCorrection(array.capacity_w)

    def forget_sky(self) -> None:
        """Forget what the generation of the last hours seemed to show of the sky."""
        self.sky_history, self._meter = SkyHistory(), IntervalMeter()
        self._intraday = IntradayCorrection(self.array.capacity_w)

    def shift_timestamps(self, days: int) -> None:
        """Follow a clock that was set, by so many days. The sky of the last hours was held against the sun of other ones."""
        self.forget_sky()
        self.forget_satellite()
        for kind in FORECAST_KINDS:
            self.calibrations[kind].shift_days(days)
            self._bands[kind].shift_days(days)
            self._blends[kind].shift_days(days)
        self.readings.shift_days(days)

    def see(self, images: SatelliteImages) -> None:
        """Take a satellite's newest images; they serve wherever the array itself was not measured since."""
        self.satellite_images, self._seen_from_space, self._newest = images, sky_seen(images, self.table), None

    def forget_satellite(self) -> None:
        """Do without images, as before the first."""
        self.satellite_images, self._seen_from_space, self._newest = None, SkyHistory(), None

    def reading_due(self, now: datetime, unmeasured_since: datetime | None) -> GenerationReading | None:
        """Return the last reading of the total, where it is time for another and nothing measures the array.

        `unmeasured_since`: a first one (of 0) is due a week later; None: it is not asked for.
        """
        first = GenerationReading(unmeasured_since, 0.0) if unmeasured_since else None
        last, wait = (self.readings.last, READ_EVERY) if self.readings.last else (first, FIRST_READ_AFTER)
        return last if last and now - last.at >= wait and not self._has_measured(now) else None

    def _seen(self) -> SeenSky | None:
        """Return the sky of the last hours; asked for each time ahead, it is looked at once a minute."""
        key = self.sky_history.seen_at, self._seen_from_space.seen_at
        own_at, space_at = key
        if own_at is not None and (space_at is None or own_at >= space_at):
            return newest_sky(self.sky_history, self._seen_from_space)
        if self._newest is None or self._newest[0] != key:
            self._newest = key, newest_sky(self.sky_history, self._seen_from_space)
        return self._newest[1]

    def sky_by_satellite(self, now: datetime) -> SeenSky | None:
        """Return the sky that a satellite saw, if the estimate is based on it now."""
        seen = self._seen()
        return seen if seen is not None and seen.is_from_space and seen.trust(now) > 0.0 else None

    def is_led_by_satellite(self, now: datetime) -> bool:
        """Return whether the estimate is based on satellite images now."""
        return self.sky_by_satellite(now) is not None

    def source(self, now: datetime, at: datetime | None = None) -> SourceKind:
        """Return where the clouds of a time come from."""
        return self.sky_sources.best(now, at or now)

    def calibration(self, now: datetime) -> Calibration:
        """Return what was learned beside the source that serves now."""
        return self.calibrations[self.source(now)]

    def estimate(self, now: datetime, at: datetime) -> Estimate:
        """Return the estimate for `at`, as seen `now`: its range knows that the roof may be another than was described."""
        seen = self._seen()
        is_measured = seen is not None and seen.trust(at) > 0.0 and not seen.is_from_space
        spread = 0.0 if is_measured or self._has_measured(now) else self.readings.spread(self.table.sun(at))
        return _widened(self.estimate_as_described(now, at), spread, self.array.max_power_w)

    def estimate_as_described(self, now: datetime, at: datetime) -> Estimate:
        """Return the estimate for `at`, as seen `now`, if the roof is as it was described."""
        clear_w = self.clear_w(now, at)
        forecast = self._forecast(now, at, clear_w)
        seen = self._seen()
        trust = seen.trust(at) if seen else 0.0
        if seen is not None and trust > 0.0 and clear_w > 0.0:
            return _blend(forecast, seen.quantiles(at), trust, self.array.max_power_w)
        return forecast

    def follow(self, now: datetime) -> None:
        """Take note of what is expected now, beside which readings of the inverter's total are held."""
        sun = self.table.sun(now)
        kind = SourceKind.SATELLITE if self.is_led_by_satellite(now) else self.source(now)
        factor = 1.0 if self._has_measured(now) else self.readings.factor(sun)
        self.readings.observe(now, sun, self.estimate(now, now).mean_w / factor, _READING_ERRORS[kind])

    def clear_w(self, now: datetime, at: datetime) -> float:
        """Return the cloudless sky's power, shading and other learned losses included."""
        clear_w = self.table.power_w(at)
        kind = self.source(now)
        # What was learned beside the usual sky is weather as much as roof; clear days taught the roof to the others.
        kind = SourceKind.CLOUD_COVER if kind is SourceKind.CLIMATOLOGY else kind
        return self.calibrations[kind].corrected_w(self.table.sun(at), clear_w, clear_w) * self._reading_factor(
            kind, at
        )

    def observe(self, now: datetime, power_w: float, *, is_curtailed: bool = False) -> None:
        """Take note of measured generation: at once for the nowcast, by the quarter hour for learning."""
        if not math.isfinite(power_w) or is_curtailed:
            return
        clear_w = self.clear_w(now, now)
        if clear_w > _MIN_CLEAR_SHARE * self.array.capacity_w:
            self.sky_history.observe(now, min(power_w / clear_w, MAX_INDEX))
        if interval := self._meter.observe(now, power_w):
            self.learn(interval)

    def learn(self, interval: Interval) -> None:
        """Learn from a quarter hour's mean power, beside every source that knows its sky."""
        self.learn_at(interval.middle, interval.mean_w, INTERVAL.total_seconds() / 3600)

    def learn_at(self, at: datetime, measured_w: float, hours: float) -> None:
        """Learn from the mean power of some hours around `at`."""
        clear_w = self.table.power_w(at)
        if not self.table.covers(at) or clear_w <= 0.0:
            return
        sun, day = self.table.sun(at), solar_day(at, self.array.longitude)
        usual_w = self._placed_w(SourceKind.CLIMATOLOGY, at)
        for kind in self.sky_sources.kinds(at, at):
            modelled_w = self.sky_sources.modelled_w(kind, self.table, at)
            placed_w, mixed_w = self._placed_w(kind, at), self._mixed_w(kind, at)
            if kind is self.source(at):
                self._intraday.observe(at, mixed_w * hours, measured_w * hours)
            self._bands[kind].observe(day, mixed_w, clear_w, measured_w, hours)
            self._blends[kind].observe(day, placed_w, usual_w, measured_w, hours)
            self.calibrations[kind].observe(Observation(day, hours, sun, clear_w, modelled_w, measured_w))

    @property
    def learned_until_day(self) -> float | None:
        """The last solar day of which something was learned from measured generation; None: none."""
        return self._bands[SourceKind.CLIMATOLOGY].day

    def adopt(self, taught: SolarModel) -> None:
        """Take over what another model of the same array has learned."""
        self.calibrations = taught.calibrations
        self._bands = taught._bands
        self._blends = taught._blends

    def to_dict(self) -> dict[str, Any]:
        """Return what was learned as plain JSON values."""
        return {
            "sky_sources": self.sky_sources.to_dict(),
            "satellite_images": self.satellite_images.to_dict() if self.satellite_images else None,
            "calibrations": {kind.value: one.to_dict() for kind, one in self.calibrations.items()},
            "bands": {kind.value: one.to_dict() for kind, one in self._bands.items()},
            "blends": {kind.value: one.to_dict() for kind, one in self._blends.items()},
            "readings": self.readings.to_dict(),
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        self.sky_sources.restore(data["sky_sources"])
        if images := data["satellite_images"]:
            self.see(SatelliteImages.from_dict(images))
        for kind in FORECAST_KINDS:
            self.calibrations[kind].restore(data["calibrations"][kind.value])
            self._bands[kind].restore(data["bands"][kind.value])
            self._blends[kind].restore(data["blends"][kind.value])
        self.readings.restore(data["readings"])

    def _placed_w(self, kind: SourceKind, at: datetime) -> float:
        """Return a source's power, corrected by what was learned beside it."""
        modelled_w = self.sky_sources.modelled_w(kind, self.table, at)
        corrected_w = self.calibrations[kind].corrected_w(self.table.sun(at), self.table.power_w(at), modelled_w)
        return corrected_w * self._reading_factor(kind, at)

    def _reading_factor(self, kind: SourceKind, at: datetime) -> float:
        """Return what readings of the total taught, where nothing was measured all along."""
        return 1.0 if self.calibrations[kind].days_learned else self.readings.factor(self.table.sun(at))

    def _has_measured(self, now: datetime) -> bool:
        return self.calibrations[self.source(now)].days_learned > 0

    def _mixed_w(self, kind: SourceKind, at: datetime) -> float:
        """Return a source's power, mixed with the place's usual sky as far as that has helped."""
        placed_w, blend = self._placed_w(kind, at), self._blends[kind]
        return placed_w if blend.weight == 1.0 else blend.mix(placed_w, self._placed_w(SourceKind.CLIMATOLOGY, at))

    def _forecast(self, now: datetime, at: datetime, clear_w: float) -> Estimate:
        kind, limit_w = self.source(now, at), self.array.max_power_w
        mean_w = min(self._mixed_w(kind, at) * self._intraday.factor(at), limit_w)
        raw_clear_w, bands = self.table.power_w(at), self._bands[kind]
        powers = (bands.power_w(mean_w, raw_clear_w, one) * self._table_error(one) for one in _PROBABILITIES)
        return Estimate(clear_w, mean_w, *(min(power_w, limit_w) for power_w in powers))

    def _table_error(self, probability: float) -> float:
        """Return the factor by which a quantile moves away from the median for the table's own error: P10 and P90 by all of it."""
        return 1.0 + self.table.error_share * (probability - 0.5) / 0.4


def solar_day(at: datetime, longitude: float) -> int:
    """Return the count of days by the sun's own time: no night is cut in two, wherever on earth."""
    return math.floor(at.timestamp() / 86400 + longitude / 360)


def _widened(estimate: Estimate, spread: float, limit_w: float) -> Estimate:
    """Return an estimate whose quantiles know that the roof itself may be another; `spread`: the standard deviation of its factor."""
    if not spread:
        return estimate

    def moved(power_w: float, deviations: float) -> float:
        roof_w = deviations * spread * estimate.mean_w
        far_w = math.copysign(math.hypot(power_w - estimate.p50_w, roof_w), deviations)
        return min(max(estimate.p50_w + far_w, 0.0), limit_w)

    return replace(
        estimate,
        p10_w=moved(estimate.p10_w, -_P90_DEVIATIONS),
        p25_w=moved(estimate.p25_w, -_P75_DEVIATIONS),
        p75_w=moved(estimate.p75_w, _P75_DEVIATIONS),
        p90_w=moved(estimate.p90_w, _P90_DEVIATIONS),
    )


def _blend(forecast: Estimate, sky: Quantiles, trust: float, limit_w: float) -> Estimate:
    clear_w = forecast.clear_w

    def mixed(expected_w: float, share: float) -> float:
        return min(expected_w * (1 - trust) + clear_w * share * trust, limit_w)

    return Estimate(
        clear_w,
        mixed(forecast.mean_w, sky.mean),
        mixed(forecast.p10_w, sky.p10),
        mixed(forecast.p25_w, sky.p25),
        mixed(forecast.p50_w, sky.p50),
        mixed(forecast.p75_w, sky.p75),
        mixed(forecast.p90_w, sky.p90),
    )
