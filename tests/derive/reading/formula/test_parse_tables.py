"""Parse tables that were written and read again: they parse, and refuse, as those computed from the grammar."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from lark import Lark
from lark.exceptions import UnexpectedInput, UnexpectedToken

from derive.reading.formula import parse_tables
from derive.reading.formula.parse_tables import STARTS, computed_parser, ship, shipped_parser
from derive.reading.formula.rejection import RejectedFormula
from derive.reading.formula.source import normalised

from .test_hostile_input import AMBIGUOUS, CODE, MALFORMED, VALUELESS
from .test_snippets import EXPECTED


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tables as the build of a wheel writes it."""
    folder = tmp_path_factory.mktemp("tables")
    ship(folder)
    return folder


def outcome(parser: Lark, source: str) -> object:
    """The tree with its places; or where the source is refused, and what would be read there."""
    try:
        tree = parser.parse(source)
    except UnexpectedInput as found:
        accepts = found.accepts if isinstance(found, UnexpectedToken) else None
        return type(found), found.pos_in_stream, accepts and sorted(accepts)
    return tree, [(part.data, part.meta.start_pos, part.meta.end_pos) for part in tree.iter_subtrees() if part.children]


def sources(plain: bool) -> list[str]:
    """Formulas, formulas cut short, and what is none, as the parser is given them."""
    chance = Random(7)
    written = [source for _, source, _ in EXPECTED]
    cut = [source[: chance.randrange(len(source))] for source in written]
    found = []
    for source in chain(CODE, MALFORMED, AMBIGUOUS, VALUELESS, written, cut):
        with suppress(RejectedFormula):
            found.append(normalised(source, plain=plain)[0])
    return found


@pytest.mark.parametrize("start", STARTS)
def test_tables_that_were_read_parse_as_those_computed(start: str, shipped: Path) -> None:
    """Trees, places, refusals and what would be accepted."""
    read, computed = shipped_parser(start, shipped), computed_parser(start)
    assert read is not None
    given = sources(start == "plain")
    outcomes = [outcome(computed, source) for source in given]
    assert [outcome(read, source) for source in given] == outcomes
    refused = sum(isinstance(found[0], type) for found in outcomes if isinstance(found, tuple))
    assert 10 < refused < len(outcomes) - 10


@pytest.mark.parametrize("odd", [b"", b"[]", b"{}", b"\xff", b'{"made_of": "another grammar"}'])
def test_odd_tables_are_not_taken(odd: bytes, tmp_path: Path) -> None:
    """Nor are absent ones."""
    assert shipped_parser("latex", tmp_path) is None
    (tmp_path / "latex.json").write_bytes(odd)
    assert shipped_parser("latex", tmp_path) is None


def test_tables_of_another_grammar_or_another_library_are_not_taken(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of another rule neither."""
    (shipped / "copied.json").write_bytes((shipped / "latex.json").read_bytes())
    assert shipped_parser("copied", shipped) is None
    monkeypatch.setattr(parse_tables.lark, "__version__", "0")
    assert shipped_parser("latex", shipped) is None
