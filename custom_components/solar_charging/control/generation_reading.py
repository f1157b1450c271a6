"""What a user may tell of the array: the one way in for actions and repairs."""

from datetime import datetime

from homeassistant.core import callback

from ..coordinator import SolarChargingCoordinator

# What a farm's roof generates in a lifetime.
MOST_KWH = 100_000_000.0


@callback
def async_record_reading(coordinator: SolarChargingCoordinator, total_kwh: float) -> bool:
    """Learn from what the inverter's display shows of all energy ever generated; return whether that can be."""
    return _relearned(coordinator, coordinator.estimator.record_reading(total_kwh * 1000.0))


@callback
def async_remove_reading(coordinator: SolarChargingCoordinator, at: datetime) -> bool:
    """Take back a reading, and all that it taught; return whether there was one of this time."""
    return _relearned(coordinator, coordinator.estimator.remove_reading(at))


def _relearned(coordinator: SolarChargingCoordinator, is_changed: bool) -> bool:
    """Keep what was learned anew and decide by it, if anything changed; return whether it did."""
    if is_changed:
        coordinator.store.async_state_changed()
        coordinator.async_step()
    return is_changed
