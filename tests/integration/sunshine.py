"""Adding a charger as it is offered, and letting the sun shine on it."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.const import DOMAIN
from custom_components.solar_charging.watchers.repair_issues import SUN_MODEL_MISSING

from .evses import Evse
from .home import GRID, PV, StateHome

STEP_S = 10
# What a charger of one phase makes of it in whole amperes: the step below, or the nearest.
NEARLY_2700_W = pytest.approx(2645, abs=120)


async def add_found(hass: HomeAssistant, entry: ConfigEntry, **changes: Any) -> dict[str, Any]:
    """Take the first charger that is offered, as it is offered."""
    flow = hass.config_entries.subentries
    offered = await flow.async_init((entry.entry_id, "charger"), context={"source": "user"})
    assert offered["step_id"] == "pick", offered
    (field,) = offered["data_schema"].schema
    confirm = await flow.async_configure(offered["flow_id"], {"charger": field.default()})
    answers = {
        key.schema: key.description["suggested_value"]
        if (key.description or {}).get("suggested_value")
        else key.default()
        for key in confirm["data_schema"].schema
    }
    if "phases" in answers:
        answers["phases"] = "1"
    done = await flow.async_configure(confirm["flow_id"], {**answers, **changes})
    assert done["type"] is FlowResultType.CREATE_ENTRY, done
    await hass.async_block_till_done()
    return {**offered, "label": field_label(offered, field.default()), "confirm": confirm}


def field_label(form: dict[str, Any], value: str) -> str:
    (selector,) = form["data_schema"].schema.values()
    return next(option["label"] for option in selector.config["options"] if option["value"] == value)


async def settle(hass: HomeAssistant) -> None:
    """Wait for our commands to arrive. Not for all background tasks: some integrations listen for ever."""
    await hass.async_block_till_done()
    for entry in hass.config_entries.async_loaded_entries("solar_charging"):
        for commander in entry.runtime_data.home.commanders.values():
            if commander._task:
                await commander._task
    await hass.async_block_till_done()


def issues(hass: HomeAssistant) -> list[str]:
    """Return what the user is told to look at; that pvlib's process is missing is so in all of these tests."""
    found = [
        issue.translation_key or "" for (domain, _), issue in ir.async_get(hass).issues.items() if domain == DOMAIN
    ]
    return [key for key in found if key != SUN_MODEL_MISSING]


def shown(hass: HomeAssistant, home: StateHome, key: str) -> str:
    """Return the state of a sensor of our charger; of its status, the reason that stands behind it."""
    state = hass.states.get(home.ours("sensor", key))
    assert state is not None
    return str(state.attributes["reason"]) if key == "status" else state.state


async def choose(hass: HomeAssistant, home: StateHome, key: str, option: str) -> None:
    """Choose an option of one of our selects."""
    data = {"entity_id": home.ours("select", key), "option": option}
    await hass.services.async_call("select", "select_option", data, blocking=True)
    await settle(hass)


def record_calls(hass: HomeAssistant, domain: str, *entity_ids: str) -> list[dict[str, Any]]:
    """Return a list that every action is added to which an integration has, or which is called on its entities or on these."""
    calls: list[dict[str, Any]] = []

    def note(event: Event) -> None:
        registry = er.async_get(hass)
        targets = cv.ensure_list(event.data["service_data"].get("entity_id"))
        platforms = {found.platform for one in targets if (found := registry.async_get(one))}
        if domain in {event.data["domain"], *platforms} or set(targets) & set(entity_ids):
            calls.append(dict(event.data))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return calls


class Sun:
    """Lets time pass with a given surplus; the meter shows what the charger leaves of it."""

    def __init__(self, home: StateHome, evse: Evse, freezer: FrozenDateTimeFactory) -> None:
        self.home, self.evse, self.freezer = home, evse, freezer
        self._steps = 0
        # What the car bought, and what was said of the charger, since `watch`; None: that is not watched.
        self.bought_wh = 0.0
        self.reasons: set[str] | None = None

    def watch(self) -> None:
        """Begin to count what is bought, and to note what is said of the charger."""
        self.bought_wh, self.reasons = 0.0, set()

    async def shines(self, surplus_w: float, minutes: float) -> None:
        for _ in range(round(minutes * 60 / STEP_S)):
            self.freezer.tick(timedelta(seconds=STEP_S))
            # A meter's last digits always move.
            self.home.power(PV, surplus_w + 500 + self._steps % 3)
            self.home.power(GRID, self.evse.power_w - surplus_w + self._steps % 2)
            self._steps += 1
            async_fire_time_changed(self.home.hass)
            self.evse.pass_time(STEP_S)
            await self.evse.refresh(self.home.hass)
            await settle(self.home.hass)
            self._note(surplus_w)

    def _note(self, surplus_w: float) -> None:
        self.bought_wh += max(self.evse.power_w - max(surplus_w, 0.0), 0.0) * STEP_S / 3600
        if self.reasons is not None:
            state = self.home.hass.states.get(self.home.ours("sensor", "status"))
            # There is none while ours is not set up.
            self.reasons.add(str(state.attributes.get("reason")) if state else "")


async def followed(sun: Sun) -> None:
    """Let a minute pass; the car follows by then.

    Since it is watched, from now on at the latest, it has bought next to nothing, and nobody is said to have set it by hand.
    """
    if sun.reasons is None:
        sun.watch()
    await sun.shines(2700, 1)
    assert sun.evse.power_w == NEARLY_2700_W
    assert sun.bought_wh <= 20
    assert "manual_override" not in (sun.reasons or ())
    assert not issues(sun.home.hass)
