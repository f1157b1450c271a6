"""The fields of a session that a client can correct, and what they change."""

from ..control.statements import persons
from ..coordinator import SolarChargingCoordinator
from ..sessions.accounts import GUEST
from ..sessions.session import Occupant
from ..sessions.session_change import SessionChange
from .chargers import vehicle_id
from .errors import invalid
from .ids import stable_id
from .operation import ApiCall
from .schemas import boolean, integer, record, text

CHANGE = record(
    "Correction of a session. Other fields stay unchanged.",
    {
        "energy_delivered_watt_hours": integer("Charged energy. Its sources keep their shares.", 0, 300_000),
        "vehicle": text("Id of the car, or GUEST."),
        "driver": text("Id of the person who drove."),
        "note": text("Note, shown in statements."),
        "is_deleted": boolean("Whether the session counts nowhere. Its record is kept."),
    },
    required=[],
)


def driver_id(person_id: str) -> str:
    """Return the id of a person who drives."""
    return stable_id("drvr", person_id)


def session_change(call: ApiCall, coordinator: SolarChargingCoordinator) -> SessionChange:
    """Return the change a request asks for; raises ProblemError for a car or a person that there is not."""
    body, occupant, driver = call.body, None, None
    if (vehicle := body.get("vehicle")) is not None:
        cars = {vehicle_id(car_id): coordinator.cars.occupant_of(car_id) for car_id in coordinator.cars.cars}
        occupant = Occupant(GUEST) if vehicle == GUEST.upper() else cars.get(vehicle)
        if occupant is None:
            raise invalid({"vehicle": ["There is no such vehicle."]})
    if "driver" in body:
        known = {driver_id(key): Occupant(person_id=key, person=name) for key, name in persons(call.hass).items()}
        driver = known.get(body["driver"])
        if driver is None:
            raise invalid({"driver": ["There is no such driver."]})
    energy_wh = body.get("energy_delivered_watt_hours")
    return SessionChange(energy_wh, occupant, driver, body.get("note"), body.get("is_deleted"))
