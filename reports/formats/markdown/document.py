"""The lesson as Markdown, in a named dialect; pictures are files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...lesson.blocks import (
    Block,
    Cell,
    Equation,
    Fold,
    Inline,
    Listing,
    Literal,
    Math,
    Paragraph,
    Picture,
    Section,
    StepGroup,
    StepView,
    Table,
    Words,
)
from ...lesson.document import lesson
from ...report import Report
from .dialects import Dialect, GitHub


def render_markdown(report: Report, dialect: Dialect | None = None) -> tuple[str, dict[str, bytes]]:
    """Return the report as Markdown (GitHub's by default), and the pictures that it shows by their file names."""
    sections = lesson(report)
    pictures: dict[str, bytes] = {}
    dialect = dialect or GitHub()
    parts = []
    for number, section in enumerate(sections):
        parts += [
            f"{'#' if number == 0 else '##'} {dialect.words(section.title)}",
            *_section(section, dialect, pictures),
        ]
    return "\n\n".join(parts) + "\n", pictures


def _section(section: Section, dialect: Dialect, pictures: dict[str, bytes]) -> Iterator[str]:
    for block in section.blocks:
        yield from _block(block, dialect, pictures)


def _block(block: Block, dialect: Dialect, pictures: dict[str, bytes]) -> Iterator[str]:
    match block:
        case Paragraph():
            text = _line(block.parts, dialect)
            yield f"> {text}" if block.role else text
        case Equation():
            yield dialect.block(block.latex)
            if block.remark:
                yield _line(block.remark, dialect)
        case Table():
            yield _table(block, dialect)
        case Picture():
            path = f"{block.name}.svg"
            pictures[path] = on_paper(block.svg).encode()
            yield dialect.image(path, f"{block.title}. {block.description}")
        case StepGroup():
            yield from _steps(block, dialect)
        case Listing():
            yield f"```{block.language}\n{block.code.rstrip()}\n```"
        case Fold():
            body = "\n\n".join(text for inner in block.blocks for text in _block(inner, dialect, pictures))
            yield dialect.details(block.summary, body)


def _line(parts: tuple[Inline, ...], dialect: Dialect) -> str:
    return "".join(_inline(part, dialect) for part in parts)


def _inline(part: Inline, dialect: Dialect) -> str:
    match part:
        case Math():
            return dialect.inline(part.latex)
        case Literal():
            return "`" + part.text.replace("`", "'") + "`"
        case Words():
            text = _spaced_words(part.text, dialect)
            return f"**{text}**" if part.strong else text


def _spaced_words(text: str, dialect: Dialect) -> str:
    """Escaped words with the spaces around them kept."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{' ' if lead else ''}{dialect.words(text)}{' ' if trail and text.strip() else ''}"


def _table(table: Table, dialect: Dialect) -> str:
    headings = [_line(parts, dialect) or " " for parts in table.headings]
    numeric = [all(row[c].number for row in table.rows) for c in range(len(headings))]
    lines = [f"**{dialect.words(table.caption)}**", "", _row(headings)]
    lines.append(_row(["---:" if right else "---" for right in numeric]))
    lines += [_row([_cell(cell, dialect) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _cell(cell: Cell, dialect: Dialect) -> str:
    """The cell; readers disagree on how a bar inside code is told from the end of a cell: such code becomes words."""
    parts = (Words(p.text) if isinstance(p, Literal) and "|" in p.text else p for p in cell.parts)
    return _line(tuple(parts), dialect)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _steps(group: StepGroup, dialect: Dialect) -> Iterator[str]:
    yield f"### {_line(group.title, dialect)}"
    for step in group.steps:
        yield from _step(step, dialect)
    if group.result:
        yield "So:"
        yield dialect.block(group.result, group.anchor)


def _step(step: StepView, dialect: Dialect) -> Iterator[str]:
    yield f"**{step.number}. {dialect.words(step.title)}.** {_line(step.explanation, dialect)}"
    for name, condition in step.conditions:
        yield f"Condition, {dialect.words(name)}: {dialect.inline(condition)}"
    yield dialect.block(step.latex)
    if step.numbers:
        yield f"In numbers (N = 1, free indices at 1): {dialect.inline(step.numbers)}"
    yield f"{'✓' if step.proved else '?'} {dialect.words(step.verdict)} ({dialect.words(step.method)})"


def on_paper(svg: str) -> str:
    """The picture as a file of its own: dark ink on light paper, whatever the page around it looks like."""
    start = svg.index(">", svg.index("<svg")) + 1
    box = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"', svg[:start])
    x, y, width, height = box.groups() if box else ("0", "0", "100%", "100%")
    head = svg[:start].replace("<svg", f'<svg width="{width}" height="{height}" color="#1c2430"', 1)
    paper = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#fdfdfb"/>'
    return (head + paper + svg[start:]).replace('="Canvas"', '="#fdfdfb"') + "\n"
