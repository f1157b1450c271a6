"""A charger made of drivers: its live limits and readings for the engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..catalogue.charger_config import ChargerConfig
from ..const import EVSE_CEILING_A, EVSE_FLOOR_A
from ..engine.decision import Command
from ..engine.inputs import ChargerInputs
from ..engine.limit_settings import ChargerLimits
from ..engine.measure.reading import Reading, Source
from ..engine.model import CarState, SolarMode
from ..settings import ChargerSettings
from .call import live_state
from .charger_car_state import ChargerCarState
from .current_caps import CurrentCaps
from .entity_state import POWER, Problem, read_state, silent_since
from .grid_voltage import nominal_voltage_v
from .last_command import LastCommand
from .phases import PhaseSwitch
from .plug import Plug
from .set_point import CurrentRange, current_range, set_point_driver
from .start_stop import StartStopDriver

__all__ = ["ChargerReader", "CurrentRange", "current_range"]

# What a charger without a current setting is taken to draw: the common rating of a plug-in or single-phase wall box.
FIXED_CURRENT_A = 16.0
# A charger that comes back, or gets another car, shows its own values until ours are sent again. Meanwhile they are nobody's
# doing. Long enough for a slow cloud to take and to show them.
SETTLING = timedelta(seconds=60)
# Some cars take a tenth more than they are offered, and meters err.
OVERDRAW = 1.15
# Finer steps change less than a meter shows. One that is a hair finer is taken as it is: 10 W of a number in W at 230 V.
FINEST_STEP_A = 0.04
# Below this an entity's step is none.
LEAST_STEP_A = 1e-6
# Chargers that take commands more rarely than this are planned for: what they cannot take yet is not reckoned with.
SLOW_S = 15.0


class ChargerReader:
    """Reads one charger."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig) -> None:
        self._hass = hass
        self._config = config
        self.last_command = LastCommand()
        self.voltage_v = config.voltage_v or nominal_voltage_v(hass.config.country)
        self.set_point = set_point_driver(hass, config.set_point, self.voltage_v)
        self.start_stop = StartStopDriver(hass, config.start_stop) if config.start_stop else None
        self.phase_switch = PhaseSwitch(hass, config.phase_switch) if config.phase_switch else None
        self.car = ChargerCarState(hass, config.readings, self.last_command, self.shows_pause)
        # Kept while the number is unavailable: the limits of a charger do not change because its Wi-Fi does.
        self._ranges: dict[int, CurrentRange] = {}
        # What they were made from.
        self._accepted: dict[int, CurrentRange] = {}
        self._settles_until: datetime | None = None
        self._was_reachable = True
        # When it came back last after it was away.
        self.came_back_at: datetime | None = None
        self._car = CarState.UNKNOWN
        self._plug = Plug()
        self.caps = CurrentCaps()

    def forget_timestamps(self) -> None:
        """Wait for nothing that was reckoned from a moment on a clock that has been set since."""
        self._settles_until = None
        self.car.full.forget_timestamps()
        self.caps.forget_all()

    def forget_beliefs(self) -> None:
        """Take neither the car for full nor the charger for limited: a person has just chosen what it is to do."""
        self.car.full.forget()
        self.caps.forget_charger_limit()

    def follow_voltage(self, volts: float) -> None:
        """Take over the voltage of the grid connection, unless the user gave the charger's own."""
        self.voltage_v = self._config.voltage_v or volts
        if self.set_point is not None:
            self.set_point.voltage_v = self.voltage_v

    def inputs(self, settings: ChargerSettings, now: datetime) -> ChargerInputs:
        """Return the charger as the engine sees it."""
        power_w = self._power(now)
        reported = self.car.state()
        car = self._plug.steady(reported, power_w, now)
        is_reachable = self.is_reachable()
        self._notice(car, now, is_reachable=is_reachable)
        is_settling = self.is_settling(now)
        limits = self.limits(settings)
        if isinstance(shown := self.shown_current(), Reading):
            self.caps.forget_exceeded(shown.value, now)
        is_rate_limited = settings.mode in (SolarMode.SOLAR_ONLY, SolarMode.SOLAR_AND_GRID)
        ceiling_a = self.caps.ceiling_a(limits.max_current_a, limits.step_a, now, is_rate_limited=is_rate_limited)
        return ChargerInputs(
            id=self._config.id,
            mode=settings.mode,
            limits=replace(limits, max_current_a=max(ceiling_a, limits.min_current_a)),
            priority=round(settings.priority),
            car=car,
            is_unplug_unconfirmed=car is not reported,
            power_w=power_w,
            offered_current_a=None if is_settling else self._offered_current(now),
            is_enabled=None if is_settling else self.is_enabled(),
            active_phases=self.phases(),
            is_reachable=is_reachable,
            is_set_by_person=self._is_set_by_person(),
            switching_preference=settings.switching_preference,
            calls_per_command=self._config.calls_per_command,
            is_observed=settings.shadow_mode,
            current_cap=self.caps.lowest_cap(limits.max_current_a, now, is_rate_limited=is_rate_limited),
        )

    def limits(self, settings: ChargerSettings) -> ChargerLimits:
        """Return what can be set now: the live entity's range, limited by the user's limits."""
        found = self.current_range()
        floor_a = found.floor_a if found else EVSE_FLOOR_A
        ceiling_a = found.max_a if found else settings.max_current_a or FIXED_CURRENT_A
        if self.set_point is None:
            floor_a = ceiling_a
        max_a = min(ceiling_a, settings.max_current_a or ceiling_a)
        return ChargerLimits(
            min_current_a=min(max(floor_a, settings.min_current_a or floor_a), max_a),
            max_current_a=max_a,
            step_a=found.step_a if found and found.step_a > 0 else 1.0,
            phases=(1, 3) if self.phase_switch else (self._config.phases,),
            voltage_v=self.voltage_v,
            has_current=self.set_point is not None,
            can_pause=self.start_stop is not None or self.pauses_at_zero(),
            accepted_a=found.accepted_a if found else (),
            first_phase=settings.grid_phase.phase_index,
        )

    def current_range(self) -> CurrentRange | None:
        """Return what the set-point accepts on the present phases, as last seen."""
        phases, found = self._present_phases, self._accepted_now()
        # One that ends at 0 A, as some do while their box may give nothing, says nothing of what charges.
        if found and found.max_a > 0.0 and found is not self._accepted.get(phases):
            self._accepted[phases] = found
            # Whatever the entity claims, no car's charger gives more, and nobody needs finer steps.
            self._ranges[phases] = replace(
                found, max_a=min(found.max_a, EVSE_CEILING_A), step_a=_coarse_enough_a(found.step_a)
            )
        return self._ranges.get(phases)

    def pauses_at_zero(self) -> bool:
        """Whether a set-point of 0 A stops the charging."""
        config, limits = self._config.set_point, self.current_range()
        return config is not None and config.pauses_at_zero and limits is not None and limits.accepts_zero

    def is_enabled(self) -> bool | None:
        """Whether the charger is allowed to charge; None if nothing shows it."""
        is_on = self.start_stop.shown(self.car.state(), self.last_command) if self.start_stop else None
        shown = self.shown_current()
        if not self.pauses_at_zero() or is_on is False or not isinstance(shown, Reading):
            return is_on
        return shown.value > 0 if self.start_stop is None or is_on else is_on

    def shows_pause(self) -> bool | None:
        """Whether the charger itself shows that it is paused; None: it shows nothing of it."""
        is_stopped = self.start_stop.shows_stop() if self.start_stop else None
        shown = self.shown_current() if self.pauses_at_zero() else None
        if isinstance(shown, Reading) and shown.value <= 0.0:
            return True
        return is_stopped

    def shown_current(self) -> Reading | Problem | None:
        """Return the current that is set, in A; None if the charger has none or never shows it."""
        return self.set_point.shown(self._present_phases) if self.set_point else None

    def phases(self) -> int | None:
        """Return how many phases it is set to; None if nothing shows it."""
        return self.phase_switch.shown() or self.last_command.phases if self.phase_switch else self._config.phases

    def is_reachable(self) -> bool:
        """Whether it can be commanded now.

        A switch alone that is unavailable (no car, locked) does not make a charger unreachable, nor does a car that can be woken.
        """
        watched = self._config.commanded or self._config.entity_ids
        return (
            not watched or self.car.is_asleep() or any(live_state(self._hass, entity) is not None for entity in watched)
        )

    def is_settling(self, now: datetime) -> bool:
        """Whether what it shows may be its own, for it has just come back or got another car."""
        # A clock that was set back does not make it longer.
        return self._settles_until is not None and timedelta(0) < self._settles_until - now <= SETTLING

    def notice_silence(self) -> None:
        """See that it is away, be it for a moment between two steps: an integration that is reloaded."""
        self._was_reachable = self._was_reachable and self.is_reachable()

    def took(self, command: Command) -> None:
        """Remember what the charger took without an error."""
        self.last_command.is_enabled = command.is_enabled
        if command.is_enabled:
            self.last_command.current_a, self.last_command.phases = command.current_a, command.phases
        # In a pause that lasts, a charger that forgets with time forgets.
        self.last_command.has_lost_current = not command.is_enabled and self._config.forgets_with_time

    def is_watchdog_disabled(self) -> bool:
        """Whether the charger reports that its watchdog is off."""
        reading = self._config.readings.get("watchdog_disabled")
        state = live_state(self._hass, reading.entity_id) if reading else None
        return state is not None and state.state == STATE_ON

    def conflicting_settings(self) -> tuple[str, ...]:
        """Return the settings of its own that work against ours now."""
        states = {setting: live_state(self._hass, setting.entity_id) for setting in self._config.conflicting_settings}
        return tuple(
            setting.entity_id for setting, state in states.items() if state and state.state not in setting.wanted
        )

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps its entities from being read or commanded, by entity id."""
        found = {entity: self._problem(entity) for entity in self._config.entity_ids}
        return {entity: problem for entity, problem in found.items() if problem}

    def _notice(self, car: CarState, now: datetime, *, is_reachable: bool) -> None:
        """Notice what makes a charger forget: it was away or has restarted, or it gets another car."""
        has_come_back = is_reachable and (not self._was_reachable or self._has_restarted())
        is_plugged_in = self._car is CarState.DISCONNECTED and car not in (CarState.DISCONNECTED, CarState.UNKNOWN)
        if has_come_back or is_plugged_in:
            causes = {"restart": has_come_back, "plug_in": is_plugged_in}
            self.last_command.forget(has_lost_current=any(causes.get(cause) for cause in self._config.forgets_on))
            self._settles_until = now + SETTLING
            self.caps.forget_charger_limit()
        if has_come_back:
            self.came_back_at = now
        self._was_reachable = is_reachable
        if car is not CarState.UNKNOWN:
            self._car = car

    def _has_restarted(self) -> bool:
        """Whether it shows, right after charging as it was told, what only a restart explains."""
        if self._car not in (CarState.CHARGING, CarState.AWAITING) or not self.last_command.is_enabled:
            return False
        status = self._config.readings.get("status")
        state = live_state(self._hass, status.entity_id) if status else None
        return state is not None and state.state in self._config.restart_states and not self._is_set_by_person()

    def _is_set_by_person(self) -> bool:
        """Whether a person, in Home Assistant, made the last change of what can be set."""
        entity_ids = self._config.commanded or self._config.entity_ids
        states = [state for entity_id in entity_ids if (state := live_state(self._hass, entity_id)) is not None]
        last = max(states, key=lambda state: state.last_changed, default=None)
        return last is not None and last.context.user_id is not None

    def _problem(self, entity_id: str) -> Problem | None:
        if entity_id == self._config.power_entity:
            reading = read_state(self._hass, entity_id, POWER)
            return reading if isinstance(reading, Problem) else None
        point = self._config.set_point
        if point is not None and entity_id == point.entity_id and point.action is None:
            return self._set_point_problem()
        if self._hass.states.get(entity_id) is not None or er.async_get(self._hass).async_get(entity_id):
            return None
        return Problem.NOT_FOUND

    def _set_point_problem(self) -> Problem | None:
        shown = self.shown_current()
        if isinstance(shown, Problem):
            return shown
        limits = self._accepted_now()
        return Problem.RANGE_EXCLUDES_FLOOR if limits and limits.max_a < limits.least_a else None

    @property
    def _present_phases(self) -> int:
        """The phases it is on; where that does not show, those it is set up with."""
        return self.phases() or self._config.phases

    def _accepted_now(self) -> CurrentRange | None:
        """Return what the set-point's entity accepts on the present phases, now."""
        return self.set_point.range(self._present_phases) if self.set_point else None

    def _offered_current(self, now: datetime) -> Source:
        shown = self.shown_current()
        entity = self._config.set_point.entity_id if self._config.set_point else None
        if isinstance(shown, Problem) and entity:
            return silent_since(self._hass, entity, now)
        return shown if isinstance(shown, Reading) else None

    def _power(self, now: datetime) -> Source:
        source = self._config.readings.get("power")
        if source is None:
            return None
        if self.car.is_away() or self.car.is_asleep():
            return Reading(0.0, now)
        reading = read_state(self._hass, source.entity_id, POWER)
        if isinstance(reading, Problem):
            return silent_since(self._hass, source.entity_id, now)
        value = self._refined(reading.value, source.step_w) if source.step_w else reading.value
        value = min(value, self._most_w())
        return Reading(value, reading.reported_at, self._config.interval_s)

    def _most_w(self) -> float:
        """Return what it can draw at most, whatever its sensor shows: all phases at the highest current of its set-point."""
        found = self._ranges.values()
        most_a = max((one.max_a for one in found), default=EVSE_CEILING_A)
        return most_a * 3 * self.voltage_v * OVERDRAW

    def _refined(self, power_w: float, step_w: float) -> float:
        """Return what a power that is only reported in steps most likely is: what is offered, on all phases or fewer, if that fits."""
        offered = self.shown_current()
        if power_w <= 0.0 or not isinstance(offered, Reading):
            return power_w
        likely_w = (offered.value * self.voltage_v * phases for phases in range(self._present_phases, 0, -1))
        return next((one_w for one_w in likely_w if abs(one_w - power_w) <= step_w / 2), power_w)


def _coarse_enough_a(step_a: float) -> float:
    """Return the least whole number of the entity's own steps that is not too fine: what is commanded can then be set as it is."""
    return step_a * ceil(FINEST_STEP_A / step_a) if step_a > LEAST_STEP_A else FINEST_STEP_A if step_a > 0.0 else step_a
