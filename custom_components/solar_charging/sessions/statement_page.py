"""A statement as a page to print or to send: HTML in the user's language, of one file, without a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from html import escape

from .price_rule import kwh
from .statement import Statement, StatementLine

# How each language writes a date; the others as ISO 8601 does.
_DATES = {
    "cs": "%d.%m.%Y", "da": "%d.%m.%Y", "de": "%d.%m.%Y", "es": "%d/%m/%Y", "fi": "%d.%m.%Y", "fr": "%d/%m/%Y",
    "it": "%d/%m/%Y", "nb": "%d.%m.%Y", "nl": "%d-%m-%Y", "pl": "%d.%m.%Y", "pt": "%d/%m/%Y",
}  # fmt: skip
_WITH_POINT = frozenset({"en"})
# Columns that are left out where no line has anything in them.
_OPTIONAL = frozenset({"meter", "car", "driver", "battery", "co2", "note"})
_TEXTS = frozenset({"start", "end", "charger", "car", "driver", "note"})
_STYLE = """
body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#111}
h1{font-size:1.4em;margin:0}
p{margin:.2em 0 1.2em;color:#555}
table{border-collapse:collapse;width:100%}
th,td{padding:.35em .6em;border-bottom:1px solid #ccc;text-align:right;white-space:nowrap}
th{vertical-align:bottom}
.text{text-align:left}
.note{white-space:normal}
tfoot td{border-bottom:0;border-top:2px solid #111;font-weight:600}
@media print{body{margin:0}@page{size:landscape;margin:1.5cm}}
""".strip().replace("\n", "")


@dataclass(frozen=True, slots=True)
class ReaderLanguage:
    """How a person reads it: the language ("pt-BR"), its words by key, and the time zone of the home."""

    language: str
    words: Mapping[str, str]
    zone: tzinfo

    def word(self, key: str) -> str:
        """Return a word; its key where the language has none."""
        return self.words.get(key, key)

    def number(self, value: Decimal | int | None) -> str:
        """Return a number; a dash for what is not known."""
        if value is None:
            return "–"
        return str(value) if self._tongue in _WITH_POINT else str(value).replace(".", ",")

    def date(self, month: str) -> str:
        """Return a month, as 11/2026."""
        year, number = month.split("-")
        return f"{number}/{year}"

    def moment(self, at_s: float, beside_s: float) -> str:
        """Return a local time, with its offset where the other end of the session has another one."""
        at, beside = (datetime.fromtimestamp(one, self.zone) for one in (at_s, beside_s))
        text = at.strftime(f"{_DATES.get(self._tongue, '%Y-%m-%d')} %H:%M")
        return text if at.utcoffset() == beside.utcoffset() else f"{text} (UTC{at.strftime('%:z')})"

    @property
    def _tongue(self) -> str:
        return self.language.partition("-")[0]


def to_html(found: Statement, wording: ReaderLanguage) -> str:
    """Return the page."""
    rows = [_cells(line, wording) for line in found.lines]
    shown = [key for key in _cells_of_sum(found, wording) if key not in _OPTIONAL or any(one[key] for one in rows)]
    head = "".join(f"<th{_class(key)}>{escape(wording.word(key))}{_unit(key, found)}</th>" for key in shown)
    body = "\n".join(_row(one, shown) for one in rows)
    title = wording.word("title")
    name = f"{found.heading.name} · " if found.heading.name else ""
    subtitle = escape(f"{name}{wording.date(found.heading.month)}")
    none = "" if rows else f"<p>{escape(wording.word('none'))}</p>"
    table = (
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        f"<tfoot>{_row(_cells_of_sum(found, wording), shown)}</tfoot></table>"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(wording.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} · {subtitle}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1><p>{subtitle}</p>\n{none or table}\n</body></html>\n"
    )


def _cells(line: StatementLine, wording: ReaderLanguage) -> dict[str, str]:
    session = line.session
    ended_s = session.ended_s or session.started_s
    readings = (session.meter_started_wh, session.meter_ended_wh)
    meter = [wording.number(kwh(round(one))) for one in readings if one is not None]
    return {
        "start": wording.moment(session.started_s, ended_s),
        "end": wording.moment(ended_s, session.started_s),
        "charger": line.charger,
        "car": session.vehicle,
        "driver": session.person,
        "meter": " – ".join(meter),
        "solar": wording.number(kwh(line.solar_wh)),
        "battery": wording.number(kwh(line.battery_wh)) if line.battery_wh else "",
        "grid": wording.number(kwh(line.grid_wh)),
        "energy": wording.number(kwh(line.energy_wh)),
        "price": wording.number(line.price),
        "amount": wording.number(line.amount),
        "co2": "" if line.carbon_g is None else wording.number(line.carbon_g),
        "note": "; ".join(text for text in (session.note, _corrected(line, wording)) if text),
    }


def _cells_of_sum(found: Statement, wording: ReaderLanguage) -> dict[str, str]:
    return {
        **dict.fromkeys(("start", "end", "charger", "car", "driver", "meter"), ""),
        "start": wording.word("sum"),
        "solar": wording.number(kwh(found.solar_wh)),
        "battery": wording.number(kwh(found.battery_wh)),
        "grid": wording.number(kwh(found.grid_wh)),
        "energy": wording.number(kwh(found.energy_wh)),
        "price": "",
        "amount": wording.number(found.amount),
        "co2": wording.number(found.carbon_g),
        "note": "",
    }


def _corrected(line: StatementLine, wording: ReaderLanguage) -> str:
    before_wh = line.session.corrected_from_wh
    return "" if before_wh is None else f"{wording.word('corrected')} {wording.number(kwh(round(before_wh)))} kWh"


def _row(cells: Mapping[str, str], shown: list[str]) -> str:
    return "<tr>" + "".join(f"<td{_class(key)}>{escape(cells[key])}</td>" for key in shown) + "</tr>"


def _class(key: str) -> str:
    if key not in _TEXTS:
        return ""
    return ' class="text note"' if key == "note" else ' class="text"'


def _unit(key: str, found: Statement) -> str:
    currency = escape(found.heading.currency)
    units = dict.fromkeys(("meter", "solar", "battery", "grid", "energy"), "kWh")
    unit = {**units, "price": currency, "amount": currency, "co2": "g"}.get(key)
    return f"<br>{unit}" if unit else ""
