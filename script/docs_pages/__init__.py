"""Pages of the documentation that are made from the integration's own files: devices from the catalogue, the reference from its texts."""

from .devices import device_pages
from .languages import language_pages
from .reference import reference_pages


def pages() -> dict[str, str]:
    """Return the Markdown of every generated page by its path below docs/."""
    return {**device_pages(), **language_pages(), **reference_pages()}
