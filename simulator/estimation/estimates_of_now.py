"""How far the estimate of now is off: over an hour in which the inverter is silent, and where nothing ever measured the roof."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .measured_days import CAPACITY_W, ROOF_LEVEL, SUNRISE, SUNSET, Day, measured_days
from .satellite_view import STEP_MIN

# Hours of day (UTC) in which an inverter is silent, and the least mean power of an hour that counts.
_SILENT_HOURS, _LEAST_W = (9, 12, 15), 300.0
_LEAST_CLEAR_W, _LOOK_EVERY_MIN = 500.0, 20
_HALVES = (("every other, fitted on", 0), ("those between", 1))


@dataclass(frozen=True, slots=True)
class _Sight:
    """Which images there are: none, as a satellite's err, or without fault."""

    name: str
    has_images: bool
    is_faultless: bool = False


_SIGHTS = (
    _Sight("forecast alone", has_images=False),
    _Sight("a satellite", has_images=True),
    _Sight("images without fault", has_images=True, is_faultless=True),
)


def silent_hours(data: Path) -> list[dict[str, Any]]:
    """Return how far the estimate is off over an hour in which the inverter is silent: by its own last hours, and with images besides."""
    days = list(measured_days(data))
    return [row for sight in _SIGHTS if days for row in _silent_rows(days, sight)]


def _silent_rows(days: list[Day], sight: _Sight) -> Iterator[dict[str, Any]]:
    hours = [
        _silent_hour(day, hour, sight)
        for day in days
        for hour in _SILENT_HOURS
        if day.pv_w[hour * 60 : hour * 60 + 60].mean() > _LEAST_W
    ]
    missed_wh, energy_wh = (sum(column) for column in zip(*hours, strict=True))
    name = "its own last hours" + (f", and {sight.name}" if sight.has_images else "")
    yield {"silent for an hour": name, "hours": len(hours), "energy_error_pct": 100 * missed_wh / energy_wh}


def _silent_hour(day: Day, hour: int, sight: _Sight) -> tuple[float, float]:
    """Return by how much the estimate of the hour is off, and what was generated, in Wh."""
    model = day.model()
    for minute in range((hour - 4) * 60, hour * 60):
        model.observe(day.start + timedelta(minutes=minute), float(day.pv_w[minute]))
    estimated_w = []
    for minute in range(0, 60, 2):
        now = day.start + timedelta(hours=hour, minutes=minute)
        if sight.has_images and minute % STEP_MIN == 0:
            day.show(model, now, is_faultless=sight.is_faultless)
        estimated_w.append(model.estimate(now, now).mean_w)
    generated_wh = float(day.pv_w[hour * 60 : hour * 60 + 60].mean())
    return abs(sum(estimated_w) / len(estimated_w) - generated_wh), generated_wh


def estimates_of_now(data: Path) -> list[dict[str, Any]]:
    """Return how far the estimate of now is off, and how much of what is measured lies between P10 and P90, on either half of the days.

    `described`: the roof as its owner described it; `level`: its level known.
    """
    days = list(measured_days(data))
    return [
        {"sky": sight.name, "days": name, **_score_now(days[first::2], sight)}
        for sight in _SIGHTS
        for name, first in _HALVES
        if days[first::2]
    ]


def _score_now(days: list[Day], sight: _Sight) -> dict[str, float]:
    measured_w, mean_w, inside = [], [], []
    for day in days:
        # The same moments whatever is seen: those at which a satellite leads.
        model, led = day.model(), day.model()
        for minute in range(SUNRISE * 60, SUNSET * 60, _LOOK_EVERY_MIN):
            now = day.start + timedelta(minutes=minute)
            day.show(led, now)
            if sight.has_images:
                day.show(model, now, is_faultless=sight.is_faultless)
            found = model.estimate_as_described(now, now)
            if found.clear_w * ROOF_LEVEL >= _LEAST_CLEAR_W and led.is_led_by_satellite(now):
                measured_w.append(float(day.pv_w[minute - 2 : minute + 3].mean()))
                mean_w.append(found.mean_w)
                inside.append(found.p10_w <= measured_w[-1] / ROOF_LEVEL <= found.p90_w)
    measured, mean = np.array(measured_w), np.array(mean_w)
    return {
        "rmse_described_pct": _rmse_pct(mean - measured),
        "rmse_level_pct": _rmse_pct(mean * ROOF_LEVEL - measured),
        "coverage_level_pct": 100 * float(np.mean(inside)),
    }


def _rmse_pct(errors_w: Any) -> float:
    return 100 * float(np.sqrt(np.mean(np.square(errors_w)))) / CAPACITY_W
