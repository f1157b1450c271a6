"""What flows in the home now, as REST answers it and WebSocket sends it."""

from collections.abc import Mapping
from datetime import datetime

from ..engine.measure.reading import Reading, Source
from ..managers.step_result import SiteData
from .power_split import Balance, split
from .times import written

WAYS = (
    "solar_to_home",
    "solar_to_evse",
    "solar_to_battery",
    "solar_to_grid",
    "battery_to_home",
    "battery_to_evse",
    "battery_to_grid",
    "grid_to_home",
    "grid_to_evse",
    "grid_to_battery",
)


def live_power(data: SiteData, now: datetime) -> Mapping[str, str | int | float | None]:
    """Return all powers in W and their ways. None: not known."""
    site, inputs = data.decision.site, data.inputs
    evse_w = sum(data.drawn_w.values())
    battery_w, grid_w = _value(inputs.battery_w), _value(inputs.grid_w)
    generation_w = site.generation_w if (measured_w := _value(inputs.generation_w)) is None else measured_w
    home_w = site.house_load_w
    if generation_w is not None and grid_w is not None:
        # What is measured in one moment adds up; the engine's own idea of the house is a smoother one.
        home_w = max(generation_w + grid_w - (battery_w or 0.0) - evse_w, 0.0)
    elif generation_w is not None and home_w is not None:
        grid_w = home_w + evse_w + (battery_w or 0.0) - generation_w
    return {
        "sampled_at": written(now),
        "integration_type": site.integration_type.value.upper(),
        "generation_watts": _whole(generation_w),
        "consumption_watts": None if home_w is None else _whole(home_w + evse_w),
        "home_watts": _whole(home_w),
        "evse_watts": _whole(evse_w),
        "import_watts": _whole(grid_w),
        "export_watts": _whole(None if grid_w is None else -grid_w),
        "charge_watts": _whole(battery_w),
        "discharge_watts": _whole(None if battery_w is None else -battery_w),
        **{f"{way}_watts": watts for way, watts in _ways(generation_w, home_w, evse_w, grid_w, battery_w).items()},
        "excess_watts": None if site.surplus_w is None else round(site.surplus_w),
        "battery_state_of_charge_percentage": _value(inputs.battery_soc_pct),
    }


def _ways(
    generation_w: float | None, home_w: float | None, evse_w: float, grid_w: float | None, battery_w: float | None
) -> Mapping[str, int | None]:
    if generation_w is None or home_w is None or grid_w is None:
        return dict.fromkeys(WAYS)
    found = split(
        Balance(
            generation_w=max(generation_w, 0.0),
            import_w=max(grid_w, 0.0),
            discharge_w=max(-(battery_w or 0.0), 0.0),
            home_w=max(home_w, 0.0),
            evse_w=evse_w,
            charge_w=max(battery_w or 0.0, 0.0),
            export_w=max(-grid_w, 0.0),
        )
    )
    return {way: round(found[way]) for way in WAYS}


def _value(source: Source) -> float | None:
    return source.value if isinstance(source, Reading) else None


def _whole(value: float | None) -> int | None:
    return None if value is None else max(round(value), 0)
