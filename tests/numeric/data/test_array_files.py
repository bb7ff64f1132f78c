"""NumPy's files and Parquet: the same table as from CSV, and one clear line for everything else."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from derive.errors import InputError, MissingTool
from numeric.data import array_files
from numeric.data.datasets import load_dataset

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]])
Y = ["u", "v", "u"]


def _npz(tmp_path: Path, **arrays: Any) -> Path:
    np.savez(tmp_path / "rows.npz", **arrays)
    return tmp_path / "rows.npz"


@pytest.mark.parametrize("names", [("X", "y"), ("x", "labels"), ("features", "target")])
def test_arrays_are_found_by_their_names(tmp_path: Path, names: tuple[str, str]) -> None:
    """Features and labels under the names that people give them."""
    data = load_dataset(_npz(tmp_path, **{names[0]: X, names[1]: Y}))
    assert data.features.tolist() == X.tolist() and data.class_names == ("u", "v") and data.name == "rows.npz"


def test_names_beside_the_arrays_are_used(tmp_path: Path) -> None:
    """Names of features, and of classes that are numbered from 0, of which one may be absent."""
    data = load_dataset(_npz(tmp_path, x=X, y=[0, 2, 0], feature_names=["a", "b"], class_names=["p", "q", "r"]))
    assert data.feature_names == ("a", "b") and data.labels.tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert data.remarks == ("No row is of the class 'q'.",)


@pytest.mark.parametrize(
    ("y", "task", "names"),
    [
        ([[1, 0], [0, 1], [1, 0]], "classes", ("class 1", "class 2")),
        ([[1, 1], [0, 1], [0, 0]], "labels", ("class 1", "class 2")),
        ([[0.5], [0.75], [9.25]], "regression", ()),
        (np.array([1, 2, 1], np.float16), "classes", ("1", "2")),
        (np.array([True, False, True]), "classes", ("0", "1")),
    ],
)
def test_labels_say_by_their_shape_what_they_are(tmp_path: Path, y: Any, task: str, names: tuple[str, ...]) -> None:
    """One-hot rows, several marks, one column of numbers, short floats and truth values."""
    data = load_dataset(_npz(tmp_path, x=X, y=y))
    assert (data.task, data.class_names) == (task, names) and data.labels.dtype == np.float64


def test_images_are_flattened_and_bfloat16_is_read(tmp_path: Path) -> None:
    """Rows of more axes become features in a row, which is said; two nameless bytes are bfloat16."""
    images = np.arange(12).reshape(3, 2, 2).astype(ml_dtypes.bfloat16)
    data = load_dataset(_npz(tmp_path, x=images, y=Y))
    assert data.features[1].tolist() == [4, 5, 6, 7] and "2 × 2 numbers is taken as 4 features" in data.remarks[0]


def test_one_array_is_a_table_with_or_without_names(tmp_path: Path) -> None:
    """A matrix has columns x1, x2 …; an array with fields has theirs."""
    path = tmp_path / "rows.npy"
    np.save(path, np.c_[X, [0, 1, 0]])
    data = load_dataset(path, target="x3")
    assert data.feature_names == ("x1", "x2") and data.class_names == ("0", "1")
    np.save(path, np.array([(1.0, "u"), (2.0, "v")], dtype=[("a", float), ("kind", "U1")]))
    assert load_dataset(path).target_name == "kind"


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", b"\0" * 2 * 1024**2)
    return content.getvalue()


def _npy(array: Any, **options: Any) -> bytes:
    content = io.BytesIO()
    np.save(content, array, **options)
    return content.getvalue()


BAD: dict[str, tuple[str, Any, str]] = {
    "no archive": (".npz", lambda: b"PK\3\4 nothing", "is no .npz file"),
    "bomb": (".npz", _bomb, "unpacks to more than 1 MiB"),
    "pickle": (".npy", lambda: _npy(np.array([{}], dtype=object), allow_pickle=True), "holds Python objects"),
    "no array": (".npy", lambda: b"hello", "is no array of NumPy's"),
    "cut off": (".npy", lambda: _npy(np.zeros((9, 9)))[:200], "is cut off"),
    "lying header": (".npy", lambda: _npy(np.zeros((9, 9))).replace(b"(9, 9)", b"(99,9)"), "cut off"),
    "one axis": (".npy", lambda: _npy(np.zeros(3)), "has the shape (3,)"),
    "strange bytes": (".npy", lambda: b"\x93NUMPY\x09\0" + b"x" * 99, "is no array of NumPy's"),
}


@pytest.mark.parametrize(("suffix", "content", "message"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_table_is_explained(
    tmp_path: Path, suffix: str, content: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bombs, pickles, cut and strange files are refused before they are unpacked."""
    monkeypatch.setattr(array_files, "MAXIMUM_BYTES", 1024**2)
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(content())
    with pytest.raises(InputError) as caught:
        load_dataset(path, target="x1")
    assert message in caught.value.message and caught.value.hint


@pytest.mark.parametrize(
    ("arrays", "message", "hint"),
    [
        ({"a": X, "y": Y}, "which are the features? no array is named X or x or features", "the arrays are 'a', 'y'"),
        ({"x": X, "X": X, "y": Y}, "X and x are both there", "name one"),
        ({"x": X, "y": Y[:2]}, "the labels have the shape (2,) beside 3 rows", "one label for each row"),
        ({"x": X[0], "y": Y}, "the features have the shape (2,)", "N×D"),
        ({"x": np.array([["a", "b"]]), "y": ["u"]}, "the features are 'str", "expected numbers"),
        ({"x": X * [1, np.nan], "y": Y}, "row 1, column 2: found nan, expected a finite number", "remove the row"),
        ({"x": X, "y": [0.5, np.inf, 1]}, "row 2, column 'y': the target is missing", "fill it in"),
        ({"x": X, "y": Y, "feature_names": ["a"]}, "1 feature names for 2 features", "one for each"),
        ({"x": X, "y": [0, 1, 2], "class_names": ["a", "b"]}, "not numbers from 0 to 1", "class names"),
    ],
)
def test_arrays_that_do_not_fit_are_explained(tmp_path: Path, arrays: dict[str, Any], message: str, hint: str) -> None:
    """What was found, and what would fit."""
    with pytest.raises(InputError) as caught:
        load_dataset(_npz(tmp_path, **arrays))
    assert message in caught.value.message and hint in caught.value.hint


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    """Columns of numbers and one of text, with missing values refused by row and column."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "rows.parquet"
    parquet.write_table(arrow.table({"a": [1, 2, 3], "b": X[:, 1], "kind": Y}), path)
    data = load_dataset(path)
    assert data.features.tolist() == [[1, 2], [2, 4], [3, 6.5]] and data.class_names == ("u", "v")
    parquet.write_table(arrow.table({"a": [1, None], "kind": ["u", "v"]}), path)
    with pytest.raises(InputError, match="row 2, column 'a': found nan"):
        load_dataset(path)
    path.write_bytes(b"PAR1 nothing")
    with pytest.raises(InputError, match="is no Parquet file"):
        load_dataset(path)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, and the exit status is that of a missing tool."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(MissingTool, match="pyarrow") as caught:
        load_dataset(path)
    assert "backproof[parquet]" in caught.value.hint and caught.value.exit_status == 3
