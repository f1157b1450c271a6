"""The skies that are asked for elsewhere, each at its own pace: other integrations' forecasts, the weather, satellite images."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..solar.array import SolarArray
from ..solar.satellite import SatelliteImages
from ..solar.sky_sources import SkySeries, SourceKind
from ..solar.table import GenerationTable
from .feed import Feed
from .open_meteo import irradiance_by_day, satellite_images
from .pv_forecast import pv_forecast
from .weather import cover_forecast

_ASK_FORECASTS_EVERY = timedelta(minutes=30)  # most are renewed hourly
_ASK_OPEN_METEO_EVERY = timedelta(minutes=60)  # its models are renewed hourly at most
# Images come each ten minutes. With the forecast's that makes 112 questions on the longest day that ends, and 114 where the sun stays up.
_ASK_SATELLITE_EVERY, _ASK_POLAR_SATELLITE_EVERY = timedelta(minutes=12), timedelta(minutes=16)
_POLAR_CIRCLE_DEG = 66.0  # of latitude, a little short of it


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who wants the answers: skies with `take`, images with `see`. `table` is what turns them into shares, `answered_at` when each came last."""

    take: Callable[[SkySeries], None]
    see: Callable[[SatelliteImages], None]
    table: Callable[[], GenerationTable]
    answered_at: Callable[[SourceKind], datetime | None]


class SkyFeeds:
    """Asks all sources that this home has."""

    def __init__(
        self,
        hass: HomeAssistant,
        array: SolarArray,
        receiver: Receiver,
        *,
        weather_entity_id: str | None,
        use_open_meteo: bool,
    ) -> None:
        """`use_open_meteo`: the user allows it."""
        self._hass = hass
        self._receiver = receiver
        self._feeds: dict[SourceKind, Feed[Any]] = {}
        self._is_asking = False
        table = receiver.table
        self._add(SourceKind.PV_FORECAST, lambda: pv_forecast(hass, table()), _ASK_FORECASTS_EVERY)
        if use_open_meteo:
            self._add(SourceKind.IRRADIANCE, lambda: irradiance_by_day(hass, array, table()), _ASK_OPEN_METEO_EVERY)
            is_polar = abs(array.latitude) > _POLAR_CIRCLE_DEG
            every = _ASK_POLAR_SATELLITE_EVERY if is_polar else _ASK_SATELLITE_EVERY
            self._add(SourceKind.SATELLITE, lambda: satellite_images(hass, array, table()), every)
        if weather_entity_id:
            self._add(SourceKind.CLOUD_FORECAST, lambda: cover_forecast(hass, weather_entity_id), _ASK_FORECASTS_EVERY)

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Ask from now on; returns what ends it."""
        self._is_asking = True
        ends = [feed.async_start(self._receiver.answered_at(kind)) for kind, feed in self._feeds.items()]

        def end() -> None:
            for one in ends:
                one()

        return end

    @callback
    def async_ask_skies_again(self) -> None:
        """Ask again now, but for images: those stay as they were seen. Before the start there is nothing to ask again."""
        for kind, feed in self._feeds.items():
            if self._is_asking and kind is not SourceKind.SATELLITE:
                feed.async_ask_again()

    @property
    def last_errors(self) -> dict[str, str | None]:
        """What each source failed with last, by its name; None: it answers."""
        return {kind.value: feed.last_error for kind, feed in self._feeds.items()}

    def _add(self, kind: SourceKind, fetch: Callable[[], Awaitable[Any]], every: timedelta) -> None:
        take: Callable[[Any], None] = self._receiver.see if kind is SourceKind.SATELLITE else self._receiver.take
        self._feeds[kind] = Feed(self._hass, kind.value, fetch, every, take)
