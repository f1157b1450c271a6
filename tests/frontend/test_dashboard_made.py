"""The dashboard is made once, at the user's request, where Home Assistant keeps its own."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.solar_charging.frontend.dashboard import async_dashboard_path, async_make_dashboard
from tests.integration.conftest import _no_worker  # noqa: F401  pvlib's process is left out here, too
from tests.integration.home import CHARGER_POWER, StateHome, charger_answers, charger_form


@pytest.fixture(autouse=True)
async def _lovelace(hass: HomeAssistant, hass_admin_user: MockUser) -> None:
    assert await async_setup_component(hass, "lovelace", {})


def made(hass: HomeAssistant) -> list[str | None]:
    return [path for path in hass.data[LOVELACE_DATA].dashboards if path and "solar" in path]


async def test_it_is_made_once(hass: HomeAssistant) -> None:
    assert await async_dashboard_path(hass) is None
    assert await async_make_dashboard(hass) == "solar-charging"
    assert await async_make_dashboard(hass) == "solar-charging"
    assert made(hass) == ["solar-charging"]
    config = await hass.data[LOVELACE_DATA].dashboards["solar-charging"].async_load(force=False)
    assert config == {"strategy": {"type": "custom:solar-charging"}}


async def test_a_dashboard_of_the_users_own_is_left_alone(hass: HomeAssistant) -> None:
    await async_make_dashboard(hass)
    theirs = hass.data[LOVELACE_DATA].dashboards["solar-charging"]
    await theirs.async_save({"views": []})
    # The address is taken: nothing is made, and nothing is overwritten.
    assert await async_make_dashboard(hass) is None
    assert await theirs.async_load(force=False) == {"views": []}


async def _added(hass: HomeAssistant, entry: ConfigEntry, **answers: Any) -> dict[str, Any]:
    flow = hass.config_entries.subentries
    form = await flow.async_init((entry.entry_id, "charger"), context={"source": SOURCE_USER})
    assert "dashboard" in form["data_schema"].schema
    return await flow.async_configure(form["flow_id"], charger_answers(**answers))


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_the_first_charger_asks_for_it_and_the_last_page_leads_there(
    hass: HomeAssistant, is_wanted: bool
) -> None:
    house = StateHome(hass)
    await house.plug_in_devices()
    entry = await house.set_up(charger=False)
    done = await _added(hass, entry, dashboard=is_wanted)
    assert made(hass) == (["solar-charging"] if is_wanted else [])
    assert done["description"] == ("with_dashboard" if is_wanted else "default")
    await hass.async_block_till_done()
    form = await charger_form(hass, entry)
    assert "dashboard" not in form["data_schema"].schema


async def test_with_days_on_record_the_last_page_offers_to_calculate_them(
    recorder_mock: Any, hass: HomeAssistant
) -> None:
    house = StateHome(hass)
    await house.plug_in_devices()
    entry = await house.set_up(charger=False)
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC, has_sum=False, name=None, source="recorder",
        statistic_id=CHARGER_POWER, unit_class="power", unit_of_measurement="W",
    )  # fmt: skip
    start = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    async_import_statistics(hass, metadata, [StatisticData(start=start, mean=500.0, min=0.0, max=2300.0)])
    await get_instance(hass).async_block_till_done()
    done = await _added(hass, entry, dashboard=True)
    assert done["description"] == "with_past_days"
    await hass.async_block_till_done()
