"""The home as the engine sees it: every source and charger read at one moment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from homeassistant.core import HomeAssistant

from ..catalogue.entry import Role
from ..engine.model import Inputs, Outlook
from ..settings import Settings
from .charger import ChargerReader
from .commander import ChargerCommander
from .config import ChargerConfig
from .correction import Correction, corrected_generation, corrected_grid, corrected_load
from .site import read_site
from .source import RoleSource
from .state import Problem


class Home:
    """All devices of a site."""

    def __init__(
        self,
        hass: HomeAssistant,
        sources: Mapping[Role, RoleSource],
        chargers: Sequence[ChargerConfig],
        corrections: Collection[Correction] = (),
    ) -> None:
        self._hass = hass
        self._sources = sources
        self._corrections = corrections
        self.readers = {config.id: ChargerReader(hass, config) for config in chargers}
        self.commanders = {config.id: ChargerCommander(hass, config, self.readers[config.id]) for config in chargers}

    def inputs(self, settings: Settings, outlook: Outlook | None, now: datetime) -> Inputs:
        """Read everything."""
        chargers = tuple(reader.inputs(settings.charger(key), now) for key, reader in self.readers.items())
        powers = [charger.power_w for charger in chargers]
        site = read_site(self._hass, self._sources, now)
        return Inputs(
            grid_w=corrected_grid(site.grid_w, powers, self._corrections),
            generation_w=corrected_generation(site.generation_w, site.battery_w, self._corrections),
            load_w=corrected_load(site.load_w, powers, self._corrections),
            battery_w=site.battery_w,
            battery_soc_pct=site.battery_soc_pct,
            outlook=outlook,
            site=settings.site.limits(),
            chargers=chargers,
        )

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities from being read or commanded, by entity id."""
        found: dict[str, Problem] = {}
        for source in self._sources.values():
            found |= source.problems(self._hass)
        for reader in self.readers.values():
            found |= reader.problems()
        return found
