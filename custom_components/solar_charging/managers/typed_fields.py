"""Reads a stored dataclass field by field: what fits is taken, what does not is named and falls to a default."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ..engine.finite import is_number

type Lost = list[str]


def read_fields[T](default: T, data: Any, lost: Lost, name: str) -> T:
    """Return `default` (a dataclass) with the fields that `data` has for it. `lost` receives the dotted names of what does not fit."""
    if not isinstance(data, Mapping):
        lost.append(name)
        return default
    hints = get_type_hints(type(default))
    changes: dict[str, Any] = {}
    for item in fields(default):  # type: ignore[arg-type]  # a dataclass by contract
        if item.name not in data:
            continue
        value, path = data[item.name], f"{name}.{item.name}"
        present = getattr(default, item.name)
        if is_dataclass(present):
            changes[item.name] = read_fields(present, value, lost, path)
        elif (fit := list(_fitting(value, hints[item.name]))) and fit:
            changes[item.name] = fit[0]
        else:
            lost.append(path)
    return replace(default, **changes)  # type: ignore[type-var]  # a dataclass by contract


def _fitting(value: Any, hint: Any) -> Iterator[Any]:
    """Yield the value as a field of this type holds it; nothing if it cannot."""
    if isinstance(hint, UnionType):
        for one in get_args(hint):
            yield from _fitting(value, one)
    elif get_origin(hint) is tuple:
        parts = [list(_fitting(one, get_args(hint)[0])) for one in value] if isinstance(value, list | tuple) else [[]]
        if all(parts):
            yield tuple(part[0] for part in parts)
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        if value in list(hint):
            yield hint(value)
    elif hint is float:
        if is_number(value):
            yield float(value)
    elif type(value) is hint:
        yield value
