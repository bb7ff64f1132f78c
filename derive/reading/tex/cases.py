r"""Tables that are no matrices: cases without their environment, ``\left\{ \begin{array}{l} …``, and aligned rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

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


def with_aligned_rows(tokens: Sequence[Token], relations: Collection[tuple[str, str]]) -> Tokens:
    r"""The tokens without the environment of an array in whose cells relations stand: its rows are those of a display.

    >>> from .tokens import scanned
    >>> text_of(with_aligned_rows(scanned(r"\begin{array}{ll} a &= b \\ &= c \end{array}"), {("mark", "=")}))
    'a&=b\\\\&=c'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        close = _end_of_table(tokens, place) if tokens[place].is_command("begin") else 0
        inside = argument(tokens, argument(tokens, place + 1)[1])[1] if close else 0
        if close and _is_array(tokens, place) and _has_relation(tokens[inside:close], relations):
            out += with_aligned_rows(tokens[inside:close], relations)
            place = argument(tokens, close + 1)[1]
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _is_array(tokens: Sequence[Token], opening: int) -> bool:
    return text_of(argument(tokens, opening + 1)[0]) == "array"


def _has_relation(tokens: Sequence[Token], relations: Collection[tuple[str, str]]) -> bool:
    """True where a relation stands in a cell, outside of braces, brackets and inner environments."""
    depth = 0
    for token in tokens:
        opens = token.is_command("begin", "left") or token.is_mark("{([")
        closes = token.is_command("end", "right") or token.is_mark("})]")
        depth += opens - closes
        if depth == 0 and (token.kind, token.text) in relations:
            return True
    return False


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
        return len(rest) == 2 and (rest[1].is_mark(".") or rest[1].is_command("dots"))  # \\right.. ends a sentence too
    return not (rest and rest[0].is_command("}", "rbrace"))


def _as_cases(tokens: Sequence[Token], opening: int, close: int) -> list[Token]:
    _, inside = argument(tokens, opening + 1)
    if _is_array(tokens, opening):
        _, inside = argument(tokens, inside)
    behind = argument(tokens, close + 1)[1]
    ends = (tokens[opening], tokens[opening + 1], tokens[behind - 1])
    begin = _environment(tokens[opening], ends[1])
    return [*begin, *tokens[inside:close], *_environment(tokens[close], ends[2])]


def _environment(command: Token, at: Token) -> list[Token]:
    def mark(text: str) -> Token:
        return Token("mark", text, at.start, at.end)

    return [command, mark("{"), Token("word", "cases", at.start, at.end), mark("}")]
