"""Repair issues: what is wrong with the entities the user chose, raised once it lasts and taken back by itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..devices.charger_reader import ChargerReader
from ..devices.entity_state import Problem
from ..engine.model import SolarMode
from ..engine.reasons import ReasonKey
from ..managers.home_batteries import NOT_FOLLOWING, WRITES_SPENT
from ..plausibility.findings import FindingKind
from ..setup.docs_links import repair_url
from .array_checks import ARRAY_CHANGED, array_checks
from .phases_check import PhasesCheck

# A notice may come half a minute late.
CHECK_INTERVAL = timedelta(seconds=30)
# Integrations come up one after the other after a restart, and a reload takes some seconds: neither is a fault.
PATIENCE = timedelta(minutes=2)
CHARGER_GONE = "charger_gone"
DOES_NOT_FOLLOW = "charger_does_not_follow"
CHARGER_FAILS = "charger_fails"
CONTROL_FAILS = "control_fails"
PART_FAILS = "part_fails"
REFUSES = "charger_refuses"
HAS_OWN_MODE = "charger_has_own_mode"
FOUGHT = "charger_set_by_another"
SUN_MODEL_MISSING = "sun_model_missing"
SHADOW_WEEK = "shadow_week"
BATTERY_NOT_READ = "home_battery_not_read"
# What no click can fix: the user has to look at the charger, or to choose other sensors.
NOT_FIXABLE = {
    CHARGER_FAILS,
    CONTROL_FAILS,
    PART_FAILS,
    HAS_OWN_MODE,
    FOUGHT,
    ARRAY_CHANGED,
    SUN_MODEL_MISSING,
    BATTERY_NOT_READ,
    WRITES_SPENT,
    NOT_FOLLOWING,
    FindingKind.MORE_OUT_THAN_IN.value,
    FindingKind.COUNTED_TWICE.value,
    FindingKind.DOES_NOT_ADD_UP.value,
    f"{FindingKind.GENERATION_AT_NIGHT}_alone",
}


@callback
def async_watch_problems(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Watch a home's entities from now on. Returns what ends it."""
    watch = _Watch(hass, coordinator)
    end = async_track_time_interval(hass, watch.check, CHECK_INTERVAL, name=f"{DOMAIN} problems")

    @callback
    def stop() -> None:
        end()
        watch.clear()

    return stop


@callback
def issues_about(hass: HomeAssistant, *facts: str) -> list[str]:
    """Return the ids of our issues whose data holds one of these facts."""
    ours = ((key, issue) for (domain, key), issue in ir.async_get(hass).issues.items() if domain == DOMAIN)
    return [key for key, issue in ours if issue.data and not issue.data.keys().isdisjoint(facts)]


@callback
def async_forget_issues(hass: HomeAssistant) -> None:
    """Take all our issues back: the home they are about is gone."""
    for domain, key in list(ir.async_get(hass).issues):
        if domain == DOMAIN:
            ir.async_delete_issue(hass, DOMAIN, key)


_OUTLIVING = ("finding", "reading")


class _Watch:
    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._since: dict[str, datetime] = {}
        self._phases = PhasesCheck()
        # A notice about a finding, or a reading, outlives a reload: deleting it would forget that the user ignores it.
        self._raised = set(issues_about(hass, *_OUTLIVING))

    @callback
    def check(self, _now: datetime) -> None:
        """Raise what has lasted, take back what is over."""
        if not self._hass.is_running:
            return
        now = dt_util.utcnow()
        self._coordinator.sensor_checks.look(self._hass, self._coordinator.data.inputs, now)
        self._phases.look(self._coordinator.data, self._coordinator.engine_state, now)
        found = self._found()
        self._since = {issue_id: min(self._since.get(issue_id, now), now) for issue_id in found}
        lasting = {issue_id for issue_id, since in self._since.items() if now - since >= PATIENCE}
        for issue_id in lasting - self._raised:
            self._raise(issue_id, *found[issue_id])
        for issue_id in self._raised - found.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = lasting

    @callback
    def clear(self) -> None:
        """Remove the issues that are only valid while this runs."""
        for issue_id in self._raised - set(issues_about(self._hass, *_OUTLIVING)):
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised = set()

    def _found(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """Return translation key and placeholders by issue id. What is only unavailable is no case for repair."""
        gone = {entity_id for reader in self._coordinator.home.readers.values() for entity_id in _gone(reader)}
        of_entities = {
            f"{problem}_{entity_id}": (problem.value, {"entity_id": entity_id, "name": self._name(entity_id)})
            for entity_id, problem in self._coordinator.problems().items()
            if problem is not Problem.UNAVAILABLE and entity_id not in gone
        }
        of_chargers = {
            f"{key}_{charger.id}": (key, {"name": charger.name, "charger_id": charger.id, **facts})
            for charger in self._coordinator.site.chargers
            for key, facts in self._of_charger(charger.id)
        }
        findings = self._coordinator.sensor_checks.issues(self._hass)
        error = self._coordinator.estimator.table_error(dt_util.utcnow())
        of_sun_model = {SUN_MODEL_MISSING: (SUN_MODEL_MISSING, {"error": error})} if error else {}
        set_up_at = self._coordinator.config_entry.created_at if not self._coordinator.site.sources else None
        of_array = {key: (key, facts) for key, facts in array_checks(self._coordinator.estimator, set_up_at)}
        failures = zip((CONTROL_FAILS, PART_FAILS), self._coordinator.failures, strict=True)
        of_control = {key: (key, {"error": error}) for key, error in failures if error}
        has_unseen_battery = self._coordinator.data.decision.site.has_unseen_battery
        of_battery: Mapping[str, tuple[str, Mapping[str, str]]] = (
            {BATTERY_NOT_READ: (BATTERY_NOT_READ, {})} if has_unseen_battery else {}
        )
        return {
            **of_control,
            **of_battery,
            **of_entities,
            **of_chargers,
            **{issue_id: (key, facts) for issue_id, key, facts in findings},
            **of_array,
            **of_sun_model,
            **dict(self._of_batteries()),
        }

    def _of_batteries(self) -> Iterator[tuple[str, tuple[str, Mapping[str, str]]]]:
        for issue in self._coordinator.batteries.issues(dt_util.utcnow().timestamp()):
            yield issue.id, (issue.key, issue.facts)

    def _of_charger(self, charger_id: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        home = self._coordinator.home
        commander, reader = home.commanders[charger_id], home.readers[charger_id]
        if gone := _gone(reader):
            yield CHARGER_GONE, {"entities": ", ".join(gone)}
            return
        if failure := commander.failure or home.failures.get(charger_id):
            yield CHARGER_FAILS, {"error": failure}
        settings = self._coordinator.settings
        if settings.charger(charger_id).shadow_mode:
            if week := self._coordinator.decisions.shadow.week(charger_id):
                yield SHADOW_WEEK, {"comparison": self._coordinator.explainer.sentence(week.reason) or ""}
            return
        yield from ((key, {}) for key in self._phases.issues(charger_id))
        if commander.is_fought:
            yield FOUGHT, {"by": commander.contradicted_by}
        elif commander.does_not_follow and commander.refusal:
            yield REFUSES, {"error": commander.refusal}
        elif commander.does_not_follow or self._is_ignored(charger_id):
            yield DOES_NOT_FOLLOW, {}
        is_off = self._coordinator.requests.mode(settings, charger_id) is SolarMode.OFF
        if (fighting := reader.conflicting_settings()) and not is_off:
            yield HAS_OWN_MODE, {"settings": ", ".join(self._name(setting) for setting in fighting)}

    def _is_ignored(self, charger_id: str) -> bool:
        command = self._coordinator.data.command(charger_id)
        return command is not None and command.reason.key == ReasonKey.CHARGER_IGNORES_COMMAND

    def _raise(self, issue_id: str, key: str, placeholders: Mapping[str, str]) -> None:
        entry_id = self._coordinator.config_entry.entry_id
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            is_fixable=key not in NOT_FIXABLE,
            learn_more_url=repair_url(self._hass, key),
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders=dict(placeholders),
            data={"entry_id": entry_id, **placeholders},
        )

    def _name(self, entity_id: str) -> str:
        state = self._hass.states.get(entity_id)
        return state.name if state else entity_id


def _gone(reader: ChargerReader) -> list[str]:
    """Return a charger's entities that are gone: named together, since they mostly go together."""
    return [entity_id for entity_id, problem in reader.problems().items() if problem is Problem.NOT_FOUND]
