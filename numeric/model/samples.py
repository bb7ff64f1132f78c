"""What a network says about one sample: the axis over the samples, and a sum over it taken apart."""

from __future__ import annotations

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.tensors import Role


def sample_axis(network: Network) -> Axis | None:
    """The axis over the samples: the first one of every input and label; None for a single sample.

    >>> from derive.network.layers import classifier
    >>> sample_axis(classifier()).name, sample_axis(classifier(batch=False))
    ('samples', None)
    """
    data = [t for t in network.given if t.role in (Role.INPUT, Role.LABEL)]
    firsts = {tensor.axes[0] if tensor.axes else None for tensor in data}
    first = firsts.pop() if len(firsts) == 1 else None
    return None if any(first in parameter.axes for parameter in network.parameters) else first


def over_one_sample(value: sp.Expr, rows: Axis | None) -> tuple[sp.Expr, sp.Expr, sp.Symbol | None]:
    """Split ``c · Σ_n f_n`` into the factor c, what one sample adds, and the index n.

    Raises:
        UnsupportedFormula: the formula is no such sum.

    >>> from derive.network.layers import classifier
    >>> network = classifier()
    >>> over_one_sample(network.definition("E").value, sample_axis(network))
    (1/N, L[n], n)
    """
    if rows is None:
        return sp.S.One, value, None
    factors = sp.Mul.make_args(value)
    totals = [f for f in factors if isinstance(f, sp.Sum) and any(limit[2] == rows.size for limit in f.limits)]
    factor = sp.Mul(*(f for f in factors if f not in totals))
    if len(totals) != 1 or factor.atoms(sp.Indexed):
        raise UnsupportedFormula(
            f"{value!s:.80} is not one sum over the samples", hint="give the gradient of a loss that sums over them"
        )
    total = totals[0]
    index = next(limit[0] for limit in total.limits if limit[2] == rows.size)
    left = [limit for limit in total.limits if limit[0] != index]
    return factor, sp.Sum(total.function, *left) if left else total.function, index
