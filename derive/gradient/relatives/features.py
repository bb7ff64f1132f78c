"""Outputs that are a parameter times features: z_nk = Σ_d W_kd f_nd, read off the slope δ_kj f_nd."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...algebra.indices import free_indices
from ...network.axes import Axis
from .gauss_newton import Curvature

Indices = tuple[sp.Symbol, ...]


@dataclass(frozen=True, slots=True)
class Features:
    """∂z_a/∂θ_i = ``value`` where the paired indices agree, else 0.

    ``rows`` are the indices of the outputs without a partner (samples), ``columns`` those of the parameter (features);
    ``pairs`` are (place in the outputs, place in the parameter) of the indices that agree (classes).
    """

    value: sp.Expr
    rows: Indices
    row_axes: tuple[Axis, ...]
    columns: Indices
    pairs: tuple[tuple[int, int], ...]

    @property
    def is_constant(self) -> bool:
        """True for a bias, whose features are ones."""
        return not self.columns and not self.value.atoms(sp.Indexed)


def features_of(curvature: Curvature) -> Features | None:
    """The features with which outputs are linear in a parameter; None for other outputs.

    >>> from ...network.building import classifier
    >>> network = classifier(hidden=("tanh",))
    >>> features_of(Curvature(network.hessian("W2"), network.tensor("z"))).value
    a[n, h]
    >>> features_of(Curvature(network.hessian("W1"), network.tensor("z"))) is None
    True
    """
    jacobian, rank = curvature.first.general, len(curvature.outputs.axes)
    above, below = jacobian.indices[:rank], jacobian.indices[rank:]
    value, pairs = jacobian.value, []
    for delta in [f for f in sp.Mul.make_args(value) if isinstance(f, sp.KroneckerDelta)]:
        pair = _pair(delta, above, below)
        if pair is None:
            return None
        pairs.append(pair)
        value = value / delta
    rows = tuple(i for place, i in enumerate(above) if place not in {a for a, _ in pairs})
    columns = tuple(i for place, i in enumerate(below) if place not in {b for _, b in pairs})
    network, parameter = curvature.network, curvature.hessian.first.wrt
    made_of_it = any(t == parameter or network.depends(t, parameter) for t in network.tensors_in(value))
    if made_of_it or value.has(sp.KroneckerDelta) or not free_indices(value) <= {*rows, *columns}:
        return None
    axes = tuple(a for a, i in zip(curvature.outputs.axes, above, strict=True) if i in rows)
    return Features(value, rows, axes, columns, tuple(pairs))


def _pair(delta: sp.KroneckerDelta, above: Indices, below: Indices) -> tuple[int, int] | None:
    """The places of the two indices of a delta; None where they are not one of each side."""
    first, second = delta.args[:2]
    if first in below:
        first, second = second, first
    return (above.index(first), below.index(second)) if first in above and second in below else None
