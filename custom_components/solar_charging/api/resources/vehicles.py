"""Cars: which charger each is at, how full it is, and what was learnt of it."""

from collections.abc import Mapping
from typing import Any

from ...cars.state_of_charge import SocSource
from ...coordinator import SolarChargingCoordinator
from ...devices.vehicle import VehicleConfig
from ..chargers import evse_id, vehicle_id
from ..errors import SOLAR_ARRAY_REQUIRED, not_found
from ..operation import Access, ApiCall, Operation, Resource
from ..running_home import required_running
from ..schemas import choice, integer, link, nullable, number, record, text

_STATE_OF_CHARGE = "state_of_charge_percentage"
_ENTERED = number("Current state of charge, as shown in the car.", 0, 100)

SCHEMAS = {
    "Vehicle": record(
        "A car.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "evse": nullable(link("The charger it is plugged in at. Null: none, or not identified.")),
            "battery_watt_hours": integer("Usable capacity of the battery.", 0),
            "maximum_current_milliamps": nullable(integer("Maximum current. Null: the charger's maximum.", 0)),
            "phases": nullable(integer("Number of phases it uses. Null: detected automatically.", 1, 3)),
            _STATE_OF_CHARGE: nullable(number("State of charge. Null: not known, or not plugged in.", 0, 100)),
            "state_of_charge_type": nullable(
                choice("Source of the state of charge.", [one.value.upper() for one in SocSource])
            ),
            "reported_percentage": nullable(number("Last reported state of charge.", 0, 100)),
            "charge_limit_percentage": nullable(number("Charge limit of the car. Null: not known.", 0, 100)),
            "charging_efficiency_percentage": number("Learned charging efficiency.", 0, 100),
        },
    ),
    "VehicleChange": record(
        "Fields to change. Other fields stay unchanged.", {_STATE_OF_CHARGE: _ENTERED}, required=[]
    ),
}


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    coordinator = required_running(call.hass)
    return [_representation(call, coordinator, car) for car in coordinator.cars.cars.values()]


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    coordinator = required_running(call.hass)
    return _representation(call, coordinator, _car(call, coordinator))


async def _update(call: ApiCall) -> Mapping[str, Any]:
    coordinator = required_running(call.hass)
    car = _car(call, coordinator)
    if _STATE_OF_CHARGE in call.body:
        coordinator.cars.enter_soc(car.id, call.body[_STATE_OF_CHARGE])
        coordinator.async_user_changed()
    return _representation(call, coordinator, car)


def _car(call: ApiCall, coordinator: SolarChargingCoordinator) -> VehicleConfig:
    for car in coordinator.cars.cars.values():
        if vehicle_id(car.id) == call.path["id"]:
            return car
    raise not_found("vehicle")


def _representation(call: ApiCall, coordinator: SolarChargingCoordinator, car: VehicleConfig) -> Mapping[str, Any]:
    cars, charge = coordinator.cars, coordinator.cars.charge(car.id)
    charger = next((one for one in coordinator.site.chargers if cars.here(one.id).car is car), None)
    here = cars.here(charger.id) if charger else None
    id_ = vehicle_id(car.id)
    return {
        "id": id_,
        "url": call.url("vehicles", id_),
        "name": car.name,
        "evse": call.url("evses", evse_id(charger)) if charger else None,
        "battery_watt_hours": round(car.battery_wh),
        "maximum_current_milliamps": None if car.max_current_a is None else round(car.max_current_a * 1000),
        "phases": car.phases,
        _STATE_OF_CHARGE: None if here is None or here.soc_pct is None else round(here.soc_pct, 1),
        "state_of_charge_type": here.soc_known_by.value.upper() if here and here.soc_known_by else None,
        "reported_percentage": charge.reported_pct,
        "charge_limit_percentage": here.limit_pct if here else None,
        "charging_efficiency_percentage": round(charge.charging_efficiency * 100.0, 1),
    }


RESOURCE = Resource(
    title="Vehicles",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/vehicles",
            name="list_vehicles",
            summary="List the cars.",
            answer="Vehicle",
            handle=_list,
            is_list=True,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/vehicles/{id}",
            name="retrieve_vehicle",
            summary="Retrieve a car.",
            answer="Vehicle",
            handle=_retrieve,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="patch",
            path="/vehicles/{id}",
            name="update_vehicle",
            summary="Set the state of charge of a car without a sensor.",
            body="VehicleChange",
            answer="Vehicle",
            handle=_update,
            access=Access.ADMINISTRATOR,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
