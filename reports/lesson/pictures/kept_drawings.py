"""Plots that were drawn before, kept by content: importing what draws takes longer than all else in a second report.

A drawing is named by the numbers in it, the program text that draws it and the versions of the libraries. What is read
is looked at: it is a drawing as these rooms make them, without a word that a browser could run or load, or it is drawn
anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Any

from derive.source_digest import digest_of_sources
from numeric.keeping.plain_data import NotPlain, numbers_in, plain_of

from ...kept_numbers import Store
from ...kept_proofs import ProofFolder, proves_anew
from ...provenance import installed_version
from ...system.kept_files import cache_folder

MOST_FILES = 512
MOST_NUMBERS = 50_000
DRAWN_BY = ("reports/lesson",)
LIBRARIES = ("matplotlib", "numpy")
_STORE: ContextVar[Store | None] = ContextVar("drawings", default=None)

TAGS = "svg|g|path|text|defs|use|clipPath|rect"
ATTRIBUTES = (
    "role|aria-label|font-family|font-size|fill|stroke-linejoin|stroke-linecap|xmlns|xmlns:xlink|version|viewBox|id|d"
    "|x|y|width|height|transform"
)
ATTRIBUTE = rf'(?:{ATTRIBUTES})="[^"<>&]*"|style="[^"<>&()\\]*"|clip-path="url\(#[\w-]+\)"|xlink:href="#[\w-]+"'
DRAWING = re.compile(
    rf"<svg(?: (?:{ATTRIBUTE}))*>(?:<(?:{TAGS})(?: (?:{ATTRIBUTE}))*/?>|</(?:{TAGS})>|[^<>&]|&(?:amp|lt|gt);)*</svg>"
)


def drawn(name: str, parts: tuple[Any, ...], draw: Callable[[], str]) -> str:
    """The drawing of that name and these parts: a kept one where there is one, else what ``draw`` makes.

    >>> drawn("line", (1.0, 2.0), lambda: "<svg><path/></svg>")
    '<svg><path/></svg>'
    """
    store = _STORE.get()
    key = _key(name, parts) if store is not None else ""
    if store is None or not key:
        return draw()
    kept = store.get(key)
    if is_drawing(kept):
        return str(kept)
    svg = draw()
    if is_drawing(svg):
        store.put(key, svg)
    return svg


def is_drawing(svg: Any) -> bool:
    """Whether this is a drawing made of lines, marks and words alone.

    >>> is_drawing('<svg viewBox="0 0 1 1"><g><path d="M 0 0" style="fill: none"/></g><text>1</text></svg>')
    True
    >>> is_drawing('<svg onload="alert(1)"></svg>'), is_drawing('<svg><use xlink:href="https://there"/></svg>')
    (False, False)
    """
    return isinstance(svg, str) and DRAWING.fullmatch(svg) is not None


@contextmanager
def drawings_kept(cache: bool) -> Iterator[None]:
    """Meanwhile drawings are taken from the user's cache folder and kept there, where the user lets it."""
    before = _STORE.set(None if proves_anew(cache) else ProofFolder(cache_folder("drawings"), most=MOST_FILES))
    try:
        yield
    finally:
        _STORE.reset(before)


def _key(name: str, parts: tuple[Any, ...]) -> str:
    """The name of a drawing; empty where it has too many numbers, or where something else may count."""
    if _has_settings() or numbers_in(parts) > MOST_NUMBERS:
        return ""
    try:
        content = json.dumps([name, plain_of(parts), *map(installed_version, LIBRARIES)], separators=(",", ":"))
    except NotPlain:
        return ""
    return sha256(digest_of_sources(DRAWN_BY) + content.encode("utf-8", "surrogatepass")).hexdigest()


def _has_settings() -> bool:
    """Whether there is a file of settings of the user's own, which matplotlib would read and nobody reads here."""
    places = [Path()]
    try:
        config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        places += [Path(config, "matplotlib"), Path.home() / ".matplotlib"]
    except RuntimeError:  # a user without a home
        pass
    named = "MATPLOTLIBRC" in os.environ or "MPLCONFIGDIR" in os.environ
    return named or any((place / "matplotlibrc").exists() for place in places)
