"""The reference: entities, actions, triggers, conditions, events, reasons, repairs, REST and WebSocket."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import yaml
from homeassistant.helpers.entity import EntityDescription

from custom_components.solar_charging.api.openapi import document

from .markdown import page, table
from .texts import ENGLISH, PACKAGE, ROOT

MEANINGS: Mapping[str, str] = yaml.safe_load((ROOT / "docs" / "entities.yaml").read_text())
PLATFORMS = ("sensor", "select", "number", "switch", "time", "datetime", "event")


def reference_pages() -> dict[str, str]:
    """Return the pages of the reference by path."""
    return {
        "reference/entities.md": _entities(),
        "reference/actions.md": _called("Actions", "services", "solar_charging."),
        "reference/triggers.md": _called("Triggers", "triggers", "solar_charging."),
        "reference/conditions.md": _called("Conditions", "conditions", "solar_charging."),
        "reference/reasons.md": _reasons(),
        "reference/repairs.md": _repairs(),
        "reference/set-up.md": _questions(),
        "reference/rest.md": _rest(),
        "reference/websocket.md": _websocket(),
    }


def descriptions(platform: str) -> dict[str, EntityDescription]:
    """Return the descriptions of a platform's entities by translation key."""
    folder = PACKAGE / platform
    names = [f"{platform}.{path.stem}" for path in folder.glob("[!_]*.py")] if folder.is_dir() else []
    modules = [import_module(f"custom_components.solar_charging.{name}") for name in (platform, *names)]
    return {
        str(one.translation_key): one
        for module in modules
        for value in vars(module).values()
        for one in (value if isinstance(value, list | tuple) else [value])
        if isinstance(one, EntityDescription) and type(one).__module__.split(".")[-1] != "entity"
    }


def _entities() -> str:
    parts = []
    for platform in PLATFORMS:
        found = descriptions(platform)
        rows = []
        for key, words in ENGLISH["entity"].get(platform, {}).items():
            one = found.get(key)
            is_enabled = "yes" if one is None or one.entity_registry_enabled_default else "no"
            kind = one.entity_category.value if one and one.entity_category else ""
            rows.append((f"**{words['name']}**", MEANINGS.get(f"{platform}.{key}", ""), is_enabled, kind))
        parts.append(
            f"## {platform.capitalize()}\n\n" + table(("Entity", "Meaning", "Enabled at first", "Category"), rows)
        )
    return page(
        "Entities", *parts, lead="All entities, by platform. Those that are not enabled at first are a click away."
    )


def _called(title: str, kind: str, prefix: str) -> str:
    described = yaml.safe_load((PACKAGE / f"{kind}.yaml").read_text())
    parts = []
    for name, words in ENGLISH[kind].items():
        fields = (described.get(name) or {}).get("fields", {})
        required = {field for field, about in _flat(fields) if about.get("required")}
        rows = [
            (f"`{field}`", one["name"], one["description"], "yes" if field in required else "")
            for field, one in words.get("fields", {}).items()
        ]
        parts.append(
            f"## {words['name']}\n\n`{prefix}{name}`\n\n{words['description']}"
            + ("\n\n" + table(("Field", "Name", "Meaning", "Required"), rows) if rows else "")
        )
    return page(title, *parts)


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, about in fields.items():
        if "fields" in about:
            yield from _flat(about["fields"])
        else:
            yield name, about


def _reasons() -> str:
    states = ENGLISH["entity"]["sensor"]["status"]["state"]
    rows = [
        (f"`{key.removeprefix('reason_')}`", states.get(key.removeprefix("reason_"), ""), f"“{text}”")
        for key, text in ENGLISH["common"].items()
        if key.startswith("reason_")
    ]
    lead = "What *Status* can be, and the sentence in its `explanation`. Reasons without a status are the home's, under *Data source*."
    return page("Reasons", table(("State", "Shown as", "Sentence"), rows), lead=lead)


def _repairs() -> str:
    parts = []
    for key, words in ENGLISH["issues"].items():
        text = words.get("description") or _fix_text(words["fix_flow"])
        parts.append(f"## {_without_placeholders(words['title'])} {{ #{key} }}\n\n{text}")
    return page(
        "Repairs", *parts, lead="Notices under **Settings → Repairs**, each with what it means and how it is fixed."
    )


def _fix_text(flow: Mapping[str, Any]) -> str:
    return next((step["description"] for step in flow["step"].values() if "description" in step), "")


def _without_placeholders(text: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: f"*{found[1].replace('_', ' ')}*", text)


def _questions() -> str:
    flows = {
        "Your home": ENGLISH["config"],
        **{one["entry_type"]: one for one in ENGLISH["config_subentries"].values()},
    }
    parts = []
    for title, flow in flows.items():
        rows = []
        for step in flow["step"].values():
            for part in (step, *step.get("sections", {}).values()):
                for field, name in part.get("data", {}).items():
                    rows.append((name, part.get("data_description", {}).get(field, "")))
        parts.append(f"## {title}\n\n" + table(("Question", "Meaning"), dict.fromkeys(rows)))
    return page("Every question of the setup", *parts)


def _rest() -> str:
    described = document()
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary") or operation.get("description", ""))
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, Mapping)
    ]
    lead = "The same, for programs: `/api/solar_charging/openapi.json`. How to begin: [REST and WebSocket API](../automate/api.md)."
    return page("REST", table(("Request", "What it does"), rows), lead=lead)


def websocket_commands() -> list[str]:
    """Return the names of all WebSocket commands."""
    sources = "\n".join(path.read_text() for path in sorted((PACKAGE / "api").glob("websocket*.py")))
    found = re.findall(r"""f?"(?:\{DOMAIN\}|solar_charging)/([\w/]+)\"""", sources)
    return sorted({f"solar_charging/{name}" for name in found})


def _websocket() -> str:
    rows = [
        (f"`{name}`", "a subscription" if name.endswith("subscribe") else "a result") for name in websocket_commands()
    ]
    lead = "Subscriptions send the full state once, then what changed."
    return page("WebSocket", table(("Command", "Answers with"), rows), lead=lead)
