"""Files that are broken on purpose, in one place: each proves that a rule is there."""

import copy
from typing import Any


def broken(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the content of a file with another value at a path (its keys with slashes between them), all else as it is."""
    changed = copy.deepcopy(content)
    part, last = _at(changed, path)
    part[last] = value
    return changed


def without(content: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the content of a file without what stands at a path."""
    changed = copy.deepcopy(content)
    part, last = _at(changed, path)
    del part[last]
    return changed


def _at(content: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *parents, last = path.split("/")
    for key in parents:
        content = content.setdefault(key, {})
    return content, last
