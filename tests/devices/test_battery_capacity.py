"""Several batteries' state of charge is that of the whole: a small one that is full does not make a big one half full."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.catalogue.entry import Role
from custom_components.solar_charging.devices.source import RoleSource
from custom_components.solar_charging.engine.measure.reading import Reading


def battery(hass: HomeAssistant, name: str, soc_pct: float, *stored: tuple[float | str, str]) -> str:
    """Add a battery with its state of charge and stored energies (what it can hold, what is left); return the former."""
    entry = MockConfigEntry(domain="acme")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("acme", name)})
    for key, value, unit, kind in [
        ("soc", soc_pct, "%", "battery"), *((f"stored_{i}", one, unit, "energy_storage") for i, (one, unit) in enumerate(stored)),
    ]:  # fmt: skip
        er.async_get(hass).async_get_or_create(
            "sensor", "acme", f"{name}_{key}", suggested_object_id=f"{name}_{key}", device_id=device.id,
            config_entry=entry, original_device_class=kind,
        )  # fmt: skip
        hass.states.async_set(f"sensor.{name}_{key}", str(value), {"unit_of_measurement": unit, "device_class": kind})
    return f"sensor.{name}_soc"


def level(hass: HomeAssistant, *entity_ids: str) -> float:
    reading = RoleSource.of(Role.BATTERY_SOC, entity_ids).read(hass, dt_util.utcnow())
    assert isinstance(reading, Reading)
    return reading.value


@pytest.mark.parametrize(
    ("small", "big", "together_pct"),
    [
        # 5 kWh full and 15 kWh empty are a quarter of 20 kWh, whatever else is shown of them and in which unit.
        ([(5.0, "kWh"), (5.0, "kWh")], [(15000, "Wh"), (0, "Wh")], 25.0),
        ([(5.0, "kWh")], [(15.0, "kWh")], 25.0),
        # One does not say what it holds, or not now.
        ([(5.0, "kWh")], [], 50.0),
        ([(5.0, "kWh")], [("unavailable", "kWh")], 50.0),
        ([], [], 50.0),
    ],
)
async def test_states_of_charge_count_by_what_the_batteries_hold(
    hass: HomeAssistant, small: list[tuple[float, str]], big: list[tuple[float, str]], together_pct: float
) -> None:
    full, empty = battery(hass, "small", 100, *small), battery(hass, "big", 0, *big)
    assert level(hass, full, empty) == pytest.approx(together_pct)
    assert level(hass, full) == 100.0
