"""What all numbers of ours have in common: they take finite values alone."""

from abc import abstractmethod
from typing import final, override

from homeassistant.components.number import NumberEntity
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..engine.finite import finite


class FiniteNumber(NumberEntity):
    """A number that refuses NaN, which Home Assistant's comparison with its range lets through: a template gives it."""

    @final
    @override
    async def async_set_native_value(self, value: float) -> None:
        number = finite(value)
        if number is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_a_number")
        await self._async_take(number)

    @abstractmethod
    async def _async_take(self, value: float) -> None:
        """Take over what the user set."""
