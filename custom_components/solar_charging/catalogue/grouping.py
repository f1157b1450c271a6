"""Sorts a snapshot's entities into groups in which an entry's roles are looked for."""

from collections.abc import Iterable, Iterator

from .entry import DevicePattern
from .matching import Group, fits_device
from .registry import Device, Entity, RegistrySnapshot


def groups(
    entities: Iterable[Entity], snapshot: RegistrySnapshot, pattern: DevicePattern | None, *, is_per_device: bool
) -> Iterator[Group]:
    """Return the groups of one integration's entities: by config entry, or by device; devices that do not fit are left out."""
    fitting: dict[str, bool] = {}
    sorted_out: dict[tuple[str | None, str | None], list[Entity]] = {}
    for entity in entities:
        if pattern is not None:
            device_id = entity.device_id or ""
            if device_id not in fitting:
                fitting[device_id] = fits_device(pattern, snapshot.device_of(entity))
            if not fitting[device_id]:
                continue
        key = (entity.config_entry_id, entity.device_id if is_per_device else None)
        sorted_out.setdefault(key, []).append(entity)
    for members in sorted_out.values():
        yield _group(members, snapshot)


def _group(members: list[Entity], snapshot: RegistrySnapshot) -> Group:
    by_kind: dict[str, list[Entity]] = {}
    by_key: dict[tuple[str, str], list[Entity]] = {}
    devices: dict[str, Device] = {}
    for entity in members:
        kind = entity.domain
        by_kind.setdefault(kind, []).append(entity)
        if entity.translation_key is not None:
            by_key.setdefault((kind, entity.translation_key.casefold()), []).append(entity)
        device = snapshot.device_of(entity)
        if device is not None:
            devices[device.id] = device
    return Group(by_kind, by_key, devices)
