"""How likely a sensor has a role, by what it is called in any of many languages, and by the sign it shows."""

import re
from functools import cache
from unicodedata import combining, normalize

from ..catalogue.entry import Role
from .role_words import OTHER, PART, WHOLE, WORDS

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
_RIVAL, _OTHER, _PART, _WHOLE, _SIGN = 6.0, 12.0, 5.0, 2.0, 3.0
# So many words of a list are about the role itself or its group's best; those behind are weaker hints.
_STRONG = 24
# Others give names, of any length: each word is held against hundreds.
_LONGEST_NAME = 255


def likelihood(role: Role, name: str, value: float | None) -> float:
    """Return how much speaks for a sensor: above 0 it may have the role. `value`: what it shows now, in any unit."""
    words = folded_words(name)
    own = _worth(role, words)
    if own <= 0:
        return 0.0
    rivals = [_worth(other, words) for group in _GROUPS if role not in group for other in group]
    score = own - (_RIVAL if max(rivals) >= own else 0.0)
    score -= _OTHER if _has(OTHER, words) else 0.0
    score -= _PART if _has(PART, words) else 0.0
    score += _WHOLE if _has(WHOLE, words) else 0.0
    if role in (Role.GRID_POWER, Role.BATTERY_POWER):
        # One direction alone has a role of its own.
        directed = any(_worth(other, words) > own for other in _DIRECTED if _same_group(role, other))
        score -= _RIVAL if directed else 0.0
        score += _SIGN if value is not None and value < 0 else 0.0
    elif value is not None and value < 0:
        score -= _SIGN
    return score


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in plain small letters, without accents; of a very long one those at its beginning."""
    plain = normalize("NFKD", text[:_LONGEST_NAME].casefold().translate(_PLAIN))
    return tuple(re.findall(r"[a-z]+\d*", "".join(char for char in plain if not combining(char))))


def _worth(role: Role, words: tuple[str, ...]) -> float:
    """Return what the words say for a role; one direction needs a word of the direction, and gains by one of its group."""
    table = WORDS[role]
    hits = [place for place, pattern in enumerate(table) if any(_fits(pattern, word) for word in words)]
    if not hits:
        return 0.0
    best = _WORD if hits[0] < _STRONG else _LATER_WORD
    if role in _DIRECTED:
        group = WORDS[Role.GRID_POWER if role in _DIRECTED[:2] else Role.BATTERY_POWER]
        is_directed = any(table[place] not in group for place in hits)
        is_of_group = any(table[place] in group for place in hits)
        return (best if is_directed else 1.0) + (_BOTH if is_of_group and is_directed else 0.0)
    return best - 0.05 * hits[0]


def _same_group(first: Role, second: Role) -> bool:
    return any(first in group and second in group for group in _GROUPS)


def _has(patterns: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(_fits(pattern, word) for pattern in patterns for word in words)


@cache
def _fits(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern
