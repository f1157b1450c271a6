"""Chargers of clouds and slow polls: what they show is old, and may be an earlier command of ours."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("charger each 5 s, 15 s late", with_station(reports=polled(5, 15))),
    Scenario("charger each 30 s, 30 s late", with_station(reports=polled(30, 30))),
    Scenario("charger each 60 s, 30 s late", with_station(reports=polled(60, 30))),
)
