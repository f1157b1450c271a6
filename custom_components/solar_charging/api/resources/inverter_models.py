"""Makes and models to choose from, and whether Home Assistant can read them."""

from collections.abc import Mapping
from typing import Any

from ...catalogue.inverter_models import InverterModel
from ..errors import invalid, not_found
from ..model_directory import Directory, Make, async_directory, make_id
from ..operation import Access, ApiCall, Operation, Reference, Resource
from ..schemas import boolean, expandable, link, listed, nullable, number, record, text

_READ = {
    "is_readable": boolean("Whether a Home Assistant integration can read it."),
    "integrations": listed(text("Domain of an integration that can read it. Core integrations come first.")),
    "onboarding_url": nullable(link("Link to add that integration in Home Assistant.")),
}
_NAME = {"name": text("Return only items whose name contains this text.")}

SCHEMAS = {
    "InverterMake": record(
        "An inverter manufacturer.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "icon": nullable(link("Logo, if Home Assistant has one.")),
            **_READ,
            "inverter_models": link("Models of this make."),
        },
    ),
    "InverterModel": record(
        "An inverter model.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "name": text("Name."),
            "make": expandable("InverterMake"),
            **_READ,
            "rated_ac_watts": nullable(number("Maximum output.", 0, 1e6)),
        },
    ),
}


def onboarding_url(integrations: tuple[str, ...]) -> str | None:
    """Return where the first of these integrations is added."""
    return f"/config/integrations/dashboard/add?domain={integrations[0]}" if integrations else None


def make_representation(call: ApiCall, make: Make) -> Mapping[str, Any]:
    """Return a make as the API shows it."""
    return {
        "id": make.id,
        "url": call.url("inverter_makes", make.id),
        "name": make.name,
        "icon": f"https://brands.home-assistant.io/{make.integrations[0]}/icon.png" if make.integrations else None,
        **_readable(call, make.integrations),
        "inverter_models": f"{call.url('inverter_models')}?make_id={make.id}",
    }


def model_representation(call: ApiCall, directory: Directory, id_: str) -> Mapping[str, Any]:
    """Return a model as the API shows it."""
    model: InverterModel = directory.models[id_]
    make = directory.makes[make_id(model.make)]
    return {
        "id": id_,
        "url": call.url("inverter_models", id_),
        "name": model.model,
        "make": Reference(call.url("inverter_makes", make.id), lambda: make_representation(call, make)),
        **_readable(call, model.integrations),
        "rated_ac_watts": model.rated_ac_w,
    }


def _readable(call: ApiCall, integrations: tuple[str, ...]) -> Mapping[str, Any]:
    return {
        "is_readable": bool(integrations),
        "integrations": list(integrations),
        "onboarding_url": onboarding_url(integrations),
    }


async def _list_makes(call: ApiCall) -> list[Mapping[str, Any]]:
    makes = (await async_directory(call.hass)).makes.values()
    return [make_representation(call, make) for make in makes if _is_named(call, make.name)]


def _is_named(call: ApiCall, name: str) -> bool:
    return str(call.query.get("name", "")).casefold() in name.casefold()


async def _retrieve_make(call: ApiCall) -> Mapping[str, Any]:
    make = (await async_directory(call.hass)).makes.get(call.path["id"])
    if make is None:
        raise not_found("inverter make")
    return make_representation(call, make)


async def _list_models(call: ApiCall) -> list[Mapping[str, Any]]:
    directory = await async_directory(call.hass)
    wanted = call.query.get("make_id")
    if wanted is not None and wanted not in directory.makes:
        raise invalid({"make_id": ["This inverter make doesn't exist."]})
    return [
        model_representation(call, directory, id_)
        for id_, model in directory.models.items()
        if wanted in (None, make_id(model.make)) and _is_named(call, model.model)
    ]


async def _retrieve_model(call: ApiCall) -> Mapping[str, Any]:
    directory = await async_directory(call.hass)
    if call.path["id"] not in directory.models:
        raise not_found("inverter model")
    return model_representation(call, directory, call.path["id"])


RESOURCE = Resource(
    title="Inverter makes and models",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/inverter_makes",
            name="list_inverter_makes",
            summary="List inverter makes.",
            answer="InverterMake",
            handle=_list_makes,
            access=Access.ANYONE,
            is_list=True,
            parameters=_NAME,
        ),
        Operation(
            method="get",
            path="/inverter_makes/{id}",
            name="retrieve_inverter_make",
            summary="Retrieve an inverter make.",
            answer="InverterMake",
            handle=_retrieve_make,
            access=Access.ANYONE,
        ),
        Operation(
            method="get",
            path="/inverter_models",
            name="list_inverter_models",
            summary="List inverter models.",
            answer="InverterModel",
            handle=_list_models,
            access=Access.ANYONE,
            is_list=True,
            parameters={**_NAME, "make_id": text("Return only models of this make.")},
            expands=("make",),
        ),
        Operation(
            method="get",
            path="/inverter_models/{id}",
            name="retrieve_inverter_model",
            summary="Retrieve an inverter model.",
            answer="InverterModel",
            handle=_retrieve_model,
            access=Access.ANYONE,
            expands=("make",),
        ),
    ),
)
