"""Inverter makes and models with their ids: the catalogue's and the CEC library's, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from homeassistant.core import HomeAssistant

from ..catalogue.entry import Kind
from ..catalogue.inverter_models import InverterModel, inverter_models, library_path
from ..catalogue.loader import load_catalogue
from .ids import stable_id


@dataclass(frozen=True, slots=True)
class Make:
    """A maker of inverters, and the integrations that read them."""

    id: str
    name: str
    integrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChargerModel:
    """A model of a charger, and what commands it."""

    make: str
    model: str
    integrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything there is, by id."""

    makes: Mapping[str, Make]
    models: Mapping[str, InverterModel]

    def model_id(self, make: str, model: str | None) -> str | None:
        """Return the ID of a model by its names, None if unknown."""
        id_ = model_id(make, model or "")
        return id_ if id_ in self.models else None


def make_id(make: str) -> str:
    """Return the id of a make."""
    return stable_id("imak", make.casefold())


def model_id(make: str, model: str) -> str:
    """Return the id of a model."""
    return stable_id("imod", make.casefold(), model.casefold())


async def async_directory(hass: HomeAssistant) -> Directory:
    """Return all makes and models."""
    return await hass.async_add_executor_job(_directory)


async def async_charger_models(hass: HomeAssistant) -> tuple[ChargerModel, ...]:
    """Return all chargers of the catalogue, by make and model."""
    return await hass.async_add_executor_job(_charger_models)


@cache
def _charger_models() -> tuple[ChargerModel, ...]:
    """A file without models stands for all of its make's."""
    return tuple(
        ChargerModel(make, model, (entry.about.domain,))
        for entry in load_catalogue().chargers
        for make in entry.about.makes
        for model in entry.about.models or ("",)
    )


def _directory() -> Directory:
    return _directory_with(library_path())


@cache
def _directory_with(library: Path | None) -> Directory:
    catalogue = load_catalogue()
    models = inverter_models(catalogue, library)
    makes = {make_id(one.make): Make(make_id(one.make), one.make, one.integrations) for one in models}
    for entry in catalogue.inverters:
        if entry.about.kind is Kind.INVERTER and entry.roles:
            for name in entry.about.makes:
                makes.setdefault(make_id(name), Make(make_id(name), name, (entry.about.domain,)))
    return Directory(
        makes=dict(sorted(makes.items(), key=lambda item: item[1].name.casefold())),
        models={model_id(one.make, one.model): one for one in models},
    )
