"""Steps down a slope that are written out, Δb = −η δ, beside one that says what they are: Δw = −η ∂L/∂w."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Change, Derivative, Name, Node, Number, Product, Terms, free_letters, names_in

FACTOR = re.compile(r"\bfactor (?:1/)?(\w+)")
OF_MANY = re.compile(r"\b(?:sum|mean|number|count)\b")
TERM = re.compile(r"\bterms?\b.*\b(?:missing|too much)\b|\bdecay\b")
DOWN = re.compile(r"\b(?:descen[dt]\w*|minimi[sz]\w*)\b", re.IGNORECASE)
ASCENT = re.compile(r"\b(?:ascen[dt]\w*|maximi[sz]\w*|likelihood|climb\w*|uphill)\b", re.IGNORECASE)
UP = re.compile(
    r"\b(?:ascen[dt]\w*|maximi[sz]\w*|likelihood|rewards?|gain|climb\w*|uphill|increas\w*|wrong|up)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Step:
    """What is changed, the rate, the sign before it and what it multiplies; ``from_there``: w − η g, and not −η g."""

    target: Name
    rate: Name
    sign: int
    direction: Product
    from_there: bool

    @property
    def loss(self) -> Name | None:
        """L of −η ∂L/∂w; None for a step that is written out."""
        last = self.direction.parts[0][1] if len(self.direction.parts) == 1 else None
        if not isinstance(last, Derivative) or last.denominators != (self.target,):
            return None
        return last.numerator if isinstance(last.numerator, Name) else None


def as_a_step(document: Document, statement: Statement) -> Statement | None:
    r"""The claim that a step is one down the slope, as another line of its section says, or its words; else None.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.expression.printing import shown
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["L = (w x + b)^2", r"\Delta w = -\eta \frac{\partial L}{\partial w}", r"\Delta b = \eta x"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> [shown(side) for side in as_a_step(document, document.statements[2]).read]
    ['−η ∂L/∂b', 'η x']
    """
    body = statement.trees[1] if statement.body == 1 and len(statement.trees) == 2 else None
    mine = _step(statement.trees[0], body)
    if mine is None or body is None:
        return None
    if free_letters(mine.direction) - free_letters(mine.target):
        return None  # of one sample
    losses = {step.loss for step in _others(document, statement) if step.rate == mine.rate and step.sign < 0} - {None}
    losses = losses or _descended(document, statement, mine)
    sign = 1 if not losses and _ascends(document, statement) else -1
    losses = losses or _stated(document, statement, mine)
    loss = losses.pop() if len(losses) == 1 else None
    if loss is None or mine.loss not in (None, loss) or document.defined(mine.rate.name):
        return None
    slope = Product((("", mine.rate), ("", Derivative(loss, (mine.target,)))))
    side = Terms(((1, mine.target), (sign, slope)) if mine.from_there else ((sign, slope),))
    return replace(statement, kind="claim", trees=(side, body), binding=None)


def is_of_its_rate(document: Document, diagnosis: str) -> bool:
    """True for a number, a size or a sum that is missing or too much: the rate may have it, or one sample be meant.

    >>> from ...reading.document.model import document_of
    >>> told = "a factor 2 is missing", "the sum over n is missing", "the sign is reversed", "the factor x is too much"
    >>> [is_of_its_rate(document_of([]), words) for words in told]
    [True, True, False, False]
    """
    factors = FACTOR.findall(diagnosis)
    return bool(OF_MANY.search(diagnosis)) or any(one.isdigit() or one in document.sizes for one in factors)


def is_wrong_step(document: Document, statement: Statement, diagnosis: str) -> bool:
    """True for a slip that no rate can have, in a step that descends, as a line of its section or its words say.

    Nothing is refuted of a step that is divided by more than a size, as that of RMSprop is, and no term is missing or
    too much of one that the letter itself has a part in, as in weight decay.
    """
    mine = _step(statement.trees[0], statement.trees[1])
    if mine is None or is_of_its_rate(document, diagnosis):
        return False
    below = [part for mark, part in mine.direction.parts if mark == "/"]
    divided = any(name.name not in document.sizes for part in below for name in names_in(part))
    itself = mine.loss is None and any(name.name == mine.target.name for name in names_in(mine.direction))
    told = (step.loss is not None and step.sign < 0 for step in _others(document, statement))
    descends = any(told) or _descends(document, statement)
    return descends and not divided and not (itself and TERM.search(diagnosis))


def is_of_a_slope(statement: Statement) -> bool:
    """True for w ← w − η ∂L/∂w, which says no more than what is gone down."""
    mine = _step(statement.trees[0], statement.trees[1])
    return mine is not None and mine.loss is not None


def _descends(document: Document, statement: Statement) -> bool:
    words = _words(document, statement)
    return DOWN.search(words) is not None and UP.search(words) is None


def _ascends(document: Document, statement: Statement) -> bool:
    words = _words(document, statement)
    return ASCENT.search(words) is not None and DOWN.search(words) is None


def _words(document: Document, statement: Statement) -> str:
    here = dict.fromkeys(s.claim.prose for s in document.statements if s.claim.section == statement.claim.section)
    return " ".join([statement.claim.heading, *here])


def _stated(document: Document, statement: Statement, step: Step) -> set[Name | None]:
    """L of ∂L/∂w that the document speaks of, of a step that is written out."""
    if step.loss is not None:
        return set()
    slopes = (slope for found in document.index.slopes.values() for slope in found)
    return {
        slope.numerator for slope in slopes
        if isinstance(slope.numerator, Name) and [_base(d) for d in slope.denominators] == [_base(step.target)]
    }  # fmt: skip


def _base(node: Node) -> tuple[str, int] | None:
    return (node.name, len(node.indices)) if isinstance(node, Name) else None


def _descended(document: Document, statement: Statement, step: Step) -> set[Name | None]:
    """L of η ∂L/∂w, where the words of the section descend; of what is written out η may have a factor in it."""
    down = step.loss is not None and _descends(document, statement)
    return {step.loss} if down else set()


def _others(document: Document, statement: Statement) -> Iterator[Step]:
    """The steps that the other lines of the section tell."""
    for other in document.statements:
        if other.claim.section == statement.claim.section and other.order != statement.order:
            found = (_step(other.trees[0], side) for side in other.trees[1:])
            yield from (step for step in found if step is not None)


def _step(left: Node | None, body: Node | None) -> Step | None:
    """Δw = −η g, w_new = w − η g and w ← w − η g."""
    terms = body.terms if isinstance(body, Terms) else ((1, body),)
    start, (sign, last) = terms[0][1], terms[-1]
    if isinstance(left, Change) and isinstance(left.of, Name) and len(terms) == 1:
        target = left.of
    elif isinstance(left, Name) and len(terms) == 2 and terms[0][0] == 1 and _is_after(left, start):
        assert isinstance(start, Name)
        target = start
    else:
        return None
    (_, rate), *rest = last.parts if isinstance(last, Product) else (("", None),)
    if rest and isinstance(rate, Product):  # (η/N) Σ …
        (_, rate), *inner = rate.parts
        rest = [("", Number("1")), *inner, *rest]
    elif any(mark == "/" for mark, _ in rest):
        return None
    if not rest or not isinstance(rate, Name) or rate.indices or rate.layer is not None:
        return None
    return Step(target, rate, sign, Product((("", rest[0][1]), *rest[1:])), len(terms) == 2)


def _is_after(left: Name, start: Node | None) -> bool:
    """True for w and w_new, which are what w becomes."""
    same = isinstance(start, Name) and left.indices == start.indices and left.layer == start.layer
    return same and isinstance(start, Name) and left.name.partition("_")[0].partition("^")[0] == start.name
