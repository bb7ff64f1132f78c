"""Work that needs no formula: it can be done while the formulas are derived."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.network.definitions import Network

from ..precision import dtype_named
from ..results import Array
from .comparison import autodiff_sources, evaluate_sources


def compile_autodiff(
    network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array], dtype: str
) -> None:
    """Run each source that is not ours once, so that ``compare_gradients`` finds it compiled.

    XLA compiles without holding Python's lock, so a second thread costs the first one next to nothing.
    """
    number = dtype_named(dtype)
    with np.errstate(over="ignore"):
        point, given = (
            {name: np.asarray(values, number) for name, values in group.items()} for group in (parameters, arrays)
        )
    evaluate_sources(autodiff_sources(network), point, given)
