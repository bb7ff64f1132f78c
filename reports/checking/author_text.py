"""Where a formula stands in the author's file: in a notebook inside JSON strings, in HTML behind entities."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
SPACE = re.compile(r"[ \t\n\r]*")
UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
LINE_END = re.compile(r"\r\n|\n|\r")
DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Change:
    """The characters from ``start`` to ``end`` of a file become ``new``."""

    start: int
    end: int
    new: str


def changed(text: str, changes: list[Change]) -> str:
    """The text with all changes, which do not overlap.

    >>> changed("a = b", [Change(4, 5, "c")])
    'a = c'
    """
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        text = text[: change.start] + change.new + text[change.end :]
    return text


@dataclass(frozen=True, slots=True)
class Source:
    """What lines and columns count in: a file, or a cell of a notebook, each of its characters with its place there.

    ``spans`` are the places of the characters in the file; None where the text is the file. A notebook in ``ascii``
    stays so.
    """

    text: str
    spans: tuple[tuple[int, int], ...] | None = None
    html: bool = False
    ascii: bool = False

    def at(self, line: int, column: int) -> int:
        """The place of a line and a column in the text; lines end with LF, CR LF or CR.

        >>> Source("a" + chr(13) + chr(10) + "b").at(2, 1)
        3
        """
        starts = [0, *(match.end() for match in LINE_END.finditer(self.text))]
        return starts[line - 1] + column - 1 if line <= len(starts) else len(self.text)

    def found(self, latex: str, place: int) -> list[int] | None:
        """The places of the characters of a formula that begins there, and of its end; None where it does not.

        A space of the formula may be anything in the file that is no TeX, an entity is one character.

        >>> Source("a &lt; b", html=True).found("a < b", 0)
        [0, 1, 2, 6, 7, 8]
        """
        found, at = [], place
        for character in latex:
            if at >= len(self.text):
                return None
            here = self.text[at]
            entity = ENTITY.match(self.text, at) if self.html and here == "&" else None
            found.append(at)
            if entity and unescape(entity[0]).replace("\xa0", " ") == character:
                at = entity.end()
            elif character in (here, " ") or (character == "\n" and here == "\r"):
                at += 1
            else:
                return None
        return [*found, at]

    def change(self, start: int, end: int, new: str) -> list[Change]:
        """The changes of the file that write ``new`` there; JSON strings stay apart."""
        if self.spans is None:
            entities = self.html and not self._in_script(start)
            return [Change(start, end, escape(new, quote=False) if entities else new)]
        runs: list[list[int]] = []
        for first, last in self.spans[start:end]:
            if runs and runs[-1][1] == first:
                runs[-1][1] = last
            else:
                runs.append([first, last])
        raw = json.dumps(new, ensure_ascii=self.ascii)[1:-1]
        return [Change(first, last, "" if number else raw) for number, (first, last) in enumerate(runs)]

    def _in_script(self, place: int) -> bool:
        opening = self.text.rfind("<script", 0, place)
        return opening >= 0 and "</script" not in self.text[opening:place]


def sources_of(text: str, kind: str) -> dict[int, Source]:
    """The file, or the cells of a notebook by their numbers.

    >>> sources_of("$a$", "markdown")[0].text
    '$a$'
    >>> [source.text for source in sources_of('{"cells": [{"source": ["a\\\\n", "b"]}]}', "notebook").values()]
    ['a\\nb']
    """
    if kind != "notebook":
        return {0: Source(text, html=kind == "html")}
    try:
        (cells,) = [place for name, place in _members(text, _after_space(text, 0)) if name == "cells"]
        found = {number: _cell(text, place) for number, place in enumerate(_items(text, cells), 1)}
    except (ValueError, IndexError):
        return {}
    return {number: source for number, source in found.items() if source is not None}


def _cell(text: str, place: int) -> Source | None:
    spans: list[tuple[int, int]] = []
    characters: list[str] = []
    for name, value in _members(text, place):
        if name == "source":
            strings = [value] if text[value] == '"' else list(_items(text, value))
            for string in strings:
                decoded, end = DECODER.raw_decode(text, string)
                spans += [match.span() for match in UNIT.finditer(text, string + 1, end - 1)]
                characters.append(decoded)
    source = "".join(characters)
    return Source(source, tuple(spans), ascii=text.isascii()) if len(source) == len(spans) else None


def _members(text: str, place: int) -> Iterator[tuple[str, int]]:
    """The names of a JSON object and the places of their values."""
    place = _after_space(text, place + 1)
    while text[place] != "}":
        name, place = DECODER.raw_decode(text, place)
        place = _after_space(text, _after_space(text, place) + 1)
        yield name, place
        place = _next(text, place)


def _items(text: str, place: int) -> Iterator[int]:
    """The places of the values of a JSON array."""
    place = _after_space(text, place + 1)
    while text[place] != "]":
        yield place
        place = _next(text, place)


def _next(text: str, place: int) -> int:
    place = _after_space(text, DECODER.raw_decode(text, place)[1])
    return _after_space(text, place + 1) if text[place] == "," else place


def _after_space(text: str, place: int) -> int:
    match = SPACE.match(text, place)
    return match.end() if match else place
