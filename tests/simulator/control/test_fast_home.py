"""The fast home is the simulated home, only faster."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from simulator.car import Car, CarSpec
from simulator.control.equipment import SINGLE_PHASE, SWITCHING, Equipment, StationSpec
from simulator.control.fast_home import HomeSetup, nothing, simulate
from simulator.control.figures import Figures, figures_of
from simulator.control.meter import FastMeter, FastMeterFault, MeterSpec
from simulator.control.optimum import best_run
from simulator.control.station import Station
from simulator.control.traces import Trace, from_folder, seconds_from_minutes
from simulator.control.view import FastCommand, View
from simulator.evse import Evse, EvseSpec
from simulator.laws.foreknowing import Foreknowing
from simulator.scenarios.pausing_car import pauses
from simulator.scenarios.scenario import with_station


def flat(surplus_w, seconds=3600):
    return Trace("flat", 1_780_000_000.0, np.full(seconds, surplus_w + 500.0), np.full(seconds, 500.0))


class Script:
    def __init__(self, commands):
        self.commands = commands

    def decide(self, now_s, view):
        return self.commands.get(now_s, [])


def test_the_fast_station_draws_what_the_simulated_one_draws():
    fast = Station(StationSpec(max_current_a=16, phases=(1, 3)))
    slow = Evse(EvseSpec(phases=(1, 3)), Car(CarSpec(capacity_wh=1e9), 40.0))
    rng = Random(3)
    differing_s = 0
    for second in range(7200):
        if second % 100 == 50:
            order = FastCommand(0, rng.random() < 0.8, float(rng.randint(6, 16)), rng.choice([1, 3]))
            fast.order(order, second)
            slow.command(order.is_enabled, order.current_a, order.phases)
        differing_s += abs(fast.step(second) - slow.step(1.0)) > 1.0
    # The two may be a second or two apart around a command.
    assert differing_s < 7200 * 0.06


def test_a_car_that_starts_late_misses_what_was_there():
    run = simulate(
        flat(2300.0), HomeSetup(SINGLE_PHASE), Script({600: [FastCommand(0, is_enabled=True, current_a=10.0)]})
    )
    figures = figures_of(run, SINGLE_PHASE)
    missed_s = 600 + 2 + 6 + 20
    assert figures.missed_wh == pytest.approx(2231.0 * missed_s / 3600, rel=0.03)
    assert figures.bought_wh == pytest.approx(0.0, abs=1.0)
    assert figures.starts == 1


def on(current_a=10.0):
    return [FastCommand(0, is_enabled=True, current_a=current_a)]


OFF = [FastCommand(0, is_enabled=False)]
SWITCHED = [FastCommand(0, phases=1)]


def full(now_s, home):
    """Take nothing in the second half hour."""
    home.stations[0].limit_w = 0.0 if now_s > 1800 else None


def pulled(now_s, home):
    """For three seconds."""
    home.stations[0].is_connected = not 600 <= now_s < 603


def starts_itself(now_s, home):
    """A timer, after a quarter of an hour."""
    home.stations[0].enabled |= now_s == 900


@pytest.mark.parametrize(
    ("starts", "switches", "script", "station", "incident"),
    [
        (2, 0, {0: on(), 300: OFF, 600: on()}, {}, nothing),
        (1, 0, {0: on(), 300: on(), 600: on(12.0)}, {}, nothing),
        (2, 0, {0: on(6.0), 300: on(), 600: on(7.0), 900: on(9.0), 1200: on()}, {"car_min_a": 8}, nothing),
        (1, 0, {0: on(), 2000: OFF, 2600: on(), 2900: OFF, 3200: on()}, {}, full),
        (1, 1, {0: on(), 300: SWITCHED}, {"phases": (1, 3)}, nothing),
        (2, 1, {0: on(), 300: SWITCHED, 310: OFF, 600: on()}, {"phases": (1, 3)}, nothing),
        (2, 1, {0: on(), 300: OFF + SWITCHED, 600: on()}, {"phases": (1, 3)}, nothing),
        (2, 0, {0: on()}, {}, pulled),
        (3, 0, {0: on()}, {}, pauses),
        (1, 0, {}, {}, starts_itself),
    ],
    ids=[
        "stopped and started", "told again", "refuses little current", "full", "a switch of phases", "stopped in a switch",
        "switched while off", "pulled", "pauses", "starts by itself",
    ],
)  # fmt: skip
def test_a_start_is_the_cars_own_whatever_made_it_stop(starts, switches, script, station, incident):
    """The contactor closes when the car draws, not when a law asks for it; a switch of phases is counted as that alone."""
    home = HomeSetup(with_station(**station), incident=incident)
    run = simulate(flat(2300.0), home, Script(script))
    assert (run.starts, run.switches) == (starts, switches)


@pytest.mark.parametrize("cost", [1, 3])
def test_calls_to_the_device_are_counted_beside_commands(cost):
    """Seven commands in two hours: five in the first hour, the sixth a second too late for it."""
    seconds = [0, 600, 1200, 1800, 2700, 3600, 4500]
    script = {second: [FastCommand(0, is_enabled=True, current_a=6.0 + at)] for at, second in enumerate(seconds)}
    run = simulate(flat(2300.0, 7200), HomeSetup(with_station(calls_per_command=cost)), Script(script))
    figures = Figures()
    for _ in range(2):
        figures.add(figures_of(run, SINGLE_PHASE))
    row = figures.as_row()
    assert (row["commands_per_hour"], row["calls_per_hour"]) == (3.5, 3.5 * cost)
    assert row["most_calls_in_an_hour"] == 5 * cost


def test_what_is_taken_above_the_surplus_is_bought():
    run = simulate(flat(1000.0), HomeSetup(SINGLE_PHASE), Script({0: [FastCommand(0, is_enabled=True, current_a=6.0)]}))
    figures = figures_of(run, SINGLE_PHASE)
    assert figures.there_wh == 0.0
    assert figures.bought_wh == pytest.approx((1338.6 - 1000.0) * (3600 - 28) / 3600, rel=0.02)


def test_where_phases_are_not_netted_a_car_has_what_its_own_phase_has():
    """2 kW of sun on each, the load of 500 W on the first: of 10 A, that is 2231 W, 731 are bought though 4 kW are exported."""
    home = replace(with_station(), load_parts=(1.0, 0.0, 0.0))
    trace = Trace("even", 1_780_000_000.0, np.full(3600, 6000.0), np.full(3600, 500.0))
    seen = []

    class Watch(Script):
        def decide(self, now_s, view):
            seen.append((view.grid_w, view.phase_powers_w))
            return super().decide(now_s, view)

    run = simulate(trace, HomeSetup(home, MeterSpec(1, 0, noise_w=0.0)), Watch({0: on()}))
    assert figures_of(run, home).bought_wh == pytest.approx(731.0 * (3600 - 28) / 3600, rel=0.03)
    assert seen[-1] == (pytest.approx(-3269.0), pytest.approx((731.0, -2000.0, -2000.0)))


@pytest.mark.parametrize(
    ("station", "told_a", "set_a"),
    [
        ({"step_a": 2}, 9.0, 8.0),
        ({"step_a": 2}, 5.0, 6.0),
        ({"only_a": (6, 10, 16)}, 15.9, 10.0),
        ({}, 40.0, 32.0),
        ({}, 7.9, 7.0),
    ],
)
def test_a_box_sets_the_highest_of_its_currents_that_it_was_told(station, told_a, set_a):
    assert with_station(**station).stations[0].set_a(told_a) == set_a


def test_a_meter_reports_late_and_breaks():
    meter, view = FastMeter(MeterSpec(10, 3, noise_w=0.0), 0, FastMeterFault("unavailable", 50)), View()
    seen = []
    for second in range(80):
        meter.step(second, float(second), view)
        seen.append(view.grid_w)
    assert seen[2] is None
    assert seen[13] == 10.0
    assert seen[33] == 30.0
    assert seen[53] is None


def test_the_limit_of_a_steady_sun_is_one_start_and_no_regret():
    figures = figures_of(best_run(flat(5000.0), SWITCHING), SWITCHING)
    assert (figures.starts, figures.switches, round(figures.strict_pct, 6)) == (1, 0, 0.0)


def test_the_limit_holds_through_a_short_dip_and_pauses_through_a_long_one():
    for minutes, starts in ((3, 1), (30, 2)):
        trace = flat(3000.0, 4 * 3600)
        trace.pv_w[3600 : 3600 + minutes * 60] = 1500.0
        assert best_run(trace, SINGLE_PHASE).starts == starts


def test_two_cars_may_take_every_sum_of_their_set_points():
    equipment = Equipment("two", (StationSpec(max_current_a=7), StationSpec(max_current_a=7)))
    amps = equipment.permitted_w / 223.1
    assert amps.round().astype(int).tolist() == [0, 6, 7, 12, 13, 14]


def test_days_add_up():
    total = Figures()
    for _ in range(2):
        total.add(Figures(days=1, there_wh=100.0, missed_wh=3.0, bought_wh=1.0, taken_wh=98.0, starts=2))
    assert total.as_row()["strict_pct"] == 4.0
    assert total.as_row()["starts_per_day"] == 2.0


def test_minutes_become_seconds_without_losing_energy():
    pv_w = np.array([0.0, 600.0, 1200.0, 600.0, 0.0])
    load_w = np.array([300.0, 2300.0, 300.0, 300.0, 300.0])
    fine_pv_w, fine_load_w = seconds_from_minutes(pv_w, load_w)
    assert fine_load_w.mean() == load_w.mean()
    assert fine_pv_w.mean() == pytest.approx(pv_w.mean(), rel=0.05)


@pytest.mark.parametrize("kind", ["csv", "npz"])
def test_days_are_read_from_a_folder(tmp_path, kind):
    times = 1_780_272_000.0 + 60.0 * np.arange(2 * 1440)
    hours = times % 86400 / 3600
    pv_w = np.maximum(0.0, 6000.0 * np.sin((hours - 6) / 12 * np.pi)) * ((hours > 6) & (hours < 18))
    load_w = np.full(times.size, 400.0)
    if kind == "npz":
        np.savez(tmp_path / "days.npz", t=times, pv_w=pv_w, load_w=load_w)
    else:
        rows = "\n".join(f"{at},{pv},{load}" for at, pv, load in zip(times, pv_w, load_w, strict=True))
        (tmp_path / "days.csv").write_text("t,pv_w,load_w\n" + rows)
    days = from_folder(tmp_path)
    assert len(days) == 2
    assert days[0].pv_w.max() == pytest.approx(6000.0, rel=0.01)
    assert days[0].load_w.mean() == pytest.approx(400.0)


def test_who_knows_the_day_still_waits_for_car_and_contactors():
    seconds = np.arange(6 * 3600)
    pv_w = np.where(seconds // 1200 % 2, 8500.0, 3000.0)
    trace = Trace("blocks", 1_780_000_000.0, pv_w, np.full(seconds.size, 500.0))
    known = simulate(trace, HomeSetup(SWITCHING, MeterSpec(1, 0)), Foreknowing(trace, SWITCHING))
    limit = best_run(trace, SWITCHING)
    # The station stands at three phases in the morning, and the limit begins where it likes.
    assert (known.starts, known.switches - 1) == (limit.starts, limit.switches) == (1, 17)
    paused_wh = 17 * 30.0 * 2500.0 / 3600.0
    missed_wh = figures_of(known, SWITCHING).missed_wh - figures_of(limit, SWITCHING).missed_wh
    assert missed_wh > paused_wh
    assert figures_of(known, SWITCHING).bought_wh < 0.01 * paused_wh
