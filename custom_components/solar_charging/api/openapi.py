"""The OpenAPI 3.1 document, made from the same operations and schemas that requests are checked against."""

import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from .contents import RESOURCES, SCHEMAS
from .errors import CONTENT_TYPE
from .operation import BASE, Operation
from .paging import PARAMETERS as PAGE_PARAMETERS
from .schemas import Schema, integer, link, listed, named, record, text

# The version of the API; it changes when a client has to.
VERSION = "1.0.0"

_PROBLEM: Schema = {
    **record(
        "An error (RFC 9457).",
        {
            "type": link("Type of the error. about:blank: see the status."),
            "title": text("Description of the error."),
            "status": integer("The HTTP status.", 400, 599),
            "detail": text("Details of this occurrence.", 4000),
            "instance": link("The requested URL."),
        },
        required=["type", "title", "status", "instance"],
    ),
    "additionalProperties": True,
}
_FIELD_ERRORS: Schema = {
    "type": "object",
    "description": "Errors of each field.",
    "additionalProperties": listed(text("The error.", 1000)),
}
_PLAIN = {"text/plain": {"schema": {"type": "string"}}}
_PROBLEM_CONTENT = {CONTENT_TYPE: {"schema": named("Problem")}}


@cache
def document() -> Mapping[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for resource in RESOURCES:
        for operation in resource.operations:
            paths.setdefault(operation.path, {})[operation.method] = {"tags": [resource.title], **_described(operation)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Solar Charging",
            "version": VERSION,
            "description": "Charge cars with the solar power your home doesn't use.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "security": [{"homeAssistant": []}],
        "tags": [{"name": resource.title} for resource in RESOURCES],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "homeAssistant": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A Home Assistant access token. Write access requires an administrator.",
                }
            },
            "schemas": {
                **SCHEMAS,
                "Problem": {
                    **_PROBLEM,
                    "properties": {**_PROBLEM["properties"], "field_errors": _FIELD_ERRORS},
                },
            },
        },
    }


def _returned(operation: Operation) -> str:
    """Return what an answer holds."""
    if operation.status == HTTPStatus.CREATED:
        return f"The new {operation.answer}."
    if operation.body:
        return f"{operation.answer}, as changed."
    return f"{operation.answer}, one page of a list." if operation.is_list else f"{operation.answer}."


def _described(operation: Operation) -> Mapping[str, Any]:
    answer: Schema = listed(named(operation.answer)) if operation.is_list else named(operation.answer)
    found: dict[str, Any] = {
        "description": _returned(operation),
        "content": {
            "application/json": {"schema": answer},
            **{file_type: {"schema": {"type": "string"}} for file_type in operation.file_types},
        },
    }
    if operation.is_list:
        found["headers"] = {
            "Link": {"description": "Links to the previous and next page.", "schema": {"type": "string"}}
        }
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {str(int(operation.status)): found, **_problems(operation)},
    }
    if operation.body:
        content = {"application/json": {"schema": named(operation.body)}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    query = {**operation.parameters, **(PAGE_PARAMETERS if operation.is_list else {})}
    found += [{"name": name, "in": "query", "schema": schema} for name, schema in query.items()]
    if operation.expands:
        choices = {"type": "array", "items": {"type": "string", "enum": list(operation.expands)}}
        found.append({"name": "expand", "in": "query", "schema": choices, "style": "form", "explode": False})
    return found


def _problems(operation: Operation) -> Mapping[str, Any]:
    """Return the answers that are errors. Those of Home Assistant itself (not logged in, a suspicious path) are plain text."""
    kinds: dict[int, list[str]] = {}
    for problem in operation.problems:
        kinds.setdefault(int(problem.status), []).append(problem.name)
    found: dict[str, dict[str, Any]] = {
        "400": {"description": "The request is malformed.", "content": {**_PROBLEM_CONTENT, **_PLAIN}},
        "401": {"description": "Not logged in to Home Assistant.", "content": _PLAIN},
        "422": {"description": "Some fields or parameters are invalid, see field_errors."},
        "503": {"description": "Solar Charging isn't running."},
    }
    if "{" in operation.path:
        found["404"] = {"description": "Not found."}
    if operation.method != "get":
        found["403"] = {"description": "Not an administrator."}
    if operation.body:
        found["413"] = {"description": "The body is too large."}
        found["415"] = {"description": "The body is not application/json."}
    for status, names in kinds.items():
        found[str(status)] = {"description": " or ".join(names)}
    return {status: {"content": _PROBLEM_CONTENT, **found[status]} for status in sorted(found)}
