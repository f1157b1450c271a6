"""Cars that use one or two of three phases; nobody has said so."""

from simulator.control.equipment import SWITCHING, THREE_PHASE

from .scenario import Scenario, polled, with_stations

SCENARIOS = (
    Scenario("one-phase car on three phases", with_stations(THREE_PHASE, car_phases=1, reports=polled(5, 1))),
    Scenario("two-phase car on three phases", with_stations(THREE_PHASE, car_phases=2, reports=polled(5, 1))),
    Scenario("two-phase car, 1p/3p", with_stations(SWITCHING, car_phases=2, reports=polled(5, 1))),
)
