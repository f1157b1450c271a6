"""Takes out of a snapshot what names a home, so that its dump can be shared and still be replayed with the same result."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .registry import Device, EnergySource, Entity, RegistrySnapshot

# Shorter texts are counters and keys; replacing them everywhere would break the keys that recognition looks for.
_SHORTEST = 5
# States that are measurements, modes or settings. Where a person is, is none of them.
_SHARED_STATES = {"sensor", "binary_sensor", "number", "select", "switch"}


def anonymize(snapshot: RegistrySnapshot) -> RegistrySnapshot:
    """Return the snapshot with serial numbers, addresses, names and entity ids replaced, alike wherever they appear."""
    secrets = _Secrets(snapshot)
    entity_ids = {entity.entity_id: f"{entity.domain}.entity_{n}" for n, entity in enumerate(snapshot.entities, 1)}
    devices = [_device(device, secrets, n) for n, device in enumerate(snapshot.devices.values(), 1)]
    return RegistrySnapshot(
        devices={device.id: device for device in devices},
        entities=tuple(_entity(entity, entity_ids[entity.entity_id], secrets) for entity in snapshot.entities),
        energy=tuple(_source(source, entity_ids) for source in snapshot.energy),
    )


class _Secrets:
    """The texts that name hardware, and what stands in their place: as long and as made, since patterns may count digits."""

    def __init__(self, snapshot: RegistrySnapshot) -> None:
        tokens = {token for token in _tokens(snapshot) if len(token) >= _SHORTEST}
        # Longest first: one may be part of another.
        ordered = sorted(tokens, key=lambda token: (-len(token), token))
        self._stand_ins = {token: _stand_in(token, n) for n, token in enumerate(ordered, 1)}

    def hide(self, text: str | None) -> str | None:
        """Return the text with every secret in it replaced."""
        if text is None:
            return None
        for token, stand_in in self._stand_ins.items():
            text = text.replace(token, stand_in)
        return text


def _tokens(snapshot: RegistrySnapshot) -> Iterator[str]:
    for device in snapshot.devices.values():
        yield device.id
        yield device.serial_number or ""
        yield from (value for _, value in device.connections)
        yield from (part for identifier in device.identifiers for part in identifier[1:])
    yield from {entity.config_entry_id or "" for entity in snapshot.entities}


def _stand_in(token: str, number: int) -> str:
    shape = "".join("0" if char.isdigit() else "x" if char.isalpha() else char for char in token)
    end = str(number).zfill(3)
    return shape[: -len(end)] + end


def _device(device: Device, secrets: _Secrets, number: int) -> Device:
    return replace(
        device,
        id=secrets.hide(device.id) or "",
        name=f"Device {number}",
        serial_number=secrets.hide(device.serial_number),
        via_device_id=secrets.hide(device.via_device_id),
        identifiers=tuple((one[0], *_hidden(one[1:], secrets)) for one in device.identifiers),
        connections=tuple((kind, secrets.hide(value) or "") for kind, value in device.connections),
    )


def _hidden(texts: Iterable[str], secrets: _Secrets) -> Iterator[str]:
    return (secrets.hide(text) or "" for text in texts)


def _entity(entity: Entity, entity_id: str, secrets: _Secrets) -> Entity:
    return replace(
        entity,
        entity_id=entity_id,
        unique_id=secrets.hide(entity.unique_id) or "",
        original_name=secrets.hide(entity.original_name),
        name_unprefixed=secrets.hide(entity.name_unprefixed),
        config_entry_id=secrets.hide(entity.config_entry_id),
        device_id=secrets.hide(entity.device_id),
        state=entity.state if entity.domain in _SHARED_STATES else None,
    )


def _source(source: EnergySource, entity_ids: dict[str, str]) -> EnergySource:
    """Return the source with the new ids; statistics that are no entity of the snapshot are named by nothing."""

    def new(entity_id: str | None) -> str | None:
        return entity_ids.get(entity_id, "sensor.unknown") if entity_id else None

    return replace(
        source,
        power=new(source.power),
        power_from=new(source.power_from),
        power_to=new(source.power_to),
        soc=new(source.soc),
        counters=tuple(new(counter) or "" for counter in source.counters),
        outward=tuple(new(counter) or "" for counter in source.outward),
    )
