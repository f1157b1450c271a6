"""The tariff as the user set it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..const import CONF_CARBON_ENTITY, CONF_FEED_IN_ENTITY, CONF_FEED_IN_PRICE, CONF_PRICE_ENTITIES
from .adjustment import PriceAdjustment
from .rates import Rates


@dataclass(frozen=True, slots=True)
class TariffConfig:
    """Where prices per kWh come from: entities or fixed rates, what is added to them; what feeding in earns, what energy emits.

    `feed_in_entity` goes before `feed_in_price`.
    """

    price_entities: tuple[str, ...] = ()
    rates: Rates | None = None
    adjustment: PriceAdjustment = field(default_factory=PriceAdjustment)
    feed_in_price: float | None = None
    feed_in_entity: str | None = None
    carbon_entity: str | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what the flow stored; nothing where there is no tariff."""
        return cls(
            tuple(data.get(CONF_PRICE_ENTITIES, ())),
            Rates.from_data(data),
            PriceAdjustment.from_data(data),
            data.get(CONF_FEED_IN_PRICE),
            data.get(CONF_FEED_IN_ENTITY),
            data.get(CONF_CARBON_ENTITY),
        )

    @property
    def has_prices(self) -> bool:
        """Whether it gives any price of what is bought."""
        return bool(self.price_entities) or self.rates is not None
