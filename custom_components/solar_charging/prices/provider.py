"""What energy costs and emits: by the price source the user chose, else by fixed rates, else by the one price of the settings."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..planning.slots import Series
from ..sessions.tariff import Tariff
from ..settings import SiteSettings
from .carbon import carbon_g
from .formats import price_now
from .formula import price_formula
from .rates import Rates
from .tariff_config import TariffConfig


class _FixedPrices(NamedTuple):
    """What fixed rates cost, computed once for a local day."""

    rates: Rates
    day: date
    costs: Series


class PriceProvider:
    """Keeps the prices that are known. `published`: those of the price source as they are, before fees and taxes."""

    def __init__(self, hass: HomeAssistant, config: TariffConfig) -> None:
        self.config = config
        self.published = Series()
        self._costs = Series()
        self._hass = hass
        self._fixed: _FixedPrices | None = None
        formula = config.adjustment.formula
        self._formula = price_formula(hass, formula) if formula else None

    def publish(self, published: Series) -> None:
        """Take over the prices of the source."""
        self.published, self._costs = published, self.adjusted(published)

    def series(self, now: datetime, settings: SiteSettings) -> Series:
        """Return what a kWh costs, as far as it is known now; empty if nothing is."""
        rates = self.config.rates
        if rates is None and settings.import_price is not None:
            rates = Rates(settings.import_price)
        return self._costs if self.published.starts_s or rates is None else self._of(rates, now)

    def past(self, hours: Iterable[datetime], settings: SiteSettings) -> list[float] | None:
        """Return what a kWh cost in hours gone by, from fixed rates; None without them: a source only knows what is to come."""
        rates = self.config.rates or (Rates(settings.import_price) if settings.import_price is not None else None)
        if rates is None or self.config.price_entities:
            return None
        zone = dt_util.get_default_time_zone()
        days: dict[date, Series] = {}
        found: list[float] = []
        for hour in hours:
            day = hour.astimezone(zone).date()
            if day not in days:
                days[day] = self.adjusted(rates.series(hour, zone))
            found.append(days[day].at(hour.timestamp()) or 0.0)
        return found

    def tariff(self, now: datetime, settings: SiteSettings) -> Tariff:
        """Return what energy costs and emits now."""
        price = self.series(now, settings).at(now.timestamp())
        return Tariff(
            settings.import_price if price is None else price,
            self.feed_in(settings),
            carbon_g(self._hass, self.config.carbon_entity),
            self._hass.config.currency,
        )

    def feed_in(self, settings: SiteSettings) -> float | None:
        """Return what a kWh earns that is fed in now; None: not known."""
        if settings.feed_in_price is not None:
            return settings.feed_in_price
        state = self._hass.states.get(self.config.feed_in_entity) if self.config.feed_in_entity else None
        price = price_now(state.state, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) if state else None
        return self.config.feed_in_price if price is None else price

    def _of(self, rates: Rates, now: datetime) -> Series:
        zone = dt_util.get_default_time_zone()
        today = now.astimezone(zone).date()
        if self._fixed is None or (self._fixed.rates, self._fixed.day) != (rates, today):
            self._fixed = _FixedPrices(rates, today, self.adjusted(rates.series(now, zone)))
        return self._fixed.costs

    def adjusted(self, prices: Series) -> Series:
        """Return prices with fees and taxes."""
        return self.config.adjustment.applied(prices, dt_util.get_default_time_zone(), self._formula)
