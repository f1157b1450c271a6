"""Which entities a charger consists of."""

from dataclasses import dataclass

# The nominal voltage of European homes (IEC 60038); elsewhere the user says.
DEFAULT_VOLTAGE_V = 230.0


@dataclass(frozen=True, slots=True)
class ChargerConfig:
    """One charger: the entities it is read and commanded by. `id` is that of its subentry and never changes.

    `phases` is how many it charges with where it has no `phases_entity` to switch them.
    """

    id: str
    name: str
    current_entity: str | None = None
    switch_entity: str | None = None
    power_entity: str | None = None
    status_entity: str | None = None
    phases_entity: str | None = None
    phases: int = 1
    voltage_v: float = DEFAULT_VOLTAGE_V

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """All of them."""
        entities = (self.current_entity, self.switch_entity, self.power_entity, self.status_entity, self.phases_entity)
        return tuple(entity for entity in entities if entity)
