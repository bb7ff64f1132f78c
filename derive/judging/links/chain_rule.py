"""The chain rule itself: ∂L/∂w = ∂L/∂q ∂q/∂z ∂z/∂w, of letters that nothing links otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.reached import reached_from
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import (
    Call,
    Derivative,
    Dots,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    Total,
    names_in,
    walk,
)
from ...reading.expression.printing import shown
from ..finding import Judgement
from .chains_of_steps import chain_of_steps

Step = tuple[Node, Node]  # what is differentiated, and by what
TIMES = ("", ".", "*")
FORWARD, BACKWARD = "forward", "backward"
LAYOUTS = {FORWARD: "a row", BACKWARD: "a column"}
Rank = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Way:
    """What is differentiated, what lies between, and by what in the end; the letters of sums; in which order."""

    nodes: tuple[Node, ...]
    sums: tuple[str, ...] = ()
    bounds: frozenset[str] = frozenset()  # up to which they run
    order: str = ""  # of several slopes
    dotted: bool = False  # some are left out

    @property
    def ends(self) -> Step:
        """The first and the last."""
        return self.nodes[0], self.nodes[-1]

    @property
    def between(self) -> tuple[Node, ...]:
        """Those that the sums run over, or through which alone the first hangs on the last."""
        return self.nodes[1:-1]


def chain_rule(document: Document, left: Node, right: Node, rank: Rank = lambda name: 0) -> Judgement | None:
    r"""The proof of a link that is the chain rule, with what it assumes; None where it is not.

    So is a slope of a sequence as that of its steps. The first letter is any function of the second, and so on; of a
    sum of such products, of each second one. What lines define must hang together so too: no way goes around a letter
    in between. Over an index that the ends do not have a sum is taken. Of vectors the slopes stand in the order of
    most such chains of the document.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}", r"\frac{dy}{dx} = \frac{dy}{du} \frac{dv}{dx}"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> found = [chain_rule(document, *statement.trees) for statement in document.statements]
    >>> found[0].diagnosis, found[1]
    ('this is the chain rule; assuming y is any function of u, u of x', None)
    """
    if through_steps := chain_of_steps(document, left, right):
        return _proved(through_steps)
    sides = [_ways(side) for side in (left, right)]
    if any(not side for side in sides) or min(map(len, sides)) > 1:
        return None
    (whole,), ways = sorted(sides, key=lambda side: (len(side), len(side[0].nodes)))
    if (len(ways) == 1 and len(ways[0].nodes) < 3) or not all(_leads(document, way, whole) for way in ways):
        return None
    between = [node for way in ways for node in way.between]
    if len({*between}) < len(between) or any(_has_steps(document, way) for way in ways):
        return None
    if not all(_is_closed(document, way) for way in (whole, *ways)):
        return None
    if _goes_around(document, [whole, *ways], [way.nodes[1] for way in ways]):
        return None
    vectors = [node for node in (*between, whole.nodes[-1]) if _may_be_of_vectors(node, rank)]
    order = next((way.order for way in ways if way.order), "")
    if len(vectors) < 2 or not order:
        return _proved(_said(ways))
    if any(way.order not in ("", order) for way in (whole, *ways)) or order != document.index.made(_usual_order):
        return None
    layout = f"slopes of vectors have {LAYOUTS[order]} for each entry of what is differentiated"
    return replace(_proved(_said(ways)), verdict=Outcome.PROVED_WHEN, condition=layout)


def _proved(assumed: str) -> Judgement:
    return Judgement(Outcome.PROVED, f"this is the chain rule; assuming {assumed}")


def _said(ways: Sequence[_Way]) -> str:
    whole = ways[0].nodes[0]
    second = " and ".join(shown(way.nodes[1]) for way in ways)
    rest = [f"{shown(node)} of {shown(by)}" for way in ways for node, by in pairwise(way.nodes[1:])]
    return ", ".join([f"{shown(whole)} is any function of {second}", *rest])


# how a side is read


def _ways(side: Node) -> list[_Way]:
    """The chains of slopes of which a side is the sum; none where it is something else."""
    terms = side.terms if isinstance(side, Terms) else ((1, side),)
    ways = [_way(part) for _, part in terms]
    found = [way for way in ways if way is not None]
    return found if len(found) == len(ways) and all(sign == 1 for sign, _ in terms) else []


def _way(node: Node) -> _Way | None:
    factors = _factors(node)
    sums, steps = factors if factors is not None else ((), [])
    dots = [place for place, step in enumerate(steps) if step is None]
    cut = dots[0] if dots else len(steps)
    groups = [steps[:cut], steps[cut + 1 :]] if dots else [steps]
    if len(dots) > 1 or not all(groups) or len(set(sums)) < len(sums):
        return None
    for order, turn in ((FORWARD, 1), (BACKWARD, -1)):
        joined = [_joined([step for step in group if step is not None][::turn]) for group in groups[::turn]]
        if all(joined):
            nodes = tuple(node for part in joined for node in part)
            bounds = (n.upper for n in walk(node) if isinstance(n, Total) and isinstance(n.upper, Name))
            upper = frozenset(bound.name for bound in bounds)
            return _Way(nodes, tuple(sums), upper, order if len(nodes) > 2 else "", bool(dots))
    return None


def _joined(steps: Sequence[Step]) -> tuple[Node, ...]:
    """The nodes of slopes of which each is of what the one before it is taken by; none where they do not join."""
    if any(before[1] != after[0] for before, after in pairwise(steps)):
        return ()
    return (*(above for above, _ in steps), steps[-1][1])


def _factors(node: Node) -> tuple[list[str], list[Step | None]] | None:
    """The letters of sums and the slopes, None for an ellipsis, that a product consists of; None of other factors."""
    if isinstance(node, Dots):
        return [], [None]
    if isinstance(node, Total):
        inner = _factors(node.body) if _is_of_all(node) else None
        return None if inner is None else ([*node.indices, *inner[0]], inner[1])
    if isinstance(node, Product):
        parts = [_factors(part) if sign in TIMES else None for sign, part in node.parts]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        return [letter for part in found for letter in part[0]], [step for part in found for step in part[1]]
    step = _step(node)
    return None if step is None else ([], [step])


def _is_of_all(total: Total) -> bool:
    """True for Σ_j and Σ_{j=1}^m, over all that there are."""
    first = total.lower is None or total.lower in (Number("0"), Number("1"))
    last = total.upper is None or (isinstance(total.upper, Name) and not total.upper.indices)
    return total.kind == "sum" and bool(total.indices) and total.excluded is None and first and last


def _step(node: Node) -> Step | None:
    if not isinstance(node, Derivative) or node.gradient or node.order != 1 or len(node.denominators) != 1:
        return None
    above, below = (part.function if isinstance(part, Call) else part for part in (node.numerator, *node.denominators))
    return (above, below) if _is_letter(above) and _is_letter(below) else None


def _is_letter(node: Node) -> bool:
    """True for a letter, and for E^n of a sample n."""
    return isinstance(node, Name) or (isinstance(node, Power) and {type(node.base), type(node.exponent)} == {Name})


# what must hold


def _leads(document: Document, way: _Way, whole: _Way) -> bool:
    """True where both have the same ends: y, which is f of something, is f too."""
    (first, last), (other, by) = way.ends, whole.ends
    return last == by and (first == other or _is_function(document, other, first))


def _is_function(document: Document, name: Node, function: Node) -> bool:
    bound = document.by_name.get(name.name, ()) if isinstance(name, Name) else ()
    bodies = [b.body for b in bound if not b.value]
    return bool(bodies) and all(isinstance(body, Call) and body.function == function for body in bodies)


def _is_closed(document: Document, way: _Way) -> bool:
    """True where the index of each letter in between is one of the sum, or of the ends and no line defines it."""
    if way.dotted:
        return not way.sums
    outer = {letter for end in way.ends for letter in _running(end)}
    between = [(node, _running(node)) for node in way.between]
    summed = {letter for _, letters in between for letter in letters if letter in way.sums}
    if set(way.sums) & {*outer, *document.roles.steps} or set(way.sums) != summed or way.bounds & outer:
        return False
    if not all(set(letters) <= {*outer, *way.sums} for _, letters in between):
        return False
    return all(_is_one(document, node, by, way) for node, by in pairwise(way.nodes[1:]))


def _has_steps(document: Document, way: _Way) -> bool:
    """True where several entries of a letter may be steps, of which each is a way to what has no index.

    h_2 and h_1 that a line each defines are numbered layers.
    """
    entries = [_name(node) for node in way.nodes if _indices(node)]
    twice = {name for name in entries if entries.count(name) > 1}
    nodes = [node for node in way.nodes if _name(node) in twice]
    numbered = all(_is_numbered(node) for node in nodes) or not any(map(document.defined, twice))
    return bool(twice) and not (numbered and _indices(way.nodes[-1]))


def _is_numbered(node: Node) -> bool:
    return {type(index) for index in _indices(node)} == {Number}


def _is_one(document: Document, node: Node, by: Node, way: _Way) -> bool:
    """False for an entry of what lines define, over whose entries no sum is taken: they say if it is the only one.

    One that has a line of its own is, and z_k of w_{ik} where z_k is made of these w alone.
    """
    own = [index for index in _indices(node) if not (isinstance(index, Name) and index.name in way.sums)]
    lines = [b for b in document.by_name.get(_name(node), ()) if not b.value]
    return (
        not own
        or not lines
        or (_is_numbered(node) and all(b.indices and _is_numbered(Name("", b.indices)) for b in lines))
    )


def _indices(node: Node) -> tuple[Node, ...]:
    return (node.exponent,) if isinstance(node, Power) else getattr(node, "indices", ())


def _running(node: Node) -> list[str]:
    """The letters below, t of the name net_{o,t} too."""
    named = [part for part in _name(node).split(",")[1:] if len(part) == 1 and part.isalpha()]
    return [*named, *(part.name for index in _indices(node) for part in names_in(index))]


def _goes_around(document: Document, ways: Sequence[_Way], second: Sequence[Node]) -> bool:
    """True where the definitions lead from one end to the other past a letter in between."""
    first, last = ways[0].ends
    cuts = [(first, list(second)), *((way.nodes[1], [node]) for way in ways[1:] for node in way.nodes[2:-1])]
    return any(
        _leads_past(document, start, last, cut)
        for start, cut in cuts
        if not any(_is_same(node, end) for node in cut for end in (start, last)) and not _is_same(start, last)
    )


def _leads_past(document: Document, start: Node, last: Node, cut: Sequence[Node]) -> bool:
    def made_of(node: Node) -> Iterator[Node]:
        if not any(_is_same(node, other) for other in cut):
            for b in document.by_name.get(_name(node), ()):
                if not b.value and _is_same(Name(b.name, b.indices), node):
                    yield from names_in(b.body)

    return any(_is_same(node, last) for node in reached_from([start], made_of))


def _is_same(one: Node, other: Node) -> bool:
    """True for letters of one name, of which no other number tells them apart: h_1 is not h_2."""
    numbered = _is_numbered(one) and _is_numbered(other)
    return _name(one) == _name(other) and (not numbered or _indices(one) == _indices(other))


def _name(node: Node) -> str:
    return next((part.name for part in walk(node) if isinstance(part, Name)), "")


def _may_be_of_vectors(node: Node, rank: Rank) -> bool:
    """True for letters in bold, capitals, and letters of which lines tell axes that are not picked."""
    if not isinstance(node, Name):
        return True
    return node.bold or node.name.rpartition(":")[2][:1].isupper() or rank(node.name) > len(node.indices)


def _usual_order(index: Index) -> str:
    """The order of most chains of several slopes: from what is differentiated on, or back to it."""
    orders = [way.order for s in index.statements for tree in s.read for way in _ways(tree) if way.order]
    forward, backward = orders.count(FORWARD), orders.count(BACKWARD)
    return FORWARD if forward > backward else BACKWARD if backward > forward else ""
