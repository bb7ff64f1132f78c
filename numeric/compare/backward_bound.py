"""How far rounding may move a gradient: the chain rule from the loss down, with the rounding of each of its steps.

Every step is a contraction of what comes from above with a slope; the rules beyond those of ``forward_bound``:

    through f             e = |f′| e_above + |above| e_f′ + 2 |above f′|, e_f′ = how far f′ moves + its record's ulp
    through log softmax   residual p Σ a − a of what comes from above, a:
                          e = e_p |Σ a| + (K + 2) p Σ |a| + |a| + e_a Σ_{j≠k} p_j + p Σ_{j≠k} e_a,j
    its accurate form     e = e_p Y_k + |a_k| (m_k + Σ_{j≠k} r_j) + (K + 3) (p Y_k + |a_k| Σ_{j≠k} p_j)
                              + e_a Σ_{j≠k} p_j + p Σ_{j≠k} e_a,j,   Y_k = Σ_{j≠k} |a_j|
    through softmax       p (a − Σ p a):  e = p (e_a + Σ (p e_a + e_p |a|) + (K + 2) (|a| + Σ p |a|)) + e_p |a − Σ p a|
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import sympy as sp

from derive.algebra.indices import substitute
from derive.network.cases import Cases, branches
from derive.network.definitions import Network
from derive.network.function_heads import Sigmoid
from derive.network.maximum import Maximum

from ..lowering.stability import Softmax, exponential_sum, sigmoid_argument
from .bounded import Bounded, Float, Indices, exact, others
from .forward_bound import PLACE, Scope, Shares, Walk
from .function_bounds import record_of, slope_bounds


class Method(Enum):
    """How a source gets from the probabilities to the residual p Σ y − y: it decides what may cancel."""

    ACCURATE = "p_k Σ_{j≠k} y_j − y_k Σ_{j≠k} p_j: nothing cancels for one-hot labels"
    SUBTRACTING = "p_k Σ_j y_j − y_k: the formula as it stands, and reverse-mode differentiation"
    FORWARD = "forward mode: the sums over p and over y are taken apart, nothing cancels before it is rounded"


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What arrived at a tensor from one place that mentions it, in the tensor's shape."""

    value: Float
    error: Float


class Descent:
    """Carries the derivative of the output down to every tensor.

    Args:
        walk: the values.
        wrt: the tensors at which it ends.
        given: the tensors whose definitions are set aside.
        method: how the source computes what may cancel.
    """

    def __init__(self, walk: Walk, wrt: Sequence[str], given: frozenset[str], method: Method) -> None:
        self.walk, self.network, self.rounding, self.method = walk, walk.network, walk.rounding, method
        self.given = given
        self.parts: dict[str, list[_Part]] = {}
        self.reached = _reached(walk.network, wrt, given)

    def run(self) -> None:
        """From the output to the inputs."""
        output = self.network.output
        ones = np.ones([self.walk.size(size) for size in output.shape])
        self.parts[output.name] = [_Part(ones, np.zeros_like(ones))]
        for definition in reversed(self.network.definitions):
            name = definition.tensor.name
            if name in self.parts and name not in self.given and not definition.held:
                total = self.arrived(name)
                above = Bounded(total.value, total.error, definition.indices)
                self.pull(definition.value, above, self.walk.scope_of(definition))

    def arrived(self, name: str) -> Bounded:
        """All that arrived at a tensor; nothing is exactly 0."""
        order = tuple(sp.Dummy() for _ in self.network.tensor(name).axes)
        shape = [self.walk.size(size) for size in self.network.tensor(name).shape]
        parts = [Bounded(part.value, part.error, order) for part in self.parts.get(name, ())]
        return self.rounding.total(parts) if parts else exact(np.zeros(shape), order)

    def product(self, factors: Sequence[Bounded], kept: Indices, scope: Scope) -> Bounded:
        """A contraction; in forward mode nothing cancels."""
        ends, counts = self.walk.ends(scope), self.walk.counts(scope)
        return self.rounding.product(factors, kept, ends, counts, cancelling=self.method is not Method.FORWARD)

    def pull(self, expression: sp.Expr, above: Bounded, scope: Scope) -> None:
        """Hand on what comes from above to everything in the expression.

        Raises:
            UnsupportedFormula: a part of it has no rounding rule.
        """
        if not any(tensor.name in self.reached for tensor in self.network.tensors_in(expression)):
            return
        own = tuple(i for i in scope if expression.has(i))
        if above.indices != own:
            above = self.product([above], own, scope)
        if isinstance(expression, (sp.Indexed, sp.Symbol)):
            self.arrive(expression, above, scope)
        elif isinstance(expression, sp.Add):
            self.through_terms(expression, above, scope)
        elif isinstance(expression, (sp.Sum, sp.Mul, sp.Pow)):
            self.through_factors(expression, above, scope)
        elif isinstance(expression, sp.log):
            self.through_logarithm(expression.args[0], above, scope)
        elif isinstance(expression, (Cases, sp.Piecewise)):
            self.through_cases(expression, above, scope)
        elif isinstance(expression, Maximum):
            self.through_largest(expression, above, scope)
        elif not isinstance(expression, sp.KroneckerDelta):
            self.through_function(expression, above, scope)

    def arrive(self, element: sp.Expr, above: Bounded, scope: Scope) -> None:
        """Add up at the places of a tensor that the element stands for."""
        name = str(element.base.label) if isinstance(element, sp.Indexed) else str(element)
        if name not in self.reached:
            return
        places: Indices = tuple(element.indices) if isinstance(element, sp.Indexed) else ()
        shape = tuple(self.walk.size(size) for size in self.network.tensor(name).shape)
        if set(places) == set(above.indices) and len(places) == len(above.indices):
            same = above.aligned(places)
            if same.value.shape == shape:
                self.parts.setdefault(name, []).append(_Part(same.value, same.error))
                return
        self.parts.setdefault(name, []).append(self.scattered(places, above, scope, shape))

    def scattered(self, places: Sequence[sp.Expr], above: Bounded, scope: Scope, shape: tuple[int, ...]) -> _Part:
        """Several entries may arrive at one place, and some outside of the array, where there is nothing."""
        order = above.indices
        at = [np.broadcast_to(self.walk.places(place, scope, order), above.value.shape) for place in places]
        inside = np.logical_and.reduce([(p >= 0) & (p < n) for p, n in zip(at, shape, strict=True)])
        inner = tuple(place[inside] for place in at)
        value, error, count, sizes = (np.zeros(shape) for _ in range(4))
        arriving = (above.value, above.error, np.ones_like(above.value), np.abs(above.value))
        for target, source in zip((value, error, count, sizes), arriving, strict=True):
            np.add.at(target, inner, source[inside])
        return _Part(value, error + np.maximum(count - 1, 0) * sizes)

    def through_terms(self, expression: sp.Add, above: Bounded, scope: Scope) -> None:
        """A sum: each term gets it all; 1 − σ is a sigmoid."""
        inner = sigmoid_argument(expression, self.walk.written_out)
        if inner is not None:
            self.pull(Sigmoid(inner), above, scope)
            return
        for term in expression.args:
            self.pull(term, above, scope)

    def through_factors(self, expression: sp.Expr, above: Bounded, scope: Scope) -> None:
        """A sum of products: each factor gets what comes from above times the others."""
        pairs, rest, _ = self.walk.parts(expression, scope)
        values, wider = self.walk.contraction(expression, scope)
        for place, part in enumerate([*pairs, *rest]):
            kept = tuple(i for i in wider if i in values[place].indices)
            arriving = self.product([above, *values[:place], *values[place + 1 :]], kept, wider)
            if isinstance(part, Softmax):
                self.through_softmax(part, arriving, wider)
            elif isinstance(part, sp.Pow):
                self.through_power(part, arriving, wider)
            else:
                self.pull(part, arriving, wider)

    def through_power(self, power: sp.Pow, above: Bounded, scope: Scope) -> None:
        """v^c: the slope is c v^(c−1)."""
        base = self.walk.value(power.base, scope)
        slope = self.rounding.power(base, float(power.exp) - 1) if power.exp != 1 else exact(np.ones(()))
        number = self.walk.number(power.exp)
        self.pull(power.base, self.product([above, number, slope], above.indices, scope), scope)

    def through_function(self, expression: sp.Expr, above: Bounded, scope: Scope) -> None:
        """f(u), f(u, v): the slope by each argument, from the record."""
        arguments = [self.walk.value(argument, scope) for argument in expression.args]
        slopes = slope_bounds(record_of(expression), arguments, self.rounding)
        for argument, slope in zip(expression.args, slopes, strict=True):
            kept = tuple(i for i in scope if argument.has(i))
            self.pull(argument, self.product([above, slope], kept, scope), scope)

    def through_logarithm(self, argument: sp.Expr, above: Bounded, scope: Scope) -> None:
        """log of a sum of exponentials, of softmaxes, of a sigmoid, or of anything else."""
        whole, soft = exponential_sum(argument), self.walk.soft_logarithm(argument)
        pairs = [] if whole is not None or soft is not None else self.walk.log_softmaxes(argument)
        if whole is not None:
            parts = self.walk.shares(*whole, scope)
            arriving = self.product([above, parts.bounded], parts.exponent.indices, {**scope, PLACE: whole[2]})
            self.to_exponent(whole[0], whole[1], whole[2], arriving, scope)
        elif soft is not None:
            self.pull(soft, above, scope)
        elif pairs:
            for pair in pairs:
                self.through_log_softmax(pair, above, scope)
        else:
            self.through_function(sp.log(argument), above, scope)

    # -- softmax ----------------------------------------------------------------------------------

    def to_exponent(self, f: sp.Expr, index: sp.Symbol, size: sp.Expr, above: Bounded, scope: Scope) -> None:
        """On to the exponents, which have the place as their last axis."""
        self.pull(substitute(f, {index: PLACE}), above, {**scope, PLACE: size})

    def spread(self, pair: Softmax, parts: Shares, above: Bounded, scope: Scope) -> tuple[Float, Float]:
        """What comes from above at one place of a softmax, laid out over all of its places."""
        order = parts.exponent.indices
        if pair.power != 1:
            above = self.product([above, exact(pair.power)], above.indices, scope)
        if pair.at.is_Symbol and pair.at not in order:
            same = above.renamed(pair.at, PLACE).aligned(order)
            return same.value, same.error
        count = parts.probabilities.shape[-1]
        same = above.aligned(order[:-1])
        where = np.arange(count) == (self.walk.places(pair.at, scope, order[:-1])[..., None])
        return same.value[..., None] * where, same.error[..., None] * where

    def through_log_softmax(self, pair: Softmax, above: Bounded, scope: Scope) -> None:
        """a_j − p_j Σ_k a_k."""
        parts = self.walk.shares(pair.exponent, pair.index, pair.size, scope)
        a, own = self.spread(pair, parts, above, scope)
        p, moved, rounded = parts.probabilities, parts.moved, parts.rounded
        size, classes = np.abs(a), p.shape[-1]
        both, total = size.sum(axis=-1, keepdims=True), np.abs(a.sum(axis=-1, keepdims=True))
        # What is off in a goes both ways together, as a does; in forward mode it is met at the end, in each part.
        handed = own * others(p) + p * others(own)
        value = a * others(p) - p * others(a)
        if self.method is Method.ACCURATE:
            plain = p * others(size) + size * others(p)
            error = (moved + rounded) * others(size) + size * (moved + others(rounded)) + (classes + 3) * plain
        else:
            error = (moved + rounded) * total + (classes + 2) * p * both + size
        if self.method is Method.FORWARD:
            value, handed = p * both + size, own + p * own.sum(axis=-1, keepdims=True)
        result = Bounded(value, error + handed, parts.exponent.indices)
        self.to_exponent(pair.exponent, pair.index, pair.size, result, scope)

    def through_softmax(self, pair: Softmax, above: Bounded, scope: Scope) -> None:
        """p_j (a_j − Σ_k p_k a_k)."""
        parts = self.walk.shares(pair.exponent, pair.index, pair.size, scope)
        if pair.power != 1:
            taken = self.walk.taken(self.rounding.power(parts.bounded, pair.power - 1), pair.at, scope)
            above = self.product([above, taken], above.indices, scope)
        a, own = self.spread(pair, parts, above, scope)
        p, error, classes = parts.probabilities, parts.moved + parts.rounded, parts.probabilities.shape[-1]
        size = np.abs(a)
        mean, spread = (np.sum(p * values, axis=-1, keepdims=True) for values in (a, size))
        inner = own + np.sum(p * own + error * size, axis=-1, keepdims=True) + (classes + 2) * (size + spread)
        apart = size + spread if self.method is Method.FORWARD else np.abs(a - mean)
        value = p * (a - mean) if self.method is not Method.FORWARD else p * apart
        result = Bounded(value, p * inner + error * apart + 4 * p * apart, parts.exponent.indices)
        self.to_exponent(pair.exponent, pair.index, pair.size, result, scope)

    # -- cases ------------------------------------------------------------------------------------

    def through_cases(self, expression: sp.Expr, above: Bounded, scope: Scope) -> None:
        """Each case gets it where it is the first to hold; in doubt it may get all or nothing."""
        left = exact(1.0)
        for value, condition in branches(expression):
            holds = self.walk.holds(condition, scope)
            order = tuple(i for i in scope if i in holds.indices or i in left.indices)
            now, before = holds.aligned(order), left.aligned(order)
            doubt = np.maximum(now.error, before.error)
            chosen = np.where(before.value > 0, now.value, 0.0)
            self.pull(
                value, self.masked(above, Bounded(chosen, np.broadcast_to(doubt, chosen.shape), order), scope), scope
            )
            still = np.where(now.value > 0, 0.0, before.value)
            left = Bounded(still, np.broadcast_to(doubt, still.shape), order)

    def masked(self, above: Bounded, mask: Bounded, scope: Scope) -> Bounded:
        """What comes from above where the mask is 1, and all of it as an error where the mask is in doubt."""
        order = tuple(i for i in scope if i in above.indices or i in mask.indices)
        value, where = above.aligned(order), mask.aligned(order)
        error = where.value * value.error + where.error * (np.abs(value.value) / self.rounding.unit + value.error)
        kept, doubt = np.broadcast_arrays(where.value * value.value, error)
        return Bounded(kept, doubt, order)

    def through_largest(self, expression: Maximum, above: Bounded, scope: Scope) -> None:
        """max_j f_j: to the largest, in equal parts at a tie; in doubt to any that may be it."""
        index, _, high = expression.args[1]
        wider = {**scope, index: high}
        f = self.walk.value(expression.args[0], wider)
        if index not in f.indices:
            self.pull(expression.args[0], above, scope)
            return
        axis = f.indices.index(index)
        most, doubt = f.value.max(axis=axis, keepdims=True), f.error.max(axis=axis, keepdims=True)
        top = f.value == most
        share = top / top.sum(axis=axis, keepdims=True)
        near = most - f.value <= 2.04 * self.rounding.unit * doubt
        unsure = near & (near.sum(axis=axis, keepdims=True) > 1) & (doubt > 0)
        self.pull(expression.args[0], self.masked(above, Bounded(share, unsure * 1.0, f.indices), wider), wider)


def _reached(network: Network, wrt: Sequence[str], given: frozenset[str]) -> set[str]:
    """The tensors through which the output depends on those that are asked for."""
    found = set(wrt)
    for definition in network.definitions:
        below = (tensor.name for tensor in network.tensors_in(definition.value))
        if definition.tensor.name not in given and not definition.held and found.intersection(below):
            found.add(definition.tensor.name)
    return found
