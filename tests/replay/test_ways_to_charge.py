"""What else is true of a home counts on its past days, too: its battery, its fuse, its circuits, its prices, and when cars left."""

from dataclasses import replace
from math import nan

import pytest

from custom_components.solar_charging.control.replay_question import starting_at
from custom_components.solar_charging.engine.inputs import Circuit
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.replay.days import (
    PlugInTime,
    PowerSeries,
    ReplayCharger,
    ReplayHome,
    ReplayPrices,
)
from custom_components.solar_charging.replay.modelled_battery import seen_battery
from custom_components.solar_charging.replay.run import ReplayResult, replay

DAY_S = 86_400.0
# 10 June 2026, 16:00 UTC, and the next morning.
CAME_S = 1_781_107_200.0
LEFT_S = CAME_S + 14 * 3600.0
THREE_PHASE = ChargerLimits(6.0, 16.0, 1.0, (3,))


def power(watts: float, from_s: float = CAME_S - DAY_S, until_s: float = LEFT_S) -> PowerSeries:
    times_s = tuple(from_s + 60.0 * number for number in range(int((until_s - from_s) / 60.0)))
    return PowerSeries(times_s, (watts,) * len(times_s))


def night(**changes: object) -> ReplayHome:
    """A car that needs 4 kWh and is there from the afternoon to the morning, in a home without sun."""
    stay = PlugInTime(CAME_S, LEFT_S, 4000.0, LEFT_S)
    charger = ReplayCharger("garage", THREE_PHASE, stays=(stay,), mode=SolarMode.SOLAR_AND_GRID)
    return replace(ReplayHome(power(0.0), power(300.0), (charger,)), **changes)


def shortly(limits: ChargerLimits, **changes: object) -> ReplayResult:
    """What comes of half an hour of a strong sun."""
    charger = ReplayCharger("garage", limits, stays=(PlugInTime(CAME_S, CAME_S + 1800.0),))
    sun, load = (power(watts, CAME_S - 1800.0, CAME_S + 1800.0) for watts in (9000.0, 1000.0))
    return replay(replace(ReplayHome(sun, load, (charger,)), **changes))


def test_a_car_is_ready_by_its_time_with_the_cheapest_hours() -> None:
    dear, cheap_from_s = power(0.4), CAME_S + 6 * 3600.0
    values = tuple(0.1 if cheap_from_s <= at < cheap_from_s + 7200.0 else 0.4 for at in dear.times_s)
    result = replay(night(prices=ReplayPrices(PowerSeries(dear.times_s, values))))
    assert result.total.energy_wh == pytest.approx(4000.0, rel=0.05)
    assert result.total.cost == pytest.approx(0.1 * result.total.grid_wh / 1000.0, rel=0.1)
    assert all(
        cheap_from_s - 900.0 <= at < cheap_from_s + 7200.0 for at, watts in result.drawn_w.items() if watts > 500.0
    )


@pytest.mark.parametrize(
    ("changes", "most_w"),
    [
        ({}, 8000.0),
        ({"site": SiteLimits(main_fuse_a=10.0), "has_phase_meters": True}, 8000.0),
        # Where only the total is measured, the sun may come in on another phase than the house draws from.
        ({"site": SiteLimits(main_fuse_a=10.0)}, 0.0),
        ({"circuits": (Circuit("sub", "Sub", frozenset({"garage"}), limit_w=5000.0),)}, 5000.0),
        ({"circuits": (Circuit("sub", "Sub", frozenset({"garage"}), limit_a=8.0),)}, 8.0 * 690.0),
    ],
)
def test_limits_hold_on_past_days_too(changes: dict[str, object], most_w: float) -> None:
    drawn_w = shortly(THREE_PHASE, **changes).drawn_w
    assert max(drawn_w.values(), default=0.0) <= most_w + 50.0
    assert max(drawn_w.values(), default=0.0) >= 0.9 * min(most_w, 7590.0)


def test_a_charger_that_switches_phases_takes_a_weak_sun() -> None:
    changes = {"generation": power(3500.0, CAME_S - 1800.0, CAME_S + 1800.0)}
    # One short start shows that the car uses all three.
    assert shortly(THREE_PHASE, **changes).total.energy_wh < 20.0
    switching = shortly(replace(THREE_PHASE, phases=(1, 3)), **changes).total
    assert switching.solar_wh > 800.0


def test_what_a_battery_is_shows_in_what_it_did() -> None:
    hours = [number / 60.0 for number in range(24 * 60)]
    times_s = [CAME_S + hour * 3600.0 for hour in hours]
    # From 10 to 14 o'clock it takes 2 kW, from 18 to 22 o'clock it gives 1.8 kW: about 80 % of 9.5 kWh.
    power_w = [2000.0 if 10 <= hour < 14 else -1805.0 if 18 <= hour < 22 else 0.0 for hour in hours]
    soc = [10.0]
    for watts in power_w[:-1]:
        soc.append(soc[-1] + watts * (0.95 if watts > 0 else 1 / 0.95) / 60.0 / 95.0)
    found = seen_battery(times_s, power_w, [float(round(level)) for level in soc])
    assert found is not None
    assert found.capacity_wh == pytest.approx(9500.0, rel=0.03)
    assert found.most_w == 2000.0
    assert found.levels is not None
    assert found.levels.at(times_s[-1]) == pytest.approx(10.0, abs=1.0)
    # Without a level it holds at least what it took and gave.
    unseen = seen_battery(times_s, power_w, [nan] * len(times_s))
    assert unseen is not None
    assert unseen.capacity_wh == pytest.approx(7600.0, rel=0.03)
    assert seen_battery(times_s, [0.0] * len(times_s), soc) is None


@pytest.mark.parametrize(
    ("phases", "power_kw", "current_a", "with_phases"),
    [((3,), 1.4, 6.0, (1, 3)), ((3,), 5.5, 8.0, (3,)), ((1,), 2.3, 10.0, (1,)), ((1, 3), 1.4, 6.0, (1, 3)), ((1,), 9.0, 16.0, (1,))],
)  # fmt: skip
def test_a_charger_that_starts_at_less_does_so_on_one_phase(
    phases: tuple[int, ...], power_kw: float, current_a: float, with_phases: tuple[int, ...]
) -> None:
    limits = starting_at(ChargerLimits(phases=phases), power_kw)
    assert (limits.min_current_a, limits.phases) == (current_a, with_phases)
