"""Print what discovery proposes for registry dumps (the diagnostics download contains one). Run by script/discover.

With --record inverters/NAME (or chargers/NAME) before one dump, its integration's part is written to the recorded registries instead.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# The catalogue needs nothing of its parent package, whose import would load Home Assistant first: seconds for nothing. Last in the
# path, since some of Home Assistant's platforms are named like modules of Python itself.
sys.path.append(str(Path(__file__).parents[1] / "custom_components" / "solar_charging"))

from catalogue.discover import discover
from catalogue.dump import proposal_to, snapshot_from
from catalogue.loader import Catalogue, load_catalogue

type Json = Mapping[str, Any]

RECORDED = Path(__file__).parents[1] / "tests" / "catalogue" / "recorded"


def main(paths: list[str]) -> None:
    """Print one JSON object for one dump, a list for several."""
    catalogue = load_catalogue()
    name = paths[1] if paths[:1] == ["--record"] else None
    texts = [
        sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        for path in paths[2 if name else 0 :]
    ]
    dumps = [_registry(json.loads(text)) for text in texts]
    if name:
        print(record(name, dumps[0], catalogue))
        return
    proposals = [proposal_to(discover(snapshot_from(dump), catalogue)) for dump in dumps]
    print(json.dumps(proposals[0] if len(proposals) == 1 else proposals, indent=2, ensure_ascii=False))


def record(name: str, dump: Json, catalogue: Catalogue, folder: Path = RECORDED) -> Path:
    """Write the part of a dump that is the integration's of a catalogue file, with what is recognised of it now."""
    entries = [*catalogue.inverters, *catalogue.chargers]
    about = next((one.about for one in entries if one.about.file == f"{name}.yaml"), None)
    if about is None:
        raise SystemExit(f"There is no {name}.yaml in the catalogue.")
    entities = [one for one in dump["entities"] if one["platform"] == about.domain]
    refs = {one.get("device_id") or one.get("device_ref") for one in entities}
    devices = [one for one in dump["devices"] if (one.get("id") or one.get("ref")) in refs]
    own = {"devices": devices, "entities": [{key: value for key, value in one.items() if value} for one in entities]}
    found = proposal_to(discover(snapshot_from(own), catalogue))[name.partition("/")[0]]
    expected: dict[str, Any] = {}
    for role, value in (
        (role, value) for one in found for role, value in one["roles"].items() if isinstance(value, dict)
    ):
        ids = value["entity_id"] if isinstance(value["entity_id"], list) else [value["entity_id"]]
        expected[role] = [*expected.get(role, []), *ids]
    path = folder / f"{name.replace('/', '__')}.json"
    version = about.source_version or ""
    recorded = {"origin": about.origin, "version": version, **own, "expected": expected, "never": []}
    path.write_text(json.dumps(recorded, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _registry(dump: Json) -> Json:
    """Return the registry of a diagnostics download, or a dump as it is."""
    inner: Json = dump.get("data", dump)
    return inner.get("registry_dump", inner)


if __name__ == "__main__":
    main(sys.argv[1:])
