"""Parsing: from the source of a formula to its syntax tree, by the grammar in ``formula.lark``."""

from __future__ import annotations

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from .nodes import Chain
from .parse_tables import parser_of
from .rejection import RejectedFormula
from .source import normalised
from .tree_building import BuildTree

MOST_FACTORS = 1500
NAMED = {
    "$END": "the end of the formula",
    "CLOSE": "a closing bracket",
    "RBRACE": "}",
    "RPAR": ")",
    "RSQB": "]",
    "END_CASES": r"\end{cases}",
}


def parse(text: str, *, plain: bool = False) -> tuple[Chain, list[int]]:
    """Return the syntax tree, and for each place in it the place in ``text``.

    Raises:
        RejectedFormula: the text is not in the grammar; the position is where it stops being so.
    """
    source, places = normalised(text, plain=plain)
    parser = parser_of("plain" if plain else "latex")
    try:
        tree = parser.parse(source)
        chain: Chain = BuildTree(source).transform(tree)
    except UnexpectedInput as found:
        place = min(found.pos_in_stream or 0, len(source)) if found.pos_in_stream is not None else len(source)
        place = len(source) if place < 0 else place
        raise RejectedFormula(_reason(found, source), places[place]) from None
    except VisitError as found:
        if isinstance(found.orig_exc, RejectedFormula):
            inner = found.orig_exc
            at = places[min(inner.position, len(places) - 1)]
            raise RejectedFormula(inner.message, at, inner.readings, inner.hint) from None
        raise
    except RecursionError:
        raise RejectedFormula("the formula is nested too deeply") from None
    return chain, places


def _reason(found: UnexpectedInput, source: str) -> str:
    if isinstance(found, UnexpectedCharacters):
        return f"{_excerpt(source, found.pos_in_stream or 0)} is not read here"
    if isinstance(found, UnexpectedToken):
        token: Token = found.token
        closing = next((word for name, word in NAMED.items() if name in found.accepts and name != "$END"), "")
        if token.type == "$END":
            return f"the formula ends where {closing or 'more'} is expected"
        return f"{_excerpt(source, token.start_pos or 0)} is not expected here" + (f"; {closing} is" if closing else "")
    return "the formula is not in the grammar"


def _excerpt(source: str, place: int) -> str:
    rest = source[place:]
    if rest.startswith("\\"):
        end = 1
        while end < len(rest) and rest[end].isalpha() and end < 30:
            end += 1
        return repr(rest[: max(end, 2)])[1:-1].replace("\\\\", "\\")
    return repr(rest[:1]) if rest else "the end"
