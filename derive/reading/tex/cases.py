r"""Cases without their environment: ``\left\{ \begin{array}{l} … \end{array} \right.``."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Token, Tokens, argument, text_of

TABLES = ("array", "matrix")


def with_cases(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with a table behind a lone brace as cases.

    >>> from .tokens import scanned
    >>> text_of(with_cases(scanned(r"\left\{ \begin{array}{l} 1 \\ 0 \end{array} \right.")))
    'begin{cases}1\\\\0end{cases}'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        opening = _brace(tokens, place)
        close = _end_of_table(tokens, opening) if opening else 0
        if opening and close and _is_open(tokens, argument(tokens, close + 1)[1]):
            out += _as_cases(tokens, opening, close)
            place = argument(tokens, close + 1)[1]
            place += 2 * (place + 1 < len(tokens) and tokens[place].is_command("right"))
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _brace(tokens: Sequence[Token], place: int) -> int:
    r"""The place of ``\begin`` behind ``\left\{`` or ``\{``; 0 where there is none."""
    place += tokens[place].is_command("left", "bigg", "Bigg", "biggl", "Biggl")
    brace = place + 1 < len(tokens) and tokens[place].is_command("{", "lbrace")
    return place + 1 if brace and tokens[place + 1].is_command("begin") else 0


def _end_of_table(tokens: Sequence[Token], opening: int) -> int:
    name = text_of(argument(tokens, opening + 1)[0])
    if name not in TABLES:
        return 0
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_command("begin") - tokens[place].is_command("end")
        if depth == 0:
            return place
    return 0


def _is_open(tokens: Sequence[Token], after: int) -> bool:
    r"""True where no brace closes behind the table: ``\right.`` or nothing."""
    rest = tokens[after : after + 2]
    if rest and rest[0].is_command("right"):
        return len(rest) == 2 and rest[1].is_mark(".")
    return not (rest and rest[0].is_command("}", "rbrace"))


def _as_cases(tokens: Sequence[Token], opening: int, close: int) -> list[Token]:
    _, inside = argument(tokens, opening + 1)
    if text_of(argument(tokens, opening + 1)[0]) == "array":
        _, inside = argument(tokens, inside)
    behind = argument(tokens, close + 1)[1]
    ends = (tokens[opening], tokens[opening + 1], tokens[behind - 1])
    begin = _environment(tokens[opening], ends[1])
    return [*begin, *tokens[inside:close], *_environment(tokens[close], ends[2])]


def _environment(command: Token, at: Token) -> list[Token]:
    def mark(text: str) -> Token:
        return Token("mark", text, at.start, at.end)

    return [command, mark("{"), Token("word", "cases", at.start, at.end), mark("}")]
