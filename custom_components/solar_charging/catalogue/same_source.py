"""Finds what was found twice: the same hardware through two integrations, and what a measurement of the whole site counts already.

Adding generation that is counted already makes surplus out of nothing: a car then buys it from the grid.
"""

from collections.abc import Collection, Iterable, Sequence

from .entry import Kind, Role
from .proposal import FoundInverter, MatchReason, RoleMatch

type Rejected = tuple[FoundInverter, MatchReason]

# Slower than this a source cannot steer a charger: clouds pass and kettles boil in less.
_SLOW_S = 120.0
# Two integrations read the same sensor seconds apart: its value changes by little. Two arrays differ by far more.
_TOGETHER_SHARE = 0.02
# Below this two unrelated values are alike by chance, as at dawn.
_TOGETHER_FROM_W = 500.0
# A company's name has as many letters at least before what kind of company it is.
_WHOLE_NAME = 7
_POWERS = (Role.PV_POWER, Role.BATTERY_POWER)
_BATTERY = {Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_SOC}


def is_slow(one: FoundInverter) -> bool:
    """Return whether a source reports too seldom to be the first choice."""
    return one.kind is Kind.CLOUD or (one.interval_s or 0) > _SLOW_S


def once_per_hardware(
    found: Sequence[FoundInverter], named: Collection[str]
) -> tuple[list[FoundInverter], list[Rejected]]:
    """Keep one integration for each piece of hardware; entries of one integration are all kept.

    `named`: entities that the user named in the Energy dashboard; the integration they are of is the one that is kept.
    """
    kept: list[FoundInverter] = []
    rejected: list[Rejected] = []
    for one in sorted(found, key=lambda one: (not _holds(one, named), _delay_s(one), -len(one.roles))):
        twin = next((other for other in kept if _is_same_hardware(other, one)), None)
        if twin is None:
            kept.append(one)
        else:
            values = {"integration": one.integration, "kept": twin.integration}
            rejected.append((one, MatchReason("same_hardware", values)))
    return kept, rejected


def _delay_s(one: FoundInverter) -> float:
    """Return how long a slow source leaves one waiting; quick ones are alike."""
    return (one.interval_s or _SLOW_S) if is_slow(one) else 0.0


def counted_once(role: Role, sources: Sequence[FoundInverter]) -> tuple[list[FoundInverter], list[Rejected]]:
    """Leave out sources of a power that another one counts: one that measures the whole site, or shows the same value."""
    whole = next((one for one in sources if one.roles[role].whole_site), None)
    if whole is not None:
        others = [one for one in sources if one is not whole]
        return [whole], [(one, _counted_by("counted_by_whole_site", one, whole)) for one in others]
    kept: list[FoundInverter] = []
    rejected: list[Rejected] = []
    for one in sources:
        double = next((other for other in kept if _runs_together(other, one, role)), None)
        if double is None:
            kept.append(one)
        else:
            rejected.append((one, _counted_by("same_value", one, double)))
    return kept, rejected


def _counted_by(key: str, one: FoundInverter, other: FoundInverter) -> MatchReason:
    return MatchReason(key, {"integration": one.integration, "kept": other.integration})


def _holds(one: FoundInverter, entity_ids: Collection[str]) -> bool:
    return any(entity_id in entity_ids for pick in one.roles.values() for entity_id in pick.entity_ids)


def _is_same_hardware(first: FoundInverter, second: FoundInverter) -> bool:
    """Whether two integrations read the same hardware: they share a make under any of its names, and what is added up.

    A meter of the same make beside an inverter is hardware of its own: the grid is taken once anyway.
    """
    return (
        first.integration != second.integration
        and any(_is_same_make(one, other) for one in _makes(first) for other in _makes(second))
        and bool(_added_up(first) & _added_up(second))
        and not any(_differs(first.roles.get(role), second.roles.get(role)) for role in _POWERS)
    )


def _added_up(one: FoundInverter) -> set[Role]:
    """Return which of generation and batteries it reports, each by its signed power."""
    return {
        Role.BATTERY_POWER if role in _BATTERY else role for role in one.roles if role in {Role.PV_POWER, *_BATTERY}
    }


def _makes(one: FoundInverter) -> frozenset[str]:
    return frozenset(_plain(make) for make in (*one.makes, one.make))


def _is_same_make(one: str, other: str) -> bool:
    """Return whether two words are one company's: Luxpower is LuxpowerTek. Shorter ones begin others' names: Solar, SolarEdge."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _WHOLE_NAME and long.startswith(short))


def _plain(make: str) -> str:
    """Return the word a make is known by: the first, without what companies are called."""
    return make.casefold().replace("-", " ").split(" ")[0]


def _differs(first: RoleMatch | None, second: RoleMatch | None) -> bool:
    """Whether two quick sensors show powers that one piece of hardware cannot have at the same time."""
    if first is None or second is None or first.value_w is None or second.value_w is None:
        return False
    low, high = sorted((abs(first.value_w), abs(second.value_w)))
    return low > _TOGETHER_FROM_W and high > 2 * low


def _runs_together(first: FoundInverter, second: FoundInverter, role: Role) -> bool:
    values = [pick.value_w for pick in (first.roles[role], second.roles[role])]
    if first.integration == second.integration or None in values:
        return False
    low, high = sorted(abs(value) for value in values if value is not None)
    return low >= _TOGETHER_FROM_W and high - low <= _TOGETHER_SHARE * high


def having(found: Iterable[FoundInverter], *roles: Role) -> list[FoundInverter]:
    """Return those that have one of the roles."""
    return [one for one in found if any(role in one.roles for role in roles)]
