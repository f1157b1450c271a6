"""What the sun is expected to do, as a home would know it: by the integration's own estimator, or by a plain rule."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import numpy as np

from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.solar_model import SolarModel
from custom_components.solar_charging.solar.tabulate import make_table
from simulator.weather import Roof

from .traces import Trace

EVERY_S = 300
STEP_S = 300.0
STEPS = 37
USUAL_LOAD_W = 400.0
# What the plain rule takes for a value that is exceeded four times in five.
LOW_PART = 0.6


class Forecaster(Protocol):
    """Asked every few minutes; `Outlook`'s fields by name."""

    def observe(self, now_s: int, generation_w: float, *, is_curtailed: bool = False) -> None:
        """Take note of what is generated."""

    def outlook(self, now_s: int) -> dict[str, Any]:
        """Return the next three hours."""


class RecentClearness:
    """The cloudless sky, and the clearness of the last half hour kept."""

    def __init__(self, trace: Trace) -> None:
        assert trace.clear_sky_w is not None  # noqa: S101  # made only for days whose sky is known
        self._trace, self._sky_w = trace, trace.clear_sky_w
        self._began = datetime.fromtimestamp(trace.start_s, UTC)

    def observe(self, now_s: int, generation_w: float, *, is_curtailed: bool = False) -> None:
        """Need nothing: the trace is at hand."""

    def outlook(self, now_s: int) -> dict[str, Any]:
        """Return the next three hours."""
        minute = now_s // 60
        seen_w = float(self._trace.pv_w[max(0, now_s - 1800) : now_s + 1].mean())
        could_w = max(float(np.mean(self._sky_w[max(0, minute - 30) : minute + 1])), 1.0)
        clearness = min(seen_w / could_w, 1.1)
        ahead = self._sky_w[minute : minute + STEPS * 5 - 5 : 5].tolist() or [0.0]
        expected = [value * clearness for value in ahead]
        return _fields(self._began + timedelta(seconds=now_s), ahead, expected, [LOW_PART * one for one in expected])


class Shipped:
    """The integration's own estimator on its first day: no weather report, nothing learned; table and nowcast alone."""

    def __init__(self, trace: Trace, roof: Roof) -> None:
        self._began = datetime.fromtimestamp(trace.start_s, UTC)
        plane = Plane(roof.capacity_w, roof.tilt_deg, roof.azimuth_deg)
        array = SolarArray(roof.latitude, roof.longitude, roof.altitude_m, (plane,), losses_pct=roof.losses_pct)
        self._model = SolarModel(array, make_table(array, self._began, step_s=900.0, count=97))

    def observe(self, now_s: int, generation_w: float, *, is_curtailed: bool = False) -> None:
        """Take note of what is generated."""
        self._model.observe(self._began + timedelta(seconds=now_s), generation_w, is_curtailed=is_curtailed)

    def outlook(self, now_s: int) -> dict[str, Any]:
        """Return the next three hours."""
        now = self._began + timedelta(seconds=now_s)
        estimates = [self._model.estimate(now, now + timedelta(seconds=STEP_S * step)) for step in range(STEPS)]
        return _fields(
            now,
            [max(one.clear_w, one.mean_w) for one in estimates],
            [one.mean_w for one in estimates],
            [min(one.p20_w, one.mean_w) for one in estimates],
        )


def forecaster(trace: Trace, kind: str) -> Forecaster | None:
    """Return who tells the outlook: "shipped", "recent" or "none"; None also for a day of which nothing is known."""
    if kind == "shipped" and trace.roof is not None:
        return Shipped(trace, trace.roof)
    if kind != "none" and trace.clear_sky_w is not None:
        return RecentClearness(trace)
    return None


def _fields(now: datetime, clear_w: list[float], expected_w: list[float], low_w: list[float]) -> dict[str, Any]:
    return {
        "start": now,
        "step_s": STEP_S,
        "clear_sky_w": tuple(clear_w),
        "expected_w": tuple(expected_w),
        "low_w": tuple(low_w),
        "house_load_w": USUAL_LOAD_W,
    }
