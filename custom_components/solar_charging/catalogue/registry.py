"""A snapshot of what Home Assistant's registries hold: plain values, so that discovery runs on a dump as on a live system."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Device:
    """A device. Identifiers keep only their strings: some integrations register tuples of three or four."""

    id: str
    manufacturer: str | None = None
    model: str | None = None
    model_id: str | None = None
    name: str | None = None
    serial_number: str | None = None
    via_device_id: str | None = None
    identifiers: tuple[tuple[str, ...], ...] = ()
    connections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as its integration registered it; `device_class` and `unit` are the integration's, not the user's.

    `disabled_by` is None for an enabled entity, "user" or another word for who disabled it. `state` is None where unknown.
    `name_unprefixed` is the name without the device's in front of it, where Home Assistant took that off.
    """

    entity_id: str
    platform: str
    unique_id: str
    translation_key: str | None = None
    original_name: str | None = None
    name_unprefixed: str | None = None
    device_class: str | None = None
    unit: str | None = None
    disabled_by: str | None = None
    entity_category: str | None = None
    config_entry_id: str | None = None
    device_id: str | None = None
    options: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    step: float | None = None
    state: str | None = None

    @property
    def domain(self) -> str:
        """The kind of entity: sensor, number, switch, ..."""
        return self.entity_id.partition(".")[0]


class EnergyKind(StrEnum):
    """What a source of the Energy dashboard stands for."""

    SOLAR = "solar"
    GRID = "grid"
    BATTERY = "battery"


@dataclass(frozen=True, slots=True)
class EnergySource:
    """Sensors the user chose for the Energy dashboard.

    Its signs are fixed: grid + = from grid, battery + = discharging; `inverted` says that `power` has the opposite sign.
    `power_from` and `power_to` are a pair of positive sensors (from grid or discharge; to grid or charge). `counters`: its
    energy statistics, of which every source has one or two; `outward`: those of them that count energy to the grid or into
    the battery.
    """

    kind: EnergyKind
    power: str | None = None
    inverted: bool = False
    power_from: str | None = None
    power_to: str | None = None
    soc: str | None = None
    counters: tuple[str, ...] = ()
    outward: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrySnapshot:
    """Devices by id, all entities, and the power sensors of the Energy dashboard."""

    devices: Mapping[str, Device] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    energy: tuple[EnergySource, ...] = ()

    def device_of(self, entity: Entity) -> Device | None:
        """Return the device an entity belongs to, or None."""
        return self.devices.get(entity.device_id) if entity.device_id else None


def by_platform(entities: Iterable[Entity], platforms: frozenset[str]) -> dict[str, list[Entity]]:
    """Return the entities of these integrations, by integration; thousands of others are passed over cheaply."""
    found: dict[str, list[Entity]] = {}
    for entity in entities:
        if entity.platform in platforms:
            found.setdefault(entity.platform, []).append(entity)
    return found
