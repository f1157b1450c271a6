"""Inverters: those of the home, and those that were found and could be connected."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.util import dt as dt_util

from ...catalogue.entry import Kind, Role
from ...catalogue.inverter_models import InverterModel
from ...catalogue.proposal import FoundInverter
from ...const import CONF_AC_LIMIT_W, CONF_SCALES, CONF_SIGN_CONVENTIONS
from ...devices.source import RoleSource
from ...engine.measure.reading import Reading
from ...setup.discovery import async_discover
from ..errors import (
    INVERTER_IS_AMBIGUOUS,
    INVERTER_NOT_READABLE,
    SOLAR_ARRAY_REQUIRED,
    ProblemError,
    invalid,
    not_found,
)
from ..model_directory import Directory, async_directory
from ..operation import Access, ApiCall, Operation, Reference, Resource
from ..running_site import async_settled, entry_of, required_entry
from ..schemas import boolean, choice, expandable, integer, link, listed, named, nullable, record, text, timestamp
from ..site_inverters import (
    CONF_NAMED_MODELS,
    SiteInverter,
    async_connect,
    configured_entities,
    connected_inverters,
    found_id,
    is_connected,
    named_id,
)
from ..times import written
from .inverter_models import model_representation, onboarding_url

_STATUS = ("PRODUCING", "CONSUMING", "IDLE", "UNKNOWN")

SCHEMAS = {
    "SiteInverter": record(
        "An inverter in your home.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "make": nullable(text("Make. Null: not known.")),
            "model": nullable(expandable("InverterModel")),
            "is_readable": boolean("Whether its generation is measured. Otherwise it is estimated."),
            "created_at": timestamp("When it was added."),
            "latest_status_log": named("InverterStatusLog"),
            "onboarding_url": nullable(link("Link to add an integration that can read it.")),
        },
    ),
    "InverterStatusLog": record(
        "Latest state of an inverter. Earlier states are in Home Assistant's history.",
        {
            "url": link("URL of this object."),
            "sampled_at": nullable(timestamp("Time of the reading.")),
            "logged_at": timestamp("Time of this entry."),
            "inverter": link("The inverter."),
            "solar_power_watts": nullable(integer("Generation. Null: not known.", 0)),
            "status": choice("Status.", _STATUS),
        },
    ),
    "DiscoveredInverter": record(
        "An inverter, meter or battery in Home Assistant.",
        {
            "id": text("ID, and the inverter's ID once it is added."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "make": text("Make."),
            "kind": choice("Kind of device.", [kind.value for kind in Kind]),
            "integration": text("Domain of the integration that reads it."),
            "is_connected": boolean("Whether it is already in use."),
            "roles": listed(choice("Values it provides.", [role.value for role in Role])),
        },
    ),
    "NewInverter": record(
        "ID or URL of a model, or of a discovered inverter.",
        {"model": text("An inverter model."), "discovered_inverter": text("A discovered inverter.")},
        required=[],
    ),
}


def representation(call: ApiCall, entry: ConfigEntry[Any], inverter: SiteInverter) -> Mapping[str, Any]:
    """Return an inverter as the API shows it."""
    directory, model = inverter.directory, inverter.model_id
    return {
        "id": inverter.id,
        "url": call.url("inverters", inverter.id),
        "name": inverter.name,
        "make": inverter.make,
        "model": model
        and Reference(call.url("inverter_models", model), lambda: model_representation(call, directory, model)),
        "is_readable": bool(inverter.power_entities),
        "created_at": written(inverter.created_at),
        "latest_status_log": _status_log(call, entry, inverter),
        "onboarding_url": onboarding_url(_readers(directory, inverter)),
    }


def _readers(directory: Directory, inverter: SiteInverter) -> tuple[str, ...]:
    if inverter.integration:
        return (inverter.integration,)
    return directory.models[inverter.model_id].integrations if inverter.model_id else ()


def _status_log(call: ApiCall, entry: ConfigEntry[Any], inverter: SiteInverter) -> Mapping[str, Any]:
    source = RoleSource.of(
        Role.PV_POWER, inverter.power_entities, entry.data.get(CONF_SIGN_CONVENTIONS), entry.data.get(CONF_SCALES)
    )
    now = dt_util.utcnow()
    reading = source.read(call.hass, now)
    power_w = round(reading.value) if isinstance(reading, Reading) else None
    return {
        "url": call.url("inverters", inverter.id, "status_logs"),
        "sampled_at": written(reading.reported_at) if isinstance(reading, Reading) else None,
        "logged_at": written(now),
        "inverter": call.url("inverters", inverter.id),
        "solar_power_watts": None if power_w is None else max(power_w, 0),
        "status": _status(power_w),
    }


def _status(power_w: int | None) -> str:
    match power_w:
        case None:
            return "UNKNOWN"
        case 0:
            return "IDLE"
        case _:
            return "PRODUCING" if power_w > 0 else "CONSUMING"


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    if (entry := entry_of(call.hass)) is None:
        return []
    return [representation(call, entry, one) for one in await connected_inverters(call.hass, entry)]


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    return await _represented(call, call.path["id"])


async def _list_status_logs(call: ApiCall) -> list[Mapping[str, Any]]:
    return [(await _represented(call, call.path["id"]))["latest_status_log"]]


async def _represented(call: ApiCall, id_: str) -> Mapping[str, Any]:
    if entry := entry_of(call.hass):
        for one in await connected_inverters(call.hass, entry):
            if one.id == id_:
                return representation(call, entry, one)
    raise not_found("inverter")


async def _create(call: ApiCall) -> Mapping[str, Any]:
    entry = required_entry(call.hass)
    match call.body:
        case {"model": str(model), **others} if not others:
            id_ = await _create_of_model(call, entry, _last_part(model))
        case {"discovered_inverter": str(found), **others} if not others:
            id_ = await _connect(call, entry, await _discovered(call, _last_part(found)))
        case _:
            wrong = ["Send either a model or a discovered inverter."]
            raise invalid({"model": wrong, "discovered_inverter": wrong})
    await async_settled(entry)
    return await _represented(call, id_)


def _last_part(url_or_id: str) -> str:
    return url_or_id.rstrip("/").rsplit("/", 1)[-1]


async def _create_of_model(call: ApiCall, entry: ConfigEntry[Any], model_id: str) -> str:
    """Connect the discovered inverter of this make; if there is none, keep the model for its data sheet."""
    model = (await async_directory(call.hass)).models.get(model_id)
    if model is None:
        raise invalid({"model": ["This inverter model doesn't exist."]})
    candidates = [
        one
        for one in (await async_discover(call.hass)).inverters
        if one.make == model.make and Role.PV_POWER in one.roles
    ]
    same = [one for one in candidates if (one.model or "").casefold() == model.model.casefold()] or candidates
    if len(same) > 1:
        links = ", ".join(call.url("discovered_inverters", found_id(one)) for one in same)
        raise ProblemError(INVERTER_IS_AMBIGUOUS, links)
    return await _connect(call, entry, same[0]) if same else _name(call, entry, model_id, model)


def _name(call: ApiCall, entry: ConfigEntry[Any], model_id: str, model: InverterModel) -> str:
    data = dict(entry.data)
    named_models = list(data.get(CONF_NAMED_MODELS, ()))
    if all(one["model_id"] != model_id for one in named_models):
        named_models.append({"model_id": model_id, "created_at": dt_util.utcnow().isoformat()})
        if model.rated_ac_w and len(named_models) == 1:
            data.setdefault(CONF_AC_LIMIT_W, model.rated_ac_w)
        call.hass.config_entries.async_update_entry(entry, data={**data, CONF_NAMED_MODELS: named_models})
    return named_id(entry, model_id)


async def _connect(call: ApiCall, entry: ConfigEntry[Any], found: FoundInverter) -> str:
    proposal = await async_discover(call.hass)
    twin = next((one for one in proposal.inverters if found_id(one) == found_id(found)), None)
    if twin is None or not async_connect(call.hass, entry, proposal, twin):
        raise ProblemError(INVERTER_NOT_READABLE)
    return found_id(found)


async def _discovered(call: ApiCall, id_: str) -> FoundInverter:
    for one in (await async_discover(call.hass)).inverters:
        if found_id(one) == id_:
            return one
    raise invalid({"discovered_inverter": ["This inverter doesn't exist."]})


async def _list_discovered(call: ApiCall) -> list[Mapping[str, Any]]:
    entry = entry_of(call.hass)
    configured = configured_entities(entry) if entry else frozenset[str]()
    return [
        {
            "id": found_id(one),
            "url": call.url("discovered_inverters", found_id(one)),
            "name": one.name,
            "make": one.make,
            "kind": one.kind.value,
            "integration": one.integration,
            "is_connected": is_connected(one, configured),
            "roles": [role.value for role in one.roles],
        }
        for one in (await async_discover(call.hass)).inverters
    ]


async def _retrieve_discovered(call: ApiCall) -> Mapping[str, Any]:
    for one in await _list_discovered(call):
        if one["id"] == call.path["id"]:
            return one
    raise not_found("inverter")


_EXPANDS = ("model", "model.make")

RESOURCE = Resource(
    title="Inverters",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/inverters",
            name="list_inverters",
            summary="List the inverters in your home.",
            answer="SiteInverter",
            handle=_list,
            is_list=True,
            expands=_EXPANDS,
        ),
        Operation(
            method="post",
            path="/inverters",
            name="create_inverter",
            summary="Add an inverter to measure generation. A model that can't be read improves the estimate.",
            body="NewInverter",
            answer="SiteInverter",
            handle=_create,
            access=Access.ADMINISTRATOR,
            status=HTTPStatus.CREATED,
            expands=_EXPANDS,
            problems=(SOLAR_ARRAY_REQUIRED, INVERTER_NOT_READABLE, INVERTER_IS_AMBIGUOUS),
        ),
        Operation(
            method="get",
            path="/inverters/{id}",
            name="retrieve_inverter",
            summary="Retrieve an inverter.",
            answer="SiteInverter",
            handle=_retrieve,
            expands=_EXPANDS,
        ),
        Operation(
            method="get",
            path="/inverters/{id}/status_logs",
            name="list_inverter_status_logs",
            summary="List the states of an inverter (only the latest).",
            answer="InverterStatusLog",
            handle=_list_status_logs,
            is_list=True,
        ),
        Operation(
            method="get",
            path="/discovered_inverters",
            name="list_discovered_inverters",
            summary="List inverters, meters and batteries in Home Assistant.",
            answer="DiscoveredInverter",
            handle=_list_discovered,
            is_list=True,
        ),
        Operation(
            method="get",
            path="/discovered_inverters/{id}",
            name="retrieve_discovered_inverter",
            summary="Retrieve an inverter, meter or battery in Home Assistant.",
            answer="DiscoveredInverter",
            handle=_retrieve_discovered,
        ),
    ),
)
