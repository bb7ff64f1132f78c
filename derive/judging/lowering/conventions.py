"""What a function is where the document does not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

from ...network.functions import function_named


def _normal(u: sp.Expr) -> sp.Expr:
    return (1 + sp.erf(u / sp.sqrt(2))) / 2


CONVENTIONS: Mapping[str, tuple[Callable[[sp.Expr], sp.Expr], str]] = {
    "sigma": (function_named("sigmoid"), "σ is the logistic function"),
    "sigmoid": (function_named("sigmoid"), "σ is the logistic function"),
    "Phi": (_normal, "Φ is the distribution function of the normal law"),
}
