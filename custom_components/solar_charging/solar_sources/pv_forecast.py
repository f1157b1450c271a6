"""The generation forecast that the user chose in the Energy dashboard: Forecast.Solar, Solcast, Open-Meteo and others.

How Home Assistant finds these is not a declared interface of its Energy integration: this module alone depends on it.
"""

import itertools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.energy.websocket_api import async_get_energy_platforms
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..solar.sky_sources import SkySeries, from_power
from ..solar.table import GenerationTable
from .feed import FeedError

# Providers give hours, halves or quarters; the step is the least distance seen, within reason.
_MIN_STEP_S, _MAX_STEP_S = 300.0, 3600.0


async def pv_forecast(hass: HomeAssistant, table: GenerationTable) -> SkySeries:
    """Return the sum of the chosen forecasts; raises FeedError."""
    if "energy" not in hass.config.components:
        raise FeedError("the Energy dashboard is not set up")
    manager = await async_get_manager(hass)
    sources: list[Any] = list(manager.data["energy_sources"]) if manager.data else []
    entry_ids = {entry_id for source in sources for entry_id in source.get("config_entry_solar_forecast") or ()}
    platforms = await async_get_energy_platforms(hass)
    energies: dict[datetime, float] = {}
    for entry_id in sorted(entry_ids):
        entry = hass.config_entries.async_get_entry(entry_id)
        # Our own forecast is one of the choices: it must not feed itself.
        if entry is None or entry.domain == DOMAIN or entry.domain not in platforms:
            continue
        for start, energy_wh in _periods(await _ask(hass, platforms[entry.domain], entry_id)):
            energies[start] = energies.get(start, 0.0) + energy_wh
    if len(energies) < 2:
        raise FeedError("no generation forecast is chosen in the Energy dashboard, or it is empty")
    return _series(table, energies)


async def _ask(hass: HomeAssistant, platform: Any, entry_id: str) -> Any:
    try:
        return await platform(hass, entry_id)
    except Exception as error:
        # Whatever breaks in another integration must not break here.
        raise FeedError(f"{entry_id}: {error!r}") from error


def _periods(answer: Any) -> list[tuple[datetime, float]]:
    found = []
    periods = answer.get("wh_hours") if isinstance(answer, Mapping) else None
    for start, energy_wh in (periods or {}).items():
        at = dt_util.parse_datetime(str(start))
        if at is not None and isinstance(energy_wh, int | float) and energy_wh >= 0:
            found.append((dt_util.as_utc(at), float(energy_wh)))
    return found


def _series(table: GenerationTable, energies: Mapping[datetime, float]) -> SkySeries:
    starts = sorted(energies)
    gaps = [(after - before).total_seconds() for before, after in itertools.pairwise(starts)]
    step_s = min(max(min(gaps), _MIN_STEP_S), _MAX_STEP_S)
    count = int((starts[-1] - starts[0]).total_seconds() / step_s) + 1
    # Sunrise and sunset cut some providers' periods short: what begins within a step belongs to it.
    powers = [0.0] * count
    for start, energy_wh in energies.items():
        powers[int((start - starts[0]).total_seconds() / step_s)] += energy_wh * 3600 / step_s
    return from_power(table, dt_util.utcnow(), starts[0], step_s, powers)
