"""One page for each integration the catalogue knows, and the list that answers "Is mine supported?"."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import PurePosixPath

import yaml

from custom_components.solar_charging.catalogue.entry import (
    About,
    ChargerEntry,
    InverterEntry,
    Kind,
    Role,
    RoleRule,
    Verified,
)
from custom_components.solar_charging.catalogue.loader import load_catalogue

from .markdown import page, table
from .texts import ENGLISH, PACKAGE

TARIFFS = PACKAGE / "catalogue" / "tariffs"
VERIFIED = {
    Verified.EXECUTED: "Executed: the integration itself ran in our tests.",
    Verified.READ_IN_CODE: "Read in the integration's code.",
    Verified.DOCUMENTED: "From the integration's documentation.",
}
CONTROL = {
    "number": "a number", "select": "a select", "action": "an action", "none": "not at all",
    "inverted_switch": "a switch", "buttons": "buttons", "actions": "actions", "mixed": "a switch or action, and a button",
    "zero_pauses": "a current of 0 pauses", "vehicle_soc": "the car's state of charge",
}  # fmt: skip


def device_pages() -> dict[str, str]:
    """Return the pages of all devices by path."""
    catalogue = load_catalogue()
    found: dict[str, str] = {}
    rows: list[tuple[str, ...]] = []
    for entries, folder, write in (
        (catalogue.inverters, "readings", _inverter),
        (catalogue.chargers, "chargers", _charger),
    ):
        for _, group in groupby(entries, key=lambda entry: entry.about.file):
            alike = list(group)
            about = alike[0].about
            name = PurePosixPath(about.file).stem
            path = f"devices/{folder}/{name}.md"
            found[path] = write(alike)  # type: ignore[operator]
            rows.append(_row(about, [entry.about for entry in alike], f"{folder}/{name}.md", folder))
    for path in sorted(TARIFFS.glob("*.yaml")):
        tariff = yaml.safe_load(path.read_text())
        rows.append(
            (tariff["name"], "prices", f"[{tariff['domain']}](../start/set-up.md#prices)", _words(tariff["verified"]))
        )
    rows.sort(key=lambda row: row[0].casefold())
    found["devices/index.md"] = page(
        "Is mine supported?",
        '<input id="device-filter" type="search" placeholder="Make, model or integration" aria-label="Find a device">',
        table(("Make", "Kind", "Integration", "Verified"), rows),
        "Yours is not listed? Any inverter, meter or charger with entities in Home Assistant can be chosen in a form: see"
        " [Set up](../start/set-up.md). To have it detected, [add it to the catalogue](../contribute/index.md).",
        lead=f"{len(rows)} integrations are detected automatically, with their sign conventions, units and traps.",
    )
    return found


def _row(about: About, alike: Iterable[About], link: str, folder: str) -> tuple[str, ...]:
    makes = ", ".join(dict.fromkeys(make for one in alike for make in one.makes)) or about.domain
    kind = {"readings": "inverter, meter or battery", "chargers": "charger"}[folder]
    return (
        makes,
        "car" if about.kind is Kind.CAR else kind,
        f"[{about.domain}]({link})",
        _state(about),
    )


def _state(about: About) -> str:
    """Return what the facts were held against: each release of Home Assistant, a version of the source, or nothing."""
    if about.is_core:
        return "with each Home Assistant"
    return f"{about.source_version}, {about.source_date}" if about.source_version else "unverified"


def _version(about: About) -> str:
    if about.source_version:
        return f" Held against version {about.source_version} of {about.source_date}."
    return (
        ""
        if about.is_core
        else " Unverified: nobody has held it against the integration's source yet, so the setup asks you."
    )


def _facts(about: About) -> str:
    link = (
        f"[{about.domain}](https://www.home-assistant.io/integrations/{about.domain})"
        if about.is_core
        else f"[{about.origin}](https://github.com/{about.origin})"
    )
    facts: dict[str, str] = {
        "Integration": link,
        "Makes": ", ".join(about.makes),
        "Models": ", ".join(about.models),
        "Also known as": ", ".join(about.aliases),
        "Updates": f"every {about.interval_s:g} s" if about.interval_s else "",
        "Verified": VERIFIED[about.verified] + _version(about),
    }
    return "\n".join(f"- **{name}**: {text}" for name, text in facts.items() if text)


def _inverter(entries: list[InverterEntry]) -> str:
    about = entries[0].about
    roles: Mapping[Role, tuple[RoleRule, ...]] = {
        role: rules for entry in reversed(entries) for role, rules in entry.roles.items()
    }
    rows = [
        (_words(role), ", ".join(dict.fromkeys(_note(rule) for rule in rules)) or "read")
        for role, rules in roles.items()
    ]
    disabled = sorted({_words(role) for role, rules in roles.items() if any(r.is_disabled_by_default for r in rules)})
    return page(
        _title(entries),
        _facts(about),
        "## What is read\n\n" + table(("Reading", "Notes"), rows) if rows else "",
        "## What to enable\n\nThese sensors are disabled by the integration at first; the setup offers to enable them: "
        + ", ".join(disabled)
        + "."
        if disabled
        else "",
        f"## Good to know\n\n{about.notes}" if about.notes else "",
    )


def _note(rule: RoleRule) -> str:
    notes = [
        "sum of several" if rule.is_sum else "",
        "disabled at first" if rule.is_disabled_by_default else "",
        "you are asked which" if rule.ask_user else "",
        "includes the battery" if rule.includes_battery else "",
        rule.sign.value.replace("_", " ") if rule.sign else "",
    ]
    return " and ".join(note for note in notes if note) or "read"


def _charger(entries: list[ChargerEntry]) -> str:
    first = entries[0]
    about = first.about
    commands = [
        ("Charging current or power", CONTROL.get(first.set_point.kind, first.set_point.kind) + _unit(first)),
        ("Start and stop", _words(first.on_off.kind)),
        ("One or three phases", "cannot be switched" if first.phases.kind == "none" else _words(first.phases.kind)),
    ]
    limits = [
        f"At most one command every {first.min_interval_s:g} s." if first.min_interval_s else "",
        f"A command is repeated every {first.refresh.every_s:g} s: the charger's watchdog expects it."
        if first.refresh.every_s
        else "",
        "Some of its own settings work against being controlled; you are told which."
        if first.conflicting_settings
        else "",
    ]
    return page(
        _title(entries),
        _facts(about),
        "## What is commanded\n\n" + table(("Command", "How"), commands),
        "## What is read\n\n" + ", ".join(_words(reading) for reading in first.readings) + "."
        if first.readings
        else "",
        "\n".join(f"- {limit}" for limit in limits if limit),
        f"## Good to know\n\n{about.notes}" if about.notes else "",
    )


def _unit(entry: ChargerEntry) -> str:
    return "" if entry.set_point.kind == "none" else f" in {entry.set_point.unit}"


def _title(entries: Iterable[InverterEntry | ChargerEntry]) -> str:
    listed = list(entries)
    makes = list(dict.fromkeys(make for entry in listed for make in entry.about.makes))
    domain = listed[0].about.domain
    return f"{', '.join(makes[:3])} ({domain})" if makes else domain


def _words(key: str) -> str:
    roles = ENGLISH["config"]["step"]["sources"]["data"]
    return str(roles.get(key, CONTROL.get(key, key.replace("_", " "))))
