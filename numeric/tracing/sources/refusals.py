"""What cannot be traced is refused with the user's line and what to write instead."""

from __future__ import annotations

import sys

from derive.errors import UnsupportedFormula

from ..source_positions import is_of_user, line_of


class Refused(UnsupportedFormula):
    """A part of a source that is not read; the message has the user's line."""


def refused(message: str, hint: str) -> Refused:
    """The error for the user's line that is run at present."""
    file, number = _here()
    where = f"{file}, line {number}: " if file else ""
    written = line_of(file, number) if file else ""
    return Refused(f"{where}{message}" + (f" (in: {written:.80})" if written else ""), hint)


def _here() -> tuple[str, int]:
    frame = sys._getframe(1)
    while frame is not None:
        if is_of_user(frame.f_code.co_filename):
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return "", 0
