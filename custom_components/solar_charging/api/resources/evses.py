"""Chargers: what each is doing, and why."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...cars.recognise import IdentifiedBy
from ...catalogue.charger_config import ChargerConfig
from ...coordinator import SolarChargingCoordinator
from ...engine.measure.reading import Reading
from ..charger_resource import ChargerResource
from ..chargers import evse_id, settings_id, vehicle_id
from ..operation import ApiCall, Resource
from ..schemas import boolean, choice, integer, link, named, nullable, number, record, text, timestamp
from ..times import written

_SIGNS = [sign.value.upper() for sign in IdentifiedBy]

SCHEMAS = {
    "EVSE": record(
        "A charger, or a car that is controlled directly.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "settings": link("Settings of the charger."),
            "vehicle": nullable(link("The connected car. Null: none, a guest, or not identified.")),
            "vehicle_recognised_by": choice("How the car was recognized, or why it wasn't.", _SIGNS),
            "is_in_shadow_mode": boolean("Whether it is only watched: decided and shown, but not controlled."),
            "latest_status_log": named("EVSEStatusLog"),
        },
    ),
    "EVSEStatusLog": record(
        "Current state of a charger, with the reason.",
        {
            "logged_at": timestamp("Time of this entry."),
            "status": text("Key of the reason."),
            "explanation": nullable(text("The reason in a sentence.", 1000)),
            "is_charging": boolean("Whether charging is requested."),
            "current_milliamps": integer("Requested current. 0: paused.", 0),
            "phases": integer("Number of phases.", 1, 3),
            "charge_watts": nullable(integer("Charging power. Null: not known.", 0)),
            "solar_watts": integer("Solar part of the charging power.", 0),
            "state_of_charge_percentage": nullable(
                number("State of charge of the car, estimated between updates.", 0, 100)
            ),
            "next_action_at": nullable(timestamp("When the state is expected to change.")),
        },
    ),
}


def _described(call: ApiCall, coordinator: SolarChargingCoordinator, charger: ChargerConfig) -> Mapping[str, Any]:
    here = coordinator.cars.here(charger.id)
    return {
        "name": charger.name,
        "settings": call.url("charging_session_settings", settings_id(charger)),
        "vehicle": call.url("vehicles", vehicle_id(here.car.id)) if here.car else None,
        "vehicle_recognised_by": here.identified_by.value.upper(),
        "is_in_shadow_mode": coordinator.settings.charger(charger.id).shadow_mode,
        "latest_status_log": status_of(coordinator, charger.id),
    }


def status_of(coordinator: SolarChargingCoordinator, charger_id: str) -> Mapping[str, Any]:
    """Return what a charger is doing and why, as the API shows it."""
    command = coordinator.data.command(charger_id)
    if command is None:
        raise ValueError(charger_id)
    inputs = next(one for one in coordinator.data.inputs.chargers if one.id == charger_id)
    power, soc_pct = inputs.power_w, coordinator.cars.here(charger_id).soc_pct
    return {
        "logged_at": written(dt_util.utcnow()),
        "status": command.reason.key,
        "explanation": coordinator.explainer.sentence(command.reason),
        "is_charging": command.is_enabled,
        "current_milliamps": round(command.current_a * 1000) if command.is_enabled else 0,
        "phases": command.phases,
        "charge_watts": max(round(power.value), 0) if isinstance(power, Reading) else None,
        "solar_watts": max(round(command.solar_power_w), 0),
        "state_of_charge_percentage": None if soc_pct is None else round(soc_pct, 1),
        "next_action_at": written(command.next_action_at),
    }


_CHARGERS = ChargerResource(
    collection="evses",
    member="evse",
    answer="EVSE",
    what="charger",
    id_of=evse_id,
    describe=_described,
)

RESOURCE = Resource(
    title="Chargers",
    schemas=SCHEMAS,
    operations=_CHARGERS.reads("List the chargers.", "Retrieve a charger."),
)
