"""Numbers as people write them: decimal comma or point, and groups of three digits."""

import math

from .sentences import DECIMAL_COMMA

# Of these, those that put a point between thousands; the others leave a narrow gap.
_GROUPING_POINT = frozenset({"ca", "da", "de", "el", "es", "hr", "it", "nl", "pt", "ro", "sl", "tr"})
_NARROW_GAP = "\u202f"


def number_text(value: float, language: str) -> str:
    """Return a measured value to three digits or so, whole from 100 on: `1,234`, `23.4`, `0.87`."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    if _primary(language) not in DECIMAL_COMMA:
        return text
    group = "." if _primary(language) in _GROUPING_POINT else _NARROW_GAP
    return text.translate({ord(","): group, ord("."): ","})


def price_text(value: float, language: str) -> str:
    """Return a price to the cent, finer ones as they are: `0.30`, `0.2845`."""
    text = f"{value:.2f}" if math.isclose(value, round(value, 2)) else f"{value:g}"
    return text.replace(".", ",") if _primary(language) in DECIMAL_COMMA else text


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0]
