"""What evcc's `/api/state` tells of a home, in our terms: loadpoints, vehicles, circuits, the home battery's levels.

Nothing in it is promised to stay: https://github.com/evcc-io/evcc/blob/master/assets/js/types/evcc.ts. Each value is read for itself;
what is missing or odd counts as not set.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from ..const import CAR_BATTERY_KWH, EVSE_CEILING_A, EVSE_FLOOR_A
from ..engine.finite import finite
from ..engine.model import SolarMode
from .evcc_prices import old_tariff
from .evcc_request import old_request
from .old_setup import (
    LONGEST_NAME,
    MOST_OF_A_KIND,
    NotMoved,
    NotMovedReason,
    OldCar,
    OldCharger,
    OldCircuit,
    OldSetup,
    SeenNow,
)

type State = Mapping[str, Any]

# Both sets of names: until 2026 "pv" and "minpv", since then "smart" with a minimum that is always charged.
_MODES: Mapping[str, SolarMode] = {
    "off": SolarMode.OFF,
    "pv": SolarMode.SOLAR_ONLY,
    "smart": SolarMode.SOLAR_ONLY,
    "minpv": SolarMode.SOLAR_AND_GRID,
    "now": SolarMode.BOOST,
}
# What evcc begins with, in W and s: who left it so did not mean anything by it.
_USUAL_THRESHOLDS = {"enableThreshold": 0.0, "disableThreshold": 0.0, "enableDelay": 60.0, "disableDelay": 180.0}
# The range of our priority.
_PRIORITY = (0.0, 10.0)
# Limits of circuits as our form takes them, in A and W.
_LIMIT_A, _LIMIT_W = (6.0, 250.0), (1000.0, 1e6)
# More is kept back by nobody, in W.
_MOST_RESERVE_W = 5000.0


class NotEvccError(ValueError):
    """The answer is no state of evcc."""


@dataclass(frozen=True, slots=True)
class MovingHome:
    """The home that moves in: its clock, its time zone, and the currency it reckons in."""

    now: datetime
    zone: tzinfo
    currency: str


def old_setup(answer: Any, home: MovingHome) -> OldSetup:
    """Return what evcc was set up with; raises NotEvccError."""
    state = answer.get("result", answer) if isinstance(answer, Mapping) else None
    if not isinstance(state, Mapping) or not isinstance(state.get("loadpoints"), list):
        raise NotEvccError
    points = [one for one in _first(state["loadpoints"]) if isinstance(one, Mapping)]
    chargers = [one for one in points if not _is_heating(one)]
    cars = {str(key): one for key, one in _items(state.get("vehicles"))}
    at = _vehicles_at(chargers, cars)
    found: list[NotMoved] = [
        NotMoved(_name(one, "title"), NotMovedReason.HEATING) for one in points if _is_heating(one)
    ]
    moved: list[OldCharger] = []
    for index, point in enumerate(chargers):
        car_id = at.get(index)
        charger, lacks = _charger(index, point, cars.get(car_id or "", {}), home)
        moved.append(charger)
        found += lacks
    kept = tuple(car for key, one in cars.items() if (car := _car(key, one)))
    sized = {car.id for car in kept}
    found += [
        NotMoved(_name(one, "title", key), NotMovedReason.CAR_SIZE) for key, one in cars.items() if key not in sized
    ]
    placed = set(at.values())
    elsewhere = [key for key, one in cars.items() if key not in placed and _has_rules(one)]
    found += [NotMoved(_name(cars[key], "title", key), NotMovedReason.CAR_RULES) for key in elsewhere]
    tariff, lacks_prices = old_tariff(state, home.zone, home.currency)
    found += [NotMoved("", reason) for reason in (*lacks_prices, *_not_moved_of_home(state))]
    return OldSetup(
        chargers=tuple(moved),
        cars=kept,
        circuits=tuple(_circuits(state.get("circuits"))),
        tariff=tariff,
        site=dict(_site(state, chargers)),
        not_moved=tuple(dict.fromkeys(found)),
    )


def _charger(index: int, point: State, car: State, home: MovingHome) -> tuple[OldCharger, list[NotMoved]]:
    name = _name(point, "title", f"evcc {index + 1}")
    request, lacks = old_request(point, car, home.now, home.zone)
    reasons = [*lacks]
    usual = _USUAL_THRESHOLDS.items()
    if any((value := finite(point.get(key))) is not None and value != was for key, was in usual):
        reasons.append(NotMovedReason.THRESHOLDS)
    if _limit(point.get("smartFeedInPriorityLimit")) is not None:
        reasons.append(NotMovedReason.FEED_IN)
    least_a = finite(point.get("minCurrent"), EVSE_FLOOR_A, EVSE_CEILING_A)
    most_a = finite(point.get("maxCurrent"), EVSE_FLOOR_A, EVSE_CEILING_A)
    is_crossed = least_a is not None and most_a is not None and least_a > most_a
    connected = point.get("connected")
    charger = OldCharger(
        id=f"charger-{index}",
        name=name,
        mode=_mode(point) or SolarMode.SOLAR_ONLY,
        min_current_a=None if is_crossed or least_a == EVSE_FLOOR_A else least_a,
        max_current_a=None if is_crossed else most_a,
        priority=finite(point.get("priority"), *_PRIORITY) or 0.0,
        phases=1 if point.get("chargerSinglePhase") is True or point.get("phasesConfigured") == 1 else 3,
        switches_phases=point["chargerPhases1p3p"] if isinstance(point.get("chargerPhases1p3p"), bool) else None,
        request=request,
        now=SeenNow(connected if isinstance(connected, bool) else None, finite(point.get("chargePower"))),
    )
    return charger, [NotMoved(name, reason) for reason in reasons]


def _mode(holder: State) -> SolarMode | None:
    mode = _MODES.get(str(holder.get("mode")))
    always = holder.get("alwaysCharge")
    return SolarMode.SOLAR_AND_GRID if mode is SolarMode.SOLAR_ONLY and always in (True, "on") else mode


def _car(key: str, vehicle: State) -> OldCar | None:
    battery_kwh = finite(vehicle.get("capacity"), *CAR_BATTERY_KWH)
    mode = _mode(vehicle)
    # A car of ours has no mode "off".
    mode = None if mode is SolarMode.OFF else mode
    return OldCar(key, _name(vehicle, "title", key), battery_kwh, mode) if battery_kwh is not None else None


def _circuits(circuits: Any) -> Iterator[OldCircuit]:
    known = dict(_items(circuits))
    for key, one in known.items():
        parent = one.get("parent")
        yield OldCircuit(
            key,
            _name(one, "title", key),
            finite(one.get("maxCurrent"), *_LIMIT_A),
            finite(one.get("maxPower"), *_LIMIT_W),
            parent if isinstance(parent, str) and parent in known and parent != key else None,
        )


def _site(state: State, points: list[State]) -> Iterator[tuple[str, float]]:
    """Return fields of our settings for the home, with their values."""
    priority_pct = finite(state.get("prioritySoc"), 1.0, 100.0)
    if priority_pct is not None:
        yield "battery_priority_level_pct", priority_pct
    buffer_pct = finite(state.get("bufferSoc"), 1.0, 99.0)
    if buffer_pct is not None:
        yield "battery_buffer_level_pct", max(buffer_pct, priority_pct or 0.0)
    reserve_w = finite(state.get("residualPower"), 1.0, _MOST_RESERVE_W)
    if reserve_w is not None:
        yield "surplus_reserve_w", reserve_w
    limits = [limit for point in points if (limit := _limit(point.get("smartCostLimit"))) is not None]
    # Ours is the whole home's: what all chargers agreed to pay.
    if limits and state.get("smartCostType") != "co2":
        yield "cheap_energy_price_limit", min(limits)


def _not_moved_of_home(state: State) -> Iterator[NotMovedReason]:
    points = [one for one in _first(state["loadpoints"]) if isinstance(one, Mapping)]
    if state.get("smartCostType") == "co2" and any(_limit(one.get("smartCostLimit")) is not None for one in points):
        yield NotMovedReason.EMISSIONS
    is_on = any(state.get(key) is True for key in ("batteryDischargeControl", "batteryGridDischarge"))
    if is_on or _limit(state.get("batteryGridChargeLimit")) is not None:
        yield NotMovedReason.BATTERY_CONTROL
    hems = state.get("hems")
    config = hems.get("config") if isinstance(hems, Mapping) else None
    # Older ones tell its type, newer ones only that there is one.
    if isinstance(config, Mapping) and (config.get("configured") is True or config.get("type")):
        yield NotMovedReason.GRID_SIGNAL


def _vehicles_at(points: list[State], cars: Mapping[str, State]) -> Mapping[int, str]:
    """Return by the index of a loadpoint the car that is there, or can only be there."""
    named = {index: str(point.get("vehicleName")) for index, point in enumerate(points)}
    at = {index: name for index, name in named.items() if name in cars}
    return at or ({0: next(iter(cars))} if len(points) == len(cars) == 1 else {})


def _has_rules(vehicle: State) -> bool:
    keys = ("minSoc", "limitSoc", "plan", "plans", "repeatingPlans")
    return any(vehicle.get(key) for key in keys)


def _is_heating(point: State) -> bool:
    return any(point.get(key) is True for key in ("chargerFeatureHeating", "chargerFeatureIntegratedDevice"))


def _limit(value: Any) -> float | None:
    """Return a price limit; older versions have 0 for none."""
    return finite(value) or None


def _name(holder: State, key: str, otherwise: str = "evcc") -> str:
    """Return a name in one line: lists of names are texts in Markdown."""
    name = holder.get(key)
    named = (" ".join(one.split())[:LONGEST_NAME] for one in (name, otherwise) if isinstance(one, str))
    return next(filter(None, named), "evcc")


def _first(items: Any) -> list[Any]:
    return list(islice(items, MOST_OF_A_KIND))


def _items(table: Any) -> Iterator[tuple[str, State]]:
    """Return the first entries of a table, as far as they are tables themselves."""
    if isinstance(table, Mapping):
        yield from ((str(key), one) for key, one in islice(table.items(), MOST_OF_A_KIND) if isinstance(one, Mapping))
