"""Finds the chargers of a snapshot, and the cars that are commanded themselves, with all that driving them needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .charger_config import (
    ChargerConfig,
    ConflictingSettingConfig,
    EntityAction,
    PhaseSwitchConfig,
    ReadingConfig,
    SetPointConfig,
    StartStopActions,
)
from .entry import (
    ActionRule,
    ChargerEntry,
    Find,
    Kind,
    PhaseSwitchRule,
    ReadingRule,
    SetPointRule,
    StartStopRule,
)
from .grouping import groups
from .matching import Group, anything, hits, measures_energy, measures_percent, measures_power
from .proposal import FoundCharger, MatchReason
from .readings import READINGS, Measure
from .registry import Device, Entity, RegistrySnapshot

_MEASURES: dict[Measure, Callable[[Entity], bool]] = {
    Measure.ANYTHING: anything,
    Measure.POWER: measures_power,
    Measure.ENERGY: measures_energy,
    Measure.PERCENT: measures_percent,
}
# A charger that cannot be commanded is still worth showing if it reports one of these.
_WORTH_READING = {"status", "plugged", "charging", "power"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading, and what could be read while its entity is disabled."""

    reading: ReadingConfig
    is_disabled: bool
    fallback: ReadingConfig | None


def find_chargers(
    entities: dict[str, list[Entity]], snapshot: RegistrySnapshot, entries: Sequence[ChargerEntry]
) -> tuple[FoundCharger, ...]:
    """Return what was found, one for each device (or config entry, depending on the entry), the best explained first.

    `entities` are the snapshot's by integration. Entries that explain the same device compete: more that can be commanded and read
    wins, then the core integration.
    """
    found: list[FoundCharger] = []
    for entry in entries:
        own = entities.get(entry.about.domain, ())
        for group in groups(own, snapshot, entry.device, is_per_device=entry.is_per_device):
            charger = describe(entry, group)
            if charger:
                found.append(charger)
    found.sort(key=lambda one: (-_worth(one.config), one.origin != "core"))
    best: dict[tuple[str | None, str | None, str | None], FoundCharger] = {}
    for one in found:
        best.setdefault((one.config.integration, one.config_entry_id, one.config.device_id), one)
    return tuple(best.values())


def describe(entry: ChargerEntry, group: Group) -> FoundCharger | None:
    """Return the charger this group of entities is by this entry, or None where it is not one."""
    found = {name: one for name, rules in entry.readings.items() if (one := _reading(name, rules, group))}
    config = _drivers(entry, group, {name: one.reading for name, one in found.items()})
    if not found.keys() >= set(entry.requires) or not (config.commanded or _WORTH_READING & found.keys()):
        return None
    members = {entity.entity_id: entity for kind in group.by_kind.values() for entity in kind}
    main = members[_main_entity_id(config)]
    device = group.device(main)
    about = entry.about
    make = next(
        (one for one in about.makes if device and one.casefold() in (device.manufacturer or "").casefold()), None
    )
    # OCPP is a protocol, not a make: the charge point names its maker.
    vendor = device.manufacturer if device and entry.set_point.kind == "profile" else None
    disabled = [id_ for id_ in config.commanded if members[id_].disabled_by]
    return FoundCharger(
        config=_named(config, main, device, make or vendor or about.makes[0]),
        make=make or vendor or about.makes[0],
        model=device.model if device else None,
        origin=about.origin,
        kind=about.kind,
        reason=MatchReason("integration_known", {"integration": about.domain, "roles": len(found)}),
        never_use=tuple(entity.entity_id for find in entry.never_use for entity in hits(find, group, anything)),
        to_enable=tuple(
            dict.fromkeys([*disabled, *(one.reading.entity_id for one in found.values() if one.is_disabled)])
        ),
        fallbacks={name: one.fallback for name, one in found.items() if one.fallback},
        config_entry_id=main.config_entry_id,
        same_as=_physical_ids(device),
        notes=about.notes,
    )


def _drivers(entry: ChargerEntry, group: Group, readings: Mapping[str, ReadingConfig]) -> ChargerConfig:
    """Return the charger but for its names."""
    # What a car counts is what has reached its battery, less than it took.
    unwanted = {"session_energy"} if entry.about.kind is Kind.CAR else set()
    return ChargerConfig(
        id="",
        name="",
        integration=entry.about.domain,
        set_point=_set_point(entry.set_point, group),
        start_stop=_start_stop(entry.start_stop, group),
        phase_switch=_phase_switch(entry.phase_switch, group),
        readings={name: reading for name, reading in readings.items() if name not in unwanted},
        conflicting_settings=tuple(
            ConflictingSettingConfig(entity.entity_id, setting.wanted, is_settable=setting.is_settable)
            for setting in entry.conflicting_settings
            for entity in hits(setting.find, group, anything)[:1]
        ),
        interval_s=entry.about.interval_s,
        min_interval_s=entry.min_interval_s or 0.0,
        calls_per_command=entry.calls_per_command or 1,
        refresh_s=entry.refresh_s,
        forgets_on=entry.forgets_on,
        restart_states=entry.restart_states,
    )


def _named(config: ChargerConfig, main: Entity, device: Device | None, make: str) -> ChargerConfig:
    """Return the charger with its id and name, and with both in the data of its actions."""
    names = {
        "device_id": device.id if device else None,
        "name": (device.name if device else None) or make,
        "entity_id": main.entity_id,
    }
    point, pair, phases = config.set_point, config.start_stop, config.phase_switch
    return replace(
        config,
        id=f"{config.integration}:{names['device_id'] or main.config_entry_id or main.unique_id}",
        name=names["name"] or make,
        device_id=names["device_id"],
        set_point=point and replace(point, data=_filled(point.data, names)),
        start_stop=pair and StartStopActions(_with(pair.start, names), _with(pair.stop, names)),
        phase_switch=phases
        and replace(
            phases, one=phases.one and _with(phases.one, names), three=phases.three and _with(phases.three, names)
        ),
    )


def _with(action: EntityAction, names: Mapping[str, str | None]) -> EntityAction:
    return replace(action, data=_filled(action.data, names))


def _filled(data: Mapping[str, Any], names: Mapping[str, str | None]) -> dict[str, Any]:
    """Return an action's data with what is known of the charger in place; the current comes when it is called."""
    return {
        key: names.get(value.strip("{}"), value) if isinstance(value, str) and value.startswith("{") else value
        for key, value in data.items()
    }


def _set_point(point: SetPointRule, group: Group) -> SetPointConfig | None:
    entity = _first(point.finds, group)
    if point.kind == "none" or (entity is None and point.action is None):
        return None
    action = point.action if entity is None else None
    return SetPointConfig(
        entity_id=entity.entity_id if entity else None,
        action=action.action if action else None,
        data=dict(action.data) if action else {},
        unit=entity.unit if entity and entity.unit in {"A", "kW", "W"} else point.unit,
        least=point.least,
        step=point.step,
        max=point.max,
        pauses_at_zero=point.pauses_at_zero,
        # A profile of 0 A pauses a transaction, which switching would end.
        prefers_zero=point.kind == "profile" and entity is not None,
    )


def _start_stop(rule: StartStopRule, group: Group) -> StartStopActions | None:
    start, stop = _action(rule.start, group), _action(rule.stop, group)
    return StartStopActions(start, stop) if start and stop else None


def _phase_switch(rule: PhaseSwitchRule, group: Group) -> PhaseSwitchConfig | None:
    one, three = _action(rule.one, group), _action(rule.three, group)
    return PhaseSwitchConfig(one=one, three=three) if one and three else None


def _action(rule: ActionRule | None, group: Group) -> EntityAction | None:
    if rule is None:
        return None
    if rule.action:
        return EntityAction(action=rule.action.action, data=dict(rule.action.data))
    entity = _first(rule.finds, group)
    return EntityAction(entity.entity_id, rule.value) if entity else None


def _first(finds: Iterable[Find], group: Group) -> Entity | None:
    for find in finds:
        found = hits(find, group, anything)
        if found:
            return min(found, key=lambda entity: entity.disabled_by == "user")
    return None


def _reading(name: str, rules: Sequence[ReadingRule], group: Group) -> _Found | None:
    """Return the first rule's entity; while that is disabled, the next enabled one is its fallback."""
    found = [
        (entity.disabled_by is not None, ReadingConfig(entity.entity_id, rule.states, rule.attribute, rule.step_w))
        for rule in rules
        for entity in hits(rule.find, group, _MEASURES[READINGS[name].measure])[:1]
    ]
    if not found:
        return None
    is_disabled, reading = found[0]
    fallback = next((one for is_off, one in found if not is_off), None) if is_disabled else None
    return _Found(reading, is_disabled, fallback)


def _main_entity_id(config: ChargerConfig) -> str:
    """Return the entity whose device stands for the charger: what starts it, else its set-point, else what reports on it."""
    pair, point = config.start_stop, config.set_point
    started_by = [action.entity_id for action in (pair.start, pair.stop) if action.entity_id] if pair else []
    commanded = next(iter(started_by), None) or (point and point.entity_id)
    return commanded or next(reading.entity_id for name, reading in config.readings.items() if name in _WORTH_READING)


def _physical_ids(device: Device | None) -> frozenset[str]:
    """Return what names the hardware itself: serial number, network addresses and identifiers, as two integrations may share."""
    if device is None:
        return frozenset()
    texts = [device.serial_number or "", *(value for _, value in device.connections)]
    texts += [text for identifier in device.identifiers for text in identifier[1:]]
    # Shorter texts are counters or site numbers that two unrelated devices may share.
    return frozenset(text.casefold() for text in texts if len(text) >= 6)


def _worth(config: ChargerConfig) -> int:
    return (
        3 * (config.set_point is not None)
        + 3 * (config.start_stop is not None)
        + (config.phase_switch is not None)
        + len(config.readings)
    )
