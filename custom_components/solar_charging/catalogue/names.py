"""The names by which an entity can be known: as registered, and without what an integration or a user put in front of them.

Many custom integrations put a device's name, a prefix that the user chose, or a serial number before each name, with a space
or a dash between. What all names of a device begin with does not distinguish them.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from .registry import Device, Entity

_BETWEEN = " -:_"
# With fewer names a common beginning may be a word of the names themselves.
_FEWEST_TO_COMPARE = 3


def folded_names(entity: Entity, prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return an entity's names in folded case, the registered one first; `prefixes` in folded case."""
    registered = (entity.original_name or "").casefold()
    stripped = (_without(registered, prefix) for prefix in prefixes)
    names = (registered, (entity.name_unprefixed or "").casefold(), *stripped)
    return tuple(dict.fromkeys(name for name in names if name))


def name_prefixes(device: Device | None, members: Sequence[Entity]) -> tuple[str, ...]:
    """Return what may stand before the names of a device's entities, in folded case: its name, and what all begin with."""
    own = (device.name or "").casefold() if device else ""
    names = [entity.original_name.casefold().split(" ") for entity in members if entity.original_name]
    # The last word of a name is the name itself, whatever others begin with.
    columns = zip(*(words[:-1] for words in names), strict=False) if len(names) >= _FEWEST_TO_COMPARE else ()
    shared = " ".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns))
    return tuple(dict.fromkeys(prefix for prefix in (own, shared) if prefix))


def _without(name: str, prefix: str) -> str:
    rest = name.removeprefix(prefix)
    return rest.lstrip(_BETWEEN) if rest != name and rest[:1] in _BETWEEN else ""
