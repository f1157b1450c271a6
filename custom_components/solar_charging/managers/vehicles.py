"""Keeps what is known of the cars of a home: which is at which charger, how full it is, and what was learned of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..cars.consumption import Mark
from ..cars.recognise import GUEST, Candidate, IdentifiedBy, PlugInSession, Recognised, recognise
from ..cars.saved_cars import SavedCar, SavedCars
from ..cars.state_of_charge import Charge, Delivered, SocSource
from ..catalogue.charger_config import ChargerConfig
from ..devices.charger_vehicle import charge_limit_pct, soc_pct, vehicle_name
from ..devices.entity_state import Problem
from ..devices.vehicle import VehicleConfig, VehicleReadings, car_problems, read_car, read_person
from ..engine.charger.charger_state import ChargerState
from ..engine.clock import moved
from ..engine.inputs import ChargerInputs, Inputs
from ..engine.json_state import dump, load
from ..engine.model import CarState
from ..engine.state import EngineState
from ..sessions.accounts import GUEST as ACCOUNT_OF_GUESTS
from ..sessions.ledger import Ledger
from ..sessions.session import Occupant
from .connected_car import ConnectedCar, limits_for_car
from .sessions import SessionRecorder

_NOBODY = ConnectedCar()
_NO_READINGS = VehicleReadings()
# Below this no car's battery takes less than an AC charger gives.
_TAPERS_FROM_PCT = 80.0


class VehicleTracker:
    """Tells which car is at a charger, and narrows what the charger may be commanded to what the car can take."""

    def __init__(self, hass: HomeAssistant, cars: Sequence[VehicleConfig], chargers: Sequence[ChargerConfig]) -> None:
        self._hass = hass
        self._chargers = {charger.id: charger for charger in chargers}
        self.cars: Mapping[str, VehicleConfig] = {car.id: car for car in cars}
        self._saved = SavedCars()
        self._here: Mapping[str, ConnectedCar] = {}
        # Chargers that were seen without a car: one that is there next has just come.
        self._empty: set[str] = set()
        self._delivered: dict[str, Delivered] = {}
        self._shown: Mapping[str, VehicleReadings] = {}

    def update_config(self, cars: Sequence[VehicleConfig], chargers: Sequence[ChargerConfig]) -> None:
        """Go on with other cars or chargers; what is known of those that stay is kept."""
        self._chargers = {charger.id: charger for charger in chargers}
        self.cars = {car.id: car for car in cars}
        self.restore(dump(self._saved))
        self._here = {key: here for key, here in self._here.items() if key in self._chargers}
        self._delivered = {key: one for key, one in self._delivered.items() if key in self._chargers}
        self._empty &= self._chargers.keys()

    def restore(self, saved: object) -> None:
        """Take over what was kept; cars and chargers that are gone are forgotten."""
        cars = load(SavedCars, saved)
        cars.cars = {key: car for key, car in cars.cars.items() if key in self.cars}
        self._saved = cars
        for charger_id in cars.stays.keys() - self._chargers.keys():
            self.leave(charger_id)

    def shift_timestamps(self, by_s: float) -> None:
        """Let what is remembered follow a clock that was set."""
        self._saved = moved(self._saved, by_s)
        self._delivered = moved(self._delivered, by_s)

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a restart."""
        return dict(dump(self._saved))

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps entities of cars from being read, by entity id."""
        return {key: problem for car in self.cars.values() for key, problem in car_problems(self._hass, car).items()}

    def here(self, charger_id: str) -> ConnectedCar:
        """Return what is known of the car at a charger."""
        return self._here.get(charger_id, _NOBODY)

    def names(self) -> Mapping[str, str]:
        """Return the name of the car at each charger that has a known one."""
        return {charger_id: here.car.name for charger_id, here in self._here.items() if here.car}

    def car_ids(self) -> Mapping[str, str]:
        """Return the id of the car at each charger that has a known one."""
        return {charger_id: here.car.id for charger_id, here in self._here.items() if here.car}

    def occupants(self) -> Mapping[str, Occupant]:
        """Return who is at each charger, for the books; nothing where no car is described."""
        return {key: self._occupant(here) for key, here in self._here.items()} if self.cars else {}

    def where(self, car_id: str) -> str | None:
        """Return the charger a car is at; None: at none, or it is not known."""
        return next((key for key, here in self._here.items() if here.car and here.car.id == car_id), None)

    def readings(self, car_id: str) -> VehicleReadings:
        """Return what a car's entities showed at the last step."""
        return self._shown.get(car_id, _NO_READINGS)

    def saved(self, car_id: str) -> SavedCar:
        """Return what is remembered of a car."""
        return self._saved.cars.setdefault(car_id, SavedCar())

    def charge(self, car_id: str) -> Charge:
        """Return how full a car is, and what was learned of it."""
        return self.saved(car_id).charge

    def chosen(self, charger_id: str) -> str | None:
        """Return the car the user chose for a charger: its id, `GUEST`, or None for automatic recognition."""
        stay = self._saved.stays.get(charger_id)
        return stay.chosen or None if stay else None

    def choose(self, charger_id: str, car_id: str | None) -> bool:
        """Set the user's choice until the car leaves. Returns whether there is a car at all."""
        stay = self._saved.stays.get(charger_id)
        if stay is None:
            return False
        for other in self._saved.stays.values():
            if other is not stay and other.chosen == car_id != GUEST:
                other.chosen = ""
        stay.chosen = car_id or ""
        return True

    def enter_soc(self, car_id: str, pct: float) -> None:
        """Take the state of charge that the user entered."""
        self.charge(car_id).tell(pct, self._sessions_wh())
        self.saved(car_id).known_s = dt_util.utcnow().timestamp()

    def leave(self, charger_id: str) -> None:
        """The car at a charger goes."""
        stay = self._saved.stays.pop(charger_id, None)
        for car_id, car in self._saved.cars.items():
            if stay and stay.car_id == car_id:
                car.charge.leave()
            car.charge.base_wh.pop(charger_id, None)

    def observe(self, inputs: Inputs, sessions: SessionRecorder, state: EngineState, now: datetime) -> Inputs:
        """Look at cars and chargers; returns the inputs with what the cars can take. `state`: what the engine learned of them."""
        now_s = now.timestamp()
        for charger in inputs.chargers:
            self._watch(charger, sessions, now_s)
        shown = {car.id: read_car(self._hass, car) for car in self.cars.values()}
        for car_id, readings in shown.items():
            saved_car = self.saved(car_id)
            saved_car.plugged.take(now_s, shown=readings.is_plugged)
            saved_car.home.take(now_s, shown=readings.is_home)
            if readings.soc_pct is not None:
                self._report(self.cars[car_id], readings.soc_pct, now_s)
        self._shown = shown
        found = recognise(self._saved.stays, self._candidates(), self._named())
        for charger_id, one in found.items():
            self._identify(charger_id, one.car_id)
        self._here = {key: self._described(key, one, shown, now_s) for key, one in found.items()}
        for charger_id, here in self._here.items():
            self._keep_limit(here, state.chargers.get(charger_id))
            if here.car and here.soc_pct is not None:
                self.saved(here.car.id).known_s = now_s
        for car_id, readings in shown.items():
            if readings.odometer_km is not None and readings.odometer_km != self.saved(car_id).consumption.km:
                self._drive(self.cars[car_id], readings.odometer_km, sessions)
        return replace(inputs, chargers=tuple(self._with_car(charger) for charger in inputs.chargers))

    def _identify(self, charger_id: str, car_id: str | None) -> None:
        """Go on with the car that is found at a charger."""
        stay = self._saved.stays[charger_id]
        if stay.car_id in self.cars and car_id is None:
            self.charge(stay.car_id).part(self._sessions_wh())
        stay.car_id = car_id or ""
        if car_id:
            saved_car = self.saved(car_id)
            saved_car.plug_delay.learn(charger_id, self._saved.stays, saved_car.plugged.since_s)

    def _sessions_wh(self) -> Mapping[str, float]:
        return {key: one.energy_wh for key, one in self._delivered.items()}

    def _watch(self, charger: ChargerInputs, sessions: SessionRecorder, now_s: float) -> None:
        """Notice cars that come and go, and how much they get."""
        ledger = sessions.ledger(charger.id)
        session = ledger.session
        if charger.car is CarState.DISCONNECTED and session and session.energy_wh > 0.0:
            # A report in mid-charge may be a flicker: the books close when it lasts. It may be the first one after a restart.
            self._note_delivered(charger.id, ledger, now_s)
            return
        if charger.car is CarState.DISCONNECTED:
            self.leave(charger.id)
            self._empty.add(charger.id)
            self._delivered.pop(charger.id, None)
            return
        has_come = charger.id in self._empty
        stay = self._saved.stays.setdefault(charger.id, PlugInSession(began_s=now_s if has_come else None))
        self._empty.discard(charger.id)
        # A charger that doesn't report a car begins a session when power is drawn: the time of plugging in is unknown.
        if stay.began_s is None and session and charger.car is not CarState.UNKNOWN:
            stay.began_s = session.started_s
        self._note_delivered(charger.id, ledger, now_s)

    def _note_delivered(self, charger_id: str, ledger: Ledger, now_s: float) -> None:
        before, energy_wh = self._delivered.get(charger_id), ledger.session.energy_wh if ledger.session else 0.0
        if before is None and energy_wh > 0.0:
            # Since a start: it grew until it paused, or until Home Assistant ended.
            increased_s = ledger.idle_since_s or ledger.seen_s or 0.0
            self._delivered[charger_id] = Delivered(charger_id, energy_wh, increased_s)
        elif before is None or energy_wh != before.energy_wh:
            increased_s = now_s if before and energy_wh > before.energy_wh else 0.0
            self._delivered[charger_id] = Delivered(charger_id, energy_wh, increased_s)

    def _report(self, car: VehicleConfig, pct: float, now_s: float) -> None:
        """Update with a reported state of charge; a new one shows where the car charges and its losses."""
        saved_car, sessions_wh = self.saved(car.id), self._sessions_wh()
        charge, since_s = saved_car.charge, saved_car.reported_s
        expected_pct = charge.reported_pct if charge.shown_pct is None else charge.shown_pct
        if not saved_car.sudden.is_credible(pct, expected_pct, now_s):
            return
        before_pct = charge.reported_pct
        known_pct = charge.base_pct
        since_wh = {key: charge.since_wh(key, energy_wh) for key, energy_wh in sessions_wh.items()}
        if not charge.report(pct, sessions_wh):
            return
        saved_car.reported_s = saved_car.known_s = now_s
        self._look_elsewhere(car, pct, known_pct)
        if before_pct is None:
            return
        for charger_id, stay in self._saved.stays.items():
            expected_pct = since_wh[charger_id] * charge.charging_efficiency / car.battery_wh * 100.0
            stay.follow(car.id, pct - before_pct, expected_pct, since_s)
            if stay.car_id == car.id:
                charge.learn(sessions_wh[charger_id], car.battery_wh)

    def _look_elsewhere(self, car: VehicleConfig, pct: float, before_pct: float | None) -> None:
        """Count what a car charges elsewhere, while no charger here can be charging it."""
        saved_car, candidate = self.saved(car.id), self._candidate(car)
        if any(
            stay.car_id == car.id or (not stay.car_id and stay.chosen != GUEST and candidate.may_be_at(charger_id))
            for charger_id, stay in self._saved.stays.items()
        ):
            saved_car.elsewhere.arrive()
        else:
            saved_car.elsewhere.report(pct, before_pct, car.battery_wh)

    def _drive(self, car: VehicleConfig, km: float, sessions: SessionRecorder) -> None:
        saved_car, account = self.saved(car.id), sessions.accounts.account(car.id)
        efficiency, soc_pct = saved_car.charge.charging_efficiency, self.soc_pct(car.id)
        charged_wh = account.totals.booked_wh.total + saved_car.elsewhere.energy_wh / efficiency
        stored_wh = None if soc_pct is None else soc_pct / 100.0 * car.battery_wh / efficiency
        currency = self._hass.config.currency
        saved_car.consumption.drive(Mark(km, charged_wh, account.costs.get(currency), stored_wh, currency))

    def soc_pct(self, car_id: str) -> float | None:
        """Return how full a car is, wherever it is: as it was known last."""
        charger_id = self.where(car_id)
        return self.here(charger_id).soc_pct if charger_id else self.charge(car_id).base_pct

    def _occupant(self, here: ConnectedCar) -> Occupant:
        is_chosen = here.identified_by is IdentifiedBy.CHOSEN
        if here.car is None:
            return Occupant(
                ACCOUNT_OF_GUESTS if is_chosen or here.identified_by is IdentifiedBy.GUEST else "", is_chosen=is_chosen
            )
        return replace(self.occupant_of(here.car.id), is_chosen=is_chosen)

    def occupant_of(self, car_id: str) -> Occupant:
        """Return a car with its usual driver, for the books."""
        car = self.cars[car_id]
        driver = read_person(self._hass, car.driver_entity)
        person_id, person = (driver.id, driver.name) if driver else ("", "")
        return Occupant(car.id, car.name, person_id, person)

    def _candidates(self) -> list[Candidate]:
        return [self._candidate(car) for car in self.cars.values()]

    def _candidate(self, car: VehicleConfig) -> Candidate:
        saved_car = self.saved(car.id)
        return Candidate(
            car.id,
            is_plugged=saved_car.plugged.value,
            is_home=saved_car.home.value,
            plugged_s=saved_car.plugged.since_s,
            came_s=saved_car.home.since_s,
            plug_delay_s=saved_car.plug_delay.longest_s,
            # Chargers that were removed since are none that it could be found at.
            charger_ids=tuple(key for key in car.charger_ids if key in self._chargers),
        )

    def _named(self) -> Mapping[str, str]:
        """Return the cars that chargers identify, by name or by an equal state of charge, if only one car fits."""
        found = {charger.id: self._read_by_charger(charger) for charger in self._chargers.values()}
        return {charger_id: car_ids[0] for charger_id, car_ids in found.items() if len(car_ids) == 1}

    def _read_by_charger(self, charger: ChargerConfig) -> list[str]:
        name, soc = vehicle_name(self._hass, charger), charger.readings.get("vehicle_soc")
        return [
            car.id
            for car in self.cars.values()
            if car.name.casefold() == name.casefold() or (soc and soc.entity_id == car.soc_entity)
        ]

    def _described(
        self, charger_id: str, found: Recognised, shown: Mapping[str, VehicleReadings], now_s: float
    ) -> ConnectedCar:
        charger = self._chargers[charger_id]
        told_pct = soc_pct(self._hass, charger)
        if found.car_id is None:
            soc_source = None if told_pct is None else SocSource.REPORTED
            return ConnectedCar(found.identified_by, soc_pct=told_pct, soc_source=soc_source, reported_pct=told_pct)
        car, charge, delivered = self.cars[found.car_id], self.charge(found.car_id), self._delivered[charger_id]
        if car.soc_entity is None and told_pct is not None:
            self._report(car, told_pct, now_s)
        estimated_pct = charge.estimate(delivered, car.battery_wh, now_s)
        return ConnectedCar(
            found.identified_by,
            car,
            soc_pct=estimated_pct,
            soc_source=None if estimated_pct is None else charge.soc_source(delivered),
            reported_pct=charge.reported_pct,
            limit_pct=shown[car.id].limit_pct or charge_limit_pct(self._hass, charger),
            charging_efficiency=charge.charging_efficiency,
        )

    def _keep_limit(self, here: ConnectedCar, learned: ChargerState | None) -> None:
        """Keep where a car limits itself, unless that may be because it is nearly full."""
        may_taper = here.soc_pct is None or here.soc_pct >= _TAPERS_FROM_PCT
        if here.car and learned and learned.car_id == here.car.id and not may_taper:
            self.saved(here.car.id).takes_at_most_w = learned.takes_at_most_w

    def _with_car(self, charger: ChargerInputs) -> ChargerInputs:
        """Return the charger with what its car can take."""
        car = self.here(charger.id).car
        if car is None:
            return charger
        limits, most_w = limits_for_car(charger.limits, car), self.saved(car.id).takes_at_most_w
        return replace(charger, limits=limits, car_id=car.id, car_takes_at_most_w=most_w)
