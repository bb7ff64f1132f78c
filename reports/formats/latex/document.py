r"""The lesson as a complete LaTeX document for pdfLaTeX; pictures are TikZ in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby

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
from .lines import FITS, FITS_IN_CELL, breakable, extent, rows
from .mathematics import mathematics
from .text import code, escaped
from .tikz import LINE_PT, as_tikz, width_of

# A table longer than this goes on under the same headings; a cell with more words than this has lines.
ROWS, LONG_CELL, HEADING = 34, 46, 15
# A picture up to this width shares the line with its neighbour.
SMALL = 430.0
FRAMES = {"verdict": "bpgreen", "wrong": "bpred", "note": "bpgrey"}


def render_latex(report: Report) -> str:
    """The whole document as text, the same for the same report."""
    title, *others = lesson(report)
    body = [
        rf"\title{{{escaped(title.title)}}}",
        r"\author{Backproof}",
        r"\date{}",
        r"\begin{document}",
        r"\maketitle",
        *_blocks(title.blocks),
        r"\bpcontents",
        *(line for section in others for line in _section(section)),
        r"\end{document}",
    ]
    return (
        files("reports.formats.latex").joinpath("styles/report.tex").read_text(encoding="utf-8")
        + "\n".join(body)
        + "\n"
    )


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield rf"\section{{{escaped(section.title)}}}"
    yield from _blocks(section.blocks)


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Block by block; plots that follow each other stand side by side."""
    for small, found in groupby(blocks, lambda block: isinstance(block, Picture) and width_of(block.svg) <= SMALL):
        if small:
            yield from _pictures(tuple(block for block in found if isinstance(block, Picture)))
        else:
            for block in found:
                yield from block_lines(block)


def block_lines(block: Block) -> Iterator[str]:
    """The lines of one block."""
    match block:
        case Paragraph():
            yield _paragraph(block)
        case Equation():
            yield formula(block.latex)
            if block.remark:
                yield rf"\bpremark{{{_line(block.remark)}}}"
        case Table():
            yield from table(block)
        case Picture():
            yield from _pictures((block,))
        case StepGroup():
            yield from _steps(block)
        case Listing():
            yield from _listing(block)
        case Fold():
            yield rf"\subsection*{{{escaped(block.summary)}}}"
            yield from _blocks(block.blocks)


def _paragraph(block: Paragraph) -> str:
    text = _line(block.parts)
    frame = next((FRAMES[word] for word in reversed(block.role.split()) if word in FRAMES), "")
    return rf"\bpframe{{{frame}}}{{{text}}}" if frame else f"\n{text}\n"


def formula(latex: str) -> str:
    r"""A formula on a line of its own; a long one is also given in lines, for where the page is too narrow.

    >>> formula("a = b")
    '\\bpformula{a = b}'
    """
    whole = mathematics(latex)
    if whole is None:
        return rf"\par{{\centering {code(latex)}\par}}"
    if extent(whole) <= FITS:
        return rf"\bpformula{{{whole}}}"
    lines = "".join(rf"\bprow{{{breakable(row)}}}" for row in rows(whole))
    return rf"\bplongformula{{{whole}}}{{{lines}}}"


def _line(parts: tuple[Inline, ...]) -> str:
    return "".join(_inline(part) for part in parts)


def _inline(part: Inline, *, in_lines: bool = False) -> str:
    match part:
        case Math():
            found = mathematics(part.latex)
            return code(part.latex) if found is None else f"${breakable(found, 'big') if in_lines else found}$"
        case Literal():
            return code(part.text)
        case Words():
            text = escaped(part.text)
            return rf"\textbf{{{text}}}" if part.strong else text


def table(block: Table) -> Iterator[str]:
    """The table in pieces that fit on a page, each under the headings."""
    columns = [[row[place] for row in block.rows] for place in range(len(block.headings))]
    lines = [any(_is_long(cell) for cell in cells) for cells in columns]
    numeric = [bool(cells) and all(cell.number for cell in cells) for cells in columns]
    width = f">{{\\raggedright\\arraybackslash}}p{{{0.72 / max(1, sum(lines)):.2f}\\linewidth}}"
    kinds = "".join(width if long else "r" if right else "l" for long, right in zip(lines, numeric, strict=True))
    headings = " & ".join(_heading(parts, right) for parts, right in zip(block.headings, numeric, strict=True))
    edge = "" if any(cell.heat is not None for row in block.rows for cell in row) else "@{}"
    yield rf"\bpcaption{{{escaped(block.caption)}}}"
    for first in range(0, max(1, len(block.rows)), ROWS):
        yield rf"\bpfit{{\small\begin{{tabular}}{{{edge}{kinds}{edge}}}\toprule"
        yield rf"{headings} \\\midrule"
        end = r" \\\addlinespace[2pt]" if any(lines) else r" \\"
        yield from (" & ".join(_cell(cell) for cell in row) + end for row in block.rows[first : first + ROWS])
        yield r"\bottomrule\end{tabular}}\par\addvspace{9pt}"


def _heading(parts: tuple[Inline, ...], right: bool) -> str:
    """A heading in lines that are hardly longer than a number."""
    if any(isinstance(part, Math) for part in parts):
        return _line(parts)
    lines: list[str] = []
    text = "".join(part.text for part in parts if not isinstance(part, Math))
    for word in re.findall(rf"\S{{1,{2 * HEADING}}}", text):
        if lines and len(lines[-1]) + len(word) < HEADING:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    inside = r" \\ ".join(map(escaped, lines))
    return rf"\{'bpnumberhead' if right else 'bphead'}{{{inside}}}"


def _is_long(cell: Cell) -> bool:
    """True where the cell needs lines of its own."""
    words = sum(len(part.text) for part in cell.parts if not isinstance(part, Math))
    return words > LONG_CELL or any(extent(p.latex) > FITS_IN_CELL for p in cell.parts if isinstance(p, Math))


def _cell(cell: Cell) -> str:
    text = "".join(_inline(part, in_lines=_is_long(cell)) for part in cell.parts)
    if cell.heat is None:
        return text
    return rf"\cellcolor{{{'bpred' if cell.side == 'negative' else 'bpblue'}!{6 * cell.shade}}}{text}"


def _pictures(blocks: tuple[Picture, ...]) -> Iterator[str]:
    """Pictures with their words under them, two in a row where they are several."""
    room = 1.0 if len(blocks) == 1 else 0.49
    for place, block in enumerate(blocks):
        words = escaped(f"{block.title}. {block.description}")
        drawing = as_tikz(block.svg, room * LINE_PT)
        yield "\\par\\addvspace{9pt}" if place % 2 == 0 else "\\hfill"
        yield rf"\begin{{minipage}}[t]{{{room}\linewidth}}\centering"
        yield f"{drawing}\n\\bpwords{{{words}}}"
        yield r"\end{minipage}%"
    yield r"\par\addvspace{9pt}"


def _steps(group: StepGroup) -> Iterator[str]:
    yield rf"\subsection*{{{_line(group.title)}}}"
    for step in group.steps:
        yield from _step(step)
    if group.result:
        yield rf"\par\nobreak\bpframe{{bpblue}}{{{formula(group.result)}}}"


def _step(step: StepView) -> Iterator[str]:
    sign, colour = (r"\ensuremath{\checkmark}", "bpgreen") if step.proved else ("?", "bpred")
    badge = rf"\bpbadge{{{colour}}}{{{sign}~{escaped(step.verdict)}}}"
    yield rf"\par\addvspace{{8pt}}\textbf{{{step.number}. {escaped(step.title)}.}} {_line(step.explanation)} {badge}"
    for name, condition in step.conditions:
        yield rf"\par\nobreak Condition, {escaped(name)}: {_inline(Math(condition))}"
    yield r"\par\nobreak"
    yield formula(step.latex)
    if step.numbers:
        yield rf"\bpnumbers{{{formula(step.numbers)}}}"


def _listing(block: Listing) -> Iterator[str]:
    """Line by line as escaped text: no listing can end where it does not."""
    yield r"\begin{bplisting}"
    yield from (rf"\bpline{{{_code_line(line)}}}" for line in block.code.rstrip().splitlines())
    yield r"\end{bplisting}"


def _code_line(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    words = escaped(line.lstrip(" ")).replace("'", r"\textquotesingle{}")
    spaced = re.sub(" {2,}", lambda found: "~" * len(found[0]), words)
    return "~" * indent + (spaced or r"\strut")
