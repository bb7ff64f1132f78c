"""Derivatives as they are written: fractions, slopes in a line, gradients."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..tex.tokens import Token, Tokens, argument, split, text_of, without_braces
from .nodes import Application, Derivative, Differential, Node, Product, Scripted, Terms
from .stream import END, Stream, Unread, differential_mark, without_order
from .words import GREEK


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

    def times_its_bracket(self, node: Application) -> Node:
        """dz (1 − a²): dz times the bracket, where a sum stands in it.

        Raises:
            Unread: d f(x), which may be a change of f(x).
        """
        items = node.bracket.items
        if len(items) != 1 or not isinstance(items[0], Terms):
            raise Unread("d before a bracket")
        return Product((("", Differential(node.head)), ("", node.bracket)))

    def fraction(self) -> Node:
        """A fraction, which may be a derivative."""
        above, below = _with_one_mark(without_braces(self.argument()), without_braces(self.argument()))
        if above[:1] and above[0].is_mark("-") and differential_mark(above[1:], below):
            return Terms(((-1, self.of_fraction(above[1:], below)),))
        if not differential_mark(above, below):
            if len(above) > 1 and above[0].is_command("partial") and isinstance(letter := self.inner(below), Scripted):
                return Derivative(self.inner(above[1:]), (letter,))  # a ∂ is forgotten: ∂L over w_j
            if _is_under_nothing(above, below):
                return self.of_fraction((below[0], *above), below)  # a ∂ is forgotten: L over ∂w_j
            one_group = Product((("", self.inner(below)),))
            return Product((("", self.inner(above)), ("/", one_group)))
        return self.of_fraction(above, below)

    def of_fraction(self, above: Tokens, below: Tokens) -> Derivative:
        """∂L/∂z of what stands above, with its ∂, and below."""
        rest, above_order = without_order(above[1:])
        denominators = self.denominators(below, above_order)
        if len(denominators) == 1:
            denominators *= above_order
        if rest:
            return Derivative(self.inner(rest), denominators)
        stops, is_open = self.is_before_a_bracket_of_a_product(), not self.peek().is_mark("([{")
        return Derivative(self.operand(self.term), denominators, stops=stops, open=is_open)

    def operand(self, read: Callable[[], Node]) -> Node:
        """What an operator stands before; a minus right behind it belongs to it."""
        sign = self.sign()
        node = read()
        return node if sign == 1 else Terms(((-1, node),))

    def denominators(self, below: Tokens, order: int) -> tuple[Node, ...]:
        r"""The letters below: of ``\partial x \partial y`` both; of ∂x² under ∂² x twice, but σ² under a single ∂.

        The powers below are orders where with them there are as many letters as the ∂ above says.
        """
        if not below:
            raise Unread("a derivative by nothing")
        mark = below[0]
        parts = split(below, frozenset({(mark.kind, mark.text)}))[0] if mark.is_command("partial") else [below[1:]]
        parts = [part for part in parts if part]
        bare = [_without_power(part) for part in parts]
        if len(parts) >= order or sum(power for _, power in bare) != order:
            bare = [(part, 1) for part in parts]
        nodes = [(self.inner(part), power) for part, power in bare]
        return tuple(node for node, power in nodes for _ in range(power))

    def inline_derivative(self, token: Token) -> Node:
        r"""∂L/∂z in a line, or \partial_z L, and \partial_z^2 L and \partial^2_z L."""
        if self.peek().is_mark("_") or (self.peek().is_mark("^") and self._is_before_a_subscript()):
            scripts = {self.take().text: without_braces(self.argument()) for _ in range(2) if self.peek().is_mark("^_")}
            power = text_of(scripts.get("^", ()))
            if power not in ("", "2", "3"):
                raise Unread("a derivative of another order", token.start)
            return Derivative(self.factor(), (self.inner(scripts["_"]),) * int(power or 1))
        numerator = self.factor() if not self.peek().is_mark("^") else self.inner(())
        if not (self.peek().is_mark("/") and self.peek(1).is_command("partial")):
            raise Unread("a lone ∂", token.start)
        self.at += 2
        return Derivative(numerator, (self.factor(),))

    def _is_before_a_subscript(self) -> bool:
        """True where behind the script that begins here one below stands."""
        behind = argument(self.tokens, self.at + 1)[1]
        return behind < len(self.tokens) and self.tokens[behind].is_mark("_")

    def nabla(self) -> Node:
        """A gradient, or a matrix of second derivatives."""
        below, order = None, 1
        while self.peek().is_mark("^_"):
            mark, script = self.take().text, without_braces(self.argument())
            if mark == "_":
                below = self.inner(script)
            elif text_of(script) not in ("T", "top", "intercal", "mathsf{T}", "mathrm{T}", "mathsfT"):
                order = 2  # ∇ᵀ is ∇ as a row
        if below is not None and order == 1 and self.peek() is END:
            return Differential(below)  # the gradient that others write dW
        body = self.operand(self.factor)
        if below is None:
            if isinstance(body, Derivative) and body.gradient and not body.denominators:
                return replace(body, order=order + body.order)
            return Derivative(body, (), gradient=True, order=order)
        return Derivative(body, (below,) * order, gradient=True)


def _is_under_nothing(above: Tokens, below: Tokens) -> bool:
    """True for a ∂ and a letter below what has letters in it and no ∂: 1/∂x is no slope."""
    marked = len(below) > 1 and below[0].is_command("partial") and not below[1].is_mark("^_+-*/")
    letters = any(token.kind in ("letter", "word") or token.is_command(*GREEK) for token in above)
    return marked and letters and not any(token.is_command("partial") for token in above)


def _with_one_mark(above: Tokens, below: Tokens) -> tuple[Tokens, Tokens]:
    """Above and below of a fraction, with ∂ in both where one of them has a d: dJ over ∂Z."""
    sides = (above, below)
    marks = [side[:1] and side[0].is_command("partial") for side in sides]
    other = [len(side) > 1 and side[0].kind == "letter" and side[0].text == "d" for side in sides]
    if not (any(marks) and any(other)):
        return sides
    partial = next(side[0] for side, marked in zip(sides, marks, strict=True) if marked)
    first, second = ((replace(partial, start=s[0].start, end=s[0].end), *s[1:]) for s in sides)
    return first, second


def _without_power(part: Tokens) -> tuple[Tokens, int]:
    """X_{kd}^2 and X^2_{kd} as X_{kd} and 2: the power that a part ends with, before or behind its subscript."""
    starts = [place for place in range(1, len(part)) if part[place].is_mark("^")]
    for start in reversed(starts):
        power, behind = argument(part, start + 1)
        rest = part[behind:]
        below = not rest or (rest[0].is_mark("_") and argument(rest, 1)[1] == len(rest))
        if below and text_of(power) in ("2", "3"):
            return part[:start] + rest, int(text_of(power))
    return part, 1
