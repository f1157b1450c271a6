"""A charger as its subentry stores it: the model as a dictionary, so that a new field of the model needs nothing here.

A part that is not usable any more, because the user chose to do without its entity, is left out when it is read.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .charger_config import ChargerConfig

# They are the subentry's.
_NOT_STORED = {"id", "name"}
_UNFIT: Any = object()


def charger_config(charger_id: str, name: str, data: Mapping[str, Any]) -> ChargerConfig:
    """Return the charger of a subentry; what is missing, unknown or of the wrong kind takes its default."""
    config = _read(ChargerConfig, {**data, "id": charger_id, "name": name})
    return config if isinstance(config, ChargerConfig) else ChargerConfig(charger_id, name)


def charger_data(config: ChargerConfig) -> dict[str, Any]:
    """Return what a subentry stores of a charger: all that differs from the model's defaults, as JSON has it."""
    return {name: value for name, value in _written(config).items() if name not in _NOT_STORED}


def _written(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        items = ((item, getattr(value, item.name)) for item in fields(value))
        return {item.name: _written(one) for item, one in items if one != _default(item)}
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items()}
    return [_written(one) for one in value] if isinstance(value, list | tuple) else value


def _default(item: Field[Any]) -> Any:
    return item.default_factory() if item.default_factory is not MISSING else item.default


@cache
def _types(model: type) -> Mapping[str, Any]:
    return get_type_hints(model)


def _read(kind: Any, value: Any) -> Any:
    """Return `value` as the model's `kind` holds it, or `_UNFIT`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return value
    if origin in (Union, UnionType):
        found = (_read(one, value) for one in arguments if one is not NoneType)
        return None if value is None else next((one for one in found if one is not _UNFIT), _UNFIT)
    if is_dataclass(kind):
        return _read_model(kind, value)
    if origin is tuple:
        return _read_items(arguments[0], value)
    if origin is Mapping:
        return _read_mapping(arguments[1], value)
    if kind is float:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else _UNFIT
    return value if type(value) is kind else _UNFIT


def _read_model(model: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _UNFIT
    types = _types(model)
    found = {item.name: _read(types[item.name], value[item.name]) for item in fields(model) if item.name in value}
    fit = {name: one for name, one in found.items() if one is not _UNFIT}
    if any(_default(item) is MISSING and fit.get(item.name) is None for item in fields(model)):
        return _UNFIT
    made = model(**fit)
    return made if getattr(made, "is_usable", True) else _UNFIT


def _read_items(kind: Any, value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return _UNFIT
    return tuple(found for one in value if (found := _read(kind, one)) is not _UNFIT)


def _read_mapping(kind: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _UNFIT
    return {str(key): found for key, one in value.items() if (found := _read(kind, one)) is not _UNFIT}
