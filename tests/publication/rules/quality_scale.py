"""quality_scale.yaml: hassfest's `quality_scale`, which asks it of integrations that come with Home Assistant only.

The rules by tier are those of hassfest as of the release named in this package.
"""

from typing import Any

import voluptuous as vol

TIERS = {
    "bronze": (
        "action-setup", "appropriate-polling", "brands", "common-modules", "config-flow", "config-flow-test-coverage",
        "dependency-transparency", "docs-actions", "docs-conditions", "docs-high-level-description",
        "docs-installation-instructions", "docs-removal-instructions", "docs-triggers", "entity-event-setup", "entity-unique-id",
        "has-entity-name", "runtime-data", "test-before-configure", "test-before-setup", "unique-config-entry",
    ),
    "silver": (
        "action-exceptions", "config-entry-unloading", "docs-configuration-parameters", "docs-installation-parameters",
        "entity-unavailable", "integration-owner", "log-when-unavailable", "parallel-updates", "reauthentication-flow", "test-coverage",
    ),
    "gold": (
        "devices", "diagnostics", "discovery", "discovery-update-info", "docs-data-update", "docs-examples",
        "docs-known-limitations", "docs-supported-devices", "docs-supported-functions", "docs-troubleshooting", "docs-use-cases",
        "dynamic-devices", "entity-category", "entity-device-class", "entity-disabled-by-default", "entity-translations",
        "exception-translations", "icon-translations", "reconfiguration-flow", "repair-issues", "stale-devices",
    ),
    "platinum": ("async-dependency", "inject-websession", "strict-typing"),
}  # fmt: skip
RULES = tuple(rule for rules in TIERS.values() for rule in rules)


def _explained(value: dict[str, Any]) -> dict[str, Any]:
    if value["status"] == "exempt" and not value.get("comment"):
        raise vol.Invalid("is exempt without a reason")
    return value


_STATUS = vol.Any(
    "done",
    "todo",
    vol.All(
        vol.Schema({vol.Required("status"): vol.In(["done", "todo", "exempt"]), vol.Optional("comment"): str}),
        _explained,
    ),
)
SCHEMA = vol.Schema({vol.Required("rules"): {vol.Required(rule): _STATUS for rule in RULES}})
