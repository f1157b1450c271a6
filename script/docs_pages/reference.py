"""The reference: entities, actions, triggers, conditions, events, reasons, repairs, REST and WebSocket."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import yaml
from homeassistant.helpers.entity import EntityDescription

from custom_components.solar_charging.api.openapi import document
from custom_components.solar_charging.engine.reasons import ReasonKey
from custom_components.solar_charging.engine.status import STATUS_OF

from .markdown import page, table
from .texts import PACKAGE, Tongue

PLATFORMS = ("sensor", "select", "number", "switch", "time", "datetime", "event")


def reference_pages(spoken: Tongue) -> dict[str, str]:
    """Return the pages of the reference by path."""
    return {
        "reference/entities.md": _entities(spoken),
        "reference/actions.md": _called(spoken, "Actions", "services"),
        "reference/triggers.md": _called(spoken, "Triggers", "triggers"),
        "reference/conditions.md": _called(spoken, "Conditions", "conditions"),
        "reference/reasons.md": _reasons(spoken),
        "reference/repairs.md": _repairs(spoken),
        "reference/set-up.md": _questions(spoken),
        "reference/rest.md": _rest(spoken),
        "reference/websocket.md": _websocket(spoken),
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


def _entities(spoken: Tongue) -> str:
    say, parts = spoken.say, []
    head = [say(name) for name in ("Entity", "Meaning", "Enabled at first", "Category")]
    for platform in PLATFORMS:
        found = descriptions(platform)
        rows = []
        for key, words in spoken.texts["entity"].get(platform, {}).items():
            one = found.get(key)
            is_enabled = say("yes" if one is None or one.entity_registry_enabled_default else "no")
            kind = say(one.entity_category.value) if one and one.entity_category else ""
            rows.append((f"**{words['name']}**", spoken.meanings[f"{platform}.{key}"], is_enabled, kind))
        parts.append(f"## {say(platform.capitalize())} {{ #{platform} }}\n\n" + table(head, rows))
    lead = "All entities, by platform. Those that are not enabled at first are a click away."
    return page(say("Entities"), *parts, lead=say(lead))


def _called(spoken: Tongue, title: str, kind: str) -> str:
    say, parts = spoken.say, []
    head = [say(name) for name in ("Field", "Name", "Meaning", "Required")]
    described = yaml.safe_load((PACKAGE / f"{kind}.yaml").read_text())
    for name, words in spoken.texts[kind].items():
        fields = (described.get(name) or {}).get("fields", {})
        required = {field for field, about in _flat(fields) if about.get("required")}
        rows = [
            (f"`{field}`", one["name"], one["description"], say("yes") if field in required else "")
            for field, one in words.get("fields", {}).items()
        ]
        parts.append(
            f"## {words['name']} {{ #{name} }}\n\n`solar_charging.{name}`\n\n{words['description']}"
            + ("\n\n" + table(head, rows) if rows else "")
        )
    return page(say(title), *parts)


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, about in fields.items():
        if "fields" in about:
            yield from _flat(about["fields"])
        else:
            yield name, about


def _reasons(spoken: Tongue) -> str:
    say = spoken.say
    states, sentences = spoken.texts["entity"]["sensor"]["status"]["state"], spoken.texts["common"]
    rows = [
        (f"`{key}`{{ #{key} }}", states.get(STATUS_OF.get(key), ""), re.sub(r"{\w+}", "…", sentences[f"reason_{key}"]))
        for key in ReasonKey
    ]
    lead = (
        "Every reason, what *Status* shows meanwhile, and its sentence. `reason` is an attribute of *Status*, the sentence is *Reason*. "
        "Reasons without a status are the home's, under *Data source*."
    )
    return page(say("Reasons"), table([say(one) for one in ("Reason", "Status", "Sentence")], rows), lead=say(lead))


def _repairs(spoken: Tongue) -> str:
    parts = []
    for key, words in spoken.texts["issues"].items():
        text = words.get("description") or _fix_text(words["fix_flow"])
        parts.append(f"## {_named(spoken, words['title'])} {{ #{key} }}\n\n{_named(spoken, text)}")
    lead = "Notices under **Settings → Repairs**, each with what it means and how it is fixed."
    return page(spoken.say("Repairs"), *parts, lead=spoken.say(lead))


def _fix_text(flow: Mapping[str, Any]) -> str:
    return next((step["description"] for step in flow["step"].values() if "description" in step), "")


def _named(spoken: Tongue, text: str) -> str:
    """Return a text with what is put in for `{name}` described."""
    return re.sub(r"{(\w+)}", lambda found: f"[{spoken.say(found[1].replace('_', ' '))}]", text)


def _questions(spoken: Tongue) -> str:
    say, parts = spoken.say, []
    flows = {
        "home": (say("Your home"), spoken.texts["config"]),
        **{key: (one["entry_type"], one) for key, one in spoken.texts["config_subentries"].items()},
    }
    for key, (title, flow) in flows.items():
        rows = []
        for step in flow["step"].values():
            for part in (step, *step.get("sections", {}).values()):
                for field, name in part.get("data", {}).items():
                    rows.append((name, part.get("data_description", {}).get(field, "")))
        head = (say("Question"), say("Meaning"))
        parts.append(f"## {title} {{ #{key} }}\n\n" + table(head, dict.fromkeys(rows)))
    return page(say("Every question of the setup"), *parts)


def _rest(spoken: Tongue) -> str:
    say = spoken.say
    described = document()
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary") or operation.get("description", ""))
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, Mapping)
    ]
    lead = "The same, for programs: `/api/solar_charging/openapi.json`. How to begin: [REST and WebSocket API](../automate/api.md)."
    return page("REST", table((say("Request"), say("What it does")), rows), lead=say(lead))


def websocket_commands() -> list[str]:
    """Return the names of all WebSocket commands."""
    sources = "\n".join(path.read_text() for path in sorted((PACKAGE / "api").glob("websocket*.py")))
    found = re.findall(r"""f?"(?:\{DOMAIN\}|solar_charging)/([\w/]+)\"""", sources)
    return sorted({f"solar_charging/{name}" for name in found})


def _websocket(spoken: Tongue) -> str:
    say = spoken.say
    rows = [
        (f"`{name}`", say("a subscription" if name.endswith("subscribe") else "a result"))
        for name in websocket_commands()
    ]
    lead = "Subscriptions send the full state once, then what changed."
    return page("WebSocket", table((say("Command"), say("Answers with")), rows), lead=say(lead))
