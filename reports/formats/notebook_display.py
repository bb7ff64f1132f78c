"""How a report shows itself in a notebook: as a part of that page, or as Markdown with its pictures inside."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..report import Report

# A notebook moves the words of every table to the right, by a rule that is stronger than a plain one of ours.
WORDS_ON_THE_LEFT = (
    ".backproof.bp-fragment :is(th, td):not(.bp-number, .bp-heat, [title]) { text-align: left; }\n"
    ".backproof.bp-fragment .bp-heat { text-align: center; }\n"
)


def report_html(report: Report) -> str:
    """The report as a fragment, which has its own style and leaves that of the notebook alone."""
    from .html.look import Look
    from .html.page import render_html

    return render_html(report, Look(fragment=True, css=WORDS_ON_THE_LEFT))


def report_markdown(report: Report) -> str:
    """The report in Jupyter's dialect; a notebook has no files beside it, so that each picture is in its own link."""
    from .markdown.dialects import dialect_of
    from .markdown.document import render_markdown

    text, pictures = render_markdown(report, dialect_of("jupyter"))
    links = {name: f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}" for name, svg in pictures.items()}
    return re.sub(r"\]\(([\w.-]+)\)", lambda found: f"]({links.get(found[1], found[1])})", text)
