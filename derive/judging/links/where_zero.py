r"""What follows where a slope is 0: X^T X w = X^T y behind ∇J = −2 X^T (y − X w) = 0 is that line, times a number."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.document.told.given import divisors
from ...reading.expression.nodes import Derivative, Name, Node, Number, Prime, Product, Terms, mapped, names_in, walk
from ...reading.expression.printing import shown
from ..equality.equalities import decided
from ..finding import FAULTS, Judgement
from .link import Lowering
from .readings import ZERO, Reading

NEAR, MOST_LINES, MOST_FACTORS = 12, 2, 12
SETTING = re.compile(
    r"\b(?:set(?:s|ting)?|equat\w+|solv\w+|normal equations?|first[- ]order|stationar\w+|critical|optim\w+|minim\w+"
    r"|maxim\w+|vanish\w*)\b",
    re.IGNORECASE,
)
MARKED = ("{}^*", "{}^ast", "{}^star", "hat:{}")
NUMBERS: tuple[Node, ...] = (Number("1"), Number("2"), Product((("", Number("1")), ("/", Number("2")))))


@dataclass(frozen=True, slots=True)
class Zero:
    """A formula that a line sets to 0: the slope by ``letter``; ``said`` tells that the line itself says so."""

    order: int
    place: tuple[int, int]
    formula: Node
    letter: Name
    words: str
    said: bool


def sets_to_zero(statement: Statement, place: int) -> bool:
    """True for the last link of ∂J/∂w = X^T (X w − y) = 0: where the slope is 0, and no claim that it is.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> claim = Claim(r"\\frac{dJ}{dw} = 2 w - 6 = 0", 1, 1)
    >>> [sets_to_zero(document_of([claim]).statements[0], place) for place in (0, 1)]
    [False, True]
    """
    trees = statement.trees
    ends = place == len(trees) - 2 and trees[-1] == ZERO and isinstance(trees[0], Derivative)
    return ends and (len(trees) > 2 or SETTING.search(statement.claim.prose) is not None)


def where_zero(lowering: Lowering, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """The verdict on a link; PROVED WHEN the slope of a line before it is 0, where that is what makes it hold."""
    left, right = statement.trees[place : place + 2]
    open_ = judged.verdict in (Outcome.UNDECIDED, Outcome.REFUTED) and statement.kind in ("claim", "form")
    if (
        not open_
        or left is None
        or right is None
        or any(_is_slope(node) for side in (left, right) for node in walk(side))
    ):
        return judged
    for zero in _zeros_before(lowering, statement):
        for letter in _letters(zero, statement, lowering.document):
            near = copy.copy(lowering)
            near.document = lowering.document.without(letter.name)
            if any(name.name == letter.name for side in (left, right) for name in names_in(side)):
                formula, sides = zero.formula, (_put(left, letter, zero.letter), _put(right, letter, zero.letter))
            else:
                formula, sides = _put(zero.formula, zero.letter, letter), (left, right)
            if (condition := _follows(near, statement, sides, formula)) is not None:
                words = ", ".join(part for part in (f"{zero.words} = 0", condition) if part)
                return Judgement(Outcome.PROVED_WHEN, condition=words)
    return judged


def _is_slope(node: Node) -> bool:
    return isinstance(node, (Derivative, Prime))


def _zeros_before(lowering: Lowering, statement: Statement) -> list[Zero]:
    """The nearest lines before a claim that set something to 0, by themselves or by the words before the claim."""
    document, here = lowering.document, (statement.claim.section, statement.claim.cell)

    def told(zero: Zero) -> bool:
        since = document.statements[zero.order + 1 : statement.order + 1]
        return zero.place == here and any(SETTING.search(line.claim.prose) for line in since)

    zeros = [z for z in document.index.made(_zeros) if 0 < statement.order - z.order <= NEAR]
    return [zero for zero in zeros if zero.said or told(zero)][::-1][:MOST_LINES]


def _zeros(index: Index) -> tuple[Zero, ...]:
    return tuple(zero for statement in index.statements for zero in _zero_of(statement))


def _zero_of(statement: Statement) -> Iterator[Zero]:
    """What a line of a slope may set to 0: the last side that is not 0 itself."""
    first, *rest = statement.trees
    said = bool(rest) and rest[-1] == ZERO
    read = [tree for tree in (*([first] if said else []), *rest) if tree is not None and tree != ZERO]
    below = first.denominators if isinstance(first, Derivative) else ()
    letters = [part for part in below if isinstance(part, Name)]
    if not read or first is None or len(letters) > 1 or len(letters) != len(below):
        return
    place = statement.claim.section, statement.claim.cell
    for letter in letters or _alone(first):
        yield Zero(statement.order, place, read[-1], letter, shown(first), said)


def _alone(first: Node) -> list[Name]:
    """∇J says by no letter: none is turned into its best value."""
    return [Name("")] if isinstance(first, Derivative) and first.gradient else []


def _letters(zero: Zero, statement: Statement, document: Document) -> list[Name]:
    """The letter itself where the claim has it, and what marks its best value: w^* and a hat."""
    names = document.reached(name.name for tree in statement.read for name in names_in(tree))
    if not zero.letter.name:
        inside = {name.name for name in names_in(zero.formula)}
        marked = [(letter, mark.format(letter)) for letter in sorted(inside) for mark in MARKED]
        return [Name(""), *(Name(mark) for _, mark in marked if mark in names)]
    marks = [mark.format(zero.letter.name) for mark in MARKED]
    return [zero.letter, *(Name(mark) for mark in marks if mark in names)]


def _put(formula: Node, old: Name, new: Name) -> Node:
    """The formula with another letter in the place of one; which, its mark tells where ∇J says by no letter."""
    old = old if old.name else Name(_unmarked(new.name))
    new = new if new.name else Name(_unmarked(old.name))

    def renamed(node: Node) -> Node:
        if isinstance(node, Name) and node.name == old.name:
            return replace(node, name=new.name)
        return mapped(node, renamed)

    return renamed(formula) if old.name != new.name else formula


def _unmarked(name: str) -> str:
    return name.removeprefix("hat:").partition("^")[0]


def _follows(lowering: Lowering, statement: Statement, sides: tuple[Node, Node], formula: Node) -> str | None:
    """The condition under which the difference of the sides is a formula times a factor; None where it is not.

    A side that is the formula itself, times another factor, is a wrong step and no consequence.
    """
    left, right = sides
    difference = left if right == ZERO else right if left == ZERO else Terms(((1, left), (-1, right)))
    for factor in _factors(lowering, formula, sides):
        condition = _equal(lowering, statement, difference, _times(factor, formula))
        if condition is not None:
            steps = [] if ZERO in sides else [_times((one, None), formula) for one in NUMBERS]
            alike = (_equal(lowering, statement, side, step) for side in sides for step in steps)
            return condition if all(found is None for found in alike) else None
    return None


def _equal(lowering: Lowering, statement: Statement, first: Node, second: Node) -> str | None:
    for sign in (1, -1):
        side = second if sign == 1 else Terms(((-1, second),))
        for reading in (Reading(), Reading(entrywise=True)):
            try:
                judged = decided(lowering.equality(statement, first, side, reading))
            except FAULTS:
                continue
            if judged.verdict.proved:
                return judged.condition
    return None


def _factors(lowering: Lowering, formula: Node, sides: Sequence[Node]) -> list[tuple[Node, tuple[str, Node] | None]]:
    """Small numbers, and these times what the formula is divided by, or a size in it."""
    products = [node for node in walk(formula) if isinstance(node, Product)]
    below = list(dict.fromkeys(part for node in products for sign, part in node.parts if sign == "/"))
    sizes = {n.name for side in (formula, *sides) for n in names_in(side)} & lowering.document.sizes
    sizes |= {letter for node in products for letter in divisors(node)}
    mean: list[tuple[str, Node]] = [("/", Name(size)) for size in sorted(sizes)]
    scales = [*(("", part) for part in below), *mean, *(("", size) for _, size in mean)]
    scales += [("", Product((("", part), over))) for part in below for over in mean]
    scales[:0] = [("", Product(tuple(("", part) for part in below)))] if 1 < len(below) < 4 else []
    scales = list(dict.fromkeys(scales))[:MOST_FACTORS]
    return [*((number, None) for number in NUMBERS), *((number, scale) for scale in scales for number in NUMBERS)]


def _times(factor: tuple[Node, tuple[str, Node] | None], formula: Node) -> Node:
    number, scale = factor
    parts = (("", number), *([scale] if scale is not None else []), ("", formula))
    return formula if parts[:-1] == (("", NUMBERS[0]),) else Product(parts)
