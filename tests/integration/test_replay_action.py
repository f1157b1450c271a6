"""The days of a real recorder, through the action: with gaps, a renamed meter, hours without readings and a changed unit."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.control import replay_answer
from custom_components.solar_charging.control.replay_question import ReplayQuestion
from custom_components.solar_charging.replay.charged import ChargedFigures
from custom_components.solar_charging.replay.days import ReplayHome
from custom_components.solar_charging.replay.replay_worker import ReplayError
from custom_components.solar_charging.replay.run import ReplayResult
from custom_components.solar_charging.sessions.session import Session, SubSession
from simulator.recorder_rows import RecordedRow, insert

from .home import CHARGER_POWER, GRID, PV, StateHome
from .test_prices import PRICE, add_prices, price_attributes

pytestmark = pytest.mark.usefixtures("socket_enabled")

HOURS = 24
# Hours of sun, and of a car that takes 2.3 kW whatever the sun does; of faults, where there are any.
SUN_H, CAR_H = (8.0, 14.0), (12.5, 14.5)
OFF_H, UNAVAILABLE_H, KILOWATTS_UNTIL_H = (12.75, 13.0), (13.0, 13.25), 13.5
LOAD_W, CAR_W = 400.0, 2300.0


def power(hour: float) -> tuple[float, float]:
    """Return what sun and car have at an hour, in W."""
    sun_w = 4000.0 if SUN_H[0] <= hour < SUN_H[1] else 0.0
    return sun_w, CAR_W if CAR_H[0] <= hour < CAR_H[1] else 0.0


def rows(entity_id: str, *, faults: bool) -> Iterator[RecordedRow]:
    start_s = dt_util.utcnow().timestamp() - HOURS * 3600.0
    for minute in range(HOURS * 60):
        hour, at_s = minute / 60.0, start_s + minute * 60.0
        sun_w, car_w = power(hour)
        watts = {PV: sun_w, GRID: LOAD_W + car_w - sun_w, CHARGER_POWER: car_w}[entity_id]
        if faults and OFF_H[0] <= hour < OFF_H[1]:
            continue  # Home Assistant was off
        if faults and entity_id == GRID and UNAVAILABLE_H[0] <= hour < UNAVAILABLE_H[1]:
            yield RecordedRow(at_s, "unavailable", None)
        elif faults and entity_id == PV and hour < KILOWATTS_UNTIL_H:
            yield RecordedRow(at_s, str(watts / 1000.0), "kW")
        else:
            yield RecordedRow(at_s, str(watts))


@pytest.fixture
async def recorded(recorder_mock: Any, hass: HomeAssistant, home: StateHome) -> ConfigEntry:
    await home.plug_in_devices()
    return await home.set_up()


async def replayed(hass: HomeAssistant, entry: ConfigEntry, **data: Any) -> dict[str, Any]:
    charger = next(one for one in er.async_get(hass).entities.values() if one.platform == "solar_charging" and one.device_id and one.config_subentry_id)  # fmt: skip
    found = await hass.services.async_call(
        "solar_charging", "replay", {"device_id": charger.device_id, "days": 1, **data}, blocking=True, return_response=True
    )  # fmt: skip
    assert found is not None
    chargers: Any = found["chargers"]
    (answer,) = chargers.values()
    return dict(answer)


async def keep(hass: HomeAssistant, entity_ids: tuple[str, ...], *, faults: bool) -> None:
    instance = get_instance(hass)
    # Once the recorder has its own row of an entity, ours go beside it.
    await instance.async_block_till_done()
    kept = {one: list(rows(one, faults=faults)) for one in entity_ids}
    await instance.async_add_executor_job(insert, instance, kept)


@pytest.mark.parametrize("faults", [False, True])
async def test_a_day_that_was_recorded_is_answered(hass: HomeAssistant, recorded: ConfigEntry, *, faults: bool) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=faults)
    coordinator = recorded.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(import_price=0.4))
    answer = await replayed(hass, recorded)
    # A sensor may rest for a quarter of an hour: so short an outage looks like that.
    assert answer["recorded"]["energy_kwh"] == pytest.approx(CAR_W * (CAR_H[1] - CAR_H[0]) / 1000.0, rel=0.03)
    assert answer["recorded"]["grid_kwh"] == pytest.approx(CAR_W * (CAR_H[1] - SUN_H[1]) / 1000.0, rel=0.05)
    unknown_h = UNAVAILABLE_H[1] - UNAVAILABLE_H[0] if faults else 0.0
    assert answer["hours_without_readings"] == pytest.approx(unknown_h, abs=0.1)
    solar_only, *_, solar_and_grid = answer["replayed"]
    # By then the sun has left as much as the car took; without the quarter of an hour, nearly.
    left_kwh = (4000.0 - LOAD_W) / 1000.0 * (SUN_H[1] - CAR_H[0] - unknown_h)
    assert solar_only["solar_kwh"] == pytest.approx(min(left_kwh, answer["recorded"]["energy_kwh"]), rel=0.06)
    assert solar_only["grid_kwh"] < 0.3
    assert solar_and_grid["energy_kwh"] >= solar_only["energy_kwh"]
    cost = answer["recorded"]["grid_cost"] - solar_only["grid_cost"]
    assert f"cost {cost:.2f} EUR less." in answer["text"]
    assert re.search(r"a reading about every 6\d s: usually off by no more than 5 %", answer["confidence"]["text"])
    for one in (answer["recorded"], *answer["replayed"]):
        assert one["grid_cost"] == pytest.approx(0.4 * one["grid_kwh"], abs=0.01)


async def test_a_meter_that_was_renamed_is_the_same_meter(
    recorder_mock: Any, hass: HomeAssistant, home: StateHome
) -> None:
    registry = er.async_get(hass)
    registry.async_get_or_create("sensor", "meter", "1", suggested_object_id=GRID.partition(".")[2])
    await home.plug_in_devices()
    entry = await home.set_up()
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    registry.async_update_entity(GRID, new_entity_id="sensor.mains")
    hass.states.async_set("sensor.mains", "0", {"unit_of_measurement": "W", "device_class": "power"})
    await hass.async_block_till_done()
    await get_instance(hass).async_block_till_done()
    answer = await replayed(hass, entry)
    assert answer["hours_without_readings"] == pytest.approx(0.0, abs=0.1)
    assert answer["recorded"]["grid_kwh"] == pytest.approx(CAR_W * (CAR_H[1] - SUN_H[1]) / 1000.0, rel=0.05)


async def test_of_days_whose_states_are_gone_hourly_means_are_replayed_and_it_is_said(
    hass: HomeAssistant, recorded: ConfigEntry
) -> None:
    start = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS + 24)
    for column, entity_id in enumerate((PV, GRID, CHARGER_POWER)):
        means = []
        for hour in range(24):
            quarters = [power(hour + quarter / 4) for quarter in range(4)]
            rows_w = [(sun_w, LOAD_W + car_w - sun_w, car_w) for sun_w, car_w in quarters]
            mean = sum(row_w[column] for row_w in rows_w) / 4
            means.append(StatisticData(start=start + timedelta(hours=hour), mean=mean, min=mean, max=mean))
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC, has_sum=False, name=None, source="recorder",
            statistic_id=entity_id, unit_class="power", unit_of_measurement="W",
        )  # fmt: skip
        async_import_statistics(hass, metadata, means)
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    answer = await replayed(hass, recorded, days=3)
    assert answer["recorded"]["energy_kwh"] == pytest.approx(2 * CAR_W * (CAR_H[1] - CAR_H[0]) / 1000.0, rel=0.05)
    assert answer["confidence"]["hours_from_means"] == pytest.approx(CAR_H[1] - CAR_H[0], abs=0.3)
    assert 5 < answer["confidence"]["within_percent"] <= 10
    assert "Of 2 h, only hourly averages are left" in answer["confidence"]["text"]
    # On both days the sun left more than the car took until it set.
    assert answer["replayed"][0]["solar_kwh"] > 2 * CAR_W * (SUN_H[1] - CAR_H[0]) / 1000.0 * 0.85


async def test_what_if_can_be_asked(hass: HomeAssistant, recorded: ConfigEntry) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    # The sun leaves 3.6 kW, or half as much with half the panels.
    for question, least_kwh, most_kwh in (
        ({"starts_at_kw": 1.4, "extra_kwp": -4}, 1.5, 3.0),
        ({"starts_at_kw": 2.3, "extra_kwp": -4}, 0.0, 0.3),
        ({"starts_at_kw": 2.3, "extra_kwp": 2}, 3.0, 5.0),
    ):
        assert least_kwh <= (await replayed(hass, recorded, **question))["replayed"][0]["solar_kwh"] <= most_kwh


async def test_one_at_a_time_is_answered_and_who_waits_may_give_up(
    hass: HomeAssistant, recorded: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    coordinator, gate, running = recorded.runtime_data, asyncio.Event(), Counter[str]()
    charger_id = coordinator.site.chargers[0].id

    async def slow(homes: Sequence[ReplayHome], on_progress: Any = None) -> list[ReplayResult]:
        running["now"] += 1
        running["most"] = max(running["most"], running["now"])
        try:
            await gate.wait()
        finally:
            running["now"] -= 1
        return [ReplayResult({charger_id: ChargedFigures()}, 0.0) for _ in homes]

    monkeypatch.setattr(replay_answer, "replay_all", slow)
    asked = [
        hass.async_create_task(replay_answer.async_replay(coordinator, charger_id, ReplayQuestion(1))) for _ in range(3)
    ]
    lock = hass.data.setdefault(replay_answer._LOCK, asyncio.Lock())
    # What is waited for runs in the integration, which owes us no event.
    while len(lock._waiters or ()) < len(asked) - 1:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    asked[-1].cancel()
    gate.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, dict) for one in answers].count(True) == 2
    assert (running["most"], lock.locked()) == (1, False)


async def test_prices_that_were_recorded_are_what_the_grid_cost(
    hass: HomeAssistant, home: StateHome, recorded: ConfigEntry
) -> None:
    home.state(PRICE, 0.3, price_attributes())
    await add_prices(home, recorded)
    await hass.async_block_till_done()
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    start_s = dt_util.utcnow().timestamp() - HOURS * 3600.0
    # When the sun has set it is dear.
    shown = [
        RecordedRow(start_s + hour * 3600.0, "0.6" if hour >= SUN_H[1] else "0.2", "EUR/kWh") for hour in range(HOURS)
    ]
    instance = get_instance(hass)
    await instance.async_add_executor_job(insert, instance, {PRICE: shown})
    answer = await replayed(hass, recorded)
    grid_kwh = CAR_W * (CAR_H[1] - SUN_H[1]) / 1000.0
    assert answer["recorded"]["grid_cost"] == pytest.approx(0.6 * grid_kwh, rel=0.06)
    for one in answer["replayed"]:
        assert one["grid_cost"] == pytest.approx(0.6 * one["grid_kwh"], abs=0.1)


async def test_sessions_of_a_clock_that_was_wrong_are_left_out(
    hass: HomeAssistant, recorded: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    now_s = dt_util.utcnow().timestamp()
    start_s = now_s - HOURS * 3600.0
    times = [
        (start_s + CAR_H[0] * 3600.0, start_s + CAR_H[1] * 3600.0),
        (now_s + 36_000.0, None),
        (now_s + 3600.0, now_s + 7200.0),
        (now_s - 3600.0, now_s - 36_000.0),
        (now_s - 3600.0, now_s + 30 * 86_400.0),
    ]
    booked = [Session(started_s=from_s, ended_s=to_s, parts=[SubSession(solar_wh=4600.0)]) for from_s, to_s in times]

    async def sessions(**_: Any) -> list[Session]:
        return booked

    monkeypatch.setattr(recorded.runtime_data.sessions, "async_sessions", sessions)
    answer = await replayed(hass, recorded)
    assert answer["hours_without_readings"] == pytest.approx(0.0, abs=0.1)
    assert answer["replayed"][0]["solar_kwh"] == pytest.approx(4.6, rel=0.1)


async def test_what_was_drawn_before_the_first_session_counts_until_then(
    hass: HomeAssistant, recorded: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    coordinator, start_s = recorded.runtime_data, dt_util.utcnow().timestamp() - HOURS * 3600.0
    # It was set up while a car was charging: its books begin half an hour later.
    booked = Session(
        started_s=start_s + 13.0 * 3600.0, ended_s=start_s + CAR_H[1] * 3600.0, parts=[SubSession(solar_wh=1.5 * CAR_W)]
    )

    async def sessions(**_: Any) -> list[Session]:
        return [booked]

    monkeypatch.setattr(coordinator.sessions, "async_sessions", sessions)
    answer = await replayed(hass, recorded)
    assert answer["recorded"]["energy_kwh"] == pytest.approx(2.0 * CAR_W / 1000.0, rel=0.03)
    assert answer["replayed"][0]["solar_kwh"] == pytest.approx(2.0 * CAR_W / 1000.0, rel=0.1)


async def test_what_is_lacking_is_said(hass: HomeAssistant, recorded: ConfigEntry) -> None:
    assert await replayed(hass, recorded) == {"lacks": "recorded_charging"}
    await keep(hass, (CHARGER_POWER,), faults=False)
    # Of the sun nobody kept anything: nothing is made up.
    assert await replayed(hass, recorded) == {"lacks": "recorded_surplus"}


@pytest.mark.parametrize(
    ("what", "when"),
    [("charger", "at once"), ("home", "at once"), ("charger", "while it runs"), ("reload", "while it runs")],
)
async def test_what_is_removed_while_days_are_replayed_is_answered_as_it_was(
    hass: HomeAssistant, recorded: ConfigEntry, monkeypatch: pytest.MonkeyPatch, what: str, when: str
) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)
    charger_id = recorded.runtime_data.site.chargers[0].id
    replay_all, entries = replay_answer.replay_all, hass.config_entries

    async def remove() -> None:
        if what == "charger":
            assert entries.async_remove_subentry(recorded, charger_id)
        else:
            await (entries.async_unload if what == "home" else entries.async_reload)(recorded.entry_id)

    async def removing(homes: Sequence[ReplayHome], **more: Any) -> list[ReplayResult]:
        await remove()
        return await replay_all(homes, **more)

    if when == "while it runs":
        monkeypatch.setattr(replay_answer, "replay_all", removing)
    asked = hass.async_create_task(replayed(hass, recorded))
    if when == "at once":
        await remove()
    assert (await asked)["replayed"][0]["solar_kwh"] > 3.0
    await hass.async_block_till_done()
    if what == "charger":
        coordinator = recorded.runtime_data
        assert await replay_answer.async_replay(coordinator, charger_id, ReplayQuestion(1)) == {"lacks": "charger"}


async def test_a_process_that_does_not_answer_is_said_in_a_sentence(
    hass: HomeAssistant, recorded: ConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(hass, (PV, GRID, CHARGER_POWER), faults=False)

    async def broken(homes: Sequence[ReplayHome], **_: Any) -> list[ReplayResult]:
        raise ReplayError("no answer within 120 s")

    monkeypatch.setattr(replay_answer, "replay_all", broken)
    with pytest.raises(HomeAssistantError) as raised:
        await replayed(hass, recorded)
    assert str(raised.value) == "Not calculated: no answer within 120 s"
