"""Grid meters of clouds: a value a minute, now and then none; and a bridge that drops out."""

from simulator.control.meter import FastMeterFault, MeterSpec

from .scenario import Scenario

SCENARIOS = (
    Scenario("meter 60 s, jitter, 20 % lost", meter=MeterSpec(60, 10, jitter_s=20, lost_part=0.2)),
    Scenario("meter out for 3 min each 20 min", fault=FastMeterFault("unavailable", 600, 780, repeats_s=1200)),
)
