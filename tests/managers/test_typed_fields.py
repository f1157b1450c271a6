"""Stored settings are read field by field, whatever a broken file holds."""

from hypothesis import given
from hypothesis import strategies as st

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.managers.typed_fields import read_fields
from custom_components.solar_charging.planning.charge_request import ChargeRequest
from custom_components.solar_charging.settings import ChargerSettings, SiteSettings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
GOOD = ChargerSettings(
    mode=SolarMode.SOLAR_AND_GRID, max_current_a=10.0, charge_request=ChargeRequest(ready_by_wh=5000.0)
)


def stored(settings):
    return {
        "mode": str(settings.mode),
        "max_current_a": settings.max_current_a,
        "priority": settings.priority,
        "charge_request": {"ready_by_wh": settings.charge_request.ready_by_wh, "ready_by_weekdays": [0, 1]},
    }


def test_what_fits_is_taken():
    lost = []
    found = read_fields(ChargerSettings(), stored(GOOD), lost, "charger")
    assert not lost
    assert (found.mode, found.max_current_a) == (GOOD.mode, 10.0)
    assert found.charge_request == ChargeRequest(ready_by_wh=5000.0, ready_by_weekdays=(0, 1))


@given(st.sampled_from(["mode", "max_current_a", "priority", "charge_request"]), JSON)
def test_one_broken_field_leaves_the_others_as_they_are(name, value):
    lost = []
    data = {**stored(GOOD), name: value}
    found = read_fields(ChargerSettings(), data, lost, "charger")
    kept = {key: getattr(found, key) for key in ("mode", "max_current_a", "priority") if key != name}
    assert kept == {key: getattr(GOOD, key) for key in kept}
    is_same = stored(found).get(name) == value
    assert lost or is_same or name == "charge_request"


@given(JSON)
def test_whatever_a_file_holds_settings_come_out_whole(data):
    lost = []
    found = read_fields(SiteSettings(), data, lost, "site")
    assert isinstance(found, SiteSettings)
    for value in (found.surplus_reserve_w, found.main_fuse_a, found.import_price):
        assert value is None or abs(value) < float("inf")


def test_a_mode_of_a_later_release_is_named():
    lost = []
    found = read_fields(ChargerSettings(), {"mode": "cheap_hours"}, lost, "chargers.abc")
    assert found.mode is SolarMode.SOLAR_ONLY
    assert lost == ["chargers.abc.mode"]
