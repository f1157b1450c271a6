"""What was sent to a charger and does not show there yet, by kind of step.

Whether that means that the charger does not follow, and when the same is sent again, is for the engine to say: it counts attempts.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isclose, nan

from homeassistant.components.number import ATTR_VALUE
from homeassistant.core import Context, HomeAssistant, State

from .call import BUTTONS, ServiceCall, to_float
from .command_steps import CommandStep, CommandStepKind

# What a slow charger shows may answer what was sent this long ago, whatever was sent since.
LATE = timedelta(minutes=1)
# Chargers commanded in kW show their number with one decimal.
ROUNDING = 0.02


@dataclass(frozen=True, slots=True)
class SentCall:
    """A call, its context, when and in which of the engine's attempts it was sent.

    `unanswered_since`: when the first call of its kind went out that the entity has not changed upon.
    """

    call: ServiceCall
    context: Context
    at: datetime
    unanswered_since: datetime
    attempt: int = 0

    def is_answered(self, hass: HomeAssistant) -> bool:
        """Whether its entity has changed since. A button only shows that it was pressed: no answer."""
        if not self.call.entity_id or self.call.domain in BUTTONS:
            return False
        state = hass.states.get(self.call.entity_id)
        return state is not None and state.last_changed >= self.at


class SentCalls:
    """The calls of one charger that do not show yet."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._open: dict[CommandStepKind, SentCall] = {}
        self._lately: deque[SentCall] = deque(maxlen=8)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._open)

    @property
    def unanswered_since(self) -> datetime | None:
        """When the oldest of them was sent first."""
        return min((sent.unanswered_since for sent in self._open.values()), default=None)

    def get(self, kind: CommandStepKind) -> SentCall | None:
        """Return the call of a kind that does not show yet."""
        return self._open.get(kind)

    def settle(self, steps: Sequence[CommandStep]) -> None:
        """Let go of what shows by now, or is not wanted any more: all but the kinds of these steps."""
        kinds = {step.kind for step in steps}
        self._open = {kind: sent for kind, sent in self._open.items() if kind in kinds}

    def close(self, kind: CommandStepKind) -> None:
        """Take a call for answered."""
        self._open.pop(kind, None)

    def due(self, steps: Sequence[CommandStep], attempt: int) -> Iterator[CommandStep]:
        """Return the steps to send now: what was sent already waits for the engine's next attempt.

        A charger that has not followed twice is not sent every other value either; only less power is never put off. What builds on
        a step that waits, waits with it.
        """
        waiting: set[CommandStepKind] = set()
        for step in steps:
            sent = self._open.get(step.kind)
            is_in_vain = attempt > 1 and not step.is_less
            if sent is not None and sent.attempt == attempt and (sent.call == step.call or is_in_vain):
                waiting.add(step.kind)
            elif not step.after & waiting:
                yield step

    def add(self, step: CommandStep, context: Context, now: datetime, attempt: int) -> None:
        """Note a call that goes out."""
        last = self._open.get(step.kind)
        is_first = last is None or last.is_answered(self._hass)
        since = now if last is None or is_first else last.unanswered_since
        self._open[step.kind] = sent = SentCall(step.call, context, now, since, attempt)
        self._lately.append(sent)

    def is_late_answer(self, state: State, now: datetime) -> bool:
        """Whether a number shows what was sent lately, before the last call."""
        shown = to_float(state.state)
        lately = [sent for sent in self._lately if sent.call.entity_id == state.entity_id and now - sent.at < LATE]
        return shown is not None and any(
            isclose(sent.call.data.get(ATTR_VALUE, nan), shown, rel_tol=ROUNDING) for sent in lately[:-1]
        )
