"""Parquet files, through pyarrow where it is installed."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError, MissingTool

from .file_content import content_of, shown_path
from .large_tables import is_large, spooled_parquet
from .table import Table, table_of_columns


def read_parquet(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """Read a table from a ``.parquet`` file.

    Raises:
        MissingTool: pyarrow is not installed.
        InputError: the file cannot be read, or is no table of finite numbers with a target.
    """
    if is_large(path):
        return spooled_parquet(path, targets, task)
    content = content_of(path, "a .parquet file")
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
        arrow: Any = importlib.import_module("pyarrow")
    except ImportError:
        raise MissingTool(
            f"{shown_path(path)} is a Parquet file, and pyarrow, which reads those, is not installed",
            hint="pip install 'backproof[parquet]'; or save the table as CSV or .npz",
        ) from None
    try:
        table = parquet.read_table(io.BytesIO(content))
        columns = {name: _array(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    except (arrow.ArrowException, OSError, ValueError):
        raise InputError(f"{shown_path(path)} is no Parquet file that pyarrow can read", hint="save it again") from None
    if len(columns) < len(table.column_names):
        raise InputError(f"{path.name!r:.80}: two columns have one name", hint="give each column its own name")
    return table_of_columns(columns, targets, task, f"{path.name!r:.80}")


def _array(column: Any) -> NDArray[Any]:
    """Numbers as NumPy has them, a missing one as NaN; text as objects."""
    values = column.combine_chunks().to_numpy(zero_copy_only=False)
    return np.asarray(values)
