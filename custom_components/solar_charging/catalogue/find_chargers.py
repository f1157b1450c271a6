"""Finds the chargers of a snapshot, and the cars that are commanded themselves, with all that driving them needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .entry import (
    ActionRule,
    ChargerEntry,
    ConflictingSetting,
    Find,
    PhaseSwitchRule,
    SetPointRule,
    StartStopRule,
    StateSensor,
)
from .grouping import groups
from .matching import Group, anything, hits, measures_energy, measures_percent, measures_power
from .proposal import (
    FoundCharger,
    FoundConflictingSetting,
    FoundOrder,
    FoundReading,
    FoundSetPoint,
    FoundSwitching,
    MatchReason,
)
from .registry import Device, Entity, RegistrySnapshot

_NO_SET_POINT = FoundSetPoint("none")
_NO_SWITCHING = FoundSwitching("none")
_ALLOWED: dict[str, Callable[[Entity], bool]] = {
    "power": measures_power,
    "session_energy": measures_energy,
    "vehicle_soc": measures_percent,
}
# A charger that cannot be told anything is still worth showing if it says one of these.
_WORTH_READING = {"status", "plugged", "charging", "power"}


def find_chargers(
    entities: dict[str, list[Entity]], snapshot: RegistrySnapshot, entries: Sequence[ChargerEntry]
) -> tuple[FoundCharger, ...]:
    """Return what was found, one for each device (or config entry, where an entry says so), the best explained first.

    `entities` are the snapshot's by integration. Entries that explain the same device compete: more that can be told and read
    wins, then the core integration.
    """
    found: list[FoundCharger] = []
    for entry in entries:
        own = entities.get(entry.about.domain, ())
        for group in groups(own, snapshot, entry.device, is_per_device=entry.is_per_device):
            charger = describe(entry, group)
            if charger:
                found.append(charger)
    found.sort(key=lambda one: (-_worth(one), one.origin != "core"))
    best: dict[tuple[str, str | None, str | None], FoundCharger] = {}
    for one in found:
        best.setdefault((one.integration, one.config_entry_id, one.device_id), one)
    return tuple(best.values())


def describe(entry: ChargerEntry, group: Group) -> FoundCharger | None:
    """Return the charger this group of entities is by this entry, or None where it is not one."""
    point = _set_point(entry.set_point, group)
    on_off = _on_off(entry.on_off, group)
    readings = {name: found for name, rules in entry.readings.items() if (found := _reading(name, rules, group))}
    has_entity = any(order and order.entity_id for order in (on_off.on, on_off.off)) or point.entity_id
    if not readings.keys() >= set(entry.requires) or (not has_entity and not _WORTH_READING & readings.keys()):
        return None
    members = {entity.entity_id: entity for kind in group.by_kind.values() for entity in kind}
    main = members[_main_entity_id(point, on_off, readings)]
    device = group.device(main)
    about = entry.about
    make = next(
        (one for one in about.makes if device and one.casefold() in (device.manufacturer or "").casefold()), None
    )
    # OCPP is a protocol, not a make: the charge point says who built it.
    vendor = device.manufacturer if device and entry.set_point.kind == "profile" else None
    told = (point.entity_id, *(order.entity_id for order in (on_off.on, on_off.off) if order))
    return FoundCharger(
        id=f"{about.domain}:{device.id if device else main.config_entry_id or main.unique_id}",
        make=make or vendor or about.makes[0],
        model=device.model if device else None,
        name=(device.name if device else None) or about.makes[0],
        integration=about.domain,
        origin=about.origin,
        kind=about.kind,
        set_point=point,
        on_off=on_off,
        phases=_phases(entry.phases, group),
        readings=readings,
        reason=MatchReason("integration_known", {"integration": about.domain, "roles": len(readings)}),
        conflicting_settings=tuple(
            found for setting in entry.conflicting_settings for found in _conflicting_setting(setting, group)
        ),
        never_use=tuple(entity.entity_id for find in entry.never_use for entity in hits(find, group, anything)),
        to_enable=tuple(dict.fromkeys(one for one in told if one and members[one].disabled_by))
        + tuple(reading.entity_id for reading in readings.values() if reading.is_disabled),
        interval_s=about.interval_s,
        min_interval_s=entry.min_interval_s,
        forgets_on=entry.refresh.forgets_on,
        refresh_s=entry.refresh.every_s,
        config_entry_id=main.config_entry_id,
        device_id=device.id if device else None,
        same_as=_physical_ids(device),
        notes=about.notes,
    )


def _set_point(point: SetPointRule, group: Group) -> FoundSetPoint:
    entity = _first(point.finds, group)
    if point.kind == "none" or (entity is None and point.action is None):
        return _NO_SET_POINT
    return FoundSetPoint(
        kind=point.kind if entity or point.action is None else "action",
        entity_id=entity.entity_id if entity else None,
        action=point.action,
        unit=entity.unit if entity and entity.unit in {"A", "kW", "W"} else point.unit,
        floor=point.floor,
        step=point.step,
        max=point.max,
        is_zero_pause=point.is_zero_pause,
    )


def _on_off(on_off: StartStopRule, group: Group) -> FoundSwitching:
    if on_off.kind == "zero_pauses":
        return FoundSwitching("zero_pauses")
    start, stop = _order(on_off.start, group), _order(on_off.stop, group)
    return FoundSwitching(on_off.kind, start, stop) if start and stop else _NO_SWITCHING


def _phases(phases: PhaseSwitchRule, group: Group) -> FoundSwitching:
    one, three = _order(phases.one, group), _order(phases.three, group)
    if phases.kind == "profile":
        return FoundSwitching("profile")
    return FoundSwitching(phases.kind, one, three) if one and three else _NO_SWITCHING


def _order(order: ActionRule | None, group: Group) -> FoundOrder | None:
    if order is None:
        return None
    if order.action:
        return FoundOrder(action=order.action, value=order.value)
    entity = _first(order.finds, group)
    return FoundOrder(entity_id=entity.entity_id, value=order.value) if entity else None


def _first(finds: Iterable[Find], group: Group) -> Entity | None:
    for find in finds:
        found = hits(find, group, anything)
        if found:
            return min(found, key=lambda entity: entity.disabled_by == "user")
    return None


def _reading(name: str, rules: Sequence[StateSensor], group: Group) -> FoundReading | None:
    """Return the first rule's entity; while that is disabled, the next enabled one is its fallback."""
    allowed = _ALLOWED.get(name, anything)
    found = [
        FoundReading(
            entity.entity_id,
            rule.states,
            rule.attribute,
            entity.unit,
            rule.step_w,
            is_disabled=entity.disabled_by is not None,
        )
        for rule in rules
        for entity in hits(rule.find, group, allowed)[:1]
    ]
    if not found:
        return None
    enabled = next((reading for reading in found if not reading.is_disabled), None)
    return replace(found[0], fallback=enabled) if found[0].is_disabled else found[0]


def _conflicting_setting(setting: ConflictingSetting, group: Group) -> list[FoundConflictingSetting]:
    return [
        FoundConflictingSetting(entity.entity_id, setting.wanted, setting.consent)
        for entity in hits(setting.find, group, anything)[:1]
    ]


def _main_entity_id(point: FoundSetPoint, on_off: FoundSwitching, readings: dict[str, FoundReading]) -> str:
    """Return the entity whose device stands for the charger: what starts it, else its set-point, else what tells of it."""
    orders = (order.entity_id for order in (on_off.on, on_off.off) if order and order.entity_id)
    told = next(orders, None) or point.entity_id
    return told or next(reading.entity_id for name, reading in readings.items() if name in _WORTH_READING)


def _physical_ids(device: Device | None) -> frozenset[str]:
    """Return what names the hardware itself: serial number, network addresses and identifiers, as two integrations may share."""
    if device is None:
        return frozenset()
    texts = [device.serial_number or "", *(value for _, value in device.connections)]
    texts += [text for identifier in device.identifiers for text in identifier[1:]]
    # Shorter texts are counters or site numbers that two unrelated devices may share.
    return frozenset(text.casefold() for text in texts if len(text) >= 6)


def _worth(one: FoundCharger) -> int:
    return (
        3 * (one.set_point.kind != "none")
        + 3 * (one.on_off.kind != "none")
        + (one.phases.kind != "none")
        + len(one.readings)
    )
