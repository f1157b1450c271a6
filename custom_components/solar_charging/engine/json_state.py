"""State to JSON-safe dictionaries and back, by the types of its fields.

What is unknown, missing or broken in a stored dictionary falls to its field's default; a part that lacks a field without a
default is dropped.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .finite import is_number


def dump(value: Any) -> Any:
    """Return `value` (dataclasses, dicts, lists, numbers, strings) as plain JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: dump(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): dump(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [dump(item) for item in value]
    return value


def load[T](cls: type[T], data: object) -> T:
    """Return a `cls` (a dataclass with a default for every field) from what `dump` gave, tolerant of anything else."""
    made: T = _build(cls, data if isinstance(data, Mapping) else {})
    return made


_UNFIT: Any = object()


def _build(cls: type, data: Mapping[str, Any]) -> Any:
    """Return a dataclass from the fields that fit, or `_UNFIT` if one without a default does not."""
    values = {}
    for field, kind in _fields(cls):
        value = _fit(data[field.name], kind) if field.name in data else _UNFIT
        if value is not _UNFIT:
            values[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            return _UNFIT
    return cls(**values)


@lru_cache(maxsize=64)
def _fields(cls: type) -> tuple[tuple[Field[Any], Any], ...]:
    kinds = get_type_hints(cls)
    return tuple((field, kinds[field.name]) for field in fields(cls))


def _fit(value: Any, kind: Any) -> Any:
    """Return `value` as a field of this type can hold it, or `_UNFIT`."""
    if isinstance(kind, UnionType):
        if value is None:
            return None if NoneType in get_args(kind) else _UNFIT
        return _fit(value, next(one for one in get_args(kind) if one is not NoneType))
    if get_origin(kind) in {dict, list}:
        return _fit_items(value, kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _build(kind, value) if isinstance(value, Mapping) else _UNFIT
    if kind in {bool, str}:
        return value if type(value) is kind else _UNFIT
    return kind(value) if is_number(value) else _UNFIT


def _fit_items(value: Any, kind: Any) -> Any:
    """Return the entries of a list or a dictionary that fit."""
    item_kind = get_args(kind)[-1]
    if get_origin(kind) is dict:
        if not isinstance(value, Mapping):
            return _UNFIT
        fitted = {str(key): _fit(item, item_kind) for key, item in value.items()}
        return {key: item for key, item in fitted.items() if item is not _UNFIT}
    if not isinstance(value, list):
        return _UNFIT
    return [item for item in (_fit(one, item_kind) for one in value) if item is not _UNFIT]
