"""A home made of Home Assistant's own helpers and plain sensor states, and the way through our real set-up flow."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

DOMAIN = "solar_charging"
BERLIN = (52.52, 13.405)

PV = "sensor.inverter_power"
# States of a power sensor, with their units, that cannot be read, and the problem each is; None: there is no such sensor.
UNREADABLE = [
    (None, None, "entity_not_found"),
    ("500", None, "no_unit"),
    ("500", "°C", "wrong_unit"),
    ("sunny", "W", "not_a_number"),
    ("nan", "W", "not_a_number"),
    ("inf", "W", "not_a_number"),
]
GRID = "sensor.grid_power"
BATTERY = "sensor.battery_power"
BATTERY_SOC = "sensor.battery_state_of_charge"
CHARGER_POWER = "sensor.charger_power"
STATUS = "sensor.charger_status"
CURRENT = "input_number.charger_current"
SWITCH = "input_boolean.charger"

WATT = {"unit_of_measurement": "W", "device_class": "power", "state_class": "measurement"}


class StateHome:
    """Sensors as plain states; the charger's current and switch as real helpers that really follow their actions."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        # The charger is one that its current alone starts and stops.
        self.has_no_switch = False

    async def plug_in_devices(self, *, current: dict[str, Any] | None = None) -> None:
        """Bring up all devices: sun, an idle house, a charger with a car that waits."""
        number = {"min": 6, "max": 16, "step": 1, "initial": 6, "unit_of_measurement": "A", **(current or {})}
        assert await async_setup_component(self.hass, "input_number", {"input_number": {"charger_current": number}})
        assert await async_setup_component(
            self.hass, "input_boolean", {"input_boolean": {"charger": {"initial": False}}}
        )
        self.power(PV, 5000)
        self.power(GRID, -4000)
        self.power(CHARGER_POWER, 0)
        self.state(STATUS, "connected")
        self.state(BATTERY_SOC, 50, {"unit_of_measurement": "%", "device_class": "battery"})
        self.power(BATTERY, 0)
        await self.hass.async_block_till_done()

    def power(self, entity_id: str, watts: float | str, unit: str | None = "W") -> None:
        """Set a power sensor."""
        attributes = {**WATT, "unit_of_measurement": unit} if unit else {"device_class": "power"}
        self.state(entity_id, watts, attributes)

    def state(self, entity_id: str, value: Any, attributes: dict[str, Any] | None = None) -> None:
        """Set any state, keeping its attributes."""
        known = self.hass.states.get(entity_id)
        self.hass.states.async_set(entity_id, str(value), attributes or (known.attributes if known else None))

    def number(self, entity_id: str) -> float:
        """Return a numeric state."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return float(state.state)

    def is_on(self, entity_id: str) -> bool:
        """Whether something is on."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state.state == "on"

    async def set_up(self, *, charger: bool = True, sources: dict[str, Any] | None = None) -> ConfigEntry:
        """Walk through the real flow as a user does, and add the charger."""
        chosen = {"pv_power": [PV], "grid_power": GRID} if sources is None else sources
        result = await self.answer_flow(sources=chosen)
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        entry: ConfigEntry = result["result"]
        flow_id = result["next_flow"][1]
        if charger:
            done = await self.hass.config_entries.subentries.async_configure(flow_id, charger_answers())
            assert done["type"] is FlowResultType.CREATE_ENTRY, done
        else:
            self.hass.config_entries.subentries.async_abort(flow_id)
        await self.hass.async_block_till_done()
        return entry

    async def answer_flow(self, *, sources: dict[str, Any], signs: dict[str, str] | None = None) -> dict[str, Any]:
        """Answer each of the main flow's questions."""
        flow = self.hass.config_entries.flow
        result: Any = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        answers: dict[str, Any] = {
            "user": {"location": {"latitude": BERLIN[0], "longitude": BERLIN[1]}},
            "array": {"capacity_w": 8000},
            "discovered": {"use": "manual"},
            "sources": source_answers(**sources),
            "battery": {"home_battery": "none"},
            "sign_convention": signs or {role: _SIGNS[role] for role in sources if role in _SIGNS},
            # The tests run at any hour: by night these homes' sun is asked about.
            "findings": {"fix": "keep"},
        }
        while result["type"] is FlowResultType.FORM and not result["errors"]:
            result = await flow.async_configure(result["flow_id"], answers[result["step_id"]])
        return dict(result)

    def ours(self, platform: str, key: str) -> str:
        """Return the id of the entity of ours whose unique id ends like this."""
        entities = er.async_get(self.hass).entities.values()
        found = [
            e.entity_id
            for e in entities
            if e.platform == DOMAIN and e.domain == platform and e.unique_id.endswith(f"_{key}")
        ]
        assert len(found) == 1, (key, found)
        return found[0]


_SIGNS = {"grid_power": "import_positive", "battery_power": "charge_positive"}


_FOLDED = {
    "import_export": ("grid_import_power", "grid_export_power"),
    "battery": ("battery_power", "battery_soc", "battery_charge_power", "battery_discharge_power"),
    "more": ("load_power", "weather"),
}


def source_answers(**chosen: Any) -> dict[str, Any]:
    """Return the answers of the form of the home's sensors, with what stands in its sections in there."""
    answers = {key: value for key, value in chosen.items() if not any(key in held for held in _FOLDED.values())}
    for name, held in _FOLDED.items():
        if inside := {key: chosen[key] for key in held if key in chosen}:
            answers[name] = inside
    return answers


def charger_answers(**changes: Any) -> dict[str, Any]:
    """Return what a user answers about the charger; None leaves a question unanswered, `more` and `car` are the folded ones."""
    answers = {
        "name": "Garage",
        "current_entity": CURRENT,
        "switch_entity": SWITCH,
        "power_entity": CHARGER_POWER,
        "status_entity": STATUS,
        "phases": "1",
        **changes,
    }
    return {key: value for key, value in answers.items() if value is not None}


async def charger_form(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Any]:
    """Begin to add a charger, and come to the form for one that is put together by hand."""
    flow = hass.config_entries.subentries
    form: Any = await flow.async_init((entry.entry_id, "charger"), context={"source": SOURCE_USER})
    if form["step_id"] != "pick":
        return dict(form)
    return dict(await flow.async_configure(form["flow_id"], {"charger": "manual"}))
