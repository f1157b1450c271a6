"""Fit the nowcast on every measured set of minutes and print the module that ships as `solar/nowcast_fit.py`."""

import argparse
from pathlib import Path

from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import HORIZONS_MIN
from simulator.estimation.measured_sets import minute_sets
from simulator.estimation.nowcast_fit import fit, samples, with_areas


def _as_tuples(rows: Series) -> str:
    return "(\n" + "".join(f"        ({', '.join(f'{value:.3f}' for value in row)}),\n" for row in rows) + "    )"


def main() -> None:
    """Fit on all sets and print the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    sets = list(minute_sets(parser.parse_args().data))
    areas = [area for one in sets for area in with_areas(one)]
    fits = [fit([samples(area, horizon) for area in areas]) for horizon in HORIZONS_MIN]
    print('"""Fitted numbers of `nowcast`: made by `script/bench nowcast_fit`, not by hand."""\n')
    print(
        "# By horizon, then kind of sky: constant, weight of the clear-sky index now, of its means over 5 to 240 minutes."
    )
    print("MIXES = (\n    " + ",\n    ".join(_as_tuples(one.mix) for one in fits) + ",\n)")
    print("# By horizon, then kind of sky: what P10, P25, P50, P75 and P90 of the index differ from the mix.")
    print("RESIDUALS = (\n    " + ",\n    ".join(_as_tuples(one.residuals) for one in fits) + ",\n)")


if __name__ == "__main__":
    main()
