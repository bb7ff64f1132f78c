"""Eigenvalues of a Hessian, and how far rounding moves them."""

from __future__ import annotations

import numpy as np

from ..precision import unit_roundoff
from ..results import Array
from .results import Spectrum


def spectrum_of(matrix: Array, dtype: str = "float64", terms: int = 1) -> Spectrum:
    """The eigenvalues of a symmetric matrix.

    By Weyl's theorem an eigenvalue moves by at most the norm of what the matrix is moved by: the roundings of its
    entries, each a sum of so many ``terms``, and those of the reduction to a diagonal, ‖H‖ times the number of rows
    times the unit roundoff.

    Args:
        matrix: symmetric.
        dtype: in which its entries were computed.
        terms: of how many rounded terms an entry is the sum.

    >>> found = spectrum_of(np.array([[1.0, -1.0], [-1.0, 1.0]]))
    >>> round(found.greatest, 12), found.null, found.psd
    (2.0, 1, True)
    """
    wide = np.asarray(matrix, np.float64)
    values = np.linalg.eigvalsh(wide)
    norm = float(np.linalg.norm(wide))
    rounding = norm * (len(wide) * unit_roundoff("float64") + terms * unit_roundoff(dtype))
    return Spectrum(tuple(map(float, values)), rounding)
