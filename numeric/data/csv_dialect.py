"""CSV as people have it: which separator, whether commas are decimal, whether a first row names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from derive.errors import InputError

from .cells import COMMA_NUMBER, NOT_FINITE, NUMBER, THOUSANDS, is_number
from .file_content import shown_path

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAMPLE_ROWS = 20
SAMPLE_CHARACTERS = 256 * 1024

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, and the sentences that say what was recognised."""

    separator: str = ","
    decimal_comma: bool = False
    header: bool = True
    skipped: int = 0
    remarks: tuple[str, ...] = ()


def decoded(content: bytes, path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises:
        InputError: it is written otherwise; the hint says how to mend that.

    >>> decoded("é".encode("utf-16"), Path("rows.csv"))
    Traceback (most recent call last):
        ...
    derive.errors.InputError: 'rows.csv' is not UTF-8: byte 1 does not fit; it looks like UTF-16
    """
    shown = shown_path(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        name = _encoding(content)
        looks = f"; it looks like {name}" if name else ""
        raise InputError(
            f"{shown} is not UTF-8: byte {error.start + 1} does not fit{looks}", hint=_conversion(name)
        ) from None
    # UTF-16 without its mark is UTF-8 of a kind: every second character is NUL.
    if len(text) > 1 and text.count("\0") > len(text) // 3:
        raise InputError(f"{shown} is not UTF-8 text; it looks like UTF-16", hint=_conversion("UTF-16"))
    return text


def _encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    return "" if content.count(b"\0") else "Latin-1 (Windows-1252)"


def _conversion(name: str) -> str:
    known = {"UTF-16": "UTF-16", "Latin-1 (Windows-1252)": "WINDOWS-1252"}
    command = f"; or: iconv -f {known[name]} -t UTF-8 OLD.csv > NEW.csv" if name else ""
    return f"save it as UTF-8 (in a spreadsheet: the format “CSV UTF-8”){command}"


def rows_of(text: str, separator: str, name: str) -> Iterator[Row]:
    """The rows that are not blank, each with the line it ends on.

    Raises:
        InputError: a line is no CSV.

    >>> list(rows_of("a;b\\n\\n1; 2\\n", ";", "rows.csv"))
    [(1, ['a', 'b']), (3, ['1', '2'])]
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True, delimiter=separator)
    try:
        for cells in reader:
            if len(cells) > 1 or any(map(str.strip, cells)):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        reason = str(error).replace("\t", "\\t")
        raise InputError(
            f"{name!r:.80}, line {reader.line_num}: not CSV ({reason})", hint="check quotes and stray characters there"
        ) from None


def recognise(text: str, name: str) -> Dialect:
    """Find out how a file is written; a plain one with commas and a header is not looked at further.

    Raises:
        InputError: decimal points and decimal commas are mixed, or a comma may be either.

    >>> recognise("a;kind\\n1,5;u\\n", "rows.csv").remarks
    ('Columns are separated by semicolons.', 'Numbers are written with a decimal comma.')
    """
    separator, skipped = _separator(text, name)
    remarks = [] if separator == "," else [f"Columns are separated by {SEPARATORS[separator]}."]
    decimal = separator != "," and _has_decimal_commas(text, separator, name)
    if decimal:
        remarks.append("Numbers are written with a decimal comma.")
    header = _has_header(text, separator, name, skipped, decimal)
    if not header:
        remarks.append("The first row is no header but numbers: the columns are named x1, x2 and so on.")
    return Dialect(separator, decimal, header, skipped, tuple(remarks))


def _separator(text: str, name: str) -> tuple[str, int]:
    """The separator, and how many lines to skip: a spreadsheet's first line may say ``sep=;``."""
    first = text.partition("\n")[0].strip()
    if first[:4].lower() == "sep=" and (first[4:] or "\t") in SEPARATORS:
        return first[4:] or "\t", 1
    samples = {separator: _sample(text, separator, name) for separator in SEPARATORS}
    several = [s for s, rows in samples.items() if rows and len(rows[0]) > 1]
    regular = [s for s in several if len({len(row) for row in samples[s]}) == 1]
    among = regular or several or [","]
    # Between semicolons or tabs, commas may be decimal; then both ways of reading have columns.
    decimal = [s for s in among if s != "," and _commas_are_decimal(samples[s][1:] or samples[s])]
    return (decimal or among)[0], 0


def _sample(text: str, separator: str, name: str) -> list[list[str]]:
    """The first rows; of a text that is cut off, without the last."""
    rows = []
    try:
        for _, cells in islice(rows_of(text[:SAMPLE_CHARACTERS], separator, name), SAMPLE_ROWS):
            rows.append(cells)
    except InputError:
        pass
    return rows if len(text) <= SAMPLE_CHARACTERS or len(rows) == SAMPLE_ROWS else rows[:-1]


def _commas_are_decimal(rows: list[list[str]]) -> bool:
    return all("," not in cell or COMMA_NUMBER.fullmatch(cell) for row in rows for cell in row)


def _has_decimal_commas(text: str, separator: str, name: str) -> bool:
    """Look at every cell: numbers with a comma must all be meant so."""
    commas = thousands = 0
    point = comma = ""
    for line, cells in rows_of(text, separator, name):
        for cell in cells:
            if "," in cell and COMMA_NUMBER.fullmatch(cell):
                commas, comma = commas + 1, comma or f"line {line}: {cell!r:.40}"
                thousands += bool(THOUSANDS.fullmatch(cell))
            elif "." in cell and not point and NUMBER.fullmatch(cell):
                point = f"line {line}: {cell!r:.40}"
    if commas and point:
        raise InputError(
            f"{name!r:.80} has decimal commas ({comma}) and decimal points ({point})", hint="write one of both"
        )
    if commas == thousands > 0:
        raise InputError(
            f"{name!r:.80}, {comma}: the comma may part thousands or decimals",
            hint="write decimals with a point, and thousands without a comma",
        )
    return commas > 0


def _has_header(text: str, separator: str, name: str, skipped: int, decimal: bool) -> bool:
    """Without numbers the first row is a header; with some, where its words do not come again below them."""
    rows = islice(rows_of(text, separator, name), skipped, None)
    first = next(rows, (0, []))[1]
    words = {i: cell for i, cell in enumerate(first) if not is_number(cell, decimal)}
    if len(words) == len(first):
        return True
    for _, cells in rows:
        if not words:
            return False
        words = {i: word for i, word in words.items() if i >= len(cells) or cells[i] != word}
    return bool(words)


def text_columns(rows: Iterator[Row], width: int, decimal: bool) -> list[int]:
    """The places of the columns that hold words and no number.

    >>> text_columns(iter([(2, ["1", "u", ""]), (3, ["2", "v", "NA"])]), 3, False)
    [1]
    """
    words, numbers = [False] * width, [False] * width
    for _, cells in rows:
        for i, cell in enumerate(cells[:width]):
            if not numbers[i]:
                numbers[i] = is_number(cell, decimal)
                words[i] = words[i] or not (numbers[i] or NOT_FINITE.fullmatch(cell))
    return [i for i in range(width) if words[i] and not numbers[i]]
