"""A satellite's images by Open-Meteo: asked for with consent and by day only, from a rounded place, and read in every region's manner."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.engine.inputs import SkyCover
from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.sky_sources import SourceKind

from .conftest import NOON
from .test_sources import SATELLITE_URL, URL, open_meteo, settle

MIDNIGHT = NOON.replace(hour=0)


def answer(until=NOON - timedelta(minutes=20), step_s=600, ghi=700.0, **changes):
    """An answer in the service's shape: stamps at the end of each interval, null where nothing was seen, the day's rest included."""
    first = MIDNIGHT - timedelta(days=1)
    ends = [first + timedelta(seconds=step_s * (index + 1)) for index in range(2 * 86400 // step_s)]
    values = [ghi if 4 <= end.hour < 19 and end <= until else 0.0 if end <= until else None for end in ends]
    return {"hourly": {"time": [int(end.timestamp()) for end in ends], "shortwave_radiation": values} | changes}


def images_asked(aioclient_mock):
    return [url for _, url, _, _ in aioclient_mock.mock_calls if url.host == "satellite-api.open-meteo.com"]


@pytest.fixture
async def start(hass, make, aioclient_mock):
    """Start an estimator that asks; `seen`: what the satellite service answers."""

    async def _start(seen, **options):
        aioclient_mock.get(URL, json=open_meteo(200.0))
        aioclient_mock.get(SATELLITE_URL, **seen)
        estimator = make(use_open_meteo=True, **options)
        await estimator.async_start()
        await settle(hass)
        return estimator

    return _start


@pytest.mark.parametrize("step_s", [600, 900, 1800], ids=["MTG and Himawari", "MSG", "SARAH"])
async def test_what_a_satellite_saw_leads_the_estimate_of_now(start, step_s):
    estimator = await start({"json": answer(step_s=step_s)})
    assert estimator.source(NOON) is SourceKind.SATELLITE
    assert estimator.satellite_seen_at is not None
    assert timedelta(minutes=20) <= NOON - estimator.satellite_seen_at <= timedelta(minutes=50)
    outlook = estimator.outlook(NOON)
    assert outlook.expected_w[0] > 0.6 * outlook.clear_sky_w[0]


@pytest.mark.parametrize(
    ("ghi", "cover"), [(900.0, SkyCover.CLEAR), (450.0, SkyCover.BROKEN), (150.0, SkyCover.OVERCAST)]
)
async def test_the_sky_it_saw_is_named(start, ghi, cover):
    seen = answer()
    seen["hourly"]["shortwave_radiation"] = [
        None if one is None else ghi if one else 0.0 for one in seen["hourly"]["shortwave_radiation"]
    ]
    estimator = await start({"json": seen})
    image = estimator.outlook(NOON).image
    assert image.cover is cover
    assert timedelta(minutes=20) <= NOON - datetime.fromtimestamp(image.taken_s, UTC) <= timedelta(minutes=22)


async def test_cells_that_were_not_seen_are_left_out(start):
    seen = answer()
    values = seen["hourly"]["shortwave_radiation"]
    seen["hourly"]["shortwave_radiation"] = [None if index % 3 == 0 else one for index, one in enumerate(values)]
    estimator = await start({"json": seen})
    assert estimator.source(NOON) is SourceKind.SATELLITE
    assert estimator.expected_w(NOON) > 0.6 * estimator.outlook(NOON).clear_sky_w[0]


async def test_updates_that_are_late_count_at_their_age_and_no_longer_than_two_hours(hass, start, freezer):
    estimator = await start({"json": answer()})
    for minutes, source in ((70, SourceKind.SATELLITE), (200, SourceKind.IRRADIANCE)):
        freezer.move_to(NOON + timedelta(minutes=minutes))
        async_fire_time_changed(hass)
        await settle(hass)
        assert estimator.satellite_seen_at == NOON - timedelta(minutes=20)
        assert estimator.source(NOON + timedelta(minutes=minutes)) is source


@pytest.mark.parametrize(
    "seen",
    [
        {"json": answer(until=NOON - timedelta(days=3))},
        {"json": answer(until=NOON - timedelta(hours=6))},
        {"json": answer(until=NOON - timedelta(days=1))},
        {"json": answer(shortwave_radiation=[1.0])},
        {"json": answer(shortwave_radiation=["bright"] * 288)},
        {"json": answer(time=[0, 600, 601])},
        {"json": answer(time=[10**15 + 600 * step for step in range(288)])},
        {"json": answer(ghi=-700.0)},
        {"json": answer(ghi=1e9)},
        {"json": {"reason": "No data is available for this location", "error": True}},
        {"status": 429},
        {"text": "busy"},
        {"exc": TimeoutError},
    ],
    ids=[
        "Americas",
        "outage",
        "outage of a day",
        "short",
        "words",
        "uneven",
        "far future",
        "negative",
        "huge",
        "no data",
        "too many",
        "no JSON",
        "late",
    ],
)
async def test_what_is_no_image_of_late_leaves_the_forecast(start, seen):
    estimator = await start(seen)
    assert estimator.source(NOON) is SourceKind.IRRADIANCE
    assert estimator.expected_w(NOON) < 0.5 * estimator.outlook(NOON).clear_sky_w[0]


async def test_the_homes_place_leaves_rounded_to_two_kilometres(start, aioclient_mock):
    await start({"json": answer()}, array=SolarArray(52.5171, 13.3888, 40.0, (Plane(10_000.0, 35.0, 180.0),)))
    assert {(url.query["latitude"], url.query["longitude"]) for _, url, _, _ in aioclient_mock.mock_calls} == {
        ("52.52", "13.38")
    }


async def test_what_is_still_to_come_was_seen_by_nobody(start):
    seen = answer()
    seen["hourly"]["shortwave_radiation"] = [700.0] * len(seen["hourly"]["time"])
    estimator = await start({"json": seen})
    assert estimator.satellite_seen_at == NOON


async def test_where_the_sun_does_not_set_it_is_asked_no_more_often(hass, start, aioclient_mock, freezer):
    await start({"json": answer()}, array=SolarArray(78.2, 15.6, 0.0, (Plane(10_000.0, 45.0, 180.0),)))
    for minute in range(0, 1440, 4):
        freezer.move_to(NOON + timedelta(minutes=minute))
        async_fire_time_changed(hass)
        await settle(hass)
    # Timers of a few minutes end late here, by half of the four between two looks.
    assert 60 <= aioclient_mock.call_count <= 110


async def test_it_is_asked_by_day_only_and_few_times_a_day(hass, start, aioclient_mock, freezer):
    await start({"json": answer()})
    by_hour, images_before = Counter(), len(images_asked(aioclient_mock))
    for minute in range(0, 1440, 4):
        freezer.move_to(NOON + timedelta(minutes=minute))
        before = aioclient_mock.call_count
        async_fire_time_changed(hass)
        await settle(hass)
        by_hour[(NOON + timedelta(minutes=minute)).hour] += aioclient_mock.call_count - before
    assert not any(by_hour[hour] for hour in (20, 21, 22, 23, 0, 1, 2))
    assert by_hour[11] >= 3
    assert len(images_asked(aioclient_mock)) - images_before >= 40
    assert aioclient_mock.call_count <= 120


async def test_what_was_forecast_at_sunset_serves_until_dawn(hass, start, aioclient_mock, freezer):
    estimator = await start({"status": 400})
    for hour in range(1, 16):
        freezer.move_to(NOON + timedelta(hours=hour))
        async_fire_time_changed(hass)
        await settle(hass)
    night = NOON + timedelta(hours=15)
    assert estimator.source(night) is SourceKind.IRRADIANCE


async def test_a_restart_neither_asks_again_nor_forgets(hass, make, start, aioclient_mock, freezer):
    first = await start({"json": answer()})
    asked = len(images_asked(aioclient_mock))
    stored = first.as_dict()
    first.async_stop()
    freezer.tick(timedelta(minutes=2))
    again = make(use_open_meteo=True, stored=stored)
    await again.async_start()
    await settle(hass)
    assert len(images_asked(aioclient_mock)) == asked
    assert again.source(NOON + timedelta(minutes=2)) is SourceKind.SATELLITE


async def test_who_no_longer_allows_it_is_led_by_nothing_that_was_asked(hass, make, start):
    first = await start({"json": answer()})
    assert first.attribution(NOON) == "Weather data by Open-Meteo.com"
    stored = first.as_dict()
    first.async_stop()
    again = make(use_open_meteo=False, stored=stored)
    await again.async_start()
    await settle(hass)
    assert again.source(NOON) is SourceKind.CLIMATOLOGY
    assert again.satellite_seen_at is None
    assert again.attribution(NOON) is None


async def test_where_the_day_begins_before_midnight_utc_its_first_images_count(start, freezer):
    morning = MIDNIGHT + timedelta(minutes=20)  # half past ten in Brisbane
    freezer.move_to(morning)
    seen = answer()
    seen["hourly"]["shortwave_radiation"] = [
        400.0 if timedelta(minutes=30) <= morning - datetime.fromtimestamp(end, UTC) < timedelta(hours=3) else None
        for end in seen["hourly"]["time"]
    ]
    brisbane = SolarArray(-27.47, 153.03, 30.0, (Plane(10_000.0, 25.0, 0.0),))
    estimator = await start({"json": seen}, array=brisbane)
    assert estimator.satellite_seen_at == MIDNIGHT - timedelta(minutes=10)
    assert estimator.source(morning) is SourceKind.SATELLITE
    assert estimator.expected_w(morning) > 0.5 * estimator.outlook(morning).clear_sky_w[0]
