"""Puts states into a recorder's database as it would have: days of a home in the time of one insertion."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.db_schema import StateAttributes, States, StatesMeta
from homeassistant.helpers.recorder import session_scope


class RecordedRow(NamedTuple):
    """A state at a time (UTC s), with its unit; None: without."""

    at_s: float
    state: str
    unit: str | None = "W"


def insert(instance: Recorder, rows: Mapping[str, Iterable[RecordedRow]]) -> None:
    """Insert states by entity id. To be called in the recorder's own executor."""
    with session_scope(session=instance.get_session()) as session:
        known: dict[str | None, int] = {}
        for entity_id, states in rows.items():
            found = session.query(StatesMeta).filter_by(entity_id=entity_id).first()
            meta = found or StatesMeta(entity_id=entity_id)
            session.add(meta)
            session.flush()
            listed = list(states)
            for unit in {row.unit for row in listed} - known.keys():
                shared = json.dumps({"unit_of_measurement": unit} if unit else {})
                attributes = StateAttributes(shared_attrs=shared, hash=hash(shared) & 0xFFFFFFFF)
                session.add(attributes)
                session.flush()
                known[unit] = attributes.attributes_id
            session.bulk_insert_mappings(States, [_mapping(row, meta.metadata_id, known[row.unit]) for row in listed])


def _mapping(row: RecordedRow, metadata_id: int, attributes_id: int) -> dict[str, Any]:
    return {
        "state": row.state,
        "metadata_id": metadata_id,
        "attributes_id": attributes_id,
        "last_updated_ts": row.at_s,
        "last_changed_ts": None,
        "last_reported_ts": None,
    }
