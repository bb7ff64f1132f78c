"""From the syntax tree to index notation: every letter, index, bracket and operator gets its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sympy as sp

from ...algebra.indices import free_indices, map_children
from ...network.axes import index_symbol
from .derivatives import fraction_derivative, is_derivative
from .glossary import Glossary
from .indicators import cases
from .letters import content, scripted
from .lists import entries_of, list_of, listed_rows
from .nodes import (
    Bracket,
    Cases,
    Chain,
    Fraction,
    Items,
    Mark,
    Name,
    Node,
    Number,
    Operator,
    Part,
    Product,
    Root,
    Scripted,
    Terms,
    Word,
    lone,
    walk,
)
from .notation import index_letters, indexed_letters, is_matrix_notation, is_transpose, size_letters
from .products import Stream, argument, product
from .rejection import RejectedFormula, ambiguous
from .values import Value, added, divided, elementwise, powered, transposed

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NODES = 6000


class Resolver:
    """Resolves one chain; what the whole chain says about its letters is gathered first.

    ``indices`` are the letters used as an index somewhere, ``sizes`` those used as an upper limit,
    ``matrix`` says that letters without indices are vectors and matrices.
    """

    def __init__(self, chain: Chain, glossary: Glossary, *, plain: bool = False, log_base: sp.Expr = sp.E) -> None:
        self.glossary, self.plain, self.log_base = glossary, plain, log_base
        self.bound: list[str] = []
        self.ended: set[str] = set()
        nodes = list(walk(chain))
        if len(nodes) > MOST_NODES:
            raise RejectedFormula(f"the formula has {len(nodes)} parts; at most {MOST_NODES} are read")
        self.indices = index_letters(nodes)
        self.sizes = size_letters(nodes)
        self.matrix = is_matrix_notation(nodes, glossary)
        self.indexed = any(glossary[name].axes for name in indexed_letters(nodes))
        self.verbatim, self.numeric, self.alone = False, False, not chain.relations

    def declared(self, letter: str) -> bool:
        """True when the author declared this letter."""
        return letter in self.glossary.letters

    @contextmanager
    def binding(self, letter: str, at: int) -> Iterator[None]:
        """While a sum over this letter is read.

        Raises:
            RejectedFormula: the letter is bound by a sum around it.
        """
        if letter in self.bound:
            raise RejectedFormula(f"the index {letter} is bound twice, one sum inside the other", at)
        self.bound.append(letter)
        try:
            yield
        finally:
            self.bound.pop()

    # sides

    def side(self, items: Items) -> tuple[Value, ...]:
        """The values of one side: several where commas separate them or brackets make a vector."""
        self.numeric = not any(isinstance(node, Name) and node.letter not in ("e", "pi") for node in walk(items))
        only = lone(items)
        if isinstance(only, Scripted) and only.subscript is None and is_transpose(only.superscript):
            only = list_of(only.base) or only  # a column is listed as a row that is transposed
        rows = listed_rows(only)
        if rows:
            return tuple(self.value(item) for row in rows for item in row)
        if isinstance(only, Bracket) and only.kind in ("[", "(") and len(entries_of(only)) > 1:
            return tuple(self.value(item) for item in entries_of(only))
        if isinstance(only, Bracket) and only.kind == "[" and not only.content.relations:
            return tuple(self.value(item) for item in entries_of(only))
        if len(items.items) != 1:
            raise RejectedFormula("commas separate values outside of brackets", items.items[1].at, hint="[1, 2, 3]")
        return (self.value(items.items[0]),)

    def only(self, items: Items, at: int) -> Value:
        """The value of what is in brackets, where it is one thing."""
        if len(items.items) != 1:
            raise RejectedFormula("a list in brackets is not read here", at)
        return self.value(items.items[0])

    def as_matrix(self, items: Items, at: int) -> Value:
        """The value with letters without indices read as vectors and matrices."""
        before, self.matrix = self.matrix, True
        try:
            return self.only(items, at)
        finally:
            self.matrix = before

    # values

    def value(self, node: Node) -> Value:
        """What a node means."""
        method = _METHODS.get(type(node))
        if method is None:
            raise RejectedFormula(f"{type(node).__name__.lower()} is not read here", node.at)
        value = method(self, node)
        if value.expression.has(sp.nan, sp.zoo, sp.oo, sp.I):
            raise RejectedFormula("this has no real value", node.at)
        return value

    def terms(self, node: Terms) -> Value:
        """A sum of products; an index that a sum before has bound must not follow freely."""
        result: Value | None = None
        outer, ended = self.ended, set[str]()
        for negative, term in node.terms:
            self.ended = set()
            value = product(self, term)
            self._refuse_escaped(value, ended, term.at)
            ended |= self.ended
            value = Value(-value.expression, value.row, value.column) if negative else value
            result = value if result is None else added(result, value, term.at)
        self.ended = outer | (ended if len(node.terms) == 1 else set())
        assert result is not None
        return result

    def _refuse_escaped(self, value: Value, ended: set[str], at: int) -> None:
        free = {index.name for index in free_indices(value.expression)}
        escaped = sorted((free & ended) - set(self.bound))
        if escaped:
            raise ambiguous(
                f"the index {escaped[0]} is bound by a sum and free behind it", at,
                f"the sum over {escaped[0]} ends before this term", "this term belongs to the sum",
                hint="use brackets, or another letter",
            )  # fmt: skip

    def product(self, node: Product) -> Value:
        """A product."""
        return product(self, node)

    def argument(self, stream: Stream, name: str) -> Value:
        """What the function of that name is applied to, taken from the factors that follow."""
        return argument(self, stream, name)

    def number(self, node: Number) -> Value:
        """A decimal numeral, exactly; read ``verbatim``, it is a name of itself."""
        if self.verbatim and (self.numeric or "." in node.text):
            # each is a symbol of its own, or 1 + 1 would be 2 · 1; beside letters it is written in front, as a size is
            return Value(sp.Dummy(node.text, positive=True, **({} if self.numeric else {"integer": True})))
        return Value(sp.Rational(node.text if not node.text.startswith(".") else "0" + node.text))

    def bracket(self, node: Bracket) -> Value:
        """Round and square brackets, groups, absolute values and norms."""
        if node.kind in (r"\{", r"\lbrace", "[") and node.content.relations:
            raise RejectedFormula("an equality in these brackets is not read", node.at)
        value = self.only(content(node.content), node.at)
        if node.kind != "{":
            self.ended = set()
        if node.kind == r"\lvert":
            if not value.scalar:
                raise RejectedFormula("the bars of a vector are not read", node.at, hint=r"write \|w\|")
            return elementwise(sp.Abs, value)
        return _norm(value, node.at) if node.kind == r"\lVert" else value

    def fraction(self, node: Fraction) -> Value:
        """A fraction, or a derivative written as one."""
        if is_derivative(node):
            return fraction_derivative(self, node)
        value = divided(self.value(node.above), self.value(node.below), node.at)
        self.ended = set()
        return value

    def root(self, node: Root) -> Value:
        """A root."""
        return powered(self.value(node.radicand), Value(sp.Rational(1, node.degree)), node.at)

    def scripted(self, node: Scripted) -> Value:
        """A letter with scripts, or a power of something in brackets."""
        base = lone(node.base) or node.base
        inner = base.base if isinstance(base, Scripted) else base
        if isinstance(inner, Name):
            return scripted(self, node)
        if isinstance(inner, Word) and node.superscript is None:
            raise RejectedFormula(f"the word {inner.text[:30]} has an index", node.at, hint="use a letter")
        if isinstance(base, Bracket) and base.kind == r"\lVert" and node.subscript is not None:
            return self._euclidean(node, base)
        if node.subscript is not None or isinstance(base, (Operator, Mark, Word)):
            return (
                self.product(Product(node.at, (Part(node.at, "", False, node),)))
                if isinstance(base, (Operator, Mark))
                else self._refuse_subscript(node)
            )
        if is_transpose(node.superscript):
            return self._transposed(self.value(base), node.at)
        assert node.superscript is not None
        self._refuse_layer(node.superscript)
        return powered(self.value(base), self.value(node.superscript), node.at)

    def _euclidean(self, node: Scripted, base: Bracket) -> Value:
        """The norm of a vector, with a 2 below it, or of a matrix, with an F."""
        below = lone(node.subscript)
        if getattr(below, "text", "") != "2" and getattr(below, "letter", "") != "F":
            raise RejectedFormula("this norm is not read", node.at, hint="the Euclidean norm is")
        return self.scripted(Scripted(node.at, base, None, node.superscript)) if node.superscript else self.value(base)

    def _transposed(self, value: Value, at: int) -> Value:
        if value.scalar:
            raise RejectedFormula("the transpose of a number", at, hint="vectors are letters without index, or bold")
        return transposed(value)

    def _refuse_subscript(self, node: Scripted) -> Value:
        raise RejectedFormula("a subscript of something that is no letter is not read", node.at)

    def _refuse_layer(self, superscript: Node) -> None:
        inner = lone(superscript)
        if isinstance(inner, (Bracket, Mark, Word)) and not self.plain:
            raise RejectedFormula("this superscript is not read here", superscript.at)

    def name(self, node: Name) -> Value:
        """A letter without scripts."""
        return scripted(self, node)

    def word(self, node: Word) -> Value:
        """An upright name, such as loss."""
        name = node.text.replace(" ", "").replace("-", "_").replace(".", "")
        if not name or len(node.text.split()) > 1 or not name[0].isalpha():
            raise RejectedFormula("words stand in the formula", node.at, hint="one word is read as a name")
        return Value(sp.Symbol(name, real=True))

    def cases(self, node: Cases) -> Value:
        """A case distinction."""
        return cases(self, node)

    # sizes and indices

    def counted(self, number: int, at: int) -> sp.Integer:
        """The index of that number, counted from 1.

        Raises:
            RejectedFormula: the author counts from 1 and writes 0.
        """
        shifted = number + 1 - self.glossary.count_from
        if shifted < 1:
            raise RejectedFormula(
                "the index 0 does not exist where indices count from 1", at, hint="declare count_from: 0"
            )
        return sp.Integer(shifted)

    def only_number(self, node: Node) -> sp.Expr:
        """A whole number, or an index letter."""
        inner = lone(node)
        if isinstance(inner, Number) and inner.text.isdigit() and len(inner.text) <= 6:
            return sp.Integer(int(inner.text))
        if isinstance(inner, Name) and inner.letter in self.indices:
            return index_symbol(inner.letter) - 1 + self.glossary.count_from
        raise RejectedFormula("a sum begins at a whole number", node.at)

    def sizes_of_index(self, index: sp.Symbol, expression: sp.Expr) -> set[sp.Expr]:
        """The sizes of all axes that an index stands at."""
        return _sizes_of(index, (expression,), self.glossary)

    def size_of_index(self, index: sp.Symbol, expression: sp.Expr, at: int) -> sp.Expr:
        """The size of the axis that an index runs over, from the elements it stands in.

        Raises:
            RejectedFormula: no letter of known axes has this index, or two of different sizes.
        """
        sizes = self.sizes_of_index(index, expression)
        if len(sizes) != 1:
            found = " and ".join(sorted(map(str, sizes))) or "nothing"
            raise RejectedFormula(
                f"the range of the index {index} cannot be told: the letters with it say {found}", at,
                hint=rf"write \sum_{{{index}=1}}^{{K}}",
            )  # fmt: skip
        return next(iter(sizes))


def _norm(value: Value, at: int) -> Value:
    if value.scalar:
        raise RejectedFormula("the norm of a number is not read", at, hint="bold letters are vectors")
    total = value.expression**2
    for slot in (value.column, value.row):
        if slot is not None:
            total = sp.Sum(total, (slot.index, 1, slot.size))
    return Value(sp.sqrt(total))


def _sizes_of(index: sp.Symbol, expressions: Iterable[sp.Expr], glossary: Glossary) -> set[sp.Expr]:
    sizes: set[sp.Expr] = set()
    for expression in expressions:
        for element in expression.atoms(sp.Indexed):
            for place, size in zip(element.indices, glossary.axis_sizes(element), strict=False):
                if place == index:
                    sizes.add(size)
    return sizes


def with_ranges(expression: sp.Expr, sides: Iterable[sp.Expr], glossary: Glossary) -> sp.Expr:
    """Give every δ the range of its indices, where the elements beside it tell it."""
    sides = tuple(sides)
    if not expression.has(sp.KroneckerDelta):
        return expression
    if isinstance(expression, sp.KroneckerDelta):
        if len(expression.args) > 2:
            return expression
        sizes: set[sp.Expr] = set().union(*(_sizes_of(i, sides, glossary) for i in expression.args))
        return sp.KroneckerDelta(*expression.args, (1, next(iter(sizes)))) if len(sizes) == 1 else expression
    return map_children(expression, lambda child: with_ranges(child, sides, glossary))


_METHODS: dict[type, Callable[[Resolver, Any], Value]] = {
    Terms: Resolver.terms,
    Product: Resolver.product,
    Number: Resolver.number,
    Bracket: Resolver.bracket,
    Fraction: Resolver.fraction,
    Root: Resolver.root,
    Scripted: Resolver.scripted,
    Name: Resolver.name,
    Word: Resolver.word,
    Cases: Resolver.cases,
    Items: lambda self, node: self.only(node, node.at),
}
