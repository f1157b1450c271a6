"""What energy costs and emits: by the price source the user chose, else by fixed rates, else by the one price of the settings."""

from datetime import date, datetime

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..planning.slots import Series
from ..sessions.tariff import Tariff
from ..settings import SiteSettings
from .carbon import carbon_g
from .rates import Rates


class PriceProvider:
    """Keeps the prices that are known. `published`: those of the price source, set by its reader."""

    def __init__(self, hass: HomeAssistant, rates: Rates | None, carbon_entity: str | None) -> None:
        self.published = Series()
        self._hass = hass
        self._rates = rates
        self._carbon_entity = carbon_entity
        self._fixed: tuple[Rates, date, Series] | None = None

    def series(self, now: datetime, settings: SiteSettings) -> Series:
        """Return the prices known now; empty if none is."""
        rates = self._rates
        if rates is None and settings.import_price is not None:
            rates = Rates(settings.import_price)
        return self.published if self.published.starts_s or rates is None else self._of(rates, now)

    def tariff(self, now: datetime, settings: SiteSettings) -> Tariff:
        """Return what energy costs and emits now."""
        price = self.series(now, settings).at(now.timestamp())
        return Tariff(
            settings.import_price if price is None else price,
            settings.feed_in_price,
            carbon_g(self._hass, self._carbon_entity),
        )

    def _of(self, rates: Rates, now: datetime) -> Series:
        zone = dt_util.get_default_time_zone()
        today = now.astimezone(zone).date()
        if self._fixed is None or self._fixed[:2] != (rates, today):
            self._fixed = rates, today, rates.series(now, zone)
        return self._fixed[2]
