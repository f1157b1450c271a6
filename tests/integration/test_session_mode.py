"""A mode for one session, and a car's own: what was chosen holds until the car leaves."""

from .test_cars import add_car
from .test_two_cars import (
    TwoChargers,
    home,  # noqa: F401  its fixture
)

PLUG = "binary_sensor.zoe_plug"


def mode(home: TwoChargers, key: str = "mode") -> str:  # noqa: F811  the fixture, where it is used
    return str(home.hass.states.get(home.ours("select", "left", key)).state)


async def leave(home: TwoChargers) -> None:  # noqa: F811  as above
    home.plugged["left"] = False
    home.home.state(PLUG, "off")
    await home.let_pass(90)


async def test_a_mode_for_this_session_is_over_when_the_car_leaves(home: TwoChargers) -> None:  # noqa: F811  as above
    await home.plug_in("left")
    await home.choose("left", "this_session", "boost")
    await home.let_pass(20)
    assert home.home.is_on("input_boolean.left"), "there is no sun, but a boost asks for none"
    assert (mode(home), mode(home, "this_session")) == ("boost", "boost")
    await leave(home)
    assert (mode(home), mode(home, "this_session")) == ("solar_only", "as_usual")
    await home.plug_in("left")
    await home.let_pass(20)
    assert not home.home.is_on("input_boolean.left")


async def test_a_mode_that_is_chosen_for_good_ends_the_sessions(home: TwoChargers) -> None:  # noqa: F811  as above
    await home.plug_in("left")
    await home.choose("left", "this_session", "boost")
    await home.choose("left", "mode", "off")
    assert (mode(home), mode(home, "this_session")) == ("off", "as_usual")


async def test_a_car_has_a_mode_of_its_own_until_one_is_chosen(home: TwoChargers) -> None:  # noqa: F811  as above
    await add_car(home.home, name="zoe", battery_kwh=5, advanced={"plug_entity": PLUG, "mode": "solar_and_grid"})
    await home.plug_in("left", PLUG)
    assert mode(home) == "solar_and_grid"
    await home.choose("left", "mode", "boost")
    assert mode(home) == "boost"
    await leave(home)
    assert mode(home) == "boost", "for the charger it was chosen for good"
    await home.plug_in("left", PLUG)
    assert mode(home) == "solar_and_grid"


async def test_a_charger_that_is_off_stays_off_whichever_car_comes(home: TwoChargers) -> None:  # noqa: F811  as above
    await add_car(home.home, name="zoe", battery_kwh=5, advanced={"plug_entity": PLUG, "mode": "boost"})
    await home.choose("left", "mode", "off")
    await home.plug_in("left", PLUG)
    await home.let_pass(20)
    assert mode(home) == "off"
    assert not home.home.is_on("input_boolean.left")
