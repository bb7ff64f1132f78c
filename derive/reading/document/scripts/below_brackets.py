"""What stands below a bracket: the indices of an entry, or a word that labels it."""

from __future__ import annotations

from ...expression.nodes import Node
from ...expression.stream import Unread
from ...tex.tokens import Token, Tokens, text_of


def below_a_bracket(lower: Tokens, indices: tuple[Node, ...] | None) -> tuple[Node, ...]:
    r"""The indices of an entry (W x)_i; none for a word, which labels it.

    Raises:
        Unread: where it is taken, or of what it is the mean, stands there: (a − b)_{(0)} is no a − b.

    >>> below_a_bracket((Token("word", "new", 0, 3),), None)
    ()
    >>> below_a_bracket((Token("mark", "-", 0, 1),), None)
    Traceback (most recent call last):
    ...
    derive.reading.expression.stream.Unread: ...
    """
    is_word = any(token.kind == "word" for token in lower) and all(map(_is_of_a_word, lower))
    if indices is None and not is_word:
        raise Unread(f"a bracket with {text_of(lower)!r:.20} below it is not read here", lower[0].start if lower else 0)
    return indices or ()


def _is_of_a_word(token: Token) -> bool:
    return token.kind in ("word", "letter", "number", "command") or token.is_mark("{}")
