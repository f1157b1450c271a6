"""The grid helps a sun below the charger's least power where the blend is worth its price."""

import pytest

from custom_components.solar_charging.engine.grid_top_up import GridTopUp
from custom_components.solar_charging.engine.inputs import ChargerInputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.model import SolarMode

from .loop import SINGLE, SWITCHED, Loop, Plug

# At 0.30, with 0.08 for what is fed in, a kWh that is worth 0.19 has to come to a half from the sun: 690 W of 1380 W.
HALF = GridTopUp(price=0.30, feed_in=0.08, break_even_price=0.19)


def helped(mode: SolarMode = SolarMode.SOLAR_AND_GRID, grid_top_up: GridTopUp | None = HALF) -> Plug:
    return Plug(mode=mode, inputs={"grid_top_up": grid_top_up})


@pytest.mark.parametrize("mode", [SolarMode.SOLAR_AND_GRID, SolarMode.SOLAR_ONLY])
def test_enough_sun_for_the_price_is_filled_up_to_the_minimum(mode: SolarMode) -> None:
    loop = Loop(helped(mode), surplus_w=900.0).run(600)
    assert loop.command.current_a == 6.0
    assert loop.reason == "solar_and_grid_minimum"
    assert loop.starts() == 1


def test_too_little_sun_for_the_price_waits_and_says_what_it_would_cost() -> None:
    loop = Loop(helped(), surplus_w=414.0).run(1800)
    assert loop.starts() == 0
    assert loop.reason == "grid_top_up_too_expensive"
    numbers = loop.command.reason.numbers
    assert numbers["solar_pct"] == pytest.approx(30, abs=1)
    assert numbers["cost_price"] == pytest.approx(0.234, abs=0.002)
    assert numbers["break_even_price"] == pytest.approx(0.19)
    assert numbers["needed_w"] == pytest.approx(690)


def test_a_sun_that_grows_too_weak_for_the_price_stops_the_charge() -> None:
    loop = Loop(helped(), surplus_w=lambda second: 900.0 if second < 900 else 300.0).run(2400)
    assert not loop.command.is_enabled
    assert loop.starts() == 1


def test_more_sun_than_the_minimum_is_followed_as_ever() -> None:
    assert Loop(helped(), surplus_w=5000.0).run(120).command.current_a == 21.0


def test_several_chargers_are_helped_by_turns_of_priority() -> None:
    first, second = Plug(mode=SolarMode.SOLAR_AND_GRID, priority=1, inputs={"grid_top_up": HALF}), helped()
    loop = Loop(first, second, surplus_w=900.0).run(900)
    assert [plug.enabled for plug in loop.plugs] == [True, False]


@pytest.mark.parametrize(
    ("price", "break_even_price", "part"),
    [
        (0.30, 0.30, 0.0),
        (0.30, 0.19, 0.5),
        (0.30, 0.08, 1.0),
        (0.30, 0.05, 1.0),
        # Feeding in earns more than buying costs: either all is worthwhile, or nothing is.
        (0.05, 0.06, 0.0),
        (0.05, 0.04, 1.0),
        (-0.10, 0.0, 0.0),
    ],
)
def test_the_sun_has_to_give_more_the_dearer_the_grid(price: float, break_even_price: float, part: float) -> None:
    grid_top_up = GridTopUp(price, 0.08, break_even_price)
    charger = ChargerInputs("garage", SolarMode.SOLAR_AND_GRID, ChargerLimits(), grid_top_up=grid_top_up)
    assert charger.min_solar_share == pytest.approx(part)
    if 0.0 < part < 1.0:
        assert grid_top_up.cost(part) == pytest.approx(break_even_price)


def test_a_charger_that_switches_phases_is_helped_on_one() -> None:
    plug = Plug(SWITCHED, SolarMode.SOLAR_AND_GRID, inputs={"grid_top_up": HALF})
    loop = Loop(plug, surplus_w=lambda second: 900.0 if second < 900 else 6000.0).run(900)
    assert (plug.enabled, plug.phases, plug.current_a) == (True, 1, 6.0)
    loop.run(900)
    assert plug.phases == 3


def test_where_no_help_is_worthwhile_it_is_solar_only() -> None:
    never = GridTopUp(price=0.30, feed_in=0.08, break_even_price=0.05)
    loops = [
        Loop(plug, surplus_w=lambda second: 300.0 + (second * 7 % 2500)).run(1800)
        for plug in (helped(SolarMode.SOLAR_AND_GRID, never), Plug())
    ]
    commands = [[(one.is_enabled, one.current_a) for one in loop.plugs[0].commands] for loop in loops]
    assert commands[0] == commands[1]


def test_solar_only_is_never_charged_without_sun_however_cheap_the_grid() -> None:
    cheap = GridTopUp(price=0.10, feed_in=0.08, break_even_price=0.30)
    assert Loop(helped(SolarMode.SOLAR_ONLY, cheap), surplus_w=-300.0).run(900).starts() == 0
    assert Loop(helped(SolarMode.SOLAR_AND_GRID, cheap), surplus_w=-300.0).run(900).command.current_a == 6.0


def test_without_prices_solar_and_grid_never_pauses() -> None:
    loop = Loop(Plug(SINGLE, SolarMode.SOLAR_AND_GRID), surplus_w=-300.0).run(900)
    assert loop.command.current_a == 6.0
    assert loop.reason == "solar_and_grid_minimum"
