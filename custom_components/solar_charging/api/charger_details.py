"""What a card shows of a charger besides its decision: the car that is here, what is asked, the session under way."""

from collections.abc import Mapping
from typing import Any

from homeassistant.helpers import device_registry as dr

from ..cars.state_of_charge import SocSource
from ..catalogue.charger_config import ChargerConfig
from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..engine.inputs import ChargerInputs
from ..managers.connected_car import ConnectedCar
from ..planning.charge_request import with_car
from ..sessions.session import Session
from .charge_requests import shown, shown_of_car
from .times import written_s

# A session's energy is sent in steps of so many Wh: a message each second would show nothing new.
_ENERGY_STEP_WH = 10
# Of so little, ten are still a part that is seen.
_SMALL_SESSION_WH = 500.0


def charger_details(coordinator: SolarChargingCoordinator, charger: ChargerConfig) -> Mapping[str, Any]:
    """Return the car, the charge request in force and the current session of a charger; energies in Wh.

    `own`: the fields of the request that are the car's, and are changed at its device.
    """
    here = coordinator.cars.here(charger.id)
    settings = coordinator.settings.charger(charger.id)
    own = coordinator.settings.cars.get(here.car.id) if here.car else None
    request = with_car(settings.charge_request, own) if own else settings.charge_request
    session = coordinator.sessions.ledger(charger.id).session
    return {
        "vehicle": {
            "name": here.car.name if here.car else None,
            "device_id": _device_id(coordinator, here.car.id) if own and here.car else None,
            "own": [name for name, value in shown_of_car(own).items() if value] if own else [],
            "recognised_by": here.identified_by.value.upper(),
            "battery_watt_hours": round(here.car.battery_wh) if here.car else None,
            "limit_percentage": here.limit_pct,
            "reported_at": _reported_at(coordinator, here),
        },
        "request": shown(request, coordinator.requests.charged(charger.id)),
        "session": current_session(session) if session else None,
        "shadow_mode": settings.shadow_mode,
    }


def _device_id(coordinator: SolarChargingCoordinator, car_id: str) -> str | None:
    device = dr.async_get(coordinator.hass).async_get_device(identifiers={(DOMAIN, car_id)})
    return device.id if device else None


def _reported_at(coordinator: SolarChargingCoordinator, here: ConnectedCar) -> str | None:
    """Return when the car last reported the state of charge that is carried on since. None: it is as reported, or not from a report."""
    if here.car is None or here.soc_source is not SocSource.ESTIMATED:
        return None
    saved_car = coordinator.cars.saved(here.car.id)
    return None if saved_car.charge.is_entered or not saved_car.reported_s else written_s(saved_car.reported_s)


def current_session(session: Session) -> Mapping[str, Any]:
    """Return a session under way, in round numbers that add up."""
    solar_wh, battery_wh, grid_wh = (
        _round(energy_wh, session.energy_wh) for energy_wh in (session.solar_wh, session.battery_wh, session.grid_wh)
    )
    return {
        "start": written_s(session.started_s),
        "energy_delivered_watt_hours": solar_wh + battery_wh + grid_wh,
        "solar_energy_delivered_watt_hours": solar_wh,
        "battery_energy_delivered_watt_hours": battery_wh,
        "grid_energy_delivered_watt_hours": grid_wh,
        "cost": None if session.cost is None else round(session.cost, 2),
    }


def thresholds(charger: ChargerInputs) -> Mapping[str, int]:
    """Return the surplus that charging needs to begin, in this mode, and the power beyond which more is not used, in W."""
    most_w = charger.limits.most_w
    if charger.car_takes_at_most_w is not None:
        most_w = min(most_w, charger.car_takes_at_most_w)
    return {
        "start_watts": round(charger.limits.least_w * (charger.min_solar_share or 1.0)),
        "full_speed_watts": round(most_w),
    }


def _round(energy_wh: float, total_wh: float) -> int:
    step_wh = _ENERGY_STEP_WH if total_wh > _SMALL_SESSION_WH else 1
    return max(round(energy_wh / step_wh) * step_wh, 0)
