"""Chooses the roles of the home as a whole from what was found: generation is added up, the grid is taken once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .entry import Kind, Role, SignConvention
from .proposal import FoundInverter, MatchReason, RoleMatch, SiteProposal

_GRID = (Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER)
_BATTERY = (Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_SOC)
_SIGNED = {Role.GRID_POWER, Role.BATTERY_POWER}
# Slower than this a source cannot steer a charger: clouds pass and kettles boil in less.
_SLOW_S = 120.0


def choose_site(found: Sequence[FoundInverter], dashboard: Mapping[Role, RoleMatch]) -> SiteProposal:
    """Return the site's roles. Each role lists its parts; a role has several only where they are added.

    The same make seen through two integrations is taken once, the quicker one. A meter's word on the grid comes before an
    inverter's; generation that a meter or a cloud reports serves only without an inverter. What the user chose for the Energy
    dashboard fills what is missing and gives the sign where an integration does not state one.
    """
    kept, rejected = _once_per_make(found)
    roles: dict[Role, tuple[RoleMatch, ...]] = {}
    roles |= _generation(kept)
    grid = _first(sorted(kept, key=_grid_order), _GRID)
    roles |= _of(grid, _GRID)
    roles |= _batteries(kept)
    load = _first(sorted(kept, key=lambda one: (one is not grid, _is_slow(one))), (Role.LOAD_POWER,))
    roles |= _of(load, (Role.LOAD_POWER,))
    for role, pick in dashboard.items():
        roles[role] = _confirmed(roles[role], pick) if role in roles else (pick,)
    serving = {entity_id for picks in roles.values() for pick in picks for entity_id in pick.entity_ids}
    used = tuple(one for one in kept if any(serving & set(pick.entity_ids) for pick in one.roles.values()))
    idle = ((one, MatchReason("not_needed", {"integration": one.integration})) for one in kept if one not in used)
    return SiteProposal(
        roles={role: roles[role] for role in Role if role in roles}, used=used, rejected=(*rejected, *idle)
    )


def _once_per_make(
    found: Sequence[FoundInverter],
) -> tuple[list[FoundInverter], list[tuple[FoundInverter, MatchReason]]]:
    """Keep one integration per make: two of them see the same hardware. Config entries of one integration are all kept."""
    kept: list[FoundInverter] = []
    rejected: list[tuple[FoundInverter, MatchReason]] = []
    for one in sorted(found, key=lambda one: (_is_slow(one), -len(one.roles))):
        twin = next((other for other in kept if other.make == one.make and other.integration != one.integration), None)
        shared = twin is not None and set(twin.roles) & set(one.roles)
        if twin is not None and shared:
            rejected.append(
                (one, MatchReason("same_hardware", {"integration": one.integration, "kept": twin.integration}))
            )
        else:
            kept.append(one)
    return kept, rejected


def _generation(kept: Iterable[FoundInverter]) -> dict[Role, tuple[RoleMatch, ...]]:
    sources = [one for one in kept if Role.PV_POWER in one.roles]
    own = [one for one in sources if one.kind in {Kind.INVERTER, Kind.BATTERY}]
    chosen = own or [one for one in sources if one.kind is Kind.METER][:1] or sources[:1]
    return {Role.PV_POWER: tuple(one.roles[Role.PV_POWER] for one in chosen)} if chosen else {}


def _batteries(kept: Iterable[FoundInverter]) -> dict[Role, tuple[RoleMatch, ...]]:
    owners = [one for one in kept if any(role in one.roles for role in _BATTERY[:3])] or [
        one for one in kept if Role.BATTERY_SOC in one.roles
    ]
    found = {role: tuple(one.roles[role] for one in owners if role in one.roles) for role in _BATTERY}
    return {role: picks for role, picks in found.items() if picks}


def _grid_order(one: FoundInverter) -> tuple[bool, bool, bool, bool]:
    """Sort by: tells of the grid without asking, is quick, is a meter at the connection, has a sign."""
    picks = [one.roles[role] for role in _GRID if role in one.roles]
    return (
        not picks or any(pick.ask_user for pick in picks),
        _is_slow(one),
        one.kind is not Kind.METER,
        any(pick.role in _SIGNED and pick.sign is None for pick in picks),
    )


def _first(found: Iterable[FoundInverter], roles: Sequence[Role]) -> FoundInverter | None:
    return next((one for one in found if any(role in one.roles for role in roles)), None)


def _of(one: FoundInverter | None, roles: Sequence[Role]) -> dict[Role, tuple[RoleMatch, ...]]:
    return {role: (one.roles[role],) for role in roles if one and role in one.roles}


def _is_slow(one: FoundInverter) -> bool:
    return one.kind is Kind.CLOUD or (one.interval_s or 0) > _SLOW_S


def _confirmed(picks: tuple[RoleMatch, ...], dashboard: RoleMatch) -> tuple[RoleMatch, ...]:
    """Take over the dashboard's sign where ours is unknown; where the two contradict each other, say so and ask."""
    return tuple(
        _compared(pick, dashboard.sign) if set(pick.entity_ids) & set(dashboard.entity_ids) else pick for pick in picks
    )


def _compared(pick: RoleMatch, sign: SignConvention | None) -> RoleMatch:
    if sign is None or pick.sign is sign:
        return replace(pick, ask_user=False, reason=MatchReason("energy_dashboard_agrees", dict(pick.reason.values)))
    if pick.sign is None:
        return replace(pick, sign=sign, reason=MatchReason("sign_from_energy_dashboard", dict(pick.reason.values)))
    return replace(
        pick,
        ask_user=True,
        reason=MatchReason("energy_dashboard_disagrees", {**pick.reason.values, "sign": sign.value}),
    )
