"""Does every phase stay below its fuse, and what does it cost? Random homes second by second, and fifty chargers behind four circuits.

Overshoot in A s is what flowed above the fuse, most of it while a load that has just switched on is not measured yet; the worst
current above a limit counts once the house has been as it is for long enough to be measured. Beside ours, evcc's circuits in the
same homes.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import mean

from custom_components.solar_charging.engine.inputs import ChargerInputs, Circuit, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from simulator.laws.evcc import POLLS_EVERY_S
from simulator.laws.evcc_circuits import EvccCircuits
from simulator.limits.random_home import START, EngineControl, LimitControl, RandomHome

OURS = "Solar Charging"
# By a home's number. The rival looks at moments that have nothing to do with those of the home's meter.
CONTROLS: Mapping[str, Callable[[int], LimitControl]] = {
    OURS: lambda _: EngineControl(),
    "evcc": lambda number: EvccCircuits(number % POLLS_EVERY_S),
}
PERIODS_S = (1, 10, 30)
SECONDS = 1000
# Of fewer, none may have a meter for each phase.
LEAST_HOMES = 4
CHARGERS, CIRCUITS = 50, 4


@dataclass(frozen=True, slots=True)
class LimitsRow:
    """A control in all homes. `worst_over_a` is above any limit, of `steps`; what follows is at the meter of the same `homes` for all."""

    control: str
    period_s: int
    steps: int
    worst_over_a: float
    worst_home: int
    homes: int
    worst_as: float
    mean_as: float
    mean_kwh: float


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and fail where a command made anything carry more than its limit, or a step took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000, help="seconds of all homes together")
    parser.add_argument("--processes", type=int, help="how many rows are run at once (as many as cores)")
    parser.add_argument("--first", type=int, default=0, help="the first home's number: a long run can be done in parts")
    parser.add_argument("--control", choices=list(CONTROLS), help="only this one (both)")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + max(options.steps // len(PERIODS_S) // SECONDS, LEAST_HOMES))
    step_ms = many_chargers_ms()  # before other processes take its core
    pairs = [(name, period_s) for period_s in PERIODS_S for name in CONTROLS if options.control in (None, name)]
    rows = []
    with ProcessPoolExecutor(options.processes) as pool:  # rows need nothing of each other
        for row in pool.map(partial(_overshoot, seeds), *zip(*pairs, strict=True)):
            rows.append(row)
            print(_line(row), flush=True)
    print(f"{CHARGERS} chargers behind {CIRCUITS} circuits: {step_ms:.1f} ms a step")
    if options.json:
        options.json.write_text(
            json.dumps({"overshoot": [asdict(row) for row in rows], "many_chargers_ms": step_ms}, indent=2)
        )
    is_over = any(row.worst_over_a > 0.0 for row in rows if row.control == OURS)
    return int(is_over or step_ms >= 20.0)


def _line(row: LimitsRow) -> str:
    return (
        f"{row.control}, meter each {row.period_s:2} s: {row.steps} steps, {row.worst_over_a:.2f} A above "
        f"a limit at worst (home {row.worst_home}), at the meter {row.worst_as:.0f} A s at worst and "
        f"{row.mean_as:.1f} A s in the mean of {row.homes} homes, {row.mean_kwh:.2f} kWh charged in the mean"
    )


def _overshoot(seeds: range, name: str, period_s: int) -> LimitsRow:
    homes = [RandomHome(seed, period_s=period_s, control=CONTROLS[name](seed)) for seed in seeds]
    # A total alone is no measure of a phase: its rival refuses it.
    homes = [home for home in homes if home.has_phase_meter or name == OURS]
    for home in homes:
        home.run(SECONDS)
    worst = max(homes, key=lambda home: home.worst_over_a)
    # Both in the same homes.
    measured = [home for home in homes if home.has_phase_meter] or homes
    return LimitsRow(
        name,
        period_s,
        steps=len(homes) * SECONDS,
        worst_over_a=worst.worst_over_a,
        worst_home=worst.seed,
        homes=len(measured),
        worst_as=max(home.overshoot_as for home in measured),
        mean_as=mean(home.overshoot_as for home in measured),
        mean_kwh=mean(home.charged_wh for home in measured) / 1000.0,
    )


def many_chargers_ms(steps: int = 200) -> float:
    """Return the time of one step, in ms, of many chargers behind circuits within circuits."""
    ids = [str(number) for number in range(CHARGERS)]
    quarter = CHARGERS // CIRCUITS
    circuits = tuple(
        Circuit(str(number), f"Row {number}", frozenset(ids[: (number + 1) * quarter]), limit_a=40.0 * (number + 1))
        for number in range(CIRCUITS)
    )
    limits = ChargerLimits(6.0, 32.0, 1.0, (1, 3))
    state, begun_s = EngineState(), 0.0
    for second in range(steps + 20):
        if second == 20:
            begun_s = time.process_time()
        now = START + timedelta(seconds=second)
        house_a = tuple(Reading(5.0 + (second * 31 + phase) % 7, now) for phase in range(3))
        chargers = tuple(
            ChargerInputs(key, SolarMode.BOOST, limits, car=CarState.CHARGING, power_w=Reading(0.0, now)) for key in ids
        )
        site = SiteLimits(main_fuse_a=250.0, unbalance_a=20.0, voltage_v=230.0)
        inputs = Inputs(
            Reading(1000.0 + second % 9, now), phase_currents_a=house_a, site=site, chargers=chargers, circuits=circuits
        )
        state, _ = step(state, inputs, now)
    return 1000.0 * (time.process_time() - begun_s) / steps


if __name__ == "__main__":
    raise SystemExit(main())
