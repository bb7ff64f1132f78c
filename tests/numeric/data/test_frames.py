"""Data in memory: arrays, and the frames of pandas and polars."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derive.errors import InputError
from numeric.data.frames import dataset

COLUMNS = {"a": [1.0, 2.0, 3.0], "b": [4, 5, 6], "kind": ["u", "v", "u"]}
FRAMES = ("pandas", "polars", "pyarrow")


def _frame(library: str, columns: dict[str, Any]) -> Any:
    module = pytest.importorskip(library)
    return module.table(columns) if library == "pyarrow" else module.DataFrame(columns)


@pytest.mark.parametrize("library", FRAMES)
def test_every_library_gives_the_same_dataset(library: str) -> None:
    """The target is named, found as the only text, or given beside the frame; the fingerprint is the same."""
    frame = _frame(library, COLUMNS)
    beside = _frame(library, {key: COLUMNS[key] for key in "ab"})
    found = [
        dataset(frame, "kind"),
        dataset(frame),
        dataset(beside, ["u", "v", "u"]),
        dataset(np.c_[COLUMNS["a"], COLUMNS["b"]], COLUMNS["kind"], feature_names="ab"),
    ]
    assert {data.sha256 for data in found} == {found[0].sha256}
    assert found[0].class_names == ("u", "v") and found[1].target_name == "kind" and len(found[1].remarks) == 1


@pytest.mark.parametrize("library", FRAMES)
def test_several_columns_of_a_frame_are_many_labels(library: str) -> None:
    """Two columns of 0 and 1 by their names."""
    data = dataset(_frame(library, {"a": [1.5, 2.5], "p": [0, 1], "q": [1, 1]}), ["p", "q"])
    assert (data.task, data.class_names, data.labels.tolist()) == ("labels", ("p", "q"), [[0, 1], [1, 1]])


@pytest.mark.parametrize("library", FRAMES)
def test_missing_values_and_text_are_refused_by_name(library: str) -> None:
    """A missing number, a missing class and a feature of text each say where they are."""
    with pytest.raises(InputError, match="row 2, column 'a': found nan"):
        dataset(_frame(library, {**COLUMNS, "a": [1.0, None, 2.0]}), "kind")
    with pytest.raises(InputError, match="row 2, column 'kind': the target is missing"):
        dataset(_frame(library, {**COLUMNS, "kind": ["u", None, "v"]}), "kind")
    with pytest.raises(InputError, match="the column 'kind' holds"):
        dataset(_frame(library, {**COLUMNS, "a": [1.5, 2.25, 9.0]}), "a")


def test_a_series_beside_an_array_is_a_target() -> None:
    """What has the library's own type is read through narwhals too."""
    series = pytest.importorskip("polars").Series([0.5, 1.5, 99.25])
    data = dataset(np.eye(3), series, name="mine", standardise=True)
    assert data.task == "regression" and data.labels.ravel().tolist() == [0.5, 1.5, 99.25] and data.standardised


@pytest.mark.parametrize(
    ("features", "target", "message"),
    [
        (np.eye(2), None, "an array has no target of its own"),
        (np.eye(2), "kind", "an array has no target of its own"),
        (np.eye(2), [0, 1, 2], r"the labels have the shape \(3,\) beside 2 rows"),
        ([1.0, 2.0], [0, 1], r"the features have the shape \(2,\)"),
        ("text", [0, 1], "the features have the shape"),
        (object(), [0, 1], "the features have the shape"),
        ([[1, 2], [3]], [0, 1], "the features are rows of different lengths"),
    ],
)
def test_what_is_no_table_is_explained(features: Any, target: Any, message: str) -> None:
    """Arrays without a target, of other lengths, and values that are no table at all."""
    with pytest.raises(InputError, match=message):
        dataset(features, target)
