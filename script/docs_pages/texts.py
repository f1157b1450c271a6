"""The integration's English texts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "solar_charging"
ENGLISH: Mapping[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())
