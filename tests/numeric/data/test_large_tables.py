"""Tables that stay in their file: they say the same as in memory, and what is wrong in them is told with its row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from derive.errors import InputError
from derive.network.building import classifier
from numeric.compare.comparison import compare_gradients, gradients_of
from numeric.compare.trust import accuracy_at, loss_of_each_row
from numeric.data.datasets import load_dataset
from numeric.data.mapped_rows import MappedRows, is_lazy
from numeric.lowering.program import lower_gradients
from numeric.model.arrays import arrays_of, sizes_of
from numeric.model.starting_weights import starting_weights
from numeric.results import Dataset

ROWS = 700
RANDOM = np.random.RandomState(5)
X = RANDOM.standard_normal((ROWS, 4)) * [1.0, 20.0, 0.5, 3.0]
KINDS = RANDOM.randint(0, 3, ROWS)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on a file of a kilobyte is large, and is read in blocks of some rows."""

    def switch() -> None:
        monkeypatch.setattr("numeric.data.large_tables.MAXIMUM_BYTES", 1000)
        monkeypatch.setattr("numeric.data.mapped_rows.BLOCK", 999)

    return switch


def _frame() -> pd.DataFrame:
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    frame["kind"] = [f"kind {9 - k}" for k in KINDS]
    return frame


def _decimal_commas(path: Path) -> None:
    _frame().to_csv(path, index=False, sep=";", decimal=",")


WRITERS: dict[str, Callable[[Path], Any]] = {
    "rows.npy": lambda path: np.save(path, np.hstack([X, KINDS[:, None]])),
    "measured.npy": lambda path: np.save(path, np.hstack([X, X[:, :1] ** 2])),
    "narrow.npy": lambda path: np.save(path, np.hstack([X, KINDS[:, None]]).astype(np.float32)),
    "many classes.npy": lambda path: np.save(path, np.hstack([X, np.arange(ROWS)[:, None] % 70])),
    "rows.npz": lambda path: np.savez(path, x=X, y=KINDS),
    "rows.csv": lambda path: _frame().to_csv(path, index=False),
    "rows.tsv": lambda path: _frame().to_csv(path, index=False, sep="\t"),
    "commas.csv": _decimal_commas,
    "rows.parquet": lambda path: _frame().to_parquet(path),
}


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("name", WRITERS)
def test_a_large_table_is_the_same_as_in_memory(
    name: str, standardise: bool, tmp_path: Path, large: Callable[[], None]
) -> None:
    """The same numbers, labels, names, task and fingerprint; only where they lie differs."""
    path, target = tmp_path / name, "x5" if name.endswith(".npy") else None
    WRITERS[name](path)
    before = load_dataset(path, target=target, standardise=standardise)
    large()
    after = load_dataset(path, target=target, standardise=standardise)
    assert isinstance(after.features, MappedRows) and not is_lazy(before.features)
    assert (after.sha256, after.class_names, after.feature_names) == (
        before.sha256,
        before.class_names,
        before.feature_names,
    )
    assert (after.task, after.target_name, after.labels.shape) == (before.task, before.target_name, before.labels.shape)
    assert np.allclose(after.features[0:ROWS], before.features, rtol=1e-12, atol=1e-12)
    assert (after.labels[0:ROWS] == before.labels).all()
    assert np.allclose(after.features[np.array([3, 699, 1])], before.features[[3, 699, 1]], rtol=1e-12, atol=1e-12)


def _with(place: tuple[int, int], value: float) -> np.ndarray:
    found = np.hstack([X, KINDS[:, None]])
    found[place] = value
    return found


BROKEN: dict[str, tuple[str, Callable[[Path], Any], str | None, str]] = {
    "a number that is none": (
        "rows.npy",
        lambda p: np.save(p, _with((640, 2), np.nan)),
        "x5",
        "row 641, column 'x3': found nan",
    ),
    "a target that is none": ("rows.npy", lambda p: np.save(p, _with((9, 4), np.inf)), "x5", "row 10, column 'x5'"),
    "one class only": ("rows.npy", lambda p: np.save(p, np.hstack([X, X[:, :1] * 0])), "x5", "is the same"),
    "no target": ("rows.npy", lambda p: np.save(p, X), None, "holds the target"),
    "column after column": ("rows.npy", lambda p: np.save(p, np.asfortranarray(X)), "x4", "row after row"),
    "objects": ("rows.npy", lambda p: np.save(p, X.astype(object), allow_pickle=True), "x4", "no array of numbers"),
    "cut off": ("rows.npy", lambda p: p.write_bytes(_bytes_of(X)[:-800]), "x4", "cut off"),
    "no array": ("rows.npy", lambda p: p.write_bytes(b"\x93NUMPY" + bytes(5000)), "x4", "no array of NumPy"),
    "compressed": (
        "rows.npz",
        lambda p: np.savez_compressed(p, x=np.zeros((9000, 40)) + X[0, 0], y=X[:, 0]),
        None,
        "compre",
    ),
    "other rows": ("rows.npz", lambda p: np.savez(p, x=X, y=KINDS[:-1]), None, "features (700, 4) and labels (699, 1)"),
    "text": ("rows.csv", lambda p: _frame().assign(e="u").to_csv(p, index=False), "kind", "'e' holds text"),
    "a gap": ("rows.csv", lambda p: p.write_text(_text().replace("kind 9", "", 1)), "kind", "nothing in others"),
    "a word among numbers": (
        "rows.csv",
        lambda p: p.write_text(_text() + "u,1,1,1,kind 9\n"),
        "kind",
        "'a' holds text",
    ),
    "a row that is too long": (
        "rows.csv",
        lambda p: p.write_text(_text() + "1,1,1,1,1,u\n"),
        "kind",
        "pyarrow can read",
    ),
    "several targets": ("rows.csv", lambda p: _frame().to_csv(p, index=False), "a,b", "several target columns"),
    "no Parquet": ("rows.parquet", lambda p: p.write_bytes(bytes(5000)), "kind", "pyarrow can read"),
}


def _bytes_of(array: np.ndarray) -> bytes:
    import io

    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _text() -> str:
    return str(_frame().to_csv(index=False))


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_in_a_large_table_is_told(kind: str, tmp_path: Path, large: Callable[[], None]) -> None:
    """With its row where it has one, and with what to do."""
    name, write, target, said = BROKEN[kind]
    write(tmp_path / name)
    large()
    with pytest.raises(InputError) as caught:
        load_dataset(tmp_path / name, target=target)
    assert said in str(caught.value) and caught.value.hint


def test_gradients_of_rows_that_stay_in_their_file(tmp_path: Path, large: Callable[[], None]) -> None:
    """Read block by block, they are within the bound of the gradient in memory, and every row is judged alike."""
    WRITERS["rows.npy"](tmp_path / "rows.npy")
    inside = load_dataset(tmp_path / "rows.npy", target="x5")
    large()
    outside = load_dataset(tmp_path / "rows.npy", target="x5")
    network = classifier(bias=True)
    ours = gradients_of(lower_gradients(network, {n: network.gradient(n).formula for n in ("W", "b")}))

    def compared(data: Dataset) -> Any:
        sizes = sizes_of(network, data)
        start, arrays = starting_weights(network, sizes, 0), arrays_of(network, data, sizes)
        losses = loss_of_each_row(network, start, arrays)
        return (
            compare_gradients(network, start, arrays, ours), losses, accuracy_at(network, start, arrays, "float64")
        )  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("numeric.scale.spread.MOST_READ", 2**9)
        (lazy, losses, rows) = compared(outside)
    (whole, expected, judged) = compared(inside)
    assert lazy.verdict == whole.verdict == "agree" and np.allclose(losses, expected, rtol=1e-12)
    for one, other in zip(lazy.parameters, whole.parameters, strict=True):
        assert abs(one.symbolic - other.symbolic) <= one.bound + other.bound
    assert {side: found.judged for side, found in rows.items()} == {
        side: found.judged for side, found in judged.items()
    }
