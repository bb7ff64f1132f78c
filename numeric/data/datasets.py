"""Datasets: scikit-learn's classics by name, and CSV files, as features and one-hot labels."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError

from ..results import Array, Dataset
from .csv_data import read_csv

LOADERS = {
    "breast_cancer": "load_breast_cancer",
    "digits": "load_digits",
    "iris": "load_iris",
    "wine": "load_wine",
}


def load_dataset(name_or_path: str | Path, *, target: str | None = None, standardise: bool = False) -> Dataset:
    """Return every row of a dataset: features N×D in float64 and one-hot labels N×K.

    Args:
        name_or_path: ``iris``, ``wine``, ``digits``, ``breast_cancer`` (scikit-learn), or a CSV file.
        target: the CSV column that holds the class; every other column is a feature.
        standardise: subtract each feature's mean and divide by its standard deviation.

    Returns:
        The dataset. ``sha256`` is taken of the values as they were read, before standardising.

    Raises:
        InputError: there is no such dataset or file, or its content cannot be learnt from.

    >>> iris = load_dataset("iris")
    >>> iris.features.shape, iris.labels.shape, iris.class_names[0]
    ((150, 4), (150, 3), 'setosa')
    """
    name = str(name_or_path)
    if name in LOADERS:
        if target is not None:
            raise InputError(
                f"the dataset {name} has a target of its own, but the column {target!r:.60} was asked for",
                hint="leave the target out, or name a CSV file",
            )
        return _from_scikit_learn(name, standardise)
    if not _is_path(name):
        raise _unknown(name)
    table = read_csv(Path(name), target)
    return _dataset(Path(name).name, table.features, table.classes, table.feature_names, table.class_names, standardise)


def _from_scikit_learn(name: str, standardise: bool) -> Dataset:
    # scikit-learn takes a second to import, so it is imported only when one of its datasets is read.
    bunch: Any = getattr(importlib.import_module("sklearn.datasets"), LOADERS[name])()
    feature_names, class_names = map(str, bunch.feature_names), map(str, bunch.target_names)
    return _dataset(name, bunch.data, bunch.target, tuple(feature_names), tuple(class_names), standardise)


def _is_path(name: str) -> bool:
    return name.lower().endswith(".csv") or "/" in name or "\\" in name or os.path.exists(name)


def _unknown(name: str) -> InputError:
    near = get_close_matches(name.lower().replace("-", "_"), LOADERS, n=1)
    hint = "expected one of: " + ", ".join(LOADERS) + ", or a file that ends in .csv"
    return InputError(f"unknown dataset {name!r:.60}", hint=f"did you mean {near[0]}? {hint}" if near else hint)


def _dataset(
    name: str,
    features: NDArray[Any],
    classes: NDArray[Any],
    feature_names: Sequence[str],
    class_names: Sequence[str],
    standardise: bool,
) -> Dataset:
    values = np.ascontiguousarray(features, dtype=np.float64)
    labels = np.eye(len(class_names))[np.asarray(classes, dtype=np.intp)]
    digest = fingerprint(values, labels, feature_names, class_names)
    shown = standardised(values) if standardise else values
    for array in (shown, labels):
        array.setflags(write=False)
    return Dataset(name, shown, labels, tuple(feature_names), tuple(class_names), standardise, digest)


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


def fingerprint(features: Array, labels: Array, feature_names: Sequence[str], class_names: Sequence[str]) -> str:
    """Return the SHA-256 of shapes, names and the exact binary values, in little-endian float64.

    >>> fingerprint(np.zeros((1, 1)), np.ones((1, 1)), ["a"], ["b"])[:8]
    '3794eb08'
    """
    digest = hashlib.sha256(repr((features.shape, labels.shape, tuple(feature_names), tuple(class_names))).encode())
    for array in (features, labels):
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return digest.hexdigest()
