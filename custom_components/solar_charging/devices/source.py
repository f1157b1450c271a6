"""A role at the site (generation, grid, battery ...) read from one or more entities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from homeassistant.core import HomeAssistant

from ..catalogue.entry import Role, SignConvention
from ..engine.measure.reading import Reading, Source, Unavailable
from .battery_capacity import shares_of
from .counter_power import read_site_entity
from .entity_state import PERCENT, POWER, Problem, Quantity, silent_since

# What the site is read by; a catalogue file knows settings of an inverter besides.
SITE_ROLES = tuple(role for role in Role if role not in (Role.INVERTER_RATING, Role.EXPORT_LIMIT))


@dataclass(frozen=True, slots=True)
class Part:
    """One entity of a role. `scale` corrects an entity that names the wrong unit: kW called W is 1000."""

    entity_id: str
    sign: SignConvention | None = None
    scale: float = 1.0

    @property
    def factor(self) -> float:
        """What turns its value into ours."""
        return self.scale * (self.sign.factor if self.sign else 1.0)


@dataclass(frozen=True, slots=True)
class RoleSource:
    """The entities of one role; several (strings, inverters) are summed, states of charge averaged by what batteries hold."""

    role: Role
    parts: tuple[Part, ...]

    @classmethod
    def of(
        cls,
        role: Role,
        entity_ids: Iterable[str],
        signs: Mapping[str, str] | None = None,
        scales: Mapping[str, float] | None = None,
    ) -> Self:
        """Return the source of a role; `signs` and `scales` by entity id, where there are any."""
        signs, scales = signs or {}, scales or {}
        return cls(
            role,
            tuple(
                Part(
                    id_,
                    SignConvention(signs[id_]) if role.signs and id_ in signs else None,
                    float(scales.get(id_, 1.0)),
                )
                for id_ in entity_ids
            ),
        )

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """The entities it is read from."""
        return tuple(part.entity_id for part in self.parts)

    @property
    def quantity(self) -> Quantity:
        """What its entities measure."""
        return quantity_of(self.role)

    def each(self) -> tuple[RoleSource, ...]:
        """Return its entities as sources of their own."""
        return tuple(RoleSource(self.role, (part,)) for part in self.parts)

    def read(self, hass: HomeAssistant, now: datetime) -> Source:
        """Read all entities; one that is silent makes the whole role silent, since a part of a sum misleads."""
        readings: list[Reading] = []
        for part in self.parts:
            match read_site_entity(hass, part.entity_id, self.quantity, now):
                case Reading() as reading:
                    readings.append(Reading(reading.value * part.factor, reading.reported_at))
                case Problem():
                    return silent_since(hass, part.entity_id, now)
        if not readings:
            return None
        is_level = self.role is Role.BATTERY_SOC
        shares = shares_of(hass, self.entity_ids) if is_level and len(readings) > 1 else (1.0,) * len(readings)
        total = sum(share * reading.value for share, reading in zip(shares, readings, strict=True))
        return Reading(total, min(reading.reported_at for reading in readings))

    def problems(self, hass: HomeAssistant) -> Mapping[str, Problem]:
        """Return what keeps entities of this role from being read, by entity id."""
        states = {entity_id: read_site_entity(hass, entity_id, self.quantity) for entity_id in self.entity_ids}
        return {entity_id: state for entity_id, state in states.items() if isinstance(state, Problem)}


def quantity_of(role: Role) -> Quantity:
    """Return what entities of this role measure."""
    return PERCENT if role is Role.BATTERY_SOC else POWER


def net_power(net: Source, inward: Source, outward: Source) -> Source:
    """Return signed power (+ inward: import, charging) of a signed sensor, of a pair of one-way sensors, or of both together.

    Of a pair only one of which is there, the other direction counts as 0. Both together are two devices: they are added.
    """
    for part in (net, inward, outward):
        if isinstance(part, Unavailable):
            return part
    readings = [(one, sign) for one, sign in ((net, 1.0), (inward, 1.0), (outward, -1.0)) if isinstance(one, Reading)]
    if not readings:
        return None
    # One of a pair rests at zero while the other moves, and many integrations do not repeat a resting value.
    reported_at = max(one.reported_at for one, _ in readings)
    return Reading(sum(sign * one.value for one, sign in readings), reported_at)
