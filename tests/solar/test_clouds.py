import itertools

from homeassistant.components.weather import const

from custom_components.solar_charging.solar.clouds import COVER_OF_CONDITION, share_of_cover, share_of_layers


def test_more_cloud_never_lets_more_through():
    shares = [share_of_cover(cover) for cover in range(101)]
    assert all(one >= other for one, other in itertools.pairwise(shares))
    assert shares[0] == 1.0


def test_an_overcast_sky_still_lets_half_of_the_power_through():
    assert share_of_cover(100.0) == 0.53


def test_high_clouds_are_thinner_than_low_ones():
    assert share_of_layers(0.0, 0.0, 0.0) == 1.0
    assert share_of_layers(100.0, 0.0, 0.0) < share_of_layers(0.0, 100.0, 0.0) < share_of_layers(0.0, 0.0, 100.0) < 1.0


def test_covers_beyond_the_sky_are_taken_as_its_edge():
    assert share_of_cover(130.0) == share_of_cover(100.0)
    assert share_of_cover(-1.0) == share_of_cover(0.0)


def test_every_condition_of_home_assistant_stands_for_a_cover():
    names = {name for name in dir(const) if name.startswith("ATTR_CONDITION_")} - {"ATTR_CONDITION_CLASS"}
    conditions = {getattr(const, name) for name in names}
    assert conditions <= set(COVER_OF_CONDITION)
