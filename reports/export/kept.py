"""Catalogues kept from run to run: MyST starts a process for every formula, and deriving takes most of its time."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from ..compiled_programs import cache_folder
from ..options import NetworkOptions
from .entries import Catalogue, Entry

MOST_FILES = 64


def formulas_folder() -> Path:
    """``backproof/formulas`` in the user's cache folder."""
    return cache_folder().with_name("formulas")


def kept_catalogue(network: NetworkOptions, features: int, classes: int, elements: bool) -> Catalogue:
    """The catalogue, read where this form of Backproof has kept it, else made and kept.

    Where nothing can be kept everything works as before, only slower.
    """
    asked = repr((network, features, classes, elements))
    path = formulas_folder() / f"{sha256(_sources() + asked.encode()).hexdigest()}.json"
    found = _read(path)
    if found is None:
        from .catalogue import catalogue

        found = catalogue(network, {"D": features, "K": classes}, elements=elements)
        _keep(path, found)
    return found


def _read(path: Path) -> Catalogue | None:
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        entries = (Entry(**{**entry, "rights": tuple(entry["rights"])}) for entry in kept["entries"])
        return Catalogue(tuple(entries), tuple(kept["parameters"]), kept["command"])
    return None


def _keep(path: Path, found: Catalogue) -> None:
    """A file appears whole or not at all; a folder of many is emptied first."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = list(path.parent.iterdir())
        for old in files if len(files) >= MOST_FILES else ():
            old.unlink(missing_ok=True)
        half = path.with_suffix(f".{os.getpid()}.part")
        half.write_text(json.dumps(asdict(found), sort_keys=True), encoding="utf-8")
        half.replace(path)


def _sources() -> bytes:
    """The content of all that decides a formula: one that was kept by another form of Backproof is not found."""
    package = Path(__file__).resolve().parents[1]
    digest = sha256()
    for folder in (package.with_name("derive"), package):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()
