"""What was found and what it shows now, in the language of who reads it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Self

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_translations

from ..catalogue.entry import Role, SignConvention
from ..catalogue.proposal import FoundInverter, MatchReason
from ..const import DOMAIN
from ..devices.counter_power import is_counter
from ..devices.site_readings import SiteReadings
from ..engine.measure.reading import Reading, Source, Unavailable
from ..engine.model import Reason
from ..plausibility.behaviour import REST_W
from ..plausibility.findings import Finding
from ..setup.sentences import Explainer
from .capacity_hint import CapacityHint
from .entity_labels import value_text
from .user_language import user_language

# A hub with more devices than a plant has (a broker, a gateway of the whole house) names only those that are read.
_MOST_DEVICES = 8
_COUNTED_ALREADY = {"same_hardware", "counted_by_whole_site", "same_value", "not_in_energy_dashboard"}
_SELECTOR = f"component.{DOMAIN}.selector."
_ROLE_NAME = f"{_SELECTOR}role.options."


class Placeholders:
    """Puts a site into words."""

    def __init__(self, sentences: Mapping[str, str], role_names: Mapping[str, str], language: str) -> None:
        self._explainer = Explainer(sentences, language)
        self._role_names = role_names

    @classmethod
    async def async_load(cls, hass: HomeAssistant) -> Self:
        """Load the words of the reader's language (English where there are none)."""
        language = user_language(hass)
        selector = await async_get_translations(hass, language, "selector", [DOMAIN])
        return cls(
            {key.removeprefix(_SELECTOR): text for key, text in selector.items()},
            {key.removeprefix(_ROLE_NAME): text for key, text in selector.items() if key.startswith(_ROLE_NAME)},
            language,
        )

    def devices(self, hass: HomeAssistant, used: Iterable[FoundInverter]) -> str:
        """Return the discovered makes and models, each once with its count; marked where the catalogue file is unverified."""
        counts = Counter(
            name if one.is_verified else self._say("unverified", name=name)
            for one in used
            for name in _device_names(hass, one)
        )
        names = [name if count == 1 else f"{count} × {name}" for name, count in counts.items()]
        return ", ".join(names) or self._say("dashboard")

    def values(self, readings: SiteReadings, unclear: Collection[Role]) -> str:
        """Return the present values in words. `unclear`: roles whose sign is unknown."""
        return ", ".join(self._values(readings, unclear))

    def entities(self, hass: HomeAssistant, sources: Mapping[Role, Iterable[str]]) -> str:
        """Return a list of what is read from where."""
        return "\n".join(
            f"- {self._role_names.get(role, role)}: {', '.join(self._named(hass, entity_id) for entity_id in entity_ids)}"
            for role, entity_ids in sources.items()
        )

    def rejected(self, hass: HomeAssistant, rejected: Iterable[tuple[FoundInverter, MatchReason]]) -> str:
        """Return a list of what was found, too, and is not added, since something else counts it already."""
        names = {
            sentence: None
            for one, reason in rejected
            if reason.key in _COUNTED_ALREADY
            for name in _device_names(hass, one)
            if (sentence := self._say(reason.key, name=name))
        }
        return "".join(f"\n- {sentence}" for sentence in names)

    def _named(self, hass: HomeAssistant, entity_id: str) -> str:
        name = _named(hass, entity_id)
        return self._say("from_counter", name=name) if is_counter(hass, entity_id) else name

    def role(self, role: Role) -> str:
        """Return a role's name."""
        return self._role_names.get(role, role)

    def behaves(self, name: str, as_what: SignConvention | Role) -> str:
        """Return what a sensor behaves like: the roof, or the grid's meter that counts one way or the other."""
        return self._explainer.sentence(Reason(f"behaviour.options.{as_what}", {"name": name})) or name

    def capacity(self, hint: CapacityHint | None) -> str:
        """Return where a suggested capacity is from; nothing where none is suggested."""
        return self._say(f"capacity_{hint.source}", capacity_w=hint.capacity_w) if hint else ""

    def finding(self, finding: Finding) -> str:
        """Return what does not fit, as a question."""
        numbers = {f"{name}_w": abs(value) for name, value in finding.powers.items()}
        # A sensor that does not fit the capacity may be right and the capacity wrong.
        suffix = "_for_capacity" if "capacity" in finding.powers else "_battery" if finding.causes else ""
        reason = Reason(f"finding.options.{finding.kind}{suffix}", {**numbers, "name": self.role(finding.role)})
        return self._explainer.sentence(reason) or finding.kind

    def _values(self, readings: SiteReadings, unclear: Collection[Role]) -> Iterator[str]:
        yield from self._one("generation", readings.generation_w)
        if Role.GRID_POWER in unclear:
            yield from self._one("grid_unclear", readings.grid_w)
        else:
            yield from self._flow(readings.grid_w, "importing", "exporting", "grid_rests")
        if Role.BATTERY_POWER in unclear:
            yield from self._one("battery_unclear", readings.battery_w)
        else:
            yield from self._flow(readings.battery_w, "charging", "discharging", "battery_rests")
        if isinstance(soc := readings.battery_soc_pct, Reading):
            yield self._say("level", level_pct=soc.value)
        generation, grid = readings.generation_w, readings.grid_w
        if not unclear and isinstance(generation, Reading) and isinstance(grid, Reading):
            battery_w = readings.battery_w.value if isinstance(readings.battery_w, Reading) else 0.0
            yield self._say("house_uses", power_w=generation.value + grid.value - battery_w)
        else:
            yield from self._one("load", readings.load_w)

    def _one(self, key: str, source: Source) -> Iterator[str]:
        if isinstance(source, Reading):
            yield self._say(key, power_w=source.value)
        elif isinstance(source, Unavailable):
            yield self._say(f"{key}_silent")

    def _flow(self, source: Source, inward: str, outward: str, at_rest: str) -> Iterator[str]:
        if isinstance(source, Unavailable):
            yield self._say(f"{at_rest}_silent")
        elif isinstance(source, Reading):
            if abs(source.value) < REST_W:
                yield self._say(at_rest)
            else:
                yield self._say(inward if source.value > 0 else outward, power_w=abs(source.value))

    def _say(self, key: str, **numbers: float | str) -> str:
        return self._explainer.sentence(Reason(f"site_now.options.{key}", numbers)) or key


def _device_names(hass: HomeAssistant, one: FoundInverter) -> Iterator[str]:
    registry = dr.async_get(hass)
    ids = list(one.device_ids)
    if one.config_entry_id and len(ids) < _MOST_DEVICES:
        all_ids = [device.id for device in dr.async_entries_for_config_entry(registry, one.config_entry_id)]
        ids = all_ids if len(all_ids) <= _MOST_DEVICES else ids
    devices = [registry.async_get(device_id, include_child_devices=False) for device_id in ids]
    names = [_make_and_model(device.manufacturer, device.model) for device in devices if device and device.model]
    yield from names or [f"{one.make} {one.model or ''}".strip()]


def _make_and_model(make: str | None, model: str | None) -> str:
    if make is None or (model or "").casefold().startswith(make.casefold()):
        return model or make or ""
    return f"{make} {model}"


def _named(hass: HomeAssistant, entity_id: str) -> str:
    state: State | None = hass.states.get(entity_id)
    return f"{state.name} ({value_text(hass, state)})" if state else entity_id
