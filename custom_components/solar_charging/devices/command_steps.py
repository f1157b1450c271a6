"""Which calls bring a charger from its present state to the commanded one: only what differs, in the order that is safe."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from homeassistant.core import HomeAssistant

from ..catalogue.charger_config import ChargerConfig, EntityAction
from ..engine.decision import Command
from ..engine.measure.reading import Reading
from ..engine.model import CarState
from ..engine.reasons import ReasonKey
from .call import ServiceCall, entity_action_call
from .charger_reader import ChargerReader
from .entity_state import Problem


class CommandStepKind(StrEnum):
    """What a step sets at a charger."""

    OWN_MODE = "own_mode"
    PHASES = "phases"
    CURRENT = "current"
    START_STOP = "start_stop"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class CommandStep:
    """One call. `is_less`: it makes the charger take less. `after`: settings that it must not run ahead of."""

    kind: CommandStepKind
    call: ServiceCall
    is_less: bool = False
    after: frozenset[CommandStepKind] = frozenset()


class CommandPlanner:
    """Puts the commands of one charger into calls."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig, reader: ChargerReader) -> None:
        self._hass = hass
        self._config = config
        self._reader = reader
        self._has_woken = False

    def steps(self, command: Command) -> tuple[CommandStep, ...]:
        """Return what differs.

        Down: off first. Up: its own mode out of the way, phases, current, then on; so it never draws more than it was commanded last.
        A car that sleeps is only woken: nothing shows where it is. One that is full is left alone until it takes something again.
        """
        car = self._reader.car
        if car.is_asleep():
            return self._wake(command)
        if not command.is_enabled:
            # Without a switch, nothing else would keep the next car from charging before it is to.
            can_wait = self._reader.start_stop is not None and self._pauses_by_zero()
            is_left = can_wait and command.reason.key == ReasonKey.DISCONNECTED
            return tuple(self._leave() if is_left else self.pause())
        return () if car.state() is CarState.COMPLETE else tuple(self._steps(command))

    def repeated(self, command: Command) -> tuple[CommandStep, ...]:
        """Return once more what the charger shows already: its power shows otherwise."""
        point, switch = self._reader.set_point, self._reader.start_stop
        if command.is_enabled:
            call, kind = point.call(command.current_a, command.phases) if point else None, CommandStepKind.CURRENT
        elif switch is not None:
            # What a current of 0 did not stop, its switch does.
            call, kind = switch.call(on=False), CommandStepKind.START_STOP
        else:
            call, kind = point.call(0.0, command.phases) if point else None, CommandStepKind.CURRENT
        return (CommandStep(kind, call),) if call else ()

    def keepalive(self, command: Command) -> tuple[CommandStep, ...]:
        """Return the current once more, for a charger that falls back when no command comes: also while it is paused."""
        point, limits = self._reader.set_point, self._reader.current_range()
        if point is None or limits is None:
            return ()
        paused_a = 0.0 if self._pauses_by_zero() else limits.floor_a
        call = point.call(command.current_a if command.is_enabled else paused_a, command.phases)
        return (CommandStep(CommandStepKind.CURRENT, call),) if call else ()

    def _steps(self, command: Command) -> Iterator[CommandStep]:
        yield from (CommandStep(CommandStepKind.OWN_MODE, call) for call in self._conflicting_settings())
        phases = self._reader.phases()
        switch = self._reader.phase_switch
        if switch is not None and phases != command.phases and (call := switch.call(command.phases)):
            yield CommandStep(CommandStepKind.PHASES, call)
        if call := self._current(command.current_a, command.phases):
            is_less = self._is_less(command.current_a)
            has_more_phases = phases is not None and phases > command.phases
            waits = has_more_phases and not is_less
            yield CommandStep(
                CommandStepKind.CURRENT, call, is_less, frozenset({CommandStepKind.PHASES}) if waits else frozenset()
            )
        if call := self._switch(on=True):
            yield CommandStep(
                CommandStepKind.START_STOP, call, after=frozenset({CommandStepKind.PHASES, CommandStepKind.CURRENT})
            )
        yield from self._wake(command)

    def pause(self) -> Iterator[CommandStep]:
        """Return what stops the charging."""
        if self._pauses_by_zero():
            if call := self._current(0.0, self._reader.phases() or self._config.phases):
                yield CommandStep(CommandStepKind.CURRENT, call, is_less=True)
        elif call := self._switch(on=False):
            yield CommandStep(CommandStepKind.START_STOP, call, is_less=True)

    def _leave(self) -> Iterator[CommandStep]:
        """Return what leaves no pause behind for the next car, which would never charge if we were gone by then."""
        shown, limits = self._reader.shown_current(), self._reader.current_range()
        point = self._reader.set_point
        if point is None or limits is None or not isinstance(shown, Reading) or shown.value > 0.0:
            return
        if call := point.call(limits.floor_a, self._reader.phases() or self._config.phases):
            yield CommandStep(CommandStepKind.CURRENT, call)

    def plain_stop(self) -> Iterator[CommandStep]:
        """Return what stops the charging without a look at what the charger shows: for one whose states cannot be understood."""
        pair, point = self._reader.start_stop, self._reader.set_point
        if pair and (call := pair.call(on=False)):
            yield CommandStep(CommandStepKind.START_STOP, call, is_less=True)
        elif point and (call := point.call(0.0, self._config.phases)):
            yield CommandStep(CommandStepKind.CURRENT, call, is_less=True)

    def _pauses_by_zero(self) -> bool:
        point = self._config.set_point
        by_zero = point is not None and (point.prefers_zero or self._reader.start_stop is None)
        return by_zero and self._reader.pauses_at_zero()

    def _conflicting_settings(self) -> list[ServiceCall]:
        conflicting = self._reader.conflicting_settings()
        actions = [
            EntityAction(setting.entity_id, setting.wanted[0])
            for setting in self._config.conflicting_settings
            if setting.may_set and setting.wanted and setting.entity_id in conflicting
        ]
        return [call for action in actions if (call := entity_action_call(self._hass, action))]

    def _switch(self, *, on: bool) -> ServiceCall | None:
        driver, last = self._reader.start_stop, self._reader.last_command
        if driver is None:
            return None
        is_on = driver.shown(self._reader.car.state(), last)
        if is_on is on or (is_on is None and not driver.is_readable and last.is_enabled is on):
            return None
        return driver.call(on=on)

    def _current(self, current_a: float, phases: int) -> ServiceCall | None:
        point, limits, last = self._reader.set_point, self._reader.current_range(), self._reader.last_command
        if point is None or limits is None:
            return None
        # A pause that shows and is none is ended by other means: see `repeated`.
        is_lost = last.has_lost_current and current_a > 0.0
        match point.shown(phases):
            case Reading(value=value) if abs(value - current_a) < limits.step_a / 2 and not is_lost:
                return None
            case None if last.current_a == current_a and not is_lost:
                return None
            case Problem.UNAVAILABLE if not self._is_silent_number():
                return None
        return point.call(current_a, phases)

    def _is_less(self, current_a: float) -> bool:
        shown = self._reader.shown_current()
        before_a = shown.value if isinstance(shown, Reading) else self._reader.last_command.current_a
        return before_a is not None and current_a < before_a

    def _is_silent_number(self) -> bool:
        """Whether the set-point is there but shows no number yet, as write-only numbers do until they are first set."""
        state = self._hass.states.get((self._config.set_point and self._config.set_point.entity_id) or "")
        return state is not None and state.state == "unknown"

    def _wake(self, command: Command) -> tuple[CommandStep, ...]:
        """Wake a car that can be woken, once for each of the engine's tries."""
        wake = self._config.readings.get("wake")
        is_waking = command.reason.key == ReasonKey.CAR_NOT_DRAWING
        if wake is None or not is_waking or self._has_woken:
            self._has_woken = self._has_woken and is_waking
            return ()
        self._has_woken = True
        call = entity_action_call(self._hass, EntityAction(wake.entity_id, "press"))
        return (CommandStep(CommandStepKind.WAKE, call),) if call else ()
