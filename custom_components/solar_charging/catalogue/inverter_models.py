"""The makes and models a person browses: the catalogue's, which can be read, and those of pvlib's CEC inverter library.

The library (California Energy Commission, 2019) knows about 2,000 models by rated power and efficiency curve, most of
them sold in North America; the catalogue knows what Home Assistant can read. A model of the one only still helps: the
AC limit and the curve better the estimate, and setup states that it cannot be read.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .entry import Kind
from .loader import Catalogue

_LIBRARY = "sam-library-cec-inverters-2019-03-05.csv"
# Two rows of units and of the simulator's own names follow the header.
_ROWS_BEFORE_DATA = 2
# What is mounted on a home or a small business; the library goes up to 3 MW.
_LARGEST_W = 100_000.0
# pvlib replaces these when it loads the library, and its names are the keys to the curves.
_CURVE_NAME = str.maketrans(dict.fromkeys(' -.()[]:+/",', "_"))
_VOLTAGE = re.compile(r"\s*\[\d+V\]\s*$")
# Endings of legal names, which no one searches for.
_LEGAL = re.compile(
    r"[ ,-]+(co|ltd|inc|llc|gmbh|corp|corporation|limited|usa|america|s a)\b\.?(?=$|[ ,-])", re.IGNORECASE
)
# "GW10K-ET", "SUN2000-10KTL-M1", "SB5.0", "Symo 20.0-3-M", "SH10RT": a number of kW, most makers write it so.
_RATED_K = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?) ?k", re.IGNORECASE)
_RATED_POINT = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?![\d.])")


@dataclass(frozen=True, slots=True)
class InverterModel:
    """One model of one make.

    `rated_ac_w`: the power it delivers at most; None: unknown. `efficiency`: at rated power, 0 to 1. `curve`: the name of its
    efficiency curve in pvlib's library. `integrations`: what reads this make; none: it cannot be read.
    """

    make: str
    model: str
    rated_ac_w: float | None = None
    efficiency: float | None = None
    curve: str | None = None
    integrations: tuple[str, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether Home Assistant can read this make."""
        return bool(self.integrations)


def inverter_models(catalogue: Catalogue, library: Path | None) -> tuple[InverterModel, ...]:
    """Return all models, sorted by make and model. Reads a library of half a megabyte: call it in an executor."""
    readers = _readers(catalogue)
    known = {(model.make.casefold(), model.model.casefold()): model for model in _of_catalogue(catalogue, readers)}
    for model in _of_library(library, readers) if library else ():
        key = (model.make.casefold(), model.model.casefold())
        earlier = known.get(key)
        # The library has a row per grid voltage; the most it delivers is the limit.
        if earlier is None or (earlier.rated_ac_w or 0.0) < (model.rated_ac_w or 0.0):
            known[key] = model
    return tuple(sorted(known.values(), key=lambda one: (one.make.casefold(), one.model.casefold())))


def rated_ac_w_in(name: str) -> float | None:
    """Return the rated power in W that a model's name states in kW, as most makers' names do; None: it does not."""
    found = _RATED_K.search(name) or _RATED_POINT.search(name)
    rated_w = 1000.0 * float(found[1]) if found else 0.0
    return rated_w if 0.0 < rated_w <= _LARGEST_W else None


def _readers(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return the integrations that read each make, core first."""
    readers: dict[str, dict[str, bool]] = {}
    for entry in catalogue.inverters:
        for make in entry.about.makes:
            if entry.roles and entry.about.kind in {Kind.INVERTER, Kind.BATTERY}:
                readers.setdefault(make, {})[entry.about.domain] = entry.about.is_core
    return {make: tuple(sorted(found, key=lambda domain: not found[domain])) for make, found in readers.items()}


def _of_catalogue(catalogue: Catalogue, readers: Mapping[str, tuple[str, ...]]) -> Iterator[InverterModel]:
    for entry in catalogue.inverters:
        if entry.about.kind is not Kind.INVERTER:
            continue
        make = entry.about.makes[0]
        for model in entry.about.models:
            yield InverterModel(make, model, rated_ac_w_in(model), integrations=readers.get(make, ()))


def _of_library(library: Path, readers: Mapping[str, tuple[str, ...]]) -> Iterator[InverterModel]:
    with library.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number < _ROWS_BEFORE_DATA or float(row["Paco"]) > _LARGEST_W:
                continue
            legal_name, _, model = row["Name"].partition(":")
            make = _short(legal_name.strip(), readers)
            yield InverterModel(
                make=make,
                model=_VOLTAGE.sub("", model).strip().removeprefix(f"{make} "),
                rated_ac_w=float(row["Paco"]),
                efficiency=round(float(row["Paco"]) / float(row["Pdco"]), 4),
                curve=row["Name"].translate(_CURVE_NAME),
                integrations=readers.get(make, ()),
            )


def library_path() -> Path | None:
    """Return where pvlib keeps the library, without importing pvlib, which takes seconds.

    None: it is not there. pvlib is installed when the first home has been set up, and again after an update of Home Assistant.
    """
    spec = find_spec("pvlib")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0]) / "data" / _LIBRARY if folders else None
    return path if path and path.is_file() else None


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w/!+]+", text.casefold()))


def _short(legal_name: str, readers: Mapping[str, tuple[str, ...]]) -> str:
    """Return the make as the catalogue writes it where it knows it, else the legal name without its legal form."""
    words = set(_words(legal_name))
    for make in readers:
        if set(_words(make)) <= words:
            return make
    shortened = _LEGAL.sub("", legal_name)
    while shortened != (shorter := _LEGAL.sub("", shortened)):
        shortened = shorter
    return shortened.strip(" -,") or legal_name
