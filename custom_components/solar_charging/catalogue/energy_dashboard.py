"""Reads what the user gave to the Energy dashboard: power sensors, whose signs are fixed by definition, and energy counters.

A counter leads to the device it belongs to, and so to that device's power sensors; where there is none, power is worked out
from its steps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .entry import Role, SignConvention
from .proposal import FoundInverter, MatchReason, RoleMatch
from .registry import EnergyKind, EnergySource, Entity

_SIGNED = {
    EnergyKind.GRID: (Role.GRID_POWER, SignConvention.IMPORT_POSITIVE, SignConvention.EXPORT_POSITIVE),
    EnergyKind.BATTERY: (Role.BATTERY_POWER, SignConvention.DISCHARGE_POSITIVE, SignConvention.CHARGE_POSITIVE),
}
_PAIR = {
    EnergyKind.GRID: (Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER),
    EnergyKind.BATTERY: (Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_CHARGE_POWER),
}
# Their counters are made from a power sensor, or from another counter.
_HELPERS = frozenset({"integration", "utility_meter", "template", "powercalc", "derivative"})
_ROLES = {
    EnergyKind.SOLAR: (Role.PV_POWER,),
    EnergyKind.GRID: (Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER),
    EnergyKind.BATTERY: (Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER),
}


@dataclass(frozen=True, slots=True)
class DashboardChoice:
    """What the dashboard chose: power sensors by role, and for its counters the devices that they belong to.

    `counters`: by kind and role, counters whose device has no power sensor; they serve where nothing else does. `beside`: the
    entities on the devices of the counters, by kind.
    """

    picks: Mapping[Role, RoleMatch] = field(default_factory=dict)
    owners: Mapping[EnergyKind, tuple[FoundInverter, ...]] = field(default_factory=dict)
    counters: Mapping[EnergyKind, Mapping[Role, RoleMatch]] = field(default_factory=dict)
    beside: Mapping[EnergyKind, frozenset[str]] = field(default_factory=dict)

    @property
    def entity_ids(self) -> frozenset[str]:
        """The power sensors."""
        return frozenset(entity_id for pick in self.picks.values() for entity_id in pick.entity_ids)

    def decides(self, kind: EnergyKind) -> bool:
        """Whether it has sensors for this kind of source."""
        return bool(self.owners.get(kind)) or any(role in self.picks for role in _ROLES[kind])

    def counted_part(self, kind: EnergyKind, pick: RoleMatch) -> RoleMatch:
        """Return what is on the devices whose counters are named, of several of one entry; all where that is unclear."""
        beside = self.beside.get(kind, frozenset())
        named = tuple(entity_id for entity_id in pick.entity_ids if entity_id in beside)
        clamps = tuple(entity_id for entity_id in pick.clamps if entity_id in beside)
        if len(named) + len(clamps) == 0 or (named and clamps):
            return pick
        value_w = pick.value_w if named == pick.entity_ids else None
        return replace(
            pick, entity_ids=named or clamps[:1], value_w=value_w, ask_user=len(clamps) > 1, clamps=clamps[1:]
        )


def dashboard_choice(
    sources: Sequence[EnergySource], entities: Mapping[str, Entity], found: Sequence[FoundInverter]
) -> DashboardChoice:
    """Return the sensors of the sources; a counter whose device has no power sensor has none. `entities` by ID."""
    owners: dict[EnergyKind, list[FoundInverter]] = {}
    for source in sources:
        if source.power or source.power_from or source.power_to:
            continue
        # What comes from the grid and what goes there may be two integrations' word on one meter.
        inward = [counter for counter in source.counters if counter not in source.outward]
        for counter in inward or source.counters:
            owner = _owner(entities.get(counter), found, _ROLES[source.kind])
            if owner is not None and owner not in owners.setdefault(source.kind, []):
                owners[source.kind].append(owner)
    return DashboardChoice(
        dashboard_picks(sources, entities),
        {kind: tuple(known) for kind, known in owners.items() if known},
        _lone_counters(sources, entities),
        _beside_counters(sources, entities),
    )


def _beside_counters(
    sources: Iterable[EnergySource], entities: Mapping[str, Entity]
) -> dict[EnergyKind, frozenset[str]]:
    devices: dict[EnergyKind, set[str]] = {}
    for source in sources:
        known = [entities[counter] for counter in source.counters if counter in entities]
        devices.setdefault(source.kind, set()).update(one.device_id for one in known if one.device_id)
    return {
        kind: frozenset(entity_id for entity_id, entity in entities.items() if entity.device_id in of_kind)
        for kind, of_kind in devices.items()
    }


def _lone_counters(
    sources: Iterable[EnergySource], entities: Mapping[str, Entity]
) -> dict[EnergyKind, dict[Role, RoleMatch]]:
    """Return the counters that no power sensor stands beside, by what they count."""
    powered = {entity.device_id for entity in entities.values() if entity.device_class == "power" and entity.device_id}
    found: dict[EnergyKind, dict[Role, RoleMatch]] = {}
    for source in sources:
        for counter in source.counters:
            entity = entities.get(counter)
            if entity is None or entity.platform in _HELPERS or entity.device_id in powered:
                continue
            inward, outward = _PAIR.get(source.kind, (Role.PV_POWER, Role.PV_POWER))
            role = outward if counter in source.outward else inward
            roles = found.setdefault(source.kind, {})
            ids = (*(roles[role].entity_ids if role in roles else ()), counter)
            reason = MatchReason("power_from_counter", {"count": len(ids)})
            roles[role] = RoleMatch(role=role, entity_ids=ids, sign=None, unit=entity.unit, reason=reason)
    return found


def dashboard_picks(sources: Iterable[EnergySource], entities: Mapping[str, Entity]) -> dict[Role, RoleMatch]:
    """Return a pick for each role the dashboard defines; sensors of one role are added. `entities` by id, for units."""
    picks: dict[Role, RoleMatch] = {}
    for source in sources:
        for role, entity_id, sign in _roles(source):
            earlier = picks.get(role)
            if earlier is None or earlier.sign == sign:
                picks[role] = _pick(role, (*(earlier.entity_ids if earlier else ()), entity_id), sign, entities)
    return picks


def _owner(entity: Entity | None, found: Iterable[FoundInverter], roles: Sequence[Role]) -> FoundInverter | None:
    """Return what has one of the roles and the counter: on the same device or, second best, of the same config entry."""
    if entity is None:
        return None
    able = [one for one in found if any(role in one.roles for role in roles)]
    own = [one for one in able if entity.device_id is not None and entity.device_id in one.device_ids]
    same_entry = [one for one in able if entity.config_entry_id and one.config_entry_id == entity.config_entry_id]
    return next(iter([*own, *same_entry]), None)


class _NamedEntity(NamedTuple):
    """An entity that the Energy dashboard names, its role, and its sign where the role has one."""

    role: Role
    entity_id: str
    sign: SignConvention | None = None


def _roles(source: EnergySource) -> Iterable[_NamedEntity]:
    if source.soc:
        yield _NamedEntity(Role.BATTERY_SOC, source.soc)
    if source.kind is EnergyKind.SOLAR:
        if source.power:
            yield _NamedEntity(Role.PV_POWER, source.power)
        return
    role, sign, opposite = _SIGNED[source.kind]
    if source.power:
        yield _NamedEntity(role, source.power, opposite if source.inverted else sign)
    for half, entity_id in zip(_PAIR[source.kind], (source.power_from, source.power_to), strict=True):
        if entity_id:
            yield _NamedEntity(half, entity_id)


def _pick(
    role: Role, entity_ids: tuple[str, ...], sign: SignConvention | None, entities: Mapping[str, Entity]
) -> RoleMatch:
    known = [entities[entity_id] for entity_id in entity_ids if entity_id in entities]
    return RoleMatch(
        role=role,
        entity_ids=entity_ids,
        sign=sign,
        unit=known[0].unit if known else None,
        reason=MatchReason("energy_dashboard", {"count": len(entity_ids)}),
        to_enable=tuple(entity.entity_id for entity in known if entity.disabled_by),
    )
