"""How long it takes to recognise what is there: reading the catalogue, and comparing it with a large home's registries.

Run by script/bench discovery. The limit of 50 ms is for 5,000 entities, the size of a large home.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from custom_components.solar_charging.catalogue.discover import discover
from custom_components.solar_charging.catalogue.entry import Find
from custom_components.solar_charging.catalogue.loader import Catalogue, load_catalogue
from custom_components.solar_charging.catalogue.registry import Device, Entity, RegistrySnapshot

LIMIT_MS = 50.0
# Integrations without an entry: most of a home is lights, switches and phones.
OTHERS = ("hue", "zha", "mobile_app", "sonos", "zwave_js", "unifi", "cast", "group")
# Of a large home's entities, those that belong to integrations with an entry; shelly, tuya and mqtt alone fill many homes.
KNOWN_SHARE = 0.4
ENTITIES_PER_DEVICE = 20


def large_home(catalogue: Catalogue, entities: int, seed: int = 1) -> RegistrySnapshot:
    """Return a home with this many entities: sensors of integrations in the catalogue among those of others."""
    dice = random.Random(seed)
    known = sorted(catalogue.platforms)
    devices: dict[str, Device] = {}
    members: list[Entity] = []
    rules = [rule.find for entry in catalogue.inverters for rules in entry.roles.values() for rule in rules]
    for number in range(entities // ENTITIES_PER_DEVICE):
        platform = dice.choice(known if dice.random() < KNOWN_SHARE else OTHERS)
        device = Device(f"device{number}", manufacturer="Maker", model=f"Model {number}", name=f"Device {number}")
        devices[device.id] = device
        members += [
            _entity(dice.choice(rules), platform, device.id, number * 100 + i) for i in range(ENTITIES_PER_DEVICE)
        ]
    return RegistrySnapshot(devices=devices, entities=tuple(members))


def _entity(find: Find, platform: str, device_id: str, number: int) -> Entity:
    key = next(iter((*find.translation_key, *find.unique_id_suffix, *find.unique_id_prefix)), "power")
    return Entity(
        entity_id=f"sensor.thing_{number}",
        platform=platform,
        unique_id=f"{device_id}_{number}_{key}",
        translation_key=key,
        original_name=f"Thing {key}",
        device_class="power",
        unit="W",
        config_entry_id=device_id,
        device_id=device_id,
    )


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of this many runs, in ms."""
    times_ms = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times_ms.append(1000 * (time.perf_counter() - start))
    return statistics.median(times_ms)


def main() -> None:
    """Measure, print, and fail where the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=5000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    catalogue = load_catalogue()
    home = large_home(catalogue, options.entities)
    figures = {
        "entities": len(home.entities),
        "files": len(catalogue.inverters) + len(catalogue.chargers),
        "load_ms": median_ms(load_catalogue.__wrapped__, 3),
        "discover_ms": median_ms(lambda: discover(home, catalogue), options.repeats),
        "found": len(discover(home, catalogue).inverters),
        "limit_ms": LIMIT_MS,
    }
    for name, value in figures.items():
        print(f"{name:12} {value:8.1f}" if isinstance(value, float) else f"{name:12} {value:8d}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
    if figures["discover_ms"] > LIMIT_MS:
        raise SystemExit(f"discovery takes {figures['discover_ms']:.0f} ms, more than {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()
