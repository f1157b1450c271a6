"""The inverters a person can choose from by make and model: their rated power betters the estimate, also where nothing reads them."""

from functools import cache
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.translation import async_get_translations

from ..catalogue.inverter_models import InverterModel, inverter_models, library_path
from ..catalogue.loader import load_catalogue
from ..const import DOMAIN
from ..setup.number_text import number_text
from .user_language import user_language

_WORDS = f"component.{DOMAIN}.selector.model.options."
# Arrays are mostly a fifth larger than what their inverters deliver.
_DC_PER_AC = 1.2


async def async_model_options(hass: HomeAssistant, chosen: str | None = None) -> list[SelectOptionDict]:
    """Return all models with their rated power, each saying whether Home Assistant can read its make.

    What was `chosen` is among them, even while pvlib's library is not there: a form refuses to show what it does not offer.
    """
    language = user_language(hass)
    words = await async_get_translations(hass, language, "selector", [DOMAIN])
    models = await hass.async_add_executor_job(_models)
    options = [
        SelectOptionDict(
            value=name, label=f"{name} · {_power(model, language)}{words.get(f'{_WORDS}{_reading(model)}', '')}"
        )
        for name, model in models.items()
    ]
    return options if chosen is None or chosen in models else [*options, SelectOptionDict(value=chosen, label=chosen)]


def ac_limit_w(name: str, capacity_w: float) -> float | None:
    """Return what the inverters of this model deliver at most: several, where one is too small for the array (micro-inverters)."""
    model = _models().get(name)
    if model is None or model.rated_ac_w is None:
        return None
    return model.rated_ac_w * max(1, round(capacity_w / (_DC_PER_AC * model.rated_ac_w)))


def efficiency_curve(name: str | None) -> str | None:
    """Return the name of the model's efficiency curve in pvlib's library, None where it has none."""
    model = _models().get(name) if name else None
    return model.curve if model else None


def _models() -> dict[str, InverterModel]:
    """Return the models that have a rated power, by make and model. Reads files the first time, and once pvlib's library is there."""
    return _models_with(library_path())


@cache
def _models_with(library: Path | None) -> dict[str, InverterModel]:
    found = (model for model in inverter_models(load_catalogue(), library) if model.rated_ac_w)
    return {f"{model.make} {model.model}": model for model in found}


def _power(model: InverterModel, language: str) -> str:
    return f"{number_text((model.rated_ac_w or 0.0) / 1000, language)} kW · "


def _reading(model: InverterModel) -> str:
    return "readable" if model.is_readable else "unreadable"
