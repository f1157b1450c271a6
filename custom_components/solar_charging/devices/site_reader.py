"""The home as the engine sees it: every source and charger read at one moment."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from homeassistant.core import HomeAssistant

from ..catalogue.charger_config import ChargerConfig
from ..catalogue.entry import Role
from ..engine.decision import Command
from ..engine.grid_limits import OutsideLimit, PeakGuard
from ..engine.inputs import ChargerInputs, Circuit, Inputs, Outlook
from ..engine.limit_settings import ChargerLimits, SiteLimits
from ..engine.measure.reading import Reading, Source, Unavailable
from ..engine.model import SolarMode
from ..settings import ChargerSettings, Settings
from .charger_reader import ChargerReader
from .circuit import CircuitConfig, circuit_problems, read_circuits
from .commander import ChargerCommander
from .correction import MeterCorrection, corrected_generation, corrected_grid, corrected_load
from .entity_state import CURRENT, POWER, Problem, Quantity, read_state, silent_since
from .grid_rules import unbalance_limit_a
from .grid_voltage import GridVoltage, has_paired_phases
from .limit_signal import SignalConfig, outside_limit, signal_lost, signal_problems
from .part_reader import PartReader
from .site_readings import SiteReadings, read_site
from .source import RoleSource


class SiteDescription(Protocol):
    """Which entities a home consists of."""

    @property
    def sources(self) -> Mapping[Role, RoleSource]:
        """What it is read by."""

    @property
    def chargers(self) -> Sequence[ChargerConfig]:
        """What charges."""

    @property
    def corrections(self) -> Collection[MeterCorrection]:
        """What its meters do not see."""

    @property
    def phase_currents(self) -> Sequence[str]:
        """Sensors of the current of each phase at the grid connection."""

    @property
    def phase_powers(self) -> Sequence[str] | None:
        """Sensors of the power of each phase, where each is billed by itself; None: the sum of all phases is billed."""

    @property
    def grid_signal(self) -> SignalConfig | None:
        """What limits the draw from the grid from outside."""

    def peak_guard(self, threshold_w: float | None, now: datetime) -> PeakGuard | None:
        """Return the peak guard, None if there is none; `threshold_w`: as the user has set it since."""

    @property
    def circuits(self) -> Sequence[CircuitConfig]:
        """Sub-distributions with limits of their own."""

    @property
    def ac_limit_w(self) -> float | None:
        """What its inverter delivers at most, in W, where a home battery may sit behind it."""


class SiteReader:
    """All devices of a site."""

    def __init__(self, hass: HomeAssistant, site: SiteDescription) -> None:
        self._hass = hass
        self._site = site
        self._voltage = GridVoltage(hass, _entities(site))
        self.readers: dict[str, ChargerReader] = {}
        self.commanders: dict[str, ChargerCommander] = {}
        # Chargers, by their ids, and how they were before.
        self._charger_parts = PartReader()
        self._last: dict[str, ChargerInputs] = {}
        # All else, and the limits that held before: one that cannot be read is not gone.
        self._site_parts = PartReader()
        self._last_limits = SiteLimits()
        self._last_circuits: tuple[Circuit, ...] = ()
        self._last_peak: PeakGuard | None = None
        self.update_config(site, frozenset())

    def update_config(self, site: SiteDescription, unchanged: Collection[str]) -> list[ChargerCommander]:
        """Go on with another description of the home. `unchanged`: chargers that are as they were, and are not begun anew.

        Returns the commanders that command no more; they are still to be stopped.
        """
        left = [commander for key, commander in self.commanders.items() if key not in unchanged]
        self._site = site
        voltage = GridVoltage(self._hass, _entities(site))
        # Until one of the sensors shows it again.
        voltage.volts = self._voltage.volts
        self._voltage = voltage
        self.readers = {
            config.id: self.readers[config.id] if config.id in unchanged else ChargerReader(self._hass, config)
            for config in site.chargers
        }
        self.commanders = {
            config.id: self.commanders[config.id]
            if config.id in unchanged
            else ChargerCommander(self._hass, config, self.readers[config.id])
            for config in site.chargers
        }
        self._charger_parts = PartReader()
        self._last_circuits, self._last_peak = (), None
        self._last = {key: inputs for key, inputs in self._last.items() if key in unchanged}
        return left

    @property
    def failures(self) -> Mapping[str, str]:
        """What keeps chargers from being read, by their ids."""
        return self._charger_parts.failures

    @property
    def site_failure(self) -> str | None:
        """What keeps a part of the home from being read, the first of them; None: nothing."""
        return next((f"{part}: {error}" for part, error in self._site_parts.failures.items()), None)

    def inputs(self, settings: Settings, outlook: Outlook | None, now: datetime) -> Inputs:
        """Read everything. A sensor that cannot be read counts as silent, a limit that cannot stays as it was."""
        read = self._site_parts.read
        voltage_v = read("The voltage", self._voltage.update, lambda: self._voltage.volts)
        for reader in self.readers.values():
            reader.follow_voltage(voltage_v)
        chargers = tuple(self._charger(key, settings.charger(key), now) for key in self.readers)
        site = self._site_readings(tuple(charger.power_w for charger in chargers), now)
        self._last_limits = read(
            "A limit of the home", lambda: self._limits(settings, voltage_v), lambda: self._last_limits
        )
        self._last_peak = read(
            "The peak guard",
            lambda: self._site.peak_guard(settings.site.peak_threshold_w, now),
            lambda: self._last_peak,
        )
        self._last_circuits = read(
            "A circuit",
            lambda: read_circuits(self._site.circuits, lambda id_, quantity: self._read(id_, quantity, now)),
            lambda: self._last_circuits,
        )
        return Inputs(
            grid_w=site.grid_w,
            generation_w=site.generation_w,
            load_w=site.load_w,
            battery_w=site.battery_w,
            battery_soc_pct=site.battery_soc_pct,
            phase_currents_a=tuple(self._read(entity_id, CURRENT, now) for entity_id in self._site.phase_currents),
            phase_powers_w=self._phase_powers(now),
            outlook=outlook,
            site=self._last_limits,
            chargers=chargers,
            outside=self._outside(),
            peak=self._last_peak,
            circuits=self._last_circuits,
        )

    def _phase_powers(self, now: datetime) -> tuple[Source, ...] | None:
        powers = self._site.phase_powers
        return None if powers is None else tuple(self._read(entity_id, POWER, now) for entity_id in powers)

    def _site_readings(self, powers_w: Sequence[Source], now: datetime) -> SiteReadings:
        """Return what the site's sensors show, less what they see of the chargers."""
        sources, corrections = self._site.sources, self._site.corrections

        def role(one: Role) -> Source:
            if one not in sources:
                return None
            return self._site_parts.read(one, lambda: sources[one].read(self._hass, now), lambda: Unavailable(now))

        site = read_site(role)

        def correct() -> SiteReadings:
            return replace(
                site,
                grid_w=corrected_grid(site.grid_w, powers_w, corrections),
                generation_w=corrected_generation(site.generation_w, site.battery_w, corrections),
                load_w=corrected_load(site.load_w, powers_w, corrections),
            )

        silent = Unavailable(now)
        return self._site_parts.read(
            "What a meter does not see",
            correct,
            lambda: replace(site, grid_w=silent, generation_w=silent, load_w=silent),
        )

    def _outside(self) -> OutsideLimit | None:
        config = self._site.grid_signal
        return self._site_parts.read(
            "The limit from outside",
            lambda: outside_limit(self._hass, config),
            lambda: signal_lost(config) if config else None,
        )

    def _read(self, entity_id: str, quantity: Quantity, now: datetime) -> Source:
        def read() -> Source:
            reading = read_state(self._hass, entity_id, quantity)
            return reading if isinstance(reading, Reading) else silent_since(self._hass, entity_id, now)

        return self._site_parts.read(entity_id, read, lambda: Unavailable(now))

    def _limits(self, settings: Settings, voltage_v: float) -> SiteLimits:
        country, limits = self._hass.config.country, settings.site.limits()
        limits = replace(limits, ac_limit_w=self._site.ac_limit_w, voltage_v=voltage_v)
        if limits.unbalance_a is None:
            limits = replace(limits, unbalance_a=unbalance_limit_a(country))
        return replace(limits, phases=1) if has_paired_phases(country) else limits

    def forget_timestamps(self) -> None:
        """Wait for no moment that was reckoned before the clock was set."""
        for commander in self.commanders.values():
            commander.forget_timestamps()
        for reader in self.readers.values():
            reader.forget_timestamps()

    def notice_silence(self, entity_id: str) -> None:
        """Let the chargers that are commanded by an entity see that it has fallen silent."""
        for config in self._site.chargers:
            if entity_id in config.entity_ids:
                self.readers[config.id].notice_silence()

    def is_above_fuse(self, entity_id: str, settings: Settings) -> bool:
        """Whether an entity shows a phase's current above the main fuse."""
        fuse_a = settings.site.main_fuse_a
        if not fuse_a or entity_id not in self._site.phase_currents:
            return False
        reading = read_state(self._hass, entity_id, CURRENT)
        return isinstance(reading, Reading) and reading.value > fuse_a

    def _charger(self, charger_id: str, settings: ChargerSettings, now: datetime) -> ChargerInputs:
        """Read one charger; one that cannot be read counts as out of reach."""
        reader, read = self.readers[charger_id], self._charger_parts.read
        inputs = read(charger_id, lambda: reader.inputs(settings, now), lambda: self._unread(charger_id, settings, now))
        if charger_id in self.failures:
            return inputs
        self._last[charger_id] = inputs
        commander = self.commanders[charger_id]
        return replace(inputs, unanswered_since=commander.unanswered_since, resent_at=commander.resent_at)

    def _unread(self, charger_id: str, settings: ChargerSettings, now: datetime) -> ChargerInputs:
        known = self._last.get(charger_id, ChargerInputs(charger_id, settings.mode, ChargerLimits()))
        is_off = settings.mode is SolarMode.OFF
        return replace(
            known,
            mode=settings.mode,
            is_reachable=is_off,
            power_w=Unavailable(now),
            is_observed=settings.shadow_mode,
        )

    def unread(self, settings: Settings, now: datetime) -> Inputs:
        """Return the home as it is when reading it fails as a whole: nothing is known, all limits hold, chargers pause."""
        signal = self._site.grid_signal
        return Inputs(
            Unavailable(now),
            phase_currents_a=(Unavailable(now),) * len(self._site.phase_currents),
            site=self._last_limits,
            chargers=tuple(self._unread(key, settings.charger(key), now) for key in self.readers),
            outside=signal_lost(signal) if signal else None,
            peak=self._last_peak,
            circuits=self._last_circuits,
        )

    def command(self, command: Command, settings: Settings) -> None:
        """Bring a charger to what was decided; one in shadow mode is left to what controls it."""
        commander = self.commanders[command.charger_id]
        if settings.charger(command.charger_id).shadow_mode:
            commander.stand_back()
        else:
            commander.apply(command)

    async def async_stop(self) -> None:
        """Command no more. All chargers are waited for side by side: one that hangs keeps no other."""
        await asyncio.gather(*(commander.async_stop() for commander in self.commanders.values()))

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities from being read or commanded, by entity id."""
        found: dict[str, Problem] = {}
        for source in self._site.sources.values():
            found |= source.problems(self._hass)
        for reader in self.readers.values():
            found |= reader.problems()
        found |= signal_problems(self._hass, self._site.grid_signal)
        found |= circuit_problems(self._hass, self._site.circuits)
        phases = {entity_id: read_state(self._hass, entity_id, CURRENT) for entity_id in self._site.phase_currents}
        phases |= {one: read_state(self._hass, one, POWER) for one in self._site.phase_powers or ()}
        return found | {entity_id: problem for entity_id, problem in phases.items() if isinstance(problem, Problem)}


def _entities(site: SiteDescription) -> Iterator[str]:
    """Return the entities whose devices may measure the voltage of the grid connection."""
    yield from site.phase_currents
    for role in (Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER):
        yield from site.sources[role].entity_ids if role in site.sources else ()
    for charger in site.chargers:
        yield from charger.entity_ids
