"""The engine's reasons as sentences, with numbers as people read them. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from ..engine.model import Reason

# Languages that write 1,5 for one and a half.
DECIMAL_COMMA = frozenset(
    {
        "bg",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "fi",
        "fr",
        "hr",
        "hu",
        "it",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sv",
        "tr",
        "uk",
    }
)


class Explainer:
    """Puts reasons into words."""

    def __init__(self, sentences: Mapping[str, str], language: str, zone: tzinfo = UTC) -> None:
        """`zone`: in which times are shown."""
        self._sentences = sentences
        self._zone = zone
        self._has_comma = language.split("-", maxsplit=1)[0] in DECIMAL_COMMA

    def sentence(self, reason: Reason) -> str | None:
        """Return the reason in words, None for one there are no words for."""
        power_w = reason.numbers.get("power_w")
        template = self._sentences.get(reason.key)
        numbers = {name: self.number(name, value) for name, value in reason.numbers.items()}
        # A negative surplus has a sentence of its own instead of a minus sign.
        if isinstance(power_w, int | float) and power_w <= 0 and f"{reason.key}_none" in self._sentences:
            template = self._sentences[f"{reason.key}_none"]
            numbers["power_w"] = self.number("power_w", -power_w)
        return template and template.format_map(numbers)

    def number(self, name: str, value: float | str) -> str:
        """Return a number in words, with the unit that the end of its name gives."""
        if isinstance(value, str):
            return value
        if name.endswith("_at"):
            return f"{datetime.fromtimestamp(value, self._zone):%H:%M}"
        text, unit = _readable(name, value)
        return (text.replace(".", ",") if self._has_comma else text) + unit


def _readable(name: str, value: float) -> tuple[str, str]:
    """Return a number as a person reads it and its unit, which the end of its name gives."""
    if name.endswith("_w"):
        # Tens of watts: the last digit of a meter is noise.
        return (f"{value / 1000:.1f}", " kW") if abs(value) >= 995 else (f"{round(value, -1):.0f}", " W")
    if name.endswith("_wh"):
        return (f"{value / 1000:.1f}", " kWh") if abs(value) >= 1000 else (f"{value:.0f}", " Wh")
    if name.endswith("_a"):
        return f"{round(value, 1):g}", " A"
    if name.endswith("_pct"):
        return f"{value:.0f}", " %"
    if name.endswith("_price"):
        return f"{value:.2f}", ""
    if name == "seconds":
        return (f"{value / 60:.0f}", " min") if value >= 120 else (f"{5 * round(value / 5)}", " s")
    if name == "minutes":
        return f"{value:.0f}", " min"
    return f"{value:g}", ""
