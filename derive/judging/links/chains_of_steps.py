"""The chain rule through the steps of a sequence: ∂h_t/∂h_k = ∂h_t/∂h_{t−1} … ∂h_{k+1}/∂h_k = Π_j ∂h_{j+1}/∂h_j."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...reading.document.model import Document
from ...reading.document.statements.recurrences import position
from ...reading.expression.nodes import Derivative, Dots, Name, Node, Product, Total, names_in

TIMES = ("", ".", "*")
Place = tuple[str, int]  # t and 1 of h_{t+1}; no letter and 3 of h_3


@dataclass(frozen=True, slots=True)
class _Way:
    """From the place of what is differentiated to that of what it is differentiated by; of how many slopes."""

    name: str
    first: Place
    last: Place
    slopes: int


def chain_of_steps(document: Document, left: Node, right: Node) -> str:
    r"""What is assumed where a link says a slope of a sequence as that of its steps; empty where it does not.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> slopes = (r"\frac{\partial h_{%s}}{\partial h_{%s}}" % ends for ends in (("t", "1"), ("t", "t-1"), ("2", "1")))
    >>> document = document_of([Claim("{} = {} \\dots {}".format(*slopes), 1, 1)])
    >>> chain_of_steps(document, *document.statements[0].trees)
    'each h is any function of the one before it'
    """
    ways = [_way(side) for side in (left, right)]
    first, second = ways
    if first is None or second is None or max(first.slopes, second.slopes) < 2:
        return ""
    if replace(first, slopes=0) != replace(second, slopes=0):
        return ""
    if not document.defined(first.name):
        return f"each {first.name} is any function of the one before it"
    alone = _steps_back(document, first.name) == {-1}
    return f"each {first.name} is made of the one before it alone, as the document defines it" if alone else ""


def _way(side: Node) -> _Way | None:
    if isinstance(side, Total):
        return _of_product_sign(side)
    parts = side.parts if isinstance(side, Product) else (("", side),)
    if any(sign not in TIMES for sign, _ in parts):
        return None
    nodes = [node for _, node in parts]
    dots = [place for place, node in enumerate(nodes) if isinstance(node, Dots)]
    cut = dots[0] if dots else len(nodes)
    groups = [nodes[:cut], nodes[cut + 1 :]] if dots else [nodes]
    ways = [_joined(group) for group in groups]
    if len(dots) > 1 or any(way is None for way in ways):
        return None
    first, last = ways[0], ways[-1]
    assert first is not None and last is not None
    steps = not dots or (first.slopes > 0 and _is_a_step(groups[0][-1]) and _is_a_step(groups[1][0]))
    return replace(first, last=last.last, slopes=len(nodes)) if steps and first.name == last.name else None


def _joined(slopes: Sequence[Node]) -> _Way | None:
    """Slopes side by side, each of what the one before it is taken by."""
    ways = [_slope(node) for node in slopes]
    found = [way for way in ways if way is not None]
    if len(found) < len(ways) or not found or any(a.last != b.first for a, b in pairwise(found)):
        return None
    if len({way.name for way in found}) > 1:
        return None
    return _Way(found[0].name, found[0].first, found[-1].last, len(found))


def _slope(node: Node) -> _Way | None:
    """∂h_a/∂h_b of one sequence."""
    if not isinstance(node, Derivative) or node.gradient or node.order != 1 or len(node.denominators) != 1:
        return None
    (name, first), (other, last) = _placed(node.numerator), _placed(node.denominators[0])
    return _Way(name, first, last, 1) if first is not None and last is not None and name == other else None


def _placed(node: Node) -> tuple[str, Place | None]:
    """The letter of h_{t+1} and its place; k of h_k is one too, though k may count nothing else."""
    if not isinstance(node, Name):
        return "", None
    letter, _, script = node.name.rpartition("_")
    if letter and len(script) == 1 and not node.indices and node.layer is None:
        return letter, ("", int(script)) if script.isdigit() else (script, 0)
    return node.name, position(node)


def _is_a_step(node: Node) -> bool:
    way = _slope(node)
    return way is not None and way.first[0] == way.last[0] and way.first[1] == way.last[1] + 1


def _of_product_sign(total: Total) -> _Way | None:
    """Π_{j=k}^{t} ∂h_{j+1}/∂h_j, from h_{t+1} down to h_k."""
    way = _slope(total.body)
    if total.kind != "prod" or len(total.indices) != 1 or total.excluded is not None or way is None:
        return None
    letter = total.indices[0]
    if not _is_a_step(total.body) or way.first[0] != letter or total.lower is None or total.upper is None:
        return None
    low, high = position(Name("", (total.lower,))), position(Name("", (total.upper,)))
    if low is None or high is None:
        return None
    return _Way(way.name, (high[0], high[1] + way.first[1]), (low[0], low[1] + way.last[1]), 2)


def _steps_back(document: Document, name: str) -> set[int] | None:
    """How many steps back a letter is made of itself: {−1} of h_t = f(a_t), a_t = W h_{t−1}; None of many."""
    found: set[int] = set()
    waiting, seen = [(name, 0)], set[tuple[str, int]]()
    while waiting:
        here = waiting.pop()
        bound = [b for b in document.by_name.get(here[0], ()) if not b.value]
        if here in seen or not bound:
            continue
        seen.add(here)
        for binding in bound:
            own = position(Name(binding.name, binding.indices, binding.layer))
            for part in names_in(binding.body):
                at = position(part)
                shift = here[1] + (at[1] - own[1] if at is not None and own is not None and at[0] == own[0] else 0)
                if shift < -4:
                    return None
                if part.name == name:
                    found.add(shift)
                else:
                    waiting.append((part.name, shift))
    return found
