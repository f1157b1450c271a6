"""A contract that does not net the phases: what one exports is no help to another that imports. The car is on the busiest one."""

from dataclasses import replace

from simulator.control.equipment import SINGLE_PHASE

from .scenario import Scenario, polled, with_stations

HOME = with_stations(SINGLE_PHASE, max_current_a=16, reports=polled(5, 1))
SCENARIOS = (Scenario("phases not netted", replace(HOME, load_parts=(0.5, 0.3, 0.2))),)
