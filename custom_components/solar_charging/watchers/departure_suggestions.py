"""Suggests a departure that has become a habit, where the user allows it: a repair that sets it, or is never shown again."""

from collections.abc import Collection
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..control.departure_habits import DepartureSuggestion, async_decline_departure, async_find_habits
from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason
from ..setup.docs_links import repair_url

USUAL_DEPARTURE = "usual_departure"
_DAYS = {tuple(range(7)): "every_day", tuple(range(5)): "working_days", (5, 6): "weekend"}


@callback
def async_suggest_departures(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Look at departures from now on: when a car has left, and when it becomes allowed. Returns what ends it."""
    watch = _Watch(hass, coordinator)
    end = coordinator.async_add_listener(watch.follow)
    coordinator.sessions.on_left.append(watch.look)
    watch.follow()

    @callback
    def stop() -> None:
        end()
        coordinator.sessions.on_left.remove(watch.look)
        watch.clear()

    return stop


class _Watch:
    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        # What is there and what was set when it looked; None: it does not.
        self._asked: Collection[Any] | None = None
        # Also those that were removed since.
        self._charger_ids: set[str] = set()

    @callback
    def follow(self) -> None:
        """Begin, or end, as the user allows it; look anew when a departure was set, or a charger or car came or went."""
        asked = self._asked_now() if self._coordinator.settings.site.suggest_departures else None
        if asked == self._asked:
            return
        self._asked = asked
        if asked is None:
            self.clear()
        else:
            self.look()

    def _asked_now(self) -> Collection[Any]:
        settings, cars = self._coordinator.settings, self._coordinator.cars.cars
        chargers = {one.id: settings.charger(one.id).charge_request for one in self._coordinator.site.chargers}
        return {
            *((key, one.ready_by_time, one.departure_calendar) for key, one in chargers.items()),
            *((car_id, settings.car(car_id).ready_by_time) for car_id in cars),
        }

    @callback
    def look(self, _charger_id: str = "") -> None:
        """Look at all that is in the books."""
        if self._coordinator.settings.site.suggest_departures:
            entry = self._coordinator.config_entry
            entry.async_create_background_task(self._hass, self._async_look(), f"{DOMAIN} usual departures")

    @callback
    def clear(self) -> None:
        """Take suggestions back."""
        for charger_id in self._charger_ids:
            self._withdraw(charger_id)

    def _withdraw(self, charger_id: str) -> None:
        """Take one back; if it is ignored it stays, so that it stays ignored: a charger may only be silent for a while."""
        issue = ir.async_get(self._hass).async_get_issue(DOMAIN, _id(charger_id))
        if issue and issue.dismissed_version is None:
            ir.async_delete_issue(self._hass, DOMAIN, issue.issue_id)

    async def _async_look(self) -> None:
        found = await async_find_habits(self._coordinator)
        if not self._coordinator.settings.site.suggest_departures:
            return
        self._charger_ids |= {charger.id for charger in self._coordinator.site.chargers}
        for charger_id in self._charger_ids:
            if charger_id not in found:
                self._withdraw(charger_id)
                continue
            self._suggest(charger_id, found[charger_id])
            issue = ir.async_get(self._hass).async_get_issue(DOMAIN, _id(charger_id))
            if issue and issue.dismissed_version is not None:
                ir.async_delete_issue(self._hass, DOMAIN, issue.issue_id)
                async_decline_departure(self._coordinator, charger_id, found[charger_id].habit.usual)

    def _suggest(self, charger_id: str, suggestion: DepartureSuggestion) -> None:
        name, habit = suggestion.name, suggestion.habit
        shown = {"name": name, "usual": habit.usual, "ready_by": habit.ready_by, "days": self._days(habit.weekdays)}
        data: dict[str, Any] = {**shown, "entry_id": self._coordinator.config_entry.entry_id, "charger_id": charger_id}
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _id(charger_id),
            is_fixable=True,
            learn_more_url=repair_url(self._hass, USUAL_DEPARTURE),
            severity=ir.IssueSeverity.WARNING,
            translation_key=USUAL_DEPARTURE,
            translation_placeholders=shown,
            data={**data, "car_id": suggestion.car_id, "weekdays": "".join(map(str, habit.weekdays))},
        )

    def _days(self, weekdays: tuple[int, ...]) -> str:
        keys = [_DAYS[weekdays]] if weekdays in _DAYS else [f"day_{day}" for day in weekdays]
        return ", ".join(self._coordinator.explainer.sentence(Reason(key)) or "" for key in keys)


def _id(charger_id: str) -> str:
    return f"{USUAL_DEPARTURE}_{charger_id}"
