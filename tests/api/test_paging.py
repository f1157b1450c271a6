"""Long lists, page by page."""

import re

from .conftest import BASE, Client


def followed(link: str, relation: str) -> str | None:
    url = re.search(rf'<([^>]*)>; rel="{relation}"', link)
    assert url
    return None if url[1] == "about:blank" else url[1].split(BASE, 1)[1]


async def test_following_the_links_shows_everything_once_and_leads_back(api: Client) -> None:
    seen: list[str] = []
    path: str | None = "/inverter_makes?page_size=100"
    last = ""
    while path:
        response = await api.http.get(BASE + path)
        seen += [make["id"] for make in await response.json()]
        last, path = path, followed(response.headers["Link"], "next")
    assert len(seen) == len(set(seen)) > 150
    response = await api.http.get(BASE + last)
    back = followed(response.headers["Link"], "previous")
    assert back
    page = [make["id"] for make in await api.get(back)]
    assert page == seen[-len(await response.json()) - 100 : -len(await response.json())]


async def test_a_page_holds_25_unless_asked_otherwise(api: Client) -> None:
    assert len(await api.get("/inverter_makes")) == 25
    assert len(await api.get("/inverter_makes", page_size=3)) == 3
    for size in ("0", "101", "-1", "3.5", "many", "9" * 30):
        problem = await api.get("/inverter_makes", 422, page_size=size)
        assert list(problem["field_errors"]) == ["page_size"]


async def test_a_page_after_nothing_and_an_unknown_parameter_are_refused(api: Client) -> None:
    assert "page_after" in (await api.get("/inverter_makes", 422, page_after="imak0"))["field_errors"]
    assert "colour" in (await api.get("/inverter_makes", 422, colour="red"))["field_errors"]
    assert "expand" in (await api.get("/inverter_models", 422, expand="make,user"))["field_errors"]
