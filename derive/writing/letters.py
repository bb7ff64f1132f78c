r"""Letters that a user writes, such as \hat{y} or \mathbf{W}: read from a small declared part of LaTeX, nothing else.

letter   a | \theta | \hat{letter} | \mathbf{letter} | \mathrm{word}, then perhaps _ and what stands below
below    a character, or {letters and digits}, or {\mathrm{word}}
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import UsageError
from ..network.spelling import CAPITALS_ALONE, FONTS, NAMED_LETTERS, Letter

ACCENTS = ("hat", "tilde", "bar", "vec")
SAME_AS = {"bm": "boldsymbol", "text": "mathrm"}
LONGEST = 60
TOKEN = re.compile(r"\\[A-Za-z]+|.", re.DOTALL)
CHARACTER = re.compile(r"[A-Za-z0-9]")
EXPECTED = (
    "expected a letter, a Greek letter such as \\theta, an accent (\\hat \\tilde \\bar \\vec), a font (\\mathbf "
    "\\mathbb \\mathcal \\mathrm \\boldsymbol \\bm), and below it a word, such as \\hat{y} or z_{out}"
)


def read_letter(written: str) -> Letter:
    r"""Read one letter.

    Raises:
        UsageError: it holds anything that is not declared above; the message says what.

    >>> read_letter(r"\hat{\mathbf{y}}"), read_letter("n_x")
    (Letter(base='y', around=('hat', 'mathbf'), subscripts=()), Letter(base='n', around=(), subscripts=('x',)))
    >>> read_letter(r"\href{https://example.org}{y}")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: the letter '\\href{https://example.org}{y}' holds '\\href'
    """
    reader = _Reader(written)
    letter = reader.letter()
    if reader.next() == "_":
        reader.take()
        letter = replace(letter, subscripts=(reader.below(),))
    if reader.next():
        raise reader.wrong(reader.next())
    return letter


class _Reader:
    """The tokens of one letter, taken from the left."""

    def __init__(self, written: str) -> None:
        self.written, self.place = written, 0
        if len(written) > LONGEST:
            raise UsageError(f"the letter {written!r:.40}… has {len(written)} characters", hint=f"at most {LONGEST}")
        self.tokens = [token for token in TOKEN.findall(written) if not token.isspace()]

    def wrong(self, token: str) -> UsageError:
        """The error that says what cannot stand in a letter."""
        what = f"holds {token!r:.40}" if token else "ends too early"
        return UsageError(f"the letter {self.written!r:.60} {what}", hint=EXPECTED)

    def next(self) -> str:
        """The token to come; empty at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        """The token to come, which is ``wanted`` where that is given."""
        token = self.next()
        if not token or (wanted and token != wanted):
            raise self.wrong(token)
        self.place += 1
        return token

    def letter(self) -> Letter:
        """A letter with what is around it."""
        token = self.take()
        if token.isalpha() and token.isascii():
            return Letter(token)
        name = SAME_AS.get(token[1:], token[1:])
        if token[0] == "\\" and name in NAMED_LETTERS:
            return Letter(name)
        if token[0] != "\\" or name not in (*ACCENTS, *FONTS):
            raise self.wrong(token)
        if name == "mathrm":
            return self.word()
        inner = self.in_braces() if self.next() == "{" else self.letter()
        if name in CAPITALS_ALONE and not (len(inner.base) == 1 and inner.base.isupper()):
            raise UsageError(
                f"\\{name} has capitals alone, not that of {self.written!r:.60}", hint=r"such as \mathcal{L}"
            )
        # \mathbf leaves Greek letters as they are.
        name = "boldsymbol" if name == "mathbf" and inner.base in NAMED_LETTERS else name
        return replace(inner, around=(name, *inner.around))

    def in_braces(self) -> Letter:
        """A letter in braces."""
        self.take("{")
        inner = self.letter()
        self.take("}")
        return inner

    def word(self) -> Letter:
        """An upright word in braces."""
        name = "".join(self.characters())
        if not name[:1].isalpha():
            raise self.wrong(name)
        return Letter(name, ("mathrm",) if len(name) == 1 else ())

    def characters(self) -> list[str]:
        """The letters and digits in braces."""
        self.take("{")
        found: list[str] = []
        while CHARACTER.fullmatch(self.next()):
            found.append(self.take())
        self.take("}")
        return found

    def below(self) -> str:
        """What stands below: a character as it is, words upright."""
        if CHARACTER.fullmatch(self.next()):
            return self.take()
        if self.tokens[self.place : self.place + 2] in (["{", r"\mathrm"], ["{", r"\text"]):
            self.take()
            self.take()
            found = self.characters()
            self.take("}")
        else:
            found = self.characters()
        name = "".join(found)
        if not name:
            raise self.wrong("}")
        return name if len(name) == 1 or name.isdigit() else rf"\mathrm{{{name}}}"
