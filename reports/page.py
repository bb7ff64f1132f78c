"""The page: one HTML file that works from disk, with native mathematics and no network."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from markupsafe import Markup

from .environment import environment
from .lesson.document import lesson
from .mathml import Mathematics
from .report import Report

HEAT_STEPS = 10


def render_html(report: Report) -> str:
    """Return the whole page as HTML text, the same for the same report."""
    return render_sections(report, Mathematics())


def render_sections(report: Report, mathematics: Mathematics) -> str:
    """Draw the lesson's sections; ``mathematics`` counts the formulas that could not be drawn."""
    sections, script = lesson(report), _own("styles/page.js")
    return (
        environment()
        .get_template("report.html.jinja")
        .render(
            title=f"{sections[0].title} The gradient of softmax cross-entropy, derived and proved",
            sections=sections,
            math=mathematics,
            style=Markup(_own("styles/page.css") + heat_style()),
            script=Markup(script),
            script_hash=source_hash(script),
            font=font_base64(),
        )
    )


def source_hash(source: str) -> str:
    """The hash by which the page's policy allows this script and no other.

    >>> source_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def heat_style() -> str:
    """The colours of the heat map: blue for positive, red for negative, both readable in dark mode."""
    rules = []
    for side, colour in (("positive", "47, 111, 179"), ("negative", "192, 57, 43")):
        rules += [
            f".bp-{side}-{step} {{ background: rgba({colour}, {0.62 * step / (HEAT_STEPS - 1):.3f}); }}"
            for step in range(HEAT_STEPS)
        ]
    return "\n".join(rules) + "\n"


@lru_cache(maxsize=1)
def font_base64() -> str:
    """The embedded math font as text."""
    return base64.b64encode(files("reports").joinpath("fonts/latinmodern-math.woff2").read_bytes()).decode()


@lru_cache(maxsize=8)
def _own(path: str) -> str:
    return files("reports").joinpath(path).read_text(encoding="utf-8")
