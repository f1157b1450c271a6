"""Current clamps: only the user knows what each of them measures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..catalogue.entry import Role, SignConvention
from ..catalogue.proposal import MatchReason, RoleMatch, SiteProposal

# The energy dashboard's word against the catalogue's is a question of the sign, not of the place.
DISAGREES = "energy_dashboard_disagrees"
_GRID = frozenset({Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER})


class Around(StrEnum):
    """What a clamp can be around."""

    GRID = "grid"
    SUN = "sun"
    CAR = "car"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Clamp:
    """One clamp, or the three of a meter of three phases. `pick`: what its integration takes it for, if for anything."""

    entity_ids: tuple[str, ...]
    pick: RoleMatch | None = None

    @property
    def id(self) -> str:
        """What its answer is known by."""
        return self.entity_ids[0]


type Placements = Mapping[str, Around]


def is_unsure(pick: RoleMatch) -> bool:
    """Whether the integration cannot know what its sensor measures."""
    return pick.ask_user and pick.reason.key != DISAGREES


def clamps(site: SiteProposal) -> tuple[Clamp, ...]:
    """Return the clamps to ask about: those that were picked for a role, then those of other meters, each with its device's others."""
    unsure = [pick for picks in site.roles.values() for pick in picks if is_unsure(pick)]
    if not unsure:
        return ()
    idle = [pick for meter, _ in site.rejected for pick in meter.roles.values() if is_unsure(pick)]
    picked = {entity_id for pick in (*unsure, *idle) for entity_id in pick.entity_ids}
    others = dict.fromkeys(one for pick in (*unsure, *idle) for one in pick.clamps if one not in picked)
    meters = (Clamp(pick.entity_ids) for pick in idle)
    return (*(Clamp(pick.entity_ids, pick) for pick in unsure), *meters, *(Clamp((one,)) for one in others))


def is_as_picked(pick: RoleMatch, placements: Placements) -> bool:
    """Return whether a clamp is around what its integration takes it to be around."""
    around = placements.get(pick.entity_ids[0])
    return (around is Around.GRID and pick.role in _GRID) or (around is Around.SUN and pick.role is Role.PV_POWER)


def picks_as_placed(site: SiteProposal, placements: Placements) -> Iterator[RoleMatch]:
    """Yield the roles of clamps that are around something else than picked, or were picked for nothing."""
    for clamp in clamps(site):
        around = placements.get(clamp.id)
        if around not in (Around.GRID, Around.SUN) or (clamp.pick and is_as_picked(clamp.pick, placements)):
            continue
        role, sign = (
            (Role.PV_POWER, None) if around is Around.SUN else (Role.GRID_POWER, SignConvention.IMPORT_POSITIVE)
        )
        yield RoleMatch(role, clamp.entity_ids, sign, None, MatchReason("placed_by_user"))


def around_car(site: SiteProposal, placements: Placements) -> tuple[str, ...]:
    """Return the clamps around a charger: what it draws."""
    return tuple(clamp.id for clamp in clamps(site) if placements.get(clamp.id) is Around.CAR)
