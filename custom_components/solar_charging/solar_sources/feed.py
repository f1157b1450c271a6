"""One source of skies, asked again and again: with jitter, ever less often while it fails, and one line in the log."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

_LOGGER = logging.getLogger(__name__)

# So that a thousand homes do not ask at the full hour together.
_JITTER = 0.2
# The longest pause between attempts: a service that is back is noticed within a quarter of a day.
_SLOWEST = timedelta(hours=6)


class FeedError(Exception):
    """The source has no usable answer now."""


class Feed[Answer]:
    """Asks `fetch` every so often and hands its answer on."""

    def __init__(
        self,
        hass: HomeAssistant,
        name: str,
        fetch: Callable[[], Awaitable[Answer | None]],
        every: timedelta,
        take: Callable[[Answer], None],
    ) -> None:
        """`fetch` raises FeedError where there is nothing to be had, and returns None where nothing can be new; `name` is for the log."""
        self._hass = hass
        self._name = name
        self._fetch = fetch
        self._every = every
        self._wait = every
        self._take = take
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._task: asyncio.Task[None] | None = None
        self.last_error: str | None = None

    @callback
    def async_start(self, answered_at: datetime | None = None) -> CALLBACK_TYPE:
        """Ask from now on; returns what ends it.

        At once, unless an answer of before the restart is still good: restarts must not cost a free service anything.
        """
        wait = self._every - (dt_util.utcnow() - answered_at) if answered_at else timedelta(0)
        if wait > timedelta(0):
            self._cancel_timer = async_call_later(self._hass, min(wait, self._every), self._ask)
        else:
            self._ask()
        return self._end

    @callback
    def async_ask_again(self) -> None:
        """Ask now, whenever the next time would have been."""
        self._end()
        self._ask()

    @callback
    def _end(self) -> None:
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None
        if self._task:
            self._task.cancel()

    @callback
    def _ask(self, _now: datetime | None = None) -> None:
        self._cancel_timer = None
        self._task = self._hass.async_create_background_task(self._ask_once(), f"solar_charging {self._name}")

    async def _ask_once(self) -> None:
        try:
            if (answer := await self._fetch()) is not None:
                self._answered(answer)
        except FeedError as error:
            self._failed(str(error), None)
        except Exception as error:  # noqa: BLE001  whatever an answer holds, the next one may be better
            self._failed(repr(error), error)
        wait_s = self._wait.total_seconds() * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        self._cancel_timer = async_call_later(self._hass, wait_s, self._ask)

    def _failed(self, error: str, cause: Exception | None) -> None:
        if self.last_error is None:
            level = logging.WARNING if cause else logging.INFO
            _LOGGER.log(level, "%s is unavailable, using the next source: %s", self._name, error, exc_info=cause)
        self.last_error = error
        self._wait = min(self._wait * 2, _SLOWEST)

    def _answered(self, answer: Answer) -> None:
        self._take(answer)
        if self.last_error is not None:
            _LOGGER.info("%s is available again", self._name)
        self.last_error = None
        self._wait = self._every
