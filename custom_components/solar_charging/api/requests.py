"""From a request to a call: who asks, what is asked, and whether it is right."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import ClientPayloadError, web
from aiohttp.http_exceptions import HttpProcessingError
from homeassistant.helpers.http import KEY_HASS
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads

from ..const import LOGGER
from .errors import CONTENT_TYPE, ProblemError, invalid
from .operation import BASE, Access, ApiCall, Operation
from .paging import PARAMETERS as PAGE_PARAMETERS
from .running_site import sees_site
from .schemas import FieldErrors, Schema, errors_in

type Handler = Callable[..., Awaitable[web.Response]]

# The largest sensible body is a charging schedule of a week: 130 bytes for each quarter of an hour.
LARGEST_BODY = 96 * 1024
# Home Assistant's own, of URLs it signed.
_NOT_OURS = frozenset({"authSig"})


def as_problem(handle: Handler) -> Handler:
    """Answer every error as a problem, and none with its inner life."""

    async def safely(request: web.Request, **path: str) -> web.Response:
        try:
            return await handle(request, **path)
        except ProblemError as problem:
            return _answer(request, problem)
        except Exception:  # noqa: BLE001  whatever it is, the client gets a problem and the log the trace
            LOGGER.exception("The API failed to answer %s %s", request.method, request.path)
            return _answer(request, ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR))

    return safely


def require_access(request: web.Request, access: Access) -> None:
    """Raise ProblemError unless the one who asks may. Who may see or control which charger, the operation itself asks."""
    user = request["hass_user"]
    if access is Access.ADMINISTRATOR and not user.is_admin:
        raise ProblemError(HTTPStatus.FORBIDDEN, "Only administrators can make changes.")
    if access is Access.HOME and not sees_site(request.app[KEY_HASS], user):
        raise ProblemError(HTTPStatus.FORBIDDEN, "You don't have permission to see the home's energy.")


async def checked_call(
    request: web.Request, operation: Operation, path: Mapping[str, str], schemas: Mapping[str, Schema]
) -> tuple[ApiCall, frozenset[str]]:
    """Return what is asked, and what is to be expanded. Raises ProblemError for what is not right."""
    query, expand = _query(request, operation)
    body = await _body(request, schemas[operation.body]) if operation.body else {}
    call = ApiCall(
        hass=request.app[KEY_HASS],
        path=path,
        query=query,
        body=body,
        user=request["hass_user"],
    )
    return call, expand


def _query(request: web.Request, operation: Operation) -> tuple[Mapping[str, Any], frozenset[str]]:
    known = {**operation.parameters, **(PAGE_PARAMETERS if operation.is_list else {})}
    errors: FieldErrors = {}
    query: dict[str, Any] = {}
    expand: set[str] = set()
    for name, value in request.query.items():
        if name in _NOT_OURS:
            continue
        if name == "expand" and operation.expands:
            expand |= set(value.split(","))
        elif name in query:
            errors[name] = ["Must not be repeated."]
        elif name in known:
            query[name] = _number(value) if known[name]["type"] == "integer" else value
            errors |= errors_in(known[name], query[name], name)
        else:
            errors[name] = ["This parameter doesn't exist."]
    if unknown := expand - set(operation.expands):
        errors["expand"] = [f"Cannot expand {', '.join(sorted(unknown))!r}; known: {', '.join(operation.expands)}."]
    if errors:
        raise invalid(errors)
    return query, frozenset(expand)


def _number(value: str) -> int | str:
    # More digits than any number here has cost time to read.
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else value


async def _body(request: web.Request, schema: Schema) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(LARGEST_BODY):
            body += chunk
            if len(body) > LARGEST_BODY:
                raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Send at most {LARGEST_BODY} bytes.")
    except (ClientPayloadError, HttpProcessingError, web.RequestPayloadError) as err:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body cannot be decoded.") from err
    try:
        value = json_loads(bytes(body))
    except (json.JSONDecodeError, ValueError) as err:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from err
    if errors := errors_in(schema, value):
        raise invalid({field or "body": messages for field, messages in errors.items()})
    assert isinstance(value, dict)  # noqa: S101  every body's schema is an object's
    return value


def _answer(request: web.Request, problem: ProblemError) -> web.Response:
    return web.Response(
        body=json_bytes(problem.as_dict(BASE, request.path)),
        content_type=CONTENT_TYPE,
        status=problem.status,
        headers=problem.headers,
    )
