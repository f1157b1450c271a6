"""Who may do what: every action, as an administrator, a user, one who may only read, and one who may see nothing."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser

from tests.integration.conftest import _no_worker, home  # noqa: F401  its home
from tests.integration.home import DOMAIN, StateHome
from tests.integration.test_charging import NOON, surplus_of

# What each action is called with, and who of (administrator, user, reader) may call it.
ALL, USERS, ADMINISTRATORS = "administrator user reader", "administrator user", "administrator"
ACTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "set_mode": ({"mode": "boost"}, USERS),
    "boost": ({"duration": "01:00:00"}, USERS),
    "set_charge_limit": ({"energy_kwh": 50}, USERS),
    "set_minimum_charge": ({"target_pct": 20}, USERS),
    "set_ready_by": ({"time": "07:00", "energy_kwh": 50}, USERS),
    "clear_ready_by": ({}, USERS),
    "correct_session": ({"energy_kwh": 0.1}, USERS),
    "create_statement": ({}, ALL),
    "explain": ({}, ALL),
    "get_plan": ({}, ALL),
    "replay": ({}, ALL),
    "get_forecast": ({}, ALL),
    "get_charging_forecast": ({}, ALL),
    "set_charging_schedule": ({"source": "EMHASS", "slots": []}, USERS),
    "get_sessions": ({}, ALL),
    "get_grid_limit_periods": ({}, ALL),
    "export_sessions": ({"format": "csv"}, ADMINISTRATORS),
    "record_generation_reading": ({"total_kwh": 4321}, USERS),
    "reset_learned": ({}, ADMINISTRATORS),
}
WITHOUT_DEVICE = {
    "create_statement",
    "get_forecast",
    "get_charging_forecast",
    "get_grid_limit_periods",
    "get_sessions",
    "export_sessions",
    "record_generation_reading",
    "reset_learned",
}
ANSWERS = {
    "create_statement",
    "explain",
    "get_charging_forecast",
    "get_grid_limit_periods",
    "get_plan",
    "replay",
    "get_forecast",
    "get_sessions",
    "export_sessions",
}


@pytest.fixture
async def users(hass: HomeAssistant, hass_admin_user: User, hass_read_only_user: User) -> dict[str, User]:
    groups = await hass.auth.async_get_group("system-users")
    user = MockUser(groups=[groups]).add_to_hass(hass)
    return {"administrator": hass_admin_user, "user": user, "reader": hass_read_only_user}


def state_of(entry: ConfigEntry) -> Any:
    """Return everything an action could change."""
    coordinator = entry.runtime_data
    return coordinator.settings, coordinator.estimator.as_dict(), coordinator.sessions.as_dict()


@pytest.mark.parametrize("who", ["administrator", "user", "reader"])
async def test_every_action_asks_who_calls(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    users: dict[str, User],
    who: str,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 60)
    assert set(hass.services.async_services_for_domain(DOMAIN)) == set(ACTIONS)
    device_id = er.async_get(hass).async_get(home.ours("select", "mode")).device_id
    for action, (data, allowed) in ACTIONS.items():
        target = {} if action in WITHOUT_DEVICE else {"device_id": device_id}
        before = state_of(entry)
        call = hass.services.async_call(
            DOMAIN,
            action,
            {**target, **data},
            blocking=True,
            context=Context(user_id=users[who].id),
            return_response=action in ANSWERS,
        )
        if who in allowed.split():
            await call
            continue
        with pytest.raises(Unauthorized):
            await call
        assert state_of(entry) == before, action
    await hass.config_entries.async_unload(entry.entry_id)


async def test_who_may_not_see_a_charger_gets_none_of_its_sessions(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 60)
    stranger = MockUser(groups=[]).add_to_hass(hass)
    for user_id, count in ((None, 1), (stranger.id, 0)):
        context = Context(user_id=user_id)
        answer = await hass.services.async_call(
            DOMAIN, "get_sessions", {}, blocking=True, context=context, return_response=True
        )
        assert len(answer["sessions"]) == count
    await hass.config_entries.async_unload(entry.entry_id)
