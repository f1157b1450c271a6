"""Thousands of requests nobody would send, made from our own OpenAPI document.

`API_FUZZ_CASES=10000 script/test tests/api/test_fuzz.py` asks more questions than there is time for on each change.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import requests
import schemathesis
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from custom_components.solar_charging.api.openapi import document
from tests.integration.home import StateHome

from .conftest import BASE, Client

CASES = int(os.environ.get("API_FUZZ_CASES", "900"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    negative_data_rejection,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
]
# In half of the cases a random id is replaced by one that is there: most of the code is behind a 404 otherwise.
type Ids = dict[str, str]


async def known_ids(api: Client) -> Ids:
    """Return an id for each path that takes one, where there is one."""
    ids: Ids = {}
    for path in document()["paths"]:
        response = await api.http.get(BASE + path.split("/{")[0])
        if "{id}" in path and response.status == 200 and (found := await response.json()):
            ids[path] = found[0]["id"]
    return ids


def state_of(hass: HomeAssistant) -> Any:
    """Return everything a request could change."""
    return [
        (
            dict(entry.data),
            [dict(one.data) for one in entry.subentries.values()],
            entry.runtime_data.settings,
            corrections(entry),
        )
        for entry in hass.config_entries.async_entries("solar_charging")
    ]


def corrections(entry: Any) -> list[float | None]:
    """Return what corrected sessions were before; energies go on by themselves."""
    coordinator = entry.runtime_data
    ledgers = (coordinator.sessions.ledger(charger.id) for charger in coordinator.site.chargers)
    return [ledger.session.corrected_from_wh if ledger.session else None for ledger in ledgers]


async def statuses_of(hass: HomeAssistant, api: Client, token: str) -> Counter[int]:
    """Ask as many questions as there is time for; return how often each status was the answer."""
    ids = await known_ids(api)
    origin = str(api.http.make_url("")).rstrip("/")
    count = CASES // 4
    statuses = await hass.async_add_executor_job(fuzz, origin, token, ids, count, lambda: state_of(hass))
    assert sum(statuses.values()) >= count * 0.9
    assert not [status for status in statuses if status >= 500]
    assert statuses[200] > 0
    return statuses


async def test_an_administrator_breaks_nothing(
    hass: HomeAssistant, home: StateHome, api: Client, hass_access_token: str
) -> None:
    await statuses_of(hass, api, hass_access_token)


async def test_before_there_is_a_home_nothing_breaks_either(
    hass: HomeAssistant, api: Client, hass_access_token: str
) -> None:
    await statuses_of(hass, api, hass_access_token)
    assert len(hass.config_entries.async_entries("solar_charging")) == 1


async def test_who_may_only_read_changes_nothing(
    hass: HomeAssistant, home: StateHome, api: Client, hass_read_only_access_token: str
) -> None:
    before = state_of(hass)
    statuses = await statuses_of(hass, api, hass_read_only_access_token)
    assert statuses[201] == 0
    assert statuses[403] > 0
    assert state_of(hass) == before


async def test_who_may_control_changes_no_settings(
    hass: HomeAssistant,
    home: StateHome,
    api: Client,
    hass_admin_user: User,
    hass_access_token: str,
) -> None:
    """An ordinary user: what is asked over REST may correct a session or set a schedule, and nothing else."""
    hass_admin_user.groups = [await hass.auth.async_get_group("system-users")]
    hass_admin_user.invalidate_cache()
    before = [found[:3] for found in state_of(hass)]
    statuses = await statuses_of(hass, api, hass_access_token)
    assert statuses[201] == 0
    assert statuses[403] > 0
    assert [found[:3] for found in state_of(hass)] == before


def fuzz(origin: str, token: str, ids: Ids, cases: int, state: Callable[[], Any]) -> Counter[int]:
    """Ask `cases` questions, the same share of each operation; return how often each status was the answer."""
    schema = schemathesis.openapi.from_dict(dict(document()))
    operations = [one.ok() for one in schema.get_all_operations()]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    each = -(-cases // (len(operations) * len(modes)))
    statuses: Counter[int] = Counter()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    for operation in operations:
        for mode in modes:
            ask(operation, mode, each, lambda case: send(case, origin, session, ids, state, statuses))
    return statuses


def ask(operation: Any, mode: GenerationMode, count: int, send_one: Callable[[Any], None]) -> None:
    """Ask one operation."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        send_one(case)

    run()


def send(
    case: Any, origin: str, session: requests.Session, ids: Ids, state: Callable[[], Any], statuses: Counter[int]
) -> None:
    """Send one request and check its answer against the document."""
    if case.operation.path in ids and sum(statuses.values()) % 2:
        case.path_parameters["id"] = ids[case.operation.path]
    # A model that is wrong stays so.
    is_meant = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    if isinstance(case.body, dict) and "model" in case.body and is_meant and sum(statuses.values()) % 2:
        case.body["model"] = ids["/inverter_models/{id}"]
    before = state()
    response = case.call(base_url=origin + BASE, session=session, timeout=30)
    statuses[response.status_code] += 1
    case.validate_response(response, checks=CHECKS)
    if response.status_code >= 400 or case.operation.method == "get":
        assert state() == before, case.as_curl_command()
