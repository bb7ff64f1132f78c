"""From one formula in index notation to lines of JAX: every index becomes an array axis.

Sums of products become ``jnp.einsum`` or ``jnp.sum``, deltas become a renamed index or an identity
matrix, sizes are read from the shapes, and what the formula mentions (z, p, a …) is computed
once from its own definition. No layer is known by name.
"""

from __future__ import annotations

import sympy as sp

from derive.algebra.indices import free_indices, substitute
from derive.errors import UnsupportedFormula
from derive.network.cases import Cases
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Sigmoid, Softplus
from derive.network.maximum import Maximum
from derive.network.tensors import Tensor
from derive.writing.text import definition_text, text

from .compensation import sums_without_one
from .contraction import Group, Order, contract, inverse
from .elements import Scope, delta_array, element_of, one_array_holds
from .exponentials import Exponentials
from .functions import cases_value, function_value, largest_value, template_of
from .indices import use_deltas
from .layout import AS_DECLARED, Layout
from .places import positions
from .stability import (
    SumWithoutOne,
    exponential_sum,
    is_mask,
    one_plus_exponential,
    sigmoid_argument,
    sigmoid_factors,
    softmaxes,
    sum_without_one,
)
from .values import (
    ATOM,
    POWER,
    Indices,
    Value,
    added,
    aligned,
    multiplied,
    negated,
    transposed,
    union,
)
from .writer import CodeWriter, shape_text


class Lowering:
    """Turns expressions over a network's tensors into values, writing a line for each named array."""

    def __init__(
        self,
        network: Network,
        *,
        compensated: bool = False,
        differentiated: bool = False,
        layout: Layout = AS_DECLARED,
        absent: sp.Symbol | None = None,
    ) -> None:
        self.network = network
        # No array has an axis of this size: what runs over it is known already.
        self._absent = absent
        self.layout = layout
        self.writer = CodeWriter(network, layout.samples)
        self._compensated = compensated
        # Whoever differentiates the code must not go through what is held.
        self._differentiated = differentiated
        self._exponentials = Exponentials(self.writer, self.lower, compensated=compensated)
        straight = {tensor.name for tensor in network.given if not layout.turns(tensor)}
        self._arrays = {name: Value(text) for name, text in self.writer.arguments.items() if name in straight}
        self._shared: dict[sp.Expr, Value | None] = {}
        self._output: set[sp.Symbol] = set()
        # How many axes an array may have that is neither an argument nor a result.
        self._widest = max(len(tensor.axes) for tensor in network.tensors)

    def known(self, expression: sp.Expr, value: Value) -> None:
        """Take the expression's value from here on from what has a name already."""
        self._shared[expression] = value

    def share(self, expressions: list[sp.Expr]) -> None:
        """Note which parts occur more than once, so that each is computed once."""
        seen: set[sp.Expr] = set()
        for part in (part for expression in expressions for part in sp.preorder_traversal(expression)):
            if isinstance(part, (sp.Add, sp.Sum)) or template_of(part):
                if part in seen and free_indices(part) and one_array_holds(part) and not is_mask(part):
                    self._shared.setdefault(part)
                seen.add(part)

    def write(self, value: sp.Expr, indices: Indices, shape: tuple[sp.Expr, ...], name: str, comment: str) -> Value:
        """Write ``name = value`` as a block: an array with one axis for each index, in their order."""
        scope, outer = dict(zip(indices, shape, strict=True)), self._output
        self._output = set(indices)
        with self.writer.block(comment):
            result = self.lower(value, scope)
            if set(result.indices) != set(indices):
                result = self._filled(result, indices, shape)
            named = self.writer.assign(transposed(result, indices), name)
        self._output = outer
        return named

    def _filled(self, value: Value, indices: Indices, shape: tuple[sp.Expr, ...]) -> Value:
        """The value repeated along the axes on which it does not depend."""
        sizes = ", ".join(self.writer.size(size) for size in shape) + ("," if len(shape) == 1 else "")
        if not value.indices:
            return Value(f"jnp.full(({sizes}), {value.text}, dtype={self.writer.dtype})", indices)
        return Value(f"jnp.broadcast_to({aligned(value, indices).text}, ({sizes}))", indices)

    # -- the walk -----------------------------------------------------------------------

    def lower(self, expression: sp.Expr, scope: Scope) -> Value:
        """Lower any expression; ``scope`` holds the size of every index that is free in it.

        Raises:
            UnsupportedFormula: there is no array code for a part of it.
        """
        if expression not in self._shared:
            return self._lower(expression, scope)
        known = self._shared[expression]
        if known is None:
            with self.writer.block(text(expression, self.network)):
                known = self._shared[expression] = self.writer.named(self._lower(expression, scope))
        return known

    def _lower(self, expression: sp.Expr, scope: Scope) -> Value:
        if expression.is_number:
            return self.writer.number(expression) if not expression.is_Rational else self._product(expression, scope)
        if isinstance(expression, sp.Symbol):
            return self._symbol(expression, scope)
        if isinstance(expression, sp.Indexed):
            return self._element(expression, scope)
        if isinstance(expression, sp.KroneckerDelta):
            return delta_array(expression, self.writer, self.lower, scope)
        if isinstance(expression, sp.Add):
            return self._terms(expression, scope)
        if isinstance(expression, sp.Sum):
            return self._total(expression, scope)
        if isinstance(expression, (sp.Mul, sp.Pow, sp.exp)):
            return self._product(expression, scope)
        if isinstance(expression, sp.log):
            return self._logarithm(expression, scope)
        if isinstance(expression, (Cases, sp.Piecewise)):
            return self.writer.short(cases_value(expression, self.lower, scope))
        if isinstance(expression, Maximum):
            return largest_value(expression, self.lower, scope, self.writer.size)
        return self._function(expression, scope)

    def _terms(self, expression: sp.Add, scope: Scope) -> Value:
        signed = []
        beyond = sigmoid_argument(expression, self._written_out)
        if beyond is not None:  # 1 − σ(v) as σ(−v): nothing cancels
            return self.lower(Sigmoid(beyond), scope)
        for term in expression.args:
            negative = bool(term.as_coeff_Mul()[0].is_negative)
            signed.append((negative, self.lower(-term if negative else term, scope)))
        return self.writer.short(added(signed, self._layout([value for _, value in signed], scope)))

    def _function(self, expression: sp.Expr, scope: Scope) -> Value:
        self._check_width(expression)
        values = [self.lower(argument, scope) for argument in expression.args]
        return self.writer.short(function_value(expression, values, self.writer))

    def _logarithm(self, expression: sp.log, scope: Scope) -> Value:
        """The logarithm of an element whose definition is a softmax is computed without the softmax."""
        argument = expression.args[0]
        stable = self._exponentials.logarithm(argument, scope)
        if stable is not None:
            return stable
        inner = one_plus_exponential(argument)
        if inner is not None:
            return self.lower(Softplus(inner), scope)
        inner = sigmoid_argument(argument, self._written_out)
        if inner is not None:
            return self.lower(-Softplus(-inner), scope)
        if not isinstance(argument, sp.Indexed):
            return self._function(expression, scope)
        name = str(argument.base.label)
        definition = self.network.definition(name)
        if definition is None or not self._is_softmax(definition):
            return self._function(expression, scope)
        key = f"log {name}"
        if key not in self._arrays:
            logarithm, left = sp.log(definition.value, evaluate=False), sp.log(definition.left)
            self._arrays[key] = self._defined(definition, logarithm, f"log_{name}", f"{left}")
        return self._read(self._arrays[key], argument, definition.tensor, scope)

    def _is_softmax(self, definition: Definition) -> bool:
        pairs, rest = softmaxes(list(sp.Mul.make_args(definition.value)))
        return bool(pairs) and not rest

    def _check_width(self, expression: sp.Expr) -> None:
        indices = free_indices(expression)
        if not (one_array_holds(expression) or indices <= self._output):
            raise UnsupportedFormula(
                f"{expression!s:.80} needs an array over {', '.join(sorted(map(str, indices)))} at once",
                hint="write it so that the indices are summed before the function is applied",
            )

    # -- names of the network ----------------------------------------------------------------

    def _symbol(self, symbol: sp.Symbol, scope: Scope) -> Value:
        if symbol in scope:
            return positions(symbol, scope, self.writer)
        scalar = next((t for t in self.network.tensors if not t.axes and t.at() == symbol), None)
        return self.array(scalar.name) if scalar is not None else Value(self.writer.count(symbol))

    def _element(self, element: sp.Indexed, scope: Scope) -> Value:
        name = str(element.base.label)
        return self._read(self.array(name), element, self.network.tensor(name), scope)

    def _read(self, array: Value, element: sp.Indexed, tensor: Tensor, scope: Scope) -> Value:
        """The element's entries of an array whose axes lie as the layout says."""
        lying = element.base[tuple(element.indices[place] for place in self.layout.axes(tensor))]
        return element_of(array, lying, self.layout.shape(tensor), scope, self.writer)

    def array(self, name: str) -> Value:
        """The array of a tensor: an argument, or computed from its definition, once."""
        if self._absent in self.network.tensor(name).shape:
            raise UnsupportedFormula(f"{name} is read outside the sums over {self._absent}", hint="sum over all of it")
        if name not in self._arrays and name in self.writer.arguments:
            self._arrays[name] = self.writer.samples_last(self.network.tensor(name))
        if name not in self._arrays:
            definition = self.network.definition(name)
            if definition is None:
                raise UnsupportedFormula(f"{name!r:.40} has no definition", hint="name a tensor of the network")
            comment = f"{definition_text(definition, self.network)}{shape_text(self.layout.shape(definition.tensor))}"
            array = self._defined(definition, definition.value, name, comment)
            held = definition.held and self._differentiated
            self._arrays[name] = Value(f"lax.stop_gradient({array.text})") if held else array
        return self._arrays[name]

    def _defined(self, definition: Definition, value: sp.Expr, name: str, comment: str) -> Value:
        """Write an array with the definition's axes, in the order in which they lie."""
        indices = tuple(definition.indices[place] for place in self.layout.axes(definition.tensor))
        return self.write(value, indices, self.layout.shape(definition.tensor), name, comment)

    # -- products and sums ----------------------------------------------------------------

    def _total(self, total: sp.Sum, scope: Scope) -> Value:
        for index, lower, upper in total.limits:
            if lower != 1 or upper.free_symbols & {*scope, index} or upper.atoms(sp.Indexed):
                raise UnsupportedFormula(
                    f"the sum over {index} runs from {lower!s:.20} to {upper!s:.20}",
                    hint="a sum runs over a whole axis, from 1 to its size",
                )
        whole = exponential_sum(total)
        if whole is not None and total.function.has(whole[1]):
            return self._exponentials.total(*whole, scope)
        without = sum_without_one(total)
        if without is not None and self._compensated and without.left_out in scope:
            return self._without_one(without, scope)
        bound = {index: upper for index, _, upper in total.limits}
        return self._contraction(list(sp.Mul.make_args(total.function)), bound, {**scope, **bound})

    def _without_one(self, total: SumWithoutOne, scope: Scope) -> Value:
        """Σ_{j≠k} f_j: for softmaxes with a shift of their own, for anything else added in a tree."""
        pairs, rest = softmaxes(list(sp.Mul.make_args(self._written_out(total.summand))))
        if not rest and len(pairs) == 1 and pairs[0].power == 1 and pairs[0].at == total.index:
            return self._exponentials.softmaxes_without_one(pairs[0], total.left_out, scope)
        value = self.lower(total.summand, {**scope, total.index: total.size})
        return self.writer.short(sums_without_one(self.writer, value, total.index, total.left_out))

    def _written_out(self, element: sp.Expr) -> sp.Expr:
        """The definition's value in place of a defined element; anything else as it is."""
        name = str(element.base.label) if isinstance(element, sp.Indexed) else str(element)
        definition = self.network.definition(name)
        if definition is None or definition.held or not isinstance(element, (sp.Indexed, sp.Symbol)):
            return element
        if definition.left != element and not isinstance(element, sp.Indexed):
            return element
        at = element.indices if isinstance(element, sp.Indexed) else ()
        return substitute(definition.value, dict(zip(definition.indices, at, strict=True)))

    def _product(self, expression: sp.Expr, scope: Scope) -> Value:
        return self._contraction(list(sp.Mul.make_args(expression)), {}, scope)

    def _contraction(self, factors: list[sp.Expr], bound: Scope, scope: Scope) -> Value:
        """The product of the factors, summed over the bound indices."""
        factors, bound = use_deltas(factors, bound, scope)
        wide = next((f for f in factors if bound and isinstance(f, sp.Add) and not one_array_holds(f)), None)
        if wide is not None:
            others = [f for f in factors if f is not wide]
            parts = [[*others, *sp.Mul.make_args(term)] for term in wide.args]
            return self.writer.short(added([(False, self._contraction(part, bound, scope)) for part in parts]))
        pairs, rest = softmaxes(factors)
        rest = sigmoid_factors(rest, self._written_out)
        coefficient = sp.Mul(*(f for f in rest if f.is_Rational))
        rest, weighted = self._weighted_logarithm(rest, scope)
        groups = [self._exponentials.softmax(pair, scope) for pair in pairs] + weighted
        groups += [self._factor(f, scope) for f in rest if not f.is_Rational]
        scalars = [g for g in groups if not g.indices]
        arrays = [g for g in groups if g.indices]
        summed = [i for i in bound if any(i in g.indices for g in arrays)]
        scalars += [Group((Value(self.writer.size(size)),)) for i, size in bound.items() if i not in summed]
        return self._with_scalars(coefficient, contract(arrays, summed, self._order(scope)), scalars, scope)

    def _weighted_logarithm(self, factors: list[sp.Expr], scope: Scope) -> tuple[list[sp.Expr], list[Group]]:
        """Where every digit counts, y ln p is 0 where y is, also for a class of probability 0; else nothing changes."""
        logarithm = next((f for f in factors if isinstance(f, sp.log)), None)
        weights = [f for f in factors if f is not logarithm and not f.is_Rational]
        within = logarithm is not None and free_indices(sp.Mul(*weights)) <= free_indices(logarithm)
        if not (self._compensated and weights and within):
            return factors, []
        values = [self.writer.named(self.lower(part, scope)) for part in (sp.Mul(*weights), logarithm)]
        order = self._layout(values, scope)
        weight, value = (aligned(part, order).text for part in values)
        chosen = Value(f"jnp.where({weight} == 0, 0, {weight} * {value})", order)
        return [f for f in factors if f.is_Rational], [Group((chosen,))]

    def _with_scalars(self, coefficient: sp.Rational, groups: list[Group], scalars: list[Group], scope: Scope) -> Value:
        above = [value for group in [*groups, *scalars] for value in group.above]
        below = [value for group in [*groups, *scalars] for value in group.below]
        size = abs(coefficient)
        if size.p != 1 or (not above and not below):
            above.insert(0, self.writer.number(sp.Integer(size.p)))
        if size.q != 1:
            below.append(self.writer.number(sp.Integer(size.q)))
        product = self.writer.short(multiplied(above, below, self._layout([*above, *below], scope)))
        return negated(product) if coefficient < 0 else product

    def _factor(self, factor: sp.Expr, scope: Scope) -> Group:
        """One factor as a group: a power with a negative exponent stands below."""
        base, power = (factor, sp.S.One) if isinstance(factor, sp.exp) else factor.as_base_exp()
        if isinstance(factor, sp.exp):
            return Group((self._function(factor, scope),))
        if power.could_extract_minus_sign():
            return inverse(Group((self._power(base, -power, scope),)))
        given = isinstance(factor, sp.Indexed) and str(factor.base.label) in self.writer.arguments
        return Group((self._power(base, power, scope),), given=given)

    def _power(self, base: sp.Expr, power: sp.Expr, scope: Scope) -> Value:
        if isinstance(base, sp.Add):
            self._check_width(base)
        value = self.lower(base, scope)
        if power == 1:
            return value
        if power == sp.Rational(1, 2):
            return Value(f"jnp.sqrt({value.text})", value.indices)
        return Value(f"{value.within(ATOM)} ** {self.lower(power, scope).within(ATOM)}", value.indices, POWER)

    def _layout(self, values: list[Value], scope: Scope) -> Indices:
        """The order of axes for an entry-by-entry result: the widest value's own, else the scope's."""
        order = union(values)
        if all(len(value.indices) < len(order) for value in values):
            order = tuple(index for index in scope if index in order)
        return self.layout.order(order, scope)

    def _order(self, scope: Scope) -> Order:
        """How a contraction orders its result: like the output where it has the same indices, else by axis."""
        sizes = [axis.size for axis in self.network.axes]

        def order(indices: set[sp.Symbol]) -> Indices:
            if len(indices) > self._widest and not indices <= self._output:
                raise UnsupportedFormula(
                    f"a sum would pass through an array over {', '.join(sorted(map(str, indices)))}",
                    hint="write the formula so that each sum leaves at most as many indices as a tensor has",
                )
            wanted = [index for index in scope if index in indices]
            if indices == self._output:
                return tuple(wanted)
            by_axis = sorted(wanted, key=lambda i: sizes.index(scope[i]) if scope[i] in sizes else len(sizes))
            return self.layout.order(by_axis, scope)

        return order
