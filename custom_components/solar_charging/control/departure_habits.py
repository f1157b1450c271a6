"""When cars usually leave, as a suggestion: found in the books, accepted or declined by a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..coordinator import SolarChargingCoordinator
from ..engine.model import CarState
from ..planning.departure_habit import LOOK_BACK, DepartureHabit, PlugInTimes, departure_habit
from ..sessions.session import Session
from .charger import async_update_car, async_update_request

_WHOLE_WEEK = tuple(range(7))


@dataclass(frozen=True, slots=True)
class DepartureSuggestion:
    """A habit, and whose it is: a car's, or (no `car_id`) that of whichever car is at a charger."""

    name: str
    car_id: str
    habit: DepartureHabit


async def async_find_habits(coordinator: SolarChargingCoordinator) -> Mapping[str, DepartureSuggestion]:
    """Return what to suggest, by the charger's id."""
    # A charger that reports no car closes its sessions hours after the car has left.
    sees_plug = {one.id for one in coordinator.data.inputs.chargers if one.car is not CarState.UNKNOWN}
    sessions = await coordinator.sessions.async_sessions(dt_util.utcnow() - LOOK_BACK)
    found = {}
    for charger in coordinator.site.chargers:
        settings = coordinator.settings.charger(charger.id)
        request = settings.charge_request
        if charger.id not in sees_plug or request.ready_by_time or request.departure_calendar:
            continue
        stays: dict[str, list[PlugInTimes]] = {}
        for session in sessions:
            # Neither a guest's nor those of a car that was removed.
            is_ours = not session.car_id or session.car_id in coordinator.cars.cars
            is_asked_for = session.charger_id == charger.id and is_ours
            has_own = coordinator.settings.car(session.car_id).ready_by_time is not None
            if is_asked_for and not has_own and (stay := _stay(session)):
                stays.setdefault(session.car_id, []).append(stay)
        habits = {
            car_id: habit
            for car_id, of_car in stays.items()
            if (habit := departure_habit(of_car)) and not habit.is_one_of(settings.declined_departures)
        }
        car_id = max(habits, key=lambda one: habits[one].days, default=None)
        if car_id is not None:
            car = coordinator.cars.cars.get(car_id)
            found[charger.id] = DepartureSuggestion(car.name if car else charger.name, car_id, habits[car_id])
    return found


@callback
def async_accept_departure(
    coordinator: SolarChargingCoordinator, charger_id: str, ready_by: str, weekdays: tuple[int, ...], car_id: str = ""
) -> None:
    """Have the car ready by a time on some weekdays, at every charger where it is known; the target stays what it is."""
    when = {"ready_by_time": ready_by, "ready_by_weekdays": () if weekdays == _WHOLE_WEEK else weekdays}
    if car_id in coordinator.cars.cars:
        async_update_car(coordinator, car_id, **when)
    else:
        async_update_request(coordinator, charger_id, **when)


@callback
def async_decline_departure(coordinator: SolarChargingCoordinator, charger_id: str, usual: str) -> None:
    """Never suggest this usual time again."""
    declined = coordinator.settings.charger(charger_id).declined_departures
    coordinator.async_set_settings(
        coordinator.settings.with_charger(charger_id, declined_departures=(*declined, usual))
    )


def _stay(session: Session) -> PlugInTimes | None:
    if session.ended_s is None:
        return None
    plugged_in, unplugged = (
        dt_util.as_local(dt_util.utc_from_timestamp(at_s)) for at_s in (session.started_s, session.ended_s)
    )
    return PlugInTimes(plugged_in, unplugged)
