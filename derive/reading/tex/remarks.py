r"""What stands behind the formula of a row: the number of the equation, ``\quad (12)``, and why the step is taken."""

from __future__ import annotations

from .layout import FUNCTION_WORDS, PROSE
from .tokens import GAP, GAPS, Token, Tokens, split

# Words that say when something holds; other words behind a formula say why, or what it is called.
CASES = ("if", "for", "when", "where", "with", "otherwise", "else", "such", "given", "and", "or", "so", "then")


def without_number(row: Tokens) -> Tokens:
    r"""The row without the number of its equation.

    >>> from .gaps import with_gaps
    >>> from .tokens import scanned, text_of
    >>> rows = (r"a = b \quad (12)", "a = b ~~~ (2b)", "a = b (2)")
    >>> [text_of(without_number(with_gaps(scanned(row)))) for row in rows]
    ['a=b', 'a=b', 'a=b(2)']
    """
    *before, last = split(row, GAPS)[0]
    inner = last[1:-1]
    numbered = len(last) > 2 and last[0].is_mark("(") and last[-1].is_mark(")") and len(inner) <= 3
    if not before or not numbered or not all(_numbers(token, place) for place, token in enumerate(inner)):
        return row
    shorter = row[: -len(last) - 1]
    return row if not shorter or shorter[-1].is_mark("+-*/=") else shorter


def _numbers(token: Token, place: int) -> bool:
    return token.kind == "number" or token.is_mark("*.'" if place else "*") or (token.kind == "letter" and place > 0)


def parted(row: Tokens) -> tuple[Tokens, Tokens]:
    r"""The formula of a row that the next one goes on from, and the case that is told behind it; a reason goes.

    >>> from .layout import cleaned
    >>> from .gaps import with_gaps
    >>> from .tokens import scanned, text_of
    >>> rows = (r"a = b \quad \text{by (3)}", r"a = b \quad \text{if } i = j", r"a = b \quad \text{net} = c")
    >>> [tuple(map(text_of, parted(cleaned(with_gaps(scanned(row)))))) for row in rows]
    [('a=b', ''), ('a=b', 'ifi=j'), ('a=bnet=c', '')]
    """
    depth = 0
    for place, token in enumerate(row):
        depth += (token.kind == "begin") - (token.kind == "end")
        if depth == 0 and token.kind == GAP and place and _is_told(row[place + 1 :]):
            told = _case(row[place + 1 :])
            return row[:place], (token, *told) if told else ()
    return row, ()


def is_remark(segment: Tokens) -> bool:
    r"""True for words that a formula leans on, ``\text{using } f(x) = c``: they say why, and claim nothing.

    >>> from .layout import cleaned
    >>> from .tokens import scanned
    >>> rows = ("using } f = c", "if } i = j", "net} = c", "tanh} x = y")
    >>> [is_remark(cleaned(scanned(rf"\text{{{row}"))) for row in rows]
    [True, False, False, False]
    """
    return _is_told(segment) and not _case(segment)


def _is_told(segment: Tokens) -> bool:
    """True for words of prose: they do not end in a relation, a bracket or a script, as the name of something does."""
    words = segment[1:] if segment and segment[0].is_mark("([") else segment
    if not words or words[0].kind != "word" or words[0].text in FUNCTION_WORDS:
        return False
    if _first(words[0]) in PROSE or " " in words[0].text or len(words) == 1:
        return True
    return words[1].kind in ("letter", "number", "word", "begin") or words[1].is_mark("{")


def _case(segment: Tokens) -> Tokens:
    """The case in the words: the bracket around them goes."""
    words = segment[1:-1] if segment[0].is_mark("([") and segment[-1].is_mark(")]") else segment
    return words if words and _first(words[0]) in CASES else ()


def _first(word: Token) -> str:
    return word.text.split()[0].strip("().,:").lower() if word.text.strip("().,: ") else ""
