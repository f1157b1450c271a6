"""The car at a charger: recognised, or chosen by the user until it leaves."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription

from ..cars.recognise import GUEST
from ..control.car import async_choose_car
from ..entity import ChargerEntity

CAR = SelectEntityDescription(key="car", translation_key="car")
# Which car it is, is found out.
AUTOMATIC = "automatic"


class CarSelect(ChargerEntity, SelectEntity):
    """Shown by default where there are cars to choose from."""

    @property
    def _choices(self) -> Mapping[str, str | None]:
        names = {car.name: car.id for car in self.coordinator.cars.cars.values()}
        return {AUTOMATIC: None, **names, GUEST: GUEST}

    @property
    @override
    def options(self) -> list[str]:
        return list(self._choices)

    @property
    @override
    def current_option(self) -> str:
        chosen = self.coordinator.cars.chosen(self.charger.id)
        return next((option for option, car_id in self._choices.items() if car_id == chosen), AUTOMATIC)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        here = self.coordinator.cars.here(self.charger.id)
        return {"car": here.car.name if here.car else None, "recognised_by": here.identified_by}

    @override
    async def async_select_option(self, option: str) -> None:
        async_choose_car(self.coordinator, self.charger.id, self._choices[option])
