"""Changes at the charger that were not ours: a person's is respected, a reset that nobody made is put right."""

import pytest

from ..loop import Loop


def reset(loop, current_a, **inputs):
    plug = loop.plugs[0]
    plug.enabled, plug.current_a, plug.inputs = True, current_a, inputs
    loop.imported_wh = 0.0


def test_a_box_that_resets_to_full_current_buys_next_to_nothing():
    loop = Loop(surplus_w=2700.0).run(300)
    reset(loop, 32.0)
    loop.run(900)
    assert loop.reason == "solar_charging"
    assert loop.imported_wh < 50.0


def test_a_box_that_starts_by_itself_at_night_is_stopped():
    loop = Loop(surplus_w=-300.0).run(300)
    reset(loop, 16.0)
    loop.run(900)
    assert not loop.plugs[0].enabled
    assert loop.imported_wh - 300.0 / 4 < 50.0


def test_a_box_that_starts_by_itself_just_short_of_the_sun_is_stopped_too():
    """A start has no step to be rounded up by: 6 A are 1380 W."""
    loop = Loop(surplus_w=1200.0).run(300)
    reset(loop, 6.0)
    loop.run(60)
    assert loop.reason == "waiting_for_surplus"
    assert not loop.plugs[0].enabled


@pytest.mark.parametrize(("current_a", "is_person"), [(16.0, True), (8.0, False)])
def test_what_a_person_sets_or_anybody_within_the_sun_is_left_alone(current_a, is_person):
    loop = Loop(surplus_w=2700.0).run(300)
    reset(loop, current_a, is_set_by_person=is_person)
    loop.run(60)
    assert (loop.reason, loop.command.current_a) == ("manual_override", current_a)


def test_a_box_that_was_seen_to_be_off_before_it_restarts_at_full_current_is_put_right():
    """Off it was taken for a person's doing; what it does then would be bought for an hour."""
    loop = Loop(surplus_w=2700.0).run(300)
    loop.plugs[0].enabled = False
    assert loop.run(30).reason == "manual_override"
    reset(loop, 16.0)
    loop.run(120)
    assert loop.reason == "solar_charging"
    assert loop.imported_wh < 30.0


def test_what_a_hand_at_the_box_sets_within_the_sun_is_left_alone_when_the_sun_goes():
    loop = Loop(surplus_w=2700.0).run(300)
    loop.plugs[0].enabled = False
    loop.run(30)
    reset(loop, 8.0)
    loop.run(60)
    loop.surplus_w = 500.0
    loop.run(600)
    assert (loop.reason, loop.command.current_a) == ("manual_override", 8.0)
