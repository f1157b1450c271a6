"""Home batteries are looked after every few seconds, released when Home Assistant stops, and with a home that is disabled."""

from datetime import datetime, timedelta

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator

# As often as the engine steps without news.
EVERY = timedelta(seconds=5)


@callback
def async_control_batteries(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Hold and release the home's batteries from now on. Returns what ends it."""

    async def look(_now: datetime) -> None:
        data = coordinator.data
        now = dt_util.utcnow()
        await coordinator.batteries.async_step(data.inputs, data.decision, now, _next_purchase_s(coordinator, now))

    async def stopping(_event: Event) -> None:
        end()
        await coordinator.batteries.async_release(dt_util.utcnow().timestamp())

    end = async_track_time_interval(hass, look, EVERY, name=f"{DOMAIN} batteries")
    end_stop = hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stopping)

    @callback
    def stop() -> None:
        end()
        end_stop()

    return stop


def _next_purchase_s(coordinator: SolarChargingCoordinator, now: datetime) -> float | None:
    """Return when a plan buys next (UTC s); None: none does."""
    starts = (
        purchase.start_s
        for plan in coordinator.requests.plans.values()
        for purchase in plan.purchases
        if purchase.end_s > now.timestamp()
    )
    return min(starts, default=None)
