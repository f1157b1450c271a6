"""How a home battery is kept from discharging: what a catalogue file says of it, and what of that is there in a home."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from .charger_config import EntityAction
from .entry import WRITES_PER_DAY, ActionRule, ControlKind, ControlRule, InverterEntry
from .grouping import groups
from .matching import Group, anything, hits
from .registry import Entity, RegistrySnapshot


class BatteryPlace(NamedTuple):
    """Where a battery's entity belongs: one battery has one control."""

    config_entry_id: str | None
    part: str


@dataclass(frozen=True, slots=True)
class BatteryControl:
    """How one battery is held and released, as it is stored.

    `hold`: an entity and its value, or an action in whose data "{limit_w}" and "{seconds}" are filled in. The value of a MIN_SOC is the
    battery's level, or, with `is_depth`, what may be taken from a full battery. `release`: None, what it was before. `enable`: the switch
    without which the value has no effect; it goes back to what it was. `limit_unit`: it can be told how much it may give (W or kW), which is what the house takes with `supplies_house`. `renew_s`: the battery ends a hold
    by itself after so long.
    """

    kind: ControlKind
    hold: EntityAction
    release: EntityAction | None = None
    enable: EntityAction | None = None
    limit_unit: str | None = None
    is_depth: bool = False
    renew_s: float | None = None
    writes_per_day: int = WRITES_PER_DAY
    supplies_house: bool = False

    @property
    def target(self) -> tuple[object, ...]:
        """What it writes to: the entity, or the action with the device in its data."""
        return self.hold.entity_id, self.hold.action, tuple(sorted(self.hold.data.items()))

    def to_dict(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return what was stored; unknown keys are ignored."""
        known = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        actions = {key: EntityAction(**data[key]) for key in ("hold", "release", "enable") if data.get(key)}
        return cls(**{**known, **actions, "kind": ControlKind(data["kind"])})


@dataclass(frozen=True, slots=True)
class FoundBattery:
    """A battery that can be commanded, and what is known of doing so. `to_enable`: entities of it that are disabled."""

    name: str
    integration: str
    control: BatteryControl
    notes: str | None = None
    to_enable: tuple[str, ...] = ()


def find_batteries(
    entities: Mapping[str, Sequence[Entity]], snapshot: RegistrySnapshot, entries: Sequence[InverterEntry]
) -> tuple[FoundBattery, ...]:
    """Return each battery that can be commanded, once.

    Where two integrations of one domain are known, the custom one is asked first: it knows what the core one knows, and more.
    """
    found: list[FoundBattery] = []
    taken: set[BatteryPlace] = set()
    for entry in sorted(entries, key=lambda entry: entry.about.is_core):
        own = [entity for domain in (entry.about.domain, *entry.also) for entity in entities.get(domain, ())]
        if entry.control and own:
            for group in groups(own, snapshot, entry.device, is_per_device=entry.is_per_device):
                found += _in_group(entry, group, taken)
    return tuple(found)


def _in_group(entry: InverterEntry, group: Group, taken: set[BatteryPlace]) -> Iterator[FoundBattery]:
    """Return the batteries of a group; a package of templates has no devices, and one entity for each."""
    for rule in entry.control:
        for entity in hits(rule.find, group, anything):
            place = BatteryPlace(entity.config_entry_id, entity.device_id or entity.entity_id)
            if place not in taken:
                taken.add(place)
                device = group.device(entity)
                yield FoundBattery(
                    name=(device.name if device else None) or entry.about.makes[0],
                    integration=entry.about.domain,
                    control=_control(rule, entity, group),
                    notes=entry.about.notes,
                    to_enable=tuple(one.entity_id for one in (entity, *_switches(rule, group)[:1]) if one.disabled_by),
                )


def _control(rule: ControlRule, entity: Entity, group: Group) -> BatteryControl:
    return BatteryControl(
        kind=rule.kind,
        hold=_bound(rule.hold, entity, group),
        release=_bound(rule.release, entity, group) if rule.release else None,
        enable=EntityAction(switches[0].entity_id, "on") if (switches := _switches(rule, group)) else None,
        limit_unit=rule.limit_unit,
        is_depth=rule.is_depth,
        renew_s=rule.renew_s,
        writes_per_day=rule.writes_per_day,
    )


def _switches(rule: ControlRule, group: Group) -> Sequence[Entity]:
    return hits(rule.enable, group, anything) if rule.enable else ()


def _bound(rule: ActionRule, entity: Entity, group: Group) -> EntityAction:
    """Return an action with what is known of the battery in its data; the rest is filled in when it is called."""
    if rule.action is None:
        buttons = [button for find in rule.finds for button in hits(find, group, anything)]
        return EntityAction((buttons[0] if buttons else entity).entity_id, rule.value)
    names = {"{device_id}": entity.device_id, "{entity_id}": entity.entity_id}
    data = {key: names.get(str(value), value) for key, value in rule.action.data.items()}
    return EntityAction(action=rule.action.action, data=data)
