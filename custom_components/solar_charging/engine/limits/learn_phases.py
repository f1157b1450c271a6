"""Learning which phase a charger's first conductor hangs on: the one phase of the grid connection that answers its commands.

A command is a question, put to all phases at once; its answer counts where one phase alone moved by what the charger did, and
the others stood still. Chargers on three phases with cars that use all of them teach nothing, and need not.
"""

from collections.abc import Iterable

from ..charger.charger_state import ChargerState
from ..charger.power import levels_under_way, possible_levels
from ..inputs import ChargerInputs
from ..measure.freshness import CheckedReading, CheckedReadings
from ..measure.reading import Quality
from ..policy import Policy
from ..step_context import StepContext
from .connection import SEEN_WEIGHT, PhaseQuestion, answering_phase

# Later samples show what the household did meanwhile.
LONGEST_S = 120.0


def begin_phase_inference(charger: ChargerInputs, charger_state: ChargerState, context: StepContext) -> None:
    """Remember what the phases carry before a command, unless an answer is awaited. Called before the command is remembered.

    Not while a charger, this one or another, has yet to follow an earlier command: what it does late would be taken for the answer.
    """
    readings, policy = context.readings, context.policy
    phases_a, connection = _phases_a(charger, readings), charger_state.connection
    if len(phases_a) < 2 or connection.question is not None:
        return
    if all(has_followed(one, readings.now_s, policy) for one in context.state.chargers.values()):
        connection.question = PhaseQuestion(readings.now_s, phases_a, _taken_a(charger, charger_state))


def has_followed(charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether nothing of a charger's commands is still to come."""
    levels, is_certain = possible_levels(charger_state, now_s, policy)
    return not charger_state.levels or (
        len(levels) == 1 and is_certain and not levels_under_way(charger_state, now_s, policy)
    )


def observe_phase_response(
    charger: ChargerInputs,
    charger_state: ChargerState,
    others: Iterable[ChargerState],
    readings: CheckedReadings,
    policy: Policy,
) -> None:
    """Look for the answer once the charger has settled; the phase is learned when several answers agree."""
    connection, question = charger_state.connection, charger_state.connection.question
    if question is None:
        return
    if readings.now_s - question.commanded_s > LONGEST_S or any(
        one.commanded_s >= question.commanded_s for one in others
    ):
        connection.question = None
        return
    phases_a = _phases_a(charger, readings)
    if not phases_a:
        return
    sampled_s = min(one.reported_s for one in _meters(readings))
    levels, is_certain = possible_levels(charger_state, sampled_s, policy)
    if len(levels) != 1 or not is_certain or sampled_s <= charger_state.commanded_s:
        return
    connection.question = None
    change_a = _taken_a(charger, charger_state) - question.taken_a
    phase = answering_phase(question.phases_a, phases_a, change_a)
    if phase is not None:
        connection.vote(phase, SEEN_WEIGHT if charger.power_w is not None else 1)
    if connection.learned_phase not in (None, charger.limits.first_phase):
        # People mistake L1 for L2, and electricians swap conductors.
        connection.disproved_phase = charger.limits.first_phase


def _meters(readings: CheckedReadings) -> tuple[CheckedReading, ...]:
    return readings.phase_currents or readings.phase_powers


def _phases_a(charger: ChargerInputs, readings: CheckedReadings) -> list[float]:
    """Return what each phase of the grid connection carries in A, by its current, else by its power; nothing unless all are known now."""
    meters, unit_per_a = _meters(readings), 1.0 if readings.phase_currents else charger.limits.voltage_v
    return [one.value / unit_per_a for one in meters] if all(one.quality is Quality.LIVE for one in meters) else []


def _taken_a(charger: ChargerInputs, charger_state: ChargerState) -> float:
    """Return what the charger takes if it is all on one phase: as measured, but no more than commanded."""
    commanded_a = charger_state.current_a if charger_state.is_enabled else 0.0
    if charger.power_w is None:
        return commanded_a
    return min(charger_state.seen_w / charger.limits.voltage_v, commanded_a)
