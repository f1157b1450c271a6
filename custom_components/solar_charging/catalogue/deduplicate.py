"""Merges several integrations of the same charger, so that the user is asked once."""

from collections.abc import Sequence
from dataclasses import replace

from .entry import Kind
from .proposal import FoundCharger, MatchReason


def merge_same_charger(found: Sequence[FoundCharger]) -> tuple[FoundCharger, ...]:
    """Return one charger per question, the best way to command it first, the others as its alternatives.

    Two ways lead to one charger when they share a serial number or address; when two integrations, one of them perhaps OCPP,
    know chargers of the same make; and when a car can be commanded itself and there is just one charger it can hang on.
    """
    questions: list[list[FoundCharger]] = []
    for one in sorted(found, key=_rank):
        own = next((question for question in questions if _is_same(question, one)), None)
        if own is None:
            questions.append([one])
        else:
            own.append(one)
    return tuple(_asked(question) for question in _cars_with_their_charger(questions))


def _rank(one: FoundCharger) -> tuple[bool, bool, bool]:
    """Sort by: can be commanded amps, can be commanded at all, is not only the generic protocol."""
    return one.config.set_point is None, not one.is_controllable, one.config.integration == "ocpp"


def _is_same(question: Sequence[FoundCharger], one: FoundCharger) -> bool:
    return all(other.config.integration != one.config.integration for other in question) and any(
        other.kind is one.kind and _is_same_hardware(other, one) for other in question
    )


def _is_same_hardware(other: FoundCharger, one: FoundCharger) -> bool:
    if other.same_as & one.same_as:
        return True
    # Cars of one make stand in one garage side by side, and each has a name of its own; chargers of one make seldom do.
    return one.kind is Kind.CHARGER and other.origin != one.origin and _is_same_make(other.make, one.make)


def _is_same_make(first: str, second: str) -> bool:
    first, second = first.casefold(), second.casefold()
    return first in second or second in first


def _cars_with_their_charger(questions: list[list[FoundCharger]]) -> list[list[FoundCharger]]:
    """Put cars that can be commanded to the only charger; a car that can only be read stays by itself."""
    chargers = [question for question in questions if question[0].kind is Kind.CHARGER]
    cars = [question for question in questions if question[0].kind is Kind.CAR and question[0].is_controllable]
    if len(chargers) != 1 or not cars:
        return questions
    together = sorted((one for question in (*chargers, *cars) for one in question), key=_rank)
    return [together, *(question for question in questions if question not in (*chargers, *cars))]


def _asked(question: Sequence[FoundCharger]) -> FoundCharger:
    first, *others = question
    if not others:
        return first
    reason = MatchReason("one_of_several_ways", {"integration": first.config.integration or "", "count": len(question)})
    return replace(first, alternatives=tuple(others), reason=reason)
