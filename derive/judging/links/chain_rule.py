"""The chain rule itself: ∂L/∂w = ∂L/∂q ∂q/∂z ∂z/∂w of letters of which nothing says what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ...reading.document.model import Document
from ...reading.expression.nodes import Call, Derivative, Name, Node, Number, Product, Terms
from ...reading.expression.printing import shown
from .chains_of_steps import chain_of_steps

Step = tuple[Name, Name]  # what is differentiated, and by what
TIMES = ("", ".", "*")


def chain_rule(document: Document, left: Node, right: Node, rank: Callable[[str], int] = lambda name: 0) -> str:
    r"""What is assumed where a link is the chain rule of letters that nothing defines; empty where it is not.

    So is a slope of a sequence as that of its steps. The first letter is any function of the second, and so on; of a
    sum of such products, of each second one. All but the first are numbers: of vectors the order of the factors is one
    in some notes and the other in others.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}", r"\frac{dy}{dx} = \frac{dy}{du} \frac{dv}{dx}"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> [chain_rule(document, *statement.trees) for statement in document.statements]
    ['y is any function of u, u of x', '']
    """
    if through_steps := chain_of_steps(document, left, right):
        return through_steps
    whole = _step(left)
    terms = [part for sign, part in right.terms if sign == 1] if isinstance(right, Terms) else [right]
    if whole is None or (isinstance(right, Terms) and len(terms) < len(right.terms)):
        return ""
    ways = [_steps(part) for part in terms]
    if any(len(way) < 2 or not _leads(way, whole) for way in ways):
        return ""
    between = [name for way in ways for name, _ in way[1:]]
    open_ = not any(document.defined(name.name) for name in (whole[0], *between))
    if not open_ or len(set(between)) < len(between) or not all(map(_is_one_thing, between)):
        return ""
    if any(_may_be_of_vectors(name) or rank(name.name) for name in (*between, whole[1])):
        return ""
    second = " and ".join(shown(way[0][1]) for way in ways)
    rest = [f"{shown(name)} of {shown(by)}" for way in ways for name, by in way[1:]]
    return ", ".join([f"{shown(whole[0])} is any function of {second}", *rest])


def _steps(node: Node) -> list[Step]:
    """The slopes that a product consists of; none where it has another factor."""
    if not isinstance(node, Product) or any(sign not in TIMES for sign, _ in node.parts):
        return []
    steps = [_step(part) for _, part in node.parts]
    found = [step for step in steps if step is not None]
    return found if len(found) == len(steps) else []


def _step(node: Node) -> Step | None:
    if not isinstance(node, Derivative) or node.gradient or node.order != 1 or len(node.denominators) != 1:
        return None
    ends = [part.function if isinstance(part, Call) else part for part in (node.numerator, node.denominators[0])]
    first, second = ends
    return (first, second) if isinstance(first, Name) and isinstance(second, Name) else None


def _leads(way: Sequence[Step], whole: Step) -> bool:
    """True where each slope begins with the letter by which the one before it is taken."""
    joined = all(before[1] == after[0] for before, after in pairwise(way))
    return joined and (way[0][0], way[-1][1]) == whole


def _is_one_thing(name: Name) -> bool:
    """True for a letter without an index that runs: over one that runs a sum is taken."""
    layer = name.layer is None or name.layer.letter.isdigit()
    return layer and all(isinstance(index, Number) for index in name.indices)


def _may_be_of_vectors(name: Name) -> bool:
    """True for letters in bold and for capitals."""
    return name.bold or name.name.rpartition(":")[2][:1].isupper()
