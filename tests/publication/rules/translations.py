"""translations/*.json: hassfest's `translations`."""

import re
import string
from typing import Any

import voluptuous as vol
from homeassistant.helpers import config_validation as cv

_KEY = re.compile(r"^(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])$")
_URL = re.compile(r"(?:(?:ftps?|scp|https?|mqtts?|socket|socks5)://|www\.)[a-z0-9.-]+\.[a-z]{2,5}", re.IGNORECASE)
_IN_QUOTES = re.compile(r"'{\w+}'")


def _key(value: Any) -> str:
    if not isinstance(value, str) or not _KEY.match(value):
        raise vol.Invalid("is no key: [a-z0-9-_], neither doubled nor at an end")
    return value


def _text(value: Any, *, may_have_placeholders: bool) -> str:
    text = cv.string_with_no_html(value)
    fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    checks = {
        "has a placeholder in single quotes": bool(_IN_QUOTES.search(text)),
        "has a placeholder where none is allowed": bool(fields) and not may_have_placeholders,
        "has a placeholder that is no identifier": not all(name.isidentifier() for name in fields),
        "has space at an end": text != text.strip(),
        "holds an address: use a placeholder": bool(_URL.search(text)),
        "mixes text and a reference": bool(re.search(r".\[%|%\].", text)),
    }
    if found := next((message for message, is_so in checks.items() if is_so), None):
        raise vol.Invalid(found)
    return text


def _sentence(value: Any) -> str:
    return _text(value, may_have_placeholders=True)


def _word(value: Any) -> str:
    return _text(value, may_have_placeholders=False)


def _by(key: Any, value: Any) -> vol.Schema:
    return cv.schema_with_slug_keys(value, slug_validator=key)


_SECTION = {
    vol.Optional("name"): _sentence,
    vol.Optional("description"): _sentence,
    vol.Optional("data"): {str: _sentence},
    vol.Optional("data_description"): {str: _sentence},
}
_STEP = {
    vol.Optional("title"): _sentence,
    vol.Optional("description"): _sentence,
    vol.Optional("data"): {str: _sentence},
    vol.Optional("data_description"): {str: _sentence},
    vol.Optional("menu_options"): {str: _sentence},
    vol.Optional("menu_option_descriptions"): {str: _sentence},
    vol.Optional("submit"): _sentence,
    vol.Optional("sections"): {str: _SECTION},
}


def _explains_what_it_asks(flow: dict[str, Any]) -> dict[str, Any]:
    for name, step in flow["step"].items():
        for part in (step, *step.get("sections", {}).values()):
            if set(part.get("data_description", {})) - set(part.get("data", {})):
                raise vol.Invalid(f"step {name} describes a field that it does not have")
    return flow


_STARTED = {vol.Optional("initiate_flow"): {vol.Required("user"): _sentence}}


def _flow(extra: dict[Any, Any] | None = None) -> vol.All:
    parts = {vol.Optional(part): {str: _sentence} for part in ("error", "abort", "progress", "create_entry")}
    return vol.All(
        vol.Schema(
            {vol.Optional("flow_title"): _sentence, vol.Required("step"): {str: _STEP}, **parts, **(extra or _STARTED)}
        ),
        _explains_what_it_asks,
    )


_SUBENTRY = {
    vol.Required("entry_type"): _sentence,
    vol.Required("initiate_flow"): {vol.Required("user"): _sentence, str: _sentence},
}
_ISSUE = vol.All(
    cv.has_at_least_one_key("description", "fix_flow"),
    vol.Schema(
        {
            vol.Required("title"): _sentence,
            vol.Exclusive("description", "fixable"): _sentence,
            vol.Exclusive("fix_flow", "fixable"): _flow(),
        }
    ),
)
_ENTITY = {
    vol.Optional("name"): _sentence,
    vol.Optional("state"): _by(_key, _word),
    vol.Optional("state_attributes"): _by(_key, {vol.Optional("name"): _word, vol.Optional("state"): _by(_key, _word)}),
    vol.Optional("unit_of_measurement"): _word,
}
_SELECTOR = {vol.Optional(part): _by(_key, _sentence) for part in ("options", "choices", "unit_of_measurement")} | {
    vol.Optional("fields"): _by(_key, {vol.Required("name"): str, vol.Required("description"): _sentence})
}
_FIELD = {vol.Required("name"): str, vol.Required("description"): _sentence, vol.Optional("example"): _sentence}
_CALLED = {
    vol.Required("name"): _sentence,
    vol.Required("description"): _sentence,
    vol.Optional("fields"): _by(_key, _FIELD),
}

SCHEMA = vol.Schema(
    {
        vol.Optional("title"): _sentence,
        vol.Optional("common"): {cv.slug: _sentence},
        vol.Optional("conditions"): _by(cv.slug, _CALLED),
        vol.Optional("config"): _flow(),
        vol.Optional("config_subentries"): _by(vol.Any("_", cv.slug), _flow(_SUBENTRY)),
        vol.Optional("device"): _by(_key, {vol.Optional("name"): _sentence}),
        vol.Optional("entity"): _by(cv.slug, _by(_key, _ENTITY)),
        vol.Optional("exceptions"): _by(cv.slug, {vol.Optional("message"): _sentence}),
        vol.Optional("issues"): {str: _ISSUE},
        vol.Optional("options"): _flow(),
        vol.Optional("selector"): _by(vol.Any("_", cv.slug), _SELECTOR),
        vol.Optional("services"): _by(
            _key,
            {
                **_CALLED,
                vol.Optional("sections"): _by(
                    _key, {vol.Required("name"): str, vol.Optional("description"): _sentence}
                ),
            },
        ),
        vol.Optional("system_health"): {vol.Optional("info"): _by(_key, _sentence)},
        vol.Optional("triggers"): _by(cv.slug, _CALLED),
    }
)
