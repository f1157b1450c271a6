"""Bringing what an earlier version stored of a home to the form of this one, before it is set up.

A change that earlier versions can read raises MINOR_VERSION, any other VERSION; each has its step here. The first release stores
1.1: there is none before it. Home Assistant itself refuses what a newer VERSION stored, and leaves it as it is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

# Of a config entry's data; raised together with a step in `STEPS`.
VERSION, MINOR_VERSION = 1, 1
# What a step is given for the home itself; for its parts it is the subentry's type.
HOME = "home"

type Version = tuple[int, int]
# From a part's kind and data to its data in the next version.
type Step = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]

# By the version they lead to.
STEPS: Mapping[Version, Step] = {}


@callback
def migrate(hass: HomeAssistant, entry: ConfigEntry[Any], steps: Mapping[Version, Step] = STEPS) -> bool:
    """Take all steps that are newer than what is stored. Returns whether this version can read the outcome, which it always can."""
    stored = (entry.version, entry.minor_version)
    for version in sorted(version for version in steps if version > stored):
        step = steps[version]
        for subentry in entry.subentries.values():
            hass.config_entries.async_update_subentry(
                entry, subentry, data=dict(step(subentry.subentry_type, subentry.data))
            )
        hass.config_entries.async_update_entry(
            entry, data=dict(step(HOME, entry.data)), version=version[0], minor_version=version[1]
        )
    return True
