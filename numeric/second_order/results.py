"""What is found of second derivatives, as values."""

from __future__ import annotations

from dataclasses import dataclass

from derive.network.short_repr import short_repr

from ..results import Array


@dataclass(frozen=True, slots=True)
class SecondEntry:
    """One entry of a Hessian, ∂²E/∂row ∂column: each side's number, the certified truth, and each side's errors.

    ``truth`` is a decimal of 30 digits; None, and no errors, where the entry was not certified.
    """

    row: str
    column: str
    values: dict[str, float]
    truth: str | None
    abs_error: dict[str, float]
    rel_error: dict[str, float]
    ulp: dict[str, float]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The eigenvalues of a symmetric matrix, ascending, and how far rounding may have moved each of them.

    ``psd`` is True where none is below 0 by more than that. ``condition`` is the largest over the smallest of those
    that are larger, ``null`` how many are not: on the rest the matrix can be inverted.

    >>> found = Spectrum((0.0, 0.5, 2.0), 1e-15)
    >>> found.psd, found.null, found.condition
    (True, 1, 4.0)
    """

    eigenvalues: tuple[float, ...]
    rounding: float

    __repr__ = short_repr

    @property
    def least(self) -> float:
        """The smallest eigenvalue."""
        return self.eigenvalues[0]

    @property
    def greatest(self) -> float:
        """The largest eigenvalue."""
        return self.eigenvalues[-1]

    @property
    def psd(self) -> bool:
        """True where no eigenvalue is negative by more than rounding."""
        return self.least >= -self.rounding

    @property
    def null(self) -> int:
        """How many eigenvalues are 0 up to rounding."""
        return sum(abs(value) <= self.rounding for value in self.eigenvalues)

    @property
    def condition(self) -> float | None:
        """The condition number on the complement of the null space; None where nothing else is left."""
        sizes = [abs(value) for value in self.eigenvalues if abs(value) > self.rounding]
        return max(sizes) / min(sizes) if sizes else None


@dataclass(frozen=True, slots=True, eq=False)
class SecondComparison:
    """A Hessian from the derived formulas, from ``jax.hessian``, ``jax.jacfwd(jax.grad)`` and from differences.

    ``parameters`` are the pairs of parameters in the order of the blocks, ``names`` the entries of the parameters in
    the order of rows and columns, ``matrix`` the Hessian by our formulas. ``max_abs_error``, ``max_rel_error`` and
    ``max_ulp`` are each side's largest errors against the certified truth of ``certified`` entries; empty without.
    ``apart`` is the largest difference of autodiff from ours, relative to the largest entry. ``entries`` are listed
    where there are few enough.
    """

    dtype: str
    parameters: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    matrix: Array
    entries: tuple[SecondEntry, ...]
    certified: int
    max_abs_error: dict[str, float]
    max_rel_error: dict[str, float]
    max_ulp: dict[str, float]
    apart: float
    spectrum: Spectrum
    symmetric: dict[str, bool]
    source: str
    remarks: tuple[str, ...] = ()

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """The loss at θ + s v for the ``steps`` s along a direction v of length 1, beside E + s gᵀv + ½ s² vᵀHv.

    ``slope`` is gᵀv, never above 0; ``curvature`` is vᵀHv; ``at`` is the loss where s is 0.
    """

    at: float
    slope: float
    curvature: float
    steps: tuple[float, ...]
    loss: tuple[float, ...]
    parabola: tuple[float, ...]

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """The Hessian by some parameters at one point.

    ``matrix`` has a row for each entry of each parameter in their order; ``eigenvalues`` ascend, and what rounding
    alone may explain is 0. ``along`` are the directions that curve most and least; none where nothing curves.
    """

    parameters: tuple[str, ...]
    matrix: Array
    eigenvalues: tuple[float, ...]
    along: tuple[Along, ...]

    __repr__ = short_repr
