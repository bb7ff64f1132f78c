"""Work that needs no formula: it can be done while the formulas are derived."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..model.architecture import Architecture
from ..precision import dtype_named
from ..results import Array, Dataset
from .comparison import autodiff_sources, evaluate_sources


def compile_autodiff(architecture: Architecture, parameters: Mapping[str, Array], data: Dataset, dtype: str) -> None:
    """Run each source that is not ours once, so that ``compare_gradients`` finds it compiled.

    XLA compiles without holding Python's lock, so a second thread costs the first one next to nothing.
    """
    number = dtype_named(dtype)
    point = {name: np.asarray(parameters[name], number) for name in architecture.shapes}
    with np.errstate(over="ignore"):
        x, y = data.features.astype(number), data.labels.astype(number)
    evaluate_sources(autodiff_sources(architecture), point, {"x": x, "y": y})
