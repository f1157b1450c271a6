"""JSON Schema as plain mappings: what the OpenAPI document shows is what requests are checked against.

Only the words used here are understood (`type`, `enum`, `minimum` ..., `properties`, `items`): a body is a handful of fields,
and Home Assistant brings no validator of JSON Schema along.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..engine.finite import is_number

type Schema = Mapping[str, Any]
type FieldErrors = dict[str, list[str]]

# Larger whole numbers lose digits on their way through other people's JSON (RFC 8259, section 6).
_LARGEST = 2**53 - 1


def integer(description: str, least: int = -_LARGEST, most: int = _LARGEST) -> Schema:
    """Return the schema of a whole number in a range, ends included."""
    return {"type": "integer", "description": description, "minimum": least, "maximum": most}


def number(description: str, least: float, most: float) -> Schema:
    """Return the schema of a number in a range, ends included."""
    return {"type": "number", "description": description, "minimum": least, "maximum": most}


def text(description: str, most: int = 255) -> Schema:
    """Return the schema of a string of some length."""
    return {"type": "string", "description": description, "minLength": 1, "maxLength": most}


def boolean(description: str) -> Schema:
    """Return the schema of yes or no."""
    return {"type": "boolean", "description": description}


def choice(description: str, values: Iterable[str]) -> Schema:
    """Return the schema of an enumeration."""
    return {"type": "string", "description": description, "enum": list(values)}


def timestamp(description: str) -> Schema:
    """Return the schema of a time with its offset (RFC 3339)."""
    return {"type": "string", "description": description, "format": "date-time"}


# RFC 3339; Python alone would read a good deal more.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def moment(value: str) -> datetime | None:
    """Return a time as UTC; None for what is none, lacks its offset or lies beyond the calendar."""
    try:
        return datetime.fromisoformat(value).astimezone(UTC) if _MOMENT.fullmatch(value) else None
    except ValueError, OverflowError:
        return None


def link(description: str) -> Schema:
    """Return the schema of a URL."""
    return {"type": "string", "description": description}


def nullable(schema: Schema) -> Schema:
    """Return the schema of something that may be missing."""
    if "$ref" in schema or "anyOf" in schema:
        return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}
    known = {**schema, "type": [schema["type"], "null"]}
    return {**known, "enum": [*schema["enum"], None]} if "enum" in schema else known


def listed(items: Schema, least: int = 0, most: int | None = None) -> Schema:
    """Return the schema of an array."""
    ends = {"minItems": least} | ({} if most is None else {"maxItems": most})
    return {"type": "array", "items": items, **ends}


def record(description: str, properties: Mapping[str, Schema], required: Iterable[str] | None = None) -> Schema:
    """Return the schema of an object with exactly these fields; all are required unless stated otherwise."""
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def named(name: str) -> Schema:
    """Return a reference to one of the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def expandable(name: str) -> Schema:
    """Return the schema of a link that `expand` replaces by what it links to."""
    return {"anyOf": [link(f"Link to {name}, or the object itself if it was asked to be expanded."), named(name)]}


def errors_in(schema: Schema, value: Any, field: str = "") -> FieldErrors:
    """Return what is wrong with a value, by the dotted name of the field it is wrong with."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None and "null" in kinds:
        return {}
    kind = kinds[0]
    if not _is_of(kind, value):
        return {field: [f"Must be {_ARTICLES[kind]}."]}
    match kind:
        case "object":
            return _errors_in_object(schema, value, field)
        case "array":
            return _errors_in_array(schema, value, field)
        case _:
            return {field: [wrong]} if (wrong := _wrong(schema, value)) else {}


_ARTICLES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def _is_of(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
    return is_number(value) and (kind == "number" or float(value).is_integer())


def _errors_in_object(schema: Schema, value: Mapping[str, Any], field: str) -> FieldErrors:
    known: Mapping[str, Schema] = schema["properties"]
    errors: FieldErrors = {}
    for name in schema["required"]:
        if name not in value:
            errors[_join(field, name)] = ["This field is required."]
    for name, part in value.items():
        if name in known:
            errors |= errors_in(known[name], part, _join(field, name))
        else:
            errors[_join(field, name)] = ["This field doesn't exist."]
    return errors


def _errors_in_array(schema: Schema, value: list[Any], field: str) -> FieldErrors:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return {field: [f"Must have {schema.get('minItems', 0)} to {schema.get('maxItems', 'any number of')} items."]}
    errors: FieldErrors = {}
    for index, part in enumerate(value):
        errors |= errors_in(schema["items"], part, _join(field, str(index)))
    return errors


def _wrong(schema: Schema, value: Any) -> str | None:
    if "enum" in schema and value not in schema["enum"]:
        return f"Must be one of {', '.join(str(one) for one in schema['enum'] if one is not None)}."
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        return f"Must be from {schema['minimum']:g} to {schema['maximum']:g}."
    if "minLength" in schema and not schema["minLength"] <= len(value) <= schema["maxLength"]:
        return f"Must have {schema['minLength']} to {schema['maxLength']} characters."
    if schema.get("format") == "date-time" and moment(value) is None:
        return "Must be a time with its offset, such as 2026-06-21T12:00:00Z."
    return None


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
