"""Carries out a charger's commands: one at a time, the latest wins. The engine decides when one is repeated."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.components.number import ATTR_VALUE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..catalogue.charger_config import ChargerConfig
from ..const import LOGGER
from ..engine.charger.retry import COARSEST_A
from ..engine.decision import Command
from ..engine.measure.reading import Reading
from ..engine.reasons import ReasonKey
from .call import EntityAwayError, failure_text
from .charger_reader import SLOW_S, ChargerReader
from .command_steps import CommandPlanner, CommandStep, CommandStepKind
from .contradictions import ECHOES_FOR, Contradictions
from .sent_calls import SentCall, SentCalls
from .set_by import set_by

# Long enough for a cloud that gives a car half a minute to wake, short enough that what the user wants next need not wait for minutes.
TIMEOUT_S = 45.0
# A call that takes longer than local devices do is overtaken by one that takes power away: a fuse and an *Off* do not wait for it.
HANGS_AFTER = timedelta(seconds=3)
# When it is stopped, a call gets this long to arrive, from when it was sent.
ARRIVES_WITHIN_S = 10.0
# What the engine repeats so often takes as long as the user's patience: three minutes and more.
IN_VAIN_ATTEMPTS = 5
# No integration drops commands for so long (go-e's does for two minutes after a connection was lost), and what is sent again shows by then:
# what stays where it is limits itself, which is known before the user is to look.
STAYS_AFTER = timedelta(seconds=200)
# A keep-alive is sent this much before its time: the next step may be a tick of 5 s away, and the call takes its time.
KEEPALIVE_LEAD_S = 8.0
# What shows the limit it had before is not asked again sooner: its answer may be on its way.
GOES_ON_AFTER = timedelta(seconds=15)
# Without these the charger does what it was commanded all the same.
OPTIONAL = frozenset({CommandStepKind.OWN_MODE, CommandStepKind.WAKE})


class ChargerCommander:
    """Commands one charger."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig, reader: ChargerReader) -> None:
        self._hass = hass
        self._config = config
        self._reader = reader
        self._planner = CommandPlanner(hass, config, reader)
        self._open = SentCalls(hass)
        self._task: asyncio.Task[None] | None = None
        # When that began, by the loop's clock.
        self._task_since_s = 0.0
        # What was sent last, and when: the charger's rate limit runs from there.
        self._sent: Command | None = None
        self._sent_at: datetime | None = None
        # When its command was last resent: after a start of Home Assistant, or when the charger came back.
        self.resent_at: datetime | None = None
        self._may_have_lost = True
        # Since when the same has been wanted.
        self._same_since: datetime | None = None
        self._contradictions = Contradictions()
        # When the charger came back last, as far as that has been acted on.
        self._back_at: datetime | None = None
        # The engine's count of attempts, and whether the next one still has to go out.
        self._attempt = 0
        self._is_repeat_due = False
        self._is_stopped = False
        # What kept the last command from being worked out.
        self.failure: str | None = None
        # The last current that it was seen to follow to.
        self._followed_a: float | None = None
        # Who set it last against what was commanded.
        self.contradicted_by = ""
        # What the charger's integration answered when it refused the last command.
        self.refusal: str | None = None

    @property
    def does_not_follow(self) -> bool:
        """Whether commands have been in vain for so long that the user should look."""
        return self._attempt >= IN_VAIN_ATTEMPTS

    @property
    def unanswered_since(self) -> datetime | None:
        """Since when what was sent has not shown at the charger; None: all of it does."""
        return self._open.unanswered_since

    @property
    def is_fought(self) -> bool:
        """Whether something else sets the charger, again and again."""
        return self._contradictions.is_fought(dt_util.utcnow())

    @callback
    def apply(self, command: Command) -> None:
        """Bring the charger to the commanded state; whatever goes wrong is this charger's alone, and *Off* still is off."""
        try:
            self._apply(command)
        except Exception as error:  # noqa: BLE001  whatever breaks one charger, the others must be commanded
            if self.failure is None:
                LOGGER.exception("%s cannot be commanded as it should", self._config.name)
            self.failure = failure_text(error)
            if not command.is_enabled and not self._is_stopped and not self._is_busy(command, dt_util.utcnow()):
                self._send(tuple(self._planner.plain_stop()), command, dt_util.utcnow())
        else:
            self.failure = None

    def _apply(self, command: Command) -> None:
        """Bring the charger to the commanded state, in the background.

        While one command is on its way, or the charger takes none yet, nothing else is sent: the engine repeats itself with every
        step, so what it wants by then is what goes out next, all settings together. Less power overtakes a call that hangs.
        """
        now = dt_util.utcnow()
        if self._is_stopped or self._reader.car.is_away() or self._waits_for_call(command, now):
            return
        if self._reader.came_back_at != self._back_at:
            # Commands sent before may be lost.
            self._back_at, self._open, self._may_have_lost = self._reader.came_back_at, SentCalls(self._hass), True
        if self._notice_charger_limit(command, now):
            # What was decided did not know of it.
            return
        self._count(command)
        command = self._on_its_phases(command)
        steps = self._planner.steps(command)
        if steps and self._is_contradicted(steps, command, now) and self._waits_to_put_right(steps[0], now):
            return
        if not steps:
            self._contradictions.end()
        self._open.settle(steps)
        if not self._open:
            self.refusal = None
        if not steps and self._is_repeat_due:
            steps = self._planner.repeated(command)
        elif not steps and self._needs_keepalive(now):
            steps = self._planner.keepalive(command)
        due = tuple(self._open.due(steps, self._attempt))
        if due and not self._is_rate_limited(command, now):
            self._send(due, command, now)

    @callback
    def try_again(self) -> None:
        """Forget what was sent in vain: the next command goes out at once."""
        self._open = SentCalls(self._hass)
        self._reader.last_command.forget(has_lost_current=self._config.forgets)

    @callback
    def forget_contradictions(self) -> None:
        """Command at once again: a person wants something else now."""
        self._contradictions.forget()

    @callback
    def stand_back(self) -> None:
        """Send nothing more, not even what is left of a command on its way; once it is to command again, it begins anew."""
        if self._sent is None:
            return
        if self._task:
            self._task.cancel()
            self._task = None
        self._open, self._sent, self._may_have_lost, self.refusal = SentCalls(self._hass), None, True, None
        self._reader.last_command.forget(has_lost_current=self._config.forgets)
        self._attempt, self._is_repeat_due = 0, False
        self._contradictions.forget()

    @callback
    def forget_timestamps(self) -> None:
        """Wait for nothing that was reckoned from a moment on a clock that has been set since."""
        self._open = SentCalls(self._hass)
        self._sent_at = self.resent_at = self._same_since = None
        self._contradictions.forget()

    async def async_stop(self) -> None:
        """Command no more. Lets a command on its way arrive, so that none is half carried out; one that hangs is given up."""
        self._is_stopped = True
        if self._task:
            left_s = self._task_since_s + ARRIVES_WITHIN_S - self._hass.loop.time()
            await asyncio.wait([self._task], timeout=max(left_s, 0.0))
            self._task.cancel()

    def _waits_for_call(self, command: Command, now: datetime) -> bool:
        """Whether this command has to wait for another one. What shows already is answered, whenever its call returns."""
        is_busy = self._is_busy(command, now)
        if is_busy:
            self._open.settle(self._planner.steps(command))
        return is_busy

    def _is_busy(self, command: Command, now: datetime) -> bool:
        """Whether a command is on its way that this one has to wait for."""
        if self._task is None or self._task.done():
            return False
        hangs = self._sent_at is not None and now - self._sent_at >= HANGS_AFTER
        if not hangs or not self._is_less(command):
            return True
        LOGGER.debug("%s: a call that hangs is overtaken", self._config.name)
        self._task.cancel()
        return False

    def _waits_to_put_right(self, step: CommandStep, now: datetime) -> bool:
        """Take note of who sets the charger otherwise, and return whether that is left for a while."""
        if not self._contradictions.is_waiting and step.call.entity_id:
            self.contradicted_by = set_by(self._hass, step.call.entity_id)
        return not self._contradictions.may_put_right(now)

    def _is_contradicted(self, steps: Sequence[CommandStep], command: Command, now: datetime) -> bool:
        """Whether the charger showed what is wanted, and now shows something else that cannot be an echo."""
        sent, since = self._sent, self._same_since
        # What the engine repeats because it was not followed is another matter, unless that is because we wait.
        is_repeated = command.attempt > 0 and not self._contradictions.is_waiting
        if sent is None or since is None or is_repeated or self._reader.is_settling(now):
            return False
        is_same = (sent.is_enabled, sent.current_a, sent.phases) == (
            command.is_enabled,
            command.current_a,
            command.phases,
        )
        has_shown = not any(self._open.get(step.kind) for step in steps)
        return is_same and has_shown and now - since >= ECHOES_FOR

    def _is_less(self, command: Command) -> bool:
        """Whether a command takes power away from the one that was sent last."""
        sent = self._sent
        if sent is None or not sent.is_enabled:
            return False
        return not command.is_enabled or command.current_a * command.phases < sent.current_a * sent.phases

    def _send(self, steps: Sequence[CommandStep], command: Command, now: datetime) -> None:
        before = self._sent
        if before is None or (before.is_enabled, before.current_a) != (command.is_enabled, command.current_a):
            self._same_since = now
        self._contradictions.end()
        if self._may_have_lost:
            self._may_have_lost, self.resent_at = False, now
        self._sent, self._sent_at, self._is_repeat_due = command, now, False
        self._reader.last_command.is_pause_sent = not command.is_enabled
        if self._config.min_interval_s > SLOW_S:
            current_a = command.current_a if command.is_enabled else 0.0
            self._reader.caps.rate_limited(current_a, now + timedelta(seconds=self._config.min_interval_s))
        self._task_since_s = self._hass.loop.time()
        self._task = self._hass.async_create_background_task(
            self._async_send(steps, command, now), f"command {self._config.name}"
        )

    async def _async_send(self, steps: Sequence[CommandStep], command: Command, now: datetime) -> None:
        context = Context()
        refused: set[CommandStepKind] = set()
        for step in steps:
            if step.after & refused:
                continue
            self._open.add(step, context, now, self._attempt)
            LOGGER.debug("%s: %s, because of %s", self._config.name, step.call, command.reason.key)
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    await step.call.send(self._hass, context)
            except EntityAwayError as error:
                refused.add(step.kind)
                # It never arrived: it is due again as soon as the entity is available.
                self._open.close(step.kind)
                LOGGER.debug("%s: a command was lost: %s", self._config.name, error)
            except Exception as error:  # noqa: BLE001  whatever another integration raises, this charger alone is affected
                refused.add(step.kind)
                is_first, self.refusal = self.refusal is None, failure_text(error)
                if is_first:
                    LOGGER.warning("%s rejected a command: %s", self._config.name, self.refusal)
        if not refused - OPTIONAL:
            self._reader.took(command)
        if not refused:
            self.refusal = None

    def _is_rate_limited(self, command: Command, now: datetime) -> bool:
        """Whether the charger takes no command yet. Less power, off, and what the user has just asked for never wait."""
        sent, at = self._sent, self._sent_at
        if sent is None or at is None or not command.is_enabled:
            return False
        is_asked = command.reason.key == ReasonKey.BOOST and sent.reason.key != ReasonKey.BOOST
        return not self._is_less(command) and not is_asked and now < at + timedelta(seconds=self._config.min_interval_s)

    def _on_its_phases(self, command: Command) -> Command:
        """Return the command with the power it means spread over more phases, where their switch has not followed."""
        sent, phases = self._open.get(CommandStepKind.PHASES), self._reader.phases()
        limits = self._reader.current_range()
        if sent is None or not self._attempt or phases is None or phases <= command.phases or limits is None:
            return command
        return replace(command, current_a=max(limits.floor_a, command.current_a * command.phases / phases))

    def _count(self, command: Command) -> None:
        """Follow the engine's count of attempts. With each, a charger that shows nothing is commanded everything again."""
        if command.attempt > self._attempt:
            self._reader.last_command.forget(has_lost_current=self._config.forgets)
            self._is_repeat_due = True
        elif not command.attempt:
            self._is_repeat_due = False
        self._attempt = command.attempt

    def _needs_keepalive(self, now: datetime) -> bool:
        """Whether the charger's watchdog needs a command before it lets the current fall back."""
        every_s = self._config.refresh_s
        if every_s is None or self._reader.is_watchdog_disabled() or not self._reader.is_reachable():
            return False
        wait_s = max(every_s - KEEPALIVE_LEAD_S, self._config.min_interval_s)
        return self._sent_at is None or now >= self._sent_at + timedelta(seconds=wait_s)

    def _notice_charger_limit(self, command: Command, now: datetime) -> bool:
        """See whether the charger answered our number with a lower one: its own limit, which asking again does not change.

        A limit that it had before it simply goes on showing. What boxes round is none.
        """
        sent = self._open.get(CommandStepKind.CURRENT)
        shown, limits = self._reader.shown_current(), self._reader.current_range()
        if self._sent is None or limits is None or not isinstance(shown, Reading):
            return False
        if sent is None:
            is_followed = self._sent.is_enabled and abs(shown.value - self._sent.current_a) < limits.step_a / 2
            self._followed_a = shown.value if is_followed else self._followed_a
            return False
        is_lower = limits.floor_a <= shown.value <= self._sent.current_a - max(limits.step_a, COARSEST_A)
        is_current_sent = self._sent.is_enabled and ATTR_VALUE in sent.call.data
        is_limited = is_current_sent and is_lower and self._is_own_limit(shown.value, sent, command, now)
        if is_limited:
            self._reader.caps.limited_by_charger(shown.value, now)
            self._open.close(CommandStepKind.CURRENT)
        return is_limited

    def _is_own_limit(self, shown_a: float, sent: SentCall, command: Command, now: datetime) -> bool:
        """Whether the lower current that shows is the charger's answer to what was sent, and not one that it will still leave."""
        state = self._hass.states.get(sent.call.entity_id or "")
        if state is None:
            return False
        unanswered_for, shows_in = now - sent.unanswered_since, timedelta(seconds=command.shows_in_s)
        if self._reader.caps.charger_limit_a == shown_a and unanswered_for >= max(GOES_ON_AFTER, shows_in):
            return True
        # One that followed up to this and no further, however often it was asked: its sun rose step by step.
        if shown_a == self._followed_a and command.attempt > 0 and unanswered_for >= STAYS_AFTER:
            return True
        # In a person's name it is no answer, but what the person wants; the engine sees to it.
        is_answer = state.context.id == sent.context.id or state.context.user_id is None
        # After a restart a command is sent again that is old for the engine.
        has_changed = state.last_changed >= sent.at and now >= sent.at + shows_in
        return command.is_answered and is_answer and has_changed
