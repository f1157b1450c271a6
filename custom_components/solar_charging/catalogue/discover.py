"""Compares a snapshot of the registries with the catalogue: what is there, and what is proposed for the home.

Pure and quick (milliseconds for thousands of entities), but not for the event loop: it reads every entity.
"""

from .battery_control import find_batteries
from .deduplicate import merge_same_charger
from .energy_dashboard import dashboard_choice
from .find_chargers import find_chargers
from .find_inverters import find_inverters
from .loader import Catalogue
from .proposal import Proposal
from .registry import RegistrySnapshot, by_platform
from .site_roles import choose_site


def discover(snapshot: RegistrySnapshot, catalogue: Catalogue) -> Proposal:
    """Return all inverters and chargers that were recognised, and the roles proposed for the site."""
    entities = by_platform(snapshot.entities, catalogue.platforms)
    inverters = find_inverters(entities, snapshot, catalogue.inverters)
    by_id = {entity.entity_id: entity for entity in snapshot.entities} if snapshot.energy else {}
    dashboard = dashboard_choice(snapshot.energy, by_id, inverters)
    return Proposal(
        inverters=inverters,
        chargers=merge_same_charger(find_chargers(entities, snapshot, catalogue.chargers)),
        site=choose_site(inverters, dashboard),
        batteries=find_batteries(entities, snapshot, catalogue.inverters),
    )
