"""The Jinja environment of every template: autoescape on, an unknown name is an error."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

SETTINGS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}


@lru_cache(maxsize=4)
def environment(room: str) -> Environment:
    """Return the environment of a room's ``templates``; ``autoescape`` holds for every extension.

    >>> environment("reports.lesson.pictures").from_string("{{ name }}").render(name="<script>")
    '&lt;script&gt;'
    """
    return Environment(loader=PackageLoader(room), **SETTINGS)
