"""The routes: one view for each path, made from the operations."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, override

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView, request_handler_factory

from .contents import SCHEMAS, by_path
from .errors import ProblemError
from .openapi import document
from .operation import BASE, ApiCall, FileAnswer, Operation, rendered
from .paging import page_of
from .requests import Handler, as_problem, checked_call, require_access

# Answered where nothing else is at a path. OPTIONS is left to Home Assistant, for browsers of other origins.
_METHODS = ("get", "head", "post", "put", "patch", "delete")
# What else Home Assistant's web server lets through (https://llhttp.org), which would answer in plain text.
_UNUSUAL = (
    "TRACE", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND",
    "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PURGE",
    "MKCALENDAR", "LINK", "UNLINK", "SOURCE", "QUERY",
)  # fmt: skip


@callback
def async_register(hass: HomeAssistant) -> None:
    """Offer the API."""
    paths = by_path()
    for path, operations in paths.items():
        hass.http.register_view(ResourceView(path, operations))
    hass.http.register_view(DocumentView())
    hass.http.register_view(UnknownPathView({path: [one.method for one in found] for path, found in paths.items()}))


class ResourceView(HomeAssistantView):
    """One path. The original's singular spelling of its collection answers, too."""

    def __init__(self, path: str, operations: Sequence[Operation]) -> None:
        collection, *rest = path.removeprefix("/").split("/")
        self.url = BASE + path
        self.extra_urls = ["/".join((BASE, collection.removesuffix("s"), *rest))] if collection.endswith("s") else []
        self.name = f"api:solar_charging{path.replace('/', ':')}"
        for operation in operations:
            setattr(self, operation.method, as_problem(_handler(operation)))


def _handler(operation: Operation) -> Handler:
    async def handle(request: web.Request, **path: str) -> web.Response:
        require_access(request, operation.access)
        call, expand = await checked_call(request, operation, path, SCHEMAS)
        return _answer(request, operation, call, await operation.handle(call), expand)

    return handle


def _answer(
    request: web.Request, operation: Operation, call: ApiCall, result: Any, expand: frozenset[str]
) -> web.Response:
    if isinstance(result, FileAnswer):
        return _file(result)
    headers: dict[str, str] = {}
    if operation.is_list:
        result, headers["Link"] = page_of(result, call.query, request.rel_url)
    elif operation.status == HTTPStatus.CREATED:
        headers["Location"] = result["url"]
    return HomeAssistantView.json(rendered(result, expand), operation.status, headers)


def _file(file: FileAnswer) -> web.Response:
    """Answer with a file that no browser opens as a page of Home Assistant's."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=file.content, content_type=file.media_type, charset="utf-8", headers=headers)


class DocumentView(HomeAssistantView):
    """The OpenAPI document."""

    url = f"{BASE}/openapi.json"
    name = "api:solar_charging:openapi"

    async def get(self, request: web.Request) -> web.Response:
        """Return it."""
        return self.json(document())


class UnknownPathView(HomeAssistantView):
    """All other paths and methods: an error of the same kind as all others."""

    url = BASE + "/{path:.*}"
    name = "api:solar_charging:nothing"

    def __init__(self, methods: Mapping[str, Sequence[str]]) -> None:
        known = {**methods, "/openapi.json": ["get"]}
        self._methods = [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), allowed) for path, allowed in known.items()]
        for method in _METHODS:
            setattr(self, method, as_problem(self._refuse))

    @override
    def register(self, hass: HomeAssistant, app: web.Application, router: web.UrlDispatcher) -> None:
        """Register unusual methods, too."""
        super().register(hass, app, router)
        refuse = request_handler_factory(hass, self, as_problem(self._refuse))
        for method in _UNUSUAL:
            router.add_route(method, self.url, refuse)

    async def _refuse(self, request: web.Request, path: str) -> web.Response:
        collection, _, rest = f"/{path}".partition("/")[2].partition("/")
        for pattern, allowed in self._methods:
            for spelling in (collection, f"{collection}s"):
                is_known = pattern.fullmatch("/" + "/".join(part for part in (spelling, rest) if part))
                # With a slash too many, it is another path.
                if is_known and request.method.lower() not in allowed:
                    headers = {"Allow": ", ".join(method.upper() for method in allowed)}
                    raise ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, headers=headers)
        raise ProblemError(HTTPStatus.NOT_FOUND)
