"""Who drives, as it was set up, and sessions that a tag or a card assigns to them."""

from ..const import SUBENTRY_DRIVER
from ..coordinator import SolarChargingCoordinator
from ..sessions.driver import Driver, card_holder, driver
from ..sessions.session import Occupant, Session
from ..sessions.session_change import SessionChange
from .books import async_change_session

__all__ = ["Driver", "async_assign_session", "card_holder", "drivers", "sessions_under_way"]


def drivers(coordinator: SolarChargingCoordinator) -> list[Driver]:
    """Return the drivers of a home."""
    return [driver(one.title, one.data) for one in coordinator.config_entry.get_subentries_of_type(SUBENTRY_DRIVER)]


def sessions_under_way(coordinator: SolarChargingCoordinator) -> list[Session]:
    """Return the sessions under way, the one that began last first."""
    ledgers = (coordinator.sessions.ledger(charger.id) for charger in coordinator.site.chargers)
    found = [ledger.session for ledger in ledgers if ledger.session]
    return sorted(found, key=lambda session: -session.started_s)


async def async_assign_session(coordinator: SolarChargingCoordinator, charger_id: str, holder: Driver) -> None:
    """Assign the session under way at a charger to a person."""
    session = coordinator.sessions.ledger(charger_id).session
    if session and not (session.is_driver_given and session.person_id == holder.person_id):
        who = Occupant(person_id=holder.person_id, person=holder.name)
        await async_change_session(coordinator, charger_id, SessionChange(driver=who), None)
