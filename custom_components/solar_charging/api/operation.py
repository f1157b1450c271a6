"""One thing the API can do, as a value: the routes and the OpenAPI document are both made from these."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant

from ..control.rights import may
from .errors import ProblemType
from .schemas import Schema

BASE = "/api/solar_charging"


class Access(StrEnum):
    """Who an operation answers, of those who are logged in."""

    ANYONE = "anyone"
    # Who may see the home, that is its excess power.
    HOME = "home"
    # Anyone, with those chargers that they may see, that is their modes. The operation filters.
    SEEN_CHARGERS = "seen_chargers"
    # Who may control the charger, that is its mode. The operation refuses.
    CONTROLLED_CHARGER = "controlled_charger"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link that `expand` replaces by what it links to."""

    url: str
    load: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A request that was found to be right: all of its parts are checked."""

    hass: HomeAssistant
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    # Who asks.
    user: User | None = None

    def may_read(self, charger_id: str) -> bool:
        """Whether who asks may see a charger."""
        return may(self.hass, self.user, charger_id, POLICY_READ)

    def may_control(self, charger_id: str) -> bool:
        """Whether who asks may control a charger."""
        return may(self.hass, self.user, charger_id, POLICY_CONTROL)

    def url(self, *parts: str) -> str:
        """Return the URL of something of ours: a path, as any host that a client names may lead to Home Assistant, or away from it."""
        return "/".join((BASE, *parts))


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is a file to keep, instead of JSON."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a request does. Without `body` it reads; with one it writes.

    `answer`: the name of the answer's schema; `is_list`: there are pages of them. `expands`: links in the answer that can be expanded.
    `file_types`: what else it can answer with, see `FileAnswer`.
    """

    method: str
    path: str
    name: str
    summary: str
    answer: str
    handle: Callable[[ApiCall], Awaitable[Any]]
    body: str | None = None
    access: Access = Access.HOME
    status: int = 200
    is_list: bool = False
    parameters: Mapping[str, Schema] = field(default_factory=dict)
    expands: tuple[str, ...] = ()
    file_types: tuple[str, ...] = ()
    problems: tuple[ProblemType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Operations that belong together, and their schemas."""

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
