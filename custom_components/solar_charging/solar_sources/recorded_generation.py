"""The array's recorded hours teach its model: its sensor's, or what the Energy dashboard counts, which a home has without knowing."""

import logging
from collections.abc import Sequence
from datetime import datetime

from homeassistant.core import HomeAssistant

from ..solar.approximate import approximate_table
from ..solar.array import SolarArray
from ..solar.grid_balance import HomeFlows, Hours, generation_from_grid
from ..solar.history import HOUR, HistoryReport, Verdict
from ..solar.intervals import Interval
from ..solar.orientation_report import OrientationReport
from ..solar.solar_model import SolarModel, solar_day
from ..solar.worker import WorkerError
from .house_load import HouseLoad
from .recorder_history import HistorySources, counters, find_orientation_in, read_hours, taught_model

_LOGGER = logging.getLogger(__name__)

# A roof changes slowly, and a season's hours take a process of their own some seconds.
_LEARN_AGAIN_AFTER_DAYS = 7


class RecordedGeneration:
    """What became of the recorded hours."""

    def __init__(
        self, hass: HomeAssistant, array: SolarArray, sources: HistorySources, *, use_open_meteo: bool
    ) -> None:
        """`use_open_meteo`: the irradiance of then may be asked for."""
        self._hass, self._array, self._sources, self._use_open_meteo = hass, array, sources, use_open_meteo
        self.report: HistoryReport | None = None
        self.orientation: OrientationReport | None = None

    @property
    def goes_on(self) -> bool:
        """Whether more of it comes in: no sensor here measures the array."""
        return not self._sources.generation

    async def teach(self, model: SolarModel, load: HouseLoad, now: datetime) -> bool:
        """Teach the model what it does not know yet; return whether that could be."""
        hours = await self._hours(load, now)
        learned = model.learned_until_day
        if not hours or (
            learned is not None
            and solar_day(hours[-1].start, self._array.longitude) - learned < _LEARN_AGAIN_AFTER_DAYS
        ):
            return True
        try:
            taught, report = await taught_model(self._hass, self._array, hours, use_open_meteo=self._use_open_meteo)
        except WorkerError as error:
            _LOGGER.debug("Learning from history is postponed until the next start: %s", error)
            return False
        self.report = report
        _LOGGER.info("Learned from %s days of history: %s", report.days, report.verdict)
        if report.verdict is Verdict.LEARNED:
            model.adopt(taught)
            # A balance of sunny hours leaves out the sun's way up and down, which is what shows where a roof faces.
            if self._sources.generation:
                self.orientation = await find_orientation_in(self._array, report)
        return True

    async def _hours(self, load: HouseLoad, now: datetime) -> Sequence[Interval]:
        """Return its own sensor's hours, else what the dashboard counts of the array, else what the grid's and the chargers' meters leave."""
        if measured := self._sources.generation or await counters(self._hass, "solar", "stat_energy_from"):
            return await read_hours(self._hass, measured, now)
        flows = await _flows(self._hass, self._sources, now)
        return await self._hass.async_add_executor_job(_balanced, self._array, flows, load) if flows else ()


async def _flows(hass: HomeAssistant, sources: HistorySources, now: datetime) -> HomeFlows | None:
    imported, exported = [await counters(hass, "grid", f"stat_energy_{way}") for way in ("from", "to")]
    if not imported or not exported or not sources.are_chargers_metered:
        return None
    given, taken = [await counters(hass, "battery", f"stat_energy_{way}") for way in ("from", "to")]
    stored = None
    if given or taken:
        from_battery = await _by_hour(hass, given, now)
        stored = {
            at: wh - from_battery[at] for at, wh in (await _by_hour(hass, taken, now)).items() if at in from_battery
        }
    charged = await _by_hour(hass, sources.chargers, now) if sources.chargers else None
    return HomeFlows(await _by_hour(hass, imported, now), await _by_hour(hass, exported, now), charged, stored)


async def _by_hour(hass: HomeAssistant, statistic_ids: Sequence[str], now: datetime) -> Hours:
    return {one.start: one.mean_w for one in await read_hours(hass, statistic_ids, now)}


def _balanced(array: SolarArray, flows: HomeFlows, load: HouseLoad) -> Sequence[Interval]:
    if not flows.exported:
        return ()
    start, end = min(flows.exported), max(flows.exported)
    table = approximate_table(array, start, hours=int((end - start) / HOUR) + 2, step_s=HOUR.total_seconds())
    return generation_from_grid(
        flows, lambda at: load.expected(at).expected_w, lambda hour: table.power_w(hour.start + HOUR / 2)
    )
