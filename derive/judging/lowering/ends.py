"""The ends of sums: numbers, sizes, letters, and sizes of layers such as d_{l−1}."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ...network.axes import size_symbol
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Name, Node, Number, Terms, Total, children, names_in, walk
from .arrays import Stuck
from .scope import Scope

if TYPE_CHECKING:
    from .names import Names

Limits = tuple[sp.Expr, sp.Expr]


def limits(low: Names, node: Total, axis: int, scope: Scope) -> Limits:
    """The ends of a sum; where they are those of the axis, they name its size.

    Raises:
        Stuck: an end is not read.
    """
    if node.upper is None:
        return sp.S.One, low.classes.size(axis)
    node = _counted_from_one(node) if low.base else node
    upper = node.upper
    assert upper is not None
    first = _end(low, node.lower, scope) if node.lower is not None else sp.Integer(low.base)
    first += 1 - low.base
    if node.lower is not None and not isinstance(node.lower, Number):
        return first, _end(low, upper, scope) + 1 - low.base
    size = _size(low, upper, scope)
    if not size and first == 1 and not low.base and (whole := _size(low, _one_more(upper), scope)):
        low.classes.letter(axis, whole)  # from 0 to N − 1 are all the N entries
        return sp.S.One, low.classes.size(axis)
    from_one = low.document.index.made(ends_from_one).get(size)
    alone = node.lower == Number("1") and from_one is not None and from_one <= low.document.roles.samples
    alone &= low.base == 1 or not _is_a_number(node.indices, node.body)  # the places of 1 to n are 2 to n + 1
    if size and ((first == 1 and low.base == 1) or (alone and low.base == 0)):
        named = low.classes.of_layer if _is_of_a_layer(low, upper) else low.classes.letter
        named(axis, size)
        return sp.S.One, low.classes.size(axis)
    if size and first == 1 and size in low.document.index.made(ends_from_zero):
        low.classes.letter(axis, size)  # which counts the entries after the first
        return sp.S.One, low.classes.size(axis)
    if isinstance(upper, Number) and upper.text.isdigit() and first == 1:
        number = int(upper.text) + 1 - low.base
        low.classes.number(axis, number)
        return sp.S.One, sp.Integer(number)
    return first, _end(low, upper, scope) + 1 - low.base


def _counted_from_one(node: Total) -> Total:
    """Σ_{c=0}^{C−1} as Σ_{c=1}^C, which are all the entries in notes that count from 1; not where c is a number too."""
    top = node.upper
    if node.lower != Number("0") or _is_a_number(node.indices, node.body):
        return node
    if isinstance(top, Number) and top.text.isdigit():
        return replace(node, lower=Number("1"), upper=Number(str(int(top.text) + 1)))
    if top is not None and _one_more(top) != top:
        return replace(node, lower=Number("1"), upper=_one_more(top))
    return node


def _is_a_number(letters: tuple[str, ...], node: Node) -> bool:
    """True where one of the letters stands as anything but the index of an entry: k of x^k."""
    if isinstance(node, Name):
        places = (index for index in node.indices if not isinstance(index, Name))
        return node.name in letters or any(_is_a_number(letters, index) for index in places)
    return any(_is_a_number(letters, part) for part in children(node))


def _one_more(top: Node) -> Node:
    """N of N − 1; any other end as it is."""
    less = isinstance(top, Terms) and len(top.terms) == 2 and top.terms[1] == (-1, Number("1"))
    return top.terms[0][1] if less and isinstance(top, Terms) else top


def ends_from_zero(index: Index) -> frozenset[str]:
    r"""The letters that are nothing but the end of sums from 0: what they are is one less than a size.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"v = \sum_{i=0}^m w_i x_i", r"u = \sum_{i=0}^n q_i + n"]
    >>> sorted(ends_from_zero(document_of([Claim(line, 1, 1) for line in lines]).index))
    ['m']
    """
    nodes = [part for s in index.statements for tree in s.read for part in walk(tree)]
    totals = [node for node in nodes if isinstance(node, Total) and isinstance(node.upper, Name)]
    zero = [node.upper.name for node in totals if node.lower == Number("0") and isinstance(node.upper, Name)]
    every = Counter(node.name for node in nodes if isinstance(node, Name))
    return frozenset(name for name in zero if every[name] == zero.count(name))


def ends_from_one(index: Index) -> dict[str, frozenset[str]]:
    r"""The letters that end sums from 1 alone, with what counts there and has an entry 0: none for k classes beside it.

    x_i of example i beside x_0 = 1 is another thing than an entry: that, whoever knows the letters of samples tells.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"s = \sum_{j=1}^k \sum_{i=0}^n w_{ji}^2", r"u = \sum_{i=1}^m v_i + v_0"]
    >>> found = ends_from_one(document_of([Claim(line, 1, 1) for line in lines]).index)
    >>> sorted((end, *letters) for end, letters in found.items())
    [('k',), ('m', 'i')]
    """
    nodes = [part for s in index.statements for tree in s.read for part in walk(tree)]
    totals = [n for n in nodes if isinstance(n, Total) and n.lower is not None and not _is_a_number(n.indices, n.body)]
    zero = {(n.name, at) for n in nodes if isinstance(n, Name) for at, i in enumerate(n.indices) if i == Number("0")}
    plain: dict[str, bool] = {}
    letters: dict[str, set[str]] = defaultdict(set)
    for total in totals:
        counted = {
            i.name for n in names_in(total.body) for at, i in enumerate(n.indices)
            if isinstance(i, Name) and i.name in total.indices and (n.name, at) in zero
        }  # fmt: skip
        for name in names_in(total.upper) if total.upper is not None else ():
            one = isinstance(total.upper, Name) and total.lower == Number("1")
            plain[name.name] = plain.get(name.name, True) and one
            letters[name.name] |= counted
    return {name: frozenset(letters[name]) for name, one in plain.items() if one}


def _size(low: Names, upper: Node, scope: Scope) -> str:
    """The letter of a size: N, or one with a layer or a number below, d_{l−1}; empty text for any other end."""
    if not isinstance(upper, Name):
        return ""
    if not upper.indices and upper.layer is None:
        return upper.name if upper.name in low.document.sizes else ""
    parts = [_number_of_layer(low, index, scope) for index in upper.indices]
    if upper.layer is not None:
        parts.append(scope.layer(upper.layer))
    if None in parts or low.is_bound(upper, scope):
        return ""  # n_i of each i is no size of an axis
    return "_".join((re.sub(r"[^A-Za-z0-9]", "", upper.name), *map(str, parts)))


def _is_of_a_layer(low: Names, upper: Node) -> bool:
    """True for n_l and n^{[l-1]} of a layer that a letter counts."""
    assert isinstance(upper, Name)
    counted = upper.layer is not None and not upper.layer.letter.isdigit()
    letters = {name.name for index in upper.indices for name in names_in(index)}
    return counted or bool(letters & low.document.roles.layers)


def _number_of_layer(low: Names, index: Node, scope: Scope) -> int | None:
    """The number that stands for l − 1, or of a number; None for a letter that counts no layers."""
    if isinstance(index, Number):
        return int(index.text) if index.text.isdigit() else None
    if isinstance(index, Name) and not index.indices and scope.runs(index.name) is None:
        return scope.layers.get(index.name) if index.name in low.document.roles.layers else None
    if isinstance(index, Terms):
        parts = [(sign, _number_of_layer(low, part, scope)) for sign, part in index.terms]
        return None if any(part is None for _, part in parts) else sum(sign * (part or 0) for sign, part in parts)
    return None


def _end(low: Names, node: Node, scope: Scope) -> sp.Expr:
    if isinstance(node, Number) and node.text.isdigit():
        return sp.Integer(node.text)
    if isinstance(node, Name) and not node.indices:
        runs = scope.runs(node.name)
        return runs[0] if runs else size_symbol(node.name)
    if isinstance(node, Terms):
        return sp.Add(*(sign * _end(low, part, scope) for sign, part in node.terms))
    raise Stuck("the end of a sum is not read")
