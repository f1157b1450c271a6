"""A month of two cars at two chargers: swapped in the night, guests by day, one that also charges at work, restarts in between.

Cars tell of their plug and their place minutes late, as their clouds do, and of their battery in whole percents now and then.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from custom_components.solar_charging.cars.elsewhere import ChargedElsewhere
from custom_components.solar_charging.cars.plug_delay import PlugDelay
from custom_components.solar_charging.cars.recognise import Candidate, IdentifiedBy, PlugInSession, recognise
from custom_components.solar_charging.cars.saved_cars import Answer, SavedCar, SavedCars
from custom_components.solar_charging.engine.json_state import dump, load
from custom_components.solar_charging.engine.model import CarState
from custom_components.solar_charging.sessions.accounts import GUEST, UNKNOWN, CarAccounts
from custom_components.solar_charging.sessions.ledger import Ledger, Sample
from custom_components.solar_charging.sessions.session import Occupant, Session
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.tariff import Tariff

STEP_S = 60
DAY_STEPS = 86_400 // STEP_S
CHARGERS = ("garage", "yard")
CARS = ("zoe", "id3")
BATTERY_WH = 52_000.0
POWER_W = 7_400.0
STEP_WH = POWER_W * STEP_S / 3600.0
# Of what is delivered, into the battery.
EFFICIENCY = 0.9
# Cars swap ten minutes apart: a report may come when the other car plugs in.
LATEST_REPORT_S = 300
RESTART_EVERY_STEPS = 4_111
DOWN_STEPS = 4


@dataclass
class TravellingCar:
    """One car as it really is, and what its cloud tells of it. `at`: its charger, "work", "road" or "home"."""

    name: str
    at: str = "road"
    stored_wh: float = 30_000.0
    true_wh: float = 0.0
    elsewhere_wh: float = 0.0
    late_s: int = 0
    plugged: Answer = field(default_factory=Answer)
    home: Answer = field(default_factory=Answer)
    plug_delay: PlugDelay = field(default_factory=PlugDelay)
    reported_pct: float = 58.0
    known_pct: float = 58.0
    # As it was when its last report was compared with what chargers had delivered.
    followed_pct: float = 58.0
    followed_s: float = 0.0
    base_wh: dict[str, float] = field(default_factory=dict)
    moved_s: float = 0.0
    elsewhere: ChargedElsewhere = field(default_factory=ChargedElsewhere)

    def move(self, place: str, now_s: float, late_s: int) -> None:
        """Go somewhere; its cloud notices later."""
        if place != self.at:
            self.at, self.moved_s, self.late_s = place, now_s, late_s

    def charge(self) -> bool:
        """Drive, or charge, for a step. Returns whether it charges."""
        if self.at == "road":
            self.stored_wh = max(self.stored_wh - 45.0, 8_000.0)
        if self.at in ("road", "home") or self.stored_wh >= BATTERY_WH * 0.8:
            return False
        self.stored_wh += STEP_WH * EFFICIENCY
        if self.at == "work":
            self.elsewhere_wh += STEP_WH * EFFICIENCY
        else:
            self.true_wh += STEP_WH
        return True

    def notice(self, now_s: float) -> None:
        """Notice plug and place, some minutes late."""
        if now_s >= self.moved_s + self.late_s:
            self.plugged.take(now_s, shown=self.at in (*CHARGERS, "work"))
            self.home.take(now_s, shown=self.at in (*CHARGERS, "home"))

    def tell(self, now_s: float, *, is_here: bool, may_be_here: bool) -> None:
        """Tell its cloud; `is_here`: it is recognised at a charger, `may_be_here`: a charger has somebody that it may be."""
        pct = float(round(self.stored_wh / BATTERY_WH * 100.0))
        if is_here:
            # What it is charged with here is counted here, between its reports, too.
            self.elsewhere.arrive()
            self.known_pct = self.stored_wh / BATTERY_WH * 100.0
        elif pct != self.reported_pct and now_s >= self.moved_s + self.late_s:
            if may_be_here:
                self.elsewhere.arrive()
            else:
                self.elsewhere.report(pct, self.known_pct, BATTERY_WH)
            self.known_pct = self.reported_pct = pct


class CarMonth:
    """Lives through it. `sessions` are what the books say, `cars`, `guest_wh` and `counters_wh` what is true."""

    def __init__(self, days: int = 30, seed: int = 1, latest_report_s: int = LATEST_REPORT_S) -> None:
        self.days, self.random, self.latest_report_s = days, Random(seed), latest_report_s
        self.cars = {name: TravellingCar(name) for name in CARS}
        self.ledgers = {name: Ledger() for name in CHARGERS}
        self.accounts = CarAccounts()
        self.stays: dict[str, PlugInSession] = {}
        self.sessions: list[Session] = []
        self.counters_wh = dict.fromkeys(CHARGERS, 100_000.0)
        self.shown_wh = dict(self.counters_wh)
        self.guest_wh = 0.0
        self.guest_at: str | None = None
        self.room_wh = 0.0
        self.restarts = 0

    def live(self) -> None:
        """Live through the month."""
        down_until = -1
        for step in range(self.days * DAY_STEPS):
            now_s = 1_780_000_000.0 + step * STEP_S
            # A counter shows what was delivered until now, power what is drawn from now on.
            self.shown_wh = dict(self.counters_wh)
            powers_w = self._physics(step, now_s)
            if step % RESTART_EVERY_STEPS == RESTART_EVERY_STEPS - 1:
                self._restart()
                self.restarts, down_until = self.restarts + 1, step + DOWN_STEPS
            if step >= down_until:
                self._book(now_s, _day(step // DAY_STEPS), powers_w)
        self.shown_wh = dict(self.counters_wh)
        self._book(now_s + STEP_S, _day(self.days), dict.fromkeys(CHARGERS, 0.0))

    def _restart(self) -> None:
        """Lose all but what is stored."""
        self.ledgers = {key: Ledger.from_dict(one.to_dict()) for key, one in self.ledgers.items()}
        self.accounts = CarAccounts.from_dict(self.accounts.to_dict())
        known = {
            name: SavedCar(car.plugged, car.home, car.plug_delay, elsewhere=car.elsewhere)
            for name, car in self.cars.items()
        }
        saved = load(SavedCars, json.loads(json.dumps(dump(SavedCars(known, self.stays)))))
        self.stays = saved.stays
        for name, car in self.cars.items():
            one = saved.cars[name]
            car.plugged, car.home, car.plug_delay, car.elsewhere = one.plugged, one.home, one.plug_delay, one.elsewhere

    def _physics(self, step: int, now_s: float) -> dict[str, float]:
        """Move cars, charge them. Returns the power of each charger in W."""
        self._move(step, now_s)
        powers_w = dict.fromkeys(CHARGERS, 0.0)
        for car in self.cars.values():
            if car.charge() and car.at in CHARGERS:
                powers_w[car.at] = POWER_W
        if self.guest_at and self.room_wh > 0.0:
            powers_w[self.guest_at] = POWER_W
            self.guest_wh += STEP_WH
            self.room_wh -= STEP_WH
        for charger, power_w in powers_w.items():
            self.counters_wh[charger] += power_w * STEP_S / 3600.0
        return powers_w

    def _move(self, step: int, now_s: float) -> None:
        day, minute = divmod(step, DAY_STEPS)
        zoe, id3 = (self.cars[name] for name in CARS)
        first, second = CHARGERS if day % 2 else CHARGERS[::-1]
        late_s = self.random.randrange(self.latest_report_s)
        for at, car, place in (
            (7 * 60, zoe, "road"), (8 * 60, zoe, "work" if day % 3 == 0 else "road"), (16 * 60, zoe, "road"),
            (18 * 60, zoe, first), (2 * 60, zoe, "home"), (2 * 60 + 15, zoe, second),
            (9 * 60, id3, "road"), (17 * 60, id3, second), (2 * 60 + 5, id3, "home"), (2 * 60 + 25, id3, first),
        ):  # fmt: skip
            if minute == at:
                car.move(place, now_s, late_s)
        if minute == 11 * 60 and day % 4 == 1:
            self.guest_at, self.room_wh = first, 9_000.0
        if minute == 15 * 60:
            self.guest_at = None

    def _book(self, now_s: float, day: str, powers_w: dict[str, float]) -> None:
        occupied = {car.at for car in self.cars.values()} | {self.guest_at}
        for charger in CHARGERS:
            if charger in occupied:
                self.stays.setdefault(charger, PlugInSession(now_s))
        for car in self.cars.values():
            car.notice(now_s)
            self._follow(car, now_s)
        found = recognise(self.stays, [self._candidate(car) for car in self.cars.values()])
        for charger, one in found.items():
            self.stays[charger].car_id = one.car_id or ""
            if one.car_id:
                car = self.cars[one.car_id]
                car.plug_delay.learn(charger, self.stays, car.plugged.since_s)
        for car in self.cars.values():
            unclear = [key for key, stay in self.stays.items() if not stay.car_id]
            is_here = any(one.car_id == car.name for one in found.values())
            car.tell(now_s, is_here=is_here, may_be_here=any(map(self._candidate(car).may_be_at, unclear)))
        for charger in CHARGERS:
            power_w = powers_w[charger]
            state = CarState.CHARGING if power_w else CarState.CONNECTED
            recognised = found.get(charger)
            occupant = (
                Occupant()
                if recognised is None
                else Occupant(GUEST)
                if recognised.identified_by is IdentifiedBy.GUEST
                else Occupant()
            )
            if recognised and recognised.car_id:
                occupant = Occupant(recognised.car_id, recognised.car_id.title())
            seen = Sample(
                charger_id=charger,
                car=state if charger in occupied else CarState.DISCONNECTED,
                mode="solar_only",
                reason="solar_charging",
                power_w=Shares(power_w * 0.5, power_w * 0.2, power_w * 0.3),
                full_speed_w=POWER_W,
                day=day,
                counter_wh=self.shown_wh[charger],
                tariff=Tariff(0.30, 0.08, 400.0),
                occupant=occupant,
            )
            self._observe(charger, seen, now_s, day)

    def _follow(self, car: TravellingCar, now_s: float) -> None:
        """Compare a new report with what each charger has delivered since the last one."""
        pct = float(round(car.stored_wh / BATTERY_WH * 100.0))
        if pct == car.followed_pct or now_s < car.moved_s + car.late_s:
            return
        for charger, stay in self.stays.items():
            session = self.ledgers[charger].session
            session_wh = session.energy_wh if session else 0.0
            delivered_wh = session_wh - min(car.base_wh.get(charger, 0.0), session_wh)
            expected_pct = delivered_wh * EFFICIENCY / BATTERY_WH * 100.0
            stay.follow(car.name, pct - car.followed_pct, expected_pct, car.followed_s)
            car.base_wh[charger] = session_wh
        car.followed_pct, car.followed_s = pct, now_s

    def _observe(self, charger: str, seen: Sample, now_s: float, day: str) -> None:
        ledger = self.ledgers[charger]
        was_here = ledger.session is not None
        ended = ledger.observe(seen, now_s)
        if session := ended or ledger.session:
            self.accounts.take(session, day)
        if ended:
            self.sessions.append(replace(ended))
        if was_here and ledger.session is None:
            self.accounts.close(charger)
            self.stays.pop(charger, None)

    def _candidate(self, car: TravellingCar) -> Candidate:
        plugged, home = car.plugged, car.home
        return Candidate(
            car.name,
            plugged.value,
            home.value,
            plugged.since_s,
            home.since_s,
            plug_delay_s=car.plug_delay.longest_s,
        )

    def figures(self) -> dict[str, float | int]:
        """Compare the books with what is true, in Wh; `wrong` is what is in the account of another."""
        booked = {key: self.accounts.account(key).totals.booked_wh.total for key in (*CARS, GUEST, UNKNOWN)}
        true_wh = {**{name: car.true_wh for name, car in self.cars.items()}, GUEST: self.guest_wh}
        chargers_wh = sum(ledger.totals.booked_wh.total for ledger in self.ledgers.values())
        counted_wh = sum(self.counters_wh.values()) - 100_000.0 * len(CHARGERS)
        return {
            "sessions": len(self.sessions),
            "restarts": self.restarts,
            **{f"true_wh_{key}": round(value) for key, value in true_wh.items()},
            **{f"booked_wh_{key or 'unknown'}": round(value) for key, value in booked.items()},
            "wrong_wh": round(sum(max(booked[key] - true_wh[key], 0.0) for key in true_wh)),
            "cars_less_chargers_wh": round(sum(booked.values()) - chargers_wh),
            "booked_less_counted_wh": round(chargers_wh - counted_wh),
            **{f"elsewhere_true_wh_{name}": round(car.elsewhere_wh) for name, car in self.cars.items()},
            **{f"elsewhere_booked_wh_{name}": round(car.elsewhere.energy_wh) for name, car in self.cars.items()},
        }


def _day(number: int) -> str:
    return (date(2026, 5, 28) + timedelta(days=number)).isoformat()
