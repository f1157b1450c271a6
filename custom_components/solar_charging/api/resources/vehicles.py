"""Cars: which charger each is at, how full it is, and what was learned of it."""

from collections.abc import Mapping
from typing import Any

from ...cars.state_of_charge import SocSource
from ...control.charger import async_update_car
from ...coordinator import SolarChargingCoordinator
from ...devices.vehicle import VehicleConfig, read_person
from ...managers.car_report import AWAY, HOME, car_charge, location
from ..charge_requests import CAR_FIELDS, plain_changes, shown_of_car
from ..chargers import evse_id, vehicle_id
from ..errors import SOLAR_ARRAY_REQUIRED, not_found
from ..operation import Access, ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import choice, integer, link, nullable, number, record, text, timestamp
from ..times import written_s

_STATE_OF_CHARGE = "state_of_charge_percentage"
_OWN = "What the car asks for itself, at every charger. Fields that are null are the charger's."
_LOCATIONS = ("EVSE", "HOME", "AWAY")
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
            _STATE_OF_CHARGE: nullable(number("State of charge, also while it is away. Null: not known.", 0, 100)),
            "state_of_charge_type": nullable(
                choice("Source of the state of charge.", [one.value.upper() for one in SocSource])
            ),
            "reported_percentage": nullable(number("Last reported state of charge.", 0, 100)),
            "charge_limit_percentage": nullable(number("Charge limit of the car. Null: not known.", 0, 100)),
            "charging_efficiency_percentage": number("Learned charging efficiency.", 0, 100),
            "state_of_charge_at": nullable(timestamp("When the state of charge held. Null: not known.")),
            "location": nullable(choice("Where it is. Null: not known.", _LOCATIONS)),
            "energy_delivered_watt_hours": integer("Energy it was charged with here.", 0),
            "solar_energy_delivered_watt_hours": integer("Of it from solar power.", 0),
            "battery_energy_delivered_watt_hours": integer("Of it from the home battery.", 0),
            "grid_energy_delivered_watt_hours": integer("Of it from the grid.", 0),
            "energy_elsewhere_watt_hours": integer("Energy it was charged with elsewhere.", 0),
            "cost": nullable(number("Cost of the energy. Null: no price is known.", -1e9, 1e9)),
            "currency": text("Of the cost."),
            "kilowatt_hours_per_100_kilometers": nullable(number("Consumption. Null: not known.", 0, 1e6)),
            "cost_per_100_kilometers": nullable(number("Cost over the same distance. Null: not known.", -1e9, 1e9)),
            "driver_name": nullable(text("Name of the usual driver. Null: none.")),
            "charge_request": record(_OWN, CAR_FIELDS),
        },
    ),
    "VehicleChange": record(
        "Fields to change. Other fields stay unchanged.",
        {_STATE_OF_CHARGE: _ENTERED, "charge_request": record(_OWN, CAR_FIELDS, required=[])},
        required=[],
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
    if own := call.body.get("charge_request"):
        async_update_car(coordinator, car.id, **plain_changes(own))
    return _representation(call, coordinator, car)


def _car(call: ApiCall, coordinator: SolarChargingCoordinator) -> VehicleConfig:
    for car in coordinator.cars.cars.values():
        if vehicle_id(car.id) == call.path["id"]:
            return car
    raise not_found("vehicle")


def _representation(call: ApiCall, coordinator: SolarChargingCoordinator, car: VehicleConfig) -> Mapping[str, Any]:
    cars, charge = coordinator.cars, coordinator.cars.charge(car.id)
    known, place = car_charge(cars, car.id), location(cars, car.id)
    account = coordinator.sessions.accounts.account(car.id)
    saved, driver = cars.saved(car.id), read_person(call.hass, car.driver_entity)
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
        _STATE_OF_CHARGE: round(known.pct, 1) if known else None,
        "state_of_charge_type": known.source.value.upper() if known else None,
        "reported_percentage": charge.reported_pct,
        "charge_limit_percentage": here.limit_pct if here else None,
        "charging_efficiency_percentage": round(charge.charging_efficiency * 100.0, 1),
        "state_of_charge_at": written_s(known.at_s) if known else None,
        "location": None if place is None else place.upper() if place in (HOME, AWAY) else "EVSE",
        "energy_delivered_watt_hours": round(account.totals.energy_wh),
        "solar_energy_delivered_watt_hours": round(account.totals.solar_wh),
        "battery_energy_delivered_watt_hours": round(account.totals.battery_wh),
        "grid_energy_delivered_watt_hours": round(account.totals.grid_wh),
        "energy_elsewhere_watt_hours": round(saved.elsewhere.energy_wh),
        "cost": account.costs.get(call.hass.config.currency),
        "currency": call.hass.config.currency,
        "kilowatt_hours_per_100_kilometers": saved.consumption.kwh_per_100_km,
        "cost_per_100_kilometers": saved.consumption.cost_per_100_km,
        "driver_name": driver.name if driver else None,
        "charge_request": shown_of_car(coordinator.settings.car(car.id)),
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
            summary="Set what a car asks for itself, and the state of charge of one without a sensor.",
            body="VehicleChange",
            answer="Vehicle",
            handle=_update,
            access=Access.ADMINISTRATOR,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
