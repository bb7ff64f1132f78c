"""Formulas in plain scalars: every element of every tensor is a symbol v0, v1 … of its own.

One sample's forward pass is a list of stages ``symbol = expression``; a gradient's element is an
expression over these symbols, which is what SymPy's ``lambdify`` can print.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import sympy as sp

from derive.algebra.indices import map_children, substitute
from derive.errors import UnsupportedFormula
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ...model.samples import sample_axis
from ..functions import known_functions, template_of
from ..stability import Softmax, exponential_sum, softmaxes

Places = Mapping[sp.Symbol, int]
Key = tuple[str, tuple[int, ...]]


class Stages:
    """The forward pass of one sample in scalars; each symbol is defined before it is used.

    The exact shift exp(z_k)/Σ_j exp(z_j) = exp(z_k − c)/Σ_j exp(z_j − c) with c = Max(z) keeps it in range.
    With ``every_sample`` all samples are written out, as many as ``sizes`` says.
    """

    def __init__(self, network: Network, sizes: Mapping[str, int], *, every_sample: bool = False) -> None:
        self.network = network
        self.rows = None if every_sample else sample_axis(network)
        self.defined: list[tuple[sp.Symbol, sp.Expr]] = []
        self.operations = 0
        self._sizes = sizes
        self._symbols: dict[Key, sp.Symbol] = {}
        self._shifted: dict[sp.Expr, tuple[list[sp.Symbol], list[sp.Symbol], sp.Symbol, sp.Symbol]] = {}
        self._count = 0
        self.arguments = {t.name: [self._argument(t, at) for at in self.positions(t)] for t in network.given}

    def positions(self, tensor: Tensor) -> list[tuple[int, ...]]:
        """Every position of a tensor without its sample, in the order of memory, counted from 1."""
        axes = [axis for axis in tensor.axes if axis != self.rows]
        return list(product(*(range(1, self.size(axis.size) + 1) for axis in axes)))

    def size(self, size: sp.Expr) -> int:
        """The number that a size stands for."""
        number = size.xreplace({s: sp.Integer(self._sizes[str(s)]) for s in size.free_symbols if str(s) in self._sizes})
        if not number.is_Integer:
            raise UnsupportedFormula(f"the size {size!s:.40} is not given", hint="give a number for every axis")
        return int(number)

    def symbol(self) -> sp.Symbol:
        """Return the next symbol: v0, v1 …, never a name from outside."""
        self._count += 1
        return sp.Symbol(f"v{self._count - 1}", real=True)

    def assign(self, value: sp.Expr) -> sp.Symbol:
        """A symbol for the value; a plain symbol stays itself."""
        if value.is_Symbol:
            return value
        symbol = self.symbol()
        self.defined.append((symbol, value))
        self.operations += int(sp.count_ops(value))
        return symbol

    def _argument(self, tensor: Tensor, at: tuple[int, ...]) -> sp.Symbol:
        return self._symbols.setdefault((tensor.name, at), self.symbol())

    # -- the walk --------------------------------------------------------------------------

    def explicit(self, expression: sp.Expr, places: Places) -> sp.Expr:
        """The expression with a number for each free index, over the scalar symbols.

        Raises:
            UnsupportedFormula: a part of it has no scalar form.
        """
        if expression.is_number:
            return expression
        if isinstance(expression, sp.Symbol):
            scalar = next((t for t in self.network.tensors if not t.axes and t.at() == expression), None)
            return self._element(scalar.name, ()) if scalar is not None else sp.Integer(self.size(expression))
        if isinstance(expression, sp.Indexed):
            return self._element(str(expression.base.label), self._numbers(expression.indices, places))
        if isinstance(expression, sp.KroneckerDelta):
            left, right = self._numbers(expression.args[:2], places)
            return sp.Integer(left == right)
        if isinstance(expression, sp.Sum):
            return self._sum(expression, places)
        if isinstance(expression, (sp.Mul, sp.Pow, sp.exp)):
            return self._product(expression, places)
        if isinstance(expression, sp.log):
            return self._logarithm(expression.args[0], places)
        if isinstance(expression, sp.Add) or template_of(expression):
            return map_children(expression, lambda child: self.explicit(child, places))
        raise UnsupportedFormula(
            f"no scalar code is known for {expression.func.__name__}",
            hint=f"use sums, products, powers, {known_functions()}",
        )

    def _numbers(self, indices: tuple[sp.Expr, ...], places: Places) -> tuple[int, ...]:
        """The positions that the indices stand for; the sample's own index has none."""
        kept = [index for index in indices if index.is_Integer or places.get(index) != 0]
        return tuple(places[index] if index in places else int(index.xreplace(dict(places))) for index in kept)

    def _element(self, name: str, at: tuple[int, ...]) -> sp.Expr:
        if (name, at) not in self._symbols:
            definition = self.network.definition(name)
            if definition is None:
                raise UnsupportedFormula(f"{name}{list(at)} does not exist", hint="count indices from 1 to the size")
            self._symbols[name, at] = self.assign(self.explicit(definition.value, self._at(definition.indices, at)))
        return self._symbols[name, at]

    def _at(self, indices: tuple[sp.Symbol, ...], at: tuple[int, ...]) -> Places:
        """The places of a definition's indices; the sample's index stands at 0, which means: this sample."""
        return dict(zip(indices, (0, *at) if len(indices) > len(at) else at, strict=True))

    def _sum(self, total: sp.Sum, places: Places) -> sp.Expr:
        whole = exponential_sum(total)
        if whole is not None:
            _, _, sum_of_scaled, largest = self._exponentials(*whole, places)
            return sp.exp(largest) * sum_of_scaled
        indices = [limit[0] for limit in total.limits]
        ranges = [range(1, self.size(limit[2]) + 1) for limit in total.limits]
        terms = (dict(zip(indices, at, strict=True)) for at in product(*ranges))
        return sp.Add(*(self.explicit(total.function, {**places, **at}) for at in terms))

    def _product(self, expression: sp.Expr, places: Places) -> sp.Expr:
        pairs, rest = softmaxes(list(sp.Mul.make_args(expression)))
        factors = [self._softmax(pair, places) for pair in pairs]
        for factor in rest:
            base, power = (factor, sp.S.One) if isinstance(factor, sp.exp) else factor.as_base_exp()
            if isinstance(factor, sp.exp):
                factors.append(sp.exp(self.explicit(factor.exp, places)))
            else:
                factors.append(self.explicit(base, places) ** self.explicit(power, places))
        return sp.Mul(*factors)

    # -- exponentials ----------------------------------------------------------------------

    def _softmax(self, pair: Softmax, places: Places) -> sp.Expr:
        _, scaled, total, _ = self._exponentials(pair.exponent, pair.index, pair.size, places)
        (at,) = self._numbers((pair.at,), places)
        return (scaled[at - 1] / total) ** pair.power

    def _logarithm(self, argument: sp.Expr, places: Places) -> sp.Expr:
        whole = exponential_sum(argument)
        if whole is not None:
            _, _, total, largest = self._exponentials(*whole, places)
            return largest + sp.log(total)
        definition = self.network.definition(str(argument.base.label)) if isinstance(argument, sp.Indexed) else None
        if definition is not None:
            inner = self._at(definition.indices, self._numbers(argument.indices, places))
            argument, inner_argument = definition.value, argument
        else:
            inner, inner_argument = places, argument
        pairs, rest = softmaxes(list(sp.Mul.make_args(argument)))
        if rest or not pairs:
            return sp.log(self.explicit(inner_argument, places))
        return sp.Add(*(self._log_softmax(pair, inner) for pair in pairs))

    def _log_softmax(self, pair: Softmax, places: Places) -> sp.Expr:
        exponents, _, total, largest = self._exponentials(pair.exponent, pair.index, pair.size, places)
        (at,) = self._numbers((pair.at,), places)
        return pair.power * ((exponents[at - 1] - largest) - sp.log(total))

    def _exponentials(
        self, exponent: sp.Expr, index: sp.Symbol, size: sp.Expr, places: Places
    ) -> tuple[list[sp.Symbol], list[sp.Symbol], sp.Symbol, sp.Symbol]:
        """The exponents f_j, exp(f_j − c), their sum, and c = Max(f), as symbols; made once for each f."""
        fixed = {i: sp.Integer(at) for i, at in places.items() if i != index}
        key = substitute(exponent, {**fixed, index: sp.Symbol("place", integer=True, positive=True)})
        if key not in self._shifted:
            each = [{**places, index: at} for at in range(1, self.size(size) + 1)]
            exponents = [self.assign(self.explicit(exponent, at)) for at in each]
            largest = self.assign(sp.Max(*exponents))
            scaled = [self.assign(sp.exp(f - largest)) for f in exponents]
            self._shifted[key] = (exponents, scaled, self.assign(sp.Add(*scaled)), largest)
        return self._shifted[key]
