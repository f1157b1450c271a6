"""The built card, and the address that changes with its content."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from ..const import DOMAIN

DIST = Path(__file__).parent / "dist"
# Static files are served without a login: this folder and nothing else.
FOLDER_URL = f"/{DOMAIN}/frontend"
FILE_NAME = "solar-charging.js"
FILE_URL = f"{FOLDER_URL}/{FILE_NAME}"


@cache
def content_hash() -> str:
    """Return a hash of the build. The first call reads the file: don't call it in the event loop."""
    return sha256((DIST / FILE_NAME).read_bytes()).hexdigest()[:12]


def versioned_url() -> str:
    """Return the card's address: browsers keep what an address once gave them, so each build has its own."""
    return f"{FILE_URL}?v={content_hash()}"
