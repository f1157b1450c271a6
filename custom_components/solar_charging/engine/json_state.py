"""State to JSON-safe dictionaries and back; what is unknown, missing or broken in a stored dictionary falls to its default."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any


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
    """Return a `cls` (a dataclass with a default for every field) from what `dump` gave, tolerant of anything else.

    A field of metadata `of` holds a dictionary of that dataclass by name.
    """
    made = cls()
    if not isinstance(data, Mapping):
        return made
    for field in fields(made):  # type: ignore[arg-type]  # a dataclass by contract
        if field.name not in data:
            continue
        default = getattr(made, field.name)
        value = _fit(data[field.name], default, field.metadata)
        if value is not _UNFIT:
            setattr(made, field.name, value)
    return made


_UNFIT: Any = object()


def _fit(value: Any, default: Any, metadata: Mapping[str, Any]) -> Any:
    """Return `value` as a field with this default can hold it, or `_UNFIT`."""
    if is_dataclass(default) and not isinstance(default, type):
        return load(type(default), value)
    if isinstance(default, dict):
        return _fit_dict(value, metadata)
    if isinstance(default, list):
        is_fit = isinstance(value, list) and all(_is_plain(item) for item in value)
        return list(value) if is_fit else _UNFIT
    if isinstance(default, bool | str):
        return value if type(value) is type(default) else _UNFIT
    if default is None and value is None:
        return None
    return (int(value) if isinstance(default, int) else float(value)) if _is_number(value) else _UNFIT


def _fit_dict(value: Any, metadata: Mapping[str, Any]) -> Any:
    if not isinstance(value, Mapping):
        return _UNFIT
    if "of" in metadata:
        return {str(key): load(metadata["of"], item) for key, item in value.items()}
    return {str(key): float(item) for key, item in value.items() if _is_number(item)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_plain(value: Any) -> bool:
    return _is_number(value) or (isinstance(value, list) and all(_is_plain(item) for item in value))
