"""Work that needs no formula: it can be done while the formulas are derived."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.network.definitions import Network

from ..precision import dtype_named
from ..results import Array
from .comparison import autodiff_sources, evaluate_sources
from .directions import MOST_OPERATIONS, directions_that_fit
from .sampling import Sample
from .with_truth import WORK


def compile_autodiff(network: Network, parameters: Mapping[str, Array], sample: Sample, dtype: str) -> None:
    """Run each source that is not ours once at the rows that have a truth, so that they are compiled when it is needed.

    XLA compiles without holding Python's lock, so a second thread costs the first one next to nothing.
    """
    number = dtype_named(dtype)
    with np.errstate(over="ignore"):
        point, given = (
            {name: np.asarray(values, number) for name, values in group.items()}
            for group in (parameters, sample.arrays)
        )
    work = MOST_OPERATIONS if sample.rows is None else WORK
    evaluate_sources(autodiff_sources(network, None, directions_that_fit(network, point, given, work)), point, given)
