"""Print what discovery proposes for registry dumps (the diagnostics download contains one). Run by script/discover."""

import json
import sys
from pathlib import Path

# The catalogue needs nothing of its parent package, whose import would load Home Assistant first: seconds for nothing. Last in the
# path, since some of Home Assistant's platforms are named like modules of Python itself.
sys.path.append(str(Path(__file__).parents[1] / "custom_components" / "solar_charging"))

from catalogue.discover import discover
from catalogue.dump import proposal_to, snapshot_from
from catalogue.loader import load_catalogue


def main(paths: list[str]) -> None:
    """Print one JSON object for one dump, a list for several."""
    catalogue = load_catalogue()
    texts = [sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8") for path in paths]
    proposals = [proposal_to(discover(snapshot_from(json.loads(text)), catalogue)) for text in texts]
    print(json.dumps(proposals[0] if len(proposals) == 1 else proposals, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
