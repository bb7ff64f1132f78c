"""Where a value gets a name of its own, and which: what is a softmax is seen by its form."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from derive.algebra.indices import substitute
from derive.network.axes import Axis
from derive.network.definitions import Definition
from derive.network.tensors import Role

from .arrays import Array
from .shares import index_of_term, softmax_parts
from .workbench import Indices, Workbench

LOG_NUMBER = 6  # most terms that are looked at beside a logarithm


def log_softmax_argument(value: sp.Expr) -> tuple[sp.Expr, sp.Sum] | None:
    """The numerator and the sum of the p whose logarithm the value f_k − log Σ_j exp(f_j) is; else None.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> z = sp.IndexedBase("z", real=True)
    >>> log_softmax_argument(z[k] - sp.log(sp.Sum(sp.exp(z[j]), (j, 1, K))))
    (exp(z[k]), Sum(exp(z[j]), (j, 1, K)))
    """
    terms = sp.Add.make_args(value)
    logs = [t for t in terms if (-t).func is sp.log and isinstance((-t).args[0], sp.Sum)]
    if len(logs) != 1 or not 2 <= len(terms) <= LOG_NUMBER:
        return None
    total = (-logs[0]).args[0]
    above = sp.exp(value - logs[0])
    return (above, total) if index_of_term(above, total) is not None else None


class Cuts:
    """Names for what has none in the source.

    Softmax is p; a sum of products z; what a function makes a; and beside log Σ exp(f) its softmax is a definition
    too, so that the derivative can be written with it.
    """

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        bench.after_define.append(self.beside)

    def name_for(self, array: Array) -> str:
        """The name of an array that the source gives none."""
        value = self.bench.value_of(array)
        if isinstance(value, sp.Expr) and softmax_parts(value) is not None:
            return "p"
        return "a" if array.curved and not array.heavy else "z"

    def of_call(self, array: Array, name: str) -> Array:
        """The result of a call: log p where it is that, and a softmax under its name."""
        if array.named:
            return array
        array = self.as_log(array)
        indices = self.bench.indices_of(array)
        value = self.bench.value_of(array, indices)
        if not isinstance(value, sp.Expr) or not value.has(sp.exp):
            return array
        shown = self.bench.definable(value, indices)
        return array if shown is None or softmax_parts(shown) is None else self.bench.define(array, name)

    def as_log(self, array: Array) -> Array:
        """log p with a definition of p, where the array is f − log Σ exp(f); else the array as it is."""
        if array.named:
            return array
        indices = self.bench.indices_of(array)
        value = self.bench.definable(self.bench.value_of(array, indices), indices)
        found = None if value is None else log_softmax_argument(value)
        if found is None:
            return array
        above, total = found
        shape = array.shape
        p = Array(shape, lambda places: substitute(above / total, dict(zip(indices, _flat(places), strict=True))))
        named = self.bench.define(p, "p")
        return Array(shape, lambda places: sp.log(named.at(places)), curved=True, origin=array.origin)

    def beside(self, definition: Definition) -> None:
        """Define the softmax of every log Σ exp(f) in a definition."""
        if not definition.held:
            outer = dict(zip(definition.indices, definition.tensor.axes, strict=True))
            for total, axes in list(self._log_sums(definition.value, outer)):
                indices = tuple(index for index in axes if index in total.free_symbols)
                bound = total.limits[0][0]
                everywhere = {**{index: axes[index] for index in indices}, bound: self._axis_of(total)}
                self.define_at(tuple(everywhere), tuple(everywhere.values()), total.function / total)

    def _log_sums(self, node: sp.Basic, axes: dict[sp.Symbol, Axis]) -> Iterator[tuple[sp.Sum, dict[sp.Symbol, Axis]]]:
        """Every Σ exp(f) of which the logarithm stands in a formula, with the axis of each index there."""
        if isinstance(node, sp.log) and isinstance(node.args[0], sp.Sum):
            total = node.args[0]
            if len(total.limits) == 1 and total.function.has(sp.exp) and total.limits[0][0] not in axes:
                yield total, axes
        if isinstance(node, sp.Sum):
            inner = {**axes, **{limit[0]: self._axis_of(sp.Sum(node.function, limit)) for limit in node.limits}}
            yield from self._log_sums(node.function, inner)
            return
        for part in node.args:
            yield from self._log_sums(part, axes)

    def _axis_of(self, total: sp.Sum) -> Axis:
        """The axis that a sum runs over."""
        return next(axis for axis in self.bench.axes.by_size.values() if axis.size == total.limits[0][2])

    def define_at(self, indices: Indices, axes: tuple[Axis, ...], value: sp.Expr) -> None:
        """Make a definition p of a value in these indices."""
        tensor = self.bench.tensor("p", axes, Role.INTERMEDIATE)
        renamed = substitute(value, dict(zip(indices, tensor.indices, strict=True)), rename_all=True)
        shown = self.bench.presentable(renamed, tensor.indices)
        self.bench.known_or_defined("p", axes, shown)


def _flat(places: object) -> list[sp.Expr]:
    return [index for place in places for index in place]  # type: ignore[attr-defined]
