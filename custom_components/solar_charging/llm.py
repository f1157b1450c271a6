"""What Assist may ask: how charging goes and why, so that it answers "why isn't it charging?" and "will the car be full by seven?"."""

from typing import Any, override

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    IntentTool,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.util import dt as dt_util

from .api.live_power import live_power
from .api.resources.evses import status_of
from .api.running_site import running
from .assist.handlers import SUN
from .assist.sentences import KEYS_BY_INTENT
from .automation.entity_lookup import STATUS
from .const import DOMAIN
from .control.plan_report import described_plans
from .coordinator import SolarChargingCoordinator

_PROMPT = (
    "Solar Charging charges cars with the solar power the home doesn't use. When asked why a car charges or does not, or when it "
    "will be ready, ask the tool solar_charging__get_charging: its explanations contain the reasons, its plans contain the times. To start, stop or plan charging, use the SolarCharging tools."
)


class GetCharging(Tool):
    """Tells of all chargers that are exposed."""

    name = f"{DOMAIN}__get_charging"
    title = "Get solar charging"
    description = (
        "What each car charger is doing and why, whether its car will be ready in time, the solar surplus now, and what the sun is "
        "still expected to give today. Powers in W, energies in Wh."
    )
    annotations = ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)
    integration = DOMAIN

    @override
    async def async_call(self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext) -> ToolResult:
        coordinator = running(hass)
        if coordinator is None:
            return ToolResult(data={"error": "Solar Charging is not running"}, error=True)
        exposed = _exposed_chargers(hass, coordinator, llm_context.assistant)
        power = live_power(coordinator.data, dt_util.utcnow())
        energy_wh = coordinator.data.forecast_until_midnight_wh
        return ToolResult(
            data={
                "now": dt_util.now().isoformat(timespec="minutes"),
                "excess_watts": power["excess_watts"],
                "surplus_is_measured": power["integration_type"] == "HARDWARE",
                "solar_watt_hours_until_midnight": None if energy_wh is None else round(energy_wh),
                "chargers": [_charger_facts(coordinator, charger_id) for charger_id in exposed],
            }
        )


def _charger_facts(coordinator: SolarChargingCoordinator, charger_id: str) -> dict[str, Any]:
    return {
        "name": coordinator.charger_name(charger_id),
        "car": coordinator.cars.names().get(charger_id),
        "mode": coordinator.requests.mode(coordinator.settings, charger_id).value,
        **status_of(coordinator, charger_id),
        "charged_in_this_session_watt_hours": round(coordinator.sessions.session_wh(charger_id)),
        "plan": described_plans(coordinator).get(charger_id),
    }


@callback
def _exposed_chargers(hass: HomeAssistant, coordinator: SolarChargingCoordinator, assistant: str | None) -> list[str]:
    """Return the chargers whose status may be read out: exposing it to Assist exposes what it shows."""
    if assistant is None:
        return []
    registry = er.async_get(hass)
    ids = {
        charger.id: registry.async_get_entity_id("sensor", DOMAIN, f"{charger.id}_{STATUS}")
        for charger in coordinator.decided_chargers
    }
    return [key for key, entity_id in ids.items() if entity_id and async_should_expose(hass, assistant, entity_id)]


@callback
def async_get_tools(hass: HomeAssistant, llm_context: LLMContext, api_id: str) -> LLMTools | None:
    """Return our tools where any charger is exposed."""
    coordinator = running(hass)
    if api_id != LLM_API_ASSIST or coordinator is None:
        return None
    if not _exposed_chargers(hass, coordinator, llm_context.assistant):
        return None
    intents = [
        IntentTool(
            f"{DOMAIN}__{handler.intent_type}",
            handler,
            title=handler.intent_type,
            integration=DOMAIN,
            annotations=ToolAnnotations(
                read_only=handler.intent_type == SUN, destructive=False, idempotent=True, open_world=False
            ),
        )
        for handler in intent.async_get(hass)
        if handler.intent_type in KEYS_BY_INTENT
    ]
    return LLMTools(tools=[GetCharging(), *intents], prompt=_PROMPT)
