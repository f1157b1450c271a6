"""Every description of an entity, as Home Assistant's quality scale wants it: category, device class, unit and state class."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from homeassistant.components.number.const import DEVICE_CLASS_UNITS as NUMBER_UNITS
from homeassistant.components.sensor.const import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS
from homeassistant.const import PERCENTAGE, EntityCategory
from homeassistant.helpers.entity import EntityDescription

PLATFORMS = ("datetime", "event", "number", "select", "sensor", "switch", "time")
# How well something works or where it comes from, rather than what the home does.
ABOUT_ITSELF = {
    "battery_capacity_of_car",
    "charging_efficiency_of_car",
    "cloud_data_source",
    "detected_grid_phase",
    "forecast_error",
    "integration_type",
    "surplus_source",
}


def _described(value: object) -> Iterator[EntityDescription]:
    if isinstance(value, EntityDescription):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _described(one)


def _all() -> Iterator[tuple[str, EntityDescription]]:
    for platform in PLATFORMS:
        module = importlib.import_module(f"custom_components.solar_charging.{platform}")
        parts = [one.name for one in pkgutil.iter_modules(getattr(module, "__path__", []))]
        for each in (module, *(importlib.import_module(f"{module.__name__}.{part}") for part in parts)):
            for value in vars(each).values():
                yield from ((platform, one) for one in _described(value))


ALL = {(platform, one.key): one for platform, one in _all()}


def test_all_were_found() -> None:
    assert len(ALL) > 60


@pytest.mark.quality_rule("entity-category")
def test_settings_are_settings_and_what_is_about_the_integration_itself_is_diagnostic() -> None:
    for (platform, key), one in ALL.items():
        if platform in ("number", "switch"):
            assert one.entity_category is EntityCategory.CONFIG, key
        if platform == "sensor":
            assert (one.entity_category is EntityCategory.DIAGNOSTIC) == (key in ABOUT_ITSELF), key


@pytest.mark.quality_rule("entity-device-class")
def test_each_unit_has_its_device_class_and_each_class_a_unit_and_state_class_it_may_have() -> None:
    for (platform, key), one in ALL.items():
        unit, state_class = getattr(one, "native_unit_of_measurement", None), getattr(one, "state_class", None)
        if unit not in (None, PERCENTAGE):
            assert one.device_class, key
        units = {"number": NUMBER_UNITS, "sensor": DEVICE_CLASS_UNITS}.get(platform, {})
        if one.device_class in units and unit is not None:
            assert unit in units[one.device_class], key
        if platform == "sensor" and one.device_class and state_class:
            assert state_class in DEVICE_CLASS_STATE_CLASSES[one.device_class], key
