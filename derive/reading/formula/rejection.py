"""The one way in which the reader refuses: where, why, and between which readings it cannot choose."""

from __future__ import annotations

from ...errors import InputError

ONE_READING = "write it so that only one reading is left"


class RejectedFormula(InputError):
    """A formula that is not read, because it is malformed, unsupported or has more than one reading.

    ``position`` counts characters from 0 in the formula's source; ``readings`` holds the possible
    readings of an ambiguous formula.

    >>> raise RejectedFormula("a closing bracket is missing", 3)
    Traceback (most recent call last):
        ...
    derive.reading.formula.rejection.RejectedFormula: a closing bracket is missing
    """

    def __init__(self, reason: str, position: int = 0, readings: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(reason, hint)
        self.position, self.readings = position, readings

    @property
    def sentence(self) -> str:
        """The reason, with the possible readings and what to do."""
        alternatives = "; it may be read as " + " or as ".join(self.readings) if self.readings else ""
        return self.message + alternatives + (f" ({self.hint})" if self.hint and self.hint != ONE_READING else "")


def ambiguous(reason: str, position: int, *readings: str, hint: str = "") -> RejectedFormula:
    """A rejection that lists the possible readings."""
    return RejectedFormula(reason, position, readings, hint or ONE_READING)
