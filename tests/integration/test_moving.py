"""Moving from another controller, as a user does it: evcc answers over HTTP, and the same home is set up here."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.moving import evcc_client
from tests.moving.evcc_shapes import ONE, PLANS, TWO

from .fake_devices import serving
from .home import StateHome

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Result = Mapping[str, Any]


def plug_in(hass: HomeAssistant, serial: str, name: str, *, car: str = "Idle", power_w: float = 0.0) -> str:
    """Register a go-e charger as its integration does. Returns its device."""
    domain = "goecharger_mqtt"
    config = MockConfigEntry(domain=domain, unique_id=serial, title=name)
    config.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=config.entry_id, identifiers={(domain, serial)}, manufacturer="go-e", model="go-eCharger HOME", name=name
    )  # fmt: skip
    for entity, state, attributes in (
        ("number-amp", "6", {"min": 6, "max": 32, "step": 1, "unit_of_measurement": "A"}),
        ("select-frc", "Don't charge", {"options": ["Neutral", "Don't charge", "Charge"]}),
        ("select-psm", "Force single phase", {"options": ["Auto", "Force single phase", "Force three phases"]}),
        ("sensor-car", car, {}),
        ("sensor-nrg-11", str(power_w), {"unit_of_measurement": "W", "device_class": "power"}),
    ):
        found = er.async_get(hass).async_get_or_create(
            entity.partition("-")[0], domain, f"{serial}-{entity}", config_entry=config, device_id=device.id,
            suggested_object_id=f"{name}_{entity}", capabilities={"options": attributes.get("options")},
        )  # fmt: skip
        hass.states.async_set(found.entity_id, state, attributes)
    return device.id


async def start(hass: HomeAssistant, entry: ConfigEntry) -> Result:
    """Add a charger, and choose to move."""
    subentries = hass.config_entries.subentries
    form = await subentries.async_init((entry.entry_id, "charger"), context={"source": SOURCE_USER})
    assert form["step_id"] == "pick"
    return await answer(hass, form, charger="move")


async def answer(hass: HomeAssistant, form: Result, **answers: Any) -> Result:
    return await hass.config_entries.subentries.async_configure(form["flow_id"], answers)


def options(form: Result, field: str) -> dict[str, str]:
    return {one["value"]: one["label"] for one in form["data_schema"].schema[field].config["options"]}


def default(form: Result, field: str) -> Any:
    return next(key.default() for key in form["data_schema"].schema if key == field)


async def move(hass: HomeAssistant, entry: ConfigEntry, state: Any, **found: Any) -> list[Result]:
    """Walk through the flow with what it proposes. Returns its pages and its end."""
    async with serving({"/api/state": state}) as server:
        pages = [await start(hass, entry)]
        pages.append(await answer(hass, pages[-1], url=str(server.make_url("/"))))
    while pages[-1]["type"] is FlowResultType.FORM:
        page = pages[-1]
        assert not page["errors"], page["errors"]
        if page["step_id"] == "moving_found":
            answers = {"take": default(page, "take"), "shadow_mode": True, **found}
        else:
            answers = {"charger": default(page, "charger")}
            circuit = [key.description for key in page["data_schema"].schema if key == "circuit"]
            answers |= {"circuit": circuit[0]["suggested_value"]} if circuit else {}
        pages.append(await answer(hass, page, **answers))
    await hass.async_block_till_done()
    return pages


def parts(entry: ConfigEntry, kind: str) -> dict[str, Any]:
    return {one.title: one for one in entry.get_subentries_of_type(kind)}


async def test_one_loadpoint(hass: HomeAssistant, entry: ConfigEntry) -> None:
    plug_in(hass, "1", "goe", car="Charging", power_w=4100)
    hass.states.async_set(
        "sensor.leaf_battery",
        "41",
        {"unit_of_measurement": "%", "device_class": "battery", "friendly_name": "Leaf battery"},
    )
    *_, found, asked, end = await move(hass, entry, ONE)
    assert options(found, "take") == {
        "charger charger-0": "Charger: Carport · Solar and grid · ≤ 16 A · Minimum charge 20 % · Energy limit 20 kWh",
        "car db:1": "Car: Leaf · 39 kWh",
        "tariff": "Prices: 0.312 EUR/kWh · Feed-in price 0.081 EUR/kWh",
        "site surplus_reserve_w": "Surplus reserve: 100 W",
    }
    assert found["description_placeholders"] == {"controller": "evcc", "not_moved": "–"}
    assert asked["description_placeholders"]["charger"] == "Carport"
    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "moved")
    (charger,) = parts(entry, "charger").values()
    settings = entry.runtime_data.settings
    own = settings.charger(charger.subentry_id)
    assert (charger.title, own.mode, own.max_current_a, own.shadow_mode) == (
        "Carport",
        SolarMode.SOLAR_AND_GRID,
        16.0,
        True,
    )
    assert (own.charge_request.minimum_charge_pct, own.charge_request.energy_limit_wh) == (20.0, 20_000.0)
    assert settings.site.surplus_reserve_w == 100.0
    assert parts(entry, "car")["Leaf"].data == {"battery_kwh": 39.0, "soc_entity": "sensor.leaf_battery"}
    assert parts(entry, "tariff")["0.312 EUR/kWh"].data == {"price": 0.312, "feed_in_price": 0.081}
    assert [one.name for one in entry.runtime_data.site.chargers] == ["Carport"]
    # Once more there is nothing new but the charger's settings: it is there, and so are its car and the prices.
    *_, found, asked, _ = await move(hass, entry, ONE)
    assert list(options(found, "take")) == ["charger charger-0", "site surplus_reserve_w"]
    assert default(asked, "charger") == charger.subentry_id
    assert len(parts(entry, "charger")) == 1


async def test_two_loadpoints_with_circuits(hass: HomeAssistant, entry: ConfigEntry) -> None:
    devices = {serial: plug_in(hass, serial, name) for serial, name in (("1", "Garage"), ("2", "Yard"))}
    await hass.config.async_update(currency="EUR")
    *_, found, _, _, _ = await move(hass, entry, TWO)
    assert "- Heat pump: heats with electricity" in found["description_placeholders"]["not_moved"]
    chargers, circuits = parts(entry, "charger"), parts(entry, "circuit")
    assert {title: one.data["device_id"] for title, one in chargers.items()} == {
        title: devices[serial] for title, serial in (("Garage left", "1"), ("Yard", "2"))
    }
    left, yard = chargers["Garage left"].subentry_id, chargers["Yard"].subentry_id
    assert circuits["House"].data == {"limit_a": 25.0, "limit_w": 17_250.0, "chargers": [yard]}
    parent = circuits["House"].subentry_id
    assert circuits["Garage"].data == {"limit_a": 20.0, "chargers": [left], "parent_circuit": parent}
    site, settings = entry.runtime_data.settings.site, entry.runtime_data.settings
    assert (site.battery_priority_level_pct, site.battery_buffer_level_pct, site.use_home_battery) == (40.0, 80.0, True)
    assert site.cheap_energy_price_limit == 0.2
    assert settings.charger(left).priority == 2.0
    assert settings.charger(yard).mode is SolarMode.OFF
    assert parts(entry, "tariff")["0.31 / 0.19 EUR/kWh"].data["cheap_from"] == "22:00:00"


async def test_plans_and_several_vehicles_with_some_of_it_unticked(hass: HomeAssistant, entry: ConfigEntry) -> None:
    plug_in(hass, "1", "goe", car="Charging", power_w=7300)
    await move(hass, entry, PLANS, take=["charger charger-0", "car small"], shadow_mode=False)
    (charger,) = parts(entry, "charger").values()
    own = entry.runtime_data.settings.charger(charger.subentry_id)
    assert (own.charge_request.ready_by_time, own.charge_request.ready_by_weekdays) == ("07:00", (0, 1, 2, 3, 4))
    assert own.shadow_mode is False
    assert {title: one.data for title, one in parts(entry, "car").items()} == {
        "Second car": {"battery_kwh": 24.0, "mode": "boost"}
    }


async def test_an_evcc_that_an_integration_shows_is_asked_where_that_finds_it(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    plug_in(hass, "1", "goe", car="Charging", power_w=4100)
    async with serving({"/api/state": ONE}) as server:
        data = {"name": "evcc", "host": str(server.make_url("")), "scan_interval": 60, "use_websocket": True}
        MockConfigEntry(domain="evcc_intg", title="evcc", data=data).add_to_hass(hass)
        form = await start(hass, entry)
        [url] = [key.description["suggested_value"] for key in form["data_schema"].schema if key == "url"]
        form = await answer(hass, form, url=url)
    form = await answer(hass, form, take=default(form, "take"), shadow_mode=True)
    end = await answer(hass, form, charger=default(form, "charger"))
    assert end["reason"] == "moved"
    assert list(parts(entry, "charger")) == ["Carport"]
    assert list(parts(entry, "car")) == ["Leaf"]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ("<html>a router</html>", "cannot_connect"),
        ({"loadpoints": "none"}, "not_evcc"),
        ({"result": []}, "not_evcc"),
        ("x" * 2_000_001, "cannot_connect"),
        ("[" * 100_000, "cannot_connect"),
    ],
    ids=["page", "no list", "no state", "too long", "too deep"],
)
async def test_what_is_no_evcc_is_told_so(hass: HomeAssistant, entry: ConfigEntry, answers: Any, error: str) -> None:
    plug_in(hass, "1", "goe")
    async with serving({"/api/state": answers}) as server:
        url = str(server.make_url("/"))
        form = await answer(hass, await start(hass, entry), url=url)
    assert form["errors"] == {"url": error}
    # Nobody answers any more.
    form = await answer(hass, form, url=url)
    assert form["errors"] == {"url": "cannot_connect"}


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60.0)
    return web.Response()


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for letter in json.dumps(ONE):
            await response.write(letter.encode())
            await asyncio.sleep(0.05)
    return response


async def promise_more(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(json.dumps(ONE)[:400].encode())
    assert request.transport is not None
    request.transport.close()
    return response


async def never_end(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b" " * 100_000)
    return response


async def lie_about_its_form(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"no gzip at all", headers={"Content-Encoding": "gzip"})


async def answer_half(request: web.Request) -> web.StreamResponse:
    text = json.dumps(ONE)
    return web.Response(text=text[: len(text) // 2])


async def answer_in_another_code(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"\xff\xfe\x80" * 10)


async def break_down(request: web.Request) -> web.StreamResponse:
    return web.Response(status=500, text="<h1>Internal error</h1>")


async def ask_who_it_is(request: web.Request) -> web.StreamResponse:
    return web.Response(status=401)


async def lead_round(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(request.path)


@pytest.fixture
async def going_entry(hass: HomeAssistant, home: StateHome) -> ConfigEntry:
    """A home whose clock goes: one that stands still ends no waiting."""
    await home.plug_in_devices()
    return await home.set_up()


FAULTS = [
    hang, drip, promise_more, never_end, lie_about_its_form, answer_half, answer_in_another_code, break_down, ask_who_it_is,
    lead_round,
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
async def test_a_server_that_fails_is_told_so_in_time_and_nothing_is_set_up(
    hass: HomeAssistant,
    going_entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> None:
    monkeypatch.setattr(evcc_client, "_TIMEOUT_S", 0.3)
    plug_in(hass, "1", "goe")
    before = list(going_entry.subentries)
    app = web.Application()
    app.router.add_get("/api/state", fault)
    async with TestServer(app, host="127.0.0.1", shutdown_timeout=0.0) as server:
        form = await start(hass, going_entry)
        form = await asyncio.wait_for(answer(hass, form, url=str(server.make_url("/"))), 20.0)
    assert (form["step_id"], form["errors"]) == ("moving_evcc", {"url": "cannot_connect"})
    assert list(going_entry.subentries) == before
    # The same form takes an address that answers.
    async with serving({"/api/state": ONE}) as server:
        assert (await answer(hass, form, url=str(server.make_url("/"))))["step_id"] == "moving_found"


def of_its_own(folder: Path) -> ssl.SSLContext:
    """Return a server's context with a certificate that it signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "evcc")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "evcc.pem").write_bytes(secret + signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "evcc.pem")
    return context


async def test_a_certificate_of_its_own_and_a_port_of_something_else_are_told_so(
    hass: HomeAssistant, going_entry: ConfigEntry, tmp_path: Path
) -> None:
    plug_in(hass, "1", "goe")
    # What the server thinks of a client that hangs up is its own business.
    hass.loop.set_exception_handler(lambda *_: None)
    app = web.Application()
    app.router.add_get("/api/state", answer_half)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(ssl=of_its_own(tmp_path))
    form = await answer(hass, await start(hass, going_entry), url=str(server.make_url("/")))
    await server.close()
    assert form["errors"] == {"url": "cannot_connect"}

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        form = await answer(hass, form, url=f"http://127.0.0.1:{port}/")
    assert form["errors"] == {"url": "cannot_connect"}


async def test_another_address_that_a_server_points_to_is_not_asked(hass: HomeAssistant, entry: ConfigEntry) -> None:
    plug_in(hass, "1", "goe")
    asked = []

    def elsewhere(text: str) -> Any:
        asked.append(text)
        return ONE

    def points(_: str) -> Any:
        raise web.HTTPFound("/elsewhere")

    async with serving({"/api/state": points, "/elsewhere": elsewhere}) as server:
        form = await answer(hass, await start(hass, entry), url=str(server.make_url("/")))
    assert form["errors"] == {"url": "cannot_connect"}
    assert not asked
