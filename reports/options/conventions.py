"""Conventions as a user asks for them: checked words, without the formulas that they are about."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from .words import one_of

if TYPE_CHECKING:
    from derive.writing.conventions import Conventions

# What derive.writing knows; a test holds the lists to that, for importing it takes long.
NOTATIONS = ("ng", "bishop", "nielsen", "d2l", "goodfellow")
LAYOUTS = ("rows", "columns", "xw")


@dataclass(frozen=True, slots=True)
class ConventionOptions:
    r"""How formulas, tables and drawings are written; numbers and proofs are the same.

    ``letters`` as on the command line, ``p=\hat{y},z=a``; ``notation`` is that of a book; ``layout`` says whether
    samples are ``rows``, Z = X Wᵀ, or ``columns``, Z = W X, or rows with weights inputs × outputs, ``xw``, Z = X W.

    >>> ConventionOptions(notation="bishops")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: unknown notation 'bishops'; did you mean 'bishop'?
    """

    letters: str = ""
    notation: str = ""
    layout: str = ""
    colour: bool = False

    def __post_init__(self) -> None:
        one_of("notation", self.notation, ("", *NOTATIONS))
        one_of("layout", self.layout, ("", *LAYOUTS))

    def over(self, other: ConventionOptions) -> ConventionOptions:
        """These, and where nothing is said, the other ones.

        >>> ConventionOptions(layout="xw").over(ConventionOptions(layout="rows", notation="ng"))
        ConventionOptions(letters='', notation='ng', layout='xw', colour=False)
        """
        names = [field.name for field in fields(self)]
        return ConventionOptions(*(getattr(self, name) or getattr(other, name) for name in names))

    @property
    def conventions(self) -> Conventions:
        """The conventions with their letters read.

        Raises:
            UsageError: what should be a letter is none.
        """
        from derive.writing.conventions import Conventions

        return Conventions.parse(self.letters, self.notation, self.layout, self.colour)
