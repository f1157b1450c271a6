"""The quiet check after set-up, over simulated days: silent in every ordinary home, sure of every mistake."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import pi, sin
from random import Random

import pytest

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.plausibility.findings import FindingKind, SiteValues
from custom_components.solar_charging.plausibility.watch import Watch

CAPACITY_W = 8000.0
LOOK_S = 30.0
DAY_LOOKS = int(86_400 / LOOK_S)

type Sensors = Callable[[SiteValues], SiteValues]


def a_day(seed: int, *, battery: bool = False, charging: bool = False) -> Iterator[tuple[SiteValues, bool]]:
    """Return what a home really does from midnight on, and whether it is deep night: clouds, kettles, a car at noon."""
    random = Random(seed)
    cloud, soc_wh, kettle = 1.0, 4000.0, 0
    for look in range(DAY_LOOKS):
        hour = look * LOOK_S / 3600
        cloud = min(1.0, max(0.15, cloud + random.gauss(0, 0.08)))
        sun_w = max(0.0, sin((hour - 5) / 16 * pi)) * 7000 * cloud if 5 < hour < 21 else 0.0
        kettle = max(0, kettle - 1) if kettle else (6 if random.random() < 0.004 else 0)
        house_w = 280 + 150 * random.random() + (2000 if kettle else 0)
        # The car starts and stops by the hour, as a person would let it, and follows the sun in between.
        car_w = (3600.0 if int(hour * 2) % 2 else 0.0) if charging and 9 < hour < 17 else 0.0
        rest_w = sun_w - house_w - car_w
        battery_w = 0.0
        if battery:
            battery_w = max(min(rest_w, 3000.0, (8000 - soc_wh) * 120), -min(3000.0, soc_wh * 120))
            soc_wh += battery_w * LOOK_S / 3600
        yield (
            SiteValues(sun_w, battery_w - rest_w, battery_w if battery else None, house_w + car_w, car_w),
            hour < 4 or hour > 22,
        )


def as_is(values: SiteValues) -> SiteValues:
    return values


def watched(
    sensors: Sensors,
    *,
    days: int = 2,
    seed: int = 1,
    load_has_chargers: bool = True,
    battery: bool = False,
    charging: bool = False,
) -> set[FindingKind]:
    """Return what is found after some days, with meters that err and report late."""
    watch, random = Watch("home"), Random(seed)
    late = SiteValues()
    for day in range(days):
        for values, is_dark in a_day(seed + day, battery=battery, charging=charging):
            # One meter is a look behind the other, and all are noisy.
            seen = replace(values, grid_w=late.grid_w if late.grid_w is not None else values.grid_w)
            late = values
            noisy = replace(
                seen,
                generation_w=seen.generation_w and max(0.0, seen.generation_w + random.gauss(0, 8)),
                grid_w=None if seen.grid_w is None else seen.grid_w + random.gauss(0, 15),
            )
            watch.look(sensors(noisy), LOOK_S, CAPACITY_W, is_dark=is_dark, load_has_chargers=load_has_chargers)
    return {one.kind for one in watch.findings()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("battery", "charging"), [(False, False), (True, False), (False, True), (True, True)])
def test_an_ordinary_home_never_raises_a_finding(seed: int, battery: bool, charging: bool) -> None:
    assert watched(as_is, seed=seed * 10, battery=battery, charging=charging) == set()


@pytest.mark.parametrize(
    "sensors",
    [
        lambda values: replace(values, generation_w=None),
        lambda values: replace(values, load_w=None),
        lambda values: replace(values, battery_w=None),
        lambda values: replace(values, grid_w=None),
        # An inverter that draws a little by night, and one that is off.
        lambda values: replace(values, generation_w=values.generation_w or -9.0),
        lambda values: replace(values, generation_w=values.generation_w or None),
    ],
    ids=["meter only", "no load", "battery that nobody reads", "no meter", "standby at night", "asleep at night"],
)
def test_a_home_that_tells_less_raises_no_finding(sensors: Sensors) -> None:
    assert watched(sensors, battery=True, charging=True) == set()


def test_a_battery_that_nobody_reads_and_that_sells_in_the_evening_is_no_wrong_sign() -> None:
    watch = Watch("home")
    for _ in range(5):
        for hour in range(8):
            # Two hours of selling, then the battery holds the meter at zero until morning.
            for _ in range(int(3600 / LOOK_S)):
                grid_w = -3000.0 if hour < 2 else 5.0
                watch.look(SiteValues(0, grid_w), LOOK_S, CAPACITY_W, is_dark=True, load_has_chargers=True)
    assert watch.findings() == ()


def minus(value: float | None) -> float | None:
    return None if value is None else -value


@pytest.mark.parametrize(
    ("sensors", "kind", "home"),
    [
        (lambda v: replace(v, grid_w=minus(v.grid_w)), FindingKind.GRID_SWAPPED, {}),
        (lambda v: replace(v, grid_w=minus(v.grid_w), generation_w=None), FindingKind.GRID_SWAPPED, {}),
        (lambda v: replace(v, battery_w=minus(v.battery_w)), FindingKind.BATTERY_SWAPPED, {"battery": True}),
        (lambda v: replace(v, generation_w=minus(v.generation_w)), FindingKind.GENERATION_NEGATIVE, {}),
        # A hybrid's output: sun less what charges, plus what discharges.
        (
            lambda v: replace(v, generation_w=v.generation_w - (v.battery_w or 0)),
            FindingKind.GENERATION_AT_NIGHT,
            {"battery": True},
        ),
        (lambda v: replace(v, generation_w=v.generation_w / 3), FindingKind.MORE_OUT_THAN_IN, {}),
        (lambda v: replace(v, generation_w=v.generation_w * 1000), FindingKind.TOO_LARGE, {}),
        (lambda v: replace(v, generation_w=v.generation_w / 1000), FindingKind.TOO_SMALL, {}),
        (lambda v: replace(v, grid_w=v.grid_w * 1000), FindingKind.TOO_LARGE, {}),
        (lambda v: replace(v, grid_w=v.grid_w - v.charger_w), FindingKind.GRID_MISSES_CHARGERS, {"charging": True}),
        (lambda v: replace(v, load_w=v.load_w - v.charger_w), FindingKind.LOAD_MISSES_CHARGERS, {"charging": True}),
        (as_is, FindingKind.LOAD_COUNTS_CHARGERS, {"charging": True, "load_has_chargers": False}),
    ],
)
def test_a_mistake_is_found_and_named(sensors: Sensors, kind: FindingKind, home: dict[str, bool]) -> None:
    found = watched(sensors, days=4, **home)
    assert kind in found


def test_what_is_known_outlives_a_restart_and_ends_with_the_set_up_it_is_about() -> None:
    watch = Watch("home")
    for _ in range(int(3 * 3600 / LOOK_S) + 20):
        watch.look(SiteValues(0, -400), LOOK_S, CAPACITY_W, is_dark=True, load_has_chargers=True)
    assert watch.findings()
    again = Watch.restored("home", watch.as_dict())
    assert again.findings() == watch.findings()
    assert Watch.restored("fixed home", watch.as_dict()).findings() == ()
    assert Watch.restored("home", {"about": "home", "evidence": 3}).findings() == ()
    assert Watch.restored("home", {}).findings() == ()


def test_a_fixed_sign_is_believed_again() -> None:
    watch = Watch("home")
    for grid_w in [-400] * 400 + [400] * 400:
        watch.look(SiteValues(0, grid_w), LOOK_S, CAPACITY_W, is_dark=True, load_has_chargers=True)
    assert watch.findings() == ()
    assert watch.evidence[(FindingKind.GRID_SWAPPED, Role.GRID_POWER)] == 0


def generators(first: float, second: float) -> Sensors:
    """Two integrations' shares of the generation, each so much of what the sun gives."""
    return lambda v: replace(v, generators_w=(v.generation_w * first, v.generation_w * second + 3.0))  # type: ignore[operator]


def test_one_generator_that_two_integrations_read_is_found_with_its_values() -> None:
    assert FindingKind.COUNTED_TWICE in watched(generators(1.0, 0.998))


@pytest.mark.parametrize("second", [0.94, 0.5, 1.1])
def test_two_arrays_are_two(second: float) -> None:
    assert not watched(generators(1.0, second))


def hours(watch: Watch, values: SiteValues, count: float, *, is_dark: bool) -> None:
    for _ in range(int(count * 3600 / LOOK_S)):
        watch.look(values, LOOK_S, CAPACITY_W, is_dark=is_dark, load_has_chargers=True)


@pytest.mark.parametrize(
    ("values", "is_dark"),
    [
        # A battery read twice by night, and a generator by day: more seems to come in than is used.
        (SiteValues(0.0, 200.0, -4000.0, 2200.0), True),
        (SiteValues(9000.0, -2000.0, None, 2500.0), False),
        # A generator that nobody reads.
        (SiteValues(1000.0, 300.0, None, 4300.0), False),
    ],
)
def test_sums_that_do_not_add_up_are_told_with_the_values_by_day_and_by_night(
    values: SiteValues, is_dark: bool
) -> None:
    watch = Watch("home")
    hours(watch, values, 4, is_dark=is_dark)
    (found,) = (one for one in watch.findings() if one.kind is FindingKind.DOES_NOT_ADD_UP)
    assert found.powers == {"expected": values.balance_w, "load": values.load_w}
    again = Watch.restored("home", watch.as_dict())
    assert again.findings() == watch.findings()


def test_what_a_load_sensor_leaves_out_for_an_hour_is_no_finding() -> None:
    watch = Watch("home")
    for _ in range(4):
        hours(watch, SiteValues(0.0, 4500.0, None, 1500.0), 1, is_dark=True)
        hours(watch, SiteValues(0.0, 600.0, None, 600.0), 1, is_dark=True)
    assert not watch.findings()
