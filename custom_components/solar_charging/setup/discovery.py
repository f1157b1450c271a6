"""What is there to be used: takes a snapshot of Home Assistant's registries and compares it with the catalogue."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from ..catalogue.discover import discover
from ..catalogue.loader import Catalogue, load_catalogue
from ..catalogue.proposal import Proposal
from ..catalogue.registry import Device, EnergyKind, EnergySource, Entity, RegistrySnapshot
from .turns import async_in_turns


async def async_discover(hass: HomeAssistant) -> Proposal:
    """Return what was recognised. Reading files and comparing happen in an executor, only the snapshot on the event loop."""
    catalogue = await async_catalogue(hass)
    snapshot = await async_snapshot(hass, catalogue.platforms)
    return await hass.async_add_executor_job(discover, snapshot, catalogue)


async def async_catalogue(hass: HomeAssistant) -> Catalogue:
    """Return the catalogue, read in an executor the first time."""
    return await hass.async_add_executor_job(load_catalogue)


async def async_snapshot(hass: HomeAssistant, platforms: Collection[str]) -> RegistrySnapshot:
    """Return the entities of these integrations, those the Energy dashboard uses, and the devices of both."""
    energy = tuple(_energy_sources(await async_energy_preferences(hass)))
    wanted = {entity_id for source in energy for entity_id in _entity_ids(source)}
    entities = tuple(
        [
            _entity(hass, entry)
            async for entry in async_in_turns(er.async_get(hass).entities.values())
            if entry.platform in platforms or entry.entity_id in wanted
        ]
    )
    registry = dr.async_get(hass)
    devices: dict[str, Device] = {}
    async for device_id in async_in_turns(dict.fromkeys(entity.device_id for entity in entities)):
        if device_id and (entry := registry.async_get(device_id)):
            devices[device_id] = _device(registry, entry)
    return RegistrySnapshot(devices=devices, entities=entities, energy=energy)


@callback
def async_enable(hass: HomeAssistant, entity_ids: Iterable[str]) -> None:
    """Enable entities that are disabled; Home Assistant reloads their integrations half a minute later by itself."""
    registry = er.async_get(hass)
    for entity_id in entity_ids:
        entry = registry.async_get(entity_id)
        if entry is not None and entry.disabled_by is not None:
            registry.async_update_entity(entity_id, disabled_by=None)


def _entity(hass: HomeAssistant, entry: er.RegistryEntry) -> Entity:
    state = hass.states.get(entry.entity_id)
    # The state's unit is the one the user chose to see, and the one the state's number is in.
    shown_unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    abilities: Mapping[str, Any] = entry.capabilities or {}
    return Entity(
        entity_id=entry.entity_id,
        platform=entry.platform,
        unique_id=str(entry.unique_id),
        translation_key=entry.translation_key,
        original_name=entry.original_name,
        name_unprefixed=entry.original_name_unprefixed,
        # Some integrations write an empty text for none.
        device_class=entry.original_device_class or None,
        unit=(shown_unit if isinstance(shown_unit, str) else None) or entry.unit_of_measurement or None,
        disabled_by=entry.disabled_by.value if entry.disabled_by else None,
        entity_category=entry.entity_category.value if entry.entity_category else None,
        config_entry_id=entry.config_entry_id,
        device_id=entry.device_id,
        options=tuple(abilities.get("options") or ()),
        min=abilities.get("min"),
        max=abilities.get("max"),
        step=abilities.get("step"),
        state=state.state if state else None,
    )


def _device(registry: dr.DeviceRegistry, entry: dr.AnyDeviceEntry) -> Device:
    """Return a device; a child device has neither make nor model of its own, so its parent's are used."""
    parent_id = entry.parent_device_id if isinstance(entry, dr.ChildDeviceEntry) else None
    main = registry.async_get(parent_id, include_child_devices=False) if parent_id else entry
    if not isinstance(main, dr.DeviceEntry):
        return Device(id=entry.id, name=entry.name)
    return Device(
        id=entry.id,
        manufacturer=main.manufacturer,
        model=main.model,
        model_id=main.model_id,
        name=entry.name_by_user or entry.name,
        serial_number=main.serial_number,
        via_device_id=parent_id or main.via_device_id,
        # Some integrations register identifiers of three or four parts.
        identifiers=tuple(sorted(tuple(str(part) for part in identifier) for identifier in main.identifiers)),
        connections=tuple(sorted(main.connections)),
    )


async def async_energy_preferences(hass: HomeAssistant) -> Iterable[Mapping[str, Any]]:
    """Return the sources of the Energy dashboard; none where it is not set up."""
    if "energy" not in hass.config.components:
        return ()
    # Imported here: the energy integration is no dependency, a home without it works as well.
    from homeassistant.components.energy.data import async_get_manager  # noqa: PLC0415 - explained above

    preferences = (await async_get_manager(hass)).data
    return preferences["energy_sources"] if preferences else ()


def _energy_sources(sources: Iterable[Mapping[str, Any]]) -> Iterator[EnergySource]:
    """Return the sources with their sensors; a power configuration comes before the sensor made from it."""
    for source in sources:
        if source["type"] not in EnergyKind:
            continue
        config: Mapping[str, Any] = source.get("power_config") or {}
        inverted = config.get("stat_rate_inverted")
        known = EnergySource(
            kind=EnergyKind(source["type"]),
            power=config.get("stat_rate") or inverted or (None if config else source.get("stat_rate")),
            inverted=inverted is not None,
            power_from=config.get("stat_rate_from"),
            power_to=config.get("stat_rate_to"),
            soc=source.get("stat_soc"),
            counters=tuple(_counters(source, "stat_energy_from", "stat_energy_to")),
            outward=tuple(_counters(source, "stat_energy_to")),
        )
        if any(_entity_ids(known)):
            yield known


def _entity_ids(source: EnergySource) -> tuple[str, ...]:
    named = (source.power, source.power_from, source.power_to, source.soc, *source.counters)
    return tuple(one for one in named if one)


def _counters(source: Mapping[str, Any], *names: str) -> Iterator[str]:
    """Return the energy statistics of a source; external ones (with a colon) are no entities."""
    flows = [source, *(source.get("flow_from") or ()), *(source.get("flow_to") or ())]
    named = (flow.get(name) for flow in flows for name in names)
    return (one for one in named if one and ":" not in one)
