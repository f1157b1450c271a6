"""Compares a catalogue file's patterns with one entity or device."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from math import isfinite

from .entry import DevicePattern, Find
from .names import folded_names, name_prefixes
from .registry import Device, Entity

POWER_UNITS = frozenset({"mW", "W", "kW", "MW", "BTU/h"})
_WATTS = {"mW": 0.001, "W": 1.0, "kW": 1000.0, "MW": 1_000_000.0, "VA": 1.0}
ENERGY_UNITS = frozenset({"Wh", "kWh", "MWh"})
_SEPARATORS = "_-."


@dataclass(frozen=True)
class Group:
    """Entities of one integration that belong together (a config entry, or one device of it), with their devices.

    They are kept by kind, and by kind and translation key (in folded case).
    """

    by_kind: Mapping[str, Sequence[Entity]]
    by_key: Mapping[tuple[str, str], Sequence[Entity]]
    devices: Mapping[str, Device]

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The unique ids in folded case, by entity id: some integrations lower them, some do not, some changed their mind."""
        return {entity.entity_id: entity.unique_id.casefold() for kind in self.by_kind.values() for entity in kind}

    @cached_property
    def by_id(self) -> Mapping[str, Sequence[Entity]]:
        """The entities by unique id in folded case; platforms of one integration may share an id."""
        found: dict[str, list[Entity]] = {}
        for kind in self.by_kind.values():
            for entity in kind:
                found.setdefault(self.ids[entity.entity_id], []).append(entity)
        return found

    @cached_property
    def _by_device(self) -> Mapping[str, Sequence[Entity]]:
        members: dict[str, list[Entity]] = {}
        for kind in self.by_kind.values():
            for entity in kind:
                members.setdefault(entity.device_id or "", []).append(entity)
        return members

    @cached_property
    def _prefixes(self) -> dict[str, tuple[str, ...]]:
        return {}

    def names(self, entity: Entity) -> tuple[str, ...]:
        """Return the names an entity can be known by, in folded case; made for those that may fit only."""
        device_id = entity.device_id or ""
        if device_id not in self._prefixes:
            self._prefixes[device_id] = name_prefixes(self.devices.get(device_id), self._by_device.get(device_id, ()))
        return folded_names(entity, self._prefixes[device_id])

    def device(self, entity: Entity) -> Device | None:
        """Return the device of one of the group's entities."""
        return self.devices.get(entity.device_id or "")


def hits(find: Find, group: Group, allowed: Callable[[Entity], bool]) -> list[Entity]:
    """Return the entities that fit, best first: in the order the file names keys, then main devices, then plain ids."""
    found: list[tuple[tuple[int, bool, int, str], Entity]] = []
    for entity in _candidates(find, group):
        rank = _rank(find, entity, group)
        if rank is None or not allowed(entity):
            continue
        device = group.device(entity)
        if find.device and not fits_device(find.device, device):
            continue
        is_sub_device = device is not None and device.via_device_id in group.devices
        found.append(((rank, is_sub_device, len(entity.unique_id), entity.unique_id), entity))
    return [entity for _, entity in sorted(found, key=lambda one: one[0])]


def _candidates(find: Find, group: Group) -> Iterable[Entity]:
    """Return the few entities that can fit at all: what follows is slow, and most rules fit nothing."""
    if find.translation_key:
        return (entity for key in find.translation_key for entity in group.by_key.get((find.platform, key), ()))
    if find.unique_id:
        same_id = (entity for text in find.unique_id for entity in group.by_id.get(text, ()))
        return (entity for entity in same_id if entity.domain == find.platform)
    pool = group.by_kind.get(find.platform, ())
    if find.unique_id_regex:
        fits = find.unique_id_regex.search
        return (entity for entity in pool if fits(entity.unique_id))
    if find.name:
        # Whatever stands before a name, it ends with it.
        return (entity for entity in pool if (entity.original_name or "").casefold().endswith(find.name))
    if find.unique_id_suffix:
        return (entity for entity in pool if group.ids[entity.entity_id].endswith(find.unique_id_suffix))
    if find.unique_id_prefix:
        return (entity for entity in pool if group.ids[entity.entity_id].startswith(find.unique_id_prefix))
    return pool


def _rank(find: Find, entity: Entity, group: Group) -> int | None:
    """Return the position of the text that fits, or None where one of the file's conditions does not hold."""
    best = 0
    unique_id = group.ids[entity.entity_id]
    key = entity.translation_key.casefold() if entity.translation_key is not None else None
    names = group.names(entity) if find.by_name else ()
    for texts, fits in (
        (find.translation_key, lambda text: text == key),
        (find.key, lambda text: _has_key(unique_id, key, text)),
        (find.unique_id, unique_id.__eq__),
        (find.unique_id_prefix, unique_id.startswith),
        (find.unique_id_suffix, unique_id.endswith),
        (find.name, lambda text: text in names),
        (find.name_suffix, lambda text: any(name.endswith(text) for name in names)),
    ):
        if texts:
            position = next((index for index, text in enumerate(texts) if fits(text) is True), None)
            if position is None:
                return None
            best = max(best, position)
    if find.unique_id_regex and not find.unique_id_regex.search(entity.unique_id):
        return None
    if find.name_regex and not any(find.name_regex.search(name) for name in names):
        return None
    return best


def _has_key(unique_id: str, translation_key: str | None, key: str) -> bool:
    """Return whether an entity has this key: as its translation key or, where it has none, at an end of its unique id."""
    if translation_key is not None:
        return translation_key == key
    rest = len(unique_id) - len(key)
    return (unique_id.endswith(key) and (rest == 0 or unique_id[rest - 1] in _SEPARATORS)) or (
        unique_id.startswith(key) and unique_id[len(key)] in _SEPARATORS
    )


def fits_device(pattern: DevicePattern, device: Device | None) -> bool:
    """Return whether a device has what the pattern asks; no device fits no pattern."""
    if device is None:
        return False
    if pattern.not_model and _like(pattern.not_model, device.model):
        return False
    return (
        (not pattern.manufacturer or _like(pattern.manufacturer, device.manufacturer))
        and (not pattern.model or _like(pattern.model, device.model))
        and (not pattern.model_id or _like(pattern.model_id, device.model_id))
        and (
            not pattern.identifier
            or any(_like(pattern.identifier, text) for one in device.identifiers for text in one[1:])
        )
    )


def _like(patterns: Iterable[str], text: str | None) -> bool:
    folded = (text or "").casefold()
    return any(fnmatchcase(folded, pattern) for pattern in patterns)


def measures_power(entity: Entity) -> bool:
    """Return whether a sensor can be real power; apparent and reactive power have classes of their own."""
    return entity.device_class == "power" or (
        entity.device_class is None and (entity.unit is None or entity.unit in POWER_UNITS)
    )


def measures_apparent_power(entity: Entity) -> bool:
    """Return whether a sensor is apparent power."""
    return entity.unit in {None, "VA"} and entity.device_class in {None, "power", "apparent_power"}


def power_w(entity: Entity) -> float | None:
    """Return the power that an entity shows, in W; None where it shows none, or in a unit that is no power's."""
    factor = _WATTS.get(entity.unit or "")
    try:
        value = float(entity.state or "")
    except ValueError:
        return None
    return value * factor if factor is not None and isfinite(value) else None


def measures_energy(entity: Entity) -> bool:
    """Return whether a sensor can be energy."""
    return entity.device_class in {"energy", "energy_storage"} or (
        entity.device_class is None and (entity.unit is None or entity.unit in ENERGY_UNITS)
    )


def measures_percent(entity: Entity) -> bool:
    """Return whether a sensor or number can be a state of charge."""
    return entity.device_class in {None, "battery"} and entity.unit in {None, "%"}


def anything(_: Entity) -> bool:
    """Return True: some roles are known by their key alone."""
    return True
