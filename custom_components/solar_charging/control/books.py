"""Corrections of charging sessions: shared by the action and the API."""

from datetime import datetime

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..sessions.session import Session
from ..sessions.session_change import SessionChange


async def async_change_session(
    coordinator: SolarChargingCoordinator, charger_id: str, change: SessionChange, start: datetime | None
) -> Session | None:
    """Correct a session: the one that began at that time, or else the latest. Returns it; None: there is none.

    Raises HomeAssistantError while it cannot be written.
    """
    start_s = start.timestamp() if start else None
    running = coordinator.sessions.ledger(charger_id).session
    if running and change.is_deleted and (start_s is None or abs(running.started_s - start_s) < 1.0):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="session_under_way")
    try:
        session = await coordinator.sessions.async_change(charger_id, change, start_s)
    except OSError as error:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_written") from error
    if session is not None:
        if session.ended_s is None and change.occupant is not None:
            # From now on the car counts as the one the person chose.
            coordinator.cars.choose(charger_id, change.occupant.car_id or None)
        coordinator.async_user_changed()
    return session
