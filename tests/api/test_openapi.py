"""The OpenAPI document: right by the standard, and telling of everything there is."""

import json

import pytest
import schemathesis
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.api.contents import SCHEMAS
from custom_components.solar_charging.api.openapi import document
from tests.integration.home import StateHome

from .conftest import BASE, Client
from .test_access import our_routes


async def test_the_document_is_served_and_is_openapi_3_1(api: Client) -> None:
    served = await api.get("/openapi.json")
    assert served == json.loads(json.dumps(document()))
    schemathesis.openapi.from_dict(served).validate()


def test_a_wrong_document_would_be_noticed() -> None:
    wrong = {**document(), "paths": {"/solar_arrays": {"get": {"responses": "none"}}}}
    with pytest.raises(Exception, match="none"):
        schemathesis.openapi.from_dict(wrong).validate()


async def test_every_route_is_in_the_document_and_the_other_way_round(hass: HomeAssistant, home: StateHome) -> None:
    documented = {
        (method.upper(), BASE + path.replace("{id}", "x" * 30))
        for path, operations in document()["paths"].items()
        for method in operations
    }
    served = {(method, path) for method, path in our_routes(hass) if method != "OPTIONS"}
    of_no_resource = {(method, path) for method, path in served if path.endswith(("/whatever", "/openapi.json"))}
    singular = {
        (method, path)
        for method, path in served
        if path.split("/")[3] + "s" in {one[1].split("/")[3] for one in served}
    }
    assert served - of_no_resource - singular == documented


def test_every_operation_has_a_name_of_its_own_and_every_schema_is_used() -> None:
    operations = [one for path in document()["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    everything = json.dumps(document())
    for name in SCHEMAS:
        assert f"#/components/schemas/{name}" in everything


def test_every_field_is_explained() -> None:
    for name, schema in SCHEMAS.items():
        for field, part in schema["properties"].items():
            assert part.keys() & {"description", "$ref", "anyOf", "items"}, (name, field)
