"""Commands that take their time: a cloud's queue, a battery-powered bridge, a box that is asked once a minute."""

from .scenario import Scenario, polled, with_station

SCENARIOS = (
    Scenario("commands 15 s late", with_station(command_latency_s=15, reports=polled(5, 1))),
    Scenario("commands 2-45 s late", with_station(command_jitter_s=43, reports=polled(5, 1))),
    Scenario("all of it 60 s late", with_station(command_latency_s=30, reports=polled(30, 30))),
)
