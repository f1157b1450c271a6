"""Reads the roles that the user gave to power sensors in the Energy dashboard, whose signs are fixed by definition."""

from collections.abc import Iterable, Mapping

from .entry import Role, SignConvention
from .proposal import MatchReason, RoleMatch
from .registry import EnergyKind, EnergySource, Entity

_SIGNED = {
    EnergyKind.GRID: (Role.GRID_POWER, SignConvention.IMPORT_POSITIVE, SignConvention.EXPORT_POSITIVE),
    EnergyKind.BATTERY: (Role.BATTERY_POWER, SignConvention.DISCHARGE_POSITIVE, SignConvention.CHARGE_POSITIVE),
}
_PAIR = {
    EnergyKind.GRID: (Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER),
    EnergyKind.BATTERY: (Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_CHARGE_POWER),
}


def dashboard_picks(sources: Iterable[EnergySource], entities: Mapping[str, Entity]) -> dict[Role, RoleMatch]:
    """Return a pick for each role the dashboard defines; sensors of one role are added. `entities` by id, for units."""
    picks: dict[Role, RoleMatch] = {}
    for source in sources:
        for role, entity_id, sign in _roles(source):
            earlier = picks.get(role)
            if earlier is None or earlier.sign == sign:
                picks[role] = _pick(role, (*(earlier.entity_ids if earlier else ()), entity_id), sign, entities)
    return picks


def _roles(source: EnergySource) -> Iterable[tuple[Role, str, SignConvention | None]]:
    if source.soc:
        yield Role.BATTERY_SOC, source.soc, None
    if source.kind is EnergyKind.SOLAR:
        if source.power:
            yield Role.PV_POWER, source.power, None
        return
    role, sign, opposite = _SIGNED[source.kind]
    if source.power:
        yield role, source.power, opposite if source.inverted else sign
    for half, entity_id in zip(_PAIR[source.kind], (source.power_from, source.power_to), strict=True):
        if entity_id:
            yield half, entity_id, None


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
