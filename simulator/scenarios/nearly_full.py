"""Cars that are full, get full, or balance their cells."""

from simulator.control.fast_home import FastHome

from .scenario import Scenario, polled, with_station

TAKES_W = 7000.0
TAPERS_OVER_S = 3600.0


def full(now_s: int, home: FastHome) -> None:
    """Take nothing from the third hour on, and do not say why."""
    home.stations[0].limit_w = 0.0 if now_s > 3 * 3600 else None


def balances(now_s: int, home: FastHome) -> None:
    """From the third hour on take 500 W for a minute and a half of every twenty."""
    if now_s > 3 * 3600:
        home.stations[0].limit_w = 500.0 if now_s % 1200 < 90 else 0.0


def tapers(now_s: int, home: FastHome) -> None:
    """From the fourth hour on take less and less, until it is full and says so."""
    if now_s > 4 * 3600:
        station = home.stations[0]
        left = 1.0 - (now_s - 4 * 3600) / TAPERS_OVER_S
        station.limit_w = TAKES_W * left if left > 0.15 else 0.0
        station.is_full = left <= 0.15


SCENARIOS = (
    Scenario("car full, says nothing", with_station(reports=polled(5, 1)), incident=full),
    Scenario("car balances", with_station(reports=polled(5, 1)), incident=balances),
    Scenario("car tapers", with_station(reports=polled(5, 1)), incident=tapers),
)
