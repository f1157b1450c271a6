"""Numbers and times of day as people say them: "80 %", "eighty", "7:30", "7 pm", "seven thirty". Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import time

_NUMBER = re.compile(r"\d+", re.ASCII)
# Speech recognition writes half past seven as "730", too.
_TIME = re.compile(r"(\d{1,2})(?:\s?[:.h]?\s?(\d{2})|\s?h)?", re.ASCII)
_HALF_OF_DAY = re.compile(r"(?<![^\W\d])([ap])\.?m\b")
# What is said with a time and changes nothing of it. Any other word may ("half past seven", "halb acht"): then it is better asked for again.
_FILLERS = re.compile(
    "o'clock|uhr|heures?|uur|horas?|hodiny?|godzin[ay]|ore|klo?|klokka|klokken|klockan|the"
    "|tomorrow|morgen|demain|mañana|domani|amanhã|imorgon|huomenna|jutro|zítra"
)
# Hours from "am" to "pm".
_HALF_DAY = 12
# A time is said in one number, the hour, or in two.
_HOUR_AND_MINUTE = 2


def percent_of(text: str, words: Mapping[str, int]) -> int | None:
    """Return the percentage that is said, None if none is. `words`: numbers by the words for them."""
    found = _NUMBER.search(text)
    value = int(found.group()) if found else _worded(text, words)
    return value if value is not None and 1 <= value <= 100 else None


def time_of(text: str, words: Mapping[str, int]) -> time | None:
    """Return the time of day that is said, None if none is."""
    text = _HALF_OF_DAY.sub(r" \1m", text.casefold().replace("’", "'"))
    spoken = [word for one in text.split() if not _FILLERS.fullmatch(word := one.strip(".,!?"))]
    half = spoken.pop() if spoken and spoken[-1] in ("am", "pm") else ""
    if (found := _hour_and_minute(spoken, words)) is None:
        return None
    hour, minute = found
    if half and not 1 <= hour <= _HALF_DAY:
        return None
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _hour_and_minute(spoken: Sequence[str], words: Mapping[str, int]) -> tuple[int, int] | None:
    if found := _TIME.fullmatch(" ".join(spoken)):
        return int(found.group(1)), int(found.group(2) or 0)
    for between in (" ", "-"):
        if (hour := words.get(between.join(spoken))) is not None:
            return hour, 0
    numbers = [number for one in spoken if (number := words.get(one)) is not None]
    return (numbers[0], numbers[1]) if len(numbers) == len(spoken) == _HOUR_AND_MINUTE else None


def _worded(text: str, words: Mapping[str, int]) -> int | None:
    """Return the longest number word that is in a text."""
    folded = f" {text.casefold()} "
    found = [word for word in words if f" {word} " in folded]
    return words[max(found, key=len)] if found else None
