"""Form fields that hand on what they cannot take, so that the flow itself answers, in the user's language."""

from collections.abc import Mapping
from typing import Any, Literal, override

import voluptuous as vol
from homeassistant.helpers.selector import (
    LocationSelector,
    LocationSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)


class NumberField(NumberSelector):
    """A number with a unit. Its range guides the browser; `in_range` decides."""

    @override
    def __call__(self, data: Any) -> Any:
        try:
            return float(data)
        except TypeError, ValueError:
            return data


class LocationField(LocationSelector):
    """A place on a map."""

    @override
    def __call__(self, data: Any) -> Any:
        try:
            return super().__call__(data)
        except vol.Invalid:
            return data


class PickerField(SelectSelector):
    """One or several entities, each shown with its state. A program may name one that is not offered.

    The options are made here: that Home Assistant checks each of some thousands takes longer than making them.

    In a browser only what is offered can be chosen: where it lets a value be typed it shows the chosen entity's id, not its label,
    https://github.com/home-assistant/frontend/blob/dev/src/components/ha-selector/ha-selector-select.ts
    """

    def __init__(self, config: SelectSelectorConfig) -> None:
        super().__init__(SelectSelectorConfig({**config, "options": []}))
        self.config["options"] = config["options"]

    @override
    def __call__(self, data: Any) -> Any:
        if self.config.get("multiple"):
            return vol.Schema([str])([data] if isinstance(data, str) else data)
        return vol.Schema(str)(data)


def number_field(unit: str, *, least: float, most: float, step: float | Literal["any"] = 1) -> NumberField:
    """Return a box for a number of this unit."""
    return NumberField(
        NumberSelectorConfig(min=least, max=most, step=step, unit_of_measurement=unit, mode=NumberSelectorMode.BOX)
    )


def unfolded(user_input: Mapping[str, Any], *sections: str) -> dict[str, Any]:
    """Return what was answered, without the form's sections that some of it comes in."""
    answers = {key: value for key, value in user_input.items() if key not in sections}
    for section in sections:
        answers |= user_input.get(section, {})
    return answers


def location_field() -> LocationField:
    """Return a map."""
    return LocationField(LocationSelectorConfig(radius=False, icon="mdi:solar-panel"))


def picker_field(options: list[SelectOptionDict], *, multiple: bool = False) -> PickerField:
    """Return a drop-down of entities."""
    return PickerField(SelectSelectorConfig(options=options, multiple=multiple, mode=SelectSelectorMode.DROPDOWN))


def choice_field(options: list[str], translation_key: str) -> SelectSelector:
    """Return a choice between a few translated words."""
    return SelectSelector(
        SelectSelectorConfig(options=options, translation_key=translation_key, mode=SelectSelectorMode.LIST)
    )


def in_range(value: Any, least: float, most: float) -> bool:
    """Whether a field holds a number in this range; not a number (NaN) is in none."""
    return isinstance(value, int | float) and least <= value <= most
