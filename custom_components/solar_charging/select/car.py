"""Which car is at a charger: found out, or, until it leaves, said by the user."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.select import DOMAIN as SELECT_DOMAIN
from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..cars.recognise import GUEST
from ..catalogue.charger_config import ChargerConfig
from ..const import DOMAIN
from ..control.car import async_choose_car
from ..coordinator import SolarChargingCoordinator
from ..entity import ChargerEntity

CAR = SelectEntityDescription(key="car", translation_key="car")
# Which car it is, is found out.
AUTOMATIC = "automatic"


class CarSelect(ChargerEntity, SelectEntity):
    """Shown by default where there are cars to choose from."""

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: SelectEntityDescription, charger: ChargerConfig
    ) -> None:
        super().__init__(coordinator, description, charger)
        self._attr_entity_registry_enabled_default = _has_choice(coordinator)
        names = {car.name: car.id for car in coordinator.cars.cars.values()}
        self._choices: Mapping[str, str | None] = {AUTOMATIC: None, **names, GUEST: GUEST}
        self._attr_options = list(self._choices)

    @property
    @override
    def current_option(self) -> str:
        chosen = self.coordinator.cars.chosen(self.charger.id)
        return next((option for option, car_id in self._choices.items() if car_id == chosen), AUTOMATIC)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        here = self.coordinator.cars.here(self.charger.id)
        return {"car": here.car.name if here.car else None, "recognised_by": here.sign}

    @override
    async def async_select_option(self, option: str) -> None:
        async_choose_car(self.coordinator, self.charger.id, self._choices[option])


@callback
def async_show_choice(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
    """Show what was hidden while there was one car, unless the user hid it."""
    if not _has_choice(coordinator):
        return
    registry = er.async_get(hass)
    for charger in coordinator.site.chargers:
        entity_id = registry.async_get_entity_id(SELECT_DOMAIN, DOMAIN, f"{charger.id}_{CAR.key}")
        known = registry.async_get(entity_id) if entity_id else None
        if known and known.disabled_by is er.RegistryEntryDisabler.INTEGRATION:
            registry.async_update_entity(known.entity_id, disabled_by=None)


def _has_choice(coordinator: SolarChargingCoordinator) -> bool:
    return len(coordinator.cars.cars) > 1
