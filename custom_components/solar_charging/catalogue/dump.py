"""Registry dumps as JSON, as diagnostics write them: read into a snapshot, and a proposal written out."""

from collections.abc import Iterable, Mapping
from typing import Any

from .charger_config import EntityAction
from .entry import Role
from .proposal import FoundCharger, FoundInverter, Proposal, RoleMatch
from .registry import Device, EnergyKind, EnergySource, Entity, RegistrySnapshot

type Json = Mapping[str, Any]

# Settings, not readings: kept apart so that a limit isn't taken for a measurement.
_SETTINGS = {Role.INVERTER_RATING, Role.EXPORT_LIMIT}
# How Home Assistant itself names the counters of a source.
_OUTWARD = ("stat_energy_to", "energy_to")
_COUNTERS = ("stat_energy_from", "stat_energy_to", "energy", "energy_from", "energy_to")


def snapshot_from(dump: Json) -> RegistrySnapshot:
    """Return the snapshot in a dump; a device is named by `ref` or `id`, both are understood."""
    devices = [_device(one) for one in dump.get("devices", ())]
    return RegistrySnapshot(
        devices={device.id: device for device in devices},
        entities=tuple(_entity(one) for one in dump.get("entities", ())),
        energy=tuple(_energy(one) for one in dump.get("energy", ())),
    )


def snapshot_to(snapshot: RegistrySnapshot) -> dict[str, Any]:
    """Return a dump of a snapshot; `snapshot_from` reads it back. Nothing is redacted here."""
    return {
        "devices": [_fields(device) for device in snapshot.devices.values()],
        "entities": [_fields(entity) for entity in snapshot.entities],
        "energy": [_fields(source) for source in snapshot.energy],
    }


def proposal_to(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON: what was found of inverters and chargers, with the entities of their roles."""
    return {
        "inverters": [_inverter(one) for one in proposal.inverters],
        "chargers": [_charger(one) for one in proposal.chargers],
        "site": {role.value: [_pick(pick) for pick in picks] for role, picks in proposal.site.roles.items()},
    }


def _device(one: Json) -> Device:
    return Device(
        id=one.get("ref") or one["id"],
        manufacturer=one.get("manufacturer"),
        model=one.get("model"),
        model_id=one.get("model_id"),
        name=one.get("name"),
        serial_number=one.get("serial_number"),
        via_device_id=one.get("via_ref") or one.get("via_device") or one.get("via_device_id"),
        identifiers=tuple(tuple(str(text) for text in identifier) for identifier in one.get("identifiers") or ()),
        connections=tuple((str(kind), str(value)) for kind, value in one.get("connections") or ()),
    )


def _entity(one: Json) -> Entity:
    return Entity(
        entity_id=one["entity_id"],
        platform=one["platform"],
        unique_id=str(one["unique_id"]),
        translation_key=one.get("translation_key"),
        original_name=one.get("original_name"),
        name_unprefixed=one.get("name_unprefixed"),
        device_class=one.get("device_class"),
        unit=one.get("unit"),
        disabled_by=one.get("disabled_by"),
        entity_category=one.get("entity_category"),
        config_entry_id=one.get("config_entry_id"),
        device_id=one.get("device_ref") or one.get("device") or one.get("device_id"),
        options=tuple(one.get("options") or ()),
        min=one.get("min"),
        max=one.get("max"),
        step=one.get("step"),
        state=one.get("state", one.get("example_state")),
    )


def _energy(one: Json) -> EnergySource:
    return EnergySource(
        kind=EnergyKind(one["kind"]),
        power=one.get("power"),
        inverted=bool(one.get("inverted")),
        power_from=one.get("power_from"),
        power_to=one.get("power_to"),
        soc=one.get("soc"),
        counters=tuple(one.get("counters") or [one[name] for name in _COUNTERS if one.get(name)]),
        outward=tuple(one.get("outward") or [one[name] for name in _OUTWARD if one.get(name)]),
    )


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _inverter(one: FoundInverter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "make": one.make,
        "model": one.model,
        "name": one.name,
        "integration": one.integration,
        "kind": one.kind.value,
        "roles": {role.value: _pick(pick) for role, pick in one.roles.items() if role not in _SETTINGS},
    }
    settings = {role.value: _pick(pick) for role, pick in one.roles.items() if role in _SETTINGS}
    return {**found, "settings": settings} if settings else found


def _pick(pick: RoleMatch) -> dict[str, Any]:
    found: dict[str, Any] = {
        "entity_id": _one_or_all(pick.entity_ids),
        "sign": pick.sign.value if pick.sign else None,
        "unit": pick.unit,
        "reason": {"key": pick.reason.key, "values": dict(pick.reason.values)},
    }
    if pick.to_enable:
        found["enable"] = list(pick.to_enable)
    if pick.ask_user:
        found["ask"] = True
    if pick.includes_battery:
        found["includes_battery"] = True
    return found


def _one_or_all(entity_ids: tuple[str, ...]) -> str | list[str]:
    return entity_ids[0] if len(entity_ids) == 1 else list(entity_ids)


def _charger(one: FoundCharger) -> dict[str, Any]:
    config = one.config
    found: dict[str, Any] = {
        "make": one.make,
        "model": one.model,
        "name": config.name,
        "integration": config.integration,
        "kind": one.kind.value,
        "device": config.device_id,
        "roles": dict(_charger_roles(one)),
        "never_use": list(one.never_use),
        "reason": {"key": one.reason.key, "values": dict(one.reason.values)},
    }
    if one.to_enable:
        found["enable"] = list(one.to_enable)
    if one.alternatives:
        found["alternatives"] = [_charger(other) for other in one.alternatives]
    return found


def _charger_roles(one: FoundCharger) -> Iterable[tuple[str, Any]]:
    config = one.config
    if point := config.set_point:
        place = _place(EntityAction(point.entity_id, action=point.action, data=point.data))
        yield "current_limit", {**place, "unit": point.unit, "floor": point.least}
    if pair := config.start_stop:
        yield from _switching((pair.start, pair.stop), "start_stop", ("start", "stop"))
    if (switch := config.phase_switch) and switch.one and switch.three:
        yield from _switching((switch.one, switch.three), "phases", ("phases_one", "phases_three"))
    for name, reading in config.readings.items():
        yield name, {"entity_id": reading.entity_id, "states": dict(reading.states)}
    for name, reading in one.fallbacks.items():
        yield f"{name}_fallback", {"entity_id": reading.entity_id, "states": dict(reading.states)}
    settings = config.conflicting_settings
    switches = [setting.entity_id for setting in settings if not setting.entity_id.startswith("select.")]
    modes = [setting for setting in settings if setting.entity_id.startswith("select.")]
    if switches:
        yield "guard_off", {"entity_id": switches}
    if modes:
        yield (
            "mode_guard",
            {"entity_id": _one_or_all(tuple(setting.entity_id for setting in modes)), "wanted": modes[0].wanted},
        )


def _switching(
    actions: tuple[EntityAction, EntityAction], both: str, halves: tuple[str, str]
) -> Iterable[tuple[str, Any]]:
    """Return one role where one entity does both, two where start and stop are different things."""
    first, second = actions
    if first.entity_id and first.entity_id == second.entity_id:
        yield both, {"entity_id": first.entity_id}
        if (first.value, second.value) == ("off", "on"):
            yield f"{both}_inverted", True
        elif (first.value, second.value) != ("on", "off"):
            for half, action in zip(halves, actions, strict=True):
                yield f"{half}_option", action.value
        return
    for half, action in zip(halves, actions, strict=True):
        yield half, _place(action)


def _place(action: EntityAction) -> dict[str, Any]:
    if action.action:
        return {"entity_id": f"service:{action.action}", "action": action.action, "data": dict(action.data)}
    return {"entity_id": action.entity_id}
