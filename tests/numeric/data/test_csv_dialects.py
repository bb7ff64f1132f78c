"""CSV as people have it: separators, decimal commas, no header, no target, other encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.errors import InputError
from numeric.data.csv_data import read_csv
from numeric.data.table import Table

SEMICOLONS, COMMAS = "separated by semicolons", "decimal comma"
UNNAMED, TARGET = "named x1, x2 and so on", "the only column of text"


def _read(tmp_path: Path, content: str | bytes, *targets: str) -> Table:
    path = tmp_path / "rows.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, targets)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b,kind\n1.5,2,u\n-3,0.5,v\n", [TARGET]),
        ("a;b;kind\n1.5;2;u\n-3;0.5;v\n", [SEMICOLONS, TARGET]),
        ("a;b;kind\r\n1,5;2;u\r\n-3;,5;v\r\n", [SEMICOLONS, COMMAS, TARGET]),
        ("a\tb\tkind\n1.5\t2\tu\n-3\t0.5\tv\n", ["separated by tabs", TARGET]),
        ("a\tb\tkind\n1,5\t2\tu\n-3\t5e-1\tv\n", ["separated by tabs", COMMAS, TARGET]),
        ("\ufeffsep=;\na;b;kind\n1,5;2;u\n-3;0,5;v\n", [SEMICOLONS, COMMAS, TARGET]),
        ('a;b;kind\n"1,5";2;u\n-3;0,5;v\n', [SEMICOLONS, COMMAS, TARGET]),
        ("1.5,2,u\n-3,0.5,v\n1.5,2,u\n-3,0.5,v\n", [UNNAMED, TARGET]),
        ("1,5;2;u\n-3;0,5;v\n1,5;2;u\n", [SEMICOLONS, COMMAS, UNNAMED, TARGET]),
    ],
    ids=["plain", "semicolons", "decimal", "tabs", "tabs decimal", "sep=", "quoted", "no header", "decimal no header"],
)
def test_what_is_recognised_is_said(tmp_path: Path, content: str, said: list[str]) -> None:
    """The same two rows however they are written, with one sentence for each thing that was recognised."""
    table = _read(tmp_path, content)
    assert table.features[:2].tolist() == [[1.5, 2.0], [-3.0, 0.5]] and table.target.class_names == ("u", "v")
    assert len(table.remarks) == len(said) and all(part in text for part, text in zip(said, table.remarks, strict=True))
    assert table.feature_names == (("x1", "x2") if UNNAMED in said else ("a", "b"))


def test_rows_of_numbers_alone_are_named_by_their_columns(tmp_path: Path) -> None:
    """Without a header a target is named x3, and its numbers are read as they are."""
    table = _read(tmp_path, "1,2,0.5\n3,4,0.25\n", "x3")
    assert table.feature_names == ("x1", "x2") and table.target.task == "regression"


def test_a_header_may_hold_numbers(tmp_path: Path) -> None:
    """Years as names are a header where the words beside them do not come again below."""
    table = _read(tmp_path, "kind,2019,2020\nu,1,2\nv,3,4\n")
    assert table.feature_names == ("2019", "2020") and table.features.tolist() == [[1, 2], [3, 4]]


def test_a_comma_inside_a_text_is_no_separator(tmp_path: Path) -> None:
    """Semicolons in a class's name do not make a file of semicolons, nor commas in names a file of commas."""
    assert _read(tmp_path, "a,kind\n1,x;y\n2,z\n").target.class_names == ("x;y", "z")
    assert _read(tmp_path, "length, cm;kind\n1,5;u\n2;v\n").feature_names == ("length, cm",)


@pytest.mark.parametrize("names", [("b", "c"), ("b,c",), (" b , c ",)])
def test_several_targets_are_named_apart_or_with_commas(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Both ways of writing them mean the same columns, in the order of the names."""
    table = _read(tmp_path, "a,b,c\n1,0,1\n2,1,1\n", *names)
    assert table.target.class_names == ("b", "c") and table.target.labels.tolist() == [[0, 1], [1, 1]]
    assert table.features.tolist() == [[1], [2]]


def test_a_name_with_a_comma_is_one_column(tmp_path: Path) -> None:
    """A column that is called so wins over two that are not there."""
    assert _read(tmp_path, 'a,"b,c"\n1,u\n2,v\n', "b,c").target.name == "b,c"


BAD = {
    "no text": ("a,b\n1,2\n", (), "no column holds text", "--target; the columns are 'a', 'b'"),
    "two texts": ("a,b,c\n1,u,x\n2,v,y\n", (), "2 columns hold text: 'b', 'c'", "the columns are"),
    "twice": ("a,b\n1,u\n", ("b", "b"), "named twice", "once"),
    "nothing left": ("a,b\n1,0\n", ("a", "b"), "every column is a target", "at least one column"),
    "mixed": ("a;kind\n1,5;u\n2.5;v\n", (), "decimal commas (line 2: '1,5') and decimal points (line 3: '2.5')", "one"),
    "thousands": ("a\tkind\n1,500\tu\n12,250\tv\n", (), "the comma may part thousands or decimals", "without a comma"),
    "points as thousands": ("a;kind\n1.234,5;u\n2,5;v\n", ("kind",), "found '1.234,5', expected a number", "encode"),
    "Latin-1": (
        "ä,kind\n1,u\n".encode("latin-1"),
        (),
        "byte 1 does not fit; it looks like Latin-1",
        "iconv -f WINDOWS",
    ),
    "UTF-16": ("a,kind\n1,u\n".encode("utf-16"), (), "it looks like UTF-16", "iconv -f UTF-16 -t UTF-8"),
    "UTF-16 without a mark": ("a,kind\n1,u\n".encode("utf-16-le"), (), "it looks like UTF-16", "save it as UTF-8"),
}


@pytest.mark.parametrize(("content", "targets", "message", "hint"), BAD.values(), ids=BAD)
def test_what_could_be_meant_in_two_ways_is_asked(
    tmp_path: Path, content: str | bytes, targets: tuple[str, ...], message: str, hint: str
) -> None:
    """Nothing is guessed where two readings are possible; the message says which and the hint what to do."""
    with pytest.raises(InputError) as caught:
        _read(tmp_path, content, *targets)
    assert message in caught.value.message and hint in caught.value.hint
