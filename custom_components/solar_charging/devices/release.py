"""The state a charger is left in when control ends: the user's choice."""

import asyncio

from homeassistant.core import Context, HomeAssistant

from ..catalogue.charger_config import ChargerConfig
from ..const import LOGGER
from ..engine.measure.reading import Reading
from ..engine.model import SolarMode
from ..settings import ChargerSettings, ReleaseBehavior
from .call import ServiceCall, failure_text
from .charger_reader import ChargerReader
from .command_steps import CommandPlanner

# For a cloud that has to wake a car. Home Assistant gives all that happens when it stops 100 s together, and a person who removes a
# charger waits: all chargers are left side by side.
RELEASED_WITHIN_S = 20.0


async def async_release(
    hass: HomeAssistant, config: ChargerConfig, settings: ChargerSettings, *, is_for_good: bool
) -> None:
    """Bring a charger to its state on release. Errors are only logged: no caller could handle them."""
    try:
        async with asyncio.timeout(RELEASED_WITHIN_S):
            for call in release_calls(hass, config, settings, is_for_good=is_for_good):
                await call.send(hass, Context())
    except Exception as error:  # noqa: BLE001  whatever another integration raises, we are leaving
        LOGGER.warning("Could not set %s to its state on release: %s", config.name, failure_text(error))


def release_calls(
    hass: HomeAssistant, config: ChargerConfig, settings: ChargerSettings, *, is_for_good: bool = False
) -> tuple[ServiceCall, ...]:
    """Return the calls that bring a charger to its end state; none for one that is in shadow mode or follows no sun, or is a car of which nobody knows that it is here.

    AUTOMATIC stops what is released for good (`is_for_good`: disabled or removed, rather than restarted), and lowers the rest.
    MINIMUM never raises: what is paused stays paused, and the next charge begins with the least current.
    """
    reader = ChargerReader(hass, config)
    follows_sun = settings.mode in (SolarMode.SOLAR_ONLY, SolarMode.SOLAR_AND_GRID)
    is_here = not reader.car.is_away() and not reader.car.is_asleep()
    if settings.shadow_mode or not follows_sun or settings.release_behavior is ReleaseBehavior.KEEP or not is_here:
        return ()
    # One that cannot be lowered would go on at full power.
    is_final = is_for_good and settings.release_behavior is ReleaseBehavior.AUTOMATIC
    is_stop = is_final or settings.release_behavior is ReleaseBehavior.STOP or reader.set_point is None
    if is_stop and (reader.start_stop or reader.pauses_at_zero()):
        is_off = reader.is_enabled() is False
        return () if is_off else tuple(step.call for step in CommandPlanner(hass, config, reader).pause())
    return _minimum(reader, reader.limits(settings).min_current_a)


def _minimum(reader: ChargerReader, least_a: float) -> tuple[ServiceCall, ...]:
    shown = reader.shown_current()
    if reader.set_point is None or (isinstance(shown, Reading) and shown.value <= least_a):
        return ()
    call = reader.set_point.call(least_a, reader.phases() or 1)
    return (call,) if call else ()
