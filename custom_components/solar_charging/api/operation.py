"""One thing the API can do, as a value: the routes and the OpenAPI document are both made from these."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import HomeAssistant

from .errors import ProblemType
from .schemas import Schema

BASE = "/api/solar_charging"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link that `expand` replaces by what it links to."""

    url: str
    load: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A request that was found to be right: all of its parts are checked. `base` is the API's URL as the client sees it."""

    hass: HomeAssistant
    base: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    def url(self, *parts: str) -> str:
        """Return the URL of something of ours."""
        return "/".join((self.base, *parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a request does. Without `body` it reads; with one it writes, which takes an administrator.

    `answer`: the name of the answer's schema; `is_list`: there are pages of them. `expands`: links in the answer that can be expanded.
    """

    method: str
    path: str
    name: str
    summary: str
    answer: str
    handle: Callable[[ApiCall], Awaitable[Any]]
    body: str | None = None
    status: int = 200
    is_list: bool = False
    parameters: Mapping[str, Schema] = field(default_factory=dict)
    expands: tuple[str, ...] = ()
    problems: tuple[ProblemType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Operations that belong together, and the schemas they speak in."""

    title: str
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]


def rendered(item: Any, expand: frozenset[str], name: str = "") -> Any:
    """Return an answer as plain JSON: links as URLs, or expanded where asked for (`model`; `model.make` one further down)."""
    match item:
        case Reference():
            deeper = frozenset(one.removeprefix(f"{name}.") for one in expand if one.startswith(f"{name}."))
            return rendered(item.load(), deeper) if deeper or name in expand else item.url
        case Mapping():
            return {key: rendered(value, expand, key) for key, value in item.items()}
        case list() | tuple():
            return [rendered(one, expand, name) for one in item]
        case _:
            return item
