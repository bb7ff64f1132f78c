"""Derivatives as they are written: fractions, slopes in a line, gradients."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from ..tex.tokens import Token, Tokens, split, without_braces
from .nodes import Derivative, Node, Product
from .stream import Stream, Unread, differential_mark, without_order


class DerivativeReader(Stream, ABC):
    """Reads derivatives; what they are of is read by the parser."""

    @abstractmethod
    def inner(self, tokens: Sequence[Token]) -> Node:
        """The tree of some tokens."""

    @abstractmethod
    def term(self) -> Node:
        """A product."""

    @abstractmethod
    def factor(self) -> Node:
        """A factor with its scripts."""

    def fraction(self) -> Node:
        """A fraction, which may be a derivative."""
        above, below = without_braces(self.argument()), without_braces(self.argument())
        mark = differential_mark(above, below)
        if not mark:
            one_group = Product((("", self.inner(below)),))
            return Product((("", self.inner(above)), ("/", one_group)))
        rest, above_order = without_order(above[1:])
        denominators, order = self.denominators(below, of_square=above_order == 1)
        if len(denominators) == 1 and max(order, above_order) > 1:
            denominators *= max(order, above_order)
        numerator = self.inner(rest) if rest else self.term()
        return Derivative(numerator, denominators)

    def denominators(self, below: Tokens, *, of_square: bool = False) -> tuple[tuple[Node, ...], int]:
        r"""The letters below: of ``\partial x \partial y`` both; of ∂x² one, twice, but σ² under a single ∂."""
        if not below:
            raise Unread("a derivative by nothing")
        mark = below[0]
        parts = split(below, frozenset({(mark.kind, mark.text)}))[0] if mark.is_command("partial") else [below[1:]]
        found: list[Node] = []
        for part in (part for part in parts if part):
            squared = len(part) > 2 and part[-2].is_mark("^") and part[-1].text in ("2", "3") and len(below) < 9
            squared = squared and not of_square
            node = self.inner(part[:-2] if squared else part)
            found += [node] * (int(part[len(part) - 1].text) if squared else 1)
        return tuple(found), 1 if len(found) < 2 else len(found)

    def inline_derivative(self, token: Token) -> Node:
        r"""∂L/∂z in a line, or \partial_z L."""
        if self.peek().is_mark("_"):
            self.take()
            below = self.inner(without_braces(self.argument()))
            return Derivative(self.factor(), (below,))
        numerator = self.factor() if not self.peek().is_mark("^") else self.inner(())
        if not (self.peek().is_mark("/") and self.peek(1).is_command("partial")):
            raise Unread("a lone ∂", token.start)
        self.at += 2
        return Derivative(numerator, (self.factor(),))

    def nabla(self) -> Node:
        """A gradient, or a matrix of second derivatives."""
        below, order = None, 1
        while self.peek().is_mark("^_"):
            mark, script = self.take().text, without_braces(self.argument())
            if mark == "_":
                below = self.inner(script)
            else:
                order = 2
        body = self.factor()
        if below is None:
            if isinstance(body, Derivative) and body.gradient and not body.denominators:
                return replace(body, order=order + body.order)
            return Derivative(body, (), gradient=True, order=order)
        return Derivative(body, (below,) * order, gradient=True)
