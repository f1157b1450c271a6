"""Finds the inverters, meters and batteries of a snapshot and the entities of their roles."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .entry import About, InverterEntry, Kind, Role, RoleRule
from .grouping import groups
from .matching import (
    Group,
    anything,
    hits,
    measures_apparent_power,
    measures_percent,
    measures_power,
    power_w,
)
from .proposal import FoundInverter, MatchReason, RoleMatch
from .registry import Device, Entity, RegistrySnapshot

_ALLOWED: dict[Role, Callable[[Entity], bool]] = {
    Role.BATTERY_SOC: measures_percent,
    Role.INVERTER_RATING: anything,
    Role.EXPORT_LIMIT: anything,
}


class _Explained(NamedTuple):
    """Entities that an entry explains."""

    entry: InverterEntry
    found: FoundInverter


def find_inverters(
    entities: dict[str, list[Entity]], snapshot: RegistrySnapshot, entries: Sequence[InverterEntry]
) -> tuple[FoundInverter, ...]:
    """Return what was found, one for each config entry (or device, depending on the entry), best known first.

    `entities` are the snapshot's by integration. Two entries that explain the same entities compete: the one that
    explains more wins, the core integration before a custom one of the same name.
    """
    found: list[_Explained] = []
    for entry in entries:
        own = [entity for domain in (entry.about.domain, *entry.also) for entity in entities.get(domain, ())]
        if own:
            for group in groups(own, snapshot, entry.device, is_per_device=entry.is_per_device):
                roles = find_roles(entry, group)
                if roles:
                    found.append(_Explained(entry, _describe(entry.about, group, roles)))
    found.sort(key=lambda one: (-len(one.found.roles), not one.entry.about.is_core))
    return tuple(_without_rivals(found))


def find_roles(entry: InverterEntry, group: Group) -> dict[Role, RoleMatch]:
    """Return the entities of each role that this group has; roles with rules that depend on others come last."""
    roles: dict[Role, RoleMatch] = {}
    for role in sorted(entry.roles, key=lambda role: any(rule.without for rule in entry.roles[role])):
        usable = [rule for rule in entry.roles[role] if not any(other in roles for other in rule.without)]
        if pick := _pick(role, usable, group, entry.about):
            roles[role] = pick
    return {role: roles[role] for role in Role if role in roles}


def _pick(role: Role, rules: Sequence[RoleRule], group: Group, about: About) -> RoleMatch | None:
    """Return the first rule's entities.

    One that the user has disabled, or that has never had a value, serves only where nothing else is there.
    """
    allowed = _ALLOWED.get(role, measures_power)
    options = [
        (rule, chosen)
        for rule in rules
        if (chosen := _choose(rule, hits(rule.find, group, measures_apparent_power if rule.apparent else allowed)))
    ]
    if not options:
        return None
    options.sort(key=lambda option: (_is_unwanted(option[1]), _has_no_value(option[1])))
    rule, chosen = options[0]
    others = _other_clamps(rule, chosen, group) or _other_meters(rule, chosen, group, about)
    to_enable = tuple(entity.entity_id for entity in chosen if entity.disabled_by)
    enabled = (other for _, other in options[1:] if not any(entity.disabled_by for entity in other))
    return RoleMatch(
        role=role,
        entity_ids=tuple(entity.entity_id for entity in chosen),
        sign=rule.sign,
        unit=chosen[0].unit or rule.unit,
        reason=_reason(chosen, about),
        to_enable=to_enable,
        ask_user=rule.ask_user or bool(others),
        fallback=tuple(entity.entity_id for entity in next(enabled, ())) if to_enable else (),
        includes_battery=rule.includes_battery,
        whole_site=_is_whole_site(rule, chosen),
        value_w=_value_w(chosen),
        clamps=others,
    )


def _other_clamps(rule: RoleRule, chosen: Sequence[Entity], group: Group) -> tuple[str, ...]:
    """Return the other clamps of what was chosen: they may be around anything, and only the user knows."""
    if rule.clamps is None:
        return ()
    return tuple(
        entity.entity_id
        for entity in group.by_kind.get("sensor", ())
        if entity not in chosen
        and not entity.disabled_by
        and measures_power(entity)
        and rule.clamps.search(entity.unique_id)
    )


def _other_meters(rule: RoleRule, chosen: Sequence[Entity], group: Group, about: About) -> tuple[str, ...]:
    """Return the same reading of the other meters in one account: one is at the grid, and only the user knows which."""
    if about.kind is not Kind.METER or rule.is_sum or not rule.sign:
        return ()
    return tuple(
        entity.entity_id
        for entity in hits(rule.find, group, measures_power)
        if entity not in chosen and not entity.disabled_by and entity.device_id != chosen[0].device_id
    )


def _is_whole_site(rule: RoleRule, chosen: Sequence[Entity]) -> bool:
    if isinstance(rule.whole_site, bool):
        return rule.whole_site
    return any(entity.translation_key == rule.whole_site for entity in chosen)


def _value_w(chosen: Sequence[Entity]) -> float | None:
    """Return what the entities show together; None unless all show a power."""
    values = [power_w(entity) for entity in chosen]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _is_unwanted(chosen: Sequence[Entity]) -> bool:
    return any(entity.disabled_by == "user" for entity in chosen)


def _has_no_value(chosen: Sequence[Entity]) -> bool:
    """Return whether all are there without a value; an inverter that sleeps is unavailable instead, which is no fault."""
    return all(entity.state == "unknown" for entity in chosen)


def _choose(rule: RoleRule, found: list[Entity]) -> list[Entity]:
    usable = [entity for entity in found if entity.disabled_by != "user"] or found
    return usable if rule.is_sum else usable[:1]


def _reason(chosen: Sequence[Entity], about: About) -> MatchReason:
    first = chosen[0]
    key = first.translation_key or first.original_name or first.unique_id
    if len(chosen) > 1:
        return MatchReason("sum_of_keys", {"integration": about.domain, "key": key, "count": len(chosen)})
    return MatchReason("known_key", {"integration": about.domain, "key": key})


def _describe(about: About, group: Group, roles: dict[Role, RoleMatch]) -> FoundInverter:
    members = {entity.entity_id: entity for sensors in group.by_kind.values() for entity in sensors}
    main = [members[entity_id] for pick in roles.values() for entity_id in pick.entity_ids]
    devices = [device for entity in main if (device := group.device(entity))]
    first = devices[0] if devices else None
    make = next((make for make in about.makes if first and _same_make(make, first.manufacturer)), None)
    return FoundInverter(
        make=make or about.makes[0],
        model=_model(about, first, group.devices.values()),
        name=(first.name if first else None) or about.makes[0],
        integration=about.domain,
        origin=about.origin,
        kind=about.kind,
        roles=roles,
        reason=MatchReason("integration_known", {"integration": about.domain, "roles": len(roles)}),
        makes=frozenset(
            one.casefold() for one in (*about.makes, *([first.manufacturer] if first and first.manufacturer else []))
        ),
        is_verified=about.is_verified,
        config_entry_id=main[0].config_entry_id,
        device_ids=tuple(dict.fromkeys(device.id for device in devices)),
        interval_s=about.interval_s,
        transport=about.transport,
        night=about.night,
        notes=about.notes,
    )


def _model(about: About, first: Device | None, devices: Iterable[Device]) -> str | None:
    """Return the model of the device that has the first role or, where it is a mere gateway, of the first known model beside it."""
    if first is None or first.model:
        return first.model if first else None
    present = [device.model for device in devices if device.model]
    known = (model for known in about.models for model in present if model.casefold().startswith(known.casefold()))
    return next(known, None)


def _same_make(make: str, manufacturer: str | None) -> bool:
    return manufacturer is not None and make.casefold().split(" ")[0] in manufacturer.casefold()


def _without_rivals(found: Sequence[_Explained]) -> Iterator[FoundInverter]:
    """Drop an entry that explains entities another has explained, or the same config entry without naming its devices."""
    taken: set[str] = set()
    explained: set[tuple[str, str | None]] = set()
    for entry, one in found:
        own = {entity_id for pick in one.roles.values() for entity_id in pick.entity_ids}
        place = (one.integration, one.config_entry_id)
        if taken & own or (place in explained and entry.device is None and not entry.is_per_device):
            continue
        taken |= own
        explained.add(place)
        yield one
