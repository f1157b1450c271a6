"""How full a car is between its rare reports, and what it loses on the way."""

import pytest

from custom_components.solar_charging.cars.state_of_charge import Charge, Delivered, SocSource
from simulator.car import Car, CarSpec

BATTERY_WH = 50_000.0
HOUR_S = 3600.0


def soc(charge: Charge, energy_wh: float, now_s: float = 0.0, *, since_s: float = 0.0) -> float | None:
    """Return the state of charge when a charger has given so much; that last grew `since_s` ago."""
    return charge.estimate(Delivered("garage", energy_wh, now_s - since_s), BATTERY_WH, now_s)


def test_what_was_charged_since_the_last_report_is_added() -> None:
    charge = Charge()
    assert soc(charge, 0.0) is None
    charge.report(40.0, {"garage": 0.0})
    assert soc(charge, 0.0) == 40.0
    assert charge.soc_source(Delivered("garage", 0.0)) is SocSource.REPORTED
    assert soc(charge, 5_000.0) == pytest.approx(49.0)
    assert charge.soc_source(Delivered("garage", 5_000.0)) is SocSource.ESTIMATED


def test_a_report_that_is_repeated_is_old_and_a_new_one_is_believed() -> None:
    charge = Charge()
    charge.report(40.0, {"garage": 0.0})
    assert soc(charge, 5_000.0) == pytest.approx(49.0)
    assert not charge.report(40.0, {"garage": 5_000.0})
    assert soc(charge, 5_000.0) == pytest.approx(49.0)
    assert charge.report(51.0, {"garage": 5_000.0})
    assert soc(charge, 5_000.0) == 51.0


def test_no_car_is_fuller_than_full() -> None:
    charge = Charge()
    charge.report(90.0, {})
    assert soc(charge, 20_000.0) == 100.0


def test_a_late_report_does_not_take_charge_away_while_the_car_charges() -> None:
    charge = Charge()
    charge.report(40.0, {"garage": 0.0})
    assert soc(charge, 5_000.0, HOUR_S) == pytest.approx(49.0)
    charge.report(45.0, {"garage": 5_000.0})
    assert soc(charge, 5_000.0, HOUR_S) == pytest.approx(49.0)
    assert soc(charge, 7_000.0, 1.2 * HOUR_S) == pytest.approx(49.0)
    assert soc(charge, 9_000.0, 1.5 * HOUR_S) == pytest.approx(52.2)


def test_a_lower_report_is_believed_once_charging_has_paused_or_if_it_is_far_off() -> None:
    paused, far = Charge(), Charge()
    for charge in (paused, far):
        charge.report(40.0, {"garage": 0.0})
        soc(charge, 5_000.0, HOUR_S)
    paused.report(47.0, {"garage": 5_000.0})
    assert soc(paused, 5_000.0, HOUR_S, since_s=1200.0) == 47.0
    far.report(20.0, {"garage": 5_000.0})
    assert soc(far, 5_000.0, HOUR_S) == 20.0


def test_what_a_car_took_with_it_is_known_until_it_reports_again() -> None:
    charge = Charge()
    charge.report(40.0, {"garage": 0.0})
    soc(charge, 5_000.0)
    charge.leave()
    assert soc(charge, 0.0) == pytest.approx(49.0)
    charge.report(30.0, {"garage": 0.0})
    assert soc(charge, 1_000.0) == pytest.approx(31.8)


def test_what_the_user_says_holds_until_the_car_leaves() -> None:
    charge = Charge()
    charge.tell(55.0, {"garage": 2_000.0})
    assert soc(charge, 2_000.0) == 55.0
    assert charge.soc_source(Delivered("garage", 2_000.0)) is SocSource.ENTERED
    assert soc(charge, 7_000.0) == pytest.approx(64.0)
    charge.leave()
    assert soc(charge, 0.0) is None


def charged(charge: Charge, part: float, to_pct: float = 90.0) -> None:
    """Charge from 20 %, reported in steps of 2 %."""
    energy_wh = 0.0
    for pct in range(20, int(to_pct), 2):
        charge.report(float(pct), {"garage": energy_wh})
        charge.learn(energy_wh, BATTERY_WH)
        energy_wh += 0.02 * BATTERY_WH / part


@pytest.mark.parametrize(("true_part", "learned"), [(0.84, 0.84), (0.95, 0.95), (0.7, 0.8), (1.15, 1.0)])
def test_losses_are_learned_of_each_car_within_what_can_be(true_part: float, learned: float) -> None:
    charge = Charge()
    for _ in range(4):
        charge.leave()
        charged(charge, true_part)
    assert charge.charging_efficiency == pytest.approx(learned, abs=0.01)


def test_a_car_that_was_charged_elsewhere_teaches_nothing() -> None:
    charge = Charge()
    charge.report(20.0, {"garage": 1_000.0})
    charge.learn(1_000.0, BATTERY_WH)
    charge.report(80.0, {"garage": 2_000.0})
    charge.learn(2_000.0, BATTERY_WH)
    assert charge.charging_efficiency == 0.9


def worst_error_pct(charge: Charge, car: Car, report_every_s: int) -> float:
    """Charge a car to 80 % with 11 kW; it reports whole percents now and then. Returns how far off the estimate was at worst."""
    energy_wh, now_s, errors, before_pct = 0.0, 0, [], 0.0
    charge.report(float(int(car.soc_pct)), {"garage": 0.0})
    while car.soc_pct < 80.0:
        now_s += 5
        energy_wh += car.take(16.0, 3, 230.0, 5.0) * 5.0 / 3600.0
        if now_s % report_every_s == 0 and charge.report(float(int(car.soc_pct)), {"garage": energy_wh}):
            charge.learn(energy_wh, car.spec.capacity_wh)
        pct = charge.estimate(Delivered("garage", energy_wh, now_s), car.spec.capacity_wh, now_s) or 0.0
        assert pct >= before_pct
        before_pct = pct
        errors.append(abs(pct - car.soc_pct))
    return max(errors)


@pytest.mark.parametrize("efficiency", [0.84, 0.88, 0.93])
def test_a_car_that_reports_every_half_hour_is_known_to_a_percent_and_never_falls(efficiency: float) -> None:
    charge = Charge()
    for _ in range(4):
        charge.leave()
        car = Car(CarSpec(capacity_wh=58_000.0, efficiency=efficiency), soc_pct=22.4)
        worst_pct = worst_error_pct(charge, car, report_every_s=1800)
    assert worst_pct < 1.1
    assert charge.charging_efficiency == pytest.approx(efficiency, abs=0.02)
