import pytest

from simulator.car import Car, CarSpec


def take(car: Car, seconds: float, offered_a: float = 16.0) -> float:
    return [car.take(offered_a, 3, 230.0, 1.0) for _ in range(int(seconds))][-1]


def test_a_car_takes_a_little_less_than_offered():
    assert take(Car(), 1, 10.0) == pytest.approx(3 * 230 * 9.7)


def test_a_car_takes_no_more_than_its_own_charger_can():
    assert take(Car(CarSpec(max_current_a=10.0)), 1, 16.0) == pytest.approx(3 * 230 * 10)


def test_below_six_amperes_a_car_does_not_charge():
    assert take(Car(), 10, 5.9) == 0


def test_a_car_takes_less_and_less_when_nearly_full():
    powers = [take(Car(soc_pct=soc), 1) for soc in (50, 92, 95, 98, 99.9)]
    assert powers == sorted(powers, reverse=True)
    assert powers[-1] < 0.2 * powers[0]


def test_a_car_stops_at_its_limit_and_starts_again_only_a_percent_below():
    car = Car(soc_pct=79.999, limit_pct=80.0)
    take(car, 5)
    assert car.is_full
    assert take(car, 5) == 0
    car.drive(0.005 * car.spec.capacity_wh)
    assert take(car, 5) == 0, "half a percent is too little"
    car.drive(0.01 * car.spec.capacity_wh)
    assert take(car, 5) > 0


def test_a_raised_limit_lets_a_full_car_charge_on():
    car = Car(soc_pct=80.0, limit_pct=80.0)
    car.limit_pct = 90.0
    assert take(car, 2) > 0


def test_a_car_that_fell_asleep_needs_time_to_begin():
    car = Car(CarSpec(sleeps_after_s=60, wake_s=20))
    take(car, 30, 0.0)
    assert take(car, 1) > 0, "not asleep yet"
    take(car, 61, 0.0)
    assert car.is_asleep
    assert take(car, 19) == 0
    assert take(car, 3) > 0


def test_driving_never_empties_below_nothing():
    car = Car(soc_pct=1.0)
    car.drive(100_000.0)
    assert car.soc_pct == 0
