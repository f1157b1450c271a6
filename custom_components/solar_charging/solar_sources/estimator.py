"""The sun's estimator in Home Assistant: ties tables, skies, measurements and history to one model; answers the engine."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..engine.inputs import Outlook
from ..solar.array import SolarArray
from ..solar.calibration import StepChange
from ..solar.forecast import Period, less_load, periods, total
from ..solar.orientation_report import OrientationReport
from ..solar.reading_calibration import GenerationReading, ReadingOutcome
from ..solar.satellite import SatelliteImages
from ..solar.sky_sources import SkySeries, SourceKind
from ..solar.solar_model import SolarModel
from ..solar.table import GenerationTable
from .coming_hours import local_midnight, outlook
from .house_load import HouseLoad
from .open_meteo import attribution
from .recorded_generation import RecordedGeneration
from .recorder_history import HistorySources
from .sky_feeds import Receiver, SkyFeeds
from .table_cache import GenerationTableCache
from .weather import cover_now

_LOGGER = logging.getLogger(__name__)

# The engine asks at every reading; the sky does not change faster than this matters.
_OUTLOOK_LASTS = timedelta(seconds=20)
_ENERGY_LASTS = timedelta(minutes=2)  # sums over a day change slower still
_ASK_DASHBOARD_EVERY = timedelta(hours=12)  # a day late, at any hour


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorSetup:
    """What the estimator works with. `use_open_meteo`: the user allows it. `history`: entities whose past teaches it at first start."""

    array: SolarArray
    house_load_w: float
    weather_entity_id: str | None = None
    use_open_meteo: bool = False
    history: HistorySources = field(default_factory=HistorySources)
    export_limit_w: float | None = None


class SolarEstimator:
    """What the array generates: from its position, the weather, and what was measured before.

    Answers from its first moment: a rough table serves until pvlib's own, computed in another process, is there.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        setup: EstimatorSetup,
        stored: Mapping[str, Any] | None = None,
        stored_table: Mapping[str, Any] | None = None,
    ) -> None:
        """`stored`: what `as_dict` and `table_as_dict` returned before the restart; whatever is wrong with it is ignored."""
        self._hass = hass
        self._array = setup.array
        self._weather_entity_id = setup.weather_entity_id
        self._export_limit_w = setup.export_limit_w
        self._past = RecordedGeneration(hass, setup.array, setup.history, use_open_meteo=setup.use_open_meteo)
        self._tables = GenerationTableCache(hass, setup.array, stored_table)
        self._model = SolarModel(setup.array, self._tables.at(dt_util.utcnow()))
        self._new_load = partial(HouseLoad, hass, setup.array, setup.house_load_w, setup.history)
        self._house_load = self._new_load()
        # What was learned before could not be read.
        self.is_learned_lost = False
        self._has_learned_history = self._restore(stored)
        if not setup.use_open_meteo:
            self._model.forget_satellite()
            self._model.sky_sources.drop(SourceKind.IRRADIANCE)
        self._feeds = SkyFeeds(
            hass,
            setup.array,
            Receiver(take=self._take, see=self._see, table=self._table, answered_at=self._answered_at),
            weather_entity_id=setup.weather_entity_id,
            use_open_meteo=setup.use_open_meteo,
        )
        self._ends: list[CALLBACK_TYPE] = []
        self._outlook: Outlook | None = None
        self._rest: tuple[datetime, Period | None] | None = None

    async def async_start(self) -> None:
        """Return at once; the work begins when Home Assistant has started."""
        self._ends.append(async_at_started(self._hass, self._on_started))

    @callback
    def async_stop(self) -> None:
        """Stop all work."""
        for end in self._ends:
            end()
        self._ends.clear()

    def outlook(self, now: datetime) -> Outlook | None:
        """Return the next three hours in steps of five minutes."""
        if self._outlook is None or not timedelta(0) <= now - self._outlook.start < _OUTLOOK_LASTS:
            self._look_around(now)
            self._model.follow(now)
            self._outlook = outlook(self._model, now, self.house_load_w(now))
        return self._outlook

    def expected_w(self, now: datetime) -> float | None:
        """Return what the array should be generating."""
        outlook = self.outlook(now)
        return outlook.expected_w[0] if outlook else None

    def house_load_w(self, now: datetime) -> float:
        """Return the expected load of the home without its chargers."""
        return self._house_load.expected(now).expected_w

    def energy_until_midnight_wh(self, now: datetime) -> float | None:
        """Return what is still to come until Home Assistant's local midnight."""
        rest = self.rest_of_today(now)
        return rest.mean_wh if rest else 0.0

    def rest_of_today(self, now: datetime) -> Period | None:
        """Return the energy until local midnight with its P10 to P90."""
        if self._rest is None or not timedelta(0) <= now - self._rest[0] < _ENERGY_LASTS:
            self._look_around(now)
            self._rest = now, total(periods(self._model, now, now, local_midnight(now, 1), timedelta(hours=1)))
        return self._rest[1]

    def forecast(self, now: datetime, days: int = 2, step: timedelta = timedelta(hours=1)) -> list[Period]:
        """Return generation from last local midnight on, in equal steps: past ones as they should have been."""
        self._look_around(now)
        return periods(self._model, now, local_midnight(now, 0), local_midnight(now, days), step)

    def surplus(self, now: datetime, days: int = 2, step: timedelta = timedelta(hours=1)) -> list[Period]:
        """Return what the load is expected to leave of the forecast's generation, in the same steps."""
        return [less_load(part, self._house_load.expected(part.start)) for part in self.forecast(now, days, step)]

    def error_pct(self, now: datetime) -> float | None:
        """Return the estimate's own mean error lately, in % of what was generated; None while nothing is measured."""
        return self._model.calibration(now).error_pct()

    def source(self, now: datetime) -> SourceKind:
        """Return where the clouds come from."""
        self._look_around(now)
        return SourceKind.SATELLITE if self._model.is_led_by_satellite(now) else self._model.source(now)

    def attribution(self, now: datetime) -> str | None:
        """Return whose data the estimate is made from, where their licence asks for it."""
        return attribution(self.source(now))

    @property
    def satellite_seen_at(self) -> datetime | None:
        """The end of the newest satellite image; None: there is none."""
        images = self._model.satellite_images
        return images.seen_until if images else None

    @property
    def orientation_mismatch(self) -> OrientationReport | None:
        """The orientation that the array's clear days show, where it contradicts the configured one."""
        found = self._past.orientation
        return found if found and found.contradicts(self._array) else None

    @property
    def step_change(self) -> StepChange | None:
        """When and how much the array's output changed for good: a string gone, panels added. None: it did not."""
        return self._model.calibration(dt_util.utcnow()).step_change

    def table_error(self, now: datetime) -> str | None:
        """Return why the exact model is not to be had, once a simpler one has had its place for long."""
        return self._tables.lasting_error(now)

    def observe_generation(self, now: datetime, power_w: float, *, is_curtailed: bool = False) -> None:
        """Take note of what the array was measured to generate; curtailed power teaches nothing."""
        self._model.observe(now, power_w, is_curtailed=is_curtailed)

    def observe_house_load(self, now: datetime, load_w: float) -> None:
        """Take note of the home's measured load without its chargers."""
        self._house_load.observe(now, load_w)

    def record_reading(self, total_wh: float) -> bool:
        """Learn from all energy that the inverter's display shows; return whether that can be."""
        self._outlook = self._rest = None
        reading = GenerationReading(dt_util.utcnow(), total_wh)
        return self._model.readings.record(reading) is not ReadingOutcome.IMPLAUSIBLE

    @property
    def generation_readings(self) -> tuple[GenerationReading, ...]:
        """What was recorded of the inverter's display, the oldest first."""
        return self._model.readings.readings

    def remove_reading(self, at: datetime) -> bool:
        """Take back the reading of this time; return whether there was one."""
        self._outlook = self._rest = None
        return self._model.readings.remove(at)

    def reading_due_kwh(self, unmeasured_since: datetime | None = None) -> float | None:
        """Return what was read last (0: nothing yet), where another reading is due, see `SolarModel.reading_due`; None: it is not."""
        due = self._model.reading_due(dt_util.utcnow(), unmeasured_since)
        return due.total_wh / 1000.0 if due else None

    def follow_settings(self, house_load_w: float, export_limit_w: float | None) -> None:
        """Use the user's figure for the load where nothing was measured; what was generated under another export limit shows no sky."""
        self._house_load.assume(house_load_w)
        if export_limit_w != self._export_limit_w:
            self._export_limit_w = export_limit_w
            self._model.forget_sky()
        self._outlook = None

    def shift_timestamps(self, by_s: float) -> None:
        """Follow a clock that was set. What was learned stays, and is no older than it was."""
        days = round(by_s / 86400)
        self._model.shift_timestamps(days)
        self._house_load.shift_days(days)
        self._outlook = self._rest = None
        self._tables.forget_timestamps()

    def reset(self) -> None:
        """Forget what was learned; what is asked of the model from now on is physics and weather again."""
        table, sky_sources = self._model.table, self._model.sky_sources
        images = self._model.satellite_images
        self._model = SolarModel(self._array, table)
        self._model.sky_sources = sky_sources
        if images:
            self._model.see(images)
        self._outlook = self._rest = None

    def as_dict(self) -> dict[str, Any]:
        """Return all that is worth keeping over a restart but the table, as plain JSON values; good for diagnostics, too."""
        return {
            "array": self._array.to_dict(),
            "model": self._model.to_dict(),
            "load_profile": self._house_load.to_dict(),
            "has_learned_history": self._has_learned_history,
            "last_error": self._tables.last_error,
            "feeds": self._feeds.last_errors,
            "history": asdict(replace(report, clear_hours=())) if (report := self._past.report) else None,
            "orientation_report": asdict(found) if (found := self._past.orientation) else None,
        }

    def table_as_dict(self) -> dict[str, Any]:
        """Return the sun's table, as plain JSON values."""
        return self._tables.as_dict()

    def _restore(self, stored: Mapping[str, Any] | None) -> bool:
        """Take over what was learned on this very array; return whether history was learned already."""
        try:
            if stored and stored["array"] == self._array.to_dict():
                self._model.restore(stored["model"])
                self._house_load.restore(stored["load_profile"])
                return bool(stored["has_learned_history"])
        except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
            _LOGGER.warning("Could not read learned solar data, starting over: %r", error)
            self._model = SolarModel(self._array, self._model.table)
            self._house_load = self._new_load()
            self.is_learned_lost = True
        return False

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        self._ends.append(self._tables.async_start(self._on_exact_table))
        self._ends.append(self._feeds.async_start())
        self._ends.append(async_track_time_interval(self._hass, self._ask_dashboard, _ASK_DASHBOARD_EVERY))
        if not self._has_learned_history:
            task = self._hass.async_create_background_task(self._learn_history(), "solar_charging history")
            self._ends.append(partial(_cancel, task))
        else:
            self._hass.async_create_background_task(self._ask_dashboard(dt_util.utcnow()), "solar_charging dashboard")

    @callback
    def _on_exact_table(self) -> None:
        """Ask for forecasts again: the shares they were turned into are the rough table's. Images are kept as they were seen."""
        self._outlook = self._rest = None
        self._feeds.async_ask_skies_again()
        if images := self._model.satellite_images:
            self._look_around(dt_util.utcnow())
            self._model.see(images)

    def _table(self) -> GenerationTable:
        return self._tables.at(dt_util.utcnow())

    def _answered_at(self, kind: SourceKind) -> datetime | None:
        if kind is SourceKind.SATELLITE:
            return images.asked_at if (images := self._model.satellite_images) else None
        return self._model.sky_sources.issued_at(kind)

    @callback
    def _take(self, series: SkySeries) -> None:
        self._model.sky_sources.put(series)
        self._outlook = self._rest = None

    @callback
    def _see(self, images: SatelliteImages) -> None:
        self._model.see(images)
        self._outlook = self._rest = None

    def _look_around(self, now: datetime) -> None:
        """Bring table and clouds up to date."""
        self._model.table = self._tables.at(now)
        series = cover_now(self._hass, self._weather_entity_id, now) if self._weather_entity_id else None
        if series:
            self._model.sky_sources.put(series)
        else:
            self._model.sky_sources.drop(SourceKind.CLOUD_COVER)

    async def _learn_history(self) -> None:
        now = dt_util.utcnow()
        await self._house_load.learn_history(now)
        await self._house_load.learn_from_utility(now)
        self._has_learned_history = await self._past.teach(self._model, self._house_load, now)
        self._outlook = self._rest = None

    async def _ask_dashboard(self, now: datetime) -> None:
        """Look for what the Energy dashboard knows by now of a load and a generation that nothing here measures."""
        await self._house_load.learn_from_utility(now)
        if self._past.goes_on:
            await self._past.teach(self._model, self._house_load, now)
        self._outlook = self._rest = None


def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
