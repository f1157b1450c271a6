"""What a user reads of a session once the car has left."""

from dataclasses import replace

import pytest

from custom_components.solar_charging.engine.model import CarState
from custom_components.solar_charging.sessions.ledger import Ledger
from custom_components.solar_charging.sessions.session import Occupant
from custom_components.solar_charging.sessions.tariff import Tariff

from .days import GONE, IDLE, Watch, charging


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_session_lasts_from_plug_to_unplug_and_its_energies_add_up(watch: Watch) -> None:
    watch.see(IDLE, minutes=30)
    watch.see(charging(solar_w=3000, battery_w=600, grid_w=400), minutes=60)
    watch.see(IDLE, minutes=10)
    watch.see(GONE)
    (session,) = watch.ended
    assert session.ended_s is not None
    assert session.ended_s - session.started_s == pytest.approx(100 * 60, abs=10)
    assert session.solar_wh == pytest.approx(3000, rel=0.002)
    assert session.battery_wh == pytest.approx(600, rel=0.002)
    assert session.grid_wh == pytest.approx(400, rel=0.002)
    assert session.import_pct == pytest.approx(10)
    assert session.starts == {"solar_charging": 1}
    assert session.stops == {"waiting_for_surplus": 1}
    assert watch.ledger.session is None


def test_cost_counts_what_was_bought_and_what_was_not_fed_in(watch: Watch) -> None:
    watch.see(charging(solar_w=2000, grid_w=1000), minutes=60)
    watch.see(GONE)
    (session,) = watch.ended
    assert session.cost == pytest.approx(1.0 * 0.30 + 2.0 * 0.08, rel=0.003)
    assert session.carbon_g == pytest.approx(400, rel=0.003)


def test_savings_are_against_the_same_energy_from_the_grid(watch: Watch) -> None:
    watch.see(IDLE, minutes=60)
    watch.see(charging(solar_w=5000), minutes=60)
    watch.see(GONE)
    (session,) = watch.ended
    assert session.saved == pytest.approx(5.0 * (0.30 - 0.08), rel=0.01)
    assert session.saved_carbon_g == pytest.approx(2000, rel=0.01)
    assert watch.ledger.totals.saved == {"": session.saved}


@pytest.mark.parametrize("plugged_in_at", [0.02, 0.10, 0.30, 0.60])
@pytest.mark.parametrize("charged_at", [0.09, 0.30, 0.60])
def test_a_session_mostly_of_the_sun_never_costs_more_than_the_grid(
    watch: Watch, plugged_in_at: float, charged_at: float
) -> None:
    """86 % of it is sun, and at full speed from plug-in it might have been all sun: people compare with the grid."""
    watch.see(replace(IDLE, tariff=Tariff(plugged_in_at, 0.08)), minutes=60)
    watch.see(charging(solar_w=8600, grid_w=1400, seen=replace(IDLE, tariff=Tariff(charged_at, 0.08))), minutes=60)
    watch.see(GONE)
    assert watch.ended[0].saved is not None
    assert watch.ended[0].saved >= 8.6 * (charged_at - 0.08) * 0.99


def test_uncontrolled_charging_is_compared_at_the_prices_of_its_own_hour(watch: Watch) -> None:
    dear, cheap = Tariff(0.60), Tariff(0.10)
    watch.see(replace(IDLE, tariff=dear), minutes=120)
    watch.see(charging(grid_w=11_000, seen=replace(IDLE, tariff=cheap)), minutes=60)
    watch.see(GONE)
    assert watch.ended[0].saved == pytest.approx(11 * 0.5, rel=0.01)


def test_without_a_price_no_money_is_claimed(watch: Watch) -> None:
    watch.see(charging(solar_w=2000, seen=replace(IDLE, tariff=Tariff())), minutes=30)
    watch.see(GONE)
    assert watch.ended[0].cost is None
    assert watch.ended[0].saved is None
    assert watch.ended[0].carbon_g is None


def test_each_mode_is_a_sub_session(watch: Watch) -> None:
    watch.see(charging(solar_w=3000), minutes=30)
    watch.see(charging(grid_w=11_000, seen=replace(IDLE, mode="boost")), minutes=30)
    watch.see(charging(solar_w=3000), minutes=30)
    watch.see(GONE)
    parts = watch.ended[0].parts
    assert [part.mode for part in parts] == ["solar_only", "boost", "solar_only"]
    assert parts[0].ended_s == parts[1].started_s
    assert sum(part.energy_wh for part in parts) == watch.ended[0].energy_wh


@pytest.mark.parametrize("tick_wh", [1, 100, 1000])
def test_the_chargers_own_counter_has_the_last_word_on_how_much(watch: Watch, tick_wh: int) -> None:
    """The power sensor reads 5 % low; the counter moves in steps."""
    counter_wh = 120_000.0
    watch.see(replace(IDLE, counter_wh=counter_wh))
    for minute in range(120):
        watch.see(
            charging(solar_w=4750, grid_w=2850, seen=replace(IDLE, counter_wh=counter_wh // tick_wh * tick_wh)),
            minutes=1,
        )
        counter_wh = 120_000.0 + 8000 * (minute + 1) / 60
    watch.see(replace(IDLE, counter_wh=counter_wh // tick_wh * tick_wh))
    watch.see(GONE)
    (session,) = watch.ended
    assert session.energy_wh == pytest.approx(16_000, rel=0.01)
    assert session.solar_wh / session.energy_wh == pytest.approx(4750 / 7600, rel=0.001)


def test_a_counter_that_begins_at_zero_with_each_session_counts_nothing_twice(watch: Watch) -> None:
    watch.see(replace(IDLE, counter_wh=9000.0), minutes=1)
    watch.see(replace(IDLE, counter_wh=0.0), minutes=1)
    for minute in range(60):
        watch.see(charging(solar_w=3000, seen=replace(IDLE, counter_wh=50.0 * minute)), minutes=1)
    watch.see(replace(GONE, counter_wh=3000.0))
    assert watch.ended[0].energy_wh == pytest.approx(3000, rel=0.01)


@pytest.mark.parametrize("dip_wh", [1.0, 500.0, 50_000.0])
@pytest.mark.parametrize("tick_wh", [1, 100, 1000])
def test_a_counter_that_dips_and_returns_counts_nothing_twice(watch: Watch, tick_wh: int, dip_wh: float) -> None:
    for minute in range(240):
        shown_wh = (60_000.0 + 50.0 * minute) // tick_wh * tick_wh
        dipped_wh = shown_wh - dip_wh if minute % 10 == 7 else shown_wh
        watch.see(charging(solar_w=3000, seen=replace(IDLE, counter_wh=dipped_wh)), minutes=1)
    watch.see(GONE)
    assert watch.ended[0].energy_wh == pytest.approx(12_000, rel=0.02)


def test_an_absurd_jump_of_the_counter_is_not_believed(watch: Watch) -> None:
    watch.see(charging(solar_w=3000, seen=replace(IDLE, counter_wh=1000.0)), minutes=10)
    watch.see(charging(solar_w=3000, seen=replace(IDLE, counter_wh=9_000_000.0)), minutes=10)
    watch.see(GONE)
    assert watch.ended[0].energy_wh == pytest.approx(1000, rel=0.02)


def test_a_restart_loses_nothing(watch: Watch) -> None:
    watch.see(charging(solar_w=3000), minutes=30)
    watch.restart(minutes=10)
    watch.see(charging(solar_w=3000), minutes=20)
    watch.see(GONE)
    (session,) = watch.ended
    assert session.energy_wh == pytest.approx(3000, rel=0.01)
    assert session.parts[0].assumed_wh == pytest.approx(500, rel=0.02)
    assert session.starts == {"solar_charging": 1}


def test_what_the_counter_counted_during_a_restart_is_booked(watch: Watch) -> None:
    watch.see(charging(grid_w=3600, seen=replace(IDLE, counter_wh=1000.0)), minutes=1)
    watch.see(charging(grid_w=3600, seen=replace(IDLE, counter_wh=1060.0)))
    watch.restart(minutes=60)
    watch.see(replace(IDLE, counter_wh=3060.0))
    watch.see(GONE)
    assert watch.ended[0].energy_wh == pytest.approx(2060, rel=0.01)


def test_a_car_that_stopped_during_a_restart_is_not_credited_with_it(watch: Watch) -> None:
    watch.see(charging(solar_w=3000), minutes=30)
    watch.restart(minutes=60)
    watch.see(IDLE)
    watch.see(GONE)
    assert watch.ended[0].energy_wh == pytest.approx(1500, rel=0.01)


def test_a_charger_that_does_not_tell_of_cars_has_sessions_all_the_same(watch: Watch) -> None:
    dumb = replace(IDLE, car=CarState.UNKNOWN)
    busy = replace(charging(solar_w=2000), car=CarState.UNKNOWN)
    for _ in range(2):
        watch.see(busy, minutes=30)
        watch.see(dumb, minutes=20)
        watch.see(busy, minutes=30)
        watch.see(dumb, minutes=7 * 60, step_s=60)
    assert [session.energy_wh for session in watch.ended] == pytest.approx([2000, 2000], rel=0.02)


def test_a_plug_that_bounces_is_no_session(watch: Watch) -> None:
    watch.see(IDLE, minutes=0.5)
    watch.see(GONE)
    assert watch.ended == []


def test_today_ends_at_midnight_and_the_month_with_its_last_day(watch: Watch) -> None:
    watch.see(charging(solar_w=3000), minutes=60)
    totals = watch.ledger.totals
    assert totals.day_solar_wh == pytest.approx(3000, rel=0.01)
    watch.see(replace(IDLE, day="2026-06-21"))
    assert totals.day_solar_wh < 10
    assert totals.month_solar_wh == pytest.approx(3000, rel=0.01)
    watch.see(replace(IDLE, day="2026-07-01"))
    assert totals.month_solar_wh < 10
    assert totals.solar_wh == pytest.approx(3000, rel=0.01)


def test_sums_never_go_back_whatever_the_counter_says(watch: Watch) -> None:
    before = 0.0
    for counter in (1000.0, 1000.0, 1020.0, 900.0, 901.0, 5.0, 40.0):
        watch.see(charging(solar_w=3000, seen=replace(IDLE, counter_wh=counter)), minutes=1)
        assert watch.ledger.totals.solar_wh >= before
        before = watch.ledger.totals.solar_wh


@pytest.mark.parametrize(
    "damage", [{}, {"session": 5, "totals": []}, {"session": {"parts": [1]}, "baseline": {"points": [[1]]}}]
)
def test_damaged_books_begin_anew(damage: dict[str, object]) -> None:
    watch = Watch()
    watch.ledger = Ledger.from_dict(damage)
    watch.see(charging(solar_w=3000), minutes=10)
    assert watch.ledger.session is not None
    assert watch.ledger.session.energy_wh == pytest.approx(500, rel=0.02)


def test_a_session_names_its_car_once_it_is_recognised(watch: Watch) -> None:
    watch.see(charging(grid_w=6000), minutes=10)
    watch.see(charging(grid_w=6000, seen=replace(IDLE, occupant=Occupant("zoe", "Zoe"), soc_pct=42.0)), minutes=10)
    watch.see(charging(grid_w=6000, seen=replace(IDLE, soc_pct=44.0)), minutes=10)
    watch.see(GONE)
    (session,) = watch.ended
    assert (session.vehicle, session.soc_started_pct, session.soc_ended_pct) == ("Zoe", 42.0, 44.0)


def test_a_car_that_turns_out_to_be_another_takes_its_state_of_charge_along(watch: Watch) -> None:
    watch.see(charging(grid_w=6000, seen=replace(IDLE, occupant=Occupant("zoe", "Zoe"), soc_pct=42.0)), minutes=10)
    watch.see(charging(grid_w=6000, seen=replace(IDLE, occupant=Occupant("id3", "ID.3"), soc_pct=71.0)), minutes=10)
    watch.see(GONE)
    (session,) = watch.ended
    assert (session.vehicle, session.soc_started_pct, session.soc_ended_pct) == ("ID.3", 71.0, 71.0)


def test_one_report_of_no_car_in_mid_charge_is_no_end(watch: Watch) -> None:
    watch.see(charging(solar_w=3000), minutes=30)
    watch.see(GONE, minutes=0.25)
    watch.see(charging(solar_w=3000), minutes=30)
    assert watch.ended == []
    unplugged_at = watch.now
    watch.see(GONE)
    (session,) = watch.ended
    assert session.energy_wh == pytest.approx(3000, rel=0.02)
    assert session.ended_s == pytest.approx(unplugged_at.timestamp(), abs=10)


@pytest.mark.parametrize("power_w", [0.0, 3000.0], ids=["paused", "charging"])
@pytest.mark.parametrize("jump_wh", [5_000.0, 150_000.0, 4.3e12])
def test_a_counter_that_jumps_is_not_believed_beyond_what_can_have_flowed(
    watch: Watch, power_w: float, jump_wh: float
) -> None:
    seen = charging(solar_w=power_w) if power_w else IDLE
    for minute in range(60):
        watch.see(replace(seen, counter_wh=10_000.0 + power_w * minute / 60.0), minutes=1)
    watch.see(replace(seen, counter_wh=13_000.0 + jump_wh), minutes=1)
    watch.see(replace(GONE, counter_wh=13_000.0 + jump_wh))
    (session,) = watch.ended
    assert session.energy_wh == pytest.approx(power_w, rel=0.05, abs=1.0)
    assert session.refused_wh == pytest.approx(jump_wh, rel=1.0)


def test_what_a_counter_counted_while_home_assistant_was_down_is_believed(watch: Watch) -> None:
    watch.see(replace(IDLE, counter_wh=10_000.0), minutes=10)
    watch.restart(minutes=180)
    watch.see(replace(IDLE, counter_wh=22_000.0), minutes=10)
    watch.see(GONE)
    (session,) = watch.ended
    assert (session.grid_wh, session.refused_wh) == (12_000.0, 0.0)


def test_what_flowed_until_a_look_is_booked_at_the_power_of_then_not_of_now(watch: Watch) -> None:
    watch.see(charging(solar_w=6000), step_s=30)
    watch.see(charging(grid_w=1000), step_s=30)
    watch.see(replace(IDLE, reason="off"), step_s=30)
    session = watch.ledger.session
    assert session is not None
    assert session.solar_wh == pytest.approx(6000 * 30 / 3600)
    assert session.grid_wh == pytest.approx(1000 * 30 / 3600)


@pytest.mark.parametrize("step_wh", [100.0, 1000.0])
def test_a_counter_that_moves_before_power_is_seen_counts_nothing_of_the_session_before(
    watch: Watch, step_wh: float
) -> None:
    watch.see(replace(IDLE, counter_wh=4000.0), minutes=10)
    for minute in range(60):
        counter_wh = 4000.0 + step_wh + 6000.0 * minute / 60 // step_wh * step_wh
        watch.see(charging(solar_w=6000, seen=replace(IDLE, counter_wh=counter_wh)), minutes=1)
    watch.see(replace(GONE, counter_wh=10_000.0))
    assert watch.ended[0].energy_wh == pytest.approx(6000, abs=20)
    assert watch.ended[0].grid_wh == 0.0
