"""manifest.json: hassfest's `manifest`, `integration_type`, `requirements` and `dependencies`, and what HACS wants of it."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import homeassistant
import voluptuous as vol
from awesomeversion import AwesomeVersion, AwesomeVersionException, AwesomeVersionStrategy
from homeassistant.const import Platform

from . import faults

_GENERATED = Path(homeassistant.__file__).parent / "generated"
_VERSIONS = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]
_TYPES = ["device", "entity", "hardware", "helper", "hub", "service", "system"]
_IOT_CLASSES = ["assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"]
# May be used without being declared: they are always there.
_ALWAYS_THERE = {
    *(platform.value for platform in Platform), "alert", "automation", "conversation", "default_config", "device_automation",
    "frontend", "group", "homeassistant", "input_boolean", "input_button", "input_datetime", "input_number", "input_select",
    "input_text", "media_source", "onboarding", "panel_custom", "persistent_notification", "person", "script", "shopping_list",
    "sun", "system_health", "system_log", "timer", "webhook", "websocket_api", "zone", "mjpeg", "stream",
}  # fmt: skip
_REQUIREMENT = re.compile(r"^(?:--.+\s)?([-_,\.\w\d\[\]]+)(==|>=|<=|~=|!=|<|>|===)*(.*)$")
# Integrations above silver are told apart by what the user can send their maintainers.
_WITH_DIAGNOSTICS = {"gold", "platinum"}


def _slugs(file: str) -> list[str]:
    path = _GENERATED / file
    if not path.exists():
        return []
    return [
        slug
        for one in json.loads(path.read_text())
        for slug in (one["slug"], *(f"{one['slug']}.{part['slug']}" for part in one.get("subcategories", [])))
    ]


def _documentation(value: str) -> str:
    url = urlparse(value)
    if url.scheme != "https":
        raise vol.Invalid("must be an https address")
    if url.netloc == "www.home-assistant.io" and url.path.startswith("/integrations/"):
        raise vol.Invalid("is the place of integrations that come with Home Assistant")
    return value


def _version(value: str) -> str:
    try:
        AwesomeVersion(value, ensure_strategy=_VERSIONS)
    except AwesomeVersionException as err:
        raise vol.Invalid("is no version") from err
    return value


# What is found on the network has keys of its own; this integration has none of them, and an unknown key is a fault.
SCHEMA = vol.Schema(
    {
        vol.Required("domain"): str,
        vol.Required("name"): str,
        vol.Required("codeowners"): [vol.All(str, vol.Match("^@"))],
        vol.Required("documentation"): vol.All(vol.Url(), _documentation),
        vol.Required("issue_tracker"): vol.Url(),  # HACS wants it
        vol.Required("iot_class"): vol.In(_IOT_CLASSES),
        vol.Required("version"): vol.All(str, _version),
        vol.Optional("integration_type"): vol.In(_TYPES),
        vol.Optional("categories"): [vol.In(_slugs("integration_categories.json"))],
        vol.Optional("connectivity"): [vol.In(_slugs("integration_connectivity.json"))],
        vol.Optional("config_flow"): bool,
        vol.Optional("quality_scale"): vol.In(["bronze", "silver", "gold", "platinum", "internal"]),
        vol.Optional("requirements"): [str],
        vol.Optional("dependencies"): [str],
        vol.Optional("after_dependencies"): [str],
        vol.Optional("loggers"): [str],
        vol.Optional("disabled"): str,
        vol.Optional("single_config_entry"): bool,
        vol.Optional("import_executor"): bool,
    }
)


def problems(manifest: Mapping[str, Any], package: Path) -> Iterator[str]:
    """Yield what is wrong with a manifest of the integration in the folder `package`."""
    if broken := list(faults(SCHEMA, manifest)):
        yield from broken
        return
    keys = list(manifest)
    if keys != sorted(keys, key=lambda key: {"domain": ".domain", "name": ".name"}.get(key, key)):
        yield "keys are not in order: domain, name, then by the alphabet"
    if manifest["domain"] != package.name:
        yield "the domain is not the folder's name"
    if manifest.get("config_flow") and not (package / "config_flow.py").exists():
        yield "config_flow is promised, but there is no config_flow.py"
    if manifest.get("config_flow") and "integration_type" not in manifest:
        yield "integration_type is missing where there is a config flow"
    if (Path(homeassistant.__file__).parent / "components" / manifest["domain"]).exists():
        yield "the domain is that of an integration that comes with Home Assistant"
    if manifest.get("quality_scale") in _WITH_DIAGNOSTICS and not (package / "diagnostics.py").exists():
        yield "there are no diagnostics"
    for text in manifest.get("requirements", []):
        if " " in text or not _REQUIREMENT.match(text):
            yield f"{text} is no requirement"
    yield from (f"{name} is declared twice" for name in _declared_twice(manifest))
    yield from (f"{name} does not exist" for name in manifest.get("dependencies", []) if not _exists(name))


def _declared_twice(manifest: Mapping[str, Any]) -> set[str]:
    return {*manifest.get("dependencies", [])} & {*manifest.get("after_dependencies", [])}


def _exists(name: str) -> bool:
    return (Path(homeassistant.__file__).parent / "components" / name).is_dir()


def undeclared(manifest: Mapping[str, Any], package: Path) -> Iterator[str]:
    """Yield integrations of Home Assistant that code imports and the manifest does not declare."""
    declared = {*manifest.get("dependencies", []), *manifest.get("after_dependencies", []), *_ALWAYS_THERE}
    for path in sorted(package.rglob("*.py")):
        for name in _imported(ast.parse(path.read_text())):
            # What has a platform here loads that by itself, once it is there.
            has_platform = (package / f"{name}.py").is_file() or (package / name).is_dir()
            if name not in declared and not has_platform:
                yield f"{path.relative_to(package)} uses {name}"


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "homeassistant.components":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        for name in names:
            if name.startswith("homeassistant.components."):
                yield name.split(".")[2]
