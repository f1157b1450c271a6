"""A role at the site (generation, grid, battery ...) read from one or more entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from homeassistant.core import HomeAssistant

from ..engine.reading import Reading, Silent, Source
from .state import PERCENT, POWER, Problem, Quantity, read_state, silent_since


class Role(StrEnum):
    """What an entity tells about the site. Signed roles come in two conventions, see `Sign`."""

    PV_POWER = "pv_power"
    GRID_POWER = "grid_power"
    GRID_IMPORT_POWER = "grid_import_power"
    GRID_EXPORT_POWER = "grid_export_power"
    BATTERY_POWER = "battery_power"
    BATTERY_SOC = "battery_soc"
    LOAD_POWER = "load_power"

    @property
    def quantity(self) -> Quantity:
        """The quantity entities of this role measure."""
        return PERCENT if self is Role.BATTERY_SOC else POWER

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The conventions to choose from, ours first; empty for a role without direction."""
        match self:
            case Role.GRID_POWER:
                return (Sign.IMPORT_POSITIVE, Sign.EXPORT_POSITIVE)
            case Role.BATTERY_POWER:
                return (Sign.CHARGE_POSITIVE, Sign.DISCHARGE_POSITIVE)
            case _:
                return ()


class Sign(StrEnum):
    """Which direction of flow a signed sensor counts as positive."""

    IMPORT_POSITIVE = "import_positive"
    EXPORT_POSITIVE = "export_positive"
    CHARGE_POSITIVE = "charge_positive"
    DISCHARGE_POSITIVE = "discharge_positive"

    @property
    def factor(self) -> float:
        """What turns a value of this convention into ours (+ import, + charging)."""
        return 1.0 if self in (Sign.IMPORT_POSITIVE, Sign.CHARGE_POSITIVE) else -1.0


@dataclass(frozen=True, slots=True)
class RoleSource:
    """The entities of one role; several (strings, inverters) are summed, states of charge averaged."""

    role: Role
    entity_ids: tuple[str, ...]
    sign: Sign | None = None

    def read(self, hass: HomeAssistant, now: datetime) -> Source:
        """Read all entities; one that is silent makes the whole role silent, since a part of a sum misleads."""
        readings: list[Reading] = []
        for entity_id in self.entity_ids:
            match read_state(hass, entity_id, self.role.quantity):
                case Reading() as reading:
                    readings.append(reading)
                case Problem():
                    return silent_since(hass, entity_id, now)
        return self._combine(readings) if readings else None

    def problems(self, hass: HomeAssistant) -> Mapping[str, Problem]:
        """Return what keeps entities of this role from being read, by entity id."""
        states = {entity_id: read_state(hass, entity_id, self.role.quantity) for entity_id in self.entity_ids}
        return {entity_id: state for entity_id, state in states.items() if isinstance(state, Problem)}

    def _combine(self, readings: Sequence[Reading]) -> Reading:
        total = sum(reading.value for reading in readings)
        if self.role is Role.BATTERY_SOC:
            total /= len(readings)
        factor = self.sign.factor if self.sign else 1.0
        return Reading(total * factor, min(reading.reported_at for reading in readings))


def net_grid(net: Source, imported: Source, exported: Source) -> Source:
    """Return signed grid power (+ import) from a net sensor, or else from a pair of one-way sensors.

    A home that only knows its export (or only its import) is read as far as that goes: the other direction counts as 0.
    """
    if net is not None:
        return net
    for part in (imported, exported):
        if isinstance(part, Silent):
            return part
    match imported, exported:
        case None, None:
            return None
        case Reading() as bought, None:
            return bought
        case None, Reading() as sold:
            return Reading(-sold.value, sold.reported_at)
        case Reading() as bought, Reading() as sold:
            return Reading(bought.value - sold.value, _pair_time(bought, sold))
    return None


def _pair_time(bought: Reading, sold: Reading) -> datetime:
    # One of the two rests at zero while the other moves, and many integrations do not repeat a resting value.
    return max(bought.reported_at, sold.reported_at)
