"""The plain model: a network's definitions as a user of JAX would write them, with ``jnp.einsum`` and ``jax.nn``.

It is read off the definitions on its own, and shares nothing with the lowering: two voices that say the same number.

    Σ_d W_kd x_nd           jnp.einsum over named axes; an index such as i + s − 1 picks the entries
    exp(f_k) / Σ_j exp(f_j)   jax.nn.softmax, its logarithm jax.nn.log_softmax; log Σ_j exp(f_j) logsumexp
    σ(u), 1 − σ(u), log σ(u)  jax.nn.sigmoid(±u), jax.nn.log_sigmoid(u); log(1 + exp(u)) jax.nn.softplus
    cases, deltas, maxima     jnp.where, a comparison of indices, jnp.max
    a held definition         jax.lax.stop_gradient
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import sympy as sp
from jax.scipy.special import logsumexp

from derive.algebra.indices import substitute
from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.cases import Cases, branches
from derive.network.definitions import Definition, Network
from derive.network.functions import function_of
from derive.network.maximum import Maximum

from .elementary import jax_function
from .models import Arrays, Model, Parameters
from .named_axes import Ends, Indices, Named, aligned, contracted, multiplied, picked, union
from .plain_forms import Softmax, exponential_sum, one_plus_exponential, sigmoid_argument, softmax_in
from .sizes import sizes_from, whole

RELATIONS: Mapping[type, Callable[[Any, Any], jax.Array]] = {
    sp.Lt: jnp.less,
    sp.Le: jnp.less_equal,
    sp.Gt: jnp.greater,
    sp.Ge: jnp.greater_equal,
    sp.Eq: jnp.equal,
    sp.Ne: jnp.not_equal,
}


def plain_model(network: Network) -> Model:
    """The loss in plain JAX, with the parameters as the network has them.

    The loss of two equally likely classes is ln 2:

    >>> from derive.network.building import classifier
    >>> model = plain_model(classifier())
    >>> loss = model.loss({"W": jnp.zeros((2, 1))}, {"x": jnp.ones((1, 1)), "y": jnp.array([[1.0, 0.0]])})
    >>> f"{loss:.7f}"
    '0.6931472'
    """
    values = plain_values(network, [network.output.name])

    def loss(parameters: Parameters, arrays: Arrays) -> jax.Array:
        return values({**arrays, **parameters})[network.output.name]

    return Model("custom", loss, dict, dict)


def plain_values(network: Network, names: Sequence[str]) -> Callable[[Arrays], Parameters]:
    """The named tensors as a function of the given arrays; where a defined tensor is given, its definition is not used.

    >>> from derive.network.building import classifier
    >>> values = plain_values(classifier(), ["z", "p"])
    >>> values({"x": jnp.ones((1, 1)), "W": jnp.zeros((2, 1))})["p"].tolist()
    [[0.5, 0.5]]
    """

    def values(arrays: Arrays) -> Parameters:
        reading = _Reading(network, arrays)
        return {name: reading.array(name) for name in names}

    return values


def literal_value(
    network: Network, value: sp.Expr, indices: Indices, arrays: Arrays, axes: Sequence[Axis]
) -> jax.Array:
    """A formula as it stands: exp, a sum and a quotient where a careful user calls ``jax.nn.softmax``.

    ``axes`` are those of the indices: the formula of a gradient may have an index that no definition has.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> p = network.definition("p")
    >>> literal_value(network, p.value, p.indices, {"z": jnp.array([1000.0, 0.0])}, p.tensor.axes).tolist()
    [nan, 0.0]
    """
    reading = _Reading(network, arrays, literal=True)
    ends = {index: whole(axis.size, reading.sizes) for index, axis in zip(indices, axes, strict=True)}
    return jnp.broadcast_to(aligned(reading.value(value, ends), indices), tuple(ends.values()))


class _Reading:
    """The definitions at given arrays; each is computed once; ``literal`` knows no softmax and no sigmoid."""

    def __init__(self, network: Network, arrays: Arrays, *, literal: bool = False) -> None:
        self.literal = literal
        self.network = network
        self.arrays = {t.name: jnp.asarray(arrays[t.name]) for t in network.tensors if t.name in arrays}
        self.set_aside = frozenset(self.arrays)
        self.sizes = sizes_from((network.tensor(name), array.shape) for name, array in self.arrays.items())
        self.dtype = jnp.result_type(*self.arrays.values())

    def array(self, name: str) -> jax.Array:
        """The values of a tensor, with one axis for each of its own."""
        if name not in self.arrays:
            definition = self.network.definition(name)
            if definition is None:
                raise KeyError(name)
            axes = zip(definition.indices, definition.tensor.axes, strict=True)
            ends = {index: whole(axis.size, self.sizes) for index, axis in axes}
            found = aligned(self.value(definition.value, ends), definition.indices)
            array = jnp.broadcast_to(found, tuple(ends.values())).astype(self.dtype)
            self.arrays[name] = jax.lax.stop_gradient(array) if definition.held else array
        return self.arrays[name]

    def value(self, expression: sp.Expr, ends: Ends) -> Named:
        """Any expression; ``ends`` says how many values each index has that is free in it."""
        if expression.is_number:
            return Named(jnp.asarray(float(expression), self.dtype))
        read = next((read for heads, read in self.rules.items() if isinstance(expression, heads)), None)
        if read is not None:
            return read(self, expression, ends)
        return self.function(expression, ends)

    def symbol(self, symbol: sp.Symbol, ends: Ends) -> Named:
        """The values of an index, a size, or a tensor without axes."""
        if symbol in ends:
            return Named(jnp.arange(1, ends[symbol] + 1, dtype=self.dtype), (symbol,))
        scalar = next((t.name for t in self.network.tensors if not t.axes and t.at() == symbol), None)
        return Named(self.array(scalar) if scalar else jnp.asarray(whole(symbol, self.sizes), self.dtype))

    def element(self, element: sp.Indexed, ends: Ends) -> Named:
        """An array at its indices."""
        places = [p.xreplace({s: sp.Integer(n) for s, n in self.lengths(p, ends).items()}) for p in element.indices]
        return picked(self.array(str(element.base.label)), places, ends)

    def lengths(self, place: sp.Expr, ends: Ends) -> dict[sp.Symbol, int]:
        """The sizes that stand in an index, such as N in N − n."""
        return {s: self.sizes[s.name] for s in place.free_symbols if s not in ends and s.name in self.sizes}

    def delta(self, delta: sp.KroneckerDelta, ends: Ends) -> Named:
        """1 where both indices are the same, else 0."""
        left, right, order = self.both(delta.args[:2], ends)
        return Named((left == right).astype(self.dtype), order)

    def both(self, sides: Sequence[sp.Expr], ends: Ends) -> tuple[jax.Array, jax.Array, Indices]:
        """Two values along the same axes."""
        left, right = (self.value(side, ends) for side in sides)
        order = union([left, right])
        return aligned(left, order), aligned(right, order), order

    def sum(self, terms: sp.Add, ends: Ends) -> Named:
        """A sum of terms; 1 − σ(u) is σ(−u)."""
        inner = self.sigmoid_of(terms)
        if inner is not None:
            return self.applied(jax.nn.sigmoid, inner, ends)
        parts = [self.value(term, ends) for term in terms.args]
        order = union(parts)
        return Named(reduce(jnp.add, (aligned(part, order) for part in parts)), order)

    def total(self, total: sp.Sum, ends: Ends) -> Named:
        """Σ over some indices, each over its whole range."""
        inside = {index: whole(high, self.sizes) for index, _, high in total.limits}
        wider = {**ends, **inside}
        if isinstance(total.function, sp.Sum):
            return contracted([self.value(total.function, wider)], tuple(inside), wider)
        return self.product(total.function, wider, tuple(inside))

    def product(self, product: sp.Expr, ends: Ends, summed: Indices = ()) -> Named:
        """A product, summed over some indices; what has none of these is divided by, the rest multiplied."""
        inner, softmax = self.sigmoid_of(product), self.softmax_in(product)
        factors = softmax.others if softmax is not None else sp.Mul.make_args(product)
        above = [] if softmax is None else [self.softmax(jax.nn.softmax, softmax, ends)]
        if inner is not None:
            factors, above = (), [self.applied(jax.nn.sigmoid, inner, ends)]
        below = [f for f in factors if self.is_divisor(f) and not f.free_symbols.intersection(summed)]
        above += [self.power(factor, ends) for factor in factors if factor not in below]
        numerator = [contracted(above, summed, ends)] if summed else above
        return multiplied(numerator, [self.power(1 / factor, ends) for factor in below])

    def is_divisor(self, factor: sp.Expr) -> bool:
        """True for what a user divides by; 1/(1 + exp(u)) is a sigmoid."""
        negative = isinstance(factor, sp.Pow) and not factor.is_number and factor.exp.is_negative
        return bool(negative and self.sigmoid_of(factor) is None)

    def power(self, factor: sp.Expr, ends: Ends) -> Named:
        """A power with a number or any other exponent; anything else is its own first power."""
        inner = self.sigmoid_of(factor) if isinstance(factor, sp.Pow) else None
        if inner is not None:
            return self.applied(jax.nn.sigmoid, inner, ends)
        if not isinstance(factor, sp.Pow) or factor.is_number:
            return self.value(factor, ends)
        if factor.exp == sp.S.Half:
            return self.applied(jnp.sqrt, factor.base, ends)
        if factor.exp == -1:
            return self.applied(jnp.reciprocal, factor.base, ends)
        if factor.exp.is_number:
            exponent = int(factor.exp) if factor.exp.is_Integer else float(factor.exp)
            return self.applied(lambda base: base**exponent, factor.base, ends)
        base, power, order = self.both(factor.args, ends)
        return Named(base**power, order)

    def logarithm(self, logarithm: sp.Expr, ends: Ends) -> Named:
        """log Σ exp, the log of a softmax or a sigmoid, log(1 + exp(u)), or any other logarithm."""
        argument = logarithm.args[0]
        if self.literal:
            return self.applied(jnp.log, argument, ends)
        whole_sum, inner = exponential_sum(argument), self.sigmoid_of(argument)
        grown, softmax = one_plus_exponential(argument), self.softmax_in(self.written_out(argument))
        if whole_sum is not None:
            exponent, index, size = whole_sum
            f = self.value(exponent, {**ends, index: whole(size, self.sizes)})
            rest = tuple(i for i in f.indices if i != index)
            return Named(logsumexp(aligned(f, (*rest, index)), axis=-1), rest)
        if grown is not None:
            return self.applied(jax.nn.softplus, grown, ends)
        if inner is not None:
            return self.applied(jax.nn.log_sigmoid, inner, ends)
        if softmax is not None and not softmax.others:
            return self.softmax(jax.nn.log_softmax, softmax, ends)
        return self.applied(jnp.log, argument, ends)

    def sigmoid_of(self, expression: sp.Expr) -> sp.Expr | None:
        """u where the expression is σ(u), unless it is read as it stands."""
        return None if self.literal else sigmoid_argument(expression, self.written_out)

    def softmax_in(self, expression: sp.Expr) -> Softmax | None:
        """The softmax in a product, unless it is read as it stands."""
        return None if self.literal else softmax_in(expression)

    def softmax(self, function: Callable[..., jax.Array], found: Softmax, ends: Ends) -> Named:
        """softmax or log-softmax along its own index, taken at one place."""
        place = sp.Dummy(found.index.name, integer=True, positive=True)
        wider = {**ends, place: whole(found.size, self.sizes)}
        f = self.value(substitute(found.exponent, {found.index: place}), wider)
        rest = tuple(i for i in f.indices if i != place)
        values = function(aligned(f, (*rest, place)), axis=-1)
        return picked(values, [*rest, found.at], ends)

    def applied(self, function: Callable[[jax.Array], jax.Array], argument: sp.Expr, ends: Ends) -> Named:
        """A function, entry by entry."""
        u = self.value(argument, ends)
        return Named(function(u.values), u.indices)

    def cases(self, cases: sp.Expr, ends: Ends) -> Named:
        """The value of the first case that holds."""
        *others, (last, _) = branches(cases)
        found = self.value(last, ends)
        for value, condition in reversed(others):
            here, holds = self.value(value, ends), self.holds(condition, ends)
            order = union([here, found, holds])
            choice, this, other = (aligned(part, order) for part in (holds, here, found))
            found = Named(jnp.where(choice, this, other), order)
        return found

    def holds(self, condition: sp.Basic, ends: Ends) -> Named:
        """A condition as True and False."""
        if condition in (sp.true, sp.false):
            return Named(jnp.asarray(bool(condition)))
        if isinstance(condition, sp.Not):
            inner = self.holds(condition.args[0], ends)
            return Named(~inner.values, inner.indices)
        if isinstance(condition, (sp.And, sp.Or)):
            parts = [self.holds(part, ends) for part in condition.args]
            order, join = union(parts), jnp.logical_and if isinstance(condition, sp.And) else jnp.logical_or
            return Named(reduce(join, (aligned(part, order) for part in parts)), order)
        left, right, order = self.both(condition.args, ends)
        return Named(RELATIONS[condition.func](left, right), order)

    def largest(self, maximum: sp.Expr, ends: Ends) -> Named:
        """max_j f_j."""
        index, _, size = maximum.args[1]
        f = self.value(maximum.args[0], {**ends, index: whole(size, self.sizes)})
        if index not in f.indices:
            return f
        return Named(jnp.max(f.values, axis=f.indices.index(index)), tuple(i for i in f.indices if i != index))

    def function(self, expression: sp.Expr, ends: Ends) -> Named:
        """A function by its record; of several arguments, two after two.

        Raises:
            UnsupportedFormula: it has no record, so that JAX has no name for it.
        """
        record = function_of(expression)
        if record is None or not record.jax.value:
            raise UnsupportedFormula(
                f"JAX has no name for {expression.func.__name__} in {expression!s:.60}",
                hint="register a record in derive.network.functions",
            )
        parts = [self.value(argument, ends) for argument in expression.args]
        order, function = union(parts), jax_function(record.jax.value)
        same = [aligned(part, order) for part in parts]
        return Named(function(same[0]) if len(same) == 1 else reduce(function, same), order)

    def written_out(self, element: sp.Expr) -> sp.Expr:
        """The definition's value in the place of a defined element; anything else, and what is held, as it is."""
        definition = self.definition_of(element)
        if definition is None or definition.held or definition.tensor.name in self.set_aside:
            return element
        indices = element.indices if isinstance(element, sp.Indexed) else ()
        return substitute(definition.value, dict(zip(definition.indices, indices, strict=True)))

    def definition_of(self, element: sp.Expr) -> Definition | None:
        """The definition of an element of a defined tensor."""
        if isinstance(element, sp.Indexed):
            return self.network.definition(str(element.base.label))
        definition = self.network.definition(element.name) if isinstance(element, sp.Symbol) else None
        return definition if definition is not None and definition.left == element else None

    # How each kind of expression is read; any other is a function with a record.
    rules: ClassVar[Mapping[tuple[type, ...], Callable[..., Named]]] = {
        (sp.Symbol,): symbol,
        (sp.Indexed,): element,
        (sp.KroneckerDelta,): delta,
        (sp.Add,): sum,
        (sp.Sum,): total,
        (sp.Mul, sp.Pow): product,
        (sp.log,): logarithm,
        (Cases, sp.Piecewise): cases,
        (Maximum,): largest,
    }
