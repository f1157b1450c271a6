"""One page for each integration the catalogue knows, and the list that answers "Is mine supported?"."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

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
from .texts import PACKAGE, Tongue

TARIFFS = PACKAGE / "catalogue" / "tariffs"
VERIFIED = {
    Verified.EXECUTED: "Executed: the integration itself ran in our tests.",
    Verified.READ_IN_CODE: "Read in the integration's code.",
    Verified.DOCUMENTED: "From the integration's documentation.",
}
# What the catalogue's keys are called where a page's words differ from them.
WORDS = {
    "pv_power": "generation power", "grid_power": "grid power (net)", "battery_soc": "battery level", "load_power": "house load",
    "number": "a number", "select": "a select", "switch": "a switch", "action": "an action", "none": "not at all",
    "inverted_switch": "a switch that pauses when on", "buttons": "buttons", "actions": "actions",
    "mixed": "a switch or action, and a button", "pauses_at_zero": "a current of 0 pauses", "profile": "a charging profile",
    "vehicle_soc": "state of charge", "vehicle": "car", "min_soc": "its minimum state of charge",
}  # fmt: skip


def device_pages(spoken: Tongue) -> dict[str, str]:
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
            found[f"devices/{folder}/{name}.md"] = write(spoken, alike)  # type: ignore[operator]
            rows.append(_row(spoken, about, [entry.about for entry in alike], f"{folder}/{name}.md"))
    for path in sorted(TARIFFS.glob("*.yaml")):
        tariff = yaml.safe_load(path.read_text())
        found[f"devices/prices/{path.stem}.md"] = _tariff(spoken, tariff)
        link = f"[{tariff['domain']}](prices/{path.stem}.md)"
        rows.append((tariff["name"], spoken.say("prices"), link, words(spoken, tariff["verified"])))
    rows.sort(key=lambda row: row[0].casefold())
    found["devices/index.md"] = _index(spoken, rows)
    return found


def words(spoken: Tongue, key: str) -> str:
    """Return what a key of the catalogue is called on a page."""
    return spoken.say(WORDS.get(key, key.replace("_", " ")))


def _index(spoken: Tongue, rows: list[tuple[str, ...]]) -> str:
    say = spoken.say
    hint, label = say("Make, model or integration"), say("Find a device")
    return page(
        say("Is mine supported?"),
        f'<input id="device-filter" type="search" placeholder="{hint}" aria-label="{label}">',
        table([say(one) for one in ("Make", "Kind", "Integration", "Verified")], rows),
        say(
            "Yours is not listed? Any inverter, meter or charger with entities in Home Assistant can be chosen in a form: see"
            " [Set up](../start/set-up.md). To have it detected, [add it to the catalogue](../contribute/index.md)."
        ),
        lead=say(
            "{count} integrations are detected automatically, with their sign conventions, units and traps. *Verified* is what"
            " each was checked against: every release of Home Assistant, or a version of the integration's source, with its date.",
            count=len(rows),
        ),
    )


def _row(spoken: Tongue, about: About, alike: Iterable[About], link: str) -> tuple[str, ...]:
    makes = ", ".join(dict.fromkeys(make for one in alike for make in one.makes)) or about.domain
    kind = "charger" if link.startswith("chargers/") else "inverter, meter or battery"
    return (
        makes,
        spoken.say("car" if about.kind is Kind.CAR else kind),
        f"[{about.domain}]({link})",
        _state(spoken, about),
    )


def _state(spoken: Tongue, about: About) -> str:
    """Return what the facts were held against: each release of Home Assistant, a version of the source, or nothing."""
    if about.is_core:
        return spoken.say("with each Home Assistant")
    return f"{about.source_version}, {about.source_date}" if about.source_version else spoken.say("unverified")


def _version(spoken: Tongue, about: About) -> str:
    if about.source_version:
        held = "Checked against version {version} of {date}."
        return " " + spoken.say(held, version=about.source_version, date=about.source_date)
    unverified = "Unverified: nobody has checked it against the integration's source yet, so the setup asks you."
    return "" if about.is_core else " " + spoken.say(unverified)


def _origin(domain: str, origin: str) -> str:
    if origin == "core":
        return f"[{domain}](https://www.home-assistant.io/integrations/{domain})"
    return f"[{origin}](https://github.com/{origin})"


def _facts(spoken: Tongue, about: About) -> str:
    say = spoken.say
    every = say("every {seconds} s", seconds=spoken.number(about.interval_s)) if about.interval_s else ""
    return _list({
        say("Integration"): _origin(about.domain, about.origin),
        say("Makes"): ", ".join(about.makes),
        say("Models"): ", ".join(about.models),
        say("Also known as"): ", ".join(about.aliases),
        say("Updates"): every,
        say("Verified"): say(VERIFIED[about.verified]) + _version(spoken, about),
    })  # fmt: skip


def _list(facts: Mapping[str, str]) -> str:
    return "\n".join(f"- **{name}**: {text}" for name, text in facts.items() if text)


def _notes(spoken: Tongue, notes: str | None) -> str:
    """Return what the catalogue's file has to tell."""
    return f"## {spoken.say('Good to know')} {{ #good-to-know }}\n\n{_in_english(spoken, notes)}" if notes else ""


def _in_english(spoken: Tongue, text: str) -> str:
    """Return a text of the catalogue, which is in English, on a page in any language."""
    return text if spoken.language == "en" else f'<div lang="en" markdown>\n\n{text}\n\n</div>'


def _control(spoken: Tongue, entries: Iterable[InverterEntry]) -> str:
    """Return by what its battery is kept from discharging into a car, or why that cannot be."""
    rules = [rule for entry in entries for rule in entry.control]
    reason = next((entry.no_control for entry in entries if entry.no_control), None)
    if not rules and reason is None:
        return ""
    how = ", ".join(dict.fromkeys(words(spoken, rule.kind) for rule in rules))
    held = "It can be [kept from discharging into a car](../../everyday/home-battery.md) by {how}."
    text = spoken.say(held, how=how) if rules else _in_english(spoken, reason or "")
    return f"## {spoken.say('Battery control')} {{ #battery-control }}\n\n{text}"


def _inverter(spoken: Tongue, entries: list[InverterEntry]) -> str:
    say, about = spoken.say, entries[0].about
    roles: Mapping[Role, tuple[RoleRule, ...]] = {
        role: rules for entry in reversed(entries) for role, rules in entry.roles.items()
    }
    rows = [
        (words(spoken, role), ", ".join(dict.fromkeys(_note(spoken, rule) for rule in rules)) or say("read"))
        for role, rules in roles.items()
    ]
    disabled = sorted(
        words(spoken, role) for role, rules in roles.items() if any(rule.is_disabled_by_default for rule in rules)
    )
    enable = say("These sensors are disabled by their integration at first; the setup offers to enable them: {sensors}.", sensors=", ".join(disabled))  # fmt: skip
    return page(
        _title(entries),
        _facts(spoken, about),
        f"## {say('What is read')} {{ #what-is-read }}\n\n" + table((say("Reading"), say("Notes")), rows)
        if rows
        else "",
        f"## {say('What to enable')} {{ #what-to-enable }}\n\n{enable}" if disabled else "",
        _control(spoken, entries),
        _notes(spoken, about.notes),
    )


def _note(spoken: Tongue, rule: RoleRule) -> str:
    notes = [
        "sum of several" if rule.is_sum else "",
        "disabled at first" if rule.is_disabled_by_default else "",
        "you are asked which" if rule.ask_user else "",
        "includes the battery" if rule.includes_battery else "",
        rule.sign.value.replace("_", " ") if rule.sign else "",
    ]
    return ", ".join(spoken.say(note) for note in notes if note) or spoken.say("read")


def _charger(spoken: Tongue, entries: list[ChargerEntry]) -> str:
    say, first = spoken.say, entries[0]
    about = first.about
    point, phases = first.set_point, first.phase_switch.kind
    amount = words(spoken, point.kind)
    if point.kind != "none":
        amount = say("{what} in {unit}", what=amount, unit=point.unit)
    commands = [
        (say("Charging current or power"), amount),
        (say("Start and stop"), words(spoken, first.start_stop.kind)),
        (say("One or three phases"), say("cannot be switched") if phases == "none" else words(spoken, phases)),
    ]
    every = "At most one command every {seconds} s."
    repeat = "Commands are repeated every {seconds} s, because the charger falls back to its own default without them."
    conflict = "Some of its own settings work against being controlled; the setup names them."
    limits = [
        say(every, seconds=spoken.number(first.min_interval_s)) if first.min_interval_s else "",
        say(repeat, seconds=spoken.number(first.refresh_s)) if first.refresh_s else "",
        say(conflict) if first.conflicting_settings else "",
    ]
    read = ", ".join(words(spoken, reading) for reading in first.readings)
    return page(
        _title(entries),
        _facts(spoken, about),
        f"## {say('What is commanded')} {{ #what-is-commanded }}\n\n" + table((say("Command"), say("How")), commands),
        f"## {say('What is read')} {{ #what-is-read }}\n\n{read[:1].upper()}{read[1:]}." if read else "",
        "\n".join(f"- {limit}" for limit in limits if limit),
        _notes(spoken, about.notes),
    )


def _tariff(spoken: Tongue, tariff: Mapping[str, Any]) -> str:
    say = spoken.say
    facts = {
        say("Integration"): _origin(tariff["domain"], tariff["origin"]),
        say("Verified"): say(VERIFIED[Verified(tariff["verified"])]),
    }
    how = "Add it under [Add prices](../../start/set-up.md#prices): choose its price sensor; currency and unit are detected."
    return page(f"{tariff['name']} ({tariff['domain']})", _list(facts), say(how), _notes(spoken, tariff.get("notes")))


def _title(entries: Iterable[InverterEntry | ChargerEntry]) -> str:
    listed = list(entries)
    makes = list(dict.fromkeys(make for entry in listed for make in entry.about.makes))
    domain = listed[0].about.domain
    return f"{', '.join(makes[:3])} ({domain})" if makes else domain
