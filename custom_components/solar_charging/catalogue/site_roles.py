"""Chooses the roles of the home as a whole from what was found: generation is added up, the grid is taken once.

What the user set up in the Energy dashboard decides; see `energy_dashboard`. What is counted twice is taken once; see `same_source`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .energy_dashboard import DashboardChoice
from .entry import Kind, Role, SignConvention
from .proposal import FoundInverter, MatchReason, RoleMatch, SiteProposal
from .registry import EnergyKind
from .same_source import Rejected, counted_once, having, is_slow, once_per_hardware

type Roles = dict[Role, tuple[RoleMatch, ...]]

_GRID = (Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER)
_BATTERY_POWERS = (Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER)
_BATTERY = (*_BATTERY_POWERS, Role.BATTERY_SOC)
_ROLES_OF = {EnergyKind.SOLAR: (Role.PV_POWER,), EnergyKind.GRID: _GRID, EnergyKind.BATTERY: _BATTERY_POWERS}
# Devices that generate or store themselves; a meter, a panel or an energy manager reports on others.
_GENERATORS = {Kind.INVERTER, Kind.BATTERY}
_SIGNED = {Role.GRID_POWER, Role.BATTERY_POWER}
# Most integrations poll within half a minute; a file can give another interval.
_USUAL_INTERVAL_S = 30.0


@dataclass(slots=True)
class _Choice:
    """What is chosen so far: the roles, and what was left out with the reason."""

    roles: Roles = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)


def choose_site(found: Sequence[FoundInverter], dashboard: DashboardChoice) -> SiteProposal:
    """Return the site's roles. Each role lists its parts; a role has several only where they are added.

    The same hardware seen through two integrations is taken once, the quicker one. A meter's word on the grid comes before an
    inverter's; generation that a meter or a cloud reports serves only without an inverter. Where the Energy dashboard names
    sources of a kind, they are the list: none is added and none dropped.
    """
    kept, twins = once_per_hardware(found, dashboard.entity_ids)
    choice = _Choice(rejected=list(twins))
    named = {kind: _kept_of(owners, kept, twins) for kind, owners in dashboard.owners.items()}
    _choose_generation(choice, kept, dashboard, named.get(EnergyKind.SOLAR, []))
    grid = _choose_grid(choice, kept, dashboard, named.get(EnergyKind.GRID, []))
    _choose_batteries(choice, kept, dashboard, named.get(EnergyKind.BATTERY, []))
    for kind, roles_of_kind in _ROLES_OF.items():
        if not any(role in choice.roles for role in roles_of_kind):
            choice.roles |= {role: (pick,) for role, pick in dashboard.counters.get(kind, {}).items()}
    load = _first(sorted(kept, key=lambda one: (one is not grid, is_slow(one))), (Role.LOAD_POWER,))
    choice.roles |= _of(load, (Role.LOAD_POWER,))
    roles = choice.roles
    serving = {entity_id for picks in roles.values() for pick in picks for entity_id in pick.entity_ids}
    used = tuple(one for one in kept if any(serving & {*pick.entity_ids, *pick.clamps} for pick in one.roles.values()))
    known = {id(one) for one, _ in choice.rejected}
    idle = (
        (one, MatchReason("not_needed", {"integration": one.integration}))
        for one in kept
        if one not in used and id(one) not in known
    )
    return SiteProposal(
        roles={role: roles[role] for role in Role if role in roles}, used=used, rejected=(*choice.rejected, *idle)
    )


def _kept_of(
    owners: Iterable[FoundInverter], kept: Sequence[FoundInverter], twins: Iterable[Rejected]
) -> list[FoundInverter]:
    """Return the dashboard's devices, or what reads the same hardware in their place: a cloud's counter, a local power."""
    stand_in = {id(one): reason.values["kept"] for one, reason in twins}
    chosen: list[FoundInverter] = []
    for owner in owners:
        name = stand_in.get(id(owner))
        one = owner if name is None else next((other for other in kept if other.integration == name), owner)
        if one not in chosen:
            chosen.append(one)
    return chosen


def _choose_generation(
    choice: _Choice, kept: Sequence[FoundInverter], dashboard: DashboardChoice, named: Sequence[FoundInverter]
) -> None:
    sources = having(kept, Role.PV_POWER)
    if dashboard.decides(EnergyKind.SOLAR):
        pick = dashboard.picks.get(Role.PV_POWER)
        parts = _parts(pick, [one.roles[Role.PV_POWER] for one in sources]) if pick else ()
        parts = (*parts, *(dashboard.counted_part(EnergyKind.SOLAR, one.roles[Role.PV_POWER]) for one in named))
        chosen = {entity_id for part in parts for entity_id in part.entity_ids}
        choice.roles[Role.PV_POWER] = parts
        choice.rejected += [
            (one, MatchReason("not_in_energy_dashboard", {"integration": one.integration}))
            for one in sources
            if not chosen & set(one.roles[Role.PV_POWER].entity_ids)
        ]
        return
    own = [one for one in sources if one.kind in _GENERATORS]
    first = own or [one for one in sources if one.kind is Kind.METER][:1] or sources[:1]
    counted, rejected = counted_once(Role.PV_POWER, first)
    choice.rejected += rejected
    if counted:
        choice.roles[Role.PV_POWER] = tuple(one.roles[Role.PV_POWER] for one in counted)


def _parts(named: RoleMatch, known: Iterable[RoleMatch]) -> tuple[RoleMatch, ...]:
    """Return the dashboard's sensors, those that the catalogue knows with what it knows of them."""
    ids = set(named.entity_ids)
    parts = [_compared(pick, named.sign) for pick in known if set(pick.entity_ids) <= ids]
    rest = tuple(id_ for id_ in named.entity_ids if not any(id_ in part.entity_ids for part in parts))
    return (*parts, *([replace(named, entity_ids=rest)] if rest else []))


def _choose_grid(
    choice: _Choice, kept: Sequence[FoundInverter], dashboard: DashboardChoice, named: Sequence[FoundInverter]
) -> FoundInverter | None:
    """Choose what measures the grid, and return whose word it is, if it is known."""
    picks = {role: dashboard.picks[role] for role in _GRID if role in dashboard.picks}
    if not picks:
        grid = _first([*named, *sorted(kept, key=_grid_order)], _GRID)
        choice.roles |= _counted_grid(grid, named, dashboard) if grid in named else _of(grid, _GRID)
        return grid
    owners = [one for one in kept if _shares(one, picks, _GRID)]
    owner = _first(owners, _GRID)
    choice.roles |= _of(owner, _GRID)
    for role, pick in picks.items():
        if len(pick.entity_ids) > 1:
            choice.roles[role] = _parts(pick, [one.roles[role] for one in owners if role in one.roles])
        else:
            choice.roles[role] = _confirmed(choice.roles[role], pick) if role in choice.roles else (pick,)
    return owner


def _counted_grid(grid: FoundInverter | None, named: Sequence[FoundInverter], dashboard: DashboardChoice) -> Roles:
    """Return what the counted meters read: of several, as where a heat pump has a meter and a tariff of its own, the sum."""
    first = _of(grid, _GRID)
    meters = [one for one in named if _of(one, _GRID).keys() == first.keys()]
    return {role: tuple(dashboard.counted_part(EnergyKind.GRID, one.roles[role]) for one in meters) for role in first}


def _choose_batteries(
    choice: _Choice, kept: Sequence[FoundInverter], dashboard: DashboardChoice, named: Sequence[FoundInverter]
) -> None:
    picks = {role: dashboard.picks[role] for role in _BATTERY if role in dashboard.picks}
    owners = [one for one in having(kept, *_BATTERY_POWERS) if _shares(one, picks, _BATTERY)] + list(named)
    if not dashboard.decides(EnergyKind.BATTERY):
        owners = _beside_their_sum(having(kept, *_BATTERY_POWERS)) or having(kept, Role.BATTERY_SOC)
        counted, rejected = counted_once(Role.BATTERY_POWER, having(owners, Role.BATTERY_POWER))
        left_out = [one for one, _ in rejected]
        owners = [one for one in owners if one in counted or one not in left_out]
        choice.rejected += rejected
    found = {role: tuple(one.roles[role] for one in owners if role in one.roles) for role in _BATTERY}
    choice.roles |= {role: parts for role, parts in found.items() if parts}
    for role, pick in picks.items():
        known = choice.roles.get(role, ())
        choice.roles[role] = _parts(pick, known) if known else (pick,)


def _beside_their_sum(owners: list[FoundInverter]) -> list[FoundInverter]:
    """Return the batteries by themselves, without a panel's or an energy manager's word on all of them, if there are any."""
    own = [one for one in owners if one.kind in _GENERATORS]
    return [one for one in owners if one in own or not _sums_up_batteries(one)] if own else owners


def _sums_up_batteries(one: FoundInverter) -> bool:
    return any(one.roles[role].whole_site for role in _BATTERY_POWERS if role in one.roles)


def _shares(one: FoundInverter, picks: Mapping[Role, RoleMatch], roles: Iterable[Role]) -> bool:
    named = {entity_id for pick in picks.values() for entity_id in pick.entity_ids}
    return any(named & set(one.roles[role].entity_ids) for role in roles if role in one.roles)


def _grid_order(one: FoundInverter) -> tuple[bool, bool, bool, bool, bool, float]:
    """Sort by: measures the grid without asking, is quick, is a meter at the connection, shows a value, has a sign, is quicker."""
    picks = [one.roles[role] for role in _GRID if role in one.roles]
    return (
        not picks or any(pick.ask_user for pick in picks),
        is_slow(one),
        one.kind is not Kind.METER,
        all(pick.value_w is None for pick in picks),
        any(pick.role in _SIGNED and pick.sign is None for pick in picks),
        one.interval_s or _USUAL_INTERVAL_S,
    )


def _first(found: Iterable[FoundInverter], roles: Sequence[Role]) -> FoundInverter | None:
    return next((one for one in found if any(role in one.roles for role in roles)), None)


def _of(one: FoundInverter | None, roles: Sequence[Role]) -> Roles:
    return {role: (one.roles[role],) for role in roles if one and role in one.roles}


def _confirmed(picks: tuple[RoleMatch, ...], dashboard: RoleMatch) -> tuple[RoleMatch, ...]:
    """Use the Energy dashboard's sign where ours is unknown; where the two contradict each other, ask the user."""
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
