"""Which charger here is which of the old controller's: by the entities it used, by name, and by what both see of the car now."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .old_setup import OldCharger, SeenNow

# Above what a meter shows of a charger that rests, in W.
_RESTS_BELOW_W = 500.0
# Two readings of one power, taken some seconds apart, differ by less.
_SAME_PART = 0.1
# An entity is certain, a power that is the same within a tenth is nearly so, a name is what someone chose.
_ENTITY, _POWER, _WORD, _PLUG, _PHASES = 20.0, 6.0, 3.0, 1.0, 1.0
_WORDS = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True)
class ChargerHere:
    """A charger that is here. `names`: make, model, area and names; `switches_phases`: it can."""

    id: str
    names: str
    entity_ids: frozenset[str] = frozenset()
    switches_phases: bool = False
    now: SeenNow = field(default_factory=SeenNow)


def proposed(chargers: Iterable[OldCharger], candidates: Iterable[ChargerHere]) -> Mapping[str, str]:
    """Return by the id of an old charger that of the candidate that fits best: each only once, and the surest first."""
    here = list(candidates)
    scores = sorted(
        ((_score(one, candidate), one.id, candidate.id) for one in chargers for candidate in here),
        key=lambda scored: -scored[0],
    )
    found: dict[str, str] = {}
    for score, charger_id, candidate_id in scores:
        if score >= 0.0 and charger_id not in found and candidate_id not in found.values():
            found[charger_id] = candidate_id
    return found


def _score(charger: OldCharger, candidate: ChargerHere) -> float:
    score = _ENTITY * len(set(charger.entities.values()) & candidate.entity_ids)
    score += _WORD * len(_words(charger.name) & _words(candidate.names))
    if charger.switches_phases is not None:
        score += _PHASES if charger.switches_phases is candidate.switches_phases else -_PHASES
    there, here = charger.now, candidate.now
    if there.is_connected is not None and here.is_connected is not None:
        score += _PLUG if there.is_connected is here.is_connected else -_WORD
    if there.power_w is not None and here.power_w is not None and max(there.power_w, here.power_w) > _RESTS_BELOW_W:
        is_same = abs(there.power_w - here.power_w) <= _SAME_PART * max(there.power_w, here.power_w)
        score += _POWER if is_same else -_POWER
    return score


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text)}


def best_named(name: str, named: Mapping[str, str]) -> str | None:
    """Return the key whose text has most words of a name; None where none has any, or several as many."""
    wanted = _words(name)
    scores = {key: len(wanted & _words(text)) for key, text in named.items()}
    most = max(scores.values(), default=0)
    best = [key for key, score in scores.items() if score == most]
    return best[0] if most and len(best) == 1 else None
