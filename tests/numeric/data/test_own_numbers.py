"""A user's own logits and weights: how files are read, and one clear line where they do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from derive.errors import InputError
from numeric.data.logits_data import Logits, read_logits
from numeric.data.weights_file import read_weights

Z = np.array([[2.0, 0.5, -1.0], [0.0, 3.5, 1.0]])


def _npz(tmp_path: Path, **arrays: Any) -> Path:
    np.savez(tmp_path / "own.npz", **arrays)
    return tmp_path / "own.npz"


def _text(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _is_the_same(found: Logits) -> bool:
    return found.values.astype(float).tolist() == Z.tolist() and found.labels.tolist() == [[1, 0, 0], [0, 0, 1]]


def test_every_way_of_writing_the_same_logits_is_read_alike(tmp_path: Path) -> None:
    """Labels as numbers from 0 or from 1, one-hot or by name; as an archive, one array or CSV."""
    ways: list[dict[str, Any]] = [
        {"logits": Z, "y": [0, 2]},
        {"z": Z.astype(np.float32), "labels": [1, 3]},
        {"logits": Z.astype(ml_dtypes.bfloat16), "y": [[1, 0, 0], [0, 0, 1]]},
        {"logits": Z, "y": ["p", "r"], "class_names": ["p", "q", "r"]},
    ]
    found = [read_logits(_npz(tmp_path, **way)) for way in ways]
    assert all(map(_is_the_same, found)) and [f.dtype for f in found] == ["float64", "float32", "bfloat16", "float64"]
    assert "counted from 0" in found[0].remarks[0] and "counted from 1" in found[1].remarks[0]
    np.save(tmp_path / "own.npy", np.c_[Z, [0, 2]])
    assert _is_the_same(read_logits(tmp_path / "own.npy"))
    assert _is_the_same(read_logits(_text(tmp_path, "p,q,r,y\n2,0.5,-1,0\n0,3.5,1,2\n")))
    named = read_logits(_text(tmp_path, "p;q;r;kind\n2;0,5;-1;p\n0;3,5;1;r\n"))
    assert _is_the_same(named) and named.class_names == ("p", "q", "r")
    assert _is_the_same(read_logits(_text(tmp_path, "p,q,r,n\n2,0.5,-1,1\n0,3.5,1,3\n"), ["n"]))


@pytest.mark.parametrize(
    ("arrays", "message", "hint"),
    [
        ({"y": [0, 1]}, "which are the logits? no array is named logits or z", "the arrays are 'y'"),
        ({"z": Z}, "which are the labels?", "name one y"),
        ({"z": Z, "y": [0, 3, 1]}, r"labels of the shape (3,) beside logits of the shape (2, 3)", "one label"),
        ({"z": Z, "y": [0, 4]}, "row 2: the label 4 is no number of 3 classes", "from 0 to 2, or from 1 to 3"),
        ({"z": Z, "y": [0, 0.5]}, "row 2: the label 0.5", "number the classes"),
        ({"z": Z, "y": ["class 1", "dog"]}, "no column of logits is named 'dog'", "'class 1', 'class 2'"),
        ({"z": Z, "y": [[1, 0, 0], [1, 0, 1]]}, "are not one-hot", "with a 1"),
        ({"z": Z[:, :1], "y": [0, 0]}, "the shape (2, 1)", "two classes at least"),
        ({"z": Z * [1, 1, np.inf], "y": [0, 0]}, "row 1, logit 3: found -inf", "leave the row out"),
    ],
)
def test_logits_that_do_not_fit_are_explained(tmp_path: Path, arrays: dict[str, Any], message: str, hint: str) -> None:
    """What was found and what would fit, in one line each."""
    with pytest.raises(InputError) as caught:
        read_logits(_npz(tmp_path, **arrays))
    assert message in caught.value.message and hint in caught.value.hint


W, SHAPES = np.arange(12.0).reshape(3, 4), {"W": (3, 4), "b": (3,)}


def test_weights_are_read_by_the_parameters_names(tmp_path: Path) -> None:
    """In the network's order and in float64, whatever format they were stored in."""
    found = read_weights(_npz(tmp_path, b=np.array([1, 2, 3]), W=W.astype(ml_dtypes.bfloat16)), SHAPES)
    assert list(found) == ["W", "b"] and found["W"].tolist() == W.tolist() and found["b"].dtype == np.float64


def test_a_file_that_holds_no_weights_is_told_how_to_write_them(tmp_path: Path) -> None:
    """The names are those of the network's parameters, not those of data."""
    (tmp_path / "w.npz").write_text("W = 1")
    with pytest.raises(InputError, match=r"is no \.npz file") as caught:
        read_weights(tmp_path / "w.npz", SHAPES)
    assert "numpy.savez(file, W=…, b=…)" in caught.value.hint


@pytest.mark.parametrize(
    ("arrays", "message", "hint"),
    [
        ({"W": W}, "has no array named 'b': found 'W' 3×4", "expected W 3×4, b 3"),
        ({"w": W, "b": W[0, :3]}, "has no array named 'W'", "is 'w' meant?"),
        ({"W": W, "b": W[0, :3], "V": W}, "'V' is no parameter of this network", "expected W 3×4, b 3"),
        ({"W": W.T, "b": W[0, :3]}, "W is 4×3, expected 3×4", "the transpose of what is meant: save it as 3 × 4"),
        ({"W": W.ravel(), "b": W[0, :3]}, "W is 12, expected 3×4", ".reshape(3, 4)"),
        ({"W": W, "b": W}, "b is 3×4, expected 3", "other data or other widths"),
        ({"W": W, "b": ["x"] * 3}, "b holds 'str", "expected numbers"),
        ({"W": W, "b": [1, np.nan, 2]}, "b[2] is nan", "finite"),
    ],
)
def test_weights_that_do_not_fit_are_explained(tmp_path: Path, arrays: dict[str, Any], message: str, hint: str) -> None:
    """Missing, misspelt, one too many, transposed, flat, of another shape, and no numbers."""
    with pytest.raises(InputError) as caught:
        read_weights(_npz(tmp_path, **arrays), SHAPES)
    assert message in caught.value.message and hint in caught.value.hint
