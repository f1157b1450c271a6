"""What the array's own measurements teach: shading, wrong tilt, soiling, a satellite's bias. Factors on both sides of 1.

Two maps multiply. The first over the sun's place (15° by 10°): trees, chimneys, a roof that faces elsewhere than set up; in
shadows also by how bright the hour is. The second over the share of clear-sky power the model expects: weather inputs err one way under haze and the other under
cloud. Either is used only while it has been better than without, judged on hours it had not seen.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from .ratio import Corners, RatioMap, on_line, on_sky
from .table import SunPosition

# Set by hand for the least hourly error in `script/bench estimation`, 22 November 2026; it is flat around them.
_AZIMUTH_STEP_DEG = 15.0
# As above: the height of a cell of the sky.
_ELEVATION_STEP_DEG = 10.0
# As above: the width of a class of cloud.
_SHARE_STEP = 0.2
# As above: leaves come and go within a season.
_HALF_LIFE_DAYS = 35.0
# Prior weight, in hours at 30 % of the nameplate: a cell of the sky is believed after an hour, a class of cloud after a
# week, the array's level after half a day.
_MEAN_SHARE_OF_CAPACITY = 0.3
# As above: a cell of the sky.
_SKY_PRIOR_H = 1.0
# As above: a class of cloud.
_SHARE_PRIOR_H = 30.0
# As above: the array's level.
_LEVEL_PRIOR_H = 12.0
# A place that yields less than this of the array's level lies in shadow and is split by light, in these steps.
_SHADOW_BELOW = 0.75
# As above: the width of a class of light.
_LIGHT_STEP = 0.4
# As above: five classes reach to twice the clear sky.
_LIGHTS = 5
# As above: the same prior as for a cell of the sky.
_SHADE_PRIOR_H = 1.0
# Snow, haze, pollen, a front that the weather model has wrong all week: what the last days have in common.
_RECENT_HALF_LIFE_DAYS = 4.0
# About four sunny days: one odd day changes little.
_RECENT_PRIOR_H = 40.0
# Below 2 % of the nameplate inverters and models are mostly noise.
_MIN_MODELLED_SHARE = 0.02
# A nameplate that was entered at half the array's size; beyond, something else is wrong.
_MAX_FACTOR = 2.0
# An hour without any power under a model that expects a fifth of the nameplate is an outage, not a shadow.
_OUTAGE_MODELLED_SHARE = 0.2
# Less than this of the nameplate counts as no power.
_OUTAGE_MEASURED_SHARE = 0.005
# Beyond this a unit or an entity is wrong: nothing to learn from.
_ABSURD_POWER_SHARE = 1.6
# A week has days of several kinds of sky.
_TRUST_AFTER_DAYS = 7
# The error that users see is that of the last month.
_JUDGE_HALF_LIFE_DAYS = 30.0
# Three clear days in a row outside of these, and alike: a string is gone or back; forget as after this many half-lives.
# Days that differ among themselves are fog that no forecast saw; days with almost nothing are an outage or snow.
_STEP_LOW, _STEP_HIGH = 0.7, 1.4
# As above: the largest and the smallest of the three days differ by no more than this factor.
_STEP_ALIKE = 1.25
# As above: below this share of the usual a day is an outage or snow.
_STEP_OUTAGE = 0.1
# As above.
_STEP_DAYS = 3
# As above: an eighth of the old weight is left.
_STEP_FORGETS_HALF_LIVES = 3.0
# A day is clear if the forecast expects this share of its clear-sky energy.
_CLEAR_DAY_SHARE = 0.75


# One cell with all the weight.
_EVERYWHERE = ((0, 1.0),)


class CalibrationStage(StrEnum):
    """How far the learned factors are used, least to most."""

    NONE = "none"
    LEVEL = "level"
    PLACE = "place"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Observation:
    """One interval (a quarter of an hour to an hour): what was measured beside the model's value for the same weather.

    `clear_w` is the clear sky's power; powers are the interval's means, `sun` is where it stood in the middle.
    `day` counts days by the sun's own time.
    """

    day: int
    hours: float
    sun: SunPosition
    clear_w: float
    modelled_w: float
    measured_w: float
    is_curtailed: bool = False


@dataclass(frozen=True, slots=True)
class StepChange:
    """The array's level changed for good on `day`: its ratio to what it was before."""

    day: int
    ratio: float


class ClearDay(NamedTuple):
    """A day bright enough to judge the level by: energies in Wh, `clear` those of a cloudless sky."""

    day: int
    measured: float
    expected: float
    clear: float


class Calibration:
    """Learns from observations, corrects the model. One per array; a few hundred numbers."""

    def __init__(self, capacity_w: float, max_power_w: float | None = None) -> None:
        """`max_power_w`: the inverters' limit; hours at it do not count."""
        self._capacity_w = capacity_w
        self._max_power_w = max_power_w or capacity_w
        hour_wh = _MEAN_SHARE_OF_CAPACITY * capacity_w
        self._sky = RatioMap(_HALF_LIFE_DAYS, _SKY_PRIOR_H * hour_wh)
        self._share = RatioMap(_HALF_LIFE_DAYS, _SHARE_PRIOR_H * hour_wh)
        self._level = RatioMap(_HALF_LIFE_DAYS, _LEVEL_PRIOR_H * hour_wh)
        self._recent = RatioMap(_RECENT_HALF_LIFE_DAYS, _RECENT_PRIOR_H * hour_wh)
        self._shade = RatioMap(_HALF_LIFE_DAYS, _SHADE_PRIOR_H * hour_wh)
        self._maps = {
            "sky": self._sky,
            "shade": self._shade,
            "share": self._share,
            "level": self._level,
            "recent": self._recent,
        }
        # Each correction's absolute error on hours not yet seen, aged.
        self._errors = dict.fromkeys(CalibrationStage, 0.0)
        self._judged_wh = 0.0
        self._days: deque[ClearDay] = deque(maxlen=_STEP_DAYS)
        self._today: list[Observation] = []
        self._days_learned = 0
        self.step_change: StepChange | None = None

    @property
    def level(self) -> float:
        """The array's output as a share of the model's."""
        return self._level.ratio(_EVERYWHERE)

    @property
    def days_learned(self) -> int:
        """How many days were learned from."""
        return self._days_learned

    @property
    def correction(self) -> CalibrationStage:
        """The correction that has been best lately; none in the first week."""
        if self._days_learned < _TRUST_AFTER_DAYS:
            return CalibrationStage.LEVEL if self._days_learned else CalibrationStage.NONE
        return min(CalibrationStage, key=lambda correction: self._errors[correction])

    def error_pct(self) -> float | None:
        """Return the mean error of an interval lately, in % of what was generated; None before there is any."""
        return 100.0 * self._errors[self.correction] / self._judged_wh if self._judged_wh > 0 else None

    def corrected_w(self, sun: SunPosition, clear_w: float, modelled_w: float) -> float:
        """Return the model's power, corrected."""
        return min(modelled_w * self._factor(self.correction, sun, clear_w, modelled_w), self._max_power_w)

    def sky_factor(self, sun: SunPosition) -> float:
        """Return the factor at a place in the sky, for pictures and explanations."""
        corners = on_sky(*sun, elevation_step=_ELEVATION_STEP_DEG, azimuth_step=_AZIMUTH_STEP_DEG)
        return self._sky.ratio(corners, towards=self.level)

    def observe(self, observation: Observation) -> None:
        """Take one interval; intervals come in the order of time. A day is learned from when the next one begins."""
        if self._today and observation.day > self._today[0].day:
            self.close_day()
        self._today.append(observation)

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days. What was observed by the wrong one is not learned from."""
        self._today = []
        self._days = deque((one._replace(day=one.day + days) for one in self._days), maxlen=_STEP_DAYS)
        for ratio_map in self._maps.values():
            ratio_map.shift_days(days)

    def close_day(self) -> None:
        """Learn from the day that has been observed."""
        observed, self._today = self._today, []
        if not observed:
            return
        day = observed[0].day
        usable = [one for one in observed if self._is_usable(one)]
        for ratio_map in self._maps.values():
            ratio_map.age_to(day)
        if not usable:
            return
        self._judge(usable)
        factors = [(one, self.sky_factor(one.sun), self._share_factor(one.clear_w, one.modelled_w)) for one in usable]
        for one, sky_factor, share_factor in factors:
            self._learn(one, sky_factor, share_factor)
        self._days_learned += 1
        self._watch_for_step(day, usable)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "capacity_w": self._capacity_w,
            "maps": {name: ratio_map.to_dict() for name, ratio_map in self._maps.items()},
            "errors": {key.value: round(error, 1) for key, error in self._errors.items()},
            "judged_wh": round(self._judged_wh, 1),
            "days": [day._asdict() for day in self._days],
            "days_learned": self._days_learned,
            "step_change": asdict(self.step_change) if self.step_change else None,
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        if data["capacity_w"] != self._capacity_w:
            raise ValueError("learned on another array")
        for name, ratio_map in self._maps.items():
            ratio_map.restore(data["maps"][name])
        self._errors = {correction: float(data["errors"][correction.value]) for correction in CalibrationStage}
        self._judged_wh = float(data["judged_wh"])
        self._days.extend(
            ClearDay(int(one["day"]), float(one["measured"]), float(one["expected"]), float(one["clear"]))
            for one in data["days"]
        )
        self._days_learned = int(data["days_learned"])
        self.step_change = StepChange(**data["step_change"]) if data["step_change"] else None

    def _is_usable(self, one: Observation) -> bool:
        is_outage = (
            one.modelled_w > _OUTAGE_MODELLED_SHARE * self._capacity_w
            and one.measured_w < _OUTAGE_MEASURED_SHARE * self._capacity_w
        )
        is_clipped = max(one.measured_w, one.modelled_w) > 0.98 * self._max_power_w
        is_dim = one.modelled_w < _MIN_MODELLED_SHARE * self._capacity_w
        return _is_sound(one, self._capacity_w) and not (is_outage or is_clipped or is_dim or one.is_curtailed)

    def _factor(self, correction: CalibrationStage, sun: SunPosition, clear_w: float, modelled_w: float) -> float:
        if correction is CalibrationStage.NONE:
            return 1.0
        if correction is CalibrationStage.LEVEL:
            return min(self.level, _MAX_FACTOR)
        placed = self._place_factor(sun, clear_w, modelled_w) * self._share_factor(clear_w, modelled_w)
        if correction is CalibrationStage.RECENT:
            placed *= self._recent.ratio(_EVERYWHERE)
        return min(placed, _MAX_FACTOR)

    def _place_factor(self, sun: SunPosition, clear_w: float, modelled_w: float) -> float:
        """Return the factor of a place in the sky; in a shadow, of that place under this much light.

        A tree takes the beam, not the sky's own light: behind it a dull hour yields as ever, a clear one little.
        """
        factor = self.sky_factor(sun)
        if factor > _SHADOW_BELOW * self.level:
            return factor
        return self._shade.ratio(self._shade_corners(sun, clear_w, modelled_w), towards=factor)

    def _shade_corners(self, sun: SunPosition, clear_w: float, modelled_w: float) -> Corners:
        sky = on_sky(*sun, elevation_step=_ELEVATION_STEP_DEG, azimuth_step=_AZIMUTH_STEP_DEG)
        light = on_line(self._share_of_clear(clear_w, modelled_w), _LIGHT_STEP)
        return tuple((key * _LIGHTS + row, share * part) for key, share in sky for row, part in light)

    def _share_factor(self, clear_w: float, modelled_w: float) -> float:
        return self._share.ratio(on_line(self._share_of_clear(clear_w, modelled_w), _SHARE_STEP))

    def _share_of_clear(self, clear_w: float, modelled_w: float) -> float:
        return min(modelled_w / max(clear_w, _MIN_MODELLED_SHARE * self._capacity_w), 1.2)

    def _learn(self, one: Observation, sky_factor: float, share_factor: float) -> None:
        modelled_wh, measured_wh = one.modelled_w * one.hours, one.measured_w * one.hours
        corners = on_sky(*one.sun, elevation_step=_ELEVATION_STEP_DEG, azimuth_step=_AZIMUTH_STEP_DEG)
        self._sky.observe(corners, modelled_wh * share_factor, measured_wh)
        self._shade.observe(
            self._shade_corners(one.sun, one.clear_w, one.modelled_w), modelled_wh * share_factor, measured_wh
        )
        place = on_line(self._share_of_clear(one.clear_w, one.modelled_w), _SHARE_STEP)
        self._share.observe(place, modelled_wh * sky_factor, measured_wh)
        self._level.observe(_EVERYWHERE, modelled_wh, measured_wh)
        self._recent.observe(_EVERYWHERE, modelled_wh * sky_factor * share_factor, measured_wh)

    def _judge(self, usable: list[Observation]) -> None:
        """Score each correction on a day that none of them has seen."""
        keep = 2.0 ** (-1.0 / _JUDGE_HALF_LIFE_DAYS)
        self._judged_wh = keep * self._judged_wh + sum(one.measured_w * one.hours for one in usable)
        for correction in CalibrationStage:
            error = sum(
                abs(one.modelled_w * self._factor(correction, one.sun, one.clear_w, one.modelled_w) - one.measured_w)
                * one.hours
                for one in usable
            )
            self._errors[correction] = keep * self._errors[correction] + error

    def _watch_for_step(self, day: int, usable: list[Observation]) -> None:
        measured = sum(one.measured_w * one.hours for one in usable)
        # Beside what the seasons teach: what the last days teach would hide the step.
        expected = sum(
            one.modelled_w * one.hours * self._factor(CalibrationStage.PLACE, one.sun, one.clear_w, one.modelled_w)
            for one in usable
        )
        clear = sum(one.clear_w * one.hours for one in usable)
        modelled = sum(one.modelled_w * one.hours for one in usable)
        if modelled < _CLEAR_DAY_SHARE * clear or expected <= 0:
            return
        self._days.append(ClearDay(day, measured, expected, clear))
        ratios = [one.measured / one.expected for one in self._days]
        is_elsewhere = _STEP_OUTAGE < max(ratios) < _STEP_LOW or min(ratios) > _STEP_HIGH
        is_lasting = len(ratios) == _STEP_DAYS and max(ratios) < _STEP_ALIKE * min(ratios)
        if is_elsewhere and is_lasting and self._days_learned > _TRUST_AFTER_DAYS:
            self.step_change = StepChange(day, math.prod(ratios) ** (1 / _STEP_DAYS))
            self._days.clear()
            for ratio_map in self._maps.values():
                ratio_map.forget(_STEP_FORGETS_HALF_LIVES * _HALF_LIFE_DAYS)


def _is_sound(one: Observation, capacity_w: float) -> bool:
    return math.isfinite(one.measured_w) and -0.05 * capacity_w <= one.measured_w <= _ABSURD_POWER_SHARE * capacity_w
