r"""Macros for letters in bold that a file takes from another one: ``\xv``, ``\bx``, ``\vw``, ``\mX``, ``\btheta``."""

from __future__ import annotations

import re

from ..tex.site_macros import KNOWN
from .words import GREEK

LETTER = rf"[A-Za-z]|{'|'.join(sorted(GREEK, key=len, reverse=True))}"
CAPITAL = rf"[A-Z]|{'|'.join(sorted(letter for letter in GREEK if letter[0].isupper()))}"
NAMED = re.compile(rf"(?:v|b|bf|bs|bm|vec)(?P<small>{LETTER})|(?P<before>{LETTER})(?:v|bf|vec)|m(?P<large>{CAPITAL})")


def letter_in_bold(command: str) -> str:
    r"""The letter that a command without a definition is named after; empty where it is named otherwise.

    >>> [letter_in_bold(command) for command in ("xv", "btheta", "mX", "mp", "loss", "Rm")]
    ['x', 'theta', 'X', '', '', '']
    """
    found = NAMED.fullmatch(command) if command not in KNOWN else None
    return next((letter for letter in found.groups() if letter), "") if found else ""
