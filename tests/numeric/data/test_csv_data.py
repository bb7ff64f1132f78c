"""CSV files: what is accepted, and one clear line for everything that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.errors import InputError
from numeric.data import csv_data
from numeric.data.csv_data import read_csv
from numeric.data.table import MAXIMUM_COLUMNS, Table
from numeric.data.targets import MAXIMUM_CLASSES

GOOD = "length,width,kind\n1,2,b\n3.5,-4e-1,a\n"


def _read(tmp_path: Path, content: str | bytes, target: str | None = "kind") -> Table:
    path = tmp_path / "rows.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, () if target is None else (target,))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\n\n   \n"),
        GOOD.replace(",", " , "),
        '"length","width","kind"\n"1","2","b"\n"3.5","-4e-1","a"\n',
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "no last newline", "blank lines", "spaces", "quoted"],
)
def test_every_way_of_writing_the_same_table_is_read_alike(tmp_path: Path, content: str) -> None:
    """Byte order mark, line ends, blank lines, spaces and quotes do not change the table."""
    table = _read(tmp_path, content)
    assert table.features.tolist() == [[1.0, 2.0], [3.5, -0.4]]
    assert table.feature_names == ("length", "width") and table.target.class_names == ("a", "b")
    assert table.target.labels.argmax(axis=1).tolist() == [1, 0]


def test_the_target_may_stand_in_any_column(tmp_path: Path) -> None:
    """The features keep their order around the target."""
    table = _read(tmp_path, "a,kind,b\n1,u,2\n3,v,4\n")
    assert table.features.tolist() == [[1, 2], [3, 4]] and table.feature_names == ("a", "b")


def test_classes_that_are_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    """Class 10 comes after class 9, not after class 1."""
    assert _read(tmp_path, "a,kind\n1,10\n2,9\n3,1\n").target.class_names == ("1", "9", "10")


HOSTILE = [
    "__import__('os').system('touch harmed')",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|'/c calc'!A0",
    "lambda",
    "jax",
    "exp",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_header_that_is_code_stays_text(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile column name is carried along unchanged, and nothing runs."""
    monkeypatch.chdir(tmp_path)
    table = _read(tmp_path, f'"{name}",kind\n1,u\n2,"{name}"\n')
    assert table.feature_names == (name,) and set(table.target.class_names) == {"u", name}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rows.csv"]


BAD = {
    "empty": ("", "is empty", "the first line names the columns"),
    "blank": ("\n \n", "is empty", "the first line names the columns"),
    "header only": ("a,kind\n", "has a header but no rows", "two classes"),
    "one class": ("a,kind\n1,u\n2,u\n", "every row of 'kind' has the same class, 'u'", "at least two classes"),
    "one column": ("kind\nu\nv\n", "has one column only", "separated by commas"),
    "no such target": ("a,sort\n1,u\n", "has no target column 'kind'", "the columns are 'a', 'sort'"),
    "text": ("a,b,kind\n1,2,u\n3,tall,v\n", "row 2 (line 3), column 'b': found 'tall', expected a number", "encode"),
    "code": ("a,kind\n__import__('os'),u\n", "column 'a': found \"__import__('os')\"", "encode"),
    "underscore": ("a,kind\n1_000,u\n", "found '1_000', expected a number", "encode"),
    "other digits": ("a,kind\n١٢,u\n", "expected a number", "encode"),
    "hexadecimal": ("a,kind\n0x10,u\n", "expected a number", "encode"),
    "two signs": ("a,kind\n1-2,u\n", "found '1-2', expected a number", "encode"),
    "not a number": ("a,kind\nNaN,u\n", "found 'NaN', expected a finite number", "remove the row"),
    "infinity": ("a,kind\n1,u\n-Infinity,v\n", "row 2 (line 3), column 'a': found '-Infinity'", "remove the row"),
    "overflow": ("a,kind\n1e400,u\n", "'1e400' is too large for float64", "rescale"),
    "missing value": ("a,b,kind\n1,,u\n", "column 'b': found '', expected a finite number", "fill it in"),
    "missing class": ("a,kind\n1,\n", "column 'kind': the class is missing", "fill it in"),
    "short row": ("a,b,kind\n1,u\n", "row 1 (line 2): found 2 values, expected 3", "one value for each column"),
    "long row": ("a,kind\n1,u\n1,2,u\n", "row 2 (line 3): found 3 values, expected 2", "one value for each column"),
    "same name": ("a,a,kind\n1,2,u\n", "two columns are named 'a'", "its own name"),
    "same name in other letters": ("a,ａ,kind\n1,2,u\n", "two columns are named 'ａ'", "its own name"),
    "no name": (",a,kind\n0,1,u\n", "column 1 has no name", "counts the rows"),
    "open quote": ('a,kind\n"1,u\n', "not CSV", "check quotes"),
    "NUL": ("a,kind\n1\0,u\n2,v\n", "rows.csv", "h"),
    "not UTF-8": (b"a,kind\n1,\xff\n", "is not UTF-8: byte 10", "save it as UTF-8"),
    "UTF-16": ("a,kind\n1,u\n".encode("utf-16"), "is not UTF-8: byte 1", "save it as UTF-8"),
}


@pytest.mark.parametrize(("content", "message", "hint"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_used_is_explained(tmp_path: Path, content: str | bytes, message: str, hint: str) -> None:
    """One printable line says where and what, the hint says what to do, and the exit status is 2."""
    with pytest.raises(InputError) as caught:
        _read(tmp_path, content)
    assert message in caught.value.message and hint in caught.value.hint and caught.value.hint
    assert caught.value.message.isprintable() and len(caught.value.message) < 400
    assert caught.value.exit_status == 2


def test_a_missing_target_option_lists_the_columns(tmp_path: Path) -> None:
    """Without a target the message asks for it, and the hint lists at most twelve columns."""
    with pytest.raises(InputError, match="No target was named") as caught:
        _read(tmp_path, ",".join(f"c{i}" for i in range(30)) + "\n", target=None)
    assert "--target; the columns are 'c0', 'c1'" in caught.value.hint and "and 18 more" in caught.value.hint


def test_a_measured_target_is_refused_as_classes(tmp_path: Path) -> None:
    """A target with more different values than there can be classes is no class, even where classes are asked for."""
    path = tmp_path / "rows.csv"
    path.write_text("a,kind\n" + "".join(f"1,{i / 7}\n" for i in range(MAXIMUM_CLASSES + 1)))
    with pytest.raises(InputError, match="1001 different values") as caught:
        read_csv(path, ("kind",), "classes")
    assert "measured quantity" in caught.value.hint


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than the limit is ever read."""
    monkeypatch.setattr(csv_data, "MAXIMUM_BYTES", 1024**2)
    with pytest.raises(InputError, match="larger than 1 MiB"):
        _read(tmp_path, b"a" * (1024**2 + 1))


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    """A header with more columns than sensible is refused with both numbers."""
    with pytest.raises(InputError, match="10001 columns") as caught:
        _read(tmp_path, ",".join(map(str, range(MAXIMUM_COLUMNS + 1))))
    assert "10000" in caught.value.hint
