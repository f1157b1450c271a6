"""Integrations that make several calls to the device for one command: OCPP reads unit and stack level beside each profile."""

from simulator.control.equipment import SINGLE_PHASE, THREE_PHASE, ReportSpec

from .scenario import Scenario, polled, with_stations

SCENARIOS = (
    # Shows what was asked for, answers within ten seconds, and samples its power once a minute, as it is set up.
    Scenario(
        "OCPP, 3 calls a command",
        with_stations(SINGLE_PHASE, calls_per_command=3, command_jitter_s=8, reports=ReportSpec(60, 1)),
    ),
    Scenario("2 calls a command, 3p", with_stations(THREE_PHASE, calls_per_command=2, reports=polled(5, 1))),
)
