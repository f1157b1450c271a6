"""Pages of a list: `page_size`, `page_after`, `page_before`, and a `Link` header that leads on."""

from collections.abc import Mapping, Sequence
from typing import Any

from yarl import URL

from .errors import invalid
from .schemas import Schema, integer, text

# A page that a person can read.
DEFAULT_SIZE = 25
# The most that one request may ask for: some 50 kB of JSON.
LARGEST_SIZE = 100

PARAMETERS: Mapping[str, Schema] = {
    "page_size": integer("Number of items per page.", 1, LARGEST_SIZE),
    "page_after": text("Return items after this ID."),
    "page_before": text("Return items before this ID. Ignored with page_after."),
}

# What the reference API puts where there is no page.
_NOTHING = "about:blank"


def page_of[Item: Mapping[str, Any]](
    items: Sequence[Item], query: Mapping[str, Any], url: URL
) -> tuple[Sequence[Item], str]:
    """Return a page of `items` and its Link header. Items are identified by their `id`, else by their `url`."""
    size = int(query.get("page_size", DEFAULT_SIZE))
    keys = [str(item.get("id") or item["url"]) for item in items]
    if (after := query.get("page_after")) is not None:
        start = _position(keys, after, "page_after") + 1
        stop = start + size
    elif (before := query.get("page_before")) is not None:
        stop = _position(keys, before, "page_before")
        start = max(stop - size, 0)
    else:
        start, stop = 0, size
    page, found = items[start:stop], keys[start:stop]
    previous = _link(url, "page_before", found[0]) if found and start > 0 else _NOTHING
    following = _link(url, "page_after", found[-1]) if found and stop < len(items) else _NOTHING
    return page, f'<{previous}>; rel="previous", <{following}>; rel="next"'


def _position(keys: Sequence[str], key: str, field: str) -> int:
    if key not in keys:
        raise invalid({field: ["No item in this list has this ID."]})
    return keys.index(key)


def _link(url: URL, field: str, key: str) -> str:
    return str(url.without_query_params("page_after", "page_before").update_query({field: key}))
