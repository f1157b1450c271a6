"""Circuits as the user described them: sub-distributions with a limit, and what hangs on them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..engine.inputs import Circuit
from ..engine.measure.reading import Source
from .entity_state import CURRENT, POWER, Problem, Quantity, read_state


@dataclass(frozen=True, slots=True)
class CircuitConfig:
    """One circuit. `parent_id`: the circuit it hangs on, None where that is the grid connection. `charger_ids`: those directly on it."""

    id: str
    name: str
    limit_a: float | None = None
    limit_w: float | None = None
    parent_id: str | None = None
    charger_ids: tuple[str, ...] = ()
    power_entity: str | None = None
    phase_currents: tuple[str, ...] = ()

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """Its own meters."""
        return (*self.phase_currents, *((self.power_entity,) if self.power_entity else ()))


def is_within(circuit_id: str | None, outer_id: str, parents: Mapping[str, str | None]) -> bool:
    """Return whether a circuit is another one or hangs on it, at any depth; a ring of circuits has an end here."""
    seen: set[str] = set()
    while circuit_id is not None and circuit_id not in seen:
        if circuit_id == outer_id:
            return True
        seen.add(circuit_id)
        circuit_id = parents.get(circuit_id)
    return False


def chargers_behind(circuit: CircuitConfig, circuits: Sequence[CircuitConfig]) -> frozenset[str]:
    """Return all chargers that a circuit feeds, through other circuits, too."""
    parents = {one.id: one.parent_id for one in circuits}
    return frozenset(
        charger_id for one in circuits if is_within(one.id, circuit.id, parents) for charger_id in one.charger_ids
    )


def read_circuits(circuits: Sequence[CircuitConfig], read: Callable[[str, Quantity], Source]) -> tuple[Circuit, ...]:
    """Return the circuits as the engine takes them. One without chargers limits nothing, but its meter sees what draws on it.

    `read` returns what an entity shows of a quantity.
    """
    behind = {one.id: chargers_behind(one, circuits) for one in circuits}
    return tuple(
        Circuit(
            one.id,
            one.name,
            behind[one.id],
            one.limit_a,
            one.limit_w,
            read(one.power_entity, POWER) if one.power_entity else None,
            tuple(read(entity_id, CURRENT) for entity_id in one.phase_currents),
            one.parent_id,
        )
        for one in circuits
        if behind[one.id] or one.entity_ids
    )


def circuit_problems(hass: HomeAssistant, circuits: Collection[CircuitConfig]) -> Mapping[str, Problem]:
    """Return what keeps their meters from being read, by entity id."""
    readings = {
        entity_id: read_state(hass, entity_id, POWER if entity_id == one.power_entity else CURRENT)
        for one in circuits
        for entity_id in one.entity_ids
    }
    return {entity_id: reading for entity_id, reading in readings.items() if isinstance(reading, Problem)}
