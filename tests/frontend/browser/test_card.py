"""The card at work: what is tapped reaches the charger and comes back, and what goes wrong is shown as such."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from .conftest import House

NOW = "/solar-charging/now"
RUNS_AGAIN_MS = 120_000
# A frozen meter is seen within half a minute, a reason of the engine at its next step.
SEEN_MS = 60_000


def card(page: Page, house: House, path: str = NOW) -> None:
    page.goto(house.url + path)
    expect(page.locator("solar-charging-card .modes").first).to_be_visible()


def mode(page: Page, name: str) -> None:
    page.locator(f"solar-charging-card [data-mode={name}]").first.click()


def is_pressed(page: Page, name: str) -> None:
    expect(page.locator(f"solar-charging-card [data-mode={name}]").first).to_have_attribute("aria-pressed", "true")


def test_a_mode_reaches_the_charger_and_comes_back(page: Page, house: House) -> None:
    card(page, house)
    mode(page, "off")
    is_pressed(page, "off")
    house.wait_for(lambda: house.state("switch.wallbox_charging") == "off", "the charger does not stop")
    expect(page.locator("solar-charging-card .sentence").first).to_contain_text("off")
    # Chosen elsewhere, it is shown here.
    house.act("select.select_option", entity_id="select.garage_mode", option="solar_only")
    is_pressed(page, "solar_only")


def test_a_boost_reaches_the_charger_counts_down_and_ends(page: Page, house: House) -> None:
    card(page, house)
    page.locator("solar-charging-card [data-action=boost]").click()
    page.locator("solar-charging-card [data-boost]").first.click()
    end = page.locator("solar-charging-card [data-action=end-boost]")
    expect(end).to_contain_text(re.compile(r"(29|30):\d\d"))
    house.wait_for(lambda: float(house.state("number.wallbox_charging_current")) == 16, "no full speed")
    before = end.inner_text()
    expect(end).not_to_have_text(before)
    end.click()
    expect(page.locator("solar-charging-card [data-action=boost]")).to_be_visible()
    is_pressed(page, "solar_only")


def test_a_long_press_opens_the_boosts(page: Page, house: House) -> None:
    card(page, house)
    page.locator("solar-charging-card [data-mode=boost]").click(delay=800)
    expect(page.locator("solar-charging-card [data-boost]")).to_have_count(4)
    is_pressed(page, "solar_only")


def test_ready_by_is_previewed_then_saved_then_removed(page: Page, house: House) -> None:
    card(page, house)
    chip = page.locator("solar-charging-card [data-action=ready-by]")
    chip.click()
    dialog = page.locator("solar-charging-ready-by dialog")
    dialog.locator("input[type=time]").fill("06:30")
    dialog.locator("input[type=range]").first.fill("90")
    expect(dialog.locator("section [role=status]").first).to_contain_text("kWh")
    expect(dialog.locator("solar-charging-chart svg")).to_be_visible()
    found = house.ask("solar_charging/home")["chargers"]
    dialog.locator("[data-action=save]").click()
    expect(dialog).not_to_be_visible()
    expect(chip).to_contain_text("90")
    expect(chip).to_contain_text("6:30")
    assert list(house.ask("solar_charging/plans")) == list(found)
    chip.click()
    dialog.locator("[data-action=remove]").click()
    expect(chip).to_contain_text("Set departure")
    assert house.ask("solar_charging/plans") == {}


def test_a_kettle_shows_in_the_flow(page: Page, house: House) -> None:
    card(page, house)
    home = page.locator("solar-charging-card .flow .ends li.of-home")
    house.act("switch.turn_on", entity_id="switch.simulation_kettle")
    expect(home).to_contain_text("kW")
    house.act("switch.turn_off", entity_id="switch.simulation_kettle")
    expect(home).not_to_contain_text("kW")


def test_facts_are_a_tap_away(page: Page, house: House) -> None:
    card(page, house)
    page.locator("solar-charging-card .gauge").click()
    facts = page.locator("solar-charging-card .facts")
    expect(facts).to_contain_text("grid live")
    expect(facts).to_contain_text("kW")


def test_the_chart_reads_values_by_keyboard(page: Page, house: House) -> None:
    card(page, house)
    plot = page.locator("solar-charging-chart .plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    reading = page.locator("solar-charging-chart .reading")
    expect(reading).to_contain_text("Expected")
    before = reading.inner_text()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(reading).not_to_have_text(before)


def test_a_silent_meter_is_shown_and_so_is_its_return(page: Page, house: House) -> None:
    card(page, house)
    house.act("select.select_option", entity_id="select.grid_meter_fault", option="unavailable")
    quality = page.locator("solar-charging-card .facts")
    page.locator("solar-charging-card .gauge").click()
    expect(quality).not_to_contain_text("grid live", timeout=SEEN_MS)
    house.act("select.select_option", entity_id="select.grid_meter_fault", option="none")
    expect(quality).to_contain_text("grid live", timeout=SEEN_MS)


@pytest.fixture
def sunny(page: Page, house: House) -> None:
    """Show the card of a home at noon: whatever a test before this one left behind, the car charges on a clear sky."""
    house.act("switch.turn_off", entity_id="switch.simulation_kettle")
    house.act("select.select_option", entity_id="select.grid_meter_fault", option="none")
    house.act("select.select_option", entity_id="select.simulation_sky", option="clear")
    house.act("select.select_option", entity_id="select.garage_mode", option="solar_only")
    house.wait_for(lambda: float(house.state("sensor.wallbox_power")) > 2500, "the car does not charge")
    card(page, house)


def surplus_w(page: Page) -> float:
    text = page.locator("solar-charging-card .gauge .legend").inner_text()
    found = re.search(r"Surplus (-?[\d.]+) (k?)W", text)
    assert found, text
    return float(found[1]) * (1000 if found[2] else 1)


@pytest.mark.usefixtures("sunny")
def test_a_cloud_shows_in_the_sentence_and_the_gauge(page: Page, house: House) -> None:
    def is_steady() -> bool:
        before = surplus_w(page)
        page.wait_for_timeout(3000)
        return abs(surplus_w(page) - before) < 0.03 * before

    # A shadow of before takes a while to pass.
    house.wait_for(is_steady, "the sun does not shine")
    sunny_w = surplus_w(page)
    sentence = page.locator("solar-charging-card .sentence").first
    expect(sentence).to_contain_text("Charging")
    sunny = sentence.inner_text()
    house.act("select.select_option", entity_id="select.simulation_sky", option="overcast")
    house.wait_for(lambda: surplus_w(page) < 0.6 * sunny_w, "the cloud is not seen")
    expect(sentence).not_to_have_text(sunny)
    assert page.locator("solar-charging-card .notice").count() == 0
    house.act("select.select_option", entity_id="select.simulation_sky", option="broken")


@pytest.mark.usefixtures("sunny")
def test_a_meter_that_repeats_itself_is_shown_with_its_reason(page: Page, house: House) -> None:
    house.act("select.select_option", entity_id="select.grid_meter_fault", option="stuck")
    # What the charger does from here on does not show at the meter.
    mode(page, "off")
    notice = page.locator("solar-charging-card .notice")
    expect(notice).to_contain_text("The grid meter", timeout=SEEN_MS)
    expect(notice).to_contain_text("the same value for", timeout=SEEN_MS)
    house.act("select.select_option", entity_id="select.grid_meter_fault", option="none")
    mode(page, "solar_only")
    expect(notice).to_have_count(0, timeout=SEEN_MS)


def test_the_card_comes_up_in_a_page_that_was_kept_from_before_it_was_installed(page: Page, house: House) -> None:
    # On a slow network the browser shows the page that it kept: nothing of ours is in it.
    kept = page.request.get(house.url).text()
    assert "<home-assistant>" in kept
    kept = "\n".join(line for line in kept.splitlines() if "solar_charging" not in line)
    page.route(f"{house.url}{NOW}", lambda route: route.fulfill(body=kept, content_type="text/html"))
    card(page, house)


def test_a_lost_connection_and_a_restart_are_told_and_survived_without_a_reload(page: Page, house: House) -> None:
    card(page, house)
    page.evaluate("window.isTheSamePage = true")
    house.server.stop()
    notice = page.locator("solar-charging-card .notice")
    expect(notice).to_contain_text("responding", timeout=RUNS_AGAIN_MS)
    house.server.start()
    expect(notice).to_have_count(0, timeout=RUNS_AGAIN_MS)
    mode(page, "off")
    house.wait_for(lambda: house.state("switch.wallbox_charging") == "off", "the card does not control any more")
    mode(page, "solar_only")
    is_pressed(page, "solar_only")
    assert page.evaluate("window.isTheSamePage")


def test_nothing_is_rendered_while_the_page_is_hidden(page: Page, house: House) -> None:
    card(page, house)
    page.evaluate("""() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        const card = (function find(root) {
            const here = root.querySelector('solar-charging-card');
            if (here) return here;
            for (const one of root.querySelectorAll('*')) {
                const found = one.shadowRoot && find(one.shadowRoot);
                if (found) return found;
            }
            return null;
        })(document);
        window.renders = 0;
        const update = card.requestUpdate.bind(card);
        card.requestUpdate = (...change) => { window.renders++; return update(...change); };
    }""")
    time.sleep(4)
    assert page.evaluate("window.renders") == 0


def test_an_old_card_asks_for_a_reload(page: Page, house: House) -> None:
    (ours,) = [one for one in house.ask("lovelace/resources") if "solar-charging.js" in one["url"]]
    change = {"resource_id": ours["id"], "res_type": "module"}
    house.ask("lovelace/resources/update", **change, url=ours["url"].partition("?")[0] + "?v=older")
    try:
        card(page, house)
        expect(page.locator("solar-charging-card .notice")).to_contain_text("Reload")
    finally:
        house.ask("lovelace/resources/update", **change, url=ours["url"])
