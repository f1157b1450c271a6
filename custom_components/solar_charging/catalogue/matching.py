"""Compares what a file says with one entity or device."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .entry import DevicePattern, Find
from .registry import Device, Entity

POWER_UNITS = frozenset({"mW", "W", "kW", "MW", "BTU/h"})
ENERGY_UNITS = frozenset({"Wh", "kWh", "MWh"})
_SEPARATORS = "_-."


@dataclass(frozen=True, slots=True)
class Group:
    """Entities of one integration that belong together (a config entry, or one device of it), with their devices.

    They are kept by kind, and by kind and translation key.
    """

    by_kind: Mapping[str, Sequence[Entity]]
    by_key: Mapping[tuple[str, str], Sequence[Entity]]
    devices: Mapping[str, Device]

    def device(self, entity: Entity) -> Device | None:
        """Return the device of one of the group's entities."""
        return self.devices.get(entity.device_id or "")


def hits(find: Find, group: Group, allowed: Callable[[Entity], bool]) -> list[Entity]:
    """Return the entities that fit, best first: in the order the file names keys, then main devices, then plain ids."""
    found: list[tuple[tuple[int, bool, int, str], Entity]] = []
    for entity in _candidates(find, group):
        rank = _rank(find, entity)
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
    pool = group.by_kind.get(find.platform, ())
    if find.unique_id_suffix:
        return (entity for entity in pool if entity.unique_id.endswith(find.unique_id_suffix))
    if find.unique_id_prefix:
        return (entity for entity in pool if entity.unique_id.startswith(find.unique_id_prefix))
    return pool


def _rank(find: Find, entity: Entity) -> int | None:
    """Return the position of the text that fits, or None where one of the file's conditions does not hold."""
    best = 0
    for texts, fits in (
        (find.translation_key, entity.translation_key.__eq__),
        (find.key, lambda key: _has_key(entity, key)),
        (find.unique_id, entity.unique_id.__eq__),
        (find.unique_id_prefix, entity.unique_id.startswith),
        (find.unique_id_suffix, entity.unique_id.endswith),
        (find.name, (entity.original_name or "").__eq__),
        (find.name_suffix, (entity.original_name or "").endswith),
    ):
        if texts:
            position = next((index for index, text in enumerate(texts) if fits(text) is True), None)
            if position is None:
                return None
            best = max(best, position)
    if find.unique_id_regex and not find.unique_id_regex.search(entity.unique_id):
        return None
    if find.name_regex and not find.name_regex.search(entity.original_name or ""):
        return None
    return best


def _has_key(entity: Entity, key: str) -> bool:
    """Return whether an entity has this key: as its translation key or, where it has none, at an end of its unique id."""
    if entity.translation_key is not None:
        return entity.translation_key == key
    rest, unique_id = len(entity.unique_id) - len(key), entity.unique_id
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
