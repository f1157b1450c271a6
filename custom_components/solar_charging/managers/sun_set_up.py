"""What the sun's estimator is made from, by how the home is set up."""

from ..catalogue.entry import Role
from ..settings import SiteSettings
from ..setup.site_config import SiteConfig
from ..solar_sources.estimator import EstimatorSetup
from ..solar_sources.recorder_history import HistorySources

# Any of these measures the load, or all that it is worked out from.
_LOAD_ROLES = (Role.LOAD_POWER, Role.GRID_POWER, Role.GRID_IMPORT_POWER)


def estimator_setup(site: SiteConfig, settings: SiteSettings) -> EstimatorSetup:
    """Return it for a home as it is set up now."""
    meters = [charger.readings.get("power") for charger in site.chargers]
    generation, house_load = (
        source.entity_ids if (source := site.sources.get(role)) else () for role in (Role.PV_POWER, Role.LOAD_POWER)
    )
    return EstimatorSetup(
        array=site.array,
        house_load_w=settings.assumed_house_load_w,
        weather_entity_id=site.weather_entity,
        export_limit_w=settings.feed_in_limit_w,
        use_open_meteo=site.allows_open_meteo(settings.use_open_meteo),
        history=HistorySources(
            generation,
            house_load,
            chargers=tuple(meter.entity_id for meter in meters if meter),
            is_load_unknown=not any(role in site.sources for role in _LOAD_ROLES),
            are_chargers_metered=all(meters),
        ),
    )
