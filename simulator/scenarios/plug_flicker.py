"""A plug that seems to be pulled for a few seconds, several times an hour."""

from simulator.control.fast_home import FastHome

from .scenario import Scenario, polled, with_station


def flicker(now_s: int, home: FastHome) -> None:
    """Lose the car for three seconds each quarter of an hour."""
    for station in home.stations:
        station.is_connected = not 0 <= now_s % 900 - 450 < 3


SCENARIOS = (Scenario("plug flickers", with_station(reports=polled(1, 1)), incident=flicker),)
