"""Targets: what is a class, what is measured, what is many labels, and what can be none of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from derive.errors import InputError, UsageError
from numeric.data.datasets import load_dataset
from numeric.data.targets import TASKS, Column, target_of

MEASURED = [f"{i / 7:.3f}" for i in range(150)]


@pytest.mark.parametrize(
    ("texts", "task", "said"),
    [
        (list("uvuv"), "classes", ()),
        (["0", "1"] * 3, "classes", ("2 different whole numbers",)),
        (["10", "9", "1"], "classes", ("3 different whole numbers",)),
        (["1.0", "1", "2"], "classes", ("2 different whole numbers",)),
        (MEASURED, "regression", ("150 different values", "is a regression")),
        ([str(i) for i in range(18, 80)], "regression", ("62 different values",)),
        ([str(i % 50) for i in range(250)], "classes", ("the 50 numbers 0 to 49", "ask for the task regression")),
        ([str(i % 50 + 1) for i in range(250)], "classes", ("the 50 numbers 1 to 50",)),
        ([str(i) for i in range(1, 51)], "regression", ("50 different values",)),
        ([str(i % 50) for i in range(250) if i % 50 != 7], "regression", ("49 different values",)),
        ([str(i) for i in range(50) for _ in range(2 + int(300 * 0.88**i))], "regression", ("50 different values",)),
        (["120000", "340000", "99500"], "regression", ("3 different values",)),
        (["0.5", "1.5"] * 9, "regression", ("2 different values",)),
        (["12345678901234567890", "12345678901234567891"] * 2, "classes", ()),
    ],
    ids=[
        "text",
        "0/1",
        "close",
        "spelled twice",
        "measured",
        "ages",
        "numbers of classes",
        "from 1",
        "numbers of rows",
        "with a gap",
        "counts with a tail",
        "prices",
        "halves",
        "long names",
    ],
)
def test_the_task_follows_from_the_target(texts: list[str], task: str, said: tuple[str, ...]) -> None:
    """One column is read as what it looks like, and where numbers could be either it is said."""
    found = target_of([Column.of("t", texts)], None, "rows")
    assert found.task == task and found.labels.shape[0] == len(texts)
    assert len(found.remarks) == bool(said) and all(part in "".join(found.remarks) for part in said)
    assert (found.class_names == ()) == (task == "regression")


def test_a_task_that_is_asked_for_wins_and_is_not_explained() -> None:
    """The same column of numbers as classes, as a regression and as one label."""
    column = [Column.of("t", ["0", "1", "1"])]
    found = {task: target_of(column, task, "rows") for task in TASKS}
    assert found["classes"].labels.tolist() == [[1, 0], [0, 1], [0, 1]] and found["classes"].class_names == ("0", "1")
    assert found["regression"].labels.tolist() == found["labels"].labels.tolist() == [[0], [1], [1]]
    assert found["labels"].class_names == ("t",) and not any(target.remarks for target in found.values())


def test_several_columns_are_many_labels_or_one_hot_classes() -> None:
    """Columns of 0 and 1 keep their names; as classes, each row must mark exactly one."""
    columns = [Column.of("a", ["1", "0", "0"]), Column.of("b", ["0", "1", "1"])]
    many = target_of(columns, None, "rows")
    assert (many.task, many.class_names, many.name) == ("labels", ("a", "b"), "a, b")
    assert many.labels.tolist() == [[1, 0], [0, 1], [0, 1]] and "many labels" in many.remarks[0]
    assert target_of(columns, "classes", "rows").task == "classes"
    never = target_of([columns[0], Column.of("b", ["0", "0", "0"])], None, "rows")
    assert "'b' is the same in every row" in never.remarks[-1]


BAD = {
    "a word among numbers": ([[*MEASURED, "tall"]], None, "row 151, column 't0': found 'tall'", "fill it in"),
    "a missing number": ([[*MEASURED, "NA"]], None, "found 'NA', expected a finite number", "fill it in"),
    "a column of names": ([[f"person {i}" for i in range(150)]], None, "150 different values in 150 rows", "--target"),
    "words to measure": ([["u", "v"]], "regression", "row 1, column 't0': found 'u', expected a number", "regression"),
    "one number only": ([["2", "2"]], "regression", "has the same number, 2", "name another column"),
    "too large": ([["1e999", "2"]], "regression", "row 1, column 't0': the target is not finite", "fill it in"),
    "labels of 2": ([["0", "1"], ["0", "2"]], None, "row 2, column 't1': found '2', expected 0 or 1", "many labels"),
    "labels of words": ([["0", "1"], ["no", "yes"]], None, "found 'no', expected 0 or 1", "many labels"),
    "two marks": ([["0", "1"], ["1", "1"]], "classes", "row 2: 2 of the 2 classes are marked", "--task labels"),
    "two regressions": ([["0", "1"], ["1", "1"]], "regression", "2 target columns at once", "name one column"),
}


@pytest.mark.parametrize(("columns", "task", "message", "hint"), BAD.values(), ids=BAD)
def test_a_target_that_cannot_be_learnt_is_explained(
    columns: list[list[str]], task: str | None, message: str, hint: str
) -> None:
    """Where it is, what was expected, and what to do."""
    named = [Column.of(f"t{i}", texts) for i, texts in enumerate(columns)]
    with pytest.raises(InputError) as caught:
        target_of(named, task, "rows")
    assert message in caught.value.message and hint in caught.value.hint


def test_an_unknown_task_lists_those_that_exist() -> None:
    """A task that does not exist is a mistake of the caller."""
    with pytest.raises(UsageError, match="unknown task 'guess'") as caught:
        load_dataset("iris", task="guess")
    assert "classes, labels, regression" in caught.value.hint


def test_diabetes_is_a_regression_whose_target_keeps_its_unit() -> None:
    """442 rows of 10 features and measured numbers, which standardising leaves alone and says so."""
    data = load_dataset("diabetes", standardise=True)
    assert data.features.shape == (442, 10) and data.labels.shape == (442, 1) and data.class_names == ()
    assert (data.task, data.target_name) == ("regression", "disease progression")
    assert data.labels.min() == 25 and data.labels.max() == 346 and np.abs(data.features.std(axis=0) - 1).max() < 1e-12
    assert "the target is not" in data.remarks[-1] and "its mean is 152.1" in data.remarks[-1]
    with pytest.raises(InputError, match="diabetes is for regression, not for classes"):
        load_dataset("diabetes", task="classes")


def test_names_from_a_file_cannot_act_on_an_output(tmp_path: Path) -> None:
    """Escape sequences and marks that reverse a line are written out; long names stay whole."""
    path = tmp_path / "rows.csv"
    long = "class " * 10
    path.write_text(f"a\x1b[31m,\u202edrow\n1,x\u2028y\n2,{long}\n", encoding="utf-8")
    data = load_dataset(path, target="\u202edrow")
    assert data.feature_names == ("a\\x1b[31m",) and data.target_name == "\\u202edrow"
    assert data.class_names == (long.strip(), "x\\u2028y")


@pytest.mark.parametrize(
    ("texts", "classes", "said"),
    [
        (["1", "1.0", "01", "2"], 2, "'01', '1' and '1.0' are the same number, and so one class"),
        (["1", "1.0", "01", "x"], 4, "'01', '1' and '1.0' are alike, and a class each"),
        (["yes", "Yes", "no"], 3, "'Yes' and 'yes' are alike"),
        (["k", "k\u200b", "ｋ", "l"], 4, "are alike"),
        (["a  b", "a b", "c"], 3, "are alike"),
    ],
)
def test_labels_that_look_alike_are_said(texts: list[str], classes: int, said: str) -> None:
    """A reader may take them for one class: what became of them is a remark."""
    target = target_of([Column.of("kind", texts * 3)], None, "rows")
    assert len(target.class_names) == classes
    assert any(said in remark for remark in target.remarks)


@pytest.mark.parametrize("texts", [["1", "2"], ["a", "b"], ["a1", "a2"], ["+", "-"], ["1", "-1"]])
def test_labels_that_differ_are_not_mentioned(texts: list[str]) -> None:
    """The usual case."""
    assert not any(
        "alike" in remark or "same" in remark for remark in target_of([Column.of("k", texts * 3)], None, "r").remarks
    )
