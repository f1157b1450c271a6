"""Corrections of a session by a person, afterwards or while it is under way; earlier values stay in its record."""

from dataclasses import dataclass, replace

from .session import Occupant, Revision, Session
from .shares import Shares


@dataclass(frozen=True, slots=True)
class SessionChange:
    """Each field: what it is from now on; None: as it was. `driver`: who drove, where that is not the car's usual driver.

    `is_deleted`: it never was.
    """

    energy_wh: float | None = None
    occupant: Occupant | None = None
    driver: Occupant | None = None
    note: str | None = None
    is_deleted: bool | None = None


def changed(session: Session, change: SessionChange, at_s: float) -> Session:
    """Return the corrected session, with its earlier values in the record."""
    before = Revision(
        at_s,
        session.energy_wh,
        session.car_id,
        session.vehicle,
        session.person_id,
        session.person,
        session.note,
        session.is_deleted,
    )
    found = session if change.energy_wh is None else session.corrected(change.energy_wh)
    if change.occupant is not None:
        now = change.occupant
        found = replace(found, car_id=now.car_id, vehicle=now.vehicle)
        if not session.is_driver_given:
            # The one who drives that car usually.
            found = replace(found, person_id=now.person_id, person=now.person)
        if now.car_id != session.car_id:
            # These were another car's.
            found = replace(found, soc_started_pct=None, soc_ended_pct=None)
    if change.driver is not None:
        found = replace(found, person_id=change.driver.person_id, person=change.driver.person, is_driver_given=True)
    if change.note is not None:
        found = replace(found, note=change.note)
    if change.is_deleted is not None:
        found = replace(found, is_deleted=change.is_deleted)
    return replace(found, revisions=[*session.revisions, before])


def counted_wh(session: Session) -> Shares:
    """Return what a session counts for in sums: nothing once it is deleted."""
    return Shares() if session.is_deleted else session.energies_wh
