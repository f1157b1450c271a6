"""A picture of a day: surplus, charger and grid, one panel for each control law."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np

from .equipment import Equipment
from .fast_home import Run
from .figures import figures_of
from .traces import Trace

mpl.use("Agg")
SURPLUS, CHARGER, BOUGHT = "#e8a33d", "#2a6fbb", "#c0392b"


def draw_day(path: Path, trace: Trace, equipment: Equipment, runs: Mapping[str, Run]) -> None:
    """Draw the runs of one day below one another and save the picture as `path`."""
    from matplotlib import pyplot as plt  # noqa: PLC0415  # after the backend was chosen

    figure, axes = plt.subplots(len(runs), 1, figsize=(13, 4.2 * len(runs)), sharex=True, sharey=True, squeeze=False)
    for axis, (name, run) in zip(axes[:, 0], runs.items(), strict=True):
        hours = np.arange(run.car_w.size) / 3600.0
        figures = figures_of(run, equipment)
        axis.fill_between(
            hours, np.maximum(run.surplus_w, 0.0) / 1000.0, color=SURPLUS, alpha=0.45, lw=0, label="surplus"
        )
        axis.plot(hours, run.car_w / 1000.0, color=CHARGER, lw=0.9, label="charger")
        bought_w = np.maximum(run.car_w - np.maximum(run.surplus_w, 0.0), 0.0)
        axis.fill_between(hours, -bought_w / 1000.0, color=BOUGHT, lw=0, label="bought for the car")
        axis.set_title(
            f"{name}: regret {figures.regret_pct:.1f} %, {figures.starts} starts, {figures.switches} phase switches",
            loc="left",
        )
        axis.set_ylabel("kW")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(loc="upper right", frameon=False)
    axes[-1, 0].set_xlabel(f"hours since first light, {trace.name}, {equipment.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
