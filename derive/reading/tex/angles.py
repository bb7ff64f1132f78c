r"""Inner products in angles: ``\langle a, b \rangle`` of two vectors, which is no average ``\langle a \rangle``."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import GAP, Token, Tokens, argument, split, text_of

USUAL = ("", "2", "F")  # what may stand below the angles: nothing, or that both are as long as they are
COMMA = frozenset({("mark", ",")})


def with_inner_products(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with one command of two arguments for each pair of angles with a comma in it.

    >>> from .tokens import scanned
    >>> text_of(with_inner_products(scanned(r"2 \langle a, \langle b, c \rangle d \rangle_F + \langle a \rangle")))
    '2inner{a}{inner{b}{c}d}+langlearangle'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        close = _closing(tokens, place) if tokens[place].is_command("langle") else 0
        inside = with_inner_products([token for token in tokens[place + 1 : close] if token.kind != GAP])
        parts = split(inside, COMMA)[0]
        script, after = _script(tokens, close + 1)
        if len(parts) == 2 and all(parts) and script in USUAL:
            opening, closing = tokens[place], tokens[after - 1]
            out.append(Token("command", "inner", opening.start, closing.end))
            for part in parts:
                out += [_brace("{", opening), *part, _brace("}", closing)]
            place = after
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _brace(text: str, beside: Token) -> Token:
    return Token("mark", text, beside.start, beside.end)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The place of the angle that closes; 0 where none does."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_command("langle") - tokens[place].is_command("rangle")
        if tokens[place].kind == "row":
            return 0
        if depth == 0:
            return place
    return 0


def _script(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """What stands below the angles, and the place behind it."""
    if at >= len(tokens) or not tokens[at].is_mark("_"):
        return "", at
    script, behind = argument(tokens, at + 1)
    return text_of(script), behind
