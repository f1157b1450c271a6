"""What a car charges away from home, and what it uses on the road."""

import pytest

from custom_components.solar_charging.cars.consumption import Consumption, Mark
from custom_components.solar_charging.cars.elsewhere import ChargedElsewhere


@pytest.mark.parametrize(
    ("reports", "charged_kwh"),
    [
        # Slowly, percent by percent.
        ([51, 52, 53, 54, 55, 60], 5.0),
        # It drives, charges, drives, charges.
        ([40, 60, 55, 45, 48, 65], 20.0),
        # Downhill.
        ([48, 49, 50, 46, 47, 48], 0.0),
        # Only ever less.
        ([49, 40, 30], 0.0),
    ],
)
def test_a_state_of_charge_that_rises_while_away_was_charged_elsewhere(
    reports: list[float], charged_kwh: float
) -> None:
    elsewhere, before_pct = ChargedElsewhere(), 50.0
    for pct in reports:
        elsewhere.report(pct, before_pct, 50_000.0)
        before_pct = pct
    assert elsewhere.energy_wh / 1000 == pytest.approx(charged_kwh)


def test_what_is_carried_on_from_the_last_charge_is_no_charge_of_another() -> None:
    elsewhere = ChargedElsewhere()
    elsewhere.report(76.0, 74.2, 50_000.0)
    assert elsewhere.energy_wh == 0.0


def test_what_rises_at_home_is_not_elsewhere() -> None:
    elsewhere = ChargedElsewhere()
    elsewhere.report(50.0, 60.0, 50_000.0)
    elsewhere.arrive()
    elsewhere.report(80.0, 80.0, 50_000.0)
    assert elsewhere.energy_wh == 0.0


def test_consumption_is_what_was_charged_less_what_is_still_in_the_battery() -> None:
    used = Consumption()
    used.drive(Mark(10_000, 0.0, 0.0, 40_000))
    used.drive(Mark(10_050, 0.0, 0.0, 32_000))
    assert used.kwh_per_100_km is None
    used.drive(Mark(10_200, 20_000.0, 5.0, 24_000))
    assert used.kwh_per_100_km == pytest.approx(18.0)
    assert used.cost_per_100_km == pytest.approx(18.0 * 0.25)


def test_consumption_is_of_the_last_thousand_kilometres() -> None:
    used = Consumption()
    for trip in range(40):
        per_km_wh = 300.0 if trip < 20 else 150.0
        charged_wh = used.marks[-1].charged_wh if used.marks else 0.0
        used.drive(Mark(trip * 500.0, charged_wh + 500 * per_km_wh, None, 20_000))
    assert used.kwh_per_100_km == pytest.approx(15.0)


def test_another_odometer_begins_anew() -> None:
    used = Consumption()
    used.drive(Mark(10_000, 0.0, None, 40_000))
    used.drive(Mark(10_200, 40_000.0, None, 40_000))
    used.drive(Mark(3, 40_000.0, None, 40_000))
    assert used.kwh_per_100_km is None
