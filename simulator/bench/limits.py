"""Does every phase stay below its fuse, and what does it cost? Random homes second by second, and fifty chargers behind four circuits.

Overshoot in A s is what flowed above the fuse, most of it while a load that has just switched on is not measured yet; the worst
current above it counts once the house has been as it is for long enough to be measured.
"""

import argparse
import json
import time
from datetime import timedelta
from pathlib import Path
from statistics import mean

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import (
    CarState,
    ChargerInputs,
    ChargerLimits,
    Circuit,
    Inputs,
    SiteLimits,
    SolarMode,
)
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from simulator.limits.random_home import START, RandomHome

PERIODS_S = (1, 10, 30)
SECONDS = 1000
CHARGERS, CIRCUITS = 50, 4


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and fail where a command made a phase carry more than its fuse, or a step took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000, help="seconds of all homes together")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args(arguments)
    rows = [_overshoot(period_s, options.steps // len(PERIODS_S)) for period_s in PERIODS_S]
    step_ms = many_chargers_ms()
    for row in rows:
        print(
            f"meter each {row['period_s']:2.0f} s: {row['steps']:.0f} steps, {row['worst_over_a']:.2f} A above the fuse at worst, "
            f"overshoot {row['worst_as']:.0f} A s at worst, {row['mean_as']:.1f} A s in the mean of {row['homes']:.0f} homes"
        )
    print(f"{CHARGERS} chargers behind {CIRCUITS} circuits: {step_ms:.1f} ms a step")
    if options.json:
        options.json.write_text(json.dumps({"overshoot": rows, "many_chargers_ms": step_ms}, indent=2))
    return int(any(row["worst_over_a"] > 0.0 for row in rows) or step_ms >= 20.0)


def _overshoot(period_s: int, steps: int) -> dict[str, float]:
    homes = [RandomHome(seed) for seed in range(max(steps // SECONDS, 1))]
    for home in homes:
        home.period_s = period_s
        home.run(SECONDS)
    overshoots_as = [home.overshoot_as for home in homes]
    return {
        "period_s": float(period_s),
        "steps": float(len(homes) * SECONDS),
        "homes": float(len(homes)),
        "worst_over_a": max(home.worst_over_a for home in homes),
        "worst_as": max(overshoots_as),
        "mean_as": mean(overshoots_as),
    }


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
