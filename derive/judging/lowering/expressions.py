"""A tree as an array: one rule for each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy as sp

from ...algebra.indices import substitute
from ...network.elementary_functions import ELEMENTARY
from ...network.functions import FUNCTIONS, function_named
from ...network.maximum import Maximum
from ...network.unknown_functions import unknown_function
from ...reading.document.scripts.entries_of_functions import ANOTHER
from ...reading.document.told.given import sizes_of_shapes, with_size_of_mean
from ...reading.document.told.ones import told_size_of_ones
from ...reading.expression.inverses import cancelled, is_inverse
from ...reading.expression.nodes import (
    Beside,
    Call,
    Change,
    Choice,
    Comparison,
    Delta,
    Derivative,
    Differential,
    Entry,
    Inner,
    Known,
    Largest,
    Matrix,
    Name,
    Node,
    Number,
    Ones,
    Power,
    Prime,
    Product,
    Terms,
    Total,
    Transposed,
    Whole,
)  # fmt: skip
from .applied_parts import as_part
from .arrays import Arithmetic, Array, Stuck
from .axes import examples_axis
from .cases import choice, comparison, delta
from .chain_rule import with_chains
from .ends import limits
from .inverses import inverse
from .logarithms import by_factors, factored_logarithm
from .losses import Losses
from .norms import absolute, norm, sum_of_sizes
from .other_arguments import of_another_argument
from .scope import Scope, index_letter
from .slopes import slope
from .tables import is_shown_in_part, table


class Expressions(Losses):
    """The lowering of trees; what names and losses stand for is said in ``Names`` and ``Losses``."""

    def array(self, node: Node, scope: Scope) -> Array:
        """The array that a tree stands for.

        Raises:
            Stuck: it cannot be said in index notation.
        """
        rule = RULES.get(type(node))
        if rule is None:
            raise Stuck(f"{type(node).__name__.lower()} is not judged here")
        return rule(self, node, scope)

    def scalar(self, node: Node, scope: Scope) -> sp.Expr:
        """The entry of a formula without axes."""
        array = self.array(node, scope)
        if array.rank:
            raise Stuck("a vector stands where a number is expected")
        return array.entry

    def root_of(self, node: Node, scope: Scope) -> Array | None:
        """e where e² = (r − s)² is what is defined: r − s; None where the square is no square of something."""
        if not isinstance(node, Name) or not node.name.endswith("^2") or node.layer is not None:
            return None
        binding = self.document.defining(node, scope.order)
        body = binding.body if binding is not None else None
        if not isinstance(body, Power) or body.exponent != Number("2") or binding is None:
            return None
        root = replace(binding, name=node.name.removesuffix("^2"), body=body.base)
        item = self.of_binding(root, None, scope)
        self.assumed.add(f"{root.name} is what is squared in line {binding.line}")
        return self._entries(self.whole(item, scope), node, scope)


def _number(low: Expressions, node: Number, scope: Scope) -> Array:
    return Array(sp.Rational(node.text))


def _ones(low: Expressions, node: Ones, scope: Scope) -> Array:
    if node.size[:1].isupper() and node.size not in low.document.sizes | low.document.index.made(sizes_of_shapes):
        raise Stuck(f"nothing says that {node.size} is a size")  # it may be a set, or an event
    made = low.arithmetic.ones()
    size = node.size or low.document.index.made(told_size_of_ones)
    if size in low.document.sizes:
        low.classes.letter(made.axes[0], size)
        low.assumed |= {f"a vector of ones has {size} entries"} if not node.size else set()
    return made


def _name(low: Expressions, node: Name, scope: Scope) -> Array:
    return low.named(node, scope)


def _terms(low: Expressions, node: Terms, scope: Scope) -> Array:
    total: Array | None = None
    for sign, part in node.terms:
        array = low.array(part, scope)
        if sign < 0:
            array = Array(-array.entry, array.indices, array.axes, array.turned)
        total = array if total is None else low.arithmetic.plus(total, array)
    assert total is not None
    return total


def _product(low: Expressions, node: Product, scope: Scope) -> Array:
    shorter = cancelled(node, lambda part: low.array(part, scope).rank == 2)
    if not isinstance(shorter, Product):
        return low.array(shorter, scope)
    return _outer(low, shorter, scope) or _in_turn(low, shorter, scope)


def _outer(low: Expressions, node: Product, scope: Scope) -> Array | None:
    """A ⊗ B C, which is A ⊗ (B C); None for a product without such a sign."""
    places = [place for place, (sign, _) in enumerate(node.parts) if sign == "x" and place]
    if not places:
        return None
    ends = [0, *places, len(node.parts)]
    groups = [(("", node.parts[a][1]), *node.parts[a + 1 : b]) for a, b in pairwise(ends)]
    return reduce(low.arithmetic.outer, (_in_turn(low, Product(group), scope) for group in groups))


def _in_turn(low: Expressions, node: Product, scope: Scope) -> Array:
    result: Array | None = None
    inner = False
    for sign, array in with_chains(low, with_size_of_mean(node, low.document.unbounded).parts, scope):
        dot = sign == "." and array.rank == 1
        if dot and inner:
            raise Stuck("an inner product of three vectors")
        if dot and result is not None and result.rank == 1:
            inner, low.arithmetic.mixed = inner or not low.entrywise, True
        result = array if result is None else low.arithmetic.times(sign, result, array)
    assert result is not None
    return result


def _power(low: Expressions, node: Power, scope: Scope) -> Array:
    exponent = low.array(node.exponent, scope)
    if isinstance(node.base, Name) and node.base.name == "e" and not low.is_bound(node.base, scope):
        return low.arithmetic.entry_by_entry(sp.exp, low.inner(exponent, scope))
    base = low.array(node.base, scope)
    if exponent.rank:
        raise Stuck("a vector as an exponent")
    if base.rank == 2 and is_inverse(node):
        return inverse(low, node, base, scope)
    if base.rank == 2 and exponent.entry != 2:
        raise Stuck("a power of a matrix")
    if base.rank == 2 and low.classes.root(base.axes[0]) == low.classes.root(base.axes[1]):
        raise Stuck("the square of a square matrix may be a product or be taken entry by entry: write A A or A ⊙ A")
    return low.arithmetic.entry_by_entry(lambda entry: entry**exponent.entry, base)


def _transposed(low: Expressions, node: Transposed, scope: Scope) -> Array:
    return low.arithmetic.transposed(low.array(node.base, scope))


def _known(low: Expressions, node: Known, scope: Scope) -> Array:
    if node.function == "softmax" and isinstance(node.argument, Name) and node.argument.indices:
        return _softmax_of_entry(low, node, node.argument, scope)
    if node.function == "sqrt" and (root := low.root_of(node.argument, scope)) is not None:
        return root
    if node.function.startswith(ANOTHER):
        return of_another_argument(low, node, scope)
    argument = _of_each(low, node.argument, scope) if node.function == "diag" else low.array(node.argument, scope)
    if rule := WHOLE.get(node.function):
        return rule(low.arithmetic, as_part(low, argument, scope))
    if node.function == "log" and not node.base:
        if low.document.by_factors:
            return replace(argument, entry=by_factors(argument.entry, low.items, low.document.whole))
        shift, rest = factored_logarithm(argument.entry)
        argument = low.inner(replace(argument, entry=rest), scope)
        return replace(argument, entry=shift + sp.log(argument.entry))
    argument = low.inner(argument, scope)
    if node.function == "log" and node.base:
        base = {"e": sp.E}.get(node.base) or (sp.Integer(node.base) if node.base.isdigit() else None)
        if base is None or base == 1:
            raise Stuck("a logarithm to an unknown base")
        return low.arithmetic.entry_by_entry(lambda entry: sp.log(entry) / sp.log(base), argument)
    return low.arithmetic.entry_by_entry(function_for(node.function), argument)


def function_for(word: str) -> Callable[[sp.Expr], sp.Expr]:
    """A known function of numbers by its name; one of which only the name is known.

    >>> function_for("tanh")(sp.Symbol("u", real=True))
    tanh(u)
    """
    own: dict[str, Callable[[sp.Expr], sp.Expr]] = {
        "log": sp.log,
        "lg": lambda argument: sp.log(argument) / sp.log(10),
        "exp": sp.exp,
        "sqrt": sp.sqrt,
        "sin": sp.sin,
        "cos": sp.cos,
        "abs": sp.Abs,
        "sign": sp.sign,
        "factorial": _factorial,
        **ELEMENTARY,
    }
    if word in own:
        return own[word]
    if word in FUNCTIONS:
        return function_named(word)
    return unknown_function(word)


def _factorial(argument: sp.Expr) -> sp.Expr:
    """That of a number, or any positive function of a letter: what is asked of y! in a likelihood."""
    number = argument.is_Integer and argument >= 0
    if argument.is_integer and argument.free_symbols:  # of a size
        return sp.Product(factor := sp.Dummy("k", integer=True, positive=True), (factor, 1, argument))
    return sp.factorial(argument) if number else sp.exp(unknown_function("logfactorial")(argument))


def _softmax(arithmetic: Arithmetic, array: Array) -> Array:
    if not array.rank:
        raise Stuck("softmax of a number")
    index = arithmetic.index()
    inner = sp.exp(array.at((*array.indices[:-1], index)))
    total = sp.Sum(inner, (index, 1, arithmetic.classes.size(array.axes[-1])))
    return Array(sp.exp(array.entry) / total, array.indices, array.axes, array.turned)


def _softmax_of_entry(low: Expressions, node: Known, argument: Name, scope: Scope) -> Array:
    """Softmax(z_i), which is written for the entry i of softmax(z); softmax(z_n) of a row of a matrix is a vector."""
    row = low.array(argument, scope)
    if row.rank:
        return _softmax(low.arithmetic, row)
    *kept, last = argument.indices
    whole = low.array(replace(argument, indices=tuple(kept)), scope)
    made = _softmax(low.arithmetic, whole)
    return Array(made.at((low.place(last, whole.axes[0], scope),)))


def _diagonal(arithmetic: Arithmetic, array: Array) -> Array:
    if array.rank != 1:
        raise Stuck("the diagonal matrix of what is no vector")
    other, size = arithmetic.index(), arithmetic.classes.size(array.axes[0])
    delta = sp.KroneckerDelta(array.indices[0], other, (1, size))
    return Array(array.entry * delta, (*array.indices, other), array.axes * 2)


def _of_each(low: Expressions, node: Node, scope: Scope) -> Array:
    """The vector with an entry for each i, in diag(p_i (1 − p_i)) where i stands nowhere else."""
    inner = replace(scope, open=dict(scope.open))
    array = low.array(node, inner)
    more = [letter for letter in inner.open if letter not in scope.around]
    if array.rank or len(more) != 1:
        scope.open.update(inner.open)
        return array
    letter, axis = inner.open[more[0]]
    index = low.arithmetic.index()
    return Array(array.entry.xreplace({letter: index}), (index,), (axis,))


WHOLE: dict[str, Callable[[Arithmetic, Array], Array]] = {
    "softmax": _softmax, "diag": _diagonal, "norm": norm, "norm1": sum_of_sizes, "abs": absolute,
    "trace": Arithmetic.traced,
}  # fmt: skip


def _inner(low: Expressions, node: Inner, scope: Scope) -> Array:
    return low.arithmetic.inner(low.array(node.left, scope), low.array(node.right, scope))


def _largest(low: Expressions, node: Largest, scope: Scope) -> Array:
    arrays = [low.array(item, scope) for item in node.items]
    return low.arithmetic.entry_by_entry(sp.Max if node.function == "max" else sp.Min, *arrays)


def _call(low: Expressions, node: Call, scope: Scope) -> Array:
    return low.called(node, scope)


def _prime(low: Expressions, node: Prime, scope: Scope) -> Array:
    if node.argument is None or not isinstance(node.function, Name):
        raise Stuck("a prime behind a formula")
    argument = low.array(node.argument, scope)
    variable = sp.Dummy("u", real=True)
    inside = low.applied(node.function, Array(variable), scope)
    if inside.rank:
        raise Stuck("the derivative of a function that is no number")
    slope = sp.diff(inside.entry, variable, node.order)
    return low.arithmetic.entry_by_entry(lambda entry: slope.xreplace({variable: entry}), argument)


LEFT_OUT = {"sum": 0, "prod": 1}  # what stands for a term that is left out


def _total(low: Expressions, node: Total, scope: Scope) -> Array:
    if not node.indices:
        body = low.array(node.body, scope)
        if low.over_examples == scope.order and node.kind == "sum":
            return body
        return Array(low.arithmetic.summed(low.arithmetic.fresh(body)))
    letter, rest = node.indices[0], node.indices[1:]
    summed = low.hidden[letter][0] if letter in low.hidden else letter
    axis = low.classes.fresh() if summed == letter else examples_axis(low.classes, low.hidden, summed)
    symbol = low.bound_letter(letter, scope) if summed == letter else low.arithmetic.index()
    inner = scope.with_running({summed: (symbol, axis)})
    if rest:
        body = _total(low, Total(node.kind, rest, node.body, None, None, None), inner)
    else:
        body = low.array(node.body, inner)
    low_end, high_end = limits(low, node, axis, scope)
    entry = body.entry
    if node.excluded is not None:
        other = low.place(node.excluded, axis, scope)
        here = sp.KroneckerDelta(symbol, other, (1, low.classes.size(axis)))
        if node.kind not in LEFT_OUT:
            raise Stuck("the largest of all but one")
        entry = (1 - here) * entry + here * LEFT_OUT[node.kind]
    if node.kind == "prod" and body.rank:
        raise Stuck("a product of vectors or matrices")  # in turn, or entry by entry
    ends = (symbol, low_end, high_end)
    made = {"sum": sp.Sum, "prod": sp.Product}.get(node.kind)
    if made is None:
        sign = -1 if node.kind == "min" else 1
        return Array(sign * Maximum(sign * entry, ends), body.indices, body.axes)
    return Array(made(entry, ends), body.indices, body.axes, body.turned)


def _differential(low: Expressions, node: Differential, scope: Scope) -> Array:
    raise Stuck("d before a letter")


def _change(low: Expressions, node: Change, scope: Scope) -> Array:
    """Δw, where an equation defines it."""
    if isinstance(node.of, Name):
        named = replace(node.of, name=f"Δ{node.of.name}")
        if low.is_bound(named, scope):
            return low.named(named, scope)
    raise Stuck("nothing says what the change is")


def _matrix(low: Expressions, node: Matrix, scope: Scope) -> Array:
    if is_shown_in_part(node):
        return table(low, node, scope)
    vector = len(node.rows[0]) == 1 or len(node.rows) == 1
    cells = [[low.scalar(cell, scope) for cell in row] for row in node.rows]
    if vector:
        entries = [cell for row in cells for cell in row]
        axis, index = low.classes.fresh(), low.arithmetic.index()
        low.classes.number(axis, len(entries))
        size = sp.Integer(len(entries))
        picked = sum(sp.KroneckerDelta(index, n, (1, size)) * entry for n, entry in enumerate(entries, 1))
        return Array(picked, (index,), (axis,), len(node.rows) == 1 and len(entries) > 1, node.is_list)
    rows, columns = sp.Integer(len(cells)), sp.Integer(len(cells[0]))
    axes = (low.classes.fresh(), low.classes.fresh())
    for axis, size in zip(axes, (rows, columns), strict=True):
        low.classes.number(axis, int(size))
    i, j = low.arithmetic.index(), low.arithmetic.index()
    picked = sum(
        sp.KroneckerDelta(i, r, (1, rows)) * sp.KroneckerDelta(j, c, (1, columns)) * cell
        for r, row in enumerate(cells, 1) for c, cell in enumerate(row, 1)
    )  # fmt: skip
    return Array(picked, (i, j), axes)


def _entry(low: Expressions, node: Entry, scope: Scope) -> Array:
    array = low.array(node.of, scope)
    if len(node.indices) != array.rank:
        raise Stuck("an entry of what has other axes")
    pairs = list(zip(node.indices, array.indices, array.axes, strict=True))
    places = {own: own if isinstance(index, Whole) else low.place(index, axis, scope) for index, own, axis in pairs}
    kept = [(own, axis) for index, own, axis in pairs if isinstance(index, Whole)]  # the column j of A_{:j}
    return Array(substitute(array.entry, places), tuple(own for own, _ in kept), tuple(axis for _, axis in kept))


RULES: dict[type[Node], Callable[[Any, Any, Scope], Array]] = {
    Number: _number, Ones: _ones, Name: _name, Terms: _terms, Product: _product, Beside: _product, Power: _power,
    Transposed: _transposed,
    Known: _known, Inner: _inner, Largest: _largest, Call: _call, Prime: _prime, Total: _total, Derivative: slope,
    Differential: _differential, Matrix: _matrix, Choice: choice, Comparison: comparison, Delta: delta,
    Entry: _entry, Change: _change,
}  # fmt: skip
__all__ = ["Expressions", "function_for", "index_letter"]
