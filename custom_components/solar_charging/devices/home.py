"""The home as the engine sees it: every source and charger read at one moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from homeassistant.core import HomeAssistant

from ..engine.model import Inputs, Outlook
from ..engine.reading import Source
from ..settings import Settings
from .charger import ChargerReader
from .commander import ChargerCommander
from .config import ChargerConfig
from .source import Role, RoleSource, net_grid
from .state import Problem


class Home:
    """All devices of a site."""

    def __init__(
        self, hass: HomeAssistant, sources: Mapping[Role, RoleSource], chargers: Sequence[ChargerConfig]
    ) -> None:
        self._hass = hass
        self._sources = sources
        self.readers = {config.id: ChargerReader(hass, config) for config in chargers}
        self.commanders = {config.id: ChargerCommander(hass, config, self.readers[config.id]) for config in chargers}

    def inputs(self, settings: Settings, outlook: Outlook | None, now: datetime) -> Inputs:
        """Read everything."""
        return Inputs(
            grid_w=net_grid(
                self._read(Role.GRID_POWER, now),
                self._read(Role.GRID_IMPORT_POWER, now),
                self._read(Role.GRID_EXPORT_POWER, now),
            ),
            generation_w=self._read(Role.PV_POWER, now),
            load_w=self._read(Role.LOAD_POWER, now),
            battery_w=self._read(Role.BATTERY_POWER, now),
            battery_soc_pct=self._read(Role.BATTERY_SOC, now),
            outlook=outlook,
            site=settings.site.limits(),
            chargers=tuple(reader.inputs(settings.charger(key), now) for key, reader in self.readers.items()),
        )

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities from being read or commanded, by entity id."""
        found: dict[str, Problem] = {}
        for source in self._sources.values():
            found |= source.problems(self._hass)
        for reader in self.readers.values():
            found |= reader.problems()
        return found

    def _read(self, role: Role, now: datetime) -> Source:
        source = self._sources.get(role)
        return source.read(self._hass, now) if source else None
