"""What another controller was set up with, in lines that can be ticked, in the language of who reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..moving.old_setup import OldCar, OldCharger, OldCircuit, OldSetup, OldTariff
from ..planning.charge_request import ChargeRequest
from ..setup.number_text import number_text, price_text
from .user_language import user_language

TARIFF = "tariff"
# Fields of the home's settings: the number that shows each, and its unit; None: a price.
_SITE = {
    "battery_priority_level_pct": ("battery_priority_level", "%"),
    "battery_buffer_level_pct": ("battery_buffer_level", "%"),
    "surplus_reserve_w": ("surplus_reserve", "W"),
    "cheap_energy_price_limit": ("cheap_energy_price_limit", None),
}


@dataclass(frozen=True, slots=True)
class MovingLabels:
    """Puts an old set-up into words. `names`: our entities' by domain and key; `kinds`: what each kind of subentry is called."""

    names: Mapping[str, str]
    kinds: Mapping[str, str]
    phrases: Mapping[str, str]
    language: str
    currency: str

    @classmethod
    async def async_load(cls, hass: HomeAssistant) -> Self:
        """Load the words of the reader's language."""
        language = user_language(hass)
        entity, subentries, selector = [
            await async_get_translations(hass, language, category, [DOMAIN])
            for category in ("entity", "config_subentries", "selector")
        ]
        start = f"component.{DOMAIN}"
        return cls(
            {key.removeprefix(f"{start}.entity."): text for key, text in entity.items()},
            {key.removeprefix(f"{start}.config_subentries."): text for key, text in subentries.items()},
            {key.removeprefix(f"{start}.selector."): text for key, text in selector.items()},
            language,
            hass.config.currency,
        )

    def options(self, setup: OldSetup) -> list[SelectOptionDict]:
        """Return all that can be taken, each by an id of its own."""
        found = [
            *((f"charger {one.id}", self._of("charger", one.name, *self._charger(one))) for one in setup.chargers),
            *((f"car {one.id}", self._of("car", one.name, *self._car(one))) for one in setup.cars),
            *((f"circuit {one.id}", self._of("circuit", one.name, *self._circuit(one))) for one in setup.circuits),
            *([(TARIFF, self._of("tariff", self._tariff(setup.tariff)))] if setup.tariff else []),
            *((f"site {key}", self._site(key, value)) for key, value in setup.site.items()),
        ]
        return [SelectOptionDict(value=id_, label=label) for id_, label in found]

    def not_moved(self, setup: OldSetup) -> str:
        """Return a list of what has no counterpart."""
        lines = [
            f"- {one.name}: {phrase}" if one.name else f"- {phrase}"
            for one in setup.not_moved
            if (phrase := self.phrases.get(f"not_moved.options.{one.reason}", one.reason))
        ]
        return "\n".join(lines) or "–"

    def _of(self, kind: str, *parts: str) -> str:
        return f"{self.kinds.get(f'{kind}.entry_type', kind)}: {' · '.join(part for part in parts if part)}"

    def _charger(self, charger: OldCharger) -> Iterator[str]:
        yield self.phrases.get(f"mode.options.{charger.mode}", charger.mode)
        ends = [self._number(one) for one in (charger.min_current_a, charger.max_current_a) if one is not None]
        if ends:
            yield f"{'–'.join(ends) if len(ends) == 2 else ('≤ ' if charger.max_current_a else '≥ ') + ends[0]} A"
        if charger.priority:
            yield f"{self._name('priority')} {self._number(charger.priority)}"
        yield from self._request(charger.request)
        yield from charger.entities.values()

    def _request(self, request: ChargeRequest) -> Iterator[str]:
        if request.minimum_charge_pct:
            yield f"{self._name('minimum_charge')} {self._number(request.minimum_charge_pct)} %"
        if request.charge_limit_pct:
            yield f"{self._name('charge_limit')} {self._number(request.charge_limit_pct)} %"
        if request.energy_limit_wh:
            yield f"{self._name('energy_limit')} {self._number(request.energy_limit_wh / 1000.0)} kWh"
        if request.ready_by_time:
            yield f"{self.names.get('time.ready_by.name', '')} {request.ready_by_time}"
        elif request.departure_s:
            yield self.names.get("datetime.departure.name", "")
        if request.ready_by_soc_pct:
            yield f"{self._name('ready_by_soc')} {self._number(request.ready_by_soc_pct)} %"
        elif request.ready_by_wh:
            yield f"{self._name('ready_by_energy')} {self._number(request.ready_by_wh / 1000.0)} kWh"

    def _car(self, car: OldCar) -> Iterator[str]:
        yield f"{self._number(car.battery_kwh)} kWh"
        if car.mode:
            yield self.phrases.get(f"mode.options.{car.mode}", car.mode)

    def _circuit(self, circuit: OldCircuit) -> Iterator[str]:
        if circuit.limit_a is not None:
            yield f"{self._number(circuit.limit_a)} A"
        if circuit.limit_w is not None:
            yield f"{self._number(circuit.limit_w)} W"

    def _tariff(self, tariff: OldTariff) -> str:
        prices = (tariff.price, tariff.cheap_price)
        text = " / ".join(self._price(price) for price in prices if price is not None)
        feed_in = tariff.feed_in_price
        earned = "" if feed_in is None else f"{self._name('feed_in_price')} {self._price(feed_in)}"
        return " · ".join(part for part in (text, earned) if part)

    def _site(self, key: str, value: float) -> str:
        number, unit = _SITE[key]
        return f"{self._name(number)}: {f'{self._number(value)} {unit}' if unit else self._price(value)}"

    def _price(self, price: float) -> str:
        return f"{price_text(price, self.language)} {self.currency}/kWh"

    def _number(self, value: float) -> str:
        return number_text(value, self.language)

    def _name(self, key: str) -> str:
        return self.names.get(f"number.{key}.name", key)


def ticked(setup: OldSetup, taken: frozenset[str]) -> OldSetup:
    """Return what of a set-up was ticked."""
    return OldSetup(
        chargers=tuple(one for one in setup.chargers if f"charger {one.id}" in taken),
        cars=tuple(one for one in setup.cars if f"car {one.id}" in taken),
        circuits=tuple(one for one in setup.circuits if f"circuit {one.id}" in taken),
        tariff=setup.tariff if TARIFF in taken else None,
        site={key: value for key, value in setup.site.items() if f"site {key}" in taken},
    )
