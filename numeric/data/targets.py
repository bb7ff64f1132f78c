"""What is to be learnt: target columns become one-hot classes, many labels of 0 and 1, or measured numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError, UsageError

from ..results import Array
from .cells import NOT_FINITE, NUMBER

TASKS = ("classes", "labels", "regression")
MAXIMUM_CLASSES = 1_000
# Up to so many different whole numbers are classes where nothing else is said.
FEW = 20
# Of a whole number with more digits float64 keeps only the first: it is a name.
MOST_DIGITS = 15
MOST_SAID = 5
# More of them are where no number is left out, each comes again, and the rarest comes so often beside the average.
RAREST = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One target column: its cells as they are written, or as numbers where all of them are numbers.

    >>> Column.of("kind", ["1", "2.5"]).numbers.tolist(), Column.of("kind", ["1", "u"]).numbers
    ([1.0, 2.5], None)
    """

    name: str
    texts: Sequence[str]
    numbers: Array | None

    @classmethod
    def of(cls, name: str, texts: Sequence[str]) -> Column:
        """A column of text that may hold numbers; whole numbers too long for float64 stay text, for they are names."""
        measured = all(NUMBER.fullmatch(text) and not (text.isdigit() and len(text) > MOST_DIGITS) for text in texts)
        return cls(name, texts, np.array([float(text) for text in texts]) if measured else None)

    @property
    def rows(self) -> int:
        """How many cells it has."""
        return len(self.texts) if self.numbers is None else len(self.numbers)


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a dataset's labels are: N×K, the names of the classes, the task, and what was decided.

    ``name`` is that of the column, or of the columns with a comma between two.
    """

    labels: Array
    class_names: tuple[str, ...]
    task: str
    name: str
    remarks: tuple[str, ...] = ()


def target_of(columns: Sequence[Column], task: str | None, where: str) -> Target:
    """Read target columns as what they are, or as the ``task`` that was asked for.

    Several columns are many labels; one column of text, or of few different whole numbers, is classes, as are the
    numbers of many classes, 0 to K − 1; one column of other numbers is a regression.

    Raises:
        InputError: the cells do not fit the task; the message begins with ``where``.

    >>> target_of([Column.of("price", ["1.5", "2.25", "9"])], None, "rows.csv").task
    'regression'
    """
    if not columns[0].rows:
        raise InputError(f"{where} has a header but no rows", hint="add at least one row for each of two classes")
    return READERS[task_named(task) or _natural_task(columns, where)](columns, where, task is None)


def task_named(task: str | None) -> str | None:
    """Return the task where there is such a one.

    Raises:
        UsageError: there is none of that name.

    >>> task_named("regression")
    'regression'
    """
    if task is not None and task not in TASKS:
        raise UsageError(f"unknown task {task!r:.60}", hint="expected one of: " + ", ".join(TASKS))
    return task


def _natural_task(columns: Sequence[Column], where: str) -> str:
    if len(columns) > 1:
        return "labels"
    numbers = columns[0].numbers
    if numbers is None:
        _refuse_a_stray_text(columns[0], where)
        return "classes"
    return "classes" if _counts(numbers) else "regression"


def _counts(numbers: Array) -> bool:
    """True for few different whole numbers that come again, or lie close together: they count, they do not measure."""
    different, often = np.unique(numbers, return_counts=True)
    whole = bool((different == np.round(different)).all()) and len(different) <= FEW
    few = whole and (len(numbers) >= 2 * len(different) or float(np.ptp(different)) < FEW)
    return few or are_numbers_of_classes(different, often)


def are_numbers_of_classes(different: Array, often: NDArray[Any]) -> bool:
    """True for 0, …, K − 1 or 1, …, K where each comes about as often: what is measured leaves gaps and has tails.

    >>> are_numbers_of_classes(np.arange(100.0), np.full(100, 5))
    True
    >>> are_numbers_of_classes(np.arange(18.0, 80.0), np.full(62, 5))
    False
    """
    count = len(different)
    if not 2 <= count <= MAXIMUM_CLASSES or different[0] not in (0, 1):
        return False
    gapless = bool((different == np.arange(count) + different[0]).all())
    return gapless and int(often.min()) >= 2 and float(often.min()) >= RAREST * float(often.mean())


def said_of_guessed_classes(name: str, names: Sequence[str]) -> str:
    """What was taken for classes, and where a reader may doubt it, how to say otherwise.

    >>> said_of_guessed_classes("y", ("0", "1"))
    "The target 'y' holds 2 different whole numbers, which are taken as classes."
    """
    if len(names) <= FEW:
        return f"The target {name!r:.60} holds {len(names)} different whole numbers, which are taken as classes."
    return (
        f"The target {name!r:.60} holds the {len(names)} numbers {names[0]} to {names[-1]}, each about as often, as "
        "numbers of classes do: each is taken as a class; where they measure something, ask for the task regression."
    )


def _refuse_a_stray_text(column: Column, where: str) -> None:
    """A column of numbers with a word in it is a slip, and a column of names is no class: never 150 classes."""
    strays = [i for i, text in enumerate(column.texts) if not NUMBER.fullmatch(text)]
    different, numbers = len(set(column.texts)), len(column.texts) - len(strays)
    missing = numbers and all(NOT_FINITE.fullmatch(column.texts[i]) for i in strays)
    if strays and (missing or (different > FEW and numbers > len(strays))):
        expected = "a finite number" if missing else "a number as in other rows"
        raise InputError(
            f"{_cell(column, strays[0], where)}, expected {expected}",
            hint="fill it in or remove the row; to take each value as a class, ask for --task classes",
        )
    if different > FEW and different > len(column.texts) / 2:
        raise InputError(
            f"{where}: {column.name!r:.60} has {different} different values in {len(column.texts)} rows, "
            "as names have, not classes",
            hint="name another column with --target, or ask for it: --task classes",
        )


def _cell(column: Column, row: int, where: str) -> str:
    return f"{where}, row {row + 1}, column {column.name!r:.60}: found {column.texts[row]!r:.40}"


def _classes(columns: Sequence[Column], where: str, guessed: bool) -> Target:
    if len(columns) > 1:
        return _one_hot(columns, where)
    column = columns[0]
    names, places = _named_classes(column)
    if len(names) == 1:
        raise InputError(
            f"{where}: every row of {column.name!r:.60} has the same class, {names[0]!r:.40}",
            hint="at least two classes are needed",
        )
    if len(names) > MAXIMUM_CLASSES:
        raise InputError(
            f"{where}: {column.name!r:.60} has {len(names)} different values; at most {MAXIMUM_CLASSES} "
            "classes are possible",
            hint="is the target a measured quantity? Name a column of classes, or ask for --task regression",
        )
    said = said_of_guessed_classes(column.name, names)
    remark = " ".join(((said,) if guessed and column.numbers is not None else ()) + _said_of_alike(column))
    return Target(np.eye(len(names))[places], names, "classes", column.name, (remark,) if remark else ())


def _named_classes(column: Column) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The classes in order, as numbers where all are numbers, and for each row the place of its own."""
    if column.numbers is not None:
        values, places = np.unique(column.numbers, return_inverse=True)
        return tuple(map(spelled, values.tolist())), places
    names = sorted(set(column.texts))
    place = {name: i for i, name in enumerate(names)}
    return tuple(names), np.array([place[text] for text in column.texts], dtype=np.intp)


def _said_of_alike(column: Column) -> tuple[str, ...]:
    """What became of labels that a reader may take for the same: few of a table's are written in several ways."""
    alike: dict[object, list[str]] = {}
    for text in sorted(set(column.texts)):
        alike.setdefault(look_of(text), []).append(text)
    outcome = "the same number, and so one class" if column.numbers is not None else "alike, and a class each"
    return tuple(
        f"The labels {', '.join(f'{text!r:.40}' for text in texts[:-1])} and {texts[-1]!r:.40} are {outcome}."
        for texts in alike.values()
        if len(texts) > 1
    )[:MOST_SAID]


def look_of(text: str) -> object:
    """What is the same for labels that look alike: a number, or the letters without case, marks of format and spaces.

    >>> look_of("01") == look_of("1.0"), look_of("Yes") == look_of("yes\u200b "), look_of("yes") == look_of("no")
    (True, True, False)
    """
    if NUMBER.fullmatch(text):
        return Decimal(text)  # every digit of a long name counts
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return " ".join(seen.casefold().split())


def spelled(value: float) -> str:
    """A number as the name of a class: a whole one without a point.

    >>> spelled(10.0), spelled(0.5)
    ('10', '0.5')
    """
    return str(int(value)) if value == round(value) and abs(value) < 1e15 else repr(value)


def _one_hot(columns: Sequence[Column], where: str) -> Target:
    """Several columns, of which each row marks exactly one."""
    marks = _zeros_and_ones(columns, where)
    wrong = np.flatnonzero(marks.sum(axis=1) != 1)
    if len(wrong):
        raise InputError(
            f"{where}, row {wrong[0] + 1}: {int(marks[wrong[0]].sum())} of the {len(columns)} classes are marked 1",
            hint="mark one class in each row, or ask for --task labels",
        )
    return Target(marks, _names(columns), "classes", ", ".join(_names(columns)))


def _labels(columns: Sequence[Column], where: str, guessed: bool) -> Target:
    marks = _zeros_and_ones(columns, where)
    said = f"{len(columns)} target columns of 0 and 1 are many labels, any number of which may hold in a row."
    constant = [c.name for c, mark in zip(columns, marks.T, strict=True) if mark.min() == mark.max()]
    never = tuple(f"The label {name!r:.60} is the same in every row: nothing can be learnt of it." for name in constant)
    return Target(marks, _names(columns), "labels", ", ".join(_names(columns)), (*((said,) if guessed else ()), *never))


def _zeros_and_ones(columns: Sequence[Column], where: str) -> Array:
    for column in columns:
        for row, text in enumerate(column.texts if column.numbers is None else map(spelled, column.numbers.tolist())):
            if text not in ("0", "1"):
                raise InputError(
                    f"{where}, row {row + 1}, column {column.name!r:.60}: found {text!r:.40}, expected 0 or 1",
                    hint="several target columns are many labels, each 0 or 1; a regression has one column",
                )
    return np.array([column.numbers for column in columns], dtype=np.float64).T.copy()


def _names(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


def _regression(columns: Sequence[Column], where: str, guessed: bool) -> Target:
    if len(columns) > 1:
        raise InputError(
            f"{where}: a regression of {len(columns)} target columns at once",
            hint="name one column of numbers with --target",
        )
    column = columns[0]
    numbers = _measured(column, where)
    different = len(np.unique(numbers))
    if different == 1:
        raise InputError(
            f"{where}: every row of {column.name!r:.60} has the same number, {spelled(float(numbers[0]))}",
            hint="a target that never changes teaches nothing; name another column",
        )
    said = (
        f"The target {column.name!r:.60} holds numbers with {different} different values, so this is a regression; "
        "to take each value as a class, ask for the task classes."
    )
    return Target(numbers.reshape(-1, 1).copy(), (), "regression", column.name, (said,) if guessed else ())


def _measured(column: Column, where: str) -> Array:
    if column.numbers is None:
        row = next((i for i, text in enumerate(column.texts) if not NUMBER.fullmatch(text)), 0)
        raise InputError(
            f"{_cell(column, row, where)}, expected a number",
            hint="a regression needs a number in each row; without --task regression, words are classes",
        )
    wrong = np.flatnonzero(~np.isfinite(column.numbers))
    if len(wrong):
        raise InputError(
            f"{where}, row {wrong[0] + 1}, column {column.name!r:.60}: the target is not finite",
            hint="fill it in or remove the row",
        )
    return column.numbers


READERS = {"classes": _classes, "labels": _labels, "regression": _regression}
