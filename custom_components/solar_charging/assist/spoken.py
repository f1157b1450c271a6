"""Numbers and times of day as people say them: "80 %", "eighty", "7:30", "7 pm", "seven". Pure."""

import re
from collections.abc import Mapping
from datetime import time

_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(am|pm)?", re.ASCII | re.IGNORECASE)
# Hours from "am" to "pm".
_HALF_DAY = 12


def percent_of(text: str, words: Mapping[str, int]) -> int | None:
    """Return the percentage that is said, None if none is. `words`: numbers by the words for them."""
    found = _NUMBER.search(text)
    value = int(found.group()) if found else _worded(text, words)
    return value if value is not None and 1 <= value <= 100 else None


def time_of(text: str, words: Mapping[str, int]) -> time | None:
    """Return the time of day that is said, None if none is."""
    if (found := _TIME.search(text)) is None:
        hour = _worded(text, words)
        return time(hour) if hour is not None and hour < 24 else None
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), (found.group(3) or "").lower()
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _worded(text: str, words: Mapping[str, int]) -> int | None:
    """Return the longest number word that is in a text."""
    folded = f" {text.casefold()} "
    found = [word for word in words if f" {word} " in folded]
    return words[max(found, key=len)] if found else None
