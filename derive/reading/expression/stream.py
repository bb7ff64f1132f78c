"""The tokens of a side, taken one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import InputError
from ..tex.chains import is_comparison
from ..tex.tokens import Token, Tokens, argument, text_of, without_braces
from .words import ACCENTS, GREEK, OPERATORS, STYLES, SWITCHES

END = Token("end of side", "", -1, -1)


class Unread(InputError):
    """A formula that has no reading; ``place`` is where in the display."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message, "")
        self.place = place


class Stream:
    """Tokens with a place among them.

    >>> from ..tex.tokens import scanned
    >>> Stream(scanned("-2"), 0).sign()
    -1
    """

    def __init__(self, tokens: Tokens, depth: int) -> None:
        self.tokens, self.at, self.depth = list(tokens), 0, depth
        self.open = 0  # factors that are begun and not ended

    def goes_on(self, shown: Sequence[object]) -> bool:
        """True before the ellipsis of a_1 a_2 ⋯ a_n: two factors are shown before it, and one behind it.

        In brackets, P(w_1 w_2 … w_n), it may be a sequence.
        """
        behind = self.peek(1)
        return (
            self.depth == 0
            and len(shown) > 1
            and (behind.kind in ("letter", "number") or behind.is_command(*GREEK, *STYLES))
        )

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one further ahead."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else END

    def take(self) -> Token:
        """The next token, which is done with."""
        token = self.peek()
        self.at += 1
        return token

    def sign(self) -> int:
        """The sign of the signs that stand here."""
        return self.signs()[0]

    def signs(self) -> tuple[int, bool]:
        """The sign of the signs that stand here, and whether the last of several is a minus, as in 1 - -2."""
        sign, start = 1, self.at
        while self.peek().is_mark("+-"):
            sign = -sign if self.take().text == "-" else sign
        return sign, self.at - start > 1 and self.tokens[self.at - 1].is_mark("-")

    def inside_bracket(self) -> Tokens:
        """What stands in the bracket that begins here; behind it the stream goes on.

        Raises:
            Unread: it is not closed.
        """
        opening = self.take()
        depth, start = 1, self.at
        while depth:
            token = self.take()
            if token is END:
                raise Unread("a bracket is not closed", opening.start)
            depth += (token.kind == "begin") - (token.kind == "end")
            depth += token.is_mark("([{") - token.is_mark(")]}")
        return tuple(self.tokens[start : self.at - 1])

    def is_before_a_list(self) -> bool:
        """True where the bracket that begins here has commas in it: f[x, φ]."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += token.is_mark("([{") - token.is_mark(")]}")
            if depth < 1:
                return False
            if depth == 1 and token.is_mark(","):
                return True
        return False

    def is_before_a_bracket_of_a_product(self) -> bool:
        """True where a bracket, or its power, begins here and a sign of multiplication stands behind it: (a) · b."""
        if not self.peek().is_mark("(["):
            return False
        start = self.at
        try:
            self.inside_bracket()
            while self.peek().is_mark("^"):
                self.at = argument(self.tokens, self.at + 1)[1]
            return OPERATORS.get(self.peek().text, "/") != "/"
        finally:
            self.at = start

    def is_product(self) -> bool:
        """True for a full stop between two factors, W.x or W . x; in "a. b" a sentence ends."""
        here, behind = self.peek(), self.peek(1)
        before = self.tokens[self.at - 1] if self.at else END
        factor = behind.kind in ("letter", "command", "number", "word") or behind.is_mark("([{")
        sentence = before.end == here.start and behind.start > here.end
        return factor and before is not END and (behind.is_mark("(") or not sentence)

    def is_before_a_mark(self) -> bool:
        """True where a script above begins that is no number: {w_i}^{(new)} is w_i^{(new)}, {w_i}^2 is a square."""
        above = text_of(without_braces(argument(self.tokens, self.at + 1)[0])) if self.peek().is_mark("^") else ""
        return bool(above) and not above.isdigit()

    def condition(self) -> Tokens:
        """What is compared in a bracket or script that begins here, as in 1[z > 0]; else nothing: the stream stays."""
        start = self.at
        below = self.peek().is_mark("_")
        if below:
            self.take()
            inside = without_braces(self.argument())
            wrapped = len(inside) > 1 and inside[0].text + inside[-1].text in ("()", "[]")
            inside = inside[1:-1] if wrapped else inside
        else:
            inside = without_braces(self.inside_bracket()) if self.peek().is_mark("([") else ()
        if not is_comparison(inside):
            self.at, inside = start, ()
        return inside

    def compared_below(self) -> Tokens:
        """What is compared in a script below that begins here, as in 1_{i=j}; else nothing, and the stream stays."""
        if not self.peek().is_mark("_"):
            return ()
        inside = without_braces(argument(self.tokens, self.at + 1)[0])
        if not is_comparison(inside):
            return ()
        self.at = argument(self.tokens, self.at + 1)[1]
        return inside

    def argument(self) -> Tokens:
        r"""The argument of a command or a script; of ``\frac12`` the digits are two."""
        token = self.peek()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            first = Token("number", token.text[0], token.start, token.start + 1)
            rest = Token("number", token.text[1:], token.start + 1, token.end)
            self.tokens[self.at : self.at + 1] = [first, rest]
        if token.kind == "command" and (token.text in STYLES or token.text in ACCENTS):
            found, behind = argument(self.tokens, self.at + 1)
            whole = tuple(self.tokens[self.at : behind])
            self.at = behind
            return whole
        found, self.at = argument(self.tokens, self.at)
        return found


def without_styles(tokens: Tokens) -> Tokens:
    r"""The letter in one style inside another, ``\boldsymbol{\mathbf{x}}``, without braces and the inner styles.

    >>> from ..tex.tokens import scanned
    >>> text_of(without_styles(scanned(r"{\mathbf{x}}")))
    'x'
    """
    tokens = without_braces(tokens)
    while len(tokens) > 1 and tokens[0].kind == "command" and tokens[0].text in STYLES:
        inside, behind = argument(tokens, 1)
        if behind < len(tokens):
            break
        tokens = without_braces(inside)
    return tokens


def with_each_in_style(tokens: Tokens) -> Tokens:
    r"""The tokens of a group in which an old switch of the font stands before each of its letters: ``{\bf W x}``.

    >>> from ..tex.tokens import scanned
    >>> text_of(with_each_in_style(scanned(r"\bf W x"))), text_of(with_each_in_style(scanned(r"\bf W_i x")))
    ('bfWbfx', 'bfW_ix')
    """
    letters = tokens[1:]
    if len(letters) < 2 or not tokens[0].is_command(*SWITCHES) or not all(map(_is_letter, letters)):
        return tokens
    return tuple(token for letter in letters for token in (tokens[0], letter))


def _is_letter(token: Token) -> bool:
    return token.kind == "letter" or token.is_command(*GREEK)


def is_of_letters(tokens: Tokens) -> bool:
    r"""True for letters in a style or below an accent, ``{\bf x}_t``: scripts behind the braces are those of the last.

    >>> from ..tex.tokens import scanned
    >>> [is_of_letters(scanned(text)) for text in (r"\bf x", "x", r"\bf x \bf y", r"\hat{x} y", r"\hat{x}^2")]
    [True, False, True, False, False]
    """
    place = 0
    while place < len(tokens) and tokens[place].is_command(*STYLES, *ACCENTS):
        inside, place = argument(tokens, place + 1)
        if any(token.is_mark("^_'") for token in inside):
            return False
    return 0 < place == len(tokens)


def is_named(tokens: Tokens, *, above: bool = False) -> bool:
    r"""True for one letter with at most an index and primes: what stands behind its braces is of it, ``{f_a}'(x)``.

    Where ``above`` says so, it may have a letter above too: ``{f^l}'(x)``.

    >>> from ..tex.tokens import scanned
    >>> [is_named(scanned(text)) for text in ("f", "f_a", r"\sigma_{1}", r"\mathbf{w}_{ij}'", "f g", "f^2")]
    [True, True, True, True, False, False]
    """
    place = 1 if tokens and (tokens[0].kind == "letter" or tokens[0].is_command(*GREEK)) else 0
    if tokens and tokens[0].is_command(*STYLES):
        place = argument(tokens, 1)[1]
    if place and place < len(tokens) and tokens[place].is_mark("_"):
        place = argument(tokens, place + 1)[1]
    if above and place and place + 1 < len(tokens) and tokens[place].is_mark("^"):
        script, behind = argument(tokens, place + 1)
        place = behind if any(token.kind == "letter" for token in script) else place
    while place and place < len(tokens) and tokens[place].is_mark("'"):
        place += 1
    return 0 < place == len(tokens)


def with_primes_apart(script: Tokens, *, applied: bool) -> tuple[Tokens, int]:
    r"""A script above without the primes before or behind it, and how many: (l) of f^{(l)'}, l of f^{\prime l}(x).

    A letter with a prime is an index of its own, k' of x^{k'}, but where what has it is applied.

    >>> from ..tex.tokens import scanned
    >>> found = [with_primes_apart(scanned(text), applied=False) for text in ("(l)'", "(l),'", "''[l]", "k'")]
    >>> [(text_of(script), primes) for script, primes in found]
    [('(l)', 1), ('(l)', 1), ('[l]', 2), ("k'", 0)]
    """
    first, last = 0, len(script)
    while first < last and _is_prime(script[first]):
        first += 1
    while first < last and _is_prime(script[last - 1]):
        last -= 1
    primes, rest = len(script) - last + first, script[first:last]
    rest = rest[:-1] if primes and len(rest) > 1 and rest[-1].is_mark(",") else rest
    bracketed = len(rest) > 2 and rest[0].is_mark("([") and rest[-1].is_mark(")]")
    return (rest, primes) if primes and (bracketed or (applied and rest)) else (script, 0)


def _is_prime(token: Token) -> bool:
    return token.is_mark("'") or token.is_command("prime")


def index_names(part: Tokens) -> tuple[str, ...]:
    """The letters of indices: i and j of Σ_ij.

    >>> from ..tex.tokens import scanned
    >>> index_names(scanned("ij"))
    ('i', 'j')
    """
    if any(token.kind not in ("letter", "command") for token in part):
        return (text_of(part),) if part else ()
    return tuple(token.text for token in part if token.text not in STYLES and not token.is_command("forall"))


def differential_mark(above: Tokens, below: Tokens) -> str:
    """∂ or d, where a fraction is a derivative; else empty.

    >>> from ..tex.tokens import scanned
    >>> differential_mark(scanned("dL"), scanned("dz"))
    'd'
    """
    if not above or len(below) < 2:
        return ""
    for mark in ("partial", "d"):
        if below[0].text == mark and above[0].text == mark and not below[1].is_mark("^_+-*/"):
            return mark
    return ""


def without_order(tokens: Tokens) -> tuple[Tokens, int]:
    """What is differentiated, and how often, of ∂²L.

    >>> from ..tex.tokens import scanned
    >>> without_order(scanned("^2 L"))[1]
    2
    """
    if len(tokens) > 1 and tokens[0].is_mark("^"):
        found, behind = argument(tokens, 1)
        text = text_of(found)
        return tokens[behind:], int(text) if text in ("2", "3") else 1
    return tokens, 1


def value_and_condition(row: list[Tokens]) -> tuple[Tokens, list[Tokens]]:
    """The value of a case, and its condition; in one cell, what stands behind a word.

    >>> from ..tex.tokens import scanned
    >>> len(value_and_condition([scanned("x"), scanned("x > 0")])[1])
    1
    """
    first = next((n for n, token in enumerate(row[0]) if token.kind == "word" and n), len(row[0]))
    return (row[0], row[1:]) if len(row) > 1 else (row[0][:first], [row[0][first:]])
