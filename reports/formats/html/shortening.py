"""A page that would be too large says less, and says so: first goes what is missed least."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...lesson.blocks import Block, Equation, Fold, Paragraph, Section, StepGroup, Table, inline

LARGEST_PAGE = 600_000
LONGEST_FORMULA = 1_000
MOST_ROWS = 12


def shortened(sections: Sequence[Section]) -> Iterator[tuple[Section, ...]]:
    """The sections in full, and then with more and more left out, which the section on the derivation tells.

    >>> step = Section("backward", "Backwards", (Equation("x" * 2_000), Equation("y")))
    >>> [len(shorter[0].blocks) for shorter in shortened((step,))]
    [2, 3, 3, 2, 2]
    """
    yield tuple(sections)
    left_out: list[str] = []
    for words, shorten in SHORTENING:
        left_out.append(words)
        sections = [replace(section, blocks=tuple(_each(section.blocks, shorten))) for section in sections]
        yield tuple(_told(section, left_out) for section in sections)


def _told(section: Section, left_out: Sequence[str]) -> Section:
    if section.anchor != "backward":
        return section
    note = Paragraph(
        inline(
            f"This network is large. To stay within {LARGEST_PAGE // 1000} KB, the page leaves out "
            f"{', '.join(left_out)}; the report in Markdown or LaTeX has everything."
        ),
        "note",
    )
    return replace(section, blocks=(note, *section.blocks))


def _each(blocks: Sequence[Block], shorten: Callable[[Block], Block | None]) -> Iterator[Block]:
    for block in blocks:
        inner = replace(block, blocks=tuple(_each(block.blocks, shorten))) if isinstance(block, Fold) else block
        if (kept := shorten(inner)) is not None:
            yield kept


def without_numbers(block: Block) -> Block:
    """Steps without their lines in numbers."""
    if not isinstance(block, StepGroup):
        return block
    return replace(block, steps=tuple(replace(step, numbers="") for step in block.steps))


def main_steps(block: Block) -> Block:
    """Of the steps only the main ones; of a derivative that has none, the last."""
    if not isinstance(block, StepGroup):
        return block
    return replace(block, steps=block.main_steps or block.steps[-1:])


def without_long_formulas(block: Block) -> Block | None:
    """No formula of its own line that nobody reads to its end."""
    return None if isinstance(block, Equation) and len(block.latex) > LONGEST_FORMULA else block


def first_rows(block: Block) -> Block:
    """Of a long table only its first rows.

    >>> isinstance(table := first_rows(Table("weights", (), ((),) * 40)), Table) and len(table.rows)
    12
    """
    return replace(block, rows=block.rows[:MOST_ROWS]) if isinstance(block, Table) else block


SHORTENING: tuple[tuple[str, Callable[[Block], Block | None]], ...] = (
    ("the steps' numbers", without_numbers),
    ("the steps in between", main_steps),
    (f"formulas of more than {LONGEST_FORMULA:,} characters", without_long_formulas),
    (f"all but the first {MOST_ROWS} rows of tables", first_rows),
)
