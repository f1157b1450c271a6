"""A week of living, with two restarts and a broken price feed, leaves right books behind."""

import pytest

from simulator.bench.living import audit
from simulator.planning import living
from simulator.planning.living import Month
from simulator.planning.prices import household_prices
from simulator.planning.year import made_up


def test_nothing_is_lost_and_every_session_balances(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living, "TICK_S", 30)
    monkeypatch.setattr(living, "RESTARTS_DAYS", (1.1, 2.5))
    monkeypatch.setattr(living, "BROKEN_PRICES_DAYS", (1.0, 2.0))
    year = made_up(120)
    month = Month(year, household_prices(year), 100, days=4)
    month.live()
    for figures in audit(month).values():
        assert figures["sessions"] == figures["stays"]
        assert figures["unbalanced_sessions"] == 0
        assert figures["booked_kwh"] == pytest.approx(figures["true_kwh"], rel=0.02)
        assert figures["departures_missed"] == 0
