"""What was sent to a charger and does not show there yet, by kind of step.

Whether that means that the charger does not follow, and when the same is sent again, is for the engine to say: it counts attempts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from homeassistant.core import Context, HomeAssistant

from .call import BUTTONS, ServiceCall
from .command_steps import CommandStep, CommandStepKind


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
        self._open[step.kind] = SentCall(step.call, context, now, since, attempt)
