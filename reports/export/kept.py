"""Catalogues kept from run to run: MyST starts a process for every formula, and deriving takes most of its time."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, fields, is_dataclass
from hashlib import sha256
from pathlib import Path

from derive.source_digest import digest_of_sources

from ..options.options import NetworkOptions
from ..system.kept_files import cache_folder, keep, kept
from .entries import Catalogue, Entry

MOST_FILES = 64
SOURCES = ("derive", "reports")


def formulas_folder() -> Path:
    """``backproof/formulas`` in the user's cache folder."""
    return cache_folder("formulas")


def kept_catalogue(network: NetworkOptions, features: int, classes: int, elements: bool) -> Catalogue:
    """The catalogue, read where this form of Backproof has kept it, else made and kept.

    Where nothing can be kept everything works as before, only slower.
    """
    asked = f"{spelled_out(network)} {features} {classes} {elements}"
    path = formulas_folder() / f"{sha256(digest_of_sources(SOURCES) + asked.encode()).hexdigest()}.json"
    found = _read(path)
    if found is None:
        from .catalogue import catalogue

        found = catalogue(network, {"D": features, "K": classes}, elements=elements)
        keep(path, json.dumps(asdict(found), sort_keys=True), MOST_FILES)
    return found


def spelled_out(value: object) -> str:
    """Everything that a value is made of: a short ``repr`` is for people, and alike for what is not the same.

    >>> spelled_out(NetworkOptions().writing)
    "ConventionOptions('', '', '', False)"
    """
    if is_dataclass(value) and not isinstance(value, type):
        parts = [spelled_out(getattr(value, field.name)) for field in fields(value) if field.init]
        return f"{type(value).__name__}({', '.join(parts)})"
    if isinstance(value, tuple):
        return f"({', '.join(map(spelled_out, value))})"
    return repr(value)


def _read(path: Path) -> Catalogue | None:
    with suppress(TypeError, KeyError):
        found = kept(path)
        entries = (Entry(**{**entry, "rights": tuple(entry["rights"])}) for entry in found["entries"])
        return Catalogue(tuple(entries), tuple(found["parameters"]), found["command"], found["title"])
    return None
