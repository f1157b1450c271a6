"""What hassfest asks of an integration's files together: its plugins `json`, `config_flow`, `config_schema`, `services`, `triggers`,
`conditions`, `translations` and `quality_scale` as far as they look beyond one file's contents."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# A file that registers something, by a pattern in the files named; and the description it then needs.
_DESCRIBED: Mapping[str, tuple[str, str]] = {
    "services.yaml": (
        "**/*.py",
        r"hass\.services\.(register|async_register)|async_register_entity_service|async_register_admin_service",
    ),
    "triggers.yaml": ("**/trigger.py", r"async_attach_trigger|async_get_triggers"),
    "conditions.yaml": ("**/condition.py", r"async_get_conditions"),
}
_SCHEMAS = {"CONFIG_SCHEMA", "PLATFORM_SCHEMA", "PLATFORM_SCHEMA_BASE"}
_FOUND_BY_ITSELF = re.compile(r"async_step_(discovery|bluetooth|hassio|homekit|mqtt|ssdp|zeroconf|dhcp|usb)\b")
_UNIQUE = re.compile(
    r"self\.async_set_unique_id|self\._async_handle_discovery_without_unique_id|register_discovery_flow|AbstractOAuth2FlowHandler"
)


def problems(package: Path) -> Iterator[str]:
    """Yield what is wrong with the files of the integration in the folder `package`."""
    yield from (f"{path.relative_to(package)} is no JSON" for path in package.rglob("*.json") if not _is_json(path))
    for name, (files, pattern) in _DESCRIBED.items():
        registers = any(re.search(pattern, path.read_text()) for path in package.glob(files))
        if registers and not (package / name).exists():
            yield f"something is registered that {name} would describe"
    if (package / ".translations").is_dir():
        yield "translations lie in a folder of an old name"
    if not _has_schema(package / "__init__.py"):
        yield "async_setup needs a CONFIG_SCHEMA"
    flow = package / "config_flow.py"
    text = flow.read_text() if flow.exists() else ""
    if _FOUND_BY_ITSELF.search(text) and not _UNIQUE.search(text):
        yield "what is found by itself needs a unique id"


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except json.JSONDecodeError:
        return False
    return True


def _has_schema(path: Path) -> bool:
    body = ast.parse(path.read_text()).body
    if not any(
        isinstance(one, ast.AsyncFunctionDef | ast.FunctionDef) and one.name in {"async_setup", "setup"} for one in body
    ):
        return True
    assigned = {
        target.id
        for one in body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    assigned |= {one.target.id for one in body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)}
    imported = {
        name.asname or name.name for one in body if isinstance(one, ast.Import | ast.ImportFrom) for name in one.names
    }
    return bool(_SCHEMAS & (assigned | imported))
