"""Fit the nowcast on every measured set of minutes and print a module that ships: `solar/nowcast_fit.py`, or `solar/satellite_fit.py`."""

import argparse
from pathlib import Path

from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import HORIZONS_MIN, SATELLITE_LEADS_MIN
from simulator.estimation.measured_sets import minute_sets
from simulator.estimation.nowcast_fit import fit, samples, satellite_samples, with_areas


def _as_tuples(rows: Series) -> str:
    return "(\n" + "".join(f"        ({', '.join(f'{value:.3f}' for value in row)}),\n" for row in rows) + "    )"


def main() -> None:
    """Fit on all sets and print the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--satellite", action="store_true", help="by what a satellite sees of the sets")
    options = parser.parse_args()
    areas = [area for one in minute_sets(options.data) for area in with_areas(one)]
    by, name, option = (
        (satellite_samples, "a satellite's images", " --satellite") if options.satellite else (samples, "`nowcast`", "")
    )
    horizons_min = SATELLITE_LEADS_MIN if options.satellite else HORIZONS_MIN
    fits = [fit([by(area, horizon) for area in areas]) for horizon in horizons_min]
    print(f'"""Fitted numbers of {name}: made by `script/bench nowcast_fit{option}`, not by hand."""\n')
    print(
        "# By horizon, then kind of sky: constant, weight of the clear-sky index now, of its means over 5 to 240 minutes."
    )
    print("MIXES = (\n    " + ",\n    ".join(_as_tuples(one.mix) for one in fits) + ",\n)")
    print("# By horizon, then kind of sky: what P10, P25, P50, P75 and P90 of the index differ from the mix.")
    print("RESIDUALS = (\n    " + ",\n    ".join(_as_tuples(one.residuals) for one in fits) + ",\n)")


if __name__ == "__main__":
    main()
