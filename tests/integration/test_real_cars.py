"""Cars that are commanded by their own interface, through Home Assistant's own integrations."""

from itertools import pairwise

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .evses import Peblar
from .home import StateHome
from .sunshine import NEARLY_2700_W, Sun, add_found, choose, issues, shown
from .teslas import Tesla, TeslaFleet, Tessie
from .test_ready_by import act


class Garage:
    """Where a car is set up, and added as it is offered."""

    def __init__(
        self, home: StateHome, entry: ConfigEntry, freezer: FrozenDateTimeFactory, patch: pytest.MonkeyPatch
    ) -> None:
        self.home, self.entry, self.freezer, self.patch = home, entry, freezer, patch

    async def take(self, car: Tesla, **answers: str) -> Sun:
        """Return the sun that shines on this car."""
        await car.set_up(self.home.hass, self.patch)
        offered = await add_found(self.home.hass, self.entry, **answers)
        assert offered["label"].startswith("Tesla Model Y · Tessa")
        return Sun(self.home, car, self.freezer)


@pytest.fixture
def garage(
    home: StateHome, entry: ConfigEntry, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> Garage:
    return Garage(home, entry, freezer, monkeypatch)


@pytest.fixture
def car() -> Tesla:
    """Return a car at home, plugged in, awake, 62 % full, to be charged to 80 %; by the slowest of its interfaces."""
    return TeslaFleet()


@pytest.fixture
async def sun(garage: Garage, car: Tesla) -> Sun:
    return await garage.take(car)


def solar_kwh(home: StateHome) -> float:
    return home.number(home.ours("sensor", "solar_energy"))


@pytest.mark.parametrize("kind", [TeslaFleet, Tessie], ids=lambda kind: kind.domain)
async def test_a_car_is_led_by_the_sun_with_few_commands(garage: Garage, kind: type[Tesla]) -> None:
    car = kind()
    sun = await garage.take(car)
    await sun.shines(2700, 20)
    assert car.power_w == NEARLY_2700_W
    await sun.shines(1800, 20)
    assert car.power_w in (1610, 1840)
    await sun.shines(0, 20)
    assert [call for call in car.calls if call[0] != "current"] == [("on", None), ("off", None)]
    assert len(car.calls) <= 6


async def test_whole_kilowatts_told_every_ten_minutes_are_booked_as_what_was_charged(sun: Sun) -> None:
    await sun.shines(2700, 60)
    assert solar_kwh(sun.home) == pytest.approx(2.5, abs=0.1)


async def test_a_car_that_is_away_is_not_commanded_nor_counted_until_it_is_home(
    hass: HomeAssistant, garage: Garage, car: Tesla
) -> None:
    car.is_home, car.is_on, car.current_a, car.phases = False, True, 16, 3
    sun = await garage.take(car)
    await sun.shines(2700, 15)
    assert car.calls == []
    assert shown(hass, sun.home, "status") == "disconnected"
    assert solar_kwh(sun.home) == 0
    assert sun.home.number(sun.home.ours("sensor", "excess_power")) == pytest.approx(2700, abs=20)
    car.is_home, car.is_on, car.phases = True, False, 1
    await sun.shines(2700, 15)
    assert car.power_w == NEARLY_2700_W


async def test_a_car_that_drives_away_is_left_as_it_is(hass: HomeAssistant, sun: Sun, car: Tesla) -> None:
    await sun.shines(2700, 15)
    car.is_home = False
    await sun.shines(2700, 10)
    before = len(car.calls)
    car.current_a = 16
    await sun.shines(500, 25)
    assert len(car.calls) == before
    assert not issues(hass)


async def test_a_car_that_is_full_is_left_alone_until_its_limit_is_raised(
    hass: HomeAssistant, sun: Sun, car: Tesla
) -> None:
    await sun.shines(2700, 15)
    car.soc_pct, car.is_on = 80, False
    await sun.shines(2700, 10)
    assert shown(hass, sun.home, "status") == "complete"
    before = len(car.calls)
    for surplus_w in (3500, 1800, 3000):
        await sun.shines(surplus_w, 8)
    assert len(car.calls) == before
    assert not issues(hass)
    car.limit_pct = 90
    await sun.shines(2700, 15)
    assert car.power_w == NEARLY_2700_W


async def test_how_full_it_is_is_read_for_a_plan(sun: Sun) -> None:
    await act(sun.home, "set_ready_by", time="07:00", target_pct=80, battery_kwh=50)
    await sun.shines(0, 1)
    (plan,) = (await act(sun.home, "get_plan"))["plans"].values()
    assert "soc_unknown" not in plan["assumptions"]
    assert plan["needed_wh"] == pytest.approx(10_000, rel=0.01)


async def test_a_sleeping_car_is_woken_once_and_only_to_charge(hass: HomeAssistant, sun: Sun, car: Tesla) -> None:
    car.is_asleep = True
    await sun.shines(0, 15)
    assert car.calls == []
    await sun.shines(2700, 15)
    assert car.calls == [("wake", None), ("current", 11), ("on", None)]
    assert not issues(hass)


async def test_a_mode_that_is_chosen_while_it_sleeps_wakes_it(hass: HomeAssistant, sun: Sun, car: Tesla) -> None:
    car.is_asleep = True
    await sun.shines(0, 11)
    await choose(hass, sun.home, "mode", "boost")
    await sun.shines(0, 1)
    assert car.power_w == 16 * 230


async def test_a_car_of_which_nothing_was_heard_since_the_start_is_woken_before_it_is_told_anything(
    hass: HomeAssistant, garage: Garage, car: Tesla
) -> None:
    car.is_asleep = True
    sun = await garage.take(car)
    await sun.shines(0, 10)
    assert car.calls == []
    await sun.shines(2700, 4)
    assert car.calls == [("wake", None)]
    await sun.shines(2700, 15)
    assert car.power_w == NEARLY_2700_W
    assert not issues(hass)


async def test_a_car_that_nobody_can_wake_is_not_woken_for_ever(
    hass: HomeAssistant, garage: Garage, car: Tesla
) -> None:
    car.is_asleep = car.sleeps_deeply = True
    sun = await garage.take(car)
    await sun.shines(2700, 40)
    assert 1 <= len(car.calls) <= 4
    assert shown(hass, sun.home, "status") == "car_not_drawing"


async def test_under_a_broken_sky_a_car_is_raised_no_more_often_than_it_may_be_told(sun: Sun, car: Tesla) -> None:
    for surplus_w in (2000, 3600) * 15:
        await sun.shines(surplus_w, 0.5)
    currents = car.currents()
    raised = [after for before, after in pairwise(currents) if after > before]
    assert len(raised) <= 15 * 60 / car.min_interval_s
    assert len(car.calls) <= 2 * 15 * 60 / car.min_interval_s


async def test_a_cable_that_gives_less_is_no_fault(hass: HomeAssistant, sun: Sun, car: Tesla) -> None:
    car.most_a = 8
    await sun.shines(5000, 25)
    assert car.power_w == 8 * 230
    assert len(car.calls) < 6
    assert not issues(hass)
    assert shown(hass, sun.home, "status").startswith("solar_charging")


async def test_a_car_that_takes_one_phase_of_three_is_given_the_current_it_needs(garage: Garage) -> None:
    car = Tessie()
    sun = await garage.take(car, phases="3")
    await sun.shines(3550, 10)
    assert car.power_w > 3000


async def test_a_car_and_the_charger_it_hangs_on_are_asked_about_once(
    hass: HomeAssistant, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch, car: Tesla
) -> None:
    await Peblar().set_up(hass, monkeypatch)
    await car.set_up(hass, monkeypatch)
    flow = hass.config_entries.subentries
    offered = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    (field,) = offered["data_schema"].schema.values()
    one, *others = [option["value"] for option in field.config["options"]]
    assert others == ["manual", "move"]
    confirm = await flow.async_configure(offered["flow_id"], {"charger": one})
    (ways,) = [field for key, field in confirm["data_schema"].schema.items() if key == "way"]
    assert {option["value"].split(":")[0] for option in ways.config["options"]} == {"peblar", "tesla_fleet"}
