"""evcc's settings become ours: charger by charger, and what has no counterpart is named."""

import copy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.moving.evcc_client import state_url
from custom_components.solar_charging.moving.evcc_state import MovingHome, NotEvccError, old_setup
from custom_components.solar_charging.moving.old_setup import (
    NotMoved,
    NotMovedReason,
    OldCar,
    OldCharger,
    OldCircuit,
    OldTariff,
    SeenNow,
)
from custom_components.solar_charging.planning.charge_request import ChargeRequest

from .evcc_shapes import ONE, PLANS, TWO

HOME = MovingHome(datetime(2026, 6, 21, 11, tzinfo=UTC), ZoneInfo("Europe/Berlin"), "EUR")


def test_one_loadpoint_of_an_older_server() -> None:
    setup = old_setup(ONE, HOME)
    assert setup.chargers == (
        OldCharger(
            id="charger-0",
            name="Carport",
            mode=SolarMode.SOLAR_AND_GRID,
            max_current_a=16.0,
            phases=3,
            switches_phases=False,
            request=ChargeRequest(minimum_charge_pct=20.0, energy_limit_wh=20_000.0),
            now=SeenNow(is_connected=True, power_w=4140.0),
        ),
    )
    assert setup.cars == (OldCar("db:1", "Leaf", 39.0),)
    assert setup.tariff == OldTariff(0.312, 0.081)
    assert setup.site == {"surplus_reserve_w": 100.0}
    assert setup.not_moved == ()


def test_two_loadpoints_with_circuits_two_rates_and_a_battery() -> None:
    setup = old_setup(TWO, HOME)
    left, yard = setup.chargers
    assert (left.mode, left.priority, left.switches_phases, left.min_current_a) == (
        SolarMode.SOLAR_ONLY, 2.0, True, None,
    )  # fmt: skip
    assert (yard.mode, yard.min_current_a, yard.max_current_a, yard.phases) == (SolarMode.OFF, 8.0, 32.0, 1)
    assert setup.circuits == (
        OldCircuit("main", "House", 25.0, 17_250.0),
        OldCircuit("garage", "Garage", 20.0, None, "main"),
    )
    assert setup.tariff == OldTariff(0.31, 0.07, 0.19, "22:00:00", "06:00:00")
    assert setup.site == {
        "battery_priority_level_pct": 40.0,
        "battery_buffer_level_pct": 80.0,
        "cheap_energy_price_limit": 0.2,
    }
    assert set(setup.not_moved) == {
        NotMoved("Heat pump", NotMovedReason.HEATING),
        NotMoved("Garage left", NotMovedReason.THRESHOLDS),
        NotMoved("Garage left", NotMovedReason.FEED_IN),
        NotMoved("", NotMovedReason.BATTERY_CONTROL),
        NotMoved("", NotMovedReason.GRID_SIGNAL),
    }


def test_plans_and_several_vehicles() -> None:
    setup = old_setup(PLANS, HOME)
    (charger,) = setup.chargers
    assert charger.mode is SolarMode.SOLAR_ONLY
    # Monday to Friday are two plans of one time and target there; the weekend's is one too many.
    assert charger.request == ChargeRequest(
        minimum_charge_pct=15.0,
        charge_limit_pct=80.0,
        keep_limits=True,
        ready_by_time="07:00",
        ready_by_soc_pct=80.0,
        ready_by_weekdays=(0, 1, 2, 3, 4),
        vehicle_battery_wh=77_000.0,
    )
    assert setup.cars == (
        OldCar("ev4", "Family EV", 77.0, SolarMode.SOLAR_ONLY),
        OldCar("small", "Second car", 24.0, SolarMode.BOOST),
    )
    assert setup.tariff is None
    assert set(setup.not_moved) == {
        NotMoved("Wallbox", NotMovedReason.PLANS),
        NotMoved("Scooter", NotMovedReason.CAR_SIZE),
        NotMoved("Second car", NotMovedReason.CAR_RULES),
        NotMoved("", NotMovedReason.PRICES),
    }


def test_a_plan_for_one_departure_is_taken_while_it_is_to_come() -> None:
    state = copy.deepcopy(ONE)
    state["result"]["vehicles"]["db:1"]["plans"] = [{"soc": 90, "time": "2026-06-22T05:00:00Z"}]
    (charger,) = old_setup(state, HOME).chargers
    assert charger.request.departure_s == datetime(2026, 6, 22, 5, tzinfo=UTC).timestamp()
    assert charger.request.ready_by_soc_pct == 90.0
    (charger,) = old_setup(state, MovingHome(datetime(2026, 6, 23, tzinfo=UTC), HOME.zone, "EUR")).chargers
    assert charger.request.departure_s is None


@pytest.mark.parametrize("prices", [(-0.05, 0.2), (0.2, -0.05), (-0.05, -0.05)], ids=["now", "later", "always"])
def test_prices_below_nothing_are_those_of_an_hour_and_listed_as_not_taken(prices: tuple[float, float]) -> None:
    state = copy.deepcopy(ONE)
    start_s = HOME.now.timestamp()
    slots = [[start_s + 3600 * hour, start_s + 3600 * (hour + 1), price] for hour, price in enumerate(prices)]
    state["result"] |= {"tariffGrid": prices[0], "forecast": {"grid": slots}}
    setup = old_setup(state, HOME)
    assert setup.tariff is None
    assert setup.not_moved == (NotMoved("", NotMovedReason.PRICES),)


def test_a_price_at_the_end_of_time_which_has_no_date_east_of_greenwich_is_left_out() -> None:
    state = copy.deepcopy(ONE)
    end = {"start": "9999-12-31T23:59:59Z", "end": "9999-12-31T23:59:59Z"}
    state["result"]["forecast"] = {"grid": [[0, 3600, 0.1], {**end, "value": 0.2}, [253_402_300_799] * 2 + [0.1]]}
    assert old_setup(state, HOME).tariff == OldTariff(0.312, 0.081)


def test_names_are_of_one_line_and_never_empty() -> None:
    state = copy.deepcopy(ONE)
    state["result"]["loadpoints"][0]["title"] = " Car\n# port "
    state["result"]["vehicles"] = {"": {"capacity": 40}}
    setup = old_setup(state, HOME)
    assert [one.name for one in (*setup.chargers, *setup.cars)] == ["Car # port", "evcc"]


def test_prices_in_another_currency_are_not_taken() -> None:
    setup = old_setup(ONE, MovingHome(HOME.now, HOME.zone, "CHF"))
    assert setup.tariff is None
    assert setup.not_moved == (NotMoved("", NotMovedReason.PRICES),)


ODD: list[Any] = [
    None,
    "",
    "x" * 100_000,
    "NaN",
    float("nan"),
    float("inf"),
    1e300,
    -1e300,
    -1,
    True,
    [],
    {},
    [[]],
    {"a": {}},
]


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = tree.keys() if isinstance(tree, dict) else range(min(len(tree), 2)) if isinstance(tree, list) else ()
    return [one for key in keys for one in [(*path, key), *places(tree[key], (*path, key))]]


@pytest.mark.parametrize("shape", [ONE, TWO, PLANS], ids=["one", "two", "plans"])
def test_an_odd_value_anywhere_costs_no_more_than_what_it_is_about(shape: dict[str, Any]) -> None:
    state = copy.deepcopy(shape)
    for path in places(shape):
        holder = state
        for key in path[:-1]:
            holder = holder[key]
        was = holder[path[-1]]
        for odd in ODD:
            holder[path[-1]] = odd
            try:
                setup = old_setup(state, HOME)
            except NotEvccError:
                assert path[-1] in ("result", "loadpoints")
                continue
            for charger in setup.chargers:
                assert 6.0 <= (charger.min_current_a or 6.0) <= (charger.max_current_a or 80.0) <= 80.0
                assert 0.0 <= charger.priority <= 10.0
                assert len(charger.name) <= 60
            assert all(3.0 <= car.battery_kwh <= 300.0 for car in setup.cars)
        holder[path[-1]] = was


@pytest.mark.parametrize("answer", [None, [], "evcc", {}, {"result": None}, {"loadpoints": {}}])
def test_what_is_no_state_is_refused(answer: Any) -> None:
    with pytest.raises(NotEvccError):
        old_setup(answer, HOME)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("http://evcc.local:7070", "http://evcc.local:7070/api/state"),
        (" evcc.local:7070/ ", "http://evcc.local:7070/api/state"),
        ("https://evcc.example/proxy/", "https://evcc.example/proxy/api/state"),
        ("http://192.168.1.20:7070/api/state", "http://192.168.1.20:7070/api/state"),
        ("http://evcc.local:7070/?a=b#/config", "http://evcc.local:7070/api/state"),
        ("file:///etc/passwd", None),
        ("http://", None),
        ("", None),
        ("http://[evcc", None),
        ("http://xn--a", None),
    ],
)
def test_what_is_typed_becomes_the_one_address_that_is_asked(typed: str, asked: str | None) -> None:
    url = state_url(typed)
    assert (str(url) if url else None) == asked
