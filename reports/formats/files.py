"""The files of a report in every format that was asked for."""

from __future__ import annotations

from ..report import Report
from .choice import Choice
from .dialects import dialect_of


def report_files(report: Report, choice: Choice) -> dict[str, bytes]:
    """The report's files by their names; pictures come first: a report never names one that is not there yet."""
    files: dict[str, bytes] = {}
    if "md" in choice.formats:
        from ..markdown import render_markdown

        text, pictures = render_markdown(report, dialect_of(choice.dialect))
        files |= {**pictures, "report.md": text.encode()}
    if "html" in choice.formats:
        from ..page import render_html

        files["report.html"] = render_html(report).encode()
    if "tex" in choice.formats:
        from .latex import render_latex

        files["report.tex"] = render_latex(report).encode()
    return files
