"""A price source that lists far too much, too deep, or something else each time: what is needed is taken, the rest is left."""

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.planning.slots import Series
from custom_components.solar_charging.prices.reader import PriceReader

ENTITY = "sensor.electricity_price"
ROWS = 100_000


def rows(count: int, each: timedelta, shift: timedelta = timedelta(0)) -> list[dict[str, Any]]:
    """Return prices that Nord Pool's integration might list, from this hour on."""
    begin = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) + shift
    return [
        {"start": begin + each * number, "end": begin + each * (number + 1), "price": 300.0, "value": 0.3}
        for number in range(count)
    ]


@pytest.fixture
def received() -> list[Series]:
    return []


@pytest.fixture
def reader(hass: HomeAssistant, received: list[Series]) -> PriceReader:
    return PriceReader(hass, [ENTITY], received.append)


async def test_a_list_of_a_hundred_thousand_rows_is_cut(
    hass: HomeAssistant, reader: PriceReader, received: list[Series]
) -> None:
    hass.states.async_set(ENTITY, "0.3", {"raw_today": rows(ROWS, timedelta(minutes=5))})
    began_s = process_time()
    end = await reader.async_start()
    assert process_time() - began_s < 0.5
    assert 900 < len(received[-1].starts_s) <= 1001
    assert received[-1].at(dt_util.utcnow().timestamp() + 3600) == 0.3
    end()


@pytest.mark.parametrize("depth", [1, 5000])
async def test_an_answer_of_a_hundred_thousand_rows_is_cut(
    hass: HomeAssistant, reader: PriceReader, received: list[Series], monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    er.async_get(hass).async_get_or_create("sensor", "nordpool", "1", suggested_object_id="electricity_price")
    answer: Any = rows(ROWS, timedelta(minutes=5))
    for _ in range(depth):
        answer = {"area": answer}

    async def answered(*_: object) -> Any:
        return answer

    monkeypatch.setattr(reader, "_async_answer", answered)
    began_s = process_time()
    end = await reader.async_start()
    assert process_time() - began_s < 0.5
    assert (len(received[-1].starts_s) > 900) == (depth == 1)
    assert len(received[-1].starts_s) <= 2001
    end()


async def test_rows_that_are_others_each_time_do_not_pile_up(
    hass: HomeAssistant, reader: PriceReader, received: list[Series]
) -> None:
    end = await reader.async_start()
    for minute in range(8):
        shifted = rows(1000, timedelta(minutes=5), timedelta(minutes=minute))
        hass.states.async_set(ENTITY, "0.3", {"raw_today": shifted, "raw_tomorrow": []})
        await hass.async_block_till_done()
    assert max(len(series.starts_s) for series in received) <= 5000
    assert received[-1].at(dt_util.utcnow().timestamp() + 3600) == 0.3
    end()


async def test_prices_of_another_year_are_left(
    hass: HomeAssistant, reader: PriceReader, received: list[Series]
) -> None:
    far = [{"start": datetime(9000, 1, 1, tzinfo=UTC), "end": datetime(9000, 1, 2, tzinfo=UTC), "value": 0.1}]
    hass.states.async_set(ENTITY, "0.3", {"raw_today": far + rows(24, timedelta(hours=1)), "raw_tomorrow": far})
    end = await reader.async_start()
    assert received[-1].end_s < dt_util.utcnow().timestamp() + 2 * 86_400
    assert len(received[-1].starts_s) >= 24
    end()
