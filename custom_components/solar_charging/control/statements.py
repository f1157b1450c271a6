"""Statements of a month, by car, by person or for everybody: the one way in for the action, the API and the card."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..sessions.accounts import GUEST, UNKNOWN
from ..sessions.price_rule import Pricing, pricing
from ..sessions.session import Session
from ..sessions.statement import Heading, Prices, Statement, currency_of, statement
from ..sessions.statement_export import described, to_csv
from ..sessions.statement_page import ReaderLanguage, to_html
from .drivers import drivers

FORMATS = ("json", "csv", "html")
MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])\Z")
LANGUAGE = re.compile(r"[a-zA-Z-]{2,12}\Z")
_WORDS = f"component.{DOMAIN}.common.statement_"


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Which sessions to include: a car's by its ID (`GUEST`, `UNKNOWN`), or a person's by their ID; neither: all."""

    car_id: str | None = None
    person_id: str | None = None

    def has(self, session: Session) -> bool:
        """Whether a session is among them."""
        is_of_car = self.car_id is None or session.car_id == self.car_id
        return is_of_car and (self.person_id is None or session.person_id == self.person_id)


NO_FILTER = StatementFilter()


def last_month() -> str:
    """Return the month before this one, as "2026-11"."""
    return (dt_util.now().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return when a local month ("2026-11") begins and ends."""
    start = dt_util.start_of_local_day(datetime.fromisoformat(f"{month}-01"))
    return start, dt_util.start_of_local_day((start + timedelta(days=32)).replace(day=1))


async def async_month(coordinator: SolarChargingCoordinator, month: str, sees: Callable[[str], bool]) -> list[Session]:
    """Return the sessions that ended in a local month, at chargers that may be seen."""
    found = await coordinator.sessions.async_sessions(*month_bounds(month))
    return [one for one in found if one.ended_s is not None and sees(one.charger_id)]


def month_statement(
    coordinator: SolarChargingCoordinator,
    month: str,
    sessions: list[Session],
    whose: StatementFilter = NO_FILTER,
    agreed: Pricing | None = None,
) -> Statement:
    """Return the month's statement of a car or person, from the sessions that `async_month` returned."""
    # A car that was removed counts as it did last.
    kept = coordinator.sessions.accounts.accounts.items()
    rules = {key: pricing(one.price_rule, one.price_per_kwh) for key, one in kept if one.price_rule}
    rules |= {key: pricing(one.price_rule, one.price_per_kwh) for key, one in coordinator.cars.cars.items()}
    of_persons = {one.person_id: one.price for one in drivers(coordinator) if one.price}
    chargers = {one.charger_id: coordinator.charger_name(one.charger_id, one.charger_name) for one in sessions}
    prices = Prices(agreed, rules, of_persons)
    counted = [one for one in sessions if whose.has(one)]
    currency = currency_of(counted, prices, coordinator.hass.config.currency)
    heading = Heading(month, name_of(coordinator, whose, sessions), currency)
    return statement(counted, heading, prices, chargers)


def accounts_of(coordinator: SolarChargingCoordinator, sessions: list[Session]) -> list[StatementFilter]:
    """Return whose statements a month has: each car's that charged, guests', unknown cars', each person's."""
    charged = {one.car_id for one in sessions}
    cars = dict.fromkeys([*coordinator.cars.cars, *sorted(charged - {GUEST, UNKNOWN}), GUEST, UNKNOWN])
    persons = dict.fromkeys(one.person_id for one in sessions if one.person_id)
    shown = [StatementFilter(car_id=key) for key in cars if key in charged]
    return [*shown, *(StatementFilter(person_id=key) for key in persons)]


def name_of(coordinator: SolarChargingCoordinator, whose: StatementFilter, sessions: list[Session]) -> str:
    """Return the present or last name of a car or person; empty for all sessions, guests and unknown cars."""
    if whose.person_id is not None:
        earlier = next((one.person for one in reversed(sessions) if one.person_id == whose.person_id), "")
        return persons(coordinator.hass).get(whose.person_id, earlier)
    if whose.car_id is None:
        return ""
    car = coordinator.cars.cars.get(whose.car_id)
    return car.name if car else coordinator.sessions.accounts.account(whose.car_id).name


def persons(hass: HomeAssistant) -> Mapping[str, str]:
    """Return the names of Home Assistant's persons by their ids."""
    return {person_id(one): one.name for one in hass.states.async_all("person")}


def person_id(person: State) -> str:
    """Return the id of a person, which stays when they are renamed."""
    return str(person.attributes.get(ATTR_ID, person.entity_id))


async def async_written(
    hass: HomeAssistant, found: Statement, form: str, language: str | None = None
) -> dict[str, Any]:
    """Return a statement in one of `FORMATS`: plain values, or text with the name of a file for it."""
    zone = dt_util.get_default_time_zone()
    if form == "json":
        return described(found, zone)
    if form == "csv":
        content = to_csv(found, zone)
    else:
        tongue = language or hass.config.language
        texts = await async_get_translations(hass, tongue, "common", [DOMAIN])
        words = {key.removeprefix(_WORDS): text for key, text in texts.items() if key.startswith(_WORDS)}
        content = to_html(found, ReaderLanguage(tongue, words, zone))
    return {"format": form, "file_name": f"solar-charging-{found.heading.month}.{form}", "content": content}
