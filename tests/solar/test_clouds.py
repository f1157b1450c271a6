import itertools

from homeassistant.components.weather import const

from custom_components.solar_charging.solar.clouds import COVER_OF_CONDITION, share_of_cover


def test_more_cloud_never_lets_more_through_and_the_low_share_stays_below():
    shares = [share_of_cover(cover) for cover in range(101)]
    assert all(a.expected >= b.expected and a.low >= b.low for a, b in itertools.pairwise(shares))
    assert all(0 < share.low < share.expected <= 1 for share in shares)


def test_an_overcast_sky_still_lets_half_of_the_power_through():
    assert share_of_cover(100.0).expected == 0.53


def test_covers_beyond_the_sky_are_taken_as_its_edge():
    assert share_of_cover(130.0) == share_of_cover(100.0)
    assert share_of_cover(-1.0) == share_of_cover(0.0)


def test_every_condition_of_home_assistant_stands_for_a_cover():
    names = {name for name in dir(const) if name.startswith("ATTR_CONDITION_")} - {"ATTR_CONDITION_CLASS"}
    conditions = {getattr(const, name) for name in names}
    assert conditions <= set(COVER_OF_CONDITION)
