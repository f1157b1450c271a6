"""What the reason says of the surplus is what its sensor shows beside it, at every moment."""

import re
from types import MappingProxyType

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.catalogue.charger_config import ChargerConfig, ReadingConfig, SetPointConfig
from custom_components.solar_charging.catalogue.charger_storage import charger_data
from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.setup.sentences import Explainer

from .home import StateHome
from .test_charging import surplus_of

# Steps and noise, small and large, above nothing and below.
WATTS = (300, 318, 345, 900, 880, 910, 1210, 560, 20, -40, -700, 60, 640, 1000, 1004, 985, 1300)


def shown_power(home: StateHome, name: str) -> str:
    watts = home.number(home.ours("sensor", name))
    sentence = Explainer({"power": "{power_w}"}, "en").sentence(Reason("power", {"power_w": abs(watts)}))
    return sentence or ""


async def test_with_several_chargers_each_reason_has_the_number_of_the_sensor(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-21 10:00:00+00:00")
    await home.plug_in_devices()
    entry = await home.set_up()
    for name in ("left", "right"):
        home.state(f"number.{name}", 6, {"unit_of_measurement": "A", "min": 6, "max": 16, "step": 1})
        home.power(f"sensor.{name}_power", 0)
        home.state(f"sensor.{name}_status", "connected")
        data = charger_data(
            ChargerConfig(
                "",
                name,
                set_point=SetPointConfig(f"number.{name}", pauses_at_zero=True),
                readings={
                    "power": ReadingConfig(f"sensor.{name}_power"),
                    "status": ReadingConfig(f"sensor.{name}_status"),
                },
            )
        )
        part = ConfigSubentry(data=MappingProxyType(data), subentry_type="charger", title=name, unique_id=None)
        hass.config_entries.async_add_subentry(entry, part)
        await hass.async_block_till_done()
    numbers_shown = set()
    for watts in WATTS[::2]:
        await surplus_of(home, freezer, watts, 15)
        reasons = [one.state for one in hass.states.async_all("sensor") if one.entity_id.endswith("_reason")]
        assert len(reasons) == 3
        found = [re.search(r"The surplus is (\S+ k?W);|No surplus \(using (\S+ k?W) ", reason) for reason in reasons]
        numbers = {one[1] or one[2] for one in found if one}
        assert numbers <= {shown_power(home, "excess_power")}, reasons
        numbers_shown |= numbers
    assert len(numbers_shown) > 2


async def test_the_number_in_the_reason_is_the_number_of_the_sensor(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-21 10:00:00+00:00")
    await home.plug_in_devices()
    await home.set_up()
    seen = set()
    for watts in WATTS:
        for _ in range(6):
            await surplus_of(home, freezer, watts, 5)
            reason = hass.states.get(home.ours("sensor", "reason"))
            assert reason is not None
            found = re.match(r"The surplus is (\S+ k?W);|No surplus \(using (\S+ k?W) ", reason.state)
            assert found, reason.state
            assert (found[1] or found[2]) == shown_power(home, "excess_power"), reason.state
            seen.add(found[0])
    # It follows all the same: not one number for all of them.
    assert len(seen) >= 3
