"""Chargers that change by themselves: a reset to full current, a timer that starts them. Nobody has touched them."""

from simulator.control.fast_home import FastHome

from .scenario import Scenario, polled, with_station

RESETS_EVERY_S = 2400


def resets(now_s: int, home: FastHome) -> None:
    """Fall back to the full current."""
    if now_s % RESETS_EVERY_S == 1200:
        for station in home.stations:
            station.set_a = float(station.spec.max_current_a)


def starts_itself(now_s: int, home: FastHome) -> None:
    """Switch itself on."""
    if now_s % RESETS_EVERY_S == 1200:
        for station in home.stations:
            station.enabled = True


SCENARIOS = (
    Scenario("box resets to full current", with_station(reports=polled(5, 1)), incident=resets),
    Scenario("box starts by itself", with_station(reports=polled(5, 1)), incident=starts_itself),
)
