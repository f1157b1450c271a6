"""How each charger charges: its mode and its limits. The same settings that the entities show, not a copy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...cars.recognise import GUEST
from ...catalogue.charger_config import ChargerConfig
from ...const import EVSE_CEILING_A, EVSE_FLOOR_A
from ...control.charger import mode_changes
from ...coordinator import SolarChargingCoordinator
from ...engine.model import SolarMode
from ...engine.policy import SwitchingPreference
from ...settings import ChargerSettings, GridPhase, ReleaseBehavior
from .. import charge_requests
from ..charger_resource import ChargerResource
from ..chargers import evse_id, settings_id, vehicle_id
from ..errors import SOLAR_ARRAY_REQUIRED, invalid
from ..operation import Access, ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import Schema, choice, integer, link, nullable, record, text


@dataclass(frozen=True, slots=True)
class SettingField:
    """A field of the settings: its schema, how it is read from them, and how what a client wrote becomes a change."""

    schema: Schema
    read: Callable[[ChargerSettings], Any]
    written: Callable[[Any], Mapping[str, Any]]


def _milliamps(current_a: float | None) -> int | None:
    return None if current_a is None else round(current_a * 1000)


def _amps(milliamps: float | None) -> float | None:
    return None if milliamps is None else milliamps / 1000


def _choice[E: StrEnum](description: str, field: str, kind: type[E]) -> SettingField:
    """Return a field that holds one of a few words; programs write them in capitals."""
    return SettingField(
        choice(description, [one.value.upper() for one in kind]),
        lambda settings: getattr(settings, field).value.upper(),
        lambda value: {field: kind(value.lower())},
    )


_CURRENT = {"least": round(EVSE_FLOOR_A * 1000), "most": round(EVSE_CEILING_A * 1000)}

SETTINGS: Mapping[str, SettingField] = {
    "solar_mode_type": _choice("Energy sources for charging. BOOST: full speed now.", "mode", SolarMode),
    "session_solar_mode_type": SettingField(
        nullable(choice("Mode until the car leaves. Null: solar_mode_type.", [one.value.upper() for one in SolarMode])),
        lambda settings: settings.session_mode and settings.session_mode.value.upper(),
        lambda value: {"session_mode": value and SolarMode(value.lower())},
    ),
    "minimum_current_milliamps": SettingField(
        nullable(integer("Lowest charging current. Null: the charger's own limit.", **_CURRENT)),
        lambda settings: _milliamps(settings.min_current_a),
        lambda value: {"min_current_a": _amps(value)},
    ),
    "maximum_current_milliamps": SettingField(
        nullable(integer("Highest charging current. Null: the charger's own limit.", **_CURRENT)),
        lambda settings: _milliamps(settings.max_current_a),
        lambda value: {"max_current_a": _amps(value)},
    ),
    "priority": SettingField(
        integer("With several chargers, the higher number goes first.", 0, 10),
        lambda settings: round(settings.priority),
        lambda value: {"priority": float(value)},
    ),
    "release_behavior_type": _choice(
        "State of the charger when it is no longer controlled.", "release_behavior", ReleaseBehavior
    ),
    "switching_preference_type": _choice(
        "Balances starts, stops and phase switches against unused solar energy.",
        "switching_preference",
        SwitchingPreference,
    ),
    "grid_phase_type": _choice(
        "Grid phase that the charger's first conductor is connected to.", "grid_phase", GridPhase
    ),
}

_GUEST = GUEST.upper()
_VEHICLE = nullable(text(f"ID of the connected car until it leaves, or {_GUEST}. Null: detected automatically."))
_FIELDS = {
    **{name: setting.schema for name, setting in SETTINGS.items()},
    **charge_requests.FIELDS,
    "vehicle": _VEHICLE,
}

SCHEMAS = {
    "ChargingSessionSettings": record(
        "Settings of a charger.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("The charger's name."),
            "evse": link("The charger."),
            **_FIELDS,
        },
    ),
    "ChargingSessionSettingsChange": record("Fields to change. Other fields stay unchanged.", _FIELDS, required=[]),
}


async def _update(call: ApiCall) -> Mapping[str, Any]:
    coordinator = required_running(call.hass)
    charger = _CHARGERS.charger(call)
    changes: dict[str, Any] = {"charge_request": charge_requests.changed(coordinator, charger.id, call.body)}
    for name, value in call.body.items():
        if name in SETTINGS:
            changes |= SETTINGS[name].written(value)
    if "solar_mode_type" in call.body:
        chosen = mode_changes(coordinator, charger.id, changes["mode"], is_for_session=False)
        changes = {**chosen, **changes}
    changed = coordinator.settings.with_charger(charger.id, **changes)
    if changed.charger(charger.id).are_currents_crossed:
        raise invalid({"minimum_current_milliamps": ["Must not exceed the maximum current."]})
    if "vehicle" in call.body and not coordinator.cars.choose(charger.id, _car_id(coordinator, call.body["vehicle"])):
        raise invalid({"vehicle": ["No car is plugged in at this charger."]})
    if charge_requests.MODES & call.body.keys():
        coordinator.async_end_override(charger.id)
    coordinator.async_set_settings(changed)
    return _CHARGERS.member_of(call, charger)


def _car_id(coordinator: SolarChargingCoordinator, written: str | None) -> str | None:
    ids: dict[str | None, str | None] = {
        None: None,
        _GUEST: GUEST,
        **{vehicle_id(car_id): car_id for car_id in coordinator.cars.cars},
    }
    if written not in ids:
        raise invalid({"vehicle": [f"Must be the ID of a vehicle, or {_GUEST}."]})
    return ids[written]


def _chosen(coordinator: SolarChargingCoordinator, charger_id: str) -> str | None:
    chosen = coordinator.cars.chosen(charger_id)
    return _GUEST if chosen == GUEST else chosen and vehicle_id(chosen)


def _described(call: ApiCall, coordinator: SolarChargingCoordinator, charger: ChargerConfig) -> Mapping[str, Any]:
    settings = coordinator.settings.charger(charger.id)
    return {
        "name": charger.name,
        "evse": call.url("evses", evse_id(charger)),
        **{name: setting.read(settings) for name, setting in SETTINGS.items()},
        **charge_requests.shown(settings.charge_request, coordinator.requests.charged(charger.id)),
        "vehicle": _chosen(coordinator, charger.id),
    }


_CHARGERS = ChargerResource(
    collection="charging_session_settings",
    member="charging_session_settings",
    answer="ChargingSessionSettings",
    what="charging session settings object",
    id_of=settings_id,
    describe=_described,
)

RESOURCE = Resource(
    title="Charging session settings",
    schemas=SCHEMAS,
    operations=(
        *_CHARGERS.reads("List the settings of all chargers.", "Retrieve the settings of a charger."),
        Operation(
            method="patch",
            path="/charging_session_settings/{id}",
            name="update_charging_session_settings",
            summary="Change the settings of a charger.",
            body="ChargingSessionSettingsChange",
            answer="ChargingSessionSettings",
            handle=_update,
            access=Access.ADMINISTRATOR,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
