"""A month's sessions for the card: money of two currencies is never added up."""

from dataclasses import replace

from custom_components.solar_charging.api.session_month import _totals
from custom_components.solar_charging.sessions.session import Session, SubSession
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.tariff import Tariff


def test_totals_are_of_one_currency_and_of_all_energy() -> None:
    part = SubSession("solar_only")
    part.add(Shares(grid=1000.0), Tariff(0.30, 0.08))
    of_old, of_new = (Session("garage", parts=[replace(part)], currency=currency) for currency in ("HRK", "EUR"))
    totals = _totals([of_old, of_new], "EUR")
    assert (totals["cost"], totals["energy_delivered_watt_hours"]) == (0.30, 2000)
    assert _totals([of_old], "EUR")["cost"] is None
    assert _totals([of_old], "HRK")["cost"] == 0.30
