"""Home Assistant's own price integrations, answered by a made-up market: what they really tell is understood and planned with."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp.hdrs import USER_AGENT
from amberelectric import AmberApi
from amberelectric.models.current_interval import CurrentInterval
from amberelectric.models.forecast_interval import ForecastInterval
from amberelectric.models.interval import Interval
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.application_credentials import ClientCredential, async_import_client_credential
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker, AiohttpClientMockResponse
from yarl import URL

from .home import DOMAIN, StateHome
from .test_charging import surplus_of
from .test_prices import CHEAP, EVENING, act, add_prices, answer, choose_kind, local_hours, plan_of

NORD_POOL = "https://dataportal-api.nordpoolgroup.com/api/DayAheadPrices"
TIBBER = "https://api.tibber.com/v1-beta/gql"
TIBBER_DEVICES = "https://data-api.tibber.com/v1/homes"
ELECTRICITY_MAPS = "https://api.electricitymaps.com/v3/home-assistant"


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home in the evening; tomorrow's prices are out."""
    freezer.move_to(EVENING)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


async def real(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Set up an integration of Home Assistant itself."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    return entry


def sensor_of(hass: HomeAssistant, entry: ConfigEntry, ending: str) -> str:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    (found,) = [entity.entity_id for entity in entities if entity.unique_id.endswith(ending)]
    return found


def ours(hass: HomeAssistant) -> ConfigEntry:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return entry


def quarters(date: str) -> Iterator[tuple[datetime, float]]:
    """Yield a local day's quarter hours and their prices: cheap from two to four."""
    midnight = dt_util.start_of_local_day(datetime.fromisoformat(date))
    for number in range(96):
        start = midnight + timedelta(minutes=15 * number)
        yield start, 0.10 if start.hour in CHEAP else 0.30


def nord_pool_day(date: str) -> dict[str, Any]:
    """Return a day as Nord Pool's data portal tells it: prices per MWh."""
    rows = [
        {
            "deliveryStart": start.astimezone(dt_util.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "deliveryEnd": (start + timedelta(minutes=15)).astimezone(dt_util.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "entryPerArea": {"AT": 500 - 1000 * price, "GER": 1000 * price},
        }
        for start, price in quarters(date)
    ]
    return {
        "deliveryDateCET": date, "version": 2, "updatedAt": f"{date}T10:57:00.0000000Z", "market": "DayAhead",
        "deliveryAreas": ["AT", "GER"], "currency": "EUR", "exchangeRate": 1, "multiAreaEntries": rows, "blockPriceAggregates": [],
        "areaStates": [{"state": "Final", "areas": ["AT", "GER"]}],
        "areaAverages": [{"areaCode": area, "price": 280.0} for area in ("AT", "GER")],
    }  # fmt: skip


class Answer(AiohttpClientMockResponse):
    """An answer that a client may ask whether it is closed."""

    closed = True


def answering(answer_to: Callable[[URL, Any], Any]) -> Callable[..., Any]:
    async def answer(method: str, url: URL, data: Any) -> Answer:
        return Answer(method, url, json=answer_to(url, data), headers={"Content-Type": "application/json"})

    return answer


async def test_nord_pool_is_asked_by_its_action_for_the_area_that_was_chosen(
    running: StateHome, aioclient_mock: AiohttpClientMocker
) -> None:
    hass = running.hass
    aioclient_mock.get(NORD_POOL, side_effect=answering(lambda url, _: nord_pool_day(url.query["date"])))
    theirs = await real(hass, MockConfigEntry(domain="nordpool", data={"areas": ["AT", "GER"], "currency": "EUR"}))
    await add_prices(running, ours(hass), sensor_of(hass, theirs, "GER-current_price"))
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert plan["cost"] == pytest.approx(plan["grid_wh"] / 1000 * 0.10, rel=0.001)


async def test_tibber_is_asked_by_its_action(
    recorder_mock: Any, running: StateHome, aioclient_mock: AiohttpClientMocker
) -> None:
    hass = running.hass
    aioclient_mock.post(
        TIBBER, side_effect=answering(lambda _, data: {"data": {"viewer": tibber_viewer(data["query"])}})
    )
    aioclient_mock.get(TIBBER_DEVICES, side_effect=answering(lambda *_: {"homes": []}))
    # The faked session has no headers of its own, and the client insists on saying who asks.
    async_get_clientsession(hass)._default_headers[USER_AGENT] = "Home Assistant"
    assert await async_setup_component(hass, "application_credentials", {})
    await async_import_client_credential(hass, "tibber", ClientCredential("made", "up"), "tibber")
    token = {"access_token": "made up", "refresh_token": "made up", "expires_at": dt_util.utcnow().timestamp() + 86_400}
    theirs = await real(hass, MockConfigEntry(domain="tibber", data={"auth_implementation": "tibber", "token": token}))
    await add_prices(running, ours(hass), sensor_of(hass, theirs, "house"))
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert plan["cost"] == pytest.approx(plan["grid_wh"] / 1000 * 0.10, rel=0.001)


def tibber_viewer(query: str) -> dict[str, Any]:
    """Return what Tibber answers about its customer: homes, a home's prices, or its (empty) past."""
    if "priceInfo" not in query:
        homes = [{"id": "house", "subscriptions": [{"status": "running"}]}]
        empty = {"pageInfo": {"hasPreviousPage": False, "startCursor": None}, "nodes": []}
        return {"name": "Anyone", "userId": "1", "homes": homes, "home": {"consumption": empty, "production": empty}}
    rows = [
        [{"startsAt": start.isoformat(), "total": price, "level": "NORMAL"} for start, price in quarters(date)]
        for date in ("2026-06-21", "2026-06-22")
    ]
    current = {
        "currency": "EUR",
        "energy": 0.2,
        "tax": 0.1,
        "total": 0.3,
        "startsAt": rows[0][0]["startsAt"],
        "level": "NORMAL",
    }
    address = {"address1": "Street 1", "city": "Berlin", "postalCode": "10000", "country": "DE"}
    metering = {"gridCompany": "Grid", "estimatedAnnualConsumption": 4000, "productionEan": None, "consumptionEan": "1"}
    return {
        "home": {
            "currentSubscription": {
                "status": "running", "priceInfo": {"current": current, "today": rows[0], "tomorrow": rows[1]},
            },
            "appNickname": "House", "features": {"realTimeConsumptionEnabled": False}, "address": address,
            "meteringPointData": metering, "owner": {"name": "Anyone"},
        }
    }  # fmt: skip


async def test_ambers_forecast_is_read_though_its_intervals_begin_a_second_late(
    running: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    hass = running.hass
    rows = [row for date in ("2026-06-21", "2026-06-22") for row in quarters(date)]
    coming = [
        amber_interval("CurrentInterval", rows[88]),
        *(amber_interval("ForecastInterval", row) for row in rows[89:]),
    ]
    monkeypatch.setattr(
        AmberApi, "get_current_prices", lambda *_, **__: [Interval(actual_instance=one) for one in coming]
    )
    theirs = await real(hass, MockConfigEntry(domain="amberelectric", data={"api_token": "made up", "site_id": "site"}))
    await add_prices(running, ours(hass), sensor_of(hass, theirs, "forecasts-general"))
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert plan["cost"] == pytest.approx(plan["grid_wh"] / 1000 * 0.10, rel=0.001)


def amber_interval(kind: str, row: tuple[datetime, float]) -> CurrentInterval | ForecastInterval:
    """Return an interval as Amber's API tells it: prices in cents, the start a second late."""
    start, price = row[0].astimezone(dt_util.UTC), row[1]
    end = start + timedelta(minutes=15)
    reported = {
        "type": kind, "duration": 15, "spotPerKwh": 50 * price, "perKwh": 100 * price, "date": start.date().isoformat(),
        "nemTime": end.isoformat(), "startTime": (start + timedelta(seconds=1)).isoformat(), "endTime": end.isoformat(),
        "renewables": 45.0, "channelType": "general", "spikeStatus": "none", "descriptor": "neutral", "estimate": False,
    }  # fmt: skip
    return (CurrentInterval if kind == "CurrentInterval" else ForecastInterval).from_dict(reported)


async def test_electricity_maps_tells_the_carbon_dioxide_of_what_is_bought(
    running: StateHome, aioclient_mock: AiohttpClientMocker, freezer: FrozenDateTimeFactory
) -> None:
    hass = running.hass
    reported = {
        "countryCode": "DE",
        "data": {"carbonIntensity": 320.5, "datetime": "2026-06-21T20:00:00.000Z", "fossilFuelPercentage": 45.0},
        "status": "ok",
        "units": {"carbonIntensity": "gCO2eq/kWh"},
    }
    aioclient_mock.get(ELECTRICITY_MAPS, json=reported)
    theirs = await real(hass, MockConfigEntry(domain="co2signal", data={"api_key": "made up", "country_code": "DE"}))
    form = await choose_kind(running, ours(hass), "entities")
    (offered,) = form["data_schema"].schema["carbon_entity"].config["options"]
    assert offered["value"] == sensor_of(hass, theirs, "co2intensity")
    await answer(running, form, carbon_entity=offered["value"])
    await act(running, "boost", duration={"minutes": 10})
    await surplus_of(running, freezer, 0, 300)
    (session,) = await ours(hass).runtime_data.sessions.async_sessions()
    assert session.carbon_g == pytest.approx(session.grid_wh / 1000 * 320.5, rel=0.02)
