"""A month of living: two cars, a home battery, dynamic prices, restarts, a price feed that breaks. Are the books right?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from custom_components.solar_charging.engine.grid_top_up import GridTopUp
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.reasons import ReasonKey, because
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.planning.charging_plan import Need, Plan
from custom_components.solar_charging.planning.multi_charger import plan_all
from custom_components.solar_charging.planning.slots import STEP_S, ExpectedSun, Series, SeriesEntry
from custom_components.solar_charging.sessions.ledger import Ledger, Sample
from custom_components.solar_charging.sessions.session import Session
from custom_components.solar_charging.sessions.shares import measured_shares
from custom_components.solar_charging.sessions.tariff import Tariff
from simulator.battery import Battery

from .prices import FEED_IN, known_until
from .year import OUTCOME_DEVIATIONS, P20_DEVIATIONS, QUARTERS_PER_DAY, Floats, Year

TICK_S = 10
DAY_S = 86_400
VOLTAGE_V = 230.0
LIMITS = ChargerLimits(min_current_a=6.0, max_current_a=16.0, phases=(3,), voltage_v=VOLTAGE_V)
# A counter that shows tenths of a kWh, as most charging stations do.
COUNTER_STEP_WH = 100.0
RESTARTS_DAYS = (6.55, 13.01, 21.4)
DOWN_S = 300
BROKEN_PRICES_DAYS = (9.0, 12.0)


@dataclass
class Guest:
    """A car's habits and what it truly got. `ready_at_h`: the hour it leaves at, charged with what it drove; None: no plan."""

    name: str
    arrives_h: float
    leaves_h: float
    drives_wh: float
    has_plan: bool
    has_counter: bool
    room_wh: float = 0.0
    power_w: float = 0.0
    true_wh: float = 0.0
    # What its counter shows: what was delivered until now, while power is drawn from now on.
    counted_wh: float = 0.0
    began_wh: float = 0.0
    stays: list[float] = field(default_factory=list)
    missed: int = 0

    def is_here(self, hour: float) -> bool:
        """Whether it is plugged in at this hour of the day."""
        if self.arrives_h < self.leaves_h:
            return self.arrives_h <= hour < self.leaves_h
        return hour >= self.arrives_h or hour < self.leaves_h

    def car(self, *, is_here: bool) -> CarState:
        """Return its state."""
        if not is_here:
            return CarState.DISCONNECTED
        if self.room_wh <= 0.0:
            return CarState.COMPLETE
        return CarState.CHARGING if self.power_w > 0.0 else CarState.CONNECTED


class Month:
    """The home, lived in. `sessions` are what the books say, `guests` what is true."""

    def __init__(self, year: Year, prices: Floats, first_day: int, days: int = 30, seed: int = 1) -> None:
        self.year, self.prices, self.first, self.days = year, prices, first_day * QUARTERS_PER_DAY, days
        self.random = Random(seed)
        self.guests = [
            Guest("works away", 17.5, 7.0, 12_000.0, has_plan=True, has_counter=True),
            Guest("works at home", 9.0, 16.0, 9_000.0, has_plan=False, has_counter=False),
        ]
        self.battery = Battery()
        self.state = EngineState()
        self.ledgers = {guest.name: Ledger() for guest in self.guests}
        self.sessions: list[Session] = []
        self.plans: Mapping[str, Plan] = {}
        self.grid_w = 0.0

    def live(self) -> None:
        """Live through the month."""
        restarts = {round(day * DAY_S / TICK_S) for day in RESTARTS_DAYS}
        down_until = -1
        for tick in range(self.days * DAY_S // TICK_S):
            if tick in restarts:
                self._restart()
                down_until = tick + DOWN_S // TICK_S
            self._physics(tick)
            if tick >= down_until:
                self._control(tick)

    def _restart(self) -> None:
        """Lose all but what is stored; chargers go on as they were told last."""
        self.state = EngineState.from_dict(self.state.to_dict())
        self.ledgers = {name: Ledger.from_dict(ledger.to_dict()) for name, ledger in self.ledgers.items()}
        self.plans = {}

    def _physics(self, tick: int) -> None:
        quarter = self.first + tick * TICK_S // int(STEP_S)
        hour = tick * TICK_S % DAY_S / 3600.0
        cars_w = 0.0
        for guest in self.guests:
            was_here = guest.is_here((tick - 1) * TICK_S % DAY_S / 3600.0)
            is_here = guest.is_here(hour)
            if is_here and not was_here:
                guest.room_wh, guest.began_wh = guest.drives_wh * self.random.uniform(0.8, 1.2), guest.true_wh
            if was_here and not is_here:
                guest.stays.append(guest.true_wh - guest.began_wh)
                guest.missed += guest.has_plan and guest.room_wh > 50.0
            commanded = self.state.chargers.get(guest.name)
            is_on = bool(commanded and commanded.is_enabled and is_here and guest.room_wh > 0.0)
            guest.power_w = commanded.current_a * 0.97 * VOLTAGE_V * 3 if commanded and is_on else 0.0
            guest.counted_wh = guest.true_wh
            guest.true_wh += guest.power_w * TICK_S / 3600.0
            guest.room_wh -= guest.power_w * TICK_S / 3600.0
            cars_w += guest.power_w
        pv_w, load_w = float(self.year.pv_w.flat[quarter]), float(self.year.load_w.flat[quarter])
        without_w = load_w + cars_w - pv_w
        battery_w = self.battery.step(TICK_S, without_w + self.battery.power_w)
        self.grid_w = without_w + battery_w

    def _control(self, tick: int) -> None:
        now_s = self.year.start_s + self.first * STEP_S + tick * TICK_S
        now, hour = datetime.fromtimestamp(now_s, UTC), tick * TICK_S % DAY_S / 3600.0
        quarter = self.first + tick * TICK_S // int(STEP_S)
        if tick * TICK_S % int(STEP_S) == 0 or not self.plans:
            self._plan(quarter, tick)
        chargers = tuple(self._charger(guest, hour, quarter, now, now_s) for guest in self.guests)
        noise_w = self.random.gauss(0.0, 10.0)
        inputs = Inputs(
            grid_w=Reading(self.grid_w + noise_w, now),
            battery_w=Reading(self.battery.power_w, now),
            battery_soc_pct=Reading(self.battery.soc_pct, now),
            site=SiteLimits(battery_priority_level_pct=30.0),
            chargers=chargers,
        )
        self.state, decision = step(self.state, inputs, now)
        together_w = sum(guest.power_w for guest in self.guests)
        price = float(self.prices.flat[quarter])
        for guest, charger, command in zip(self.guests, chargers, decision.commands, strict=True):
            counter_wh = guest.counted_wh // COUNTER_STEP_WH * COUNTER_STEP_WH if guest.has_counter else None
            seen = Sample(
                charger_id=guest.name,
                car=charger.car,
                mode=charger.mode.value,
                reason=command.reason.key,
                power_w=measured_shares(guest.power_w, together_w, self.grid_w + noise_w, self.battery.power_w),
                full_speed_w=16.0 * 3 * VOLTAGE_V,
                day=(now + timedelta(hours=1)).date().isoformat(),
                counter_wh=counter_wh,
                tariff=Tariff(price, FEED_IN),
            )
            if ended := self.ledgers[guest.name].observe(seen, now_s):
                self.sessions.append(ended)

    def _charger(self, guest: Guest, hour: float, quarter: int, now: datetime, now_s: float) -> ChargerInputs:
        plan = self.plans.get(guest.name)
        price = float(self.prices.flat[quarter])
        is_buying = bool(plan and plan.wants_full_speed(quarter * STEP_S + now_s % STEP_S))
        return ChargerInputs(
            guest.name,
            SolarMode.SOLAR_AND_GRID if is_buying else SolarMode.SOLAR_ONLY,
            LIMITS,
            car=guest.car(is_here=guest.is_here(hour)),
            power_w=Reading(guest.power_w, now),
            full_speed=because(ReasonKey.CHARGING_BY_PLAN) if is_buying else None,
            grid_top_up=GridTopUp(price, FEED_IN, plan.break_even_price)
            if plan and plan.break_even_price is not None and not is_buying
            else None,
        )

    def _plan(self, quarter: int, tick: int) -> None:
        """Plan in the year's own quarter hours."""
        hour, day = tick * TICK_S % DAY_S / 3600.0, tick * TICK_S / DAY_S
        needs = []
        for guest in self.guests:
            if guest.has_plan and guest.is_here(hour) and guest.room_wh > 0.0:
                hours_left = (guest.leaves_h - hour) % 24.0
                leaves = quarter + int(hours_left * 4)
                needs.append(Need(guest.name, guest.room_wh, leaves * STEP_S, 4_140.0, 10_700.0, FEED_IN))
        if not needs:
            self.plans = {}
            return
        until = max(int(need.ready_by_s / STEP_S) for need in needs)
        is_broken = BROKEN_PRICES_DAYS[0] <= day < BROKEN_PRICES_DAYS[1]
        known = quarter if is_broken else min(known_until(quarter), until)
        low, *outcomes = (
            _series(quarter, self.year.forecast_w(quarter, until, deviations))
            for deviations in (P20_DEVIATIONS, *OUTCOME_DEVIATIONS)
        )
        prices = _series(quarter, self.prices.flat[quarter:known])
        self.plans = plan_all(needs, quarter * STEP_S, prices, ExpectedSun(low, tuple(outcomes)))


def _series(first: int, values: Floats) -> Series:
    return Series.of(
        [SeriesEntry((first + i) * STEP_S, (first + i + 1) * STEP_S, float(value)) for i, value in enumerate(values)]
    )
