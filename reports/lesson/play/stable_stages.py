"""The forward pass in scalars, with a logarithm of softmax that keeps every digit of a small loss."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from numeric.lowering.scalars.stages import Stages
from numeric.lowering.stability import Softmax


class StableStages(Stages):
    """As ``Stages``, but ln p_k is taken from the differences z_j − z_k instead of from a sum near 1.

    With m = Max(0, z_j − z_k …), ln p_k = −(m + ln(1 + (exp(−m) − 1) + Σ_{j≠k} exp(z_j − z_k − m))).
    Where p_k is near 1 the sum is small and nothing is added to 1 before its logarithm is taken; where p_k is
    small m is large and no exponential leaves its range.
    """

    def _log_softmax(self, pair: Softmax, places: Mapping[sp.Symbol, int]) -> sp.Expr:
        exponents, *_ = self._exponentials(pair.exponent, pair.index, pair.size, places)
        (at,) = self._numbers((pair.at,), places)
        own, others = exponents[at - 1], [*exponents[: at - 1], *exponents[at:]]
        ahead = [self.assign(other - own) for other in others]
        most = self.assign(sp.Max(sp.S.Zero, *ahead))
        rest = self.assign(sp.Add(expm1(-most), *(sp.exp(difference - most) for difference in ahead)))
        return -pair.power * (most + log1p(rest))
