"""Registries of small homes, written by hand after what the integrations register."""

from collections.abc import Iterable
from typing import Any

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.loader import load_catalogue
from custom_components.solar_charging.catalogue.proposal import Proposal
from custom_components.solar_charging.catalogue.registry import Device, EnergySource, Entity, RegistrySnapshot


class Home:
    """Collects devices and entities; `found` is what discovery makes of them."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.entities: list[Entity] = []
        self.energy: list[EnergySource] = []

    def device(self, device_id: str, **fields: Any) -> str:
        self.devices[device_id] = Device(device_id, **fields)
        return device_id

    def add(self, platform: str, entity_id: str, unique_id: str, **fields: Any) -> str:
        """Add an entity; its power class and unit are assumed for a sensor that does not say otherwise."""
        if entity_id.startswith("sensor.") and "device_class" not in fields:
            fields = {"device_class": "power", "unit": "W"} | fields
        fields.setdefault("config_entry_id", f"{platform} entry")
        self.entities.append(Entity(entity_id=entity_id, platform=platform, unique_id=unique_id, **fields))
        return entity_id

    def keys(self, platform: str, device_id: str | None, keys: Iterable[str], **fields: Any) -> None:
        """Add a power sensor per translation key, named after it."""
        for key in keys:
            self.add(platform, f"sensor.{key}", f"serial-{key}", translation_key=key, device_id=device_id, **fields)

    def found(self) -> Proposal:
        snapshot = RegistrySnapshot(self.devices, tuple(self.entities), tuple(self.energy))
        return discover(snapshot, load_catalogue())


def battery_level(home: Home, platform: str, entity_id: str, unique_id: str, **fields: Any) -> str:
    return home.add(platform, entity_id, unique_id, device_class="battery", unit="%", **fields)


def fronius(home: Home, *, entry: str = "fronius entry", prefix: str = "") -> None:
    """Add a hybrid with a meter: the signed sensors disabled, as Fronius registers them."""
    site = home.device(f"{prefix}solarnet", manufacturer="Fronius", name="SolarNet")
    home.device(f"{prefix}gen24", manufacturer="Fronius", model="GEN24 10.0", via_device_id=site)
    for key, disabled in {
        "power_photovoltaics": None,
        "power_grid": "integration",
        "power_grid_import": None,
        "power_grid_export": None,
        "power_battery": "integration",
        "power_battery_charge": None,
        "power_battery_discharge": None,
        "power_load": "integration",
        "power_load_consumed": None,
    }.items():
        home.add(
            "fronius", f"sensor.{prefix}{key}", f"{prefix}solar_net-power_flow-{key}", translation_key=key,
            device_id=site, disabled_by=disabled, config_entry_id=entry,
        )  # fmt: skip
    home.add(
        "fronius", f"sensor.{prefix}ac_power", f"{prefix}1-power_ac", translation_key="power_ac",
        device_id=f"{prefix}gen24", config_entry_id=entry,
    )  # fmt: skip


def peblar(home: Home) -> None:
    """Add a charger with a number, a switch, a phase switch and a mode of its own."""
    device = home.device("peblar", manufacturer="Peblar", model="WLAC1", name="Peblar", serial_number="23-45-A4O-MOF")
    fields: dict[str, Any] = {"device_id": device}
    home.add(
        "peblar", "number.limit", "s_charge_current_limit", translation_key="charge_current_limit", unit="A", **fields
    )
    home.add("peblar", "switch.charge", "s_charge", translation_key="charge", **fields)
    home.add("peblar", "switch.single", "s_force_single_phase", translation_key="force_single_phase", **fields)
    home.add("peblar", "select.smart", "s_smart_charging", translation_key="smart_charging", **fields)
    home.add("peblar", "sensor.state", "s_cp_state", translation_key="cp_state", device_class="enum", **fields)
    home.add("peblar", "sensor.power", "s_power_total", **fields)
    home.add("peblar", "sensor.power_1", "s_power_phase_1", translation_key="power_phase_1", **fields)
