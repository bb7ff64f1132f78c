"""Integer arrays as labels: y[n] becomes its indicator y[n, k], 1 where sample n has label k, one-hot.

Which range a label has is learnt from what it picks from or is compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.definitions import Condition, Definition, Network
from derive.network.losses import labels_one_hot, labels_sum_to_one
from derive.network.tensors import Role, Tensor

from .arrays import Array, Truth
from .jax_internals import Dim
from .shares import index_of_term, softmax_parts
from .symbolic_shapes import Place
from .workbench import Workbench


def shares_sum_to_one(network: Network) -> tuple[Condition, ...]:
    """That labels sum to one, for each that weighs the logarithms of a softmax: y[n, k] log p[n, k].

    >>> from derive.network.building import classifier
    >>> from dataclasses import replace
    >>> [condition.name for condition in shares_sum_to_one(replace(classifier(), conditions=()))]
    ['labels sum to one']
    """
    known = {str(base) for c in network.conditions for base in (b.label for b in c.left.atoms(sp.IndexedBase))}
    labels = [t for t in network.given if t.role is Role.LABEL and t.axes and t.name not in known]
    found = [t for t in labels if any(_weighs_softmax(network, t, d.value) for d in network.definitions)]
    named = [(t, labels_sum_to_one(t)) for t in found]
    return tuple(replace(c, name=f"{t.name} sums to one") if len(named) > 1 else c for t, c in named)


def _weighs_softmax(network: Network, label: Tensor, value: sp.Expr) -> bool:
    for logarithm in value.atoms(sp.log):
        p = logarithm.args[0]
        definition = network.definition(str(p.base.label)) if isinstance(p, sp.Indexed) else None
        if definition is None or p.indices[-1:] == () or not _is_softmax(definition):
            continue
        beside = (m for m in value.atoms(sp.Mul) if logarithm in m.args)
        if any(f.indices[-1:] == p.indices[-1:] for m in beside for f in m.args if _is_element(f, label)):
            return True
    return False


def _is_softmax(definition: Definition) -> bool:
    parts = softmax_parts(definition.value)
    return parts is not None and index_of_term(*parts) == definition.indices[-1]


def _is_element(factor: sp.Expr, tensor: Tensor) -> bool:
    return isinstance(factor, sp.Indexed) and str(factor.base.label) == tensor.name


@dataclass
class Labels:
    """The integer arguments of a function, and what is known of each.

    ``ranges`` are the dimensions that labels pick from, by the label's name.
    """

    bench: Workbench
    shapes: dict[str, tuple[Dim, ...]] = field(default_factory=dict)
    ranges: dict[str, Dim] = field(default_factory=dict)
    numeric: set[str] = field(default_factory=set)

    def array(self, name: str, shape: tuple[Dim, ...]) -> Array:
        """The array of an integer argument: its elements are whole numbers from 0."""
        self.shapes[name] = shape
        if not self.bench.axes.of_shape(shape):
            symbol = sp.Symbol(name, integer=True, nonnegative=True)
            return Array(shape, lambda _: symbol, named=True)
        base = sp.IndexedBase(name, integer=True, nonnegative=True)
        return Array(shape, lambda places: base[tuple(i for place in places for i in place)], named=True)

    def label_in(self, value: sp.Basic) -> sp.Expr | None:
        """A label's element in a value; None without one."""
        scalars = (s for s in value.free_symbols if isinstance(s, sp.Symbol) and self._is_scalar(s.name))
        elements = [*value.atoms(sp.Indexed), *scalars]
        return next((e for e in sorted(elements, key=str) if self.name_of(e) in self.shapes and e.is_integer), None)

    def _is_scalar(self, name: str) -> bool:
        return name in self.shapes and not self.bench.axes.of_shape(self.shapes[name])

    def name_of(self, element: sp.Expr) -> str:
        """The name of the tensor of an element."""
        return str(element.base.label) if isinstance(element, sp.Indexed) else str(element)

    def indicator(self, element: sp.Expr, dim: Dim) -> Callable[[sp.Expr], sp.Expr]:
        """y[n, k] as a function of k, for a label's element y[n] and the dimension that it picks from.

        Raises:
            UnsupportedFormula: the label has another range elsewhere, or is used as a number too.
        """
        name = self.name_of(element)
        axes = self.bench.axes.of(dim)
        if len(axes) != 1 or name in self.numeric or str(self.ranges.setdefault(name, dim)) != str(dim):
            raise UnsupportedFormula(
                f"the label {name} stands for one of {self.ranges.get(name, 'a number')} and for one of {dim}",
                hint="give two arguments, one for each use",
            )
        tensor = self._one_hot(name, axes[0])
        own = tuple(element.indices) if isinstance(element, sp.Indexed) else ()
        return lambda k: tensor.at(*own, k)

    def _one_hot(self, name: str, axis: Axis) -> Tensor:
        if name not in self.bench.given:
            axes = (*self.bench.axes.of_shape(self.shapes[name]), axis)
            tensor = self.bench.give(self.bench.tensor(name, axes, Role.LABEL, f"{name}, one-hot"))
            condition = labels_one_hot(tensor)
            self.bench.conditions += [
                Condition(f"{name} sums to one", condition.left, condition.right),
                Condition(f"{name} is one-hot", condition.left, condition.right, one_hot=True),
            ]
        return self.bench.given[name]

    def as_number(self, element: sp.Expr) -> sp.Expr:
        """A label that is computed with: an element of a tensor of numbers.

        Raises:
            UnsupportedFormula: it picks classes too.
        """
        name = self.name_of(element)
        if name in self.ranges:
            raise UnsupportedFormula(
                f"the label {name} picks one of {self.ranges[name]} and is computed with as well",
                hint="give two arguments, one for each use",
            )
        self.numeric.add(name)
        if name not in self.bench.given:
            axes = self.bench.axes.of_shape(self.shapes[name])
            self.bench.give(self.bench.tensor(name, axes, Role.LABEL, name))
        return self.bench.given[name].at(*(element.indices if isinstance(element, sp.Indexed) else ()))

    def with_numbers(self, value: sp.Basic) -> sp.Basic:
        """The value with every label in it as a number."""
        for _ in range(64):
            label = self.label_in(value)
            if label is None:
                return value
            value = value.xreplace({label: self.as_number(label)})
        return value

    def picked(self, position: sp.Expr, dim: Dim, element: Callable[[Place], sp.Expr]) -> sp.Expr:
        """The element at a position that counts from 0: at a shifted index, or Σ_k y[n, k] element(k) for a label y.

        Raises:
            UnsupportedFormula: the position is computed from a label, or lies in a dimension that is reshaped.
        """
        if str(dim) == "1":
            return element(())
        label = self.label_in(position)
        if label is not None:
            if position != label:
                raise UnsupportedFormula(
                    f"a place is computed from a label: {position}", hint="give the label that is meant as an argument"
                )
            hot = self.indicator(label, dim)
            return self.bench.summed((dim,), lambda places: hot(places[0][0]) * element(places[0]))
        place = sp.expand(position + 1)
        axes = self.bench.axes.of(dim)
        if len(axes) == 1:
            return element((place,))
        return element(self._apart(place, axes))

    def _apart(self, place: sp.Expr, axes: tuple[Axis, ...]) -> Place:
        """The place on each of several axes."""
        left, found = place - 1, []
        for axis in reversed(axes):
            if not (left.is_Integer and axis.size.is_Integer):
                raise UnsupportedFormula(
                    f"the place {place} lies in a dimension that is reshaped", hint="reshape after the place is taken"
                )
            found.append(left % axis.size + 1)
            left = left // axis.size
        return tuple(reversed(found))

    def equal(self, left: sp.Expr, right: sp.Expr, dims: dict[sp.Symbol, Dim]) -> sp.Basic:
        """[left = right] for whole numbers: an indicator, a delta, or known."""
        for one, other in ((left, right), (right, left)):
            label = self.label_in(one)
            if label is not None and one == label and self.label_in(other) is None:
                found = [dims[s] for s in other.free_symbols if s in dims]
                if len(found) != 1:
                    return sp.Eq(self.with_numbers(left), self.with_numbers(right))
                return Truth(self.indicator(label, found[0])(sp.expand(other + 1)))
        if self.label_in(left) is not None:
            return sp.Eq(self.with_numbers(left), self.with_numbers(right))
        difference = sp.expand(left - right)
        if not difference.free_symbols:
            return sp.true if difference == 0 else sp.false
        sizes = [self.bench.axes.of(dims[s])[0].size for s in difference.free_symbols if s in dims]
        if not sizes or not difference.free_symbols <= {*dims, *(s for size in sizes for s in size.free_symbols)}:
            return sp.Eq(left, right)
        return Truth(sp.KroneckerDelta(sp.expand(left + 1), sp.expand(right + 1), (1, sizes[0])))

    def through(self, function: Callable[[sp.Expr], sp.Expr], value: sp.Expr) -> sp.Expr:
        """f(Σ_k y_k a_k) = Σ_k y_k f(a_k) for a label y, of which exactly one element is 1."""
        if isinstance(value, sp.Sum) and len(value.limits) == 1:
            index = value.limits[0][0]
            hot = [f for f in sp.Mul.make_args(value.function) if self._picks(f, index)]
            if len(hot) == 1 and not (value.function / hot[0]).has(hot[0]):
                return sp.Sum(hot[0] * function(value.function / hot[0]), *value.limits)
        return function(value)

    def _picks(self, factor: sp.Expr, index: sp.Symbol) -> bool:
        return isinstance(factor, sp.Indexed) and self.name_of(factor) in self.ranges and factor.indices[-1] == index
