"""Percentages whose sign, or whose factor 100, stands elsewhere: 40/60 · 100 = 66.7%, and $45/60 = 75$ %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...reading.expression.nodes import Node, Number, Product, Terms
from ...reading.expression.numerals import hundredth
from ...reading.notes.claims import Claim
from .stated import numerals_of

HUNDRED = Number("100")
SIGN = re.compile(r"[\s$]*(?:\\\\?%|%|percent\b|per cent\b|Prozent\b)", re.IGNORECASE)
ADDED = re.compile(r"[+-]\s*[\d.]+\s*\\%\s*=")  # 200 + 10% = 220
WRITTEN = re.compile(r"\\%")


def as_percentages(claim: Claim, left: Node, right: Node) -> Iterator[tuple[Node, Node]]:
    r"""The sides as they are meant: a sign of percent stands behind the formula, or one with a number is added to it.

    A factor 100 beside a percentage is none of its value.

    >>> made = as_percentages(Claim("3/4 = 75", 1, 1, prose="It is $3/4 = 75$ % then."), Number("0.75"), Number("75"))
    >>> list(made)
    [(Number(text='0.75'), Number(text='0.75'))]
    """
    if WRITTEN.search(claim.latex) and (smaller := _without_hundred(left)) is not None:
        yield smaller, right
    if ADDED.search(claim.latex) and isinstance(left, Terms) and len(left.terms) == 2:
        (first, whole), (sign, share) = left.terms
        yield Product((("", Terms(((first, whole),))), ("*", Terms(((1, Number("1")), (sign, share)))))), right
    text = claim.latex.strip()
    _, found, behind = claim.prose.partition(text)
    numerals = numerals_of(right)
    if found and SIGN.match(behind) and numerals is not None and not numerals[0]:
        yield left, _hundredth(right)


def _without_hundred(node: Node) -> Node | None:
    """A product without its factor 100; None where it has none."""
    if not isinstance(node, Product) or ("/", HUNDRED) in node.parts:
        return None
    parts = [(sign, part) for sign, part in node.parts if part != HUNDRED]
    if len(parts) != len(node.parts) - 1:
        return None
    (_, first), *rest = parts
    return Product((("", first), *rest)) if rest else first


def _hundredth(node: Node) -> Node:
    if isinstance(node, Terms):
        ((sign, part),) = node.terms
        return Terms(((sign, _hundredth(part)),))
    return Number(hundredth(node.text)) if isinstance(node, Number) else node
