"""Batteries of Home Assistant's own integrations, held and released at fake devices, whatever those do: a number by Modbus, a select by HTTP."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any, cast

import pytest
from fronius_modbus.sunspec import SUNSPEC_BASE_ADDRESS
from fronius_modbus.testing import MpptModuleSpec, build_sunspec_map
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homewizard_energy.errors import RequestError
from modbus_connection import ModbusTimeoutError
from modbus_connection.mock import MockModbusConnection, WriteEvent
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.solar_charging.devices.battery_driver import AGAIN_S, MOST_TRIES, BatteryDriver
from custom_components.solar_charging.devices.stored_hold import SHOWN_WITHIN_S
from custom_components.solar_charging.engine.decide.battery_hold import BatteryCommand
from custom_components.solar_charging.setup.discovery import async_discover
from tests.catalogue import solar_api

from .test_real_batteries import FREE, HELD

# SunSpec's storage model, and where in it the switches of the limits (bit 1: discharging) and the two limits are.
STORAGE_MODEL, LIMITS_IN_FORCE, DISCHARGE_LIMIT, CHARGE_LIMIT = 124, 5, 12, 13
FULL = 10_000


class Gen24:
    """A hybrid's registers: its discharge limit has no effect until it is turned on."""

    held, other = (0, 2), (50, 2)

    def __init__(self, patch: pytest.MonkeyPatch, aioclient_mock: AiohttpClientMocker) -> None:
        self.refuses = self.ignores = False
        self.unit = MockModbusConnection().for_unit(1)
        self.unit.holding.update(build_sunspec_map([MpptModuleSpec("1")], storage_wcha_max=5000, storage_soc=60.0))
        words = cast("Mapping[int, int]", self.unit.holding)
        self.model = SUNSPEC_BASE_ADDRESS + 2
        while words[self.model] != STORAGE_MODEL:
            self.model += 2 + words[self.model + 1]
        self.unit.holding.update({self.model + one: FULL for one in (DISCHARGE_LIMIT, CHARGE_LIMIT)})
        self.unit.on_write(self._written)
        patch.setattr("homeassistant.components.fronius.modbus.async_get_unit", lambda *_: self.unit)
        solar_api.answer_as_fronius(aioclient_mock)
        self.entry = MockConfigEntry(
            domain="fronius", data={"host": solar_api.HOST, "is_logger": False}, unique_id="30000001"
        )
        self.kept = self.value

    @property
    def value(self) -> tuple[int, int]:
        """The limit in %, and whether it is in force."""
        words = cast("Mapping[int, int]", self.unit.holding)
        return words[self.model + DISCHARGE_LIMIT] // 100, words[self.model + LIMITS_IN_FORCE]

    def show(self, value: tuple[int, int]) -> None:
        self.unit.holding[self.model + DISCHARGE_LIMIT] = 100 * value[0]
        self.unit.holding[self.model + LIMITS_IN_FORCE] = value[1]

    def answer(self, *, refuses: bool = False, ignores: bool = False) -> None:
        self.kept, self.ignores = self.value, ignores
        for one in (DISCHARGE_LIMIT, LIMITS_IN_FORCE):
            self.unit.fail_write(self.model + one, ModbusTimeoutError("no answer") if refuses else None)

    async def refresh(self) -> None:
        for coordinator in self.entry.runtime_data.coordinators:
            await coordinator.async_refresh()

    def _written(self, _event: WriteEvent) -> None:
        if self.ignores:
            self.show(self.kept)


class HomeWizard:
    """A P1 meter that sets the mode of the home's plug-in batteries."""

    held, other = "standby", "to_full"

    def __init__(self, patch: pytest.MonkeyPatch, _mocker: AiohttpClientMocker) -> None:
        self.refuses = self.ignores = False
        self.value = "zero"
        self.entry = MockConfigEntry(
            domain="homewizard", data={"ip_address": "127.0.0.1", "token": "x"}, unique_id="HWE-P1_aabbccddeeff"
        )
        box = self

        async def request(_api: Any, path: str, method: str = "GET", data: Any = None) -> tuple[HTTPStatus, str]:
            return HTTPStatus.OK, json.dumps(box._answer(path, data if method == "PUT" else None))

        patch.setattr("homewizard_energy.HomeWizardEnergyV2._request", request)

    def show(self, value: str) -> None:
        self.value = value

    def answer(self, *, refuses: bool = False, ignores: bool = False) -> None:
        self.refuses, self.ignores = refuses, ignores

    async def refresh(self) -> None:
        await self.entry.runtime_data.async_refresh()

    def _answer(self, path: str, written: Mapping[str, Any] | None) -> Mapping[str, Any]:
        if written is not None:
            if self.refuses:
                raise RequestError("no answer")
            if not self.ignores:
                self.value = written["mode"]
        match path.rsplit("/", 1)[-1]:
            case "api":
                return {
                    "product_name": "P1 meter", "product_type": "HWE-P1", "serial": "aabbccddeeff",
                    "firmware_version": "6.0", "api_version": "2.0.0",
                }  # fmt: skip
            case "batteries":
                powers_w = dict.fromkeys(("power_w", "target_power_w", "max_consumption_w", "max_production_w"), 0)
                return {"mode": self.value, "battery_count": 1, **powers_w}
            case "measurement":
                return {"power_w": 500}
            case _:
                return {"wifi_rssi_db": -60}


class Driven:
    """The battery as discovery finds it in what the integration registered, with its driver."""

    def __init__(self, hass: HomeAssistant, box: Gen24 | HomeWizard) -> None:
        self.hass, self.box = hass, box
        self.now_s = 1_000_000.0
        self.stored: dict[str, Any] = {}

    async def set_up(self) -> None:
        self.box.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.box.entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        assert self.box.entry.state is ConfigEntryState.LOADED
        [found] = (await async_discover(self.hass)).batteries
        assert not found.to_enable
        self.driver = BatteryDriver(self.hass, found.name, found.control, self._store)

    async def _store(self) -> None:
        self.stored = self.driver.as_dict()

    async def asked(self, command: BatteryCommand, later_s: float = 5.0) -> Any:
        """Ask, once the integration has asked the device again, and return what the device then is at."""
        self.now_s += later_s
        await self.box.refresh()
        await self.driver.async_follow(command, 60.0, self.now_s)
        await self.hass.async_block_till_done()
        return self.box.value

    async def shows(self, value: Any) -> None:
        """Let the device have another value, and the integration see it."""
        self.box.show(value)
        await self.box.refresh()
        await self.hass.async_block_till_done()


# Home Assistant 2026.10 reads Fronius' inverters, and sets nothing of them.
needs_modbus = pytest.mark.skipif(
    find_spec("homeassistant.components.fronius.modbus") is None,
    reason="Fronius is written to from Home Assistant 2026.11 on",
)


@pytest.fixture(params=[pytest.param(Gen24, id="number", marks=needs_modbus), pytest.param(HomeWizard, id="select")])
async def driven(
    hass: HomeAssistant,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    aioclient_mock: AiohttpClientMocker,
) -> Driven:
    made = Driven(hass, request.param(monkeypatch, aioclient_mock))
    await made.set_up()
    return made


async def test_it_is_held_and_gets_back_what_it_had_also_after_a_crash(driven: Driven) -> None:
    before, held = driven.box.value, driven.box.held
    assert await driven.asked(HELD) == held
    assert await driven.asked(HELD) == held
    assert await driven.asked(FREE) == before
    assert driven.stored["hold"] is None
    # All that is left is what is on the disk.
    assert await driven.asked(HELD) == held
    kept, driven.driver = driven.stored, BatteryDriver(
        driven.hass, "Battery", driven.driver.control, driven._store
    )  # fmt: skip
    driven.driver.restore(json.loads(json.dumps(kept)))
    assert await driven.asked(FREE) == before


async def test_one_that_refuses_or_ignores_is_tried_a_few_times_named_and_let_go(driven: Driven) -> None:
    before, held = driven.box.value, driven.box.held
    for fault in ("refuses", "ignores"):
        driven.box.answer(**{fault: True})
        for _ in range(2 * MOST_TRIES + 2):
            assert await driven.asked(HELD, SHOWN_WITHIN_S + AGAIN_S) == before, fault
        assert driven.driver.reason.key == "battery_not_answering"
        driven.box.answer()
        assert await driven.asked(FREE, AGAIN_S) == before
        await driven.asked(FREE, AGAIN_S)
        assert await driven.asked(HELD, AGAIN_S) == held
        assert await driven.asked(FREE, AGAIN_S) == before


async def test_one_that_forgets_is_held_again_once_and_what_another_sets_stays(driven: Driven) -> None:
    before, held, other = driven.box.value, driven.box.held, driven.box.other
    for _ in range(2):
        await driven.asked(HELD)
    await driven.shows(before)
    assert await driven.asked(HELD) == held
    await driven.asked(HELD)
    await driven.shows(other)
    for command in (HELD, HELD, FREE):
        assert await driven.asked(command) == other
        if command is HELD:
            assert driven.driver.reason.key == "battery_set_by_another"


async def test_one_that_does_not_answer_when_it_is_to_be_released_is_released_later(driven: Driven) -> None:
    before, held = driven.box.value, driven.box.held
    for _ in range(2):
        await driven.asked(HELD)
    driven.box.answer(refuses=True)
    for _ in range(3):
        assert await driven.asked(FREE, AGAIN_S) == held
    driven.box.answer()
    assert await driven.asked(FREE, AGAIN_S) == before
    assert driven.driver.hold is None
