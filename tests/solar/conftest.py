"""Arrays that the tests share."""

import pytest

from custom_components.solar_charging.solar.array import Plane, SolarArray


@pytest.fixture
def berlin():
    return SolarArray(52.5, 13.4, 40.0, (Plane(10_000.0, 35.0, 180.0),), ac_limit_w=9000.0)
