"""What a power cut, a worn card or a hand leaves on the disk: nothing stops the start, nothing is written over."""

from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.managers.site_file import SiteFile


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let storage read and write real files, which the test package keeps it from."""
    return {}


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        *((content, "corrupt") for content in (b"", b"\0" * 500, b"\xff\xfe{}", b'{"version": 1, "minor_ver')),
        *((content, "set_aside") for content in (b"[]", b"5", b"null", b'{"version": 1}')),
        (b'{"version": "x", "minor_version": 1, "key": "k", "data": {}}', "set_aside"),
    ],
)
@pytest.mark.parametrize("is_packed", [True, False])
async def test_a_file_that_cannot_be_read_lies_beside_the_new_one(
    hass: HomeAssistant, content: bytes, suffix: str, *, is_packed: bool
) -> None:
    file = SiteFile(hass, "home", is_packed=is_packed)
    path = Path(file.path)

    def lay_down() -> None:
        path.parent.mkdir()
        path.write_bytes(content)

    def found() -> list[tuple[str, bytes]]:
        return [(each.name.split(".")[2], each.read_bytes()) for each in path.parent.glob(f"{path.name}.*")]

    await hass.async_add_executor_job(lay_down)
    assert await file.async_read() is None
    await file.async_write({"new": 1})
    assert await SiteFile(hass, "home", is_packed=is_packed).async_read() == {"new": 1}
    assert await hass.async_add_executor_job(found) == [(suffix, content)]
