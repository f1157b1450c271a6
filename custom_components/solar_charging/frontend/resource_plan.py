"""What has to become of a dashboard's resources, so that the card is among them once, in its present build."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """`create`: the address to add, if none is there. `update`: the address by the id of the entry that gets it."""

    create: str | None = None
    update: Mapping[str, str] | None = None
    delete: tuple[str, ...] = ()


def plan_card(resources: Iterable[Mapping[str, Any]], file_url: str, versioned_url: str) -> ResourcePlan:
    """Return what makes one entry of the card's file with this address; entries of others are left alone."""
    ours = _of_file(resources, file_url)
    if not ours:
        return ResourcePlan(create=versioned_url)
    # The first stays: its id is what people see in their list.
    first, *others = ours
    update = None if first["url"] == versioned_url else {str(first["id"]): versioned_url}
    return ResourcePlan(update=update, delete=tuple(str(one["id"]) for one in others))


def plan_removal(resources: Iterable[Mapping[str, Any]], file_url: str) -> ResourcePlan:
    """Return what removes the card."""
    return ResourcePlan(delete=tuple(str(one["id"]) for one in _of_file(resources, file_url)))


def _of_file(resources: Iterable[Mapping[str, Any]], file_url: str) -> list[Mapping[str, Any]]:
    return [one for one in resources if str(one.get("url", "")).partition("?")[0] == file_url]
