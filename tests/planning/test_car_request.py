"""What a car asks for itself goes with it to every charger, and counts before what the charger asks."""

from custom_components.solar_charging.planning.charge_request import ChargeRequest, with_car

CHARGER = ChargeRequest(
    ready_by_time="07:00", ready_by_weekdays=(0, 1), ready_by_wh=5000.0, charge_limit_pct=90.0, energy_limit_wh=8000.0
)


def test_a_car_that_asks_for_nothing_gets_what_its_charger_asks() -> None:
    assert with_car(CHARGER, ChargeRequest()) == CHARGER
    # Days alone are no departure.
    assert with_car(CHARGER, ChargeRequest(ready_by_weekdays=(5,))) == CHARGER


def test_each_of_its_own_replaces_the_chargers_as_a_whole() -> None:
    found = with_car(CHARGER, ChargeRequest(ready_by_time="06:00", ready_by_soc_pct=80.0))
    assert (found.ready_by_time, found.ready_by_weekdays) == ("06:00", ())
    assert (found.ready_by_soc_pct, found.ready_by_wh) == (80.0, None)
    assert (found.charge_limit_pct, found.energy_limit_wh) == (90.0, 8000.0)
    found = with_car(CHARGER, ChargeRequest(charge_limit_pct=70.0, minimum_charge_pct=20.0))
    assert (found.charge_limit_pct, found.minimum_charge_pct, found.ready_by_time) == (70.0, 20.0, "07:00")
