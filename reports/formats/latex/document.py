r"""The lesson as a complete LaTeX document for pdfLaTeX; pictures are TikZ in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from ...lesson.blocks import Block, Cell, Inline, Math, Paragraph, Picture, Section, Table
from ...lesson.document import lesson
from ...lesson.outside import shown
from ...lesson.titles import network_title
from ...report import Report
from ..line_breaks import with_gaps
from ..own_templates import Room
from ..paper import PAPERS
from .lines import FITS, FITS_IN_CELL, breakable, extent, rows
from .mathematics import mathematics
from .text import code, escaped
from .tikz import LINE_PT, as_tikz, width_of

# A table longer than this goes on under the same headings; a cell with more words than this has lines.
ROWS, LONG_CELL, HEADING = 34, 46, 15
# A picture up to this width shares the line with its neighbour.
SMALL = 430.0
FRAMES = {"verdict": "bpgreen", "wrong": "bpred", "note": "bpgrey"}


def render_latex(report: Report, templates: Path | None = None, paper: str = PAPERS[0]) -> str:
    """The whole document as text, the same for the same report.

    Args:
        report: what the document shows.
        templates: a folder with templates of the user's own, each in the place of ours of its name.
        paper: what it is printed on.

    Raises:
        InputError: a template of the user's own has a fault.
    """
    return render_sections(lesson(report), templates, paper, shown(network_title(report.network)))


def render_sections(
    sections: Sequence[Section], templates: Path | None = None, paper: str = PAPERS[0], subtitle: str = ""
) -> str:
    """The document of these sections; the first one has its title."""
    return DOCUMENTS.render(templates, "report", sections=sections, paper=paper, subtitle=subtitle) + "\n"


def side_by_side(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Block by block; small plots that follow each other stand side by side."""
    for small, found in groupby(blocks, lambda block: isinstance(block, Picture) and width_of(block.svg) <= SMALL):
        if small:
            yield tuple(found)
        else:
            yield from ((block,) for block in found)


def frame(block: Paragraph) -> str:
    """The colour of the frame around a paragraph; empty where it has none."""
    return next((FRAMES[word] for word in reversed(block.role.split()) if word in FRAMES), "")


def formula(latex: str) -> Markup:
    r"""A formula on a line of its own; a long one is also given in lines, for where the page is too narrow.

    >>> str(formula("a = b"))
    '\\bpformula{a = b}'
    """
    whole = mathematics(latex)
    if whole is None:
        return Markup(rf"\par{{\centering {code(latex)}\par}}")
    if extent(whole) <= FITS:
        return Markup(rf"\bpformula{{{with_gaps(whole)}}}")
    lines = "".join(rf"\bprow{{{with_gaps(breakable(row))}}}" for row in rows(whole))
    return Markup(rf"\bplongformula{{{with_gaps(whole)}}}{{{lines}}}")


def in_text(latex: str, in_lines: bool = False) -> Markup:
    r"""A formula in a line of text; ``in_lines`` lets it go on in the next one.

    >>> str(in_text("a_b"))
    '$a_b$'
    """
    found = mathematics(latex)
    return Markup(code(latex) if found is None else f"${breakable(found, 'big') if in_lines else found}$")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: what LaTeX is told of them, which have numbers, whether any has lines."""

    specification: Markup
    numeric: tuple[bool, ...]
    has_lines: bool


def columns(table: Table) -> Columns:
    """How the columns are set: numbers on the right, long words in lines."""
    cells = [[row[place] for row in table.rows] for place in range(len(table.headings))]
    lines = [any(is_long(cell) for cell in column) for column in cells]
    numeric = tuple(bool(column) and all(cell.number for cell in column) for column in cells)
    width = f">{{\\raggedright\\arraybackslash}}p{{{0.72 / max(1, sum(lines)):.2f}\\linewidth}}"
    kinds = "".join(width if long else "r" if right else "l" for long, right in zip(lines, numeric, strict=True))
    edge = "" if any(cell.heat is not None for row in table.rows for cell in row) else "@{}"
    return Columns(Markup(f"{edge}{kinds}{edge}"), numeric, any(lines))


def pieces(table_rows: Sequence[tuple[Cell, ...]]) -> list[Sequence[tuple[Cell, ...]]]:
    """The rows of a table in pieces that fit on a page; an empty table is one."""
    return [table_rows[first : first + ROWS] for first in range(0, max(1, len(table_rows)), ROWS)]


def heading(parts: tuple[Inline, ...], right: bool) -> Markup:
    """A heading in lines that are hardly longer than a number."""
    if any(isinstance(part, Math) for part in parts):
        return Markup("".join(in_text(p.latex) if isinstance(p, Math) else escaped(p.text) for p in parts))
    lines: list[str] = []
    text = "".join(part.text for part in parts if not isinstance(part, Math))
    for word in re.findall(rf"\S{{1,{2 * HEADING}}}", text):
        if lines and len(lines[-1]) + len(word) < HEADING:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    inside = r" \\ ".join(map(escaped, lines))
    return Markup(rf"\{'bpnumberhead' if right else 'bphead'}{{{inside}}}")


def is_long(cell: Cell) -> bool:
    """True where the cell needs lines of its own."""
    words = sum(len(part.text) for part in cell.parts if not isinstance(part, Math))
    return words > LONG_CELL or any(extent(p.latex) > FITS_IN_CELL for p in cell.parts if isinstance(p, Math))


def code_lines(text: str) -> list[Markup]:
    """The lines of source code as escaped text with their indents.

    >>> [str(line) for line in code_lines("if a:\\n  b_c")]
    ['if a:', '~~b\\\\_c']
    """
    return [Markup(_code_line(line)) for line in text.rstrip().splitlines()]


def _code_line(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    words = escaped(line.lstrip(" ")).replace("'", r"\textquotesingle{}")
    spaced = re.sub(" {2,}", lambda found: "~" * len(found[0]), words)
    return "~" * indent + (spaced or r"\strut")


DELIMITERS = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
FILTERS: dict[str, Callable[..., object]] = {
    "code": lambda text: Markup(code(text)),
    "code_lines": code_lines,
    "columns": columns,
    "drawn": lambda svg, room: Markup(as_tikz(svg, room * LINE_PT)),
    "formula": formula,
    "frame": frame,
    "heading": heading,
    "in_text": in_text,
    "is_long": is_long,
    "pieces": pieces,
    "side_by_side": side_by_side,
}
DOCUMENTS = Room("reports.formats.latex", ".tex.jinja", escaped, FILTERS, DELIMITERS)
