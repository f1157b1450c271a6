"""The mean draw of each interval stays below the threshold, its energy is used, and no contactor is worn for it."""

from datetime import UTC, datetime

import pytest

from custom_components.solar_charging.engine.grid_limits import PeakGuard
from custom_components.solar_charging.engine.model import Reason, SolarMode

from ..loop import SINGLE, START, SWITCHED, THREE, Loop, Plug

QUARTER_S, HOUR_S = 900, 3600


class Billed(Loop):
    """A home whose bill counts the mean import of each interval; the loop starts on the hour."""

    def __init__(self, *plugs: Plug, guard: PeakGuard, surplus_w=-500.0, period_s: int = 1):
        super().__init__(*plugs, surplus_w=surplus_w)
        self.inputs = {"peak": guard}
        self.meter_period_s = period_s
        self.means_w: list[float] = []
        self._interval_wh = 0.0
        self.interval_s = int(guard.interval_s)

    def tick(self):
        decision = super().tick()
        self._interval_wh += max(self.grid_w, 0.0) / 3600.0
        if self.second % self.interval_s == 0:
            self.means_w.append(self._interval_wh * 3600.0 / self.interval_s)
            self._interval_wh = 0.0
        return decision


def washing(second: int) -> float:
    """A house that washes, cooks and boils water."""
    kettle = 2000.0 if second % 1700 < 120 else 0.0
    oven = 1500.0 if second % 5000 < 1200 and second % 60 < 35 else 0.0
    return -(300.0 + kettle + oven)


# Each charger meets a short and a long interval, a fast and a slow meter.
@pytest.mark.parametrize(
    ("limits", "threshold_w", "used_part", "interval_s", "period_s"),
    [
        (SINGLE, 2500.0, 0.3, 900.0, 1),
        (SINGLE, 2500.0, 0.3, 3600.0, 30),
        (SINGLE, 5000.0, 0.85, 900.0, 30),
        (SINGLE, 5000.0, 0.85, 1800.0, 10),
        (THREE, 7000.0, 0.85, 900.0, 1),
        (THREE, 7000.0, 0.85, 3600.0, 30),
        (SWITCHED, 5000.0, 0.5, 900.0, 30),
        (SWITCHED, 5000.0, 0.5, 1800.0, 10),
    ],
)
def test_the_mean_of_no_interval_passes_the_threshold_and_what_is_left_is_used(
    limits, threshold_w, used_part, interval_s, period_s
):
    guard = PeakGuard(threshold_w, interval_s)
    home = Billed(Plug(limits, SolarMode.BOOST), guard=guard, surplus_w=washing, period_s=period_s)
    home.run(HOUR_S)
    assert max(home.means_w) <= threshold_w
    assert sum(home.means_w) / len(home.means_w) >= used_part * threshold_w
    assert home.starts(0) <= 3


def test_the_energy_of_the_interval_is_used_evenly():
    home = Billed(Plug(SINGLE, SolarMode.BOOST), guard=PeakGuard(5000.0), surplus_w=-500.0)
    home.run(60)
    drawn = set()
    for _ in range(3 * QUARTER_S):
        home.tick()
        drawn.add(home.command.current_a)
    assert max(drawn) - min(drawn) <= 2.0


def test_a_kettle_stops_no_car_but_a_load_that_lasts_does_before_the_interval_is_over():
    home = Billed(Plug(SINGLE, SolarMode.BOOST), guard=PeakGuard(3500.0), surplus_w=-500.0)
    home.run(QUARTER_S + 200)
    home.surplus_w = -2500.0
    home.run(120)
    assert home.command.current_a == 6.0
    home.surplus_w = -500.0
    home.run(QUARTER_S)
    assert home.starts(0) == 1
    home.surplus_w = -3400.0
    home.run(2 * QUARTER_S)
    assert not home.command.is_enabled
    assert home.reason == "paused_peak"
    assert max(home.means_w) <= 3500.0


def test_no_charger_starts_on_what_an_interval_has_left_if_it_could_not_go_on():
    home = Billed(Plug(THREE, SolarMode.BOOST), guard=PeakGuard(2500.0))
    home.run(2 * HOUR_S)
    assert home.starts(0) == 0


def test_a_load_that_comes_back_in_each_interval_does_not_cycle_the_contactor_each_time():
    home = Billed(
        Plug(SINGLE, SolarMode.BOOST),
        guard=PeakGuard(2500.0),
        surplus_w=lambda second: -2400.0 if second % QUARTER_S < 500 else -300.0,
    )
    home.run(4 * HOUR_S)
    assert home.starts(0) <= 7
    assert max(home.means_w) <= 2500.0


def test_solar_only_needs_no_budget():
    home = Billed(Plug(SINGLE, SolarMode.SOLAR_ONLY), guard=PeakGuard(1000.0), surplus_w=4000.0)
    home.run(HOUR_S)
    assert home.command.current_a >= 16.0
    assert home.starts(0) == 1


def test_what_the_month_has_cost_already_may_be_used_again_until_the_month_is_over():
    guard = PeakGuard(2500.0, follows_month_peak=True, month="2026-06")
    home = Billed(Plug(SINGLE, SolarMode.OFF), guard=guard, surplus_w=-6000.0)
    home.run(2 * QUARTER_S)
    assert home.decision.site.month_peak_w == pytest.approx(6000.0, rel=0.01)
    home.surplus_w = -500.0
    home.plugs[0].mode = SolarMode.BOOST
    home.run(2 * QUARTER_S)
    assert 5000.0 <= home.means_w[-1] <= 6000.0
    home.inputs = {"peak": PeakGuard(2500.0, follows_month_peak=True, month="2026-07")}
    home.run(2 * QUARTER_S)
    assert home.means_w[-1] <= 2500.0
    assert home.decision.site.month_peak_w == pytest.approx(home.means_w[-2], rel=0.05)


@pytest.mark.parametrize("may_exceed", [False, True])
def test_being_ready_in_time_outranks_the_peak_only_where_the_user_says_so(may_exceed):
    plug = Plug(SINGLE, SolarMode.SOLAR_AND_GRID, inputs={"full_speed": Reason("charging_by_plan")})
    home = Billed(plug, guard=PeakGuard(2500.0, may_ready_by_exceed=may_exceed))
    home.run(QUARTER_S)
    assert (home.command.current_a == 32.0) == may_exceed


def test_without_a_meter_chargers_and_a_usual_house_are_counted():
    home = Billed(Plug(SINGLE, SolarMode.BOOST), guard=PeakGuard(5000.0), surplus_w=-400.0)
    home.inputs = {**home.inputs, "grid_w": None}
    home.run(3 * QUARTER_S)
    assert 3500.0 <= home.means_w[-1] <= 5000.0


def test_intervals_follow_the_local_clock():
    # Nepal is 5:45 h ahead: its hours begin at 15 past in UTC.
    guard = PeakGuard(5000.0, 3600.0, utc_offset_s=5.75 * 3600.0)
    home = Billed(Plug(SINGLE, SolarMode.BOOST), guard=guard)
    home.run(60)
    assert home.decision.site.draw_limits[0].until == datetime(2026, 6, 1, 10, 15, tzinfo=UTC)
    assert datetime(2026, 6, 1, 10, tzinfo=UTC) == START


def test_the_interval_and_the_month_outlive_a_restart_and_the_gap_counts_as_its_share():
    home = Billed(Plug(SINGLE, SolarMode.BOOST), guard=PeakGuard(5000.0))
    home.run(QUARTER_S + 300)
    peak_w = home.state.peak.month_peak_w
    home.state = type(home.state).from_dict(home.state.to_dict())
    home.second += 300
    home.run(2)
    assert home.state.peak.month_peak_w == peak_w > 4000.0
    assert home.state.peak.counted_wh == pytest.approx(5000.0 * 600.0 / 3600.0, rel=0.1)
