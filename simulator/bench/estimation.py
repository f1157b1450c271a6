"""How good the estimate is, on measured sets: by the hour, the day, the minute; and what it costs.

Prequential: each day is predicted from what the days before it taught. Run by script/bench estimation; sets that are not
in the folder are left out. The nowcast is scored on sites it was not fitted on: shipped numbers on new sites, numbers
fitted on the others where the site itself was in the fit.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from custom_components.solar_charging.solar import nowcast_fit
from custom_components.solar_charging.solar.nowcast import HORIZONS_MIN
from simulator.estimation import (
    cloud_estimates,
    cost,
    estimates_of_now,
    hourly_estimates,
    software_mode,
    taught_home,
    upwind_cells,
)
from simulator.estimation.measured_sets import HourlySet, MinuteSet, cloud_sets, hourly_sets, minute_sets
from simulator.estimation.nowcast_fit import Fit, fit, samples, score, with_areas
from simulator.estimation.pictures import draw_days, draw_factors

# The sets that `nowcast_fit` was made from.
_FITTED_ON = ("dtu_2016", "htw_berlin")
_SHADOWS = ((100.0, 140.0, 35.0), (230.0, 260.0, 30.0))  # azimuth from, to; up to which elevation a tree stands
_SHADOW_LEARNED_AFTER_DAYS = 90


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of measured sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--pictures", type=Path, default=Path("build/estimation"), help="folder for pictures")
    parser.add_argument("--only", nargs="+", metavar="PART", help="measure these parts alone")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Any]] = {
        "sets": lambda: [*_hourly(options.data, options.pictures), *_clouds(options.data)],
        "nowcast": lambda: list(_nowcast(options.data)),
        "shadow": lambda: list(_shadows(options.data)),
        "software": lambda: software_mode.measure(options.data),
        "bounds": lambda: software_mode.bounds(options.data),
        "outages": lambda: software_mode.outages(options.data),
        "silent": lambda: estimates_of_now.silent_hours(options.data),
        "now": lambda: estimates_of_now.estimates_of_now(options.data),
        "upwind": lambda: upwind_cells.measure(options.data),
        "load": lambda: taught_home.loads(options.data),
        "cost": cost.measure,
    }
    if unknown := set(options.only or ()) - parts.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    figures = {title: part() for title, part in parts.items() if not options.only or title in options.only}
    for title, rows in figures.items():
        _print(title, rows if isinstance(rows, list) else [rows])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def _hourly(data: Path, pictures: Path) -> Iterator[dict[str, Any]]:
    for hourly in hourly_sets(data):
        hours, calibration = hourly_estimates.run(hourly)
        for name in hours.estimates:
            metrics = asdict(hours.metrics(name, hourly.array.capacity_w))
            coverage = {"coverage_pct": hours.coverage_pct()} if name == "learned" else {}
            yield {"set": hourly.name, "estimator": name, **metrics, **coverage}
        draw_days(hourly, hours, pictures)
        draw_factors(hourly, calibration, pictures)


def _clouds(data: Path) -> Iterator[dict[str, Any]]:
    for clouds in cloud_sets(data):
        hours = cloud_estimates.run(clouds)
        for name in hours.estimates:
            yield {"set": clouds.name, "estimator": name, **asdict(hours.metrics(name, clouds.capacity_w))}


def _nowcast(data: Path) -> Iterator[dict[str, Any]]:
    sets = list(minute_sets(data))
    shipped = [
        Fit(np.array(mix), np.array(residuals))
        for mix, residuals in zip(nowcast_fit.MIXES, nowcast_fit.RESIDUALS, strict=True)
    ]
    for index, horizon in enumerate(HORIZONS_MIN):
        for one in sets:
            others = [other for other in sets if other.name in _FITTED_ON and other.name != one.name]
            is_new = one.name not in _FITTED_ON or not others
            fitted = shipped[index] if is_new else _cross_fit(others, horizon)
            result = score(samples(one, horizon), fitted)
            yield {"set": one.name, "horizon_min": horizon, **asdict(result)}


def _cross_fit(others: list[MinuteSet], horizon: int) -> Fit:
    areas = [area for other in others for area in with_areas(other)]
    return fit([samples(area, horizon) for area in areas])


def _shadows(data: Path) -> Iterator[dict[str, Any]]:
    """Put trees before measured roofs: how soon is the shadow known?"""
    for hourly in hourly_sets(data):
        if not hourly.name.endswith(("SARAH2", "serf_east")):
            continue
        shaded, sector = _shaded(hourly)
        hours, _ = hourly_estimates.run(shaded)
        usable = (hourly.elevation_deg > 0) & np.isfinite(hourly.measured_w) & np.isfinite(hourly.modelled_w)
        rows = sector[usable] & (hours.day > hours.day.min() + _SHADOW_LEARNED_AFTER_DAYS)
        raw, learned = (hours.metrics(name, hourly.array.capacity_w, rows) for name in ("raw", "learned"))
        yield {
            "set": hourly.name,
            "sector_raw_nmae_pct": raw.hourly_nmae_pct,
            "sector_learned_nmae_pct": learned.hourly_nmae_pct,
        }


def _shaded(hourly: HourlySet) -> tuple[HourlySet, Any]:
    """Take the beam away in two sectors; what is left under a clear sky is a quarter."""
    sector = np.zeros(len(hourly.day), dtype=bool)
    for first, last, top in _SHADOWS:
        sector |= (hourly.azimuth_deg >= first) & (hourly.azimuth_deg < last) & (hourly.elevation_deg < top)
    clearness = np.clip(hourly.modelled_w / np.maximum(hourly.clear_w, 1.0), 0.0, 1.0)
    left = np.where(sector, 1.0 - 0.75 * clearness**1.5, 1.0)
    return replace(hourly, measured_w=hourly.measured_w * left), sector


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{title}")
    widths: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            widths[name] = max(widths.get(name, 0), len(name), len(_text(value)))
    print("  ".join(name.rjust(width) for name, width in widths.items()))
    for row in rows:
        print("  ".join(_text(row.get(name, "")).rjust(width) for name, width in widths.items()))


def _text(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
