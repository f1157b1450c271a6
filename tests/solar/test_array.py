import json

import pytest

from custom_components.solar_charging.solar.array import HorizonCorner, Plane, SolarArray, default_plane


def test_an_array_survives_storage_as_json():
    array = SolarArray(
        -21.3,
        55.5,
        80.0,
        (Plane(5000, 9, 14), Plane(3000, 9, 194)),
        ac_limit_w=7000,
        horizon=(HorizonCorner(0, 5), HorizonCorner(90, 12.5)),
    )
    assert SolarArray.from_dict(json.loads(json.dumps(array.to_dict()))) == array


def test_an_array_never_delivers_more_than_its_inverter_or_its_modules():
    plane = Plane(5000, 30, 180)
    assert SolarArray(50, 10, 0, (plane, plane), ac_limit_w=8000).max_power_w == 8000
    assert SolarArray(50, 10, 0, (plane,), ac_limit_w=8000).max_power_w == 5000
    assert SolarArray(50, 10, 0, (plane,)).max_power_w == 5000


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("latitude", {"latitude": 91.0}),
        ("longitude", {"longitude": -181.0}),
        ("planes", {"planes": ()}),
        ("capacity_w", {"planes": (Plane(50.0, 30, 180),)}),
        ("capacity_w", {"planes": (Plane(900_000.0, 30, 180),) * 2}),
        ("ac_limit_w", {"ac_limit_w": 0.0}),
        ("losses_pct", {"losses_pct": 100.0}),
    ],
)
def test_an_array_that_cannot_be_is_refused_by_name(field, change):
    sound = {"latitude": 50.0, "longitude": 10.0, "elevation_m": 0.0, "planes": (Plane(5000, 30, 180),)}
    with pytest.raises(ValueError, match=field):
        SolarArray(**(sound | change))


@pytest.mark.parametrize(
    "values", [(0, 30, 180), (-1, 30, 180), (5000, 91, 180), (5000, 30, 361), (float("nan"), 30, 0)]
)
def test_a_plane_that_cannot_be_is_refused(values):
    with pytest.raises(ValueError, match="cannot be"):
        Plane(*values)


def test_who_tells_only_the_capacity_gets_a_roof_that_faces_the_equator():
    assert default_plane(5000, 52.0) == Plane(5000, 35.0, 180.0)
    assert default_plane(5000, -33.0) == Plane(5000, 33.0, 0.0)
    assert default_plane(5000, 5.0).tilt_deg == 5.0
