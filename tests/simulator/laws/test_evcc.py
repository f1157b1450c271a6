"""The rival behaves as published: the vectors of its own tests."""

import pytest

from simulator.laws.evcc import ELAPSED, LoadPoint


def load_point(**values):
    return LoadPoint(voltage_v=100.0, enable_delay_s=60.0, disable_delay_s=60.0, **values)


@pytest.mark.parametrize(
    ("is_enabled", "enable_w", "disable_w", "looks"),
    [
        (False, 0, 0, [(0, -1800, 0), (59.9, -1800, 0), (60.1, -1800, 6)]),
        (False, 0, 0, [(0, -400, 0), (60.1, -400, 0), (600, -400, 0)]),
        (False, -500, 0, [(0, -500, 0), (60.1, -500, 6)]),
        (False, -500, 0, [(0, -500, 0), (59.9, -499, 0), (60.1, -500, 0), (120.2, -500, 6)]),
        (True, 0, 500, [(0, 500, 6), (60.1, 500, 0)]),
        (True, 0, 500, [(0, 500, 6), (59.9, 499, 6), (60.1, 500, 6)]),
        (True, 500, 0, [(0, -4800, 16)]),
    ],
)
def test_starts_and_stops_at_its_delays(is_enabled, enable_w, disable_w, looks):
    point = load_point(is_enabled=is_enabled, enable_threshold_w=enable_w, disable_threshold_w=disable_w)
    assert [point.target(site_w, at_s) for at_s, site_w, _ in looks] == [current_a for _, _, current_a in looks]


def test_integrates_site_power_without_filter_while_charging():
    point = LoadPoint(phases=1, measured_phases=1, max_a=32, is_enabled=True, is_charging=True, offered_a=10.0)
    assert point.target(-1150.0, 0) == 15.0
    assert point.target(460.0, 30) == 8.0


def test_a_car_that_draws_less_than_offered_is_offered_two_amperes_more_than_it_draws():
    point = LoadPoint(
        phases=1, measured_phases=1, max_a=32, is_enabled=True, is_charging=True, offered_a=20.0, current_a=12.0
    )
    assert point.target(0.0, 0) == 14.0


def switchable(**values):
    return LoadPoint(is_switchable=True, is_charging=True, **values)


def test_switches_up_when_three_phases_are_covered_and_the_timer_is_over():
    point = switchable(phases=1, is_enabled=True, charge_w=3680.0, phase_timer_s=ELAPSED)
    point.target(-460.0, 1000.0)
    assert point.phases == 3


def test_a_car_of_one_phase_never_switches():
    point = switchable(phases=3, measured_phases=1, is_enabled=True, charge_w=3680.0, phase_timer_s=ELAPSED)
    point.target(-5000.0, 1000.0)
    assert point.phases == 3


@pytest.mark.parametrize(("site_w", "is_enabled", "phases"), [(0.0, True, 3), (0.0, False, 1), (0.1, True, 1)])
def test_switches_down_on_import_or_while_disabled(site_w, is_enabled, phases):
    point = switchable(phases=3, is_enabled=is_enabled, charge_w=4000.0, phase_timer_s=ELAPSED)
    point.target(site_w, 1000.0)
    assert point.phases == phases


def test_waits_out_its_lock_after_a_switch():
    point = switchable(phases=3, is_enabled=True, charge_w=2000.0, phase_timer_s=ELAPSED, switched_s=990.0)
    point.target(2000.0, 1000.0)
    assert point.phases == 3


def test_does_not_stop_for_a_deficit_that_one_phase_would_not_have():
    kept = LoadPoint(
        is_switchable=True, is_enabled=True, is_charging=True, offered_a=6.0, charge_w=4140.0, disable_delay_s=60.0
    )
    kept.phase_timer_s = 0.0
    kept.switched_s = 0.0
    assert kept.target(500.0, 10.0) == 6.0
    assert kept.pv_timer_s is None
