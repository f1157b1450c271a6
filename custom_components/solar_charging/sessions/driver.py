"""A person who drives: what assigns sessions to them, and what a kWh counts in their statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .price_rule import Pricing, pricing

# Of a driver, as stored.
CONF_PERSON_ID = "person_id"
CONF_TAGS = "tag_entities"
CONF_CARDS = "cards"
CONF_PRICE_RULE = "price_rule"
CONF_PRICE_PER_KWH = "price_per_kwh"
# Fewer characters are a number that a sensor may show for another reason.
SHORTEST_CARD = 4


@dataclass(frozen=True, slots=True)
class Driver:
    """A person of Home Assistant's, by the id that stays. `tags`: entities; `cards`: as `plain_card` returns them; `price`: None: their car's."""

    person_id: str
    name: str
    tags: tuple[str, ...] = ()
    cards: frozenset[str] = frozenset()
    price: Pricing | None = None


def driver(name: str, data: Mapping[str, Any]) -> Driver:
    """Read a driver as it is stored."""
    rule = data.get(CONF_PRICE_RULE)
    return Driver(
        str(data[CONF_PERSON_ID]),
        name,
        tuple(data.get(CONF_TAGS, ())),
        frozenset(plain_card(one) for one in data.get(CONF_CARDS, ())),
        None if rule is None else pricing(rule, data.get(CONF_PRICE_PER_KWH)),
    )


def plain_card(number: str) -> str:
    """Return a card's number as it can be compared: chargers write 04:A2:3F, 04-a2-3f or 04a23f."""
    return "".join(letter for letter in number.casefold() if letter.isalnum())


def card_holder(drivers: Iterable[Driver], shown: str) -> Driver | None:
    """Return whose card a charger shows; None: nobody's, or no card."""
    number = plain_card(shown)
    return next((one for one in drivers if number in one.cards), None) if len(number) >= SHORTEST_CARD else None
