import json

import pytest

from custom_components.solar_charging.catalogue.anonymize import anonymize
from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.dump import snapshot_to
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.registry import EnergyKind, EnergySource, RegistrySnapshot

from .registries import Home, fronius, peblar


@pytest.fixture
def snapshot() -> RegistrySnapshot:
    home = Home()
    fronius(home)
    peblar(home)
    inverter = home.device("0a1b2c3d", manufacturer="Hoymiles", serial_number="116412345678", name="Anna's roof")
    home.add("mqtt", "sensor.annas_roof", "116412345678_ch0_Power", device_id=inverter, config_entry_id="01J8XK2")
    home.add("tesla_fleet", "device_tracker.annas_car", "5YJ3E1EA7KF000001-location", device_id=inverter, state="home")
    home.energy = [EnergySource(EnergyKind.GRID, power="sensor.power_grid")]
    return RegistrySnapshot(home.devices, tuple(home.entities), tuple(home.energy))


def test_neither_serial_numbers_nor_names_nor_whereabouts_are_left(snapshot):
    text = json.dumps(snapshot_to(anonymize(snapshot)))
    for secret in ("116412345678", "23-45-A4O-MOF", "Anna", "annas_roof", "01J8XK2", '"home"'):
        assert secret not in text


def test_the_same_is_recognised_as_before(snapshot):
    catalogue = load_catalogue()
    before, after = discover(snapshot, catalogue), discover(anonymize(snapshot), catalogue)

    def outline(found):
        return [(one.make, one.integration, sorted(one.roles)) for one in found.inverters]

    assert outline(after) == outline(before)
    assert [one.config.integration for one in after.chargers] == [one.config.integration for one in before.chargers]
    assert sorted(after.site.roles) == sorted(before.site.roles)


def test_what_belonged_together_still_does(snapshot):
    hidden = anonymize(snapshot)
    assert {entity.device_id for entity in hidden.entities if entity.device_id} <= hidden.devices.keys()
    assert len({entity.entity_id for entity in hidden.entities}) == len(snapshot.entities)
    assert hidden.energy[0].power in {entity.entity_id for entity in hidden.entities}
