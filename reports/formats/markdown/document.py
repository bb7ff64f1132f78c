"""The lesson as Markdown, in a named dialect; pictures are files beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

from markupsafe import Markup

from ...lesson.blocks import Block, Fold, Math, Picture, Table
from ...lesson.document import lesson
from ...lesson.outside import shown
from ...lesson.titles import network_title
from ...report import Report
from ..line_breaks import extent
from ..own_templates import Room
from ..paper import PAPERS
from ..tex_characters import declarations
from .dialects import Dialect, GitHub
from .png import as_png

PACKAGE, ENDING = "reports.formats.markdown", ".md.jinja"


def render_markdown(
    report: Report, dialect: Dialect | None = None, templates: Path | None = None, paper: str = PAPERS[0]
) -> tuple[str, dict[str, bytes]]:
    """Return the report as Markdown (GitHub's by default), and the pictures that it shows by their file names.

    Args:
        report: what the text shows.
        dialect: whose Markdown is written.
        templates: a folder with templates of the user's own, each in the place of ours of its name.
        paper: of what size it is printed, where the dialect knows of paper.

    Raises:
        InputError: a template of the user's own has a fault.
    """
    dialect, sections = dialect or GitHub(), lesson(report)
    subtitle = shown(network_title(report.network))
    said = {"sections": sections, "subtitle": subtitle, "name": dialect.name, "paper": paper}
    text = _room(dialect).render(templates, "report", **said)
    files: dict[str, bytes] = {}
    for picture in pictures(block for section in sections for block in section.blocks):
        svg = on_paper(picture.svg)
        if f"{picture.name}.svg" in text:
            files[f"{picture.name}.svg"] = svg.encode()
        if f"{picture.name}.png" in text:
            files[f"{picture.name}.png"] = as_png(svg)
    return text.strip() + "\n", files


def pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    """The pictures among the blocks, those inside of folds too."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Fold):
            yield from pictures(block.blocks)


@lru_cache(maxsize=8)
def _room(dialect: Dialect) -> Room:
    """The templates, with a Jinja that escapes in the dialect's way whatever is not marked as safe."""
    filters: dict[str, Callable[..., object]] = {
        "formula": lambda latex: Markup(dialect.formula(latex)),
        "code": lambda text: Markup("`" + text.replace("`", "'") + "`"),
        "listing": lambda code: Markup(code.rstrip()),
        "identifier": lambda anchor: Markup(re.sub(r"[^\w.-]", "-", anchor)),
        "numeric_columns": numeric_columns,
        "longest": longest,
        "quoted": lambda title: Markup(json.dumps(dialect.words(title), ensure_ascii=False)),
        "declarations": declarations,
    }
    return Room(PACKAGE, ENDING, partial(_words, dialect), filters)


def _words(dialect: Dialect, text: str) -> str:
    """Plain words with the spaces around them kept."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{dialect.words(text)}{' ' if trail and text.strip() else ''}"


def numeric_columns(table: Table) -> list[bool]:
    """Whether each column of the table has numbers and nothing else: they stand on the right."""
    return [all(row[place].number for row in table.rows) for place in range(len(table.headings))]


def longest(table: Table, place: int) -> int:
    """About how many letters the longest cell of a column has: of a formula, as many as are seen."""
    cells = (table.headings[place], *(row[place].parts for row in table.rows))
    return max(sum(extent(p.latex) if isinstance(p, Math) else len(p.text) for p in parts) for parts in cells)


def on_paper(svg: str) -> str:
    """The picture as a file of its own: dark ink on light paper, whatever the page around it looks like."""
    start = svg.index(">", svg.index("<svg")) + 1
    box = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"', svg[:start])
    x, y, width, height = box.groups() if box else ("0", "0", "100%", "100%")
    head = svg[:start].replace("<svg", f'<svg width="{width}" height="{height}" color="#1c2430"', 1)
    paper = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#fdfdfb"/>'
    return (head + paper + svg[start:]).replace('="Canvas"', '="#fdfdfb"') + "\n"


TEMPLATES = _room(GitHub())
