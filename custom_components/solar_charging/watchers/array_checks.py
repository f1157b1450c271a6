"""What weeks of generation show about the array: a different orientation, a string that is lost; and when its total is to be read again."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ..const import CONF_AZIMUTH_DEG, CONF_TILT_DEG
from ..solar_sources.estimator import SolarEstimator

ARRAY_CHANGED = "array_changed"
ARRAY_FACES_ELSEWHERE = "array_faces_elsewhere"
READING_DUE = "reading_due"


def array_checks(
    estimator: SolarEstimator, unmeasured_since: datetime | None = None
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Return what to ask the owner: translation keys, with what their sentences and fixes need.

    `unmeasured_since`: when a home was set up in which nothing can be read; None: something is.
    """
    if change := estimator.step_change:
        yield ARRAY_CHANGED, {"ratio": f"{100 * change.ratio:.0f}"}
    if found := estimator.orientation_mismatch:
        facing = {CONF_TILT_DEG: f"{found.tilt_deg:.0f}", CONF_AZIMUTH_DEG: f"{found.azimuth_deg:.0f}"}
        yield ARRAY_FACES_ELSEWHERE, facing
    if (last_kwh := estimator.reading_due_kwh(unmeasured_since)) is not None:
        yield READING_DUE, {"reading": f"{last_kwh:.0f}" if last_kwh else "–"}


def faced(data: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the set-up's data with the orientation found from the generation."""
    return {**data, **{key: float(facts[key]) for key in (CONF_TILT_DEG, CONF_AZIMUTH_DEG)}}
