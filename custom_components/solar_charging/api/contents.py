"""Everything the API can do."""

from collections.abc import Mapping

from .operation import Operation, Resource
from .resources import (
    charging_forecast_logs,
    charging_schedules,
    charging_session_settings,
    charging_sessions,
    evses,
    generation_readings,
    grid_limit_periods,
    inverter_models,
    inverters,
    live_power,
    problems,
    solar_arrays,
    solar_forecasts,
    statements,
    vehicles,
)
from .schemas import Schema

RESOURCES: tuple[Resource, ...] = (
    solar_arrays.RESOURCE,
    inverters.RESOURCE,
    inverter_models.RESOURCE,
    solar_forecasts.RESOURCE,
    charging_forecast_logs.RESOURCE,
    charging_schedules.RESOURCE,
    charging_session_settings.RESOURCE,
    charging_sessions.RESOURCE,
    evses.RESOURCE,
    vehicles.RESOURCE,
    statements.RESOURCE,
    live_power.RESOURCE,
    grid_limit_periods.RESOURCE,
    generation_readings.RESOURCE,
    problems.RESOURCE,
)

SCHEMAS: Mapping[str, Schema] = {name: schema for one in RESOURCES for name, schema in one.schemas.items()}


def by_path() -> Mapping[str, tuple[Operation, ...]]:
    """Return the operations of each path."""
    found: dict[str, list[Operation]] = {}
    for resource in RESOURCES:
        for operation in resource.operations:
            found.setdefault(operation.path, []).append(operation)
    return {path: tuple(operations) for path, operations in found.items()}
