"""Every watt-hour a charger books is one car's, a guest's, or nobody's known: at every moment, over restarts and corrections."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.solar_charging.engine.model import CarState
from custom_components.solar_charging.sessions.accounts import GUEST, UNKNOWN, CarAccounts
from custom_components.solar_charging.sessions.ledger import Ledger, Sample
from custom_components.solar_charging.sessions.session import Occupant, Session
from custom_components.solar_charging.sessions.session_change import SessionChange, changed
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.tariff import Tariff

from .days import IDLE, charging

DAY = "2026-06-20"
ZOE, ID3 = Occupant("zoe", "Zoe", "anna", "Anna"), Occupant("id3", "ID.3", "ben", "Ben")
NOBODY, STRANGER = Occupant(), Occupant(GUEST)


@dataclass
class House:
    """Two chargers and the accounts, as the recorder keeps them."""

    now_s: float = 0.0
    ledgers: dict[str, Ledger] = field(default_factory=lambda: {"garage": Ledger(), "yard": Ledger()})
    accounts: CarAccounts = field(default_factory=CarAccounts)
    ended: list[Session] = field(default_factory=list)
    seen: dict[str, Sample] = field(default_factory=dict)
    tariff: Tariff = IDLE.tariff

    def pass_time(self, charger: str, occupant: Occupant | None, minutes: float, power_w: float = 6000.0) -> None:
        """Let a car (None: there is none) charge for so long."""
        seen = charging(solar_w=power_w / 3, grid_w=power_w / 2, battery_w=power_w / 6)
        seen = replace(seen, charger_id=charger, tariff=self.tariff)
        self.seen[charger] = replace(seen, occupant=occupant) if occupant else replace(seen, car=CarState.DISCONNECTED)
        until_s = self.now_s + minutes * 60
        while self.now_s < until_s:
            self.now_s += 30.0
            for key, each in self.seen.items():
                self._observe(key, each)

    def _observe(self, charger: str, seen: Sample) -> None:
        ledger = self.ledgers[charger]
        ended = ledger.observe(seen, self.now_s)
        if session := ended or ledger.session:
            self.accounts.take(session, DAY)
        if ended:
            self.accounts.close(charger)
            self.ended.append(ended)

    def restart(self) -> None:
        self.ledgers = {key: Ledger.from_dict(one.to_dict()) for key, one in self.ledgers.items()}
        self.accounts = CarAccounts.from_dict(self.accounts.to_dict())

    def change(self, session: Session, change: SessionChange) -> Session:
        """Change a session that is over."""
        after = changed(session, change, self.now_s)
        self.ledgers[session.charger_id].take_correction(session, after)
        self.accounts.move(session, after, DAY)
        self.ended = [after if one is session else one for one in self.ended]
        return after

    def of(self, car_id: str) -> float:
        return self.accounts.account(car_id).totals.booked_wh.total


def balanced(house: House) -> bool:
    """Whether cars and chargers add up to the same, by source."""
    chargers, cars = Shares(), Shares()
    for ledger in house.ledgers.values():
        chargers = chargers.plus(ledger.totals.booked_wh)
    for account in house.accounts.accounts.values():
        cars = cars.plus(account.totals.booked_wh)
    return all(
        abs(ours - theirs) < 0.001
        for ours, theirs in ((chargers.solar, cars.solar), (chargers.battery, cars.battery), (chargers.grid, cars.grid))
    )


STEPS = st.one_of(
    st.tuples(
        st.sampled_from(["garage", "yard"]),
        st.sampled_from([ZOE, ID3, NOBODY, STRANGER, replace(STRANGER, is_chosen=True), None]),
        st.sampled_from([0.5, 5.0, 20.0]),
    ),
    st.sampled_from(["restart", "give", "correct", "delete", "correct now"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=2, max_size=12))
def test_cars_add_up_to_chargers_whatever_happens(steps: list[tuple[str, Occupant | None, float] | str]) -> None:
    house = House()
    for step in steps:
        if isinstance(step, tuple):
            house.pass_time(*step)
        elif step == "restart":
            house.restart()
        elif step == "correct now":
            if house.ledgers["garage"].change(SessionChange(energy_wh=1234.0), house.now_s):
                house.accounts.take(house.ledgers["garage"].session or Session(), DAY)
        elif house.ended:
            change = {
                "give": SessionChange(occupant=ID3),
                "correct": SessionChange(energy_wh=500.0),
                "delete": SessionChange(is_deleted=True),
            }[step]
            house.change(house.ended[-1], change)
        assert balanced(house)


def test_two_cars_that_swap_chargers_by_night_and_a_guest_each_get_their_own() -> None:
    house = House()
    house.pass_time("garage", ZOE, 60)
    house.pass_time("garage", None, 5)
    house.pass_time("yard", ID3, 30)
    house.pass_time("yard", None, 5)
    house.pass_time("garage", ID3, 10)
    house.pass_time("garage", None, 5)
    house.pass_time("yard", ZOE, 20)
    house.pass_time("yard", None, 5)
    house.pass_time("yard", STRANGER, 40)
    assert house.of("zoe") == pytest.approx(8000, rel=0.02)
    assert house.of("id3") == pytest.approx(4000, rel=0.02)
    assert house.of(GUEST) == pytest.approx(4000, rel=0.02)
    assert house.of(UNKNOWN) == 0.0


def test_what_was_charged_before_a_car_was_recognised_is_its_own() -> None:
    house = House()
    house.pass_time("garage", NOBODY, 30)
    assert house.of(UNKNOWN) == pytest.approx(3000, rel=0.02)
    house.pass_time("garage", ZOE, 30)
    assert house.of("zoe") == pytest.approx(6000, rel=0.02)
    assert house.of(UNKNOWN) == pytest.approx(0.0, abs=1e-6)


def test_a_car_that_is_about_to_leave_keeps_what_it_got_though_it_can_no_longer_be_here() -> None:
    house = House()
    house.pass_time("garage", ZOE, 30)
    house.pass_time("garage", STRANGER, 1)
    house.pass_time("garage", None, 5)
    assert house.of(GUEST) == 0.0
    assert house.ended[0].vehicle == "Zoe"


def test_a_person_who_chooses_guest_gives_the_session_to_the_guest() -> None:
    house = House()
    house.pass_time("garage", ZOE, 30)
    house.pass_time("garage", replace(STRANGER, is_chosen=True), 1)
    house.pass_time("garage", None, 5)
    assert house.of("zoe") == pytest.approx(0.0, abs=1e-6)
    assert (house.ended[0].vehicle, house.ended[0].person) == ("", "")


def test_what_was_before_a_change_stays_in_the_record() -> None:
    house = House()
    house.pass_time("garage", ZOE, 60)
    house.pass_time("garage", None, 5)
    before = house.ended[0]
    given = house.change(before, SessionChange(occupant=ID3, note="Ben took the wrong cable"))
    gone = house.change(given, SessionChange(is_deleted=True))
    assert [(one.vehicle, one.person, one.note, one.is_deleted) for one in gone.revisions] == [
        ("Zoe", "Anna", "", False),
        ("ID.3", "Ben", "Ben took the wrong cable", False),
    ]
    assert gone.revisions[0].energy_wh == before.energy_wh
    assert Session.from_dict(gone.to_dict()).revisions == [
        replace(one, energy_wh=round(one.energy_wh, 6)) for one in gone.revisions
    ]
    assert house.of("zoe") == house.of("id3") == pytest.approx(0.0, abs=1e-6)
    assert house.ledgers["garage"].totals.sessions == 0


@pytest.mark.parametrize("is_driver_first", [True, False])
def test_who_was_said_to_have_driven_did_so_whatever_the_car(is_driver_first: bool) -> None:
    driven, moved = SessionChange(driver=Occupant(person_id="cleo", person="Cleo")), SessionChange(occupant=ID3)
    house = House()
    house.pass_time("garage", ZOE, 60)
    house.pass_time("garage", None, 5)
    for change in (driven, moved) if is_driver_first else (moved, driven):
        house.change(house.ended[0], change)
    assert (house.ended[0].vehicle, house.ended[0].person) == ("ID.3", "Cleo")


def test_money_of_two_currencies_is_never_added_up() -> None:
    house = House()
    for currency, price in (("HRK", 2.0), ("EUR", 0.3)):
        house.tariff = Tariff(price, 0.0, currency=currency)
        house.pass_time("garage", ZOE, 60)
        house.pass_time("garage", None, 5)
    hrk, eur = (one.cost for one in house.ended)
    assert house.accounts.account("zoe").costs == pytest.approx({"HRK": hrk, "EUR": eur})
    saved = house.ledgers["garage"].totals.saved
    assert saved == pytest.approx({one.currency: one.saved for one in house.ended})
    # What is corrected, moved or deleted later is so in the money it was booked in.
    house.change(house.ended[0], SessionChange(occupant=ID3))
    house.change(house.ended[1], SessionChange(is_deleted=True))
    assert house.accounts.account("id3").costs == pytest.approx({"HRK": hrk})
    assert house.accounts.account("zoe").costs == pytest.approx({"HRK": 0.0, "EUR": 0.0})
    assert house.ledgers["garage"].totals.saved == pytest.approx({"HRK": house.ended[0].saved, "EUR": 0.0})


def test_a_session_that_ended_and_was_deleted_before_a_power_cut_counts_nowhere() -> None:
    house = House()
    house.pass_time("garage", ZOE, 30)
    kept = Ledger.from_dict(house.ledgers["garage"].to_dict())
    house.pass_time("garage", ZOE, 30)
    house.pass_time("garage", None, 5)
    deleted = changed(house.ended[0], SessionChange(is_deleted=True), house.now_s)
    kept.close_as(deleted)
    assert (kept.totals.booked_wh.total, kept.totals.sessions) == (pytest.approx(0.0, abs=1e-6), 0)


def test_a_sum_that_counts_up_for_good_never_goes_back() -> None:
    house = House()
    house.pass_time("garage", ZOE, 60)
    shown_wh = house.accounts.account("zoe").totals.energy_wh
    house.pass_time("garage", ID3, 1)
    assert house.accounts.account("zoe").totals.energy_wh == shown_wh
    house.pass_time("garage", None, 5)
    house.pass_time("garage", ZOE, 30)
    assert house.accounts.account("zoe").totals.energy_wh == shown_wh
    house.pass_time("garage", ZOE, 60)
    assert house.accounts.account("zoe").totals.energy_wh > shown_wh


def test_the_chargers_counter_is_read_at_plug_in_and_at_the_end() -> None:
    ledger, now_s = Ledger(), 0.0
    for counter_wh in (5000.0, 5400.0, None, 6100.0):
        now_s += 60.0
        ledger.observe(replace(IDLE, counter_wh=counter_wh), now_s)
    assert ledger.session is not None
    assert (ledger.session.meter_started_wh, ledger.session.meter_ended_wh) == (5000.0, 6100.0)
    ledger.observe(replace(IDLE, counter_wh=200.0), now_s + 60.0)
    assert (ledger.session.meter_started_wh, ledger.session.meter_ended_wh) == (200.0, 200.0)
