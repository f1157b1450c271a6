"""Print the pinned PyPI requirements of the Home Assistant integrations that the demo and the tests load.

Run by script/setup with the interpreter of the environment that Home Assistant is installed in.
"""

import json
import pathlib

from homeassistant import bootstrap, components

ALWAYS = {*bootstrap.DEFAULT_INTEGRATIONS, *bootstrap.CORE_INTEGRATIONS, "isal", "recorder", "hassio"}
DEMO = {"energy", "history", "logbook", "my", "sun"}
REAL_DEVICES_OF_TESTS = {
    *("fronius", "homewizard", "apsystems", "solarlog", "p1_monitor", "powerwall", "dsmr", "shelly", "victron_gx"),
    *("amberelectric", "co2signal", "nordpool", "tibber"),
    *("keba", "lektrico", "mqtt", "nrgkick", "openevse", "peblar", "v2c", "wallbox"),
    *("renault", "skoda", "tesla_fleet", "tessie", "volvo", "local_calendar"),
}
# C++ sources without wheels for CPython 3.14, used by voice assistants only: simulator/demo/stubs stands in for them.
COMPILED = {"pymicro-vad", "pyspeex-noise"}
# Pinned by Home Assistant 2026.11, but not to be had from every index; what its integrations use is the same in those before.
IN_PLACE_OF = {
    "skoda-public-api==1.4.0": "skoda-public-api==1.3.0",
    "tesla-fleet-api==1.19.0": "tesla-fleet-api==1.18.1",
    "victron-mqtt==2026.10.3": "victron-mqtt==2026.10.1",
    "volvocarsapi==0.5.0": "volvocarsapi==0.4.5",
}


def requirements(domains: set[str]) -> set[str]:
    """Return the requirements of these integrations and of all they depend on."""
    root = pathlib.Path(components.__path__[0])
    found: set[str] = set()
    seen: set[str] = set()
    todo = set(domains)
    while todo:
        domain = todo.pop()
        seen.add(domain)
        path = root / domain / "manifest.json"
        if not path.exists():  # newer than this release
            continue
        manifest = json.loads(path.read_text())
        found |= set(manifest.get("requirements", []))
        if domain != "hassio":  # only its client library is imported, by analytics
            todo |= set(manifest.get("dependencies", [])) - seen
    return {IN_PLACE_OF.get(line, line) for line in found if line.split("==")[0].lower() not in COMPILED}


if __name__ == "__main__":
    print("\n".join(sorted(requirements(ALWAYS | DEMO | REAL_DEVICES_OF_TESTS))))
