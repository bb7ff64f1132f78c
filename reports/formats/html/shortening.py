"""A page that would be too large says less, and says so: first goes what is missed least."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ...lesson.blocks import (
    Block,
    Equation,
    Fold,
    Listing,
    Paragraph,
    Picture,
    Section,
    StepGroup,
    Table,
    Words,
    inline,
)

LARGEST_PAGE = 600_000
LONGEST_FORMULA = 1_000
MOST_ROWS, FEWEST_ROWS = 12, 4
HERE = "; here the first "
# How many bytes of MathML a character of LaTeX becomes, with its annotation.
BYTES_OF_A_CHARACTER = 9
ELSEWHERE = "the report in Markdown or LaTeX has everything"

Shorten = Callable[[Block], Block | None]


def shortened(sections: Sequence[Section]) -> Iterator[tuple[Section, ...]]:
    """The sections in full, and then with more and more left out, which the section on the derivation tells.

    What leaves out nothing is not tried. The last ones leave out whatever is largest, in the end all but the words.

    >>> step = Section("backward", "Backwards", (Equation("x" * 2_000), Equation("y")))
    >>> [len(shorter[0].blocks) for shorter in shortened((step,))]
    [2, 2, 1]
    """
    yield tuple(sections)
    left_out: dict[str, str] = {}
    for kind, words, shorten in SHORTENING:
        shorter = _with_each(sections, shorten)
        if shorter != tuple(sections):
            sections = shorter
            left_out[kind] = words
            yield tuple(_told(section, tuple(left_out.values())) for section in sections)
    yield from _without_the_largest(sections, tuple(left_out.values()))


def _without_the_largest(sections: Sequence[Section], left_out: Sequence[str]) -> Iterator[tuple[Section, ...]]:
    """Without the largest formula, drawing, table or derivative, without the two largest, the four largest, and on."""
    largest = sorted((block for section in sections for block in section.blocks if size_of(block)), key=size_of)[::-1]
    count = 1
    while largest and count < 2 * len(largest):
        gone = {id(block) for block in largest[:count]}
        told = (*left_out, "what is largest of the rest")
        yield tuple(_told(section, told) for section in _with_each(sections, partial(_unless, gone)))
        count *= 2


def _unless(gone: Collection[int], block: Block) -> Block | None:
    return None if id(block) in gone else block


def size_of(block: Block) -> int:
    """About how many bytes of a page a block takes; words take none that count.

    >>> size_of(Equation("x")), size_of(Paragraph(()))
    (9, 0)
    """
    if isinstance(block, Paragraph):
        return 0
    if isinstance(block, Fold):
        return sum(map(size_of, block.blocks))
    return len(block.svg) if isinstance(block, Picture) else BYTES_OF_A_CHARACTER * _characters(block)


def _characters(block: Block) -> int:
    if isinstance(block, Equation):
        return len(block.latex)
    if isinstance(block, StepGroup):
        return len(block.result) + sum(len(step.latex) + len(step.numbers) for step in block.steps)
    if isinstance(block, Listing):
        return len(block.code)
    return sum(len(str(row)) for row in block.rows) // BYTES_OF_A_CHARACTER if isinstance(block, Table) else 1


def _with_each(sections: Sequence[Section], shorten: Shorten) -> tuple[Section, ...]:
    return tuple(replace(section, blocks=tuple(_each(section.blocks, shorten))) for section in sections)


def _told(section: Section, left_out: Sequence[str]) -> Section:
    if section.anchor != "backward":
        return section
    note = Paragraph(
        inline(
            f"This network is large. To stay within {LARGEST_PAGE // 1000} KB, the page leaves out "
            f"{', '.join(left_out)}; {ELSEWHERE}."
        ),
        "note",
    )
    return replace(section, blocks=(note, *section.blocks))


def _each(blocks: Sequence[Block], shorten: Shorten) -> Iterator[Block]:
    for block in blocks:
        inner = replace(block, blocks=tuple(_each(block.blocks, shorten))) if isinstance(block, Fold) else block
        kept = shorten(block if inner == block else inner)
        if kept is not None and not (isinstance(kept, Fold) and not kept.blocks):
            yield kept


def without_numbers(block: Block) -> Block:
    """Steps without their lines in numbers."""
    if not isinstance(block, StepGroup):
        return block
    return replace(block, steps=tuple(replace(step, numbers="") for step in block.steps))


def without_more(block: Block) -> Block:
    """Nothing that is more of what stands before it; how much that is stays.

    >>> without_more(Fold("the other 28", (Equation("x"),), more=True)).parts[0].text
    'Not on this page: the other 28.'
    """
    if not (isinstance(block, Fold) and block.more):
        return block
    summary = block.summary[0].lower() + block.summary[1:]
    return Paragraph((Words(f"Not on this page: {summary}."),), "note")


def main_steps(block: Block) -> Block:
    """Of the steps only the main ones; of a derivative that has none, the last."""
    if not isinstance(block, StepGroup):
        return block
    return replace(block, steps=block.main_steps or block.steps[-1:])


def without_long_formulas(block: Block) -> Block | None:
    """No formula of its own line that nobody reads to its end."""
    return None if isinstance(block, Equation) and len(block.latex) > LONGEST_FORMULA else block


def first_rows(block: Block, count: int = MOST_ROWS) -> Block:
    """Of a long table of weights or gradients only its first rows; other tables are whole.

    >>> first_rows(first_rows(Table("weights", (), ((),) * 40, of_entries=True)), 4).caption
    'weights; here the first 4 rows'
    """
    if not isinstance(block, Table) or not block.of_entries or len(block.rows) <= count:
        return block
    caption = f"{block.caption.partition(HERE)[0]}{HERE}{count} rows"
    return replace(block, caption=caption, rows=block.rows[:count])


SHORTENING: tuple[tuple[str, str, Shorten], ...] = (
    ("numbers", "the steps' numbers", without_numbers),
    ("more", "all but the first values of each stage of the worked example", without_more),
    ("steps", "the steps in between", main_steps),
    ("rows", f"all but the first {MOST_ROWS} rows of tables of weights", first_rows),
    ("rows", f"all but the first {FEWEST_ROWS} rows of tables of weights", partial(first_rows, count=FEWEST_ROWS)),
    ("long", f"formulas of more than {LONGEST_FORMULA:,} characters", without_long_formulas),
)
