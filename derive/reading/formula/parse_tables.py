"""Parse tables: what a parser of formulas is made of, computed from the grammar once, when a wheel is built.

Computing them takes as long as a third of the import of SymPy, reading them a tenth of that. They are data in JSON; a
checkout has none and computes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

SHIPPED = Path(__file__).with_name("shipped_tables")  # written when a wheel is built
STARTS = ("latex", "plain")
OPTIONS: Mapping[str, Any] = {
    "parser": "lalr", "lexer": "contextual", "propagate_positions": True, "maybe_placeholders": False,
}  # fmt: skip


@lru_cache(maxsize=2)
def parser_of(start: str) -> Lark:
    """The parser for what begins with that rule of the grammar: by tables that were shipped, else computed here."""
    return shipped_parser(start, SHIPPED) or computed_parser(start)


def computed_parser(start: str) -> Lark:
    """The parser whose tables are computed from the grammar.

    >>> computed_parser("plain").parse("a").pretty().split()[0]
    'plain'
    """
    return Lark(_grammar(), start=start, **OPTIONS)


def shipped_parser(start: str, folder: Path) -> Lark | None:
    """The parser by the table in that folder; None where there is none for this grammar and this version of Lark."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        table = json.loads((folder / f"{start}.json").read_bytes())
        if table["made_of"] == _made_of(start):
            memo, parser = _with_numbers(table["memo"]), table["data"]["parser"]["parser"]
            parser["tokens"] = _with_numbers(parser["tokens"])
            parser["states"] = {state: _with_numbers(to) for state, to in _with_numbers(parser["states"]).items()}
            return Lark.load({"memo": memo, "data": table["data"]})
    return None


def ship(folder: Path) -> None:
    """Write the tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in STARTS:
        data, memo = computed_parser(start).memo_serialize([TerminalDef, Rule])
        table = {"made_of": _made_of(start), "data": data, "memo": memo}
        (folder / f"{start}.json").write_text(json.dumps(table, separators=(",", ":")), "utf-8")


def _grammar() -> str:
    return Path(__file__).with_name("formula.lark").read_text("utf-8")


def _made_of(start: str) -> str:
    """What a table hangs on: it is not taken where the grammar, an option or the library has changed since."""
    return sha256(repr((lark.__version__, start, sorted(OPTIONS.items()), _grammar())).encode()).hexdigest()


def _with_numbers(table: dict[str, Any]) -> dict[int, Any]:
    """JSON knows text alone as keys."""
    return {int(key): value for key, value in table.items()}
