"""The named errors, to be looked up by the URL in their `type`."""

from collections.abc import Mapping
from typing import Any

from ..errors import TYPES, not_found
from ..operation import Access, ApiCall, Operation, Resource
from ..schemas import integer, link, record, text

SCHEMAS = {
    "ProblemType": record(
        "A type of error.",
        {
            "id": text("Name."),
            "url": link("Type of the error."),
            "title": text("Description of the error."),
            "status": integer("HTTP status of the error.", 400, 599),
        },
    )
}


def _representation(call: ApiCall, name: str) -> Mapping[str, Any]:
    kind = TYPES[name]
    return {"id": name, "url": call.url("problems", name), "title": kind.title, "status": int(kind.status)}


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    return [_representation(call, name) for name in TYPES]


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    if call.path["id"] not in TYPES:
        raise not_found("error type")
    return _representation(call, call.path["id"])


RESOURCE = Resource(
    title="Errors",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/problems",
            name="list_problem_types",
            summary="List the types of errors.",
            answer="ProblemType",
            handle=_list,
            access=Access.ANYONE,
            is_list=True,
        ),
        Operation(
            method="get",
            path="/problems/{id}",
            name="retrieve_problem_type",
            summary="Retrieve a type of error.",
            answer="ProblemType",
            handle=_retrieve,
            access=Access.ANYONE,
        ),
    ),
)
