"""A car that takes nothing below 8 A (a Zoe), and one that takes a tenth less than it is offered."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("car refuses below 8 A", with_station(car_min_a=8, reports=polled(5, 1))),
    Scenario("car takes 10 % less", with_station(taken_of_offered=0.87, reports=polled(5, 1))),
)
