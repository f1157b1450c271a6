"""The site's sensor readings at one moment."""

from collections.abc import Callable
from dataclasses import dataclass

from ..catalogue.entry import Role
from ..engine.measure.reading import Source
from .source import net_power


@dataclass(frozen=True, slots=True)
class SiteReadings:
    """All of the site's quantities, as its sensors show them: signs are the engine's, nothing else is set right yet."""

    generation_w: Source = None
    grid_w: Source = None
    battery_w: Source = None
    battery_soc_pct: Source = None
    load_w: Source = None


def read_site(read: Callable[[Role], Source]) -> SiteReadings:
    """Return all roles. `read` returns what one shows, None where it is not configured."""
    return SiteReadings(
        generation_w=read(Role.PV_POWER),
        grid_w=net_power(read(Role.GRID_POWER), read(Role.GRID_IMPORT_POWER), read(Role.GRID_EXPORT_POWER)),
        battery_w=net_power(
            read(Role.BATTERY_POWER), read(Role.BATTERY_CHARGE_POWER), read(Role.BATTERY_DISCHARGE_POWER)
        ),
        battery_soc_pct=read(Role.BATTERY_SOC),
        load_w=read(Role.LOAD_POWER),
    )
