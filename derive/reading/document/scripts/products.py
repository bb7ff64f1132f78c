"""Products of numbers, vectors and matrices: how many axes they have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ...expression.nodes import (
    Call,
    Derivative,
    Dots,
    Known,
    Name,
    Node,
    Number,
    Prime,
    Product,
    Scripted,
    Terms,
    Total,
    Transposed,
    walk,
)
from ...tex.tokens import text_of


def map_of(node: Product) -> tuple[Name, Name] | None:
    """The matrix and the vector of W x, a capital before a small letter, and of x W; None for other products.

    >>> pairs = [[("", Name(letter)) for letter in pair.split()] for pair in ("W x", "x W", "eta W")]
    >>> [found and found[0].name for found in (map_of(Product(tuple(pair))) for pair in pairs)]
    ['W', 'W', None]
    """
    (_, first), (sign, second), *rest = node.parts
    if rest or sign != "" or not isinstance(first, Name) or not isinstance(second, Name):
        return None
    if first.name[:1].isupper() and not first.indices and second.name[:1].islower():
        return first, second
    latin = first.name[:1].islower() and len(first.name.partition("_")[0]) == 1
    return (second, first) if latin and second.name[:1].isupper() and not second.indices else None


def maps_a_layer(first: Node, second: Node) -> bool:
    """True for w^l a^{l-1}, where a is a vector and w the matrix before it, in whatever letter.

    >>> from ...expression.nodes import Layer
    >>> maps_a_layer(Name("w", layer=Layer("l")), Name("a", layer=Layer("l", -1))), maps_a_layer(Name("w"), Name("a"))
    (True, False)
    """
    here, below = (node.layer if isinstance(node, Name) else None for node in (first, second))
    return here is not None and below == replace(here, shift=here.shift - 1)


def is_of_a_row(first: Node, second: Node) -> bool:
    """True for a W, where a is known for a vector: W is a matrix behind a row.

    >>> is_of_a_row(Name("a"), Name("W")), is_of_a_row(Name("W"), Name("a"))
    (True, False)
    """
    found = map_of(Product((("", first), ("", second))))
    return found is not None and found[0] == second


def is_product_of_matrices(node: Product) -> bool:
    """True for X W, two capitals side by side.

    >>> is_product_of_matrices(Product((("", Name("X")), ("", Name("W")))))
    True
    """
    return len(node.parts) == 2 and all(
        sign in ("", ".") and isinstance(part, Name) and not part.indices and part.name[:1].isupper()
        for sign, part in node.parts
    )


def numbers_among(node: Terms) -> list[Name]:
    """The letters that are numbers in a sum of numbers: B of r_a − B, and C of ‖w‖² + C Σ_i e_i.

    >>> total = Total("sum", ("i",), Name("e", (Name("i"),)))
    >>> weighted = Product((("", Name("C")), ("", total)))
    >>> [name.name for name in numbers_among(Terms(((1, Known("norm", Name("w"))), (1, weighted))))]
    ['C']
    """
    parts = [part for _, part in node.terms]
    entries = any(isinstance(part, Name) and part.indices for part in parts)
    lone = [part for part in parts if isinstance(part, Name)] if entries else []
    known = [inner.function for part in parts for inner in walk(part) if isinstance(inner, Known)]
    norms = "norm" in known or "norm1" in known
    before = [part.parts[:2] for part in parts if norms and isinstance(part, Product)]
    weights = [pair[0][1] for pair in before if isinstance(pair[-1][1], Total)]
    found = [*lone, *(weight for weight in weights if isinstance(weight, Name))]
    return [name for name in found if not name.indices and not name.bold]


def most_axes(node: Product, ranks: Sequence[int | None]) -> int | None:
    """The most axes of what ⊙ joins: of M^T e ⊙ (1 − q) the vector M^T e, not the matrix; None where nothing has any.

    >>> parts = (("", Name("M")), ("", Name("e")), ("o", Name("q")))
    >>> most_axes(Product(parts), [2, 1, None]), most_axes(Product(parts[1:]), [2, None])
    (1, 2)
    """
    ends = [place for place, (sign, _) in enumerate(node.parts) if sign == "o"]
    groups = [[r for r in ranks[a:b] if r] for a, b in zip([0, *ends], [*ends, len(ranks)], strict=True)]
    known = [1 if len(group) > 1 and group[0] == 2 and min(group) == 1 else max(group) for group in groups if group]
    return max(known, default=None)


def axes_around_dots(node: Product, ranks: Sequence[int | None], *, late: bool) -> Iterator[tuple[Node, int]]:
    """The factors around ⊙ of which nothing is told, with what the others tell: W of W d ⊙ q is a matrix.

    >>> parts = (("", Name("W")), ("", Name("d")), ("o", Name("q")))
    >>> [axes for _, axes in axes_around_dots(Product(parts), [None, None, 1], late=False)]
    [2, 1]
    """
    most = most_axes(node, ranks) or int(late)
    ends = [place for place, (sign, _) in enumerate(node.parts) if sign == "o"]
    groups = [node.parts[a:b] for a, b in pairwise([0, *ends, len(node.parts)])]
    pairs = [Product((("", group[0][1]), group[1])) for group in groups if len(group) == 2]
    maps = [found[0] for pair in pairs if most == 1 and (found := map_of(pair)) is not None]
    for rank, (_, part) in zip(ranks, node.parts, strict=True):
        if most and rank is None:
            yield part, 2 if part in maps else most


def product_rank(node: Product, ranks: list[int]) -> int:
    """How many axes a product has whose factors have these: two for a column times a row, none for a row and a column.

    >>> product_rank(Product((("", Name("x")), ("", Transposed(Name("x"))))), [1, 1])
    2
    """
    if any(sign == "o" for sign, _ in node.parts):
        return _rank_by_entries(node, ranks)
    if not any(ranks):
        return 0
    outer = isinstance(node.parts[-1][1], Transposed) and not isinstance(node.parts[0][1], Transposed)
    if [sign for sign, _ in node.parts] == ["", "."] and ranks == [1, 1] and not outer:
        return 0
    result, turned = 0, False
    for (sign, part), rank in zip(node.parts, ranks, strict=True):
        flips = isinstance(part, Transposed) and rank == 1
        if sign == "." and (rank, result) == (1, 1) and (turned or not flips):
            result, turned = 0, False
        elif (sign in ("*", "/") and rank == result) or not rank or not result:
            turned = flips if rank else turned
            result = max(result, rank)
        elif result == 2:
            result = 2 if rank == 2 else 1
        elif rank == 2:
            result = 1
        else:
            result = 0 if turned else 2 if flips else 1
            turned = False
    return result


def _rank_by_entries(node: Product, ranks: list[int]) -> int:
    """W^T d ⊙ f′(z) has the axes of what stands around ⊙; ∂a/∂z beside ∂L/∂a is its diagonal."""
    starts = [0, *(place for place, (sign, _) in enumerate(node.parts) if sign == "o" and place), len(node.parts)]
    found: set[int] = set()
    slopes: set[int] = set()
    for start, end in pairwise(starts):
        (_, first), *rest = node.parts[start:end]
        rank = product_rank(Product((("", first), *rest)), ranks[start:end]) if rest else ranks[start]
        (slopes if not rest and isinstance(first, Derivative) else found).add(rank)
    found |= {rank for rank in slopes if rank / 2 not in found | slopes}
    found = found - {0} or found  # 1[z > 0] has the axes of z, or none
    return found.pop() if len(found) == 1 else max(ranks, default=0)


def with_turned(node: Product) -> Product:
    """w w′ of a letter in bold as w w^T: some notes write a transpose so, and a vector is no function.

    >>> w = Name("w", bold=True)
    >>> with_turned(Product((("", w), ("", Prime(w, None))))).parts[1][1] == Transposed(w)
    True
    """
    parts = list(node.parts)
    for place, ((_, first), (sign, second)) in enumerate(pairwise(node.parts)):
        bold = isinstance(first, Name) and first.bold and first.name.rpartition(":")[2][:1].islower()
        if bold and sign in ("", ".") and second == Prime(first, None):
            parts[place + 1] = ("", Transposed(first))
    return replace(node, parts=tuple(parts))


def under_its_gradient(node: Product, functions: Collection[str] = ()) -> Node:
    """∇ x^T A x and ∇ ½ ‖x‖² as gradients of the whole product: nobody takes that of x^T or of ½ and multiplies it.

    ∇ f(x)^T s and ∇ f^T s of one of the ``functions`` are the gradient as a row, and s.

    >>> x = Name("x")
    >>> first = Derivative(Transposed(x), (), gradient=True)
    >>> [type(under_its_gradient(Product((("", first), ("", x))), names)).__name__ for names in ("", "x")]
    ['Derivative', 'Product']
    """
    for place, (sign, part) in enumerate(node.parts):
        rest = node.parts[place + 1 :]
        if sign in ("", ".") and rest and isinstance(part, Derivative) and part.gradient:
            turned = part.numerator.base if isinstance(part.numerator, Transposed) else None
            if isinstance(turned, Call) or (isinstance(turned, Name) and turned.name in functions):
                row = Transposed(replace(part, numerator=turned))
                return replace(node, parts=(*node.parts[:place], (sign, row), *rest))
            slopes = any(isinstance(inner, Derivative) for _, behind in rest for inner in walk(behind))
            if slopes or not (isinstance(part.numerator, Transposed) or _is_a_number(part.numerator)):
                return node
            whole = replace(part, numerator=Product((("", part.numerator), *rest)))
            return Product((*node.parts[:place], (sign, whole))) if place else whole
    return node


def _is_a_number(node: Node) -> bool:
    """True for ½ and 1/(2 n): what is divided by may have letters."""
    if isinstance(node, Product):
        return all(_is_a_number(part) for sign, part in node.parts if sign != "/")
    return isinstance(node, Number)


def lowered_powers(node: Node) -> set[str]:
    """The letters that are powers, since they stand before their power less one: n of n x^{n − 1}.

    Also n of 1 + x + x^2 + … + x^n.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> lowered_powers(parsed(scanned("n x^{n-1} + W^l a^{l-1}")))
    {'n'}
    """
    found = set()
    for product in (part for part in walk(node) if isinstance(part, Product)):
        scripted = [part for _, part in product.parts if isinstance(part, Scripted)]
        plain = {part.letter for part in scripted if not (part.lower or part.upper)}
        above = {text_of(script) for part in scripted for script in part.upper}
        found |= {letter for letter in plain if f"{letter}-1" in above}
    for total in (part for part in walk(node) if isinstance(part, Terms)):
        found |= _powers_in_a_row(total) if any(isinstance(part, Dots) for _, part in total.terms) else set()
    return found


def _powers_in_a_row(total: Terms) -> set[str]:
    """The letters above x, where x stands in the sum too, and x²."""
    shown = [part for _, part in total.terms if isinstance(part, Scripted)]
    bases = {part.letter for part in shown if not (part.lower or part.upper)}
    powers = [part for part in walk(total) if isinstance(part, Scripted) and part.letter in bases and not part.lower]
    above = {text_of(script) for part in powers for script in part.upper}
    return {text[0] for text in above if "2" in above and re.fullmatch(r"[a-z]([-+]1)?", text)}
