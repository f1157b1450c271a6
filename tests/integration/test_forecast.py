"""The forecast as sensors, as an action and in the Energy dashboard."""

from datetime import datetime, timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.solar_charging.energy import async_get_solar_forecast
from custom_components.solar_charging.repairs import async_create_fix_flow
from custom_components.solar_charging.solar.calibration import StepChange
from custom_components.solar_charging.solar.orientation_report import OrientationReport
from custom_components.solar_charging.solar.sky_sources import SourceKind
from custom_components.solar_charging.watchers.array_checks import array_checks

from .home import DOMAIN, StateHome
from .sunshine import issues
from .test_problems import wait

pytestmark = pytest.mark.usefixtures("everything_enabled")


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    freezer.move_to("2026-06-21 05:00:00+00:00")
    await home.plug_in_devices()
    await home.set_up()
    return home


async def ask(hass: HomeAssistant, **data: object) -> dict[str, object]:
    return await hass.services.async_call(DOMAIN, "get_forecast", data, blocking=True, return_response=True)


@pytest.mark.quality_rule("action-setup")
async def test_the_forecast_is_an_action_that_answers(hass: HomeAssistant, running: StateHome) -> None:
    found = await ask(hass)
    assert len(found["periods"]) == 48
    day = sum(period["generation_wh"] for period in found["periods"][:24])
    assert 15_000 < day < 60_000  # 8 kW in Berlin around the solstice, whatever the sky
    for period in found["periods"]:
        assert period["p10_wh"] <= period["p50_wh"] <= period["p90_wh"]
        assert period["surplus_p10_wh"] <= period["surplus_wh"] <= period["generation_wh"]
    quarters = await ask(hass, days=1, step_minutes=15)
    assert len(quarters["periods"]) == 96
    assert sum(period["generation_wh"] for period in quarters["periods"]) == pytest.approx(day, rel=0.03)


@pytest.mark.quality_rule("action-exceptions")
@pytest.mark.quality_rule("exception-translations")
async def test_actions_say_in_words_that_nothing_is_running(hass: HomeAssistant, running: StateHome) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    for action, asks in (("get_forecast", True), ("reset_learned", False)):
        with pytest.raises(ServiceValidationError) as error:
            await hass.services.async_call(DOMAIN, action, {}, blocking=True, return_response=asks)
        assert error.value.translation_key == "not_loaded"


async def test_what_was_learned_can_be_forgotten(hass: HomeAssistant, running: StateHome) -> None:
    before = await ask(hass)
    await hass.services.async_call(DOMAIN, "reset_learned", {}, blocking=True)
    assert await ask(hass) == before  # nothing was learned within a minute


async def test_sensors_of_the_forecast(hass: HomeAssistant, running: StateHome) -> None:
    tomorrow = hass.states.get(running.ours("sensor", "forecast_tomorrow"))
    assert 15_000 < float(tomorrow.state) < 60_000
    assert len(tomorrow.attributes["hours"]) == 48
    best = datetime.fromisoformat(hass.states.get(running.ours("sensor", "best_plug_in_time")).state)
    assert 8 <= best.hour <= 12  # UTC; noon in Berlin is at 11
    assert hass.states.get(running.ours("sensor", "cloud_data_source")).state == "climatology"


async def test_the_energy_dashboard_gets_its_hours(hass: HomeAssistant, running: StateHome) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    forecast = await async_get_solar_forecast(hass, entry.entry_id)
    assert len(forecast["wh_hours"]) == 48
    assert await async_get_solar_forecast(hass, "another") is None


async def test_open_meteo_is_asked_only_if_allowed(hass: HomeAssistant, running: StateHome) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert SourceKind.IRRADIANCE.value not in entry.runtime_data.estimator.as_dict()["feeds"]
    switch = running.ours("switch", "use_open_meteo")
    await hass.services.async_call("switch", "turn_on", {"entity_id": switch}, blocking=True)
    await hass.async_block_till_done()
    assert SourceKind.IRRADIANCE.value in entry.runtime_data.estimator.as_dict()["feeds"]
    assert er.async_get(hass).async_get(switch)


async def test_an_array_that_looks_elsewhere_is_asked_about_and_turned_with_one_click(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    estimator = entry.runtime_data.estimator
    estimator._past.orientation = OrientationReport(
        25.0, 230.0, 8000.0, error_pct=5.0, error_configured_pct=12.0, noon_elevation_deg=60.0
    )
    ((key, facts),) = array_checks(estimator)
    assert key == "array_faces_elsewhere"
    flow = await async_create_fix_flow(hass, key, {"entry_id": entry.entry_id, **facts})
    flow.hass, flow.handler, flow.flow_id, flow.context = hass, DOMAIN, "1", {"issue_id": key}
    await wait(hass, freezer, 4)
    form = await flow.async_step_init()
    assert form["description_placeholders"]["azimuth_deg"] == "230"
    await flow.async_step_confirm({})
    await hass.async_block_till_done()
    (plane,) = entry.runtime_data.site.array.planes
    assert (plane.tilt_deg, plane.azimuth_deg) == (25, 230)
    assert list(array_checks(entry.runtime_data.estimator)) == []


async def test_the_inverters_display_is_read_by_an_action_and_asked_for_a_month_later(
    hass: HomeAssistant, running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    estimator = entry.runtime_data.estimator

    async def record(total_kwh: float) -> None:
        await hass.services.async_call(DOMAIN, "record_generation_reading", {"total_kwh": total_kwh}, blocking=True)

    await record(4321)
    assert list(array_checks(estimator, entry.created_at)) == []
    freezer.tick(timedelta(days=31))
    ((key, facts),) = array_checks(estimator)
    assert (key, facts) == ("reading_due", {"reading": "4321"})
    with pytest.raises(ServiceValidationError):
        await record(432)
    flow = await async_create_fix_flow(hass, key, {"entry_id": entry.entry_id, **facts})
    flow.hass, flow.handler, flow.flow_id, flow.context = hass, DOMAIN, "1", {"issue_id": key}
    assert (await flow.async_step_read({"total_kwh": 432}))["errors"] == {"total_kwh": "reading_implausible"}
    await flow.async_step_read({"total_kwh": 4900})
    assert list(array_checks(estimator)) == []


async def test_a_home_without_any_sensor_is_asked_for_a_first_reading_after_a_week(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    entry = await home.set_up(charger=False, sources={})
    for passed, is_asked in ((timedelta(days=6), False), (timedelta(days=2), False), (timedelta(minutes=4), True)):
        freezer.tick(passed)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert ("reading_due" in issues(hass)) is is_asked
    # Who has no display ignores it, also after a reload.
    ir.async_ignore_issue(hass, DOMAIN, "reading_due", ignore=True)
    await hass.config_entries.async_reload(entry.entry_id)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "reading_due")
    assert issue
    assert issue.dismissed_version
    estimator = entry.runtime_data.estimator
    assert list(array_checks(estimator, entry.created_at)) == [("reading_due", {"reading": "–"})]
    # A home with sensors needs none.
    assert list(array_checks(estimator)) == []


async def test_a_string_that_is_gone_is_told(
    hass: HomeAssistant, running: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    estimator = entry.runtime_data.estimator
    monkeypatch.setattr(type(estimator), "step_change", StepChange(day=1, ratio=0.52))
    assert list(array_checks(estimator)) == [("array_changed", {"ratio": "52"})]
