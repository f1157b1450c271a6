"""Pages of the documentation that are made from the integration's own files: devices from the catalogue, the reference from its texts."""

from .blueprints import blueprint_pages
from .devices import device_pages
from .languages import language_pages
from .reference import reference_pages
from .texts import tongue


def pages(language: str = "en") -> dict[str, str]:
    """Return the Markdown of every generated page by its path below docs/."""
    spoken = tongue(language)
    return {**blueprint_pages(spoken), **device_pages(spoken), **language_pages(spoken), **reference_pages(spoken)}
