"""How likely a sensor has a role, by what it is called in any of many languages, and by the sign it shows."""

import re
from functools import lru_cache
from unicodedata import combining, normalize

from ..catalogue.entry import Role
from .role_words import CONSUMED, OTHER, PART, PREPOSITIONS, WHOLE, WORDS

# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ß": "ss", "œ": "oe"})
_GROUPS = (
    {Role.PV_POWER},
    {Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER},
    {Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER, Role.BATTERY_SOC},
    {Role.LOAD_POWER},
)
_DIRECTED = (
    Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER,
)  # fmt: skip
# A word of the role is worth more than one of its group; what names another role or thing takes away.
_WORD, _LATER_WORD, _BOTH = 10.0, 7.0, 4.0
# Set by hand until `tests/flows/test_role_evidence.py` and the recorded homes rank right: another role of the group, another thing, a part of
# the whole, the whole, a sign in the name that fits.
_RIVAL, _OTHER, _PART, _WHOLE, _SIGN = 6.0, 12.0, 5.0, 2.0, 3.0
# So many words of a list are about the role itself or its group's best; those behind are weaker hints.
_STRONG = 24
# Others give names, of any length: each word is held against hundreds.
_LONGEST_NAME = 255
# Where in its role's list a pattern comes first.
_PLACES = {role: {pattern: place for place, pattern in reversed([*enumerate(table)])} for role, table in WORDS.items()}
_PATTERNS = frozenset().union(*WORDS.values(), OTHER, PART, WHOLE, CONSUMED)
# The words that distinguish the two directions of each signed role.
_DIRECTIONS = {
    role: tuple(frozenset(WORDS[half]) - set(WORDS[role]) - PREPOSITIONS for half in halves)
    for role, halves in ((Role.GRID_POWER, _DIRECTED[:2]), (Role.BATTERY_POWER, _DIRECTED[2:]))
}


def likelihood(role: Role, name: str, value: float | None) -> float:
    """Return a sensor's score for a role: above 0 it may have the role. `value`: its present value, in any unit."""
    fitting = _fitting_of(name[:_LONGEST_NAME])
    own = _worth(role, fitting)
    if own <= 0:
        return 0.0
    rivals = [_worth(other, fitting) for group in _GROUPS if role not in group for other in group]
    score = own - (_RIVAL if max(rivals) >= own else 0.0)
    score -= 0.0 if fitting.isdisjoint(OTHER) else _OTHER
    score -= 0.0 if fitting.isdisjoint(PART) else _PART
    score += 0.0 if fitting.isdisjoint(WHOLE) else _WHOLE
    if role in (Role.GRID_POWER, Role.BATTERY_POWER):
        # One direction alone has a role of its own.
        directed = not _is_both_ways(role, fitting) and any(
            _worth(other, fitting) > own for other in _DIRECTED if _same_group(role, other)
        )
        score -= _RIVAL if directed else 0.0
        score += _SIGN if value is not None and value < 0 else 0.0
    elif value is not None and value < 0:
        score -= _SIGN
    return score


def is_of_another_thing(name: str) -> bool:
    """Return whether a name is that of something else with a power, such as an appliance."""
    return not _fitting_of(name[:_LONGEST_NAME]).isdisjoint(OTHER)


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in plain small letters, without accents; of a very long one those at its beginning."""
    plain = normalize("NFKD", text[:_LONGEST_NAME].casefold().translate(_PLAIN))
    return tuple(re.findall(r"[a-z]+\d*", "".join(char for char in plain if not combining(char))))


def _worth(role: Role, fitting: frozenset[str]) -> float:
    """Return the score of a name's words for a role. A directed role needs a word of its direction; one of its group adds to it."""
    places = _PLACES[role]
    hits = places.keys() & fitting
    if _is_both_ways(role, fitting):
        return _WORD
    if not hits:
        return 0.0
    first = min(places[pattern] for pattern in hits)
    best = _WORD if first < _STRONG else _LATER_WORD
    if role in _DIRECTED:
        group = _PLACES[Role.GRID_POWER if role in _DIRECTED[:2] else Role.BATTERY_POWER]
        is_of_group = not hits.isdisjoint(group)
        is_drawn = role is Role.GRID_IMPORT_POWER and is_of_group and not fitting.isdisjoint(CONSUMED)
        is_directed = is_drawn or not hits <= group.keys()
        return (best if is_directed else 1.0) + (_BOTH if is_of_group and is_directed else 0.0)
    return best - 0.05 * first


def _is_both_ways(role: Role, fitting: frozenset[str]) -> bool:
    """Whether a name has both directions, as "import/export": a signed sensor."""
    return role in _DIRECTIONS and not any(fitting.isdisjoint(words) for words in _DIRECTIONS[role])


def _same_group(first: Role, second: Role) -> bool:
    return any(first in group and second in group for group in _GROUPS)


# One form asks for the same names for each role, and names share words. A home may hold any number: they are not all kept.
@lru_cache(maxsize=2048)
def _fitting_of(name: str) -> frozenset[str]:
    return frozenset().union(*map(_fitting, folded_words(name)))


@lru_cache(maxsize=2048)
def _fitting(word: str) -> frozenset[str]:
    """Return all patterns that a word fits: itself, its beginnings and its ends are looked up, rather than each pattern tried."""
    cuts = range(len(word) + 1)
    return _PATTERNS.intersection((word, *(f"{word[:cut]}*" for cut in cuts), *(f"*{word[cut:]}" for cut in cuts)))
