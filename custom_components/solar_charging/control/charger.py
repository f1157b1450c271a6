"""What a user may ask of a charger: the one way in for entities, actions and the API."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..engine.model import SolarMode
from ..planning.charge_request import Charged, ChargeRequest
from ..planning.outside_schedule import OutsideSchedule
from ..planning.request_rules import NO_BOOST, InvalidRequestError, RejectReason, changed


@callback
def async_set_mode(
    coordinator: SolarChargingCoordinator, charger_id: str, mode: SolarMode | None, *, is_for_session: bool = False
) -> None:
    """Choose a mode, for good or until the car leaves (None: that is over).

    It ends a boost, and takes back what was set by hand at the charger, also if it is chosen again.
    """
    coordinator.async_end_override(charger_id)
    coordinator.async_retry(charger_id)
    request = charge_request(coordinator, charger_id, NO_BOOST)
    changes = mode_changes(coordinator, charger_id, mode, is_for_session=is_for_session)
    coordinator.async_set_settings(coordinator.settings.with_charger(charger_id, charge_request=request, **changes))


def mode_changes(
    coordinator: SolarChargingCoordinator, charger_id: str, mode: SolarMode | None, *, is_for_session: bool
) -> Mapping[str, SolarMode | None]:
    """Return the settings that put a mode in force. A car that brings its own does so again when it comes back."""
    if is_for_session or mode is None:
        return {"session_mode": mode}
    car = coordinator.cars.here(charger_id).car
    return {"mode": mode, "session_mode": mode if car and car.mode else None}


@callback
def async_update_request(coordinator: SolarChargingCoordinator, charger_id: str, **changes: Any) -> None:
    """Change what is asked beyond the mode; raises ServiceValidationError for what cannot be."""
    async_update_requests(coordinator, {charger_id: changes})


@callback
def async_update_requests(coordinator: SolarChargingCoordinator, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change what is asked of several chargers, by their ids: of all or, raising ServiceValidationError, of none."""
    settings = coordinator.settings
    try:
        for charger_id, of_charger in changes.items():
            settings = settings.with_charger(
                charger_id, charge_request=charge_request(coordinator, charger_id, of_charger)
            )
    except InvalidRequestError as err:
        raise _refusal(err) from err
    for charger_id in changes:
        coordinator.async_retry(charger_id)
    coordinator.async_set_settings(settings)


@callback
def async_update_car(coordinator: SolarChargingCoordinator, car_id: str, **changes: Any) -> None:
    """Change what a car asks for itself, wherever it is plugged in; raises ServiceValidationError for what cannot be."""
    now_s = dt_util.utcnow().timestamp()
    try:
        request = changed(coordinator.settings.car(car_id), changes, now_s, Charged(), is_battery_known=True)
    except InvalidRequestError as err:
        raise _refusal(err) from err
    if (charger_id := coordinator.cars.where(car_id)) is not None:
        coordinator.async_retry(charger_id)
    coordinator.async_set_settings(coordinator.settings.with_car(car_id, request))


def _refusal(err: InvalidRequestError) -> ServiceValidationError:
    per_unit = 1000.0 if err.reject_reason is RejectReason.TARGET_BELOW_ENERGY else 1.0
    numbers = {"target": f"{err.target / per_unit:.3g}", "present": f"{err.present / per_unit:.3g}"}
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=err.reject_reason, translation_placeholders=numbers
    )


@callback
def async_limit(coordinator: SolarChargingCoordinator, charger_id: str, **changes: float) -> None:
    """Change a charger's currents or its priority; raises ServiceValidationError for a least current above the most."""
    settings = coordinator.settings.with_charger(charger_id, **changes)
    if settings.charger(charger_id).are_currents_crossed:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="minimum_above_maximum")
    coordinator.async_set_settings(settings)


@callback
def async_set_shadow_mode(coordinator: SolarChargingCoordinator, charger_id: str, *, is_on: bool) -> None:
    """Command a charger, or only decide what would be commanded."""
    coordinator.async_end_override(charger_id)
    coordinator.async_set_settings(coordinator.settings.with_charger(charger_id, shadow_mode=is_on))
    for platform in coordinator.platforms:
        platform.renew()


@callback
def async_schedule(coordinator: SolarChargingCoordinator, charger_id: str, schedule: OutsideSchedule) -> None:
    """Do as a program outside plans, from now on; an empty schedule ends that."""
    coordinator.requests.set_schedule(charger_id, schedule)
    coordinator.store.async_state_changed()
    coordinator.async_step()


def charge_request(coordinator: SolarChargingCoordinator, charger_id: str, changes: Mapping[str, Any]) -> ChargeRequest:
    """Return a charger's request as it would be with these changes; raises InvalidRequestError."""
    request = coordinator.settings.charger(charger_id).charge_request
    is_battery_known = bool(coordinator.cars.cars)
    now_s, charged = dt_util.utcnow().timestamp(), coordinator.requests.charged(charger_id)
    return changed(request, changes, now_s, charged, is_battery_known=is_battery_known)
