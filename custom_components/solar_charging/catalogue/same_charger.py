"""Recognises that several integrations speak to one charger, so that the user is asked once."""

from collections.abc import Sequence
from dataclasses import replace

from .entry import Kind
from .proposal import FoundCharger, Reason


def one_question_each(found: Sequence[FoundCharger]) -> tuple[FoundCharger, ...]:
    """Return one charger per question, the best way to command it first, the others as its alternatives.

    Two ways lead to one charger when they share a serial number or address; when two integrations know the same make and neither
    says otherwise; when one speaks OCPP and the other the charger's own language; and when a car can be commanded itself
    and there is just one charger it can hang on.
    """
    questions: list[list[FoundCharger]] = []
    for one in sorted(found, key=_order):
        own = next((question for question in questions if _is_same(question, one)), None)
        if own is None:
            questions.append([one])
        else:
            own.append(one)
    return tuple(_asked(question) for question in _cars_with_their_charger(questions))


def _order(one: FoundCharger) -> tuple[bool, bool, bool]:
    """Sort by: can be told amps, can be told anything, is not only the generic protocol."""
    return one.set_point.kind == "none", not one.is_controllable, one.integration == "ocpp"


def _is_same(question: Sequence[FoundCharger], one: FoundCharger) -> bool:
    return any(
        other.kind is one.kind
        and other.integration != one.integration
        and bool(
            other.same_as & one.same_as
            or (other.make == one.make and other.origin != one.origin and not (_is_sole(other) and _is_sole(one)))
            or "ocpp" in {other.integration, one.integration}
        )
        for other in question
    ) and all(other.integration != one.integration for other in question)


def _is_sole(one: FoundCharger) -> bool:
    """Return whether a device carries a serial number of its own that another integration would show as well."""
    return one.kind is Kind.CAR and bool(one.same_as)


def _cars_with_their_charger(questions: list[list[FoundCharger]]) -> list[list[FoundCharger]]:
    chargers = [question for question in questions if question[0].kind is Kind.CHARGER]
    cars = [question for question in questions if question[0].kind is Kind.CAR]
    if len(chargers) != 1:
        return questions
    together = sorted((*chargers[0], *(one for car in cars for one in car)), key=_order)
    return [together]


def _asked(question: Sequence[FoundCharger]) -> FoundCharger:
    first, *others = question
    if not others:
        return first
    reason = Reason("one_of_several_ways", {"integration": first.integration, "count": len(question)})
    return replace(first, alternatives=tuple(others), reason=reason)
