"""The home's batteries: held while a car charges from the grid on purpose, and released whatever happens to us meanwhile.

A hold is on the disk before the battery is told of it. What is found there at the start is gone on with, or released, at the first
step; a battery whose entity comes later is released then.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError
from homeassistant.util import dt as dt_util

from ..catalogue.battery_control import BatteryControl
from ..const import LOGGER
from ..devices.battery_driver import BatteryDriver
from ..devices.battery_level import own_level_pct
from ..devices.battery_planners import other_planner
from ..engine.decide.battery_hold import BatteryCommand, BatteryUse, HoldState, battery_command
from ..engine.decision import Decision
from ..engine.inputs import Inputs
from ..engine.measure.reading import Reading
from ..engine.model import Reason
from ..engine.reasons import ReasonKey
from ..setup.site_config import BatteryConfig
from .site_file import SiteFile
from .storage import BATTERIES

# Home Assistant gives all that happens when it stops 100 s together, of which chargers need some.
BATTERIES_RELEASED_WITHIN_S = 20.0
# A hold that was left behind stays until chargers, prices and plans are there to say whether the car still charges.
STARTING_S = 40.0
WRITES_SPENT = "battery_writes_spent"
NOT_FOLLOWING = "battery_not_following"


@dataclass(frozen=True, slots=True)
class BatteryIssue:
    """Something about a battery that the user should know: the issue's id, its translation key, and what its text shows."""

    id: str
    key: str
    facts: Mapping[str, str]


class BatteryManager:
    """What holds the batteries of one home."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self.drivers: dict[str, BatteryDriver] = {}
        # Of batteries that were removed, until they are free.
        self._leaving: dict[str, BatteryDriver] = {}
        self._levels: tuple[str, ...] = ()
        self._hass = hass
        self._file = SiteFile(hass, entry_id, BATTERIES)
        self._state = HoldState()
        self._loaded_s = 0.0
        self._lock = asyncio.Lock()

    async def async_load(self, batteries: Iterable[BatteryConfig]) -> None:
        """Begin, with the holds that were left behind; raises ConfigEntryError for a newer version's file."""
        stored = await self._file.async_read() or {}
        self._take(batteries)
        for battery_id, data in stored.items():
            try:
                driver = self.drivers.get(battery_id) or self._driver(
                    data["name"], BatteryControl.from_dict(data["control"])
                )
                driver.restore(data)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                LOGGER.warning("What was stored of a home battery cannot be read: %r", error)
                continue
            if battery_id not in self.drivers and driver.hold:
                self._leaving[battery_id] = driver
        self._take_over()
        self._loaded_s = dt_util.utcnow().timestamp()

    def update_config(self, batteries: Iterable[BatteryConfig]) -> None:
        """Go on with the batteries as they are set up now; those that are gone are released."""
        before = self.drivers
        self._take(batteries)
        self._leaving.update({key: one for key, one in before.items() if self.drivers.get(key) is not one})
        self._take_over()
        self._leaving = {key: one for key, one in self._leaving.items() if one.hold}

    def _take_over(self) -> None:
        """Let a control that is new know what one before it has left held: else it would take that for the owner's choice, and restore it."""
        for driver in self.drivers.values():
            for old in self._leaving.values():
                if driver.hold is None and old.control.target == driver.control.target:
                    driver.restore(old.as_dict())
                    old.hold = None

    def _take(self, batteries: Iterable[BatteryConfig]) -> None:
        before, batteries = self.drivers, tuple(batteries)
        self._levels = batteries[0].levels if batteries else ()
        self.drivers = {
            one.id: before[one.id]
            if one.id in before and before[one.id].control == one.control
            else self._driver(one.name, one.control)
            for one in batteries
        }

    def _driver(self, name: str, control: BatteryControl) -> BatteryDriver:
        return BatteryDriver(self._hass, name, control, self._async_store)

    async def async_step(
        self, inputs: Inputs, decision: Decision, now: datetime, next_purchase_s: float | None = None
    ) -> None:
        """Bring each battery to what is asked of it; one step at a time, and one battery that hangs keeps no other."""
        if self._lock.locked():
            return
        async with self._lock:
            now_s = now.timestamp()
            self._state, asked = battery_command(inputs, decision, self._state, now_s, next_purchase_s)
            level = inputs.battery_soc_pct
            level_pct = level.value if isinstance(level, Reading) else None
            await asyncio.gather(*(self._async_follow(one, asked, level_pct, now_s) for one in self.drivers.values()))
            for battery_id, driver in list(self._leaving.items()):
                if await driver.async_release(now_s):
                    del self._leaving[battery_id]

    async def _async_follow(
        self, driver: BatteryDriver, asked: BatteryCommand, level_pct: float | None, now_s: float
    ) -> None:
        if asked.use is not BatteryUse.FREE and (planner := other_planner(self._hass, driver.control)):
            reason = Reason(ReasonKey.BATTERY_LEFT_TO_PLAN, {"source": planner})
            asked = BatteryCommand(BatteryUse.FREE, reason)
        if asked.reason.key == ReasonKey.BATTERY_FREE and driver.hold and 0.0 <= now_s - self._loaded_s < STARTING_S:
            return
        own_pct = own_level_pct(self._hass, driver.control, self._levels, level_pct)
        await driver.async_follow(asked, own_pct, now_s)

    async def async_release(self, now_s: float) -> None:
        """Let all batteries go: nobody looks after them any more."""
        everyone = [*self.drivers.values(), *self._leaving.values()]
        try:
            async with asyncio.timeout(BATTERIES_RELEASED_WITHIN_S):
                await asyncio.gather(*(one.async_release(now_s) for one in everyone))
        except TimeoutError:
            LOGGER.warning("A home battery did not answer when it was released; it is tried again at the next start")

    def issues(self, now_s: float) -> Iterator[BatteryIssue]:
        """Yield what the user should know."""
        for battery_id, driver in {**self._leaving, **self.drivers}.items():
            if driver.reason.key == ReasonKey.BATTERY_WRITES_SPENT:
                facts = {"name": driver.name, "count": str(driver.writes(now_s))}
                yield BatteryIssue(f"{WRITES_SPENT}_{battery_id}", WRITES_SPENT, facts)
            elif driver.does_not_follow:
                facts = {"name": driver.name, "error": driver.refusal or "–"}
                yield BatteryIssue(f"{NOT_FOLLOWING}_{battery_id}", NOT_FOLLOWING, facts)

    @property
    def reason(self) -> Reason | None:
        """Why the batteries are as they are, by the one that is shown; None: there is none."""
        return one.reason if (one := self._shown) else None

    @property
    def use(self) -> BatteryUse | None:
        """What the battery that is shown is doing; None: there is none."""
        return one.use if (one := self._shown) else None

    @property
    def _shown(self) -> BatteryDriver | None:
        """The first one that is not free, else the first."""
        return min(self.drivers.values(), key=lambda one: one.use is BatteryUse.FREE, default=None)

    def writes(self, now_s: float) -> dict[str, int]:
        """Return the writes of a day by the battery's name."""
        return {one.name: one.writes(now_s) for one in self.drivers.values()}

    def as_dict(self) -> dict[str, Any]:
        """Return what outlives a crash, by battery."""
        return {key: one.as_dict() for key, one in {**self._leaving, **self.drivers}.items()}

    def report_held(self) -> None:
        """Say which battery could not be released, and what it was before: nobody will release it later."""
        for driver in self._leaving.values():
            if driver.hold and not driver.hold.released_s:
                what = driver.control.hold.entity_id or driver.control.hold.action
                LOGGER.error(
                    "Home battery %s is still held and did not answer: release it by hand (%s, before: %s)",
                    driver.name, what, driver.hold.before,
                )  # fmt: skip

    async def _async_store(self) -> None:
        await self._file.async_write(self.as_dict())


async def async_release_left_holds(hass: HomeAssistant, entry_id: str, now_s: float) -> None:
    """Release what a home that is being removed has left held; it is no longer loaded."""
    manager = BatteryManager(hass, entry_id)
    try:
        await manager.async_load(())
    except ConfigEntryError:
        LOGGER.warning("A newer version knows whether a home battery is held: check its settings")
        return
    await manager.async_release(now_s)
    manager.report_held()
