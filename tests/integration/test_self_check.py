"""After set-up: contradictions become notices with a one-click fix, new devices are proposed once, switches are logged."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.logbook import LOGBOOK_ENTRY_MESSAGE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed

from custom_components.solar_charging.catalogue.dump import snapshot_from
from custom_components.solar_charging.const import EVENT_SOURCE_CHANGED
from custom_components.solar_charging.watchers.repair_issues import SUN_MODEL_MISSING

from .home import DOMAIN, GRID, PV, StateHome
from .registered import register

MIDNIGHT = "2026-06-21 22:00:00+00:00"
NOON = "2026-06-21 11:00:00+00:00"


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return our issues by translation key; that pvlib's process is missing is so in all of these tests."""
    return {
        issue.translation_key: issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active and issue.translation_key != SUN_MODEL_MISSING
    }


async def let_pass(home: StateHome, freezer: FrozenDateTimeFactory, minutes: float, **watts: float) -> None:
    """Let time pass while sensors go on reporting."""
    for look in range(int(minutes * 2)):
        freezer.tick(timedelta(seconds=30))
        for name, value in watts.items():
            # A meter's noise: the same value for hours would be a frozen meter.
            home.power({"pv": PV, "grid": GRID}[name], value + look % 3)
        async_fire_time_changed(home.hass)
        await home.hass.async_block_till_done(wait_background_tasks=True)


async def fix(hass: HomeAssistant, issue: ir.IssueEntry) -> dict[str, Any]:
    """Click on the notice and submit. Returns the form that was shown."""
    assert await async_setup_component(hass, "repairs", {})
    from custom_components.solar_charging.repairs import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_create_fix_flow,
    )

    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    flow.hass, flow.handler, flow.flow_id, flow.context = hass, DOMAIN, "1", {"issue_id": issue.issue_id}
    form = await flow.async_step_init()
    await flow.async_step_confirm({})
    await hass.async_block_till_done(wait_background_tasks=True)
    return form


async def test_an_export_all_night_is_swapped_with_one_click(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    # A night of the longest kind, so that one is enough.
    freezer.move_to("2026-12-20 18:00:00+00:00")
    await home.plug_in_devices()
    home.power(PV, 0)
    entry = await home.set_up(charger=False)
    await let_pass(home, freezer, 170, pv=0, grid=-400)
    assert issues(hass) == {}
    # A restart loses nothing of what was seen.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await let_pass(home, freezer, 30, pv=0, grid=-400)
    (issue,) = issues(hass).values()
    assert issue.translation_key == "grid_swapped"
    assert issue.is_fixable
    assert issue.learn_more_url == "https://solar-charging.github.io/solar-charging/reference/repairs/#grid_swapped"
    form = await fix(hass, issue)
    assert form["step_id"] == "confirm"
    assert entry.data["sign_conventions"] == {GRID: "export_positive"}
    assert entry.runtime_data.data.inputs.grid_w.value > 0
    await let_pass(home, freezer, 10, pv=0, grid=-400)
    assert issues(hass) == {}


async def test_what_no_click_can_fix_says_what_to_do(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-12-20 18:00:00+00:00")
    await home.plug_in_devices()
    await home.set_up(charger=False)
    await let_pass(home, freezer, 75, pv=700, grid=100)
    (issue,) = issues(hass).values()
    assert issue.translation_key == "generation_at_night_alone"
    assert not issue.is_fixable


async def test_one_inverter_that_two_integrations_read_is_told_with_what_both_show(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    home.power("sensor.cloud_pv", 4980)
    await home.set_up(charger=False, sources={"pv_power": [PV, "sensor.cloud_pv"], "grid_power": GRID})
    for look in range(2 * 135):
        freezer.tick(timedelta(seconds=30))
        home.power(PV, 5000 + look % 3)
        home.power("sensor.cloud_pv", 4980 + look % 2)
        home.power(GRID, -4000 - look % 3)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    issue = issues(hass)["counted_twice"]
    assert not issue.is_fixable
    assert issue.translation_placeholders is not None
    assert {issue.translation_placeholders[key] for key in ("first_w", "second_w")} == {"5.0 kW"}
    assert "cloud pv" in issue.translation_placeholders["name"]


async def test_ordinary_nights_and_days_raise_nothing(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(MIDNIGHT)
    await home.plug_in_devices()
    home.power(PV, "unavailable")
    await home.set_up(charger=False)
    await let_pass(home, freezer, 120, grid=300)
    await let_pass(home, freezer, 60, pv=2000, grid=-1500)
    assert issues(hass) == {}


async def test_a_new_inverter_is_proposed_once_and_taken_with_one_click(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    home.power(GRID, -2000)
    entry = await home.set_up(charger=False, sources={"grid_power": GRID})
    await let_pass(home, freezer, 3, grid=-2000)
    ids = register(
        hass, "fronius", {"power_photovoltaics": 3200, "power_grid_import": 0, "power_grid_export": 2100},
        make="Fronius", model="Symo GEN24",
    )  # fmt: skip
    await let_pass(home, freezer, 0.5, grid=-2000)
    assert issues(hass) == {}
    await let_pass(home, freezer, 2, grid=-2000)
    issue = issues(hass)["new_inverter"]
    assert issue.translation_placeholders == {"name": "Fronius Symo GEN24"}
    # Dismissed once, it stays so over restarts.
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await let_pass(home, freezer, 2, grid=-2000)
    assert issues(hass)["new_inverter"].dismissed_version is not None
    form = await fix(hass, issues(hass)["new_inverter"])
    assert form["description_placeholders"]["values"].startswith("generation 3.2 kW, exporting 2.1 kW")
    assert entry.data["sources"]["pv_power"] == [ids["power_photovoltaics"]]
    await let_pass(home, freezer, 2)
    assert issues(hass) == {}


async def test_a_new_charger_is_proposed(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> None:
    from homeassistant.helpers import entity_registry as er  # noqa: PLC0415  only here

    freezer.move_to(NOON)
    home.power(GRID, -2000)
    await home.set_up(charger=False, sources={"grid_power": GRID})
    await let_pass(home, freezer, 3, grid=-2000)
    register(hass, "peblar", {"power_total": 0}, make="Peblar", model="WLAC1")
    (config,) = hass.config_entries.async_entries("peblar")
    (sensor,) = er.async_entries_for_config_entry(er.async_get(hass), config.entry_id)
    for kind, key in {"number": "charge_current_limit", "switch": "charge"}.items():
        er.async_get(hass).async_get_or_create(
            kind, "peblar", f"1_{key}", config_entry=config, device_id=sensor.device_id, translation_key=key,
            capabilities={"min": 6, "max": 16},
        )  # fmt: skip
    await let_pass(home, freezer, 3, grid=-2000)
    assert list(issues(hass)) == ["new_charger"]


async def test_what_was_there_at_set_up_is_not_proposed_again(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    register(hass, "apsystems", {"total_power": 700}, make="APsystems", model="EZ1-M")
    home.power(GRID, -2000)
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": "user"})
    for answers in (
        {"capacity_w": 8000},
        {"use": "manual"},
        {"grid_power": GRID},
        {"home_battery": "none"},
        {"grid_power": "import_positive"},
    ):
        step = await flow.async_configure(step["flow_id"], answers)
    await hass.async_block_till_done()
    await let_pass(home, freezer, 5, grid=-2000)
    assert issues(hass) == {}


async def test_each_switch_of_the_source_is_in_the_log_book_once(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up(charger=False)
    switches = async_capture_events(hass, EVENT_SOURCE_CHANGED)
    home.power(GRID, "unavailable")
    await let_pass(home, freezer, 10, pv=3000)
    await let_pass(home, freezer, 10, pv=3000, grid=-2000)
    assert [event.data["source"] for event in switches] == ["generation_and_profile", "grid_meter"]

    from custom_components.solar_charging.logbook import async_describe_events  # noqa: PLC0415  needs the recorder

    lines: list[str] = []

    def take(_domain: str, _event: str, describe: Any) -> None:
        lines.extend(describe(event)[LOGBOOK_ENTRY_MESSAGE] for event in switches)

    async_describe_events(hass, take)
    assert lines == ["Surplus source: Generation minus assumed load", "Surplus source: Grid meter"]


async def test_by_night_an_inverter_that_is_gone_is_asleep(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(MIDNIGHT)
    await home.plug_in_devices()
    await home.set_up(charger=False, sources={"pv_power": [PV]})
    switches: list[Event[Any]] = async_capture_events(hass, EVENT_SOURCE_CHANGED)
    home.power(PV, "unavailable")
    await let_pass(home, freezer, 30)
    assert switches == []
    assert issues(hass) == {}
    kind = hass.states.get(home.ours("sensor", "integration_type"))
    assert kind.state == "hardware"


@pytest.mark.quality_rule("diagnostics")
async def test_diagnostics_hold_a_dump_that_can_be_replayed(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    from custom_components.solar_charging.catalogue.discover import discover  # noqa: PLC0415  only here
    from custom_components.solar_charging.catalogue.loader import load_catalogue  # noqa: PLC0415
    from custom_components.solar_charging.diagnostics import (  # noqa: PLC0415  needs Home Assistant's http packages
        async_get_config_entry_diagnostics,
    )

    freezer.move_to(NOON)
    register(hass, "apsystems", {"total_power": 700}, serial="E07000012345", make="APsystems", model="EZ1-M")
    entry = await home.set_up(charger=False, sources={})
    dump = (await async_get_config_entry_diagnostics(hass, entry))["registry_dump"]
    assert "E07000012345" not in str(dump)
    (found,) = discover(snapshot_from(dump), load_catalogue()).inverters
    assert (found.make, found.model, list(found.roles)) == ("APsystems", "EZ1-M", ["pv_power"])
