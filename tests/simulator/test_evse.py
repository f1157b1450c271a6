import pytest

from simulator.car import Car, CarSpec
from simulator.evse import Evse, EvseSpec, Status


def run(evse: Evse, seconds: int) -> list[float]:
    return [evse.step(1.0) for _ in range(seconds)]


def charging(spec: EvseSpec | None = None, current_a: float = 10.0, car: Car | None = None) -> Evse:
    evse = Evse(spec, car or Car())
    evse.command(is_enabled=True, current_a=current_a)
    run(evse, 60)
    return evse


def test_a_command_takes_effect_after_its_latency():
    evse = charging(EvseSpec(command_latency_s=5.0))
    evse.command(current_a=12)
    run(evse, 4)
    assert evse.set_current_a == 10
    run(evse, 1)
    assert evse.set_current_a == 12


def test_commands_are_obeyed_in_the_order_they_were_given():
    evse = charging()
    evse.command(current_a=8)
    evse.command(current_a=14)
    run(evse, 10)
    assert evse.set_current_a == 14


def test_charging_begins_after_latency_and_start_delay_at_the_least_current():
    evse = Evse(EvseSpec(command_latency_s=2.0, start_delay_s=6.0, ramp_a_per_s=1.0), Car())
    evse.command(is_enabled=True, current_a=16)
    powers = run(evse, 30)
    first = next(second for second, power_w in enumerate(powers, 1) if power_w > 0)
    assert first == 7
    assert powers[first - 1] == pytest.approx(3 * 230 * 7 * 0.97)
    assert powers[-1] == pytest.approx(3 * 230 * 16 * 0.97)


def test_current_ramps_in_both_directions():
    evse = charging(EvseSpec(ramp_a_per_s=1.0, command_latency_s=0.0), current_a=16)
    evse.command(current_a=6)
    run(evse, 1)
    assert evse.offered_current_a == 15
    run(evse, 9)
    assert evse.offered_current_a == 6


@pytest.mark.parametrize(
    ("step_a", "asked_a", "set_a"), [(1.0, 9.9, 9.0), (0.1, 9.97, 9.9), (1.0, 3.0, 6.0), (1.0, 40.0, 16.0)]
)
def test_current_is_rounded_down_to_the_step_and_held_in_range(step_a, asked_a, set_a):
    assert charging(EvseSpec(step_a=step_a), asked_a).set_current_a == pytest.approx(set_a)


def test_switching_off_stops_at_once_after_the_latency():
    evse = charging()
    evse.command(is_enabled=False)
    assert run(evse, 2)[-1] == 0
    assert evse.status is Status.AWAITING


def test_each_start_and_each_change_of_phases_wears_a_contactor():
    evse = charging(EvseSpec(phases=(1, 3)))
    assert (evse.contactor_closings, evse.phase_switches) == (1, 0)
    evse.command(phases=1)
    pause = run(evse, 60)
    assert pause.count(0.0) >= 29, "it rests while it changes phases"
    assert pause[-1] == pytest.approx(230 * 10 * 0.97)
    assert (evse.contactor_closings, evse.phase_switches) == (2, 1)


def test_phases_it_does_not_have_are_refused():
    with pytest.raises(ValueError, match="1 phases"):
        Evse(EvseSpec(phases=(3,))).command(phases=1)


def test_a_single_phase_car_draws_on_one_phase_of_three():
    assert charging(car=Car(CarSpec(phases=1))).power_w == pytest.approx(230 * 10 * 0.97)


def test_a_hung_station_ignores_what_it_is_told():
    evse = charging()
    evse.ignores_commands = True
    evse.command(is_enabled=False)
    assert run(evse, 10)[-1] > 0


def test_status_follows_the_car_from_plug_to_full():
    evse = Evse(car=None)
    assert evse.status is Status.DISCONNECTED
    evse.command(is_enabled=True)
    run(evse, 20)
    assert evse.contactor_closings == 0
    evse.car = Car(soc_pct=79.99, limit_pct=80.0)
    assert evse.status is Status.AWAITING
    run(evse, 10)
    assert evse.status is Status.CHARGING
    run(evse, 60)
    assert evse.status is Status.COMPLETE
    evse.car = None
    run(evse, 1)
    assert evse.status is Status.DISCONNECTED
