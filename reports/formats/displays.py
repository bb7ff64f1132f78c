"""How a report shows itself: as text, in a notebook as a part of that page, or as Markdown with its pictures inside.

The package attaches these to the report when it is loaded; what draws them is imported when one is asked for.
"""

from __future__ import annotations

import base64
import re

from ..report import Report
from ..system.showing import shown_by

# A notebook moves the words of every table to the right, by a rule that is stronger than a plain one of ours.
WORDS_ON_THE_LEFT = (
    ".backproof.bp-fragment :is(th, td):not(.bp-number, .bp-heat, [title]) { text-align: left; }\n"
    ".backproof.bp-fragment .bp-heat { text-align: center; }\n"
)


@shown_by("text")
def report_text(report: Report) -> str:
    """The comparison as in a terminal."""
    from .plain.terminal import comparison_text

    return comparison_text(report)


@shown_by("sentence")
def report_sentence(report: Report) -> str:
    """The verdict in one sentence with its numbers."""
    from numeric.comparison_table import verdict_sentence

    return verdict_sentence(report.comparison)


@shown_by("html")
def report_html(report: Report) -> str:
    """The report as a fragment, which has its own style and leaves that of the notebook alone."""
    from .html.look import Look
    from .html.page import render_html

    return render_html(report, Look(fragment=True, css=WORDS_ON_THE_LEFT))


@shown_by("markdown")
def report_markdown(report: Report) -> str:
    """The report in Jupyter's dialect; a notebook has no files beside it, so that each picture is in its own link."""
    from .markdown.dialects import dialect_of
    from .markdown.document import render_markdown

    text, pictures = render_markdown(report, dialect_of("jupyter"))
    links = {name: f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}" for name, svg in pictures.items()}
    return re.sub(r"\]\(([\w.-]+)\)", lambda found: f"]({links.get(found[1], found[1])})", text)
