"""Datasets by name: every row, one-hot labels, standardising, and names that do not exist."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import load_iris

from derive.errors import InputError
from numeric.data import datasets
from numeric.data.datasets import load_dataset
from numeric.data.finishing import standardised

SHAPES = {"iris": (150, 4, 3), "wine": (178, 13, 3), "digits": (1797, 64, 10), "breast_cancer": (569, 30, 2)}


@pytest.mark.parametrize("name", SHAPES)
def test_every_row_of_a_known_dataset_is_loaded(name: str) -> None:
    """Rows, features and classes are complete; each label row holds exactly one 1."""
    data = load_dataset(name)
    assert (*data.features.shape, data.labels.shape[1]) == SHAPES[name]
    assert (data.labels.sum(axis=1) == 1).all() and set(np.unique(data.labels)) == {0.0, 1.0}
    assert data.labels.any(axis=0).all()
    assert len(data.feature_names) == data.features.shape[1] and len(data.class_names) == data.labels.shape[1]


def test_iris_is_the_iris_of_fisher() -> None:
    """The first row, the class sizes and the names are those of the published table."""
    iris = load_dataset("iris")
    assert iris.features[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert iris.labels.sum(axis=0).tolist() == [50, 50, 50]
    assert iris.class_names == ("setosa", "versicolor", "virginica")
    assert iris.sha256 == "22dc2c73196f78c43d730455001a9aa69c8a846b131dcd58dbcb49f71bd6b23a"


def test_standardising_gives_mean_zero_and_deviation_one() -> None:
    """Every feature that varies gets mean 0 and deviation 1, and the fingerprint stays that of the data."""
    plain, scaled = load_dataset("wine"), load_dataset("wine", standardise=True)
    assert np.abs(scaled.features.mean(axis=0)).max() < 1e-14
    assert np.abs(scaled.features.std(axis=0) - 1).max() < 1e-14
    assert scaled.standardised and plain.sha256 == scaled.sha256


def test_a_constant_feature_becomes_zero() -> None:
    """A constant whose mean is rounded (0.1 three times) must not be divided by a tiny deviation."""
    features = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]])
    assert standardised(features)[:, 0].tolist() == [0, 0, 0]
    assert np.isfinite(load_dataset("digits", standardise=True).features).all()


@pytest.mark.parametrize("scale", [1e308, 1e-300, 5e-324])
def test_extreme_features_are_standardised_without_overflow(scale: float) -> None:
    """Neither the sum of huge features nor the square of tiny ones leaves the range of float64."""
    with np.errstate(all="raise", under="ignore"):
        result = standardised(np.array([[1.0], [-1.0], [1.0], [-1.0]]) * scale)
    assert result[:, 0].tolist() == [1, -1, 1, -1]


def test_one_changed_bit_changes_the_fingerprint(tmp_path: Path) -> None:
    """Two files that differ in the last digit of one number have different fingerprints."""
    digests = set()
    for last in "12":
        path = tmp_path / "rows.csv"
        path.write_text(f"a,kind\n0.123456789012345{last},u\n1,v\n")
        digests.add(load_dataset(path, target="kind").sha256)
    assert len(digests) == 2


def test_the_arrays_cannot_be_changed_by_accident() -> None:
    """A dataset is shared by every source of a comparison, so its arrays are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        load_dataset("iris").features[0, 0] = 1.0


@pytest.mark.parametrize(
    ("name", "target", "message", "hint"),
    [
        ("irsi", None, "unknown dataset 'irsi'", "did you mean iris?"),
        ("breast-cancer", None, "unknown dataset", "did you mean breast_cancer?"),
        ("", None, "unknown dataset ''", "expected one of: breast_cancer, diabetes, digits, iris, wine"),
        ("x" * 5000, None, "unknown dataset", "expected one of"),
        ("\x1b]8;;evil", None, r"'\x1b]8;;evil'", "expected one of"),
        ("iris", "species", "a target of its own", "leave the target out"),
        ("missing.csv", "kind", "there is no file 'missing.csv'", "check the path"),
        ("a\0b.csv", "kind", "there is no file", "check the path"),
        ("/", "kind", "is a folder", "name a CSV file"),
        ("/dev/null", "kind", "is not a regular file", "save the data"),
    ],
)
def test_a_name_that_is_no_dataset_is_explained(name: str, target: str | None, message: str, hint: str) -> None:
    """What was found stands in one line, what to do in the hint, and the exit status is 2."""
    with pytest.raises(InputError) as caught:
        load_dataset(name, target=target)
    assert message in caught.value.message and hint in caught.value.hint
    assert "\n" not in caught.value.message and "\x1b" not in caught.value.message and caught.value.exit_status == 2


def test_iris_is_what_scikit_learn_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file is read without importing the loader: every value and name is the loader's; without the file too."""
    bunch, read = load_iris(), datasets._table_of(datasets.LOADERS["iris"])
    assert read is not None
    for found in (read, datasets._loaded(datasets.LOADERS["iris"])):
        values, targets, features, classes = found
        assert np.array_equal(values, bunch.data) and np.array_equal(targets, bunch.target)
        assert features == tuple(bunch.feature_names) and classes == tuple(bunch.target_names)
    for where in (None, SimpleNamespace(submodule_search_locations=["/nowhere"])):
        monkeypatch.setattr(datasets, "find_spec", lambda _name, where=where: where)
        assert datasets._table_of(datasets.LOADERS["iris"]) is None


@pytest.mark.parametrize("text", ["", "2,1,a\n1.0,0\n", "1,4,a\nx,1,2,3,0\n", "1,2,a,b\n1,2,0\n", "1,4,a\n1,2,3\n"])
def test_another_file_is_left_to_the_loader(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty, cut off, no numbers, other columns: a later scikit-learn may have another form."""
    (tmp_path / "datasets/data").mkdir(parents=True)
    (tmp_path / "datasets/data/iris.csv").write_text(text)
    where = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(datasets, "find_spec", lambda _name: where)
    assert datasets._table_of(datasets.LOADERS["iris"]) is None
