import pytest

from simulator.demo.check import DemoObserver, _complaints

SUN = "sensor.garage_charging_power_from_solar"


def states(current_a: float, generation_w: float, *, car_w: float | None = None, sun_share: float = 1.0) -> dict:
    car_w = current_a * 230 if car_w is None else car_w
    values = {
        "sensor.wallbox_power": car_w,
        "sensor.inverter_power": generation_w,
        "number.wallbox_charging_current": current_a,
        SUN: car_w * sun_share,
    }
    return {entity_id: {"state": str(value)} for entity_id, value in values.items()}


def watched(*seen: dict) -> DemoObserver:
    watch = DemoObserver(SUN)
    for one in seen:
        watch.look(one)
    return watch


def test_a_car_whose_current_falls_with_a_cloud_is_all_that_is_asked():
    watch = watched(states(14, 3800), states(14, 3000), states(9, 2400))
    assert watch.missing() == []
    assert watch.has_seen_all


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ([states(6, 3000, car_w=0)], "the car does not charge"),
        ([states(10, 3000, sun_share=0.2), states(8, 2500, sun_share=0.2)], "the car does not charge on sun"),
        ([states(10, 3000), states(10, 2500)], "did not follow the clouds"),
        ([states(10, 3000), states(12, 2500)], "did not follow the clouds"),
        ([states(10, 3000), states(6, 2990)], "did not follow the clouds"),
    ],
)
def test_what_was_not_seen_is_said(seen, words):
    assert words in watched(*seen).missing()[0]


def test_a_car_that_does_not_tell_is_not_charging():
    assert watched({"sensor.wallbox_power": {"state": "unavailable"}}).missing() == ["the car does not charge"]


def test_the_log_is_searched_for_tracebacks_and_for_warnings_of_ours():
    lines = [
        "12:00 WARNING (x) [homeassistant.loader] solar_charging which has not been tested by Home Assistant",
        "12:01 WARNING (x) [homeassistant.components.mqtt] nothing to do with us",
        "12:02 ERROR (x) [custom_components.solar_charging] a device went away",
        "12:03 ERROR (x) [homeassistant] it broke",
        "Traceback (most recent call last):",
    ]
    complaints = _complaints("\n".join(lines))
    assert len(complaints) == 2
    assert any("a device went away" in line for line in complaints)
    assert any("it broke" in line for line in complaints)
