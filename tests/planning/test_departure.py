"""Departures that somebody wrote into a calendar."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.planning.charge_request import CarBattery, ChargeRequest, next_departure_s
from custom_components.solar_charging.planning.charging_plan import Assumption
from custom_components.solar_charging.planning.departure import (
    Departure,
    Departures,
    calendar_warnings,
    next_departure,
    with_departure,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 21, 11, tzinfo=UTC)
EIGHT = "2026-06-22T08:00:00+02:00"
EIGHT_S = datetime.fromisoformat(EIGHT).timestamp()


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Office", {}),
        ("Office 80 %", {"ready_by_soc_pct": 80.0}),
        ("Office, 80% please", {"ready_by_soc_pct": 80.0}),
        ("Grandma (20 kWh)", {"ready_by_wh": 20_000.0}),
        ("7,5kwh", {"ready_by_wh": 7500.0}),
        ("120 % certain that 30 kWh will do", {"ready_by_wh": 30_000.0}),
        ("5000 kWh", {}),
        ("0 %", {}),
    ],
)
def test_the_text_says_how_much(text: str, target: dict[str, float]) -> None:
    assert next_departure([{"start": EIGHT, "summary": text}], NOW) == Departure(EIGHT_S, **target)
    assert next_departure([{"start": EIGHT, "summary": "Trip", "description": text}], NOW) == Departure(
        EIGHT_S, **target
    )


def test_the_next_event_counts_and_what_is_under_way_or_lasts_all_day_does_not() -> None:
    events = [
        {"start": "2026-06-23T08:00:00+02:00", "summary": "Later"},
        {"start": "2026-06-21T12:00:00+02:00", "summary": "Under way"},
        {"start": "2026-06-22", "summary": "Holiday"},
        {"start": EIGHT, "summary": "Office"},
    ]
    assert next_departure(events, NOW) == Departure(EIGHT_S)
    assert next_departure(events[1:3], NOW) is None


def test_whichever_departure_comes_first_counts_with_its_own_target() -> None:
    request = ChargeRequest(ready_by_time="07:00", ready_by_wh=5000.0)
    assert with_departure(request, Departure(EIGHT_S, ready_by_soc_pct=80.0), NOW, BERLIN) == request
    evening = Departure(NOW.timestamp() + 3600.0, ready_by_soc_pct=80.0)
    planned = with_departure(request, evening, NOW, BERLIN)
    assert next_departure_s(planned, NOW, BERLIN) == evening.start_s
    assert (planned.ready_by_wh, planned.ready_by_soc_pct) == (None, 80.0)


def test_an_event_that_names_no_target_takes_the_usual_one_and_one_that_has_passed_is_none() -> None:
    request = ChargeRequest(ready_by_wh=5000.0)
    assert with_departure(request, Departure(EIGHT_S), NOW, BERLIN).ready_by_wh == 5000.0
    assert with_departure(request, Departure(NOW.timestamp()), NOW, BERLIN) == request


def test_what_is_amiss_with_a_calendar_is_said() -> None:
    request = ChargeRequest(departure_calendar="calendar.trips")
    silent = Departures(silent=frozenset({"calendar.trips"}))
    assert calendar_warnings(request, silent, CarBattery()) == (Assumption.CALENDAR_SILENT,)
    assert calendar_warnings(ChargeRequest(), silent, CarBattery()) == ()


def test_a_departure_of_which_nobody_knows_how_much_it_needs_is_said() -> None:
    request = ChargeRequest(departure_calendar="calendar.trips")
    departures = Departures({"calendar.trips": Departure(EIGHT_S)})
    assert calendar_warnings(request, departures, CarBattery()) == (Assumption.TARGET_UNKNOWN,)
    assert calendar_warnings(replace(request, ready_by_wh=5000.0), departures, CarBattery()) == ()
    assert calendar_warnings(replace(request, ready_by_soc_pct=80.0), departures, CarBattery()) == (
        Assumption.TARGET_UNKNOWN,
    )
    assert calendar_warnings(replace(request, ready_by_soc_pct=80.0), departures, CarBattery(50_000.0)) == ()


def test_what_calendars_said_outlives_a_restart() -> None:
    known = Departures({"calendar.trips": Departure(EIGHT_S, ready_by_wh=1.0)})
    assert Departures.from_dict(known.to_dict()) == known
    newer = {"calendar.trips": {**known.to_dict()["calendar.trips"], "of_tomorrow": 1}, "calendar.broken": {}}
    assert Departures.from_dict(newer) == known


@pytest.mark.parametrize(
    "event", [None, [], "x", {"start_s": "x"}, {"start_s": float("nan")}, {"start_s": 1e300}, {"start_s": True}]
)
def test_a_stored_event_that_is_none_is_dropped_and_the_others_stay(event: object) -> None:
    known = Departures({"calendar.trips": Departure(EIGHT_S)})
    assert Departures.from_dict({**known.to_dict(), "calendar.broken": event}) == known  # type: ignore[dict-item]


@pytest.mark.parametrize("target", ["x", float("inf"), -1.0, []])
def test_a_stored_target_that_is_none_leaves_the_event(target: object) -> None:
    event = {"start_s": EIGHT_S, "ready_by_wh": target, "ready_by_soc_pct": target}
    assert Departures.from_dict({"calendar.trips": event}) == Departures({"calendar.trips": Departure(EIGHT_S)})
