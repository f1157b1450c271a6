"""Sun and batteries that no sensor shows: an inverter held back by an export limit, a home battery that is not read."""

from dataclasses import replace

from simulator.control.equipment import SINGLE_PHASE, WITH_BATTERY

from .scenario import Scenario, polled, with_stations

SCENARIOS = (
    Scenario("no export allowed", replace(SINGLE_PHASE, export_limit_w=0.0)),
    Scenario("export limit of 2 kW", replace(SINGLE_PHASE, export_limit_w=2000.0)),
    Scenario(
        "home battery not read", replace(with_stations(WITH_BATTERY, reports=polled(5, 1)), is_battery_read=False)
    ),
)
