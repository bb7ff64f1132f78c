"""The last step of every source of data: standardise, make names safe, take the fingerprint, forbid changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..results import Array, Dataset
from .mapped_rows import is_lazy, walked
from .names import safe_names
from .table import Table


def finished(name: str, table: Table, standardise: bool) -> Dataset:
    """Make a dataset of a table; ``sha256`` is taken of the values as they were read, before standardising.

    >>> from .frames import table_of_arrays
    >>> finished("rows", table_of_arrays([[1.0], [3.0]], ["u", "v"], None, "rows"), True).features.tolist()
    [[-1.0], [1.0]]
    """
    target, values = table.target, table.features
    if not is_lazy(values):
        values = np.ascontiguousarray(values, dtype=np.float64)
    digest = fingerprint(values, target.labels, table.feature_names, target.class_names)
    shown = (_standardised_lazily(values) if is_lazy(values) else standardised(values)) if standardise else values
    for array in (shown, target.labels):
        if not is_lazy(array):
            array.setflags(write=False)
    said = (*table.remarks, *target.remarks)
    if standardise and target.task == "regression" and not is_lazy(target.labels):
        said = (*said, _unchanged(target.labels))
    features, classes = safe_names(table.feature_names), safe_names(target.class_names)
    named = safe_names((target.name,))[0]
    remarks = safe_names(said)
    return Dataset(name, shown, target.labels, features, classes, standardise, digest, target.task, named, remarks)


def _unchanged(labels: Array) -> str:
    """Why the target of a regression is left alone: its unit is what the predictions are read in."""
    mean, deviation = float(labels.mean()), float(labels.std())
    return (
        "The features are standardised and the target is not, so that predictions and errors keep its unit; its mean "
        f"is {mean:.4g} and its deviation {deviation:.4g}."
    )


def standardised(features: Array) -> Array:
    """Return ``(x[n, d] − mean_d) / deviation_d``, a constant feature becoming 0.

    The deviation is that of the population (divided by N). Columns are first scaled by a power of
    two, which is exact, so that neither sum nor square overflows.

    >>> standardised(np.array([[1.0, 7.0], [3.0, 7.0]])).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    _, exponents = np.frexp(np.abs(features).max(axis=0))
    scaled = np.ldexp(features, -exponents)
    centred = scaled - scaled.mean(axis=0)
    # Rounding leaves a constant column a deviation that is not quite 0, so constancy is asked of the values.
    constant = scaled.max(axis=0) == scaled.min(axis=0)
    deviation = np.where(constant, 1.0, np.sqrt((centred**2).mean(axis=0)))
    result: Array = np.where(constant, 0.0, centred / deviation)
    return result


def _standardised_lazily(features: Any) -> Any:
    """The same of rows that stay in their file: three walks through them, for the size, the mean and the deviation."""
    ends = [(block.min(axis=0), block.max(axis=0)) for _, block in walked(features)]
    low, high = np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)
    _, exponents = np.frexp(np.maximum(np.abs(low), np.abs(high)))
    count, power = len(features), np.ldexp(1.0, exponents)
    mean = np.sum([(block / power).sum(axis=0) for _, block in walked(features)], axis=0) / count
    spread = np.sum([((block / power - mean) ** 2).sum(axis=0) for _, block in walked(features)], axis=0) / count
    constant = low == high
    centre = np.where(constant, low, mean * power)
    return features.standardised(centre, np.where(constant, 1.0, np.sqrt(spread) * power))


def fingerprint(features: Array, labels: Array, feature_names: Sequence[str], class_names: Sequence[str]) -> str:
    """Return the SHA-256 of shapes, names and the exact binary values, in little-endian float64.

    >>> fingerprint(np.zeros((1, 1)), np.ones((1, 1)), ["a"], ["b"])[:8]
    '3794eb08'
    """
    digest = hashlib.sha256(repr((features.shape, labels.shape, tuple(feature_names), tuple(class_names))).encode())
    for array in (features, labels):
        for _, block in walked(array):
            digest.update(np.ascontiguousarray(block, dtype="<f8").data)
    return digest.hexdigest()
