"""Numerals of a chain that stand for rounded results: what a letter was before, and what a side was worked out to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice, pairwise

from flint import arb

from ...proof.numbers.balls import precision
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.negatives import with_negatives_put_in
from ...reading.expression.nodes import (
    Known,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Terms,
    names_in,
    walk,
)  # fmt: skip
from .arithmetic import places_of, places_shown
from .built_alike import beside_numbers
from .rounding import BITS, ball_of, computes, decimals_in, numeral_ball, with_logistic
from .stated import numerals_of

MOST_PARTS = 400
LONG, LONG_OF_LETTERS = 3, 2  # places of a numeral that is likely to be a result


def carried_numerals(document: Document, statement: Statement, rounded: Collection[str]) -> frozenset[str]:
    """``rounded`` and the numerals of a chain that show these with fewer digits, or that its sides are worked out to.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"a = (1 - 0.43^2) \\cdot 0.5 = 0.82 \\cdot 0.5", 1, 1)])
    >>> sorted(carried_numerals(document, document.statements[0], ()))
    ['0.82']
    """
    found = set(rounded)
    links = zip(statement.chain.relations, pairwise(statement.trees), strict=False)
    for before, after in (pair for relation, pair in links if relation == "≈"):
        found |= decimals_in(after) - decimals_in(before) if before is not None and after is not None else set()
    with precision(BITS):
        trees = [with_logistic(tree) if tree is not None else None for tree in statement.trees]
        for before, after in chain.from_iterable(cells(*pair) for pair in pairwise(trees)):
            if not is_numeric(after):
                continue
            news = decimals_in(after) - decimals_in(before)
            if not is_numeric(before):
                found |= _with_fewer_digits(document, statement, before, news, found)
            elif computes(after):
                parts = _worked_out(before)
                found |= _of_longer(before, news)
                found |= {text for text in news if _is_worked_out(parts, text, found)}
    return frozenset(found)


def long_numerals(pairs: Iterable[tuple[Node, Node]]) -> frozenset[str]:
    """Decimals of three places in the arithmetic that a function of numerals is said to be, and of two for letters.

    They are results, it may be.

    >>> one, other = Known("tanh", Number("2")), Product((("", Number("0.33")), ("*", Number("6.012"))))
    >>> sorted(long_numerals([(one, other)]))
    ['6.012']
    """
    found: set[str] = set()
    for before, after in pairs:
        fewest = LONG if is_numeric(before) else LONG_OF_LETTERS
        known = is_numeric(before) and not any(isinstance(part, Known) for part in walk(before))
        if computes(after) and not known:
            found |= {text for text in decimals_in(after) - decimals_in(before) if places_shown(text) >= fewest}
    return frozenset(found)


def numerals_of_results(document: Document, statement: Statement) -> frozenset[str]:
    """Decimals of two digits or more that stand where the side before has a letter that the document works out.

    They may be rounded, whatever letter is meant.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("a = e^u", 1, 1), Claim("2 (a - t) = 2 (0.35 - 0.25) = 0.21", 2, 1)])
    >>> sorted(numerals_of_results(document, document.statements[1]))
    ['0.35']
    """
    found: set[str] = set()
    for before, after in pairwise(statement.trees):
        if before is not None and after is not None and is_numeric(after) and not is_numeric(before):
            for part, number in beside_numbers(before, after):
                bound = document.by_name.get(part.name, ()) if isinstance(part, Name) and part != before else ()
                found |= decimals_in(number) if any(not b.value for b in bound) else set()
    return frozenset(text for text in found if _has_digits(text))


def cells(before: Node | None, after: Node | None) -> Iterator[tuple[Node, Node]]:
    """The two sides, or their cells where both are matrices of one shape.

    >>> one, two = Number("1"), Number("2")
    >>> [pair == (one, two) for pair in cells(one, two)], list(cells(Matrix(((one,), (two,))), Matrix(((two,),)))) == []
    ([True], False)
    """
    if before is None or after is None:
        return
    rows = (before.rows, after.rows) if isinstance(before, Matrix) and isinstance(after, Matrix) else ((), ())
    if rows[0] and [len(row) for row in rows[0]] == [len(row) for row in rows[1]]:
        for one, other in zip(*rows, strict=True):
            yield from zip(one, other, strict=True)
    else:
        yield before, after


def _with_fewer_digits(
    document: Document, statement: Statement, formula: Node, numerals: set[str], rounded: Collection[str]
) -> set[str]:
    """The numerals that are rounded values of a letter of the formula, of which none is the exact value of another."""
    names = {part.name for part in names_in(formula)}
    stated = {
        text.lstrip("-")
        for earlier in document.statements
        if earlier.order < statement.order and isinstance(first := earlier.trees[0], Name) and first.name in names
        for tree in earlier.trees[1:]
        if tree is not None
        for text in (numerals_of(tree) or ((), ()))[1]
    }
    longer = [text for text in stated if text in rounded]
    return {
        numeral for numeral in numerals - stated for text in longer
        if places_of(text) > places_of(numeral) and _shows(numeral, numeral_ball(text, wide=False))
    }  # fmt: skip


def _of_longer(before: Node, numerals: set[str]) -> set[str]:
    """The numerals of two digits or more to which those of the side before, which have more of them, are rounded."""
    longer = [(places_of(text), numeral_ball(text, wide=False)) for text in decimals_in(before)]
    return {
        numeral for numeral in numerals for places, ball in longer
        if places > places_of(numeral) and _has_digits(numeral) and _shows(numeral, ball)
    }  # fmt: skip


def _has_digits(numeral: str) -> bool:
    """True for two digits or more: 0.5 is rather given than worked out."""
    return len(numeral.lstrip("0.").replace(".", "")) > 1


def _is_worked_out(parts: Iterable[tuple[Node, arb]], numeral: str, rounded: Collection[str]) -> bool:
    """True where a part of the side before is the numeral to the digits shown, not exactly or of rounded ones."""
    exact = numeral_ball(numeral, wide=False)
    return any(
        _shows(numeral, ball)
        and (not (ball.overlaps(exact) or (-ball).overlaps(exact)) or not decimals_in(part).isdisjoint(rounded))
        for part, ball in parts
    )


def _worked_out(before: Node) -> list[tuple[Node, arb]]:
    """The first parts of a side that compute, with their values."""
    parts = chain.from_iterable(_parts_of(side) for side in dict.fromkeys((before, with_negatives_put_in(before))))
    balls = ((part, ball_of(part, ())) for part in islice(parts, MOST_PARTS))
    return [(part, ball) for part, ball in balls if ball is not None]


def _parts_of(side: Node) -> Iterator[Node]:
    """The nodes that compute, then neighbours in a sum or a product, which are worked out together."""
    nodes = [node for node in walk(side) if computes(node)]
    yield from nodes
    yield from (part for node in nodes if isinstance(node, Known) and node.function == "sigmoid" for part in _of(node))
    for node in nodes:
        if isinstance(node, Terms):
            yield from (Terms(node.terms[at:end]) for at, end in _slices(len(node.terms)))
        if isinstance(node, Product):
            yield from (Product(node.parts[at:end]) for at, end in _slices(len(node.parts)) if node.parts[at][0] != "/")


def _of(logistic: Known) -> tuple[Node, Node]:
    """What is worked out on the way to σ(u) = 1 / (1 + e^−u): the power, and the sum."""
    power = Known("exp", Terms(((-1, logistic.argument),)))
    return power, Terms(((1, Number("1")), (1, power)))


def _slices(length: int) -> Iterator[tuple[int, int]]:
    """Two neighbours or more, but not all."""
    return ((at, end) for at in range(length) for end in range(at + 2, length + 1) if end - at < length)


def _shows(numeral: str, value: arb) -> bool:
    """True where the value rounds to the numeral, whatever its sign."""
    shown = numeral_ball(numeral, wide=True)
    return bool(shown.contains(value)) or bool(shown.contains(-value))
