"""Inverters of the home: those whose sensors are read, those only named by their model, and those that could be connected."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..catalogue.energy_dashboard import DashboardChoice
from ..catalogue.entry import Role
from ..catalogue.proposal import FoundInverter, Proposal
from ..catalogue.site_roles import choose_site
from ..const import CONF_CORRECTIONS, CONF_SIGN_CONVENTIONS, CONF_SOURCES
from ..devices.correction import MeterCorrection
from ..devices.source import SITE_ROLES
from ..flows.discovered_site import answers
from ..setup.discovery import async_discover, async_enable
from .ids import stable_id
from .model_directory import Directory, async_directory

# Models that were named through the API, in the entry's data: [{"model_id": ..., "created_at": ...}].
CONF_NAMED_MODELS = "named_models"
# Each of these provides a role's flow: with one configured, the others of its group are not added.
_GROUPS = (
    {Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER},
    {Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER},
    {Role.BATTERY_SOC},
    {Role.LOAD_POWER},
)


@dataclass(frozen=True, slots=True)
class SiteInverter:
    """One inverter. `power_entities`: what its generation is read from; none: it cannot be read. `model_id` None: not known."""

    id: str
    name: str
    make: str | None
    model_id: str | None
    integration: str | None
    power_entities: tuple[str, ...]
    created_at: datetime
    directory: Directory


async def connected_inverters(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[SiteInverter, ...]:
    """Return the home's inverters: recognised ones, sensors of unknown devices, and named models."""
    directory = await async_directory(hass)
    configured = configured_entities(entry)
    wanted = tuple(entry.data.get(CONF_SOURCES, {}).get(Role.PV_POWER, ()))
    found: list[SiteInverter] = []
    if configured:
        found += [
            _recognised(entry, directory, one, wanted)
            for one in (await async_discover(hass)).inverters
            if is_connected(one, configured)
        ]
    left = set(wanted).difference(*(one.power_entities for one in found))
    found += [_unrecognised(hass, entry, directory, entity_id) for entity_id in wanted if entity_id in left]
    return (*found, *_named(entry, directory))


def configured_entities(entry: ConfigEntry[Any]) -> frozenset[str]:
    """Return all entities that the home is read from."""
    return frozenset(id_ for ids in entry.data.get(CONF_SOURCES, {}).values() for id_ in ids)


def is_connected(found: FoundInverter, configured: Collection[str]) -> bool:
    """Whether something of an inverter is read."""
    return any(set(configured).intersection(pick.entity_ids) for pick in found.roles.values())


def found_id(found: FoundInverter) -> str:
    """Return the id of an inverter that was found, connected or not."""
    return stable_id("invt", found.config_entry_id or found.integration, *found.device_ids)


def _recognised(
    entry: ConfigEntry[Any], directory: Directory, found: FoundInverter, wanted: Collection[str]
) -> SiteInverter:
    power = found.roles.get(Role.PV_POWER)
    return SiteInverter(
        id=found_id(found),
        name=found.name,
        make=found.make,
        model_id=directory.model_id(found.make, found.model),
        integration=found.integration,
        power_entities=tuple(id_ for id_ in (*power.entity_ids, *power.fallback) if id_ in wanted) if power else (),
        created_at=entry.created_at,
        directory=directory,
    )


def _unrecognised(hass: HomeAssistant, entry: ConfigEntry[Any], directory: Directory, entity_id: str) -> SiteInverter:
    state = hass.states.get(entity_id)
    return SiteInverter(
        id=stable_id("invt", entry.entry_id, entity_id),
        name=state.name if state else entity_id,
        make=None,
        model_id=None,
        integration=None,
        power_entities=(entity_id,),
        created_at=entry.created_at,
        directory=directory,
    )


def _named(entry: ConfigEntry[Any], directory: Directory) -> Iterator[SiteInverter]:
    for one in entry.data.get(CONF_NAMED_MODELS, ()):
        if (model := directory.models.get(one["model_id"])) is not None:
            yield SiteInverter(
                id=named_id(entry, one["model_id"]),
                name=f"{model.make} {model.model}",
                make=model.make,
                model_id=one["model_id"],
                integration=None,
                power_entities=(),
                created_at=datetime.fromisoformat(one["created_at"]),
                directory=directory,
            )


def named_id(entry: ConfigEntry[Any], model_id: str) -> str:
    """Return the id of an inverter of which only the model is known."""
    return stable_id("invt", entry.entry_id, model_id)


def async_connect(hass: HomeAssistant, entry: ConfigEntry[Any], proposal: Proposal, chosen: FoundInverter) -> bool:
    """Read this inverter, too. Returns whether anything of it can be read without asking.

    Generation is added to what is read already; grid, battery and house load are taken only where nothing tells them yet,
    and never a sensor whose sign is not known: that is for a person to confirm.
    """
    configured = configured_entities(entry)
    together = [one for one in proposal.inverters if one is chosen or is_connected(one, configured)]
    found = answers(choose_site(together, DashboardChoice()))
    sources: dict[str, list[str]] = {role: list(ids) for role, ids in entry.data.get(CONF_SOURCES, {}).items()}
    known = {role for role, ids in sources.items() if ids}
    for role, ids in found.sources.items():
        if role is Role.PV_POWER:
            sources[role.value] = list(dict.fromkeys((*sources.get(role, ()), *ids)))
        elif (
            role in SITE_ROLES
            and role not in found.to_ask
            and not any(known & group for group in _GROUPS if role in group)
        ):
            sources[role.value] = list(ids)
    read = set(_all(sources))
    if not is_connected(chosen, read):
        return False
    corrections = set(entry.data.get(CONF_CORRECTIONS, ()))
    if Role.LOAD_POWER in sources and Role.LOAD_POWER not in known:
        # The home's load includes the car unless the user corrected that.
        corrections.add(MeterCorrection.LOAD_WITH_CHARGERS.value)
    signs: Mapping[str, str] = {**found.signs, **entry.data.get(CONF_SIGN_CONVENTIONS, {})}
    data = {
        **entry.data,
        CONF_SOURCES: sources,
        CONF_SIGN_CONVENTIONS: {id_: sign for id_, sign in signs.items() if id_ in read},
        CONF_CORRECTIONS: sorted(corrections),
    }
    async_enable(hass, [id_ for id_ in found.to_enable if id_ in read])
    hass.config_entries.async_update_entry(entry, data=data)
    return True


def _all(sources: Mapping[str, list[str]]) -> Iterator[str]:
    for ids in sources.values():
        yield from ids
