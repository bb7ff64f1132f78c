"""A report as a document without a format: sections of paragraphs, equations, tables, pictures.

The lesson is written once in these blocks; HTML, Markdown and every later format draw them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, ClassVar, Union

from derive.proof.verdict import Outcome

if TYPE_CHECKING:
    from .play.block import Playground


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in a line of text, as LaTeX; ``spoken`` is what a screen reader says where it heads a row."""

    latex: str
    spoken: str = ""
    kind: ClassVar[str] = "math"


@dataclass(frozen=True, slots=True)
class Literal:
    """Code in a line of text: a name, a command."""

    text: str
    kind: ClassVar[str] = "literal"


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words in a line of text; whatever they contain is shown as it is."""

    text: str
    strong: bool = False
    kind: ClassVar[str] = "words"


Inline = Math | Literal | Words


def inline(template: str, **values: Inline | tuple[Inline, ...] | str) -> tuple[Inline, ...]:
    """Words with formulas and names put in their places; a value is never read as a template.

    >>> inline("The logit {z} is a sum.", z=Math("z_k"))
    (Words(text='The logit ', strong=False), Math(latex='z_k', spoken=''), Words(text=' is a sum.', strong=False))
    """
    parts: list[Inline] = []
    for words, name, _, _ in Formatter().parse(template):
        if words:
            parts.append(Words(words))
        if name is not None:
            value = values[name]
            parts += value if isinstance(value, tuple) else (Words(value) if isinstance(value, str) else value,)
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``role`` marks a note or the verdict."""

    parts: tuple[Inline, ...]
    role: str = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation on a line of its own, with an optional remark (its shapes, its condition)."""

    latex: str
    remark: tuple[Inline, ...] = ()
    kind: ClassVar[str] = "equation"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: ``heat`` from −1 to 1 colours it; ``exact`` is the full number."""

    parts: tuple[Inline, ...]
    exact: str = ""
    heat: float | None = None
    number: bool = False
    kind: ClassVar[str] = "cell"

    @property
    def shade(self) -> int:
        """The strength of the colour, 0 to 9."""
        return min(9, round(abs(self.heat or 0.0) * 9))

    @property
    def side(self) -> str:
        """The side of the colour scale."""
        return "negative" if (self.heat or 0.0) < 0 else "positive"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a heading for each column; the first column heads its row.

    ``of_entries`` marks those whose rows are entries of parameters, more of them the larger the network is.
    """

    caption: str
    headings: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    of_entries: bool = False
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing or plot as SVG, with words that say the same.

    Pictures with a ``state`` show the same thing in different states; the page shows one of them at a time. ``bands``
    are the parts of a wide one, as view boxes with their widths in percent, that paper shows one below the other.
    """

    name: str
    svg: str
    title: str
    description: str
    state: str = ""
    bands: tuple[tuple[str, int], ...] = ()
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a derivation: its rule in words, its equation, its condition, how it was checked.

    ``numbers`` is the line once more with the values of the worked example; empty where it would say nothing new.
    """

    number: int
    title: str
    explanation: tuple[Inline, ...]
    latex: str
    conditions: tuple[tuple[str, str], ...]
    outcome: Outcome
    method: str
    reach: str
    main: bool
    numbers: str = ""

    @property
    def proved(self) -> bool:
        """True where the check decided for the step."""
        return self.outcome.proved

    @property
    def verdict(self) -> str:
        """The outcome with its condition and its reach: ``proved when labels sum to one, for every size``."""
        if self.outcome != Outcome.PROVED_WHEN:
            return f"{self.outcome.lower()} {self.reach}"
        names = " and ".join(name for name, _ in self.conditions)
        return f"{self.outcome.lower()} {names}, {self.reach}" if names else f"proved away from kinks, {self.reach}"


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The steps about one derivative, under its name, with the line they end in (empty where a step shows it)."""

    anchor: str
    title: tuple[Inline, ...]
    result: str
    steps: tuple[StepView, ...]
    kind: ClassVar[str] = "steps"

    @property
    def main_steps(self) -> tuple[StepView, ...]:
        """What a reader sees who wants the main steps only: the first one too, and the last where it is the result."""
        ends = (self.steps[0], *((self.steps[-1],) if not self.result else ()))
        return tuple(step for step in self.steps if step.main or step in ends)


@dataclass(frozen=True, slots=True)
class Listing:
    """Source code."""

    code: str
    language: str
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that a reader may open; ``more`` marks those that are more of what stands before them."""

    summary: str
    blocks: tuple[Block, ...]
    more: bool = False
    kind: ClassVar[str] = "fold"


Block = Union[Paragraph, Equation, Table, Picture, StepGroup, Listing, Fold, "Playground"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the lesson with a heading and a stable anchor."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    kind: ClassVar[str] = "section"
