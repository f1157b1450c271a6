"""The quiet self-check: hands what is read to the watch every half minute, and turns its findings into repair issues."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..catalogue.entry import Role
from ..const import CONF_CORRECTIONS, CONF_SCALES, CONF_SIGN_CONVENTIONS, CONF_SOURCES
from ..devices.correction import MeterCorrection
from ..devices.site_readings import SiteReadings
from ..engine.inputs import Inputs
from ..engine.measure.reading import Reading, Source
from ..plausibility.daylight import is_deep_night
from ..plausibility.findings import Finding, FindingKind, SiteValues
from ..plausibility.fixes import fixed_data
from ..plausibility.watch import Watch
from ..setup.live_check import site_values
from ..setup.site_config import SiteConfig

# Between two looks further apart than this something was missed: a restart, a suspended machine.
LONGEST_GAP_S = 120.0
# Readings older than this belong to another moment than the others.
OLDEST_S = 180.0

type Setup = Mapping[str, Any]


class SensorIssue(NamedTuple):
    """A repair issue about a sensor: its id, its translation key, and what its text shows."""

    id: str
    translation_key: str
    facts: dict[str, str]


class SensorChecks:
    """One home's watch. What it knows is kept over restarts and forgotten when the set-up changes."""

    def __init__(self, site: SiteConfig, setup: Setup, saved: Mapping[str, Any]) -> None:
        self._site = site
        self._setup = setup
        about = repr([setup.get(key) for key in (CONF_SOURCES, CONF_SIGN_CONVENTIONS, CONF_SCALES, CONF_CORRECTIONS)])
        self._watch = Watch.restored(about, saved)
        self._looked_at: datetime | None = None

    def update_config(self, site: SiteConfig) -> None:
        """Go on with other chargers or planes: what is known is of the sensors, and these stay."""
        self._site = site
        # What comes next is no step of the home's.
        self._looked_at = None

    def look(self, hass: HomeAssistant, inputs: Inputs, now: datetime) -> None:
        """Look once; call it about every half minute."""
        before, self._looked_at = self._looked_at, now
        chargers = [charger.power_w for charger in inputs.chargers]
        # A charger without a power reading changes unnoticed: steps of the others would be misread.
        known = [source.value for source in chargers if isinstance(source, Reading)]
        if before is None or not 0.0 <= (now - before).total_seconds() <= LONGEST_GAP_S or len(known) < len(chargers):
            return
        # The load as its sensor reports it: whether it includes the chargers is one of the questions.
        load = self._site.sources[Role.LOAD_POWER].read(hass, now) if Role.LOAD_POWER in self._site.sources else None
        readings = SiteReadings(
            generation_w=_fresh(inputs.generation_w, now),
            grid_w=_fresh(inputs.grid_w, now),
            battery_w=_fresh(inputs.battery_w, now),
            load_w=_fresh(load, now),
        )
        place = self._site.array
        self._watch.look(
            self._with_generators(hass, site_values(readings, sum(known)), now),
            (now - before).total_seconds(),
            self._site.array.capacity_w,
            is_dark=is_deep_night(now, place.latitude, place.longitude),
            load_has_chargers=MeterCorrection.LOAD_WITH_CHARGERS in self._site.corrections,
        )

    def issues(self, hass: HomeAssistant) -> Iterator[SensorIssue]:
        """Return an issue for each finding that is certain."""
        for one in self._watch.findings():
            facts = {"finding": one.kind.value, "role": one.role.value, "name": self._name(hass, one)}
            facts |= {f"{name}_w": _readable(value) for name, value in one.powers.items()}
            yield SensorIssue(f"{one.kind}_{one.role}", self._key(one), facts)

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a restart."""
        return self._watch.as_dict()

    def _with_generators(self, hass: HomeAssistant, values: SiteValues, now: datetime) -> SiteValues:
        """Add each integration's generation: a generator that two integrations read shows up twice."""
        source = self._site.sources.get(Role.PV_POWER)
        registry = er.async_get(hass)
        shares: dict[str, float] = {}
        for part in source.each() if source else ():
            reading = _fresh(part.read(hass, now), now)
            if not isinstance(reading, Reading):
                return values
            entry = registry.async_get(part.entity_ids[0])
            platform = entry.platform if entry else part.entity_ids[0]
            shares[platform] = shares.get(platform, 0.0) + reading.value
        return replace(values, generators_w=tuple(shares.values()))

    def _key(self, one: Finding) -> str:
        if one.kind is FindingKind.GENERATION_AT_NIGHT and fixed_data(self._setup, one.kind, one.role) is None:
            return f"{one.kind}_alone"
        return one.kind.value

    def _name(self, hass: HomeAssistant, one: Finding) -> str:
        related = {
            Role.GRID_POWER: (Role.GRID_POWER, Role.GRID_EXPORT_POWER, Role.GRID_IMPORT_POWER),
            Role.BATTERY_POWER: (Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER),
        }.get(one.role, (one.role,))
        sources = [self._site.sources[role] for role in related if role in self._site.sources]
        states = [state for source in sources for id_ in source.entity_ids if (state := hass.states.get(id_))]
        return ", ".join(dict.fromkeys(state.name for state in states)) or one.role.value


def _readable(value_w: float) -> str:
    return f"{value_w / 1000:.1f} kW" if abs(value_w) >= 1000 else f"{value_w:.0f} W"


def _fresh(source: Source, now: datetime) -> Source:
    is_old = isinstance(source, Reading) and (now - source.reported_at).total_seconds() > OLDEST_S
    return None if is_old else source
