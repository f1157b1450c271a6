"""Turns what discovery proposes for the site into answers: which entities, which signs, and what is left to ask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..catalogue.entry import Role
from ..catalogue.proposal import RoleMatch, SiteProposal
from ..devices.correction import MeterCorrection
from .clamps import DISAGREES, Placements, is_as_picked, is_unsure, picks_as_placed

type Picks = Mapping[Role, RoleMatch]

# A signed sensor or its pair of one-way sensors: one of the two ways serves.
_GRID = (Role.GRID_POWER, (Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER))
_BATTERY = (Role.BATTERY_POWER, (Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER))
_SIMPLE = (Role.PV_POWER, Role.BATTERY_SOC, Role.LOAD_POWER)
_DASHBOARD = "energy_dashboard"


@dataclass(frozen=True, slots=True)
class DiscoveredSite:
    """The answers. `to_ask`: signed roles one of whose entities leaves open how it counts; `corrections`: what sensors include."""

    sources: Mapping[Role, tuple[str, ...]]
    signs: Mapping[str, str]
    to_enable: tuple[str, ...]
    to_ask: frozenset[Role]
    corrections: frozenset[MeterCorrection] = frozenset()


def answers(
    site: SiteProposal, *, enable: bool = True, placements: Placements = MappingProxyType({})
) -> DiscoveredSite:
    """Return what the user's one click sets. `enable`: disabled entities may be enabled; `placements`: what clamps are around."""
    owners = [usable for owner in _owners(site) if (usable := _usable(owner, placements, enable=enable))]
    chosen: list[RoleMatch] = []
    for role in _SIMPLE:
        chosen += [owner[role] for owner in owners if role in owner]
    grids = [way for owner in owners if (way := _best_way(owner, *_GRID))]
    # Others are meters of the same home only where they read the same: the dashboard's word on what was found is none.
    chosen += [pick for way in grids for pick in way if _roles(way) == _roles(grids[0])]
    batteries = [way for owner in owners if (way := _best_way(owner, *_BATTERY))]
    # The dashboard's word comes last, and describes batteries that were found already.
    chosen += [pick for way in batteries for pick in way if way is batteries[0] or pick.reason.key != _DASHBOARD]
    return _found([*chosen, *picks_as_placed(site, placements)])


def _roles(way: Sequence[RoleMatch]) -> set[Role]:
    return {pick.role for pick in way}


def _found(chosen: Sequence[RoleMatch]) -> DiscoveredSite:
    sources: dict[Role, tuple[str, ...]] = {}
    for pick in chosen:
        sources[pick.role] = tuple(dict.fromkeys((*sources.get(pick.role, ()), *pick.entity_ids)))
    signed = [pick for pick in chosen if pick.role.signs]
    return DiscoveredSite(
        sources=sources,
        signs={id_: pick.sign.value for pick in signed if pick.sign for id_ in pick.entity_ids},
        to_enable=tuple(dict.fromkeys(entity_id for pick in chosen for entity_id in pick.to_enable)),
        to_ask=frozenset(pick.role for pick in signed if pick.sign is None or pick.reason.key == DISAGREES),
        corrections=_corrections(chosen),
    )


def _corrections(chosen: Sequence[RoleMatch]) -> frozenset[MeterCorrection]:
    """A hybrid's AC power is set right where its battery is read, too."""
    has_battery = any(pick.role in (_BATTERY[0], *_BATTERY[1]) for pick in chosen)
    is_mixed = any(pick.includes_battery for pick in chosen)
    return frozenset({MeterCorrection.PV_WITH_BATTERY}) if has_battery and is_mixed else frozenset()


def _owners(site: SiteProposal) -> Iterator[Picks]:
    """Return the site's picks by the integration they come from; those of the Energy dashboard last."""
    left = [pick for picks in site.roles.values() for pick in picks]
    for inverter in site.used:
        ids = {role: pick.entity_ids for role, pick in inverter.roles.items()}
        own = {pick.role: pick for pick in left if ids.get(pick.role) == pick.entity_ids}
        left = [pick for pick in left if pick is not own.get(pick.role)]
        yield own
    yield {pick.role: pick for pick in left}


def _usable(owner: Picks, placements: Placements, *, enable: bool) -> Picks:
    found: dict[Role, RoleMatch] = {}
    for role, pick in owner.items():
        if is_unsure(pick) and not is_as_picked(pick, placements):
            continue
        if not pick.to_enable or enable:
            found[role] = pick
        elif pick.fallback and not role.signs:
            found[role] = replace(pick, entity_ids=pick.fallback, to_enable=(), fallback=())
    return found


def _best_way(owner: Picks, net: Role, pair: tuple[Role, Role]) -> list[RoleMatch]:
    """Return the signed sensor or the pair: what is there already, whole, and with its sign known comes first."""
    halves = [owner[role] for role in pair if role in owner]
    ways = [way for way in ([owner[net]] if net in owner else [], halves) if way]
    return min(ways, key=lambda way: _effort(way, net), default=[])


def _effort(way: Sequence[RoleMatch], net: Role) -> tuple[bool, bool, bool]:
    is_net = way[0].role is net
    return any(pick.to_enable for pick in way), not is_net and len(way) == 1, is_net and way[0].sign is None
