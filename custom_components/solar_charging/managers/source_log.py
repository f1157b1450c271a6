"""Notes where surplus is taken from: in the log and as an event, whenever it changes."""

from homeassistant.core import HomeAssistant

from ..const import EVENT_SOURCE_CHANGED, LOGGER
from ..engine.model import SurplusSource
from .step_result import StepResult


class SourceLog:
    """Follows the source of surplus of one home."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        self._hass = hass
        self._name = name
        self._source: SurplusSource | None = None

    def observe(self, result: StepResult) -> None:
        """Compare the source of this step with the one before."""
        source, before = result.decision.site.source, self._source
        self._source = source
        if before in (None, source):
            return
        LOGGER.info("Surplus source changed to %s (was %s)", source, before)
        facts = {"name": self._name, "source": source.value, "was": before}
        self._hass.bus.async_fire(EVENT_SOURCE_CHANGED, facts)
