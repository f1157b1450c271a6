"""Carries out a charger's commands: one at a time, the latest wins, repeated with back-off where it has no effect."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.components.number import ATTR_VALUE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..engine.measure.reading import Reading
from ..engine.model import Command
from ..engine.reasons import ReasonKey
from .attempt import FIRST_RETRY_S, Attempts
from .charger_config import ChargerConfig
from .charger_reader import SLOW_S, ChargerReader
from .command_steps import CommandPlanner, CommandStep, CommandStepKind

# Long enough for a cloud that gives a car half a minute to wake, short enough that the user's next wish need not wait for minutes.
TIMEOUT_S = 45.0
# The engine's tries that take as long as the user's patience: 30 s, 1 and 2 minutes.
IN_VAIN_ATTEMPTS = 3
# A watchdog is fed this much before its time: the next step may be a tick of 5 s away, and the call takes its time.
FED_BEFORE_S = 8.0
# Without these the charger does what it was told all the same.
BESIDE = frozenset({CommandStepKind.OWN_MODE, CommandStepKind.WAKE})


class ChargerCommander:
    """Commands one charger."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig, reader: ChargerReader) -> None:
        self._hass = hass
        self._config = config
        self._reader = reader
        self._orders = CommandPlanner(hass, config, reader)
        self._attempts = Attempts(hass, config.min_interval_s)
        self._task: asyncio.Task[None] | None = None
        # What was sent last, and when: the charger's budget of commands runs from there.
        self._sent: Command | None = None
        self._sent_at: datetime | None = None
        self._engine_attempt = 0
        # Whether the engine has seen since that what was sent had no effect, whatever the entities show.
        self._is_in_vain = False
        self._is_stopped = False
        # What the charger's integration answered when it refused the last command.
        self.refusal: str | None = None

    @property
    def does_not_follow(self) -> bool:
        """Whether commands have been in vain for so long that the user should look."""
        return self._engine_attempt >= IN_VAIN_ATTEMPTS or self._attempts.are_in_vain(dt_util.utcnow())

    @callback
    def apply(self, command: Command) -> None:
        """Bring the charger to the commanded state, in the background.

        While one command is on its way, or the charger's budget allows none, nothing else is sent: the engine repeats itself
        with every step, so what it wants by then is what goes out next, all settings together.
        """
        now = dt_util.utcnow()
        is_busy = self._task is not None and not self._task.done()
        if self._is_stopped or is_busy or self._reader.car.is_away():
            return
        if self._notice_clamp(now):
            # What was decided did not know of it.
            return
        self._forget_in_vain(command)
        command = self._on_its_phases(command)
        steps = self._orders.steps(command)
        self._attempts.settle(steps, now, is_enabled=command.is_enabled)
        if not self._attempts:
            self.refusal = None
        if not steps and self._is_in_vain:
            steps = self._orders.again(command)
        elif not steps and self._is_hungry(now):
            steps = self._orders.feed(command)
        due = tuple(self._attempts.due(steps, now, is_enabled=command.is_enabled))
        if due and not self._waits(command, now):
            self._send(due, command, now)

    @callback
    def try_again(self) -> None:
        """Forget that commands were in vain: the next one goes out at once."""
        self._attempts = Attempts(self._hass, self._config.min_interval_s)
        self._reader.told.forget(has_lost_current=self._config.forgets)

    async def async_stop(self) -> None:
        """Command no more. Lets a command on its way arrive, so that none is half carried out."""
        self._is_stopped = True
        if self._task:
            await asyncio.wait([self._task], timeout=TIMEOUT_S)

    def _send(self, steps: Sequence[CommandStep], command: Command, now: datetime) -> None:
        self._sent, self._sent_at, self._is_in_vain = command, now, False
        if self._config.min_interval_s > SLOW_S:
            held_a = command.current_a if command.is_enabled else 0.0
            self._reader.holds.wait(held_a, now + timedelta(seconds=self._config.min_interval_s))
        self._task = self._hass.async_create_background_task(
            self._async_send(steps, command, now), f"command {self._config.name}"
        )

    async def _async_send(self, steps: Sequence[CommandStep], command: Command, now: datetime) -> None:
        context = Context()
        refused: set[CommandStepKind] = set()
        for step in steps:
            if step.after & refused:
                continue
            attempt = self._attempts.sent(step, context, now, is_enabled=command.is_enabled)
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    await step.call.send(self._hass, context)
            except Exception as error:  # noqa: BLE001  whatever another integration raises, this charger alone is affected
                refused.add(step.setting)
                self.refusal = str(error) or type(error).__name__
                if attempt.repeats == 0:
                    LOGGER.warning("%s did not take a command: %s", self._config.name, self.refusal)
        if not refused - BESIDE:
            self._reader.took(command)
        if not refused:
            self.refusal = None

    def _waits(self, command: Command, now: datetime) -> bool:
        """Whether a command has to wait for the charger's budget. Less power, off, and what the user has just asked for never wait."""
        sent, at = self._sent, self._sent_at
        if sent is None or at is None or not command.is_enabled:
            return False
        is_lower = sent.is_enabled and command.current_a * command.phases < sent.current_a * sent.phases
        is_asked = command.reason.key == ReasonKey.BOOST and sent.reason.key != ReasonKey.BOOST
        return not is_lower and not is_asked and now < at + timedelta(seconds=self._config.min_interval_s)

    def _on_its_phases(self, command: Command) -> Command:
        """Return the command with the power it means spread over more phases, where their switch has been deaf."""
        attempt, phases = self._attempts.get(CommandStepKind.PHASES, is_enabled=True), self._reader.phases()
        limits = self._reader.current_range()
        if attempt is None or not attempt.repeats or phases is None or phases <= command.phases or limits is None:
            return command
        return replace(command, current_a=max(limits.floor_a, command.current_a * command.phases / phases))

    def _forget_in_vain(self, command: Command) -> None:
        """Tell a charger that tells nothing back everything again, when the engine sees that it did not follow."""
        if command.attempt > self._engine_attempt:
            self._reader.told.forget(has_lost_current=self._config.forgets)
        self._is_in_vain = command.attempt > self._engine_attempt or (self._is_in_vain and command.attempt > 0)
        self._engine_attempt = command.attempt

    def _is_hungry(self, now: datetime) -> bool:
        """Whether the charger's watchdog has to hear something before it lets the current fall back."""
        every_s = self._config.refresh_s
        if every_s is None or self._reader.is_watchdog_disabled() or not self._reader.is_reachable():
            return False
        wait_s = max(every_s - FED_BEFORE_S, self._config.min_interval_s)
        return self._sent_at is None or now >= self._sent_at + timedelta(seconds=wait_s)

    def _notice_clamp(self, now: datetime) -> bool:
        """See whether the charger answered our number with a lower one: its own limit, which asking again does not change.

        A limit that it had before it simply goes on showing.
        """
        attempt = self._attempts.get(CommandStepKind.CURRENT, is_enabled=True)
        shown, limits = self._reader.shown_current(), self._reader.current_range()
        if attempt is None or self._sent is None or limits is None or not isinstance(shown, Reading):
            return False
        state = self._hass.states.get(attempt.call.entity_id or "")
        if state is None or ATTR_VALUE not in attempt.call.data:
            return False
        # In a person's name it is no answer, but a wish; the engine sees to it.
        is_answer = state.context.id == attempt.context.id or state.context.user_id is None
        has_changed = state.last_changed >= attempt.at and is_answer
        goes_on = self._reader.holds.clamped_a == shown.value and now >= attempt.unanswered_since + timedelta(
            seconds=FIRST_RETRY_S
        )
        is_lower = limits.floor_a <= shown.value < self._sent.current_a - limits.step_a / 2
        is_clamped = is_lower and (has_changed or goes_on) and not self._attempts.is_late_answer(state, now)
        if is_clamped:
            self._reader.holds.clamp(shown.value, now)
            self._attempts.close(CommandStepKind.CURRENT)
        return is_clamped
