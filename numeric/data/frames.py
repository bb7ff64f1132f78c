"""Data that is in memory: NumPy arrays, and frames of pandas, polars and others through narwhals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derive.errors import InputError

from ..results import Array, Dataset
from .finishing import finished
from .table import MAXIMUM_COLUMNS, Table, column_of, finite, is_numeric, table_of_columns
from .targets import Column, Target, target_of


def dataset(
    features: Any,
    target: Any = None,
    *,
    name: str = "data",
    task: str | None = None,
    standardise: bool = False,
    feature_names: Sequence[str] = (),
    class_names: Sequence[str] = (),
) -> Dataset:
    """Make a dataset of arrays or of a frame.

    Args:
        features: N×D numbers; or a frame of pandas, polars or another library that narwhals knows.
        target: N classes (text or whole numbers), N measured numbers, or N×K of 0 and 1; of a frame also the name of
            its target column, or a list of names. Of a frame without one, the only column of text is taken.
        name: how outputs call it.
        task: "classes", "labels" or "regression", where the target alone would be read as something else.
        standardise: subtract each feature's mean and divide by its standard deviation.
        feature_names: D names; a frame's columns have theirs, those of an array are else x1, x2 and so on.
        class_names: K names, for classes that are numbered from 0 or stand in K columns.

    Raises:
        InputError: the values are no table of finite numbers with a target.

    >>> data = dataset([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], ["u", "v", "u"])
    >>> data.features.shape, data.class_names, data.feature_names
    ((3, 2), ('u', 'v'), ('x1', 'x2'))
    """
    columns = _columns(features)
    if columns is None:
        if target is None or isinstance(target, str):
            raise InputError("an array has no target of its own", hint="give the target beside it, one for each row")
        values, labels = _array(features, "features"), _array(target, "target")
        table = table_of_arrays(values, labels, task, f"{name!r:.80}", feature_names, class_names)
    elif target is None or isinstance(target, str) or _are_names(target, columns):
        wanted = () if target is None else (target,) if isinstance(target, str) else tuple(target)
        table = table_of_columns(columns, wanted, task, f"{name!r:.80}")
    else:
        where = f"{name!r:.80}"
        matrix = np.stack([finite(values, column, where) for column, values in columns.items()], axis=1)
        table = table_of_arrays(matrix, _array(target, "target"), task, where, tuple(columns), class_names)
    return finished(name, table, standardise)


def _columns(frame: Any) -> Mapping[str, NDArray[Any]] | None:
    """The columns of a frame by their names; None where it is no frame."""
    if isinstance(frame, (np.ndarray, list, tuple)):
        return None
    import narwhals as nw

    try:
        eager = nw.from_native(frame, eager_only=True)
    except TypeError:
        return None
    return {str(column): eager[column].to_numpy() for column in eager.columns}


def _are_names(target: Any, columns: Mapping[str, Any]) -> bool:
    return (
        isinstance(target, (list, tuple)) and bool(target) and all(isinstance(t, str) and t in columns for t in target)
    )


def _array(values: Any, what: str) -> NDArray[Any]:
    """Values as an array; of a series or a frame that is not NumPy's, through narwhals."""
    if not isinstance(values, (np.ndarray, list, tuple)):
        import narwhals as nw

        try:
            return np.asarray(nw.from_native(values, eager_only=True, allow_series=True).to_numpy())
        except TypeError:
            pass
    try:
        return np.asarray(values)
    except ValueError:
        raise InputError(f"the {what} are rows of different lengths", hint="give every row as many values") from None


def table_of_arrays(
    features: ArrayLike,
    labels: ArrayLike,
    task: str | None,
    where: str,
    feature_names: Sequence[str] = (),
    class_names: Sequence[str] = (),
) -> Table:
    """Read features N×D (of more axes, each row is flattened) and labels that are N classes or numbers, or N×K.

    Raises:
        InputError: shapes or names do not fit, or a value is no finite number.

    >>> table_of_arrays(np.eye(2), [0, 1], None, "rows", class_names=("no", "yes")).target.class_names
    ('no', 'yes')
    """
    matrix, remarks = _matrix(np.asarray(features), where)
    target = _target(np.asarray(labels), len(matrix), tuple(map(str, class_names)), task, where)
    width = matrix.shape[1]
    names = tuple(map(str, feature_names)) or tuple(f"x{i}" for i in range(1, width + 1))
    if len(names) != width:
        raise InputError(f"{where}: {len(names)} feature names for {width} features", hint="give one for each column")
    return Table(matrix, names, target, remarks)


def _matrix(features: NDArray[Any], where: str) -> tuple[Array, tuple[str, ...]]:
    if features.ndim < 2 or not features.size:
        raise InputError(f"{where}: the features have the shape {features.shape}", hint="expected rows × features, N×D")
    rows = features.reshape(len(features), -1)
    if rows.shape[1] > MAXIMUM_COLUMNS:
        raise InputError(f"{where} has {rows.shape[1]} columns", hint=f"at most {MAXIMUM_COLUMNS} are possible")
    said = f"Each row of {' × '.join(map(str, features.shape[1:]))} numbers is taken as {rows.shape[1]} features."
    if not is_numeric(rows):
        raise InputError(f"{where}: the features are {rows.dtype.name!r:.40}", hint="expected numbers")
    values: Array = rows.astype(np.float64)
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        row, column = wrong[0]
        raise InputError(
            f"{where}, row {row + 1}, column {column + 1}: found {values[row, column]}, expected a finite number",
            hint="fill it in or remove the row",
        )
    return values, (said,) if features.ndim > 2 else ()


def _target(labels: NDArray[Any], rows: int, names: tuple[str, ...], task: str | None, where: str) -> Target:
    if labels.ndim not in (1, 2) or len(labels) != rows:
        raise InputError(
            f"{where}: the labels have the shape {labels.shape} beside {rows} rows of features",
            hint="expected one label for each row, or N×K of 0 and 1",
        )
    if labels.ndim == 2 and labels.shape[1] > 1:
        return _marked(labels, names, task, where)
    column = column_of("y", labels.reshape(rows), where)
    if not names or task in ("labels", "regression"):
        return target_of([column], task, where)
    return _numbered(column, names, where)


def _marked(labels: NDArray[Any], names: tuple[str, ...], task: str | None, where: str) -> Target:
    """N×K of 0 and 1: classes where each row marks one, else many labels."""
    width = labels.shape[1]
    if names and len(names) != width:
        raise InputError(f"{where}: {len(names)} class names for {width} columns of labels", hint="give one for each")
    kind = "label" if task == "labels" else "class"
    known = names or tuple(f"{kind} {k}" for k in range(1, width + 1))
    columns = [column_of(name, column, where) for name, column in zip(known, labels.T, strict=True)]
    one_hot = is_numeric(labels) and bool((labels.astype(np.float64).sum(axis=1) == 1).all())
    return target_of(columns, task or ("classes" if one_hot else None), where)


def _numbered(column: Column, names: tuple[str, ...], where: str) -> Target:
    """Classes that are numbered from 0, by their names."""
    numbers = column.numbers
    if numbers is None or not np.isin(numbers, np.arange(len(names))).all():
        raise InputError(
            f"{where}: {len(names)} class names, but the labels are not numbers from 0 to {len(names) - 1}",
            hint="leave the class names out, or number the classes from 0",
        )
    absent = tuple(name for k, name in enumerate(names) if k not in numbers)
    said = tuple(f"No row is of the class {name!r:.60}." for name in absent)
    return Target(np.eye(len(names))[numbers.astype(int)], names, "classes", "", said)
