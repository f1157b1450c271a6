"""Where surplus comes from, and how it is never counted twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.solar_charging.engine.inputs import Outlook, SatelliteImage, SkyCover
from custom_components.solar_charging.engine.limit_settings import SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Unavailable
from custom_components.solar_charging.engine.model import IntegrationType, SurplusSource
from custom_components.solar_charging.setup.sentences import Explainer

from ..loop import START, Loop, Plug


def outlook(expected_w=4000.0, low_w=3000.0, load_w=400.0, clear_w=5000.0):
    return Outlook(START - timedelta(hours=1), 300.0, (clear_w,) * 60, (expected_w,) * 60, (low_w,) * 60, load_w)


def without_grid(**inputs):
    loop = Loop(surplus_w=0.0)
    loop.inputs = {"grid_w": None, **inputs}
    return loop


def test_the_grid_meter_comes_first():
    loop = Loop(surplus_w=3000.0)
    loop.inputs = {"outlook": outlook()}
    site = loop.run(30).decision.site
    assert site.source is SurplusSource.GRID_METER
    assert abs(site.surplus_w - 3000.0) < 50


def test_generation_and_load_are_enough():
    loop = without_grid(generation_w=Reading(5000.0, START), load_w=Reading(600.0, START))
    site = loop.tick().site
    assert site.source is SurplusSource.GENERATION_AND_LOAD
    assert site.surplus_w == 5000.0 - 600.0 - loop.policy.estimate_margin_w
    assert site.integration_type is IntegrationType.HARDWARE


def test_generation_alone_is_enough():
    loop = without_grid(generation_w=Reading(5000.0, START), outlook=outlook())
    site = loop.tick().site
    assert site.source is SurplusSource.GENERATION_AND_PROFILE
    assert site.surplus_w == 5000.0 - 400.0 - loop.policy.estimate_margin_w


def test_nothing_at_all_is_enough_and_is_said_to_be_an_estimate():
    site = without_grid(outlook=outlook()).tick().site
    assert site.source is SurplusSource.ESTIMATE
    assert site.integration_type is IntegrationType.SOFTWARE
    # Conservative: what the sun gives four times in five.
    assert site.surplus_w < 3000.0 - 400.0


@pytest.mark.parametrize(("break_even_w", "charges"), [(1000.0, False), (1400.0, True)])
def test_an_uneven_sky_is_charged_through_at_the_least_current_where_it_is_worth_it(break_even_w, charges):
    uneven = replace(outlook(low_w=1300.0), break_even_w=break_even_w)
    loop = without_grid(outlook=uneven).run(900)
    assert loop.command.is_enabled is charges
    assert loop.decision.site.surplus_w == (1380.0 if charges else 1300.0 - 400.0 - loop.policy.estimate_margin_w)
    if charges:
        assert loop.command.current_a == 6.0


@pytest.mark.parametrize("cover", SkyCover)
def test_a_satellites_image_is_named_with_its_time_and_what_is_expected(cover):
    taken = datetime(2026, 6, 1, 10, 20, tzinfo=UTC)
    seen = replace(outlook(3140.0, 1900.0), image=SatelliteImage(taken.timestamp(), cover))
    reason = without_grid(outlook=seen).tick().site.reason
    assert reason.key == f"satellite_{cover}"
    sentences = Explainer({reason.key: "{image_at}: {expected_w}, at least {low_w}"}, "en", ZoneInfo("Europe/Berlin"))
    assert sentences.sentence(reason) == "12:20: 3.1 kW, at least 1.9 kW"


def test_without_anything_it_says_so_and_does_not_charge():
    loop = without_grid().run(60)
    assert loop.decision.site.reason.key == "no_surplus_source"
    assert not loop.command.is_enabled


def test_a_lost_meter_falls_to_the_estimate_and_comes_back_not_at_once():
    loop = Loop(surplus_w=3000.0)
    loop.inputs = {"outlook": outlook()}
    loop.run(60)
    loop.meter = lambda _, now: Unavailable(now)
    loop.run(5)
    assert loop.decision.site.source is SurplusSource.GRID_METER
    loop.run(30)
    assert loop.decision.site.source is SurplusSource.ESTIMATE
    loop.meter = None
    loop.run(5)
    assert loop.decision.site.source is SurplusSource.ESTIMATE
    loop.run(60)
    assert loop.decision.site.source is SurplusSource.GRID_METER


def test_an_inverter_asleep_at_night_is_no_fault():
    loop = without_grid(generation_w=Unavailable(START), outlook=outlook(0.0, 0.0, clear_w=0.0))
    site = loop.tick().site
    assert site.source is SurplusSource.GENERATION_AND_PROFILE
    assert not loop.command.is_enabled


def test_power_on_its_way_to_the_car_is_not_counted_twice():
    loop = Loop(Plug(delay_s=10), surplus_w=3000.0)
    loop.meter_period_s = 2
    loop.run(400)
    asked = {command.current_a for command in loop.plugs[0].commands[200:]}
    assert asked == {13.0}
    assert max(command.current_a for command in loop.plugs[0].commands) <= 13.0


def test_a_margin_is_kept_back():
    loop = Loop(surplus_w=3000.0)
    loop.site = SiteLimits(surplus_reserve_w=500.0)
    assert loop.run(120).command.current_a == 10.0
