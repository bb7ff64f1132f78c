"""How far rounding may move a value: the definitions walked once, each operation by its own rule.

    sum of m terms        e = Σ e_i + (m − 1) Σ |v_i|
    product, contraction  e = Σ_i e_i Π_{j≠i} |v_j| + (n + m) Σ Π |v_j|, of m factors summed over n places
    function f            e = how far f moves while its argument does, + twice its record's ulp
    softmax               e = m + r,  m_k = p_k (e_k Σ_{j≠k} p_j + Σ_{j≠k} p_j e_j),
                          r_k = p_k (2 (max_j f_j − f_k) + 2 ln K + K + SOFTMAX)
    log-sum-exp           e = Σ_j p_j e_j + Σ_j p_j (max f − f_j) + K + SOFTMAX + 2 |value|

Source: running error analysis, Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, 2002,
sections 2.2, 3.1 and 3.3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from derive.algebra.indices import free_indices, substitute
from derive.errors import UnsupportedFormula
from derive.network.cases import Cases, branches
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Sigmoid, Softplus
from derive.network.maximum import Maximum

from ..lowering.stability import (
    Softmax,
    exponential_sum,
    one_plus_exponential,
    sigmoid_argument,
    sigmoid_factors,
    softmaxes,
)
from ..model.sizes import whole
from .bounded import Bounded, Float, Indices, Rounding, exact, others, union
from .function_bounds import record_of, value_bound

# XLA's exp is within 2 ULP. Subtraction of the shift, two exponentials, the sum's own rounding, the division.
EXPONENTIAL = 4
SOFTMAX = 2 * EXPONENTIAL + 8
PLACE = sp.Dummy("place", integer=True, positive=True)

Scope = Mapping[sp.Symbol, sp.Expr]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Softmax over the last axis of exponents f: probabilities, and both parts of their error; log-sum-exp of f."""

    exponent: Bounded
    probabilities: Float
    moved: Float
    rounded: Float
    total: Bounded

    @property
    def bounded(self) -> Bounded:
        """The probabilities with all of their error."""
        return Bounded(self.probabilities, self.moved + self.rounded, self.exponent.indices)


class Walk:
    """The values of a network at one point, each with its bound.

    ``sizes`` are those of the arrays. Where these are a part of the rows, ``whole`` has the sizes of everything, and
    ``summed`` how many numbers are added up along each size.
    """

    def __init__(
        self,
        network: Network,
        arrays: Mapping[str, Float],
        sizes: Mapping[str, int],
        rounding: Rounding,
        whole: Mapping[str, int] | None = None,
        summed: Mapping[str, int] | None = None,
    ) -> None:
        self.network, self.sizes, self.rounding = network, sizes, rounding
        self.whole, self.summed = whole or sizes, summed or sizes
        self.arrays = {name: exact(values) for name, values in arrays.items()}
        self._shares: dict[sp.Expr, Shares] = {}
        self._logarithms: dict[sp.Expr, Bounded] = {}

    # -- arrays -------------------------------------------------------------------------------

    def array(self, name: str) -> Bounded:
        """A tensor's values, given or computed from its definition, without names for its axes."""
        if name not in self.arrays:
            definition = self.network.definition(name)
            if definition is None:
                raise UnsupportedFormula(f"no array was given for {name}", hint="give one for each given tensor")
            value = self.filled(self.value(definition.value, self.scope_of(definition)), definition)
            self.arrays[name] = Bounded(value.value, value.error)
        return self.arrays[name]

    def scope_of(self, definition: Definition) -> Scope:
        """The size of each of the definition's indices."""
        return dict(zip(definition.indices, definition.tensor.shape, strict=True))

    def filled(self, value: Bounded, definition: Definition) -> Bounded:
        """With all of the definition's axes at full length."""
        shape = tuple(self.size(size) for size in definition.tensor.shape)
        here = value.aligned(definition.indices)
        values, errors = (np.broadcast_to(part, shape).copy() for part in (here.value, here.error))
        return Bounded(values, errors, definition.indices)

    def size(self, size: sp.Expr) -> int:
        """The number that a size is."""
        return whole(size, self.sizes)

    def ends(self, scope: Scope) -> dict[sp.Symbol, int]:
        """How many values each index has."""
        return {index: self.size(size) for index, size in scope.items()}

    def counts(self, scope: Scope) -> dict[sp.Symbol, int]:
        """How many numbers a sum over each index adds up."""
        return {index: whole(size, self.summed) for index, size in scope.items()}

    def places(self, place: sp.Expr, scope: Scope, order: Indices) -> np.ndarray:
        """The places, from 0, that an index expression stands for, with an axis for each index of ``order``."""
        known = place.xreplace({s: sp.Integer(self.sizes[s.name]) for s in place.free_symbols if s not in scope})
        result = np.asarray(int(known.xreplace(dict.fromkeys(order, sp.S.Zero))) - 1)
        for at, index in enumerate(order):
            steps = int(known.coeff(index)) * np.arange(1, self.size(scope[index]) + 1)
            result = result + steps.reshape([-1 if other == at else 1 for other in range(len(order))])
        return result

    def element(self, element: sp.Indexed, scope: Scope) -> Bounded:
        """An array at its indices; what is outside of it is 0."""
        array = self.array(str(element.base.label))
        order = tuple(i for i in scope if any(place.has(i) for place in element.indices))
        if element.indices == order:
            return Bounded(array.value, array.error, order)
        places = np.broadcast_arrays(*(self.places(place, scope, order) for place in element.indices))
        inside = np.logical_and.reduce([(p >= 0) & (p < n) for p, n in zip(places, array.value.shape, strict=True)])
        at = tuple(np.where(inside, place, 0) for place in places)
        return Bounded(np.where(inside, array.value[at], 0.0), np.where(inside, array.error[at], 0.0), order)

    # -- the walk -----------------------------------------------------------------------------

    def value(self, expression: sp.Expr, scope: Scope) -> Bounded:
        """Any expression; ``scope`` holds the size of every index that is free in it.

        Raises:
            UnsupportedFormula: a part of it has no rounding rule.
        """
        if expression.is_number:
            return self.number(expression)
        if isinstance(expression, sp.Symbol):
            return self.symbol(expression, scope)
        if isinstance(expression, sp.Indexed):
            return self.element(expression, scope)
        if isinstance(expression, sp.KroneckerDelta):
            return self.delta(expression, scope)
        if isinstance(expression, sp.Add):
            inner = sigmoid_argument(expression, self.written_out)
            if inner is not None:
                return self.value(Sigmoid(inner), scope)
            return self.rounding.total([self.value(term, scope) for term in expression.args])
        if isinstance(expression, (sp.Sum, sp.Mul, sp.Pow)):
            factors, wider = self.contraction(expression, scope)
            kept = tuple(i for i in scope if any(i in factor.indices for factor in factors))
            return self.rounding.product(factors, kept, self.ends(wider), self.counts(wider))
        if isinstance(expression, sp.log):
            return self.logarithm(expression.args[0], scope)
        if isinstance(expression, (Cases, sp.Piecewise)):
            return self.cases(expression, scope)
        if isinstance(expression, Maximum):
            return self.largest(expression, scope)
        record = record_of(expression)
        return value_bound(record, [self.value(argument, scope) for argument in expression.args], self.rounding)

    def number(self, number: sp.Expr) -> Bounded:
        """A constant; one that is no float is rounded."""
        value = float(number)
        fits = number.is_Rational and sp.Rational(float(np.float32(value))) == number
        return Bounded(np.asarray(value), np.asarray(0.0 if fits else 2 * abs(value)))

    def symbol(self, symbol: sp.Symbol, scope: Scope) -> Bounded:
        """A tensor without axes, the values of an index, or a size."""
        if symbol in scope:
            return exact(np.arange(1, self.size(scope[symbol]) + 1), (symbol,))
        scalar = next((t for t in self.network.tensors if not t.axes and t.at() == symbol), None)
        return self.array(scalar.name) if scalar is not None else exact(whole(symbol, self.whole))

    def delta(self, delta: sp.KroneckerDelta, scope: Scope) -> Bounded:
        """1 where both sides are equal, else 0."""
        sides = [self.value(side, scope) for side in delta.args[:2]]
        order = union(sides)
        left, right = (side.aligned(order).value for side in sides)
        return exact(left == right, order)

    def written_out(self, element: sp.Expr) -> sp.Expr:
        """The definition's value in place of a defined element; anything else, and what is held, as it is."""
        if not isinstance(element, (sp.Indexed, sp.Symbol)):
            return element
        name = str(element.base.label) if isinstance(element, sp.Indexed) else element.name
        definition = self.network.definition(name)
        if definition is None or definition.held or (isinstance(element, sp.Symbol) and definition.left != element):
            return element
        indices = element.indices if isinstance(element, sp.Indexed) else ()
        return substitute(definition.value, dict(zip(definition.indices, indices, strict=True)))

    def parts(self, expression: sp.Expr, scope: Scope) -> tuple[list[Softmax], list[sp.Expr], Scope]:
        """The softmaxes and the other factors of a product or of a sum of products, and the scope inside."""
        wider = dict(scope)
        while isinstance(expression, sp.Sum):
            wider |= {index: high for index, _, high in expression.limits}
            expression = expression.function
        pairs, rest = softmaxes(list(sp.Mul.make_args(expression)))
        return pairs, sigmoid_factors(rest, self.written_out), wider

    def contraction(self, expression: sp.Expr, scope: Scope) -> tuple[list[Bounded], Scope]:
        """The values of the factors, softmaxes first; a sum over a place on which nothing depends counts it."""
        pairs, rest, wider = self.parts(expression, scope)
        factors = [self.softmax(pair, wider) for pair in pairs]
        factors += [self.factor(factor, wider) for factor in rest]
        alone = [i for i in wider if i not in scope and not any(i in factor.indices for factor in factors)]
        factors += [exact(np.ones(self.size(wider[i])), (i,)) for i in alone]
        return factors, wider

    def factor(self, factor: sp.Expr, scope: Scope) -> Bounded:
        """A factor: a power with a constant exponent, or anything else."""
        if isinstance(factor, sp.Pow):
            if factor.exp.is_Rational:
                return self.rounding.power(self.value(factor.base, scope), float(factor.exp))
            raise UnsupportedFormula(f"no rounding rule is known for the power {factor!s:.60}", hint="use exp and log")
        return self.value(factor, scope)

    # -- exponentials --------------------------------------------------------------------------

    def shares(self, exponent: sp.Expr, index: sp.Symbol, size: sp.Expr, scope: Scope) -> Shares:
        """exp(f_k)/Σ_j exp(f_j) and log Σ_j exp(f_j), shifted by the largest."""
        key = substitute(exponent, {index: PLACE})
        if key in self._shares:
            return self._shares[key]
        outer = {i: scope[i] for i in scope if i in free_indices(key)}
        f = self.value(key, {**outer, PLACE: size})
        f = f.aligned((*(i for i in f.indices if i != PLACE), PLACE))
        count, largest = self.size(size), f.value.max(axis=-1, keepdims=True)
        below = largest - f.value
        p = np.exp(-below)
        total = p.sum(axis=-1, keepdims=True)
        p = p / total
        moved = p * (others(p) * f.error + others(p * f.error))
        rounded = p * (2 * below + 2 * math.log(count) + count + SOFTMAX) + self.rounding.floor
        value = (largest + np.log(total))[..., 0]
        own = (p * below).sum(axis=-1) + count + SOFTMAX + 2 * np.abs(value) + np.abs(np.log(total))[..., 0]
        whole_sum = Bounded(value, (p * f.error).sum(axis=-1) + own, f.indices[:-1])
        self._shares[key] = Shares(f, p, moved, rounded, whole_sum)
        return self._shares[key]

    def softmax(self, pair: Softmax, scope: Scope) -> Bounded:
        """A softmax, or a power of it, at one place."""
        parts = self.shares(pair.exponent, pair.index, pair.size, scope)
        return self.rounding.power(self.taken(parts.bounded, pair.at, scope), pair.power)

    def taken(self, values: Bounded, at: sp.Expr, scope: Scope) -> Bounded:
        """Values read at one place of their last axis: at a number, along another index, or on the diagonal."""
        if at.is_Integer:
            return Bounded(values.value[..., int(at) - 1], values.error[..., int(at) - 1], values.indices[:-1])
        if at not in values.indices:
            return values.renamed(PLACE, at)
        last = (*(i for i in values.indices if i not in (at, PLACE)), at, PLACE)
        wide = values.aligned(last)
        value, error = (np.diagonal(part, 0, -2, -1) for part in (wide.value, wide.error))
        return Bounded(value, error, last[:-1])

    def logarithm(self, argument: sp.Expr, scope: Scope) -> Bounded:
        """log of a sum of exponentials, of softmaxes, of a sigmoid, or of anything else."""
        whole_sum = exponential_sum(argument)
        if whole_sum is not None:
            return self.shares(*whole_sum, scope).total
        stable = self.soft_logarithm(argument)
        if stable is not None:
            return self.value(stable, scope)
        pairs = self.log_softmaxes(argument)
        if pairs:
            return self.rounding.total([self.log_softmax(pair, scope) for pair in pairs])
        return value_bound(record_of(sp.log(argument)), [self.value(argument, scope)], self.rounding)

    def soft_logarithm(self, argument: sp.Expr) -> sp.Expr | None:
        """log(1 + exp(w)) and log σ(v) by softplus."""
        inner = one_plus_exponential(argument)
        if inner is not None:
            return Softplus(inner)
        inner = sigmoid_argument(argument, self.written_out)
        return None if inner is None else -Softplus(-inner)

    def log_softmaxes(self, argument: sp.Expr) -> list[Softmax]:
        """The softmaxes whose product the argument is, if it is nothing else."""
        pairs, rest = softmaxes(list(sp.Mul.make_args(self.written_out(argument))))
        return [] if rest else pairs

    def log_softmax(self, pair: Softmax, scope: Scope) -> Bounded:
        """f_k − log Σ_j exp(f_j)."""
        key = substitute(pair.exponent, {pair.index: PLACE})
        if key not in self._logarithms:
            self._logarithms[key] = _logarithms(self.shares(pair.exponent, pair.index, pair.size, scope))
        power, taken = exact(pair.power), self.taken(self._logarithms[key], pair.at, scope)
        return taken if pair.power == 1 else self.rounding.product([power, taken], taken.indices, {})

    # -- cases -----------------------------------------------------------------------------------

    def cases(self, expression: sp.Expr, scope: Scope) -> Bounded:
        """The value of the case that holds; where rounding may decide another one, the distance to it."""
        values = [self.value(value, scope) for value, _ in branches(expression)]
        choices = [self.holds(condition, scope) for _, condition in branches(expression)]
        order = union([*values, *(Bounded(c.value, c.error, c.indices) for c in choices)])
        wide = [branch.aligned(order) for branch in values]
        sure = [choice.aligned(order) for choice in choices]
        value, error = wide[-1].value, wide[-1].error
        for branch, choice in reversed(list(zip(wide[:-1], sure[:-1], strict=True))):
            apart = np.abs(branch.value - value) / self.rounding.unit + np.maximum(branch.error, error)
            own = np.where(choice.value > 0, branch.error, error)
            error = np.where(choice.error > 0, apart, own)
            value = np.where(choice.value > 0, branch.value, value)
        value, error = np.broadcast_arrays(value, error)
        return Bounded(value, error, order)

    def holds(self, condition: sp.Basic, scope: Scope) -> Bounded:
        """A condition as 1 and 0; an error of 1 where rounding may decide it otherwise."""
        if condition in (sp.true, sp.false):
            return exact(float(bool(condition)))
        if isinstance(condition, sp.Not):
            inner = self.holds(condition.args[0], scope)
            return Bounded(1 - inner.value, inner.error, inner.indices)
        if isinstance(condition, (sp.And, sp.Or)):
            return self.joined(condition, scope)
        sides = [self.value(side, scope) for side in condition.args]
        order = union(sides)
        left, right = (side.aligned(order) for side in sides)
        doubt = (left.error + right.error) * self.rounding.unit
        near = (np.abs(left.value - right.value) <= 1.02 * doubt) & (doubt > 0)
        value = RELATIONS[condition.func](left.value, right.value)
        return Bounded(value.astype(np.float64), near.astype(np.float64), order)

    def joined(self, condition: sp.Basic, scope: Scope) -> Bounded:
        """And, Or: in doubt wherever one of the parts is."""
        parts = [self.holds(part, scope) for part in condition.args]
        order = union(parts)
        same = [part.aligned(order) for part in parts]
        combine = np.minimum if isinstance(condition, sp.And) else np.maximum
        value, error = same[0].value, same[0].error
        for part in same[1:]:
            value, error = combine(value, part.value), np.maximum(error, part.error)
        return Bounded(value, np.broadcast_to(error, value.shape), order)

    def largest(self, expression: Maximum, scope: Scope) -> Bounded:
        """max_j: it moves no further than the term that moves furthest."""
        index, _, high = expression.args[1]
        f = self.value(expression.args[0], {**scope, index: high})
        if index not in f.indices:
            return f
        axis, rest = f.indices.index(index), tuple(i for i in f.indices if i != index)
        return Bounded(f.value.max(axis=axis), f.error.max(axis=axis), rest)


def _logarithms(parts: Shares) -> Bounded:
    """f_k − log Σ_j exp(f_j) at every place."""
    f, p, total = parts.exponent, parts.probabilities, parts.total.value[..., None]
    moved = others(p) * f.error + others(p * f.error)
    largest = f.value.max(axis=-1, keepdims=True)
    below = largest - f.value
    rounded = (p * below).sum(axis=-1, keepdims=True) + p.shape[-1] + SOFTMAX
    rounded = rounded + 2 * below + 2 * np.abs(total - largest) + np.abs(f.value - total)
    return Bounded(f.value - total, moved + rounded, f.indices)


RELATIONS = {
    sp.Lt: np.less,
    sp.Le: np.less_equal,
    sp.Gt: np.greater,
    sp.Ge: np.greater_equal,
    sp.Eq: np.equal,
    sp.Ne: np.not_equal,
}
