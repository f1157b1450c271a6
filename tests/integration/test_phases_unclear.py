"""Three phases were assumed, and the car would charge on one: where no power tells, somebody is asked after a sunny day without a start."""

from datetime import timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.solar_charging.repairs.charger import OnePhaseFlow
from custom_components.solar_charging.watchers import phases_check

from .home import DOMAIN, StateHome, charger_answers
from .test_charging import surplus_of


async def three_phase_home(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-06-21 10:00:00+00:00")
    await home.plug_in_devices()
    entry = await home.set_up(charger=False)
    flows = hass.config_entries.subentries
    step = await flows.async_init((entry.entry_id, "charger"), context={"source": "user"})
    await flows.async_configure(step["flow_id"], charger_answers(phases="3", power_entity=None))
    await hass.async_block_till_done()


def asked(hass: HomeAssistant) -> list[ir.IssueEntry]:
    issues = ir.async_get(hass).issues.items()
    return [issue for (_, key), issue in issues if key.startswith(phases_check.PHASES_UNCLEAR)]


@pytest.fixture(autouse=True)
def _short_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes of sun stand for two hours."""
    monkeypatch.setattr(phases_check, "ENOUGH_S", 600.0)


async def test_enough_for_one_phase_and_no_start_asks_whether_it_is_one(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await three_phase_home(hass, home, freezer)
    await surplus_of(home, freezer, 2000, 500)
    assert not asked(hass)
    await surplus_of(home, freezer, 2000, 400)
    (issue,) = asked(hass)
    assert issue.is_fixable
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    flow = OnePhaseFlow(entry, {"charger_id": issue.data["charger_id"]})
    flow.hass, flow.issue_id, flow.data, flow.handler = hass, issue.issue_id, None, DOMAIN
    await flow.async_step_confirm({})
    await hass.async_block_till_done()
    await surplus_of(home, freezer, 2000, 300)
    assert not asked(hass)
    assert home.is_on("input_boolean.charger")


@pytest.mark.parametrize("surplus_w", [900, 4500])
async def test_too_little_for_one_phase_or_enough_for_three_asks_nothing(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, surplus_w: float
) -> None:
    await three_phase_home(hass, home, freezer)
    await surplus_of(home, freezer, surplus_w, 900)
    assert not asked(hass)


def test_each_day_is_reckoned_by_itself(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-06-21 10:00:00+00:00")
    day = phases_check.SunnyDay()
    for hours in (0, 24, 48):
        start = freezer.time_to_freeze + timedelta(hours=hours)
        for step in range(18):
            day.look(start.astimezone() + timedelta(seconds=30 * step), would_do=True, has_started=False)
    assert not day.is_unclear
