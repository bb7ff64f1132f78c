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


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment; ``autoescape`` holds for every extension.

    >>> environment().from_string("{{ name }}").render(name="<script>")
    '&lt;script&gt;'
    """
    return Environment(loader=PackageLoader("reports"), **SETTINGS)
