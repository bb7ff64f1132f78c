"""The forward pass in scalars, with logarithms of probabilities that keep every digit of a small loss."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from derive.algebra.indices import substitute
from derive.network.function_heads import Sigmoid, Softplus
from numeric.lowering.scalars.stages import Stages
from numeric.lowering.stability import Softmax, one_plus_exponential, sigmoid_argument


class StableStages(Stages):
    """As ``Stages``, but ln p_k is taken from the differences z_j − z_k instead of from a sum near 1.

    With m = Max(0, z_j − z_k …), ln p_k = −(m + ln(1 + (exp(−m) − 1) + Σ_{j≠k} exp(z_j − z_k − m))).
    Where p_k is near 1 the sum is small and nothing is added to 1 before its logarithm is taken; where p_k is
    small m is large and no exponential leaves its range. In the same way ln σ(v) is −softplus(−v), and 1 − σ(v) is
    σ(−v), however they are written.
    """

    def explicit(self, expression: sp.Expr, places: Mapping[sp.Symbol, int]) -> sp.Expr:
        """As for all stages; one minus a sigmoid is a sigmoid."""
        beyond = sigmoid_argument(expression, self._written_out) if isinstance(expression, sp.Add) else None
        if beyond is not None:
            return self.assign(Sigmoid(self.explicit(beyond, places)))
        return super().explicit(expression, places)

    def _logarithm(self, argument: sp.Expr, places: Mapping[sp.Symbol, int]) -> sp.Expr:
        inner = one_plus_exponential(argument)
        if inner is not None:
            return self.assign(Softplus(self.explicit(inner, places)))
        inner = sigmoid_argument(argument, self._written_out)
        if inner is not None:
            return -self.assign(Softplus(self.explicit(-inner, places)))
        return super()._logarithm(argument, places)

    def _written_out(self, element: sp.Expr) -> sp.Expr:
        """The definition's value in place of a defined element; anything else as it is."""
        indexed = isinstance(element, sp.Indexed)
        definition = self.network.definition(str(element.base.label if indexed else element))
        if definition is None or definition.held or (not indexed and definition.left != element):
            return element
        places = dict(zip(definition.indices, element.indices, strict=True)) if indexed else {}
        return substitute(definition.value, places)

    def _log_softmax(self, pair: Softmax, places: Mapping[sp.Symbol, int]) -> sp.Expr:
        exponents, *_ = self._exponentials(pair.exponent, pair.index, pair.size, places)
        (at,) = self._numbers((pair.at,), places)
        own, others = exponents[at - 1], [*exponents[: at - 1], *exponents[at:]]
        ahead = [self.assign(other - own) for other in others]
        most = self.assign(sp.Max(sp.S.Zero, *ahead))
        rest = self.assign(sp.Add(expm1(-most), *(sp.exp(difference - most) for difference in ahead)))
        return -pair.power * (most + log1p(rest))
