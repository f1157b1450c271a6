"""Integrations that show a command as done at once, then what the charger last said of itself, then the command again."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("echo of 10 s", with_station(command_latency_s=5, reports=polled(5, 5, is_optimistic=True))),
    Scenario("echo of 40 s", with_station(command_latency_s=10, reports=polled(15, 30, is_optimistic=True))),
)
