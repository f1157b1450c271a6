from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.battery import Battery
from simulator.car import Car, CarSpec
from simulator.clouds import CloudKind
from simulator.default_home import default_home
from simulator.evse import Evse, EvseSpec
from simulator.home import Home
from simulator.household import Household
from simulator.inverter import Inverter, InverterSpec
from simulator.weather import MeasuredSun

from .days import MORNING, constant, half_sine, seconds, seeded

NOON = MORNING + timedelta(hours=8)

commands = st.tuples(st.none() | st.booleans(), st.none() | st.floats(0, 40), st.sampled_from([None, 1, 3]))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    sky=st.sampled_from(CloudKind),
    has_battery=st.booleans(),
    export_limit_w=st.sampled_from([None, 0.0, 3000.0]),
    given=st.lists(commands, min_size=1, max_size=6),
    dt_s=st.sampled_from([1.0, 2.0, 10.0]),
)
def test_no_energy_appears_or_vanishes(seed, sky, has_battery, export_limit_w, given, dt_s):
    home = default_home(
        half_sine(),
        seed=seed,
        sky=sky,
        evse=EvseSpec(phases=(1, 3)),
        has_battery=has_battery,
        export_limit_w=export_limit_w,
    )
    car, battery = home.evse.car, home.battery
    car_before_pct = car.soc_pct
    battery_before_pct = battery.soc_pct if battery else 0.0
    now = NOON
    for enabled, current_a, phases in given:
        home.evse.command(enabled, current_a, phases)
        for _ in range(60):
            now += timedelta(seconds=dt_s)
            home.step(dt_s, now)
    energies = home.energies
    came = energies.generation_wh + energies.import_wh + energies.discharge_wh
    went = energies.load_wh + energies.car_wh + energies.export_wh + energies.charge_wh
    assert came == pytest.approx(went)
    gained_wh = (car.soc_pct - car_before_pct) / 100 * car.spec.capacity_wh
    assert gained_wh == pytest.approx(energies.car_wh * car.spec.efficiency, abs=1e-6)
    if battery:
        stored_wh = (battery.soc_pct - battery_before_pct) / 100 * battery.spec.capacity_wh
        efficiency = battery.spec.efficiency
        assert stored_wh == pytest.approx(
            energies.charge_wh * efficiency - energies.discharge_wh / efficiency, abs=1e-6
        )


def test_the_same_seed_gives_the_same_home_whatever_the_station_is_told():
    homes = [default_home(half_sine(), seed=7) for _ in range(2)]
    homes[1].evse.command(is_enabled=True, current_a=16)
    for now in seconds(600, NOON):
        for home in homes:
            home.step(1.0, now)
        assert homes[0].flows.load_w == homes[1].flows.load_w
        assert homes[0].flows.generation_w == homes[1].flows.generation_w
    assert homes[1].flows.car_w > 0 == homes[0].flows.car_w


def _quiet_home(**parts) -> Home:
    return Home(MeasuredSun(constant(5000.0)), Household(seeded(0)), **parts)


def test_a_battery_brings_the_meter_to_zero_within_its_power():
    home = _quiet_home(battery=Battery())
    for now in seconds(60):
        home.step(1.0, now)
    assert home.flows.battery_w == pytest.approx(4000.0)
    home.household.extra_w = 3000.0
    home.step(1.0, MORNING)
    assert home.flows.grid_w > 1000, "it cannot know yet"
    for now in seconds(30):
        home.step(1.0, now)
    assert abs(home.flows.grid_w) < 30


def test_a_full_battery_takes_nothing_and_an_empty_one_gives_nothing():
    full, empty = Battery(soc_pct=100.0), Battery(soc_pct=5.0)
    for _ in range(30):
        assert full.step(1.0, -3000.0) <= 1e-6
        assert empty.step(1.0, 3000.0) >= -1e-6


def test_zero_export_hides_the_sun_until_something_draws():
    home = _quiet_home(inverter=Inverter(InverterSpec(export_limit_w=0.0)), evses=(Evse(car=Car()),))
    for now in seconds(60):
        home.step(1.0, now)
    assert home.flows.grid_w == pytest.approx(0.0, abs=30)
    assert home.inverter.curtailed_w > 4000
    home.evse.command(is_enabled=True, current_a=6)
    for now in seconds(90):
        home.step(1.0, now)
    assert home.flows.car_w > 3500
    assert abs(home.flows.grid_w) < 50
    assert home.energies.curtailed_wh > 0


def test_an_inverter_clips_at_its_rating():
    assert Inverter(InverterSpec(limit_w=4000.0)).step(1.0, 9000.0, 0.0) == 4000.0


def test_two_stations_add_up():
    home = _quiet_home(evses=(Evse(car=Car()), Evse(car=Car(CarSpec(phases=1)))))
    for evse in home.evses:
        evse.command(is_enabled=True, current_a=10)
    for now in seconds(60):
        home.step(1.0, now)
    assert home.flows.car_w == pytest.approx(sum(evse.power_w for evse in home.evses))
    assert home.evses[0].power_w == pytest.approx(3 * home.evses[1].power_w)


def test_a_home_without_battery_and_station_has_no_sensors_for_them():
    assert set(_quiet_home().sensors) == {"generation_w", "load_w", "grid_w"}
