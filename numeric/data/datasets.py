"""Datasets by name: scikit-learn's classics, and files of tables."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from derive.errors import InputError, nearest

from ..results import Array, Dataset
from .array_files import read_npy, read_npz
from .csv_data import read_csv
from .finishing import finished
from .frames import table_of_arrays
from .parquet_file import read_parquet
from .table import Table
from .targets import task_named

# Features, targets, the names of the features, those of the classes.
Rows = tuple[Array, Any, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Classic:
    """One of scikit-learn's datasets: the function that loads it, what its target is called, and its task.

    ``remarks`` are about the features as they come. ``table`` is the file of scikit-learn that the loader reads, and
    ``features`` the names of its columns; where they are said, the file is read without importing the loader.
    """

    loader: str
    target: str
    task: str = "classes"
    remarks: tuple[str, ...] = ()
    table: str = ""
    features: tuple[str, ...] = ()


LOADERS = {
    "breast_cancer": Classic("load_breast_cancer", "diagnosis"),
    "diabetes": Classic(
        "load_diabetes",
        "disease progression",
        "regression",
        ("The features come centred, each column with the sum of its squares 1.",),
    ),
    "digits": Classic("load_digits", "digit"),
    "iris": Classic(
        "load_iris",
        "species",
        table="iris.csv",
        features=("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    ),
    "wine": Classic("load_wine", "cultivar"),
}


# Who reads a file, by how its name ends; every other file is read as CSV.
READERS: dict[str, Callable[[Path, Sequence[str], str | None], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".npz": read_npz,
    ".npy": read_npy,
    ".parquet": read_parquet,
}


def load_dataset(
    name_or_path: str | Path,
    *,
    target: str | Sequence[str] | None = None,
    standardise: bool = False,
    task: str | None = None,
) -> Dataset:
    """Return every row of a dataset: features N×D in float64, and labels as its task has them.

    Args:
        name_or_path: ``iris``, ``wine``, ``digits``, ``breast_cancer``, ``diabetes`` (scikit-learn), or a file: CSV,
            ``.npz``, ``.npy`` or ``.parquet``.
        target: the column, or the columns, that are learnt; every other column is a feature.
        standardise: subtract each feature's mean and divide by its standard deviation.
        task: "classes", "labels" or "regression", where the target alone would be read as something else.

    Returns:
        The dataset. ``sha256`` is taken of the values as they were read, before standardising.

    Raises:
        InputError: there is no such dataset or file, or its content cannot be learnt from.
        MissingTool: the file is Parquet and pyarrow is not installed.

    >>> iris = load_dataset("iris")
    >>> iris.features.shape, iris.labels.shape, iris.class_names[0]
    ((150, 4), (150, 3), 'setosa')
    >>> load_dataset("diabetes").task
    'regression'
    """
    name = str(name_or_path)
    targets = () if target is None else (target,) if isinstance(target, str) else tuple(target)
    task_named(task)
    if name in LOADERS:
        _refuse_choices(name, targets, task)
        return _from_scikit_learn(name, standardise)
    if not _is_path(name):
        raise _unknown(name)
    path = Path(name)
    table = READERS.get(path.suffix.lower(), read_csv)(path, targets, task)
    return finished(path.name, table, standardise)


def _refuse_choices(name: str, targets: Sequence[str], task: str | None) -> None:
    if targets:
        raise InputError(
            f"the dataset {name} has a target of its own, but the column {targets[0]!r:.60} was asked for",
            hint="leave the target out, or name a CSV file",
        )
    own = LOADERS[name].task
    if task not in (None, own):
        raise InputError(f"the dataset {name} is for {own}, not for {task}", hint="leave the task out")


def _from_scikit_learn(name: str, standardise: bool) -> Dataset:
    classic = LOADERS[name]
    data, target, names, classes = _table_of(classic) or _loaded(classic)
    table = table_of_arrays(data, target, classic.task, name, names, classes)
    said = () if standardise else classic.remarks
    named = Table(table.features, names, replace(table.target, name=classic.target), said)
    return finished(name, named, standardise)


def _table_of(classic: Classic) -> Rows | None:
    """What stands in the file of a dataset; None where it is not as it is known."""
    package = find_spec("sklearn") if classic.table else None
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0], "datasets", "data", classic.table)
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        rows, columns, *classes = first.split(",")
        values = np.array([line.split(",") for line in lines], dtype=np.float64)
    except (OSError, ValueError):
        return None
    if values.shape != (int(rows), int(columns) + 1) or int(columns) != len(classic.features):
        return None
    return values[:, :-1], values[:, -1].astype(np.int64), classic.features, tuple(classes)


def _loaded(classic: Classic) -> Rows:
    # scikit-learn takes a second to import, so it is imported only when one of its datasets is read.
    bunch: Any = getattr(importlib.import_module("sklearn.datasets"), classic.loader)()
    classes = tuple(map(str, bunch.target_names)) if classic.task == "classes" else ()
    return bunch.data, bunch.target, tuple(map(str, bunch.feature_names)), classes


def _is_path(name: str) -> bool:
    return name.lower().endswith(tuple(READERS)) or "/" in name or "\\" in name or os.path.exists(name)


def _unknown(name: str) -> InputError:
    near = nearest(name.lower().replace("-", "_"), LOADERS)
    hint = "expected one of: " + ", ".join(LOADERS) + ", or a file that ends in " + ", ".join(READERS)
    return InputError(f"unknown dataset {name!r:.60}", hint=f"did you mean {near[0]}? {hint}" if near else hint)
