import math
from datetime import timedelta

import pytest

from simulator.meter import Fault, Sensor, SensorSpec

from .days import MORNING, seconds, seeded


def sensor(**spec) -> Sensor:
    return Sensor(seeded(1), SensorSpec(**{"period_s": 5.0, "latency_s": 0.0, "noise": 0.0, **spec}))


def watch(sensor: Sensor, count: int, truth: float, start=MORNING) -> list:
    reports = []
    for now in seconds(count, start):
        sensor.step(1.0, truth, now)
        if sensor.report and (not reports or sensor.report.reported_at != reports[-1].reported_at):
            reports.append(sensor.report)
    return reports


def test_it_reports_once_a_period():
    assert len(watch(sensor(), 100, 500.0)) == pytest.approx(20, abs=1)


def test_a_report_arrives_a_latency_after_it_was_measured():
    late = sensor(latency_s=3.0)
    watch(late, 20, 500.0)
    changed = MORNING + timedelta(seconds=20)
    seen = [(now, late.report.value) for now in seconds(12, changed) if late.step(1.0, 900.0, now) is None]
    first = next(now for now, value in seen if value == 900)
    assert timedelta(seconds=3) <= first - changed <= timedelta(seconds=9)
    assert late.report.reported_at <= seen[-1][0]


def test_noise_spreads_around_the_truth():
    values = [report.value for report in watch(sensor(noise=20.0, period_s=1.0), 2000, 500.0)]
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    assert mean == pytest.approx(500, abs=3)
    assert spread == pytest.approx(20, rel=0.15)


@pytest.mark.parametrize(
    ("fault", "value"),
    [(Fault.UNAVAILABLE, None), (Fault.OFFSET, 1500.0), (Fault.FLIPPED, -500.0), (Fault.STUCK, 700.0)],
)
def test_a_fault_shows_in_what_is_reported_and_goes_with_it(fault, value):
    faulty = sensor()
    watch(faulty, 20, 700.0)
    faulty.fault = fault
    assert watch(faulty, 20, 500.0, MORNING + timedelta(minutes=1))[-1].value == value
    faulty.fault = Fault.NONE
    assert watch(faulty, 20, 500.0, MORNING + timedelta(minutes=2))[-1].value == 500.0


def test_a_sensor_that_is_not_a_number_reports_so():
    broken = sensor()
    broken.fault = Fault.NAN
    assert math.isnan(watch(broken, 20, 500.0)[-1].value)


def test_a_frozen_sensor_reports_no_more_and_its_last_report_grows_old():
    frozen = sensor()
    before = watch(frozen, 20, 500.0)[-1]
    frozen.fault = Fault.FROZEN
    watch(frozen, 600, 900.0, MORNING + timedelta(seconds=20))
    assert frozen.report == before
