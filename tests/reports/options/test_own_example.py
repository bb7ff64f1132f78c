"""The user's own worked example: how it is written, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive.errors import BackproofError
from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.learning.example_point import example_inputs
from numeric.model.arrays import arrays_of, sizes_of
from numeric.results import Array
from reports.options.options import ExampleOptions, Options
from reports.options.own_example import own_arrays
from tests.reports.sample_reports import sample_dataset

DATASET = sample_dataset()
START = {"W": np.full((3, 4), 0.126), "b": np.full(3, -0.014)}


def given(options: ExampleOptions, **network: Any) -> tuple[Network, dict[str, Array]]:
    """What the options give for a classifier, and the network of one sample."""
    whole, sample = classifier(**network), classifier(batch=False, **network)
    return sample, own_arrays(
        options, sample, whole, lambda: arrays_of(whole, DATASET, sizes_of(whole, DATASET)), START, DATASET
    )


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ({"x": "0.81, 0.57,0.28,0.84"}, {"x": [0.81, 0.57, 0.28, 0.84]}),
        ({"y": "0,1,0"}, {"y": [0, 1, 0]}),
        ({"y": "versicolor"}, {"y": [0, 1, 0]}),
        ({"y": "3"}, {"y": [0, 0, 1]}),
        ({"W": "1,2,3,4;5,6,7,8;9,10,11,1e1"}, {"W": [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 10]]}),
        ({"b": "-1,.5,0"}, {"b": [-1, 0.5, 0]}),
        ({"example": "first", "y": "1"}, {"y": [1, 0, 0], "W": np.full((3, 4), 0.13), "b": np.full(3, -0.01)}),
    ],
)
def test_numbers_rows_and_classes_are_read(written: dict[str, str], wanted: dict[str, Any]) -> None:
    """A comma between numbers, a semicolon between rows, a class by name or number; a row of the data."""
    _, found = given(ExampleOptions(**written), bias=True)
    for name, values in wanted.items():
        np.testing.assert_array_equal(found[name], values)
    assert set(found) == (set(wanted) | {"x"} if "example" in written else set(wanted))


def test_a_measured_number_and_yes_or_no() -> None:
    """One output takes one number."""
    assert given(ExampleOptions(y="0.46"), loss="squared")[1]["y"].shape == ()
    assert given(ExampleOptions(y="1"), loss="sigmoid")[1]["y"] == 1


@pytest.mark.parametrize("kind", ["toml", "json", "npz"])
def test_a_file_names_the_tensors(kind: str, tmp_path: Path) -> None:
    """TOML, JSON and NumPy's own; the rest of the point is chosen to fit its sizes."""
    path = tmp_path / f"mine.{kind}"
    if kind == "npz":
        np.savez(path, x=np.array([1.0, 2.0]), W=np.array([[1, 2], [3, 4]]))
    else:
        texts = {"toml": "x = [1.0, 2.0]\nW = [[1, 2], [3, 4]]", "json": '{"x": [1, 2], "W": [[1, 2], [3, 4]]}'}
        path.write_text(texts[kind])
    sample, found = given(ExampleOptions(example=str(path), x="5,6"), bias=True)
    inputs = example_inputs(sample, given=found)
    assert {name: values.tolist() for name, values in inputs.items()} == {
        "x": [5, 6], "W": [[1, 2], [3, 4]], "b": [0, 0], "y": [1, 0],
    }  # fmt: skip


def test_weights_from_a_plain_file(tmp_path: Path) -> None:
    """Lines of numbers with commas or blanks between them."""
    path = tmp_path / "weights.txt"
    path.write_text("0.1, 0.2 0.3,0.4\n1 2 3 4\n5 6 7 8\n")
    _, found = given(ExampleOptions(W=str(path)))
    assert found["W"].tolist() == [[0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4], [5, 6, 7, 8]]


WRONG = {
    "a word": ({"x": "abc"}, {}, "no list of numbers, and the file 'abc' cannot be read"),
    "rows of two lengths": ({"W": "1,2;3"}, {}, "rows of 2, 1 numbers"),
    "another length": ({"x": "1,2", "W": "1,2,3;4,5,6"}, {}, "W has 2×3 numbers (expected K×D: x has 2 features)"),
    "another rank": ({"x": "1,2;3,4"}, {}, "x has 2×2 numbers (expected D)"),
    "too large": ({"x": "1e999,1"}, {}, "not finite"),
    "no such class": ({"y": "4"}, {}, "there is no class 4 (expected 1 to 3"),
    "no biases": ({"b": "1"}, {}, "--b is for one tensor, and this network has none"),
    "two weights": ({"W": "1"}, {"hidden": ("tanh",)}, "--W is for one tensor, and this network has W1, W2"),
    "no such row": ({"example": "row:7"}, {}, "there is no row 7: the data have 6 rows"),
    "no such file": ({"example": "nowhere.toml"}, {}, "cannot be read: No such file"),
}


@pytest.mark.parametrize("name", [name for name in WRONG if name != "two weights"])
def test_what_does_not_fit_is_refused_by_name(name: str) -> None:
    """Found and expected are said, with whose size it contradicts."""
    written, network, said = WRONG[name]

    def worked() -> dict[str, Array]:
        sample, found = given(ExampleOptions(**written), **network)
        return example_inputs(sample, given=found)

    with pytest.raises(BackproofError) as caught:
        worked()
    assert said in f"{caught.value} ({caught.value.hint})"


def test_several_weights_are_given_by_name_in_a_file() -> None:
    """One option cannot say which."""
    written, network, said = WRONG["two weights"]
    whole, sample = classifier(**network), classifier(batch=False, **network)
    with pytest.raises(BackproofError, match=said):
        own_arrays(ExampleOptions(**written), sample, whole, dict, {}, DATASET)


def test_an_unknown_name_and_a_ragged_array_in_a_file(tmp_path: Path) -> None:
    """The file and the key are named."""
    for text, said in (("q = [1]", "has 'q', which is no tensor"), ("x = [[1], [2, 3]]", "x is no array of numbers")):
        (tmp_path / "mine.toml").write_text(text)
        with pytest.raises(BackproofError, match=said):
            given(ExampleOptions(example=str(tmp_path / "mine.toml")))


def test_the_command_line_asks_for_the_same_example() -> None:
    """Each option that was given comes back, quoted for a shell."""
    options = Options(example=ExampleOptions("1,2", "red", "1,2;3,4", "0,0", "mine.toml"))
    assert options.command("report") == ("backproof report --x 1,2 --y red --W '1,2;3,4' --b 0,0 --example mine.toml")
