"""The files of a report in every format that was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..report import Report
from .choice import Choice
from .markdown.dialects import dialect_of
from .paper import PAPERS

if TYPE_CHECKING:
    from .html.look import Look
    from .own_templates import Room


def rooms_of(choice: Choice) -> tuple[Room, ...]:
    """The templates that these formats are written with, and that the user's own may therefore replace."""
    from .html.look import PAGES
    from .latex.document import DOCUMENTS
    from .markdown.document import TEMPLATES

    room = {"html": PAGES, "pdf": PAGES, "md": TEMPLATES, "tex": DOCUMENTS}
    return tuple(dict.fromkeys(room[name] for name in choice.formats if name in room))


def report_files(
    report: Report, choice: Choice, look: Look | None = None, folder: Path | None = None
) -> dict[str, bytes]:
    """The report's files by their names; pictures come first: a report never names one that is not there yet.

    ``look`` is how the page looks, and with whose templates every format is written; a fragment has a name of its own.
    ``folder`` is where the files will lie.
    """
    files: dict[str, bytes] = {}
    own, paper = (look.templates, look.paper) if look else (None, PAPERS[0])
    if "md" in choice.formats:
        from .markdown.document import render_markdown

        text, pictures = render_markdown(report, dialect_of(choice.dialect), own, paper)
        files |= {**pictures, "report.md": text.encode()}
    if "html" in choice.formats:
        from .html.page import render_html

        name = "fragment.html" if look and look.fragment else "report.html"
        files[name] = render_html(report, look).encode()
    if "tex" in choice.formats:
        from .latex.document import render_latex

        files["report.tex"] = render_latex(report, own, paper).encode()
    if "pdf" in choice.formats:
        from .html.page import render_html
        from .pdf import render_pdf

        files["report.pdf"] = render_pdf(render_html(report, replace(look, fragment=False) if look else None))
    if "ipynb" in choice.formats:
        from .notebook import render_notebook

        files["report.ipynb"] = render_notebook(report, folder).encode()
    return files
