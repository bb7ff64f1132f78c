r"""Layers of one unit: u^{[2]}, a number, beside \mathbf{u}^{[1]}, a vector, is a name of its own.

So are the other letters of that layer: what is said of the axes of one layer is then said of no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBER = re.compile(r"(?P<open>[\[(]?)(?P<number>\d{1,2})[\])]?(?:T|top|intercal)?")
OF_A_LAYER = re.compile(r"[\[(]?(?:ell|[A-Za-z]|\d+)(?:[+-]\d+)?[\])]?(?:T|top|intercal)?")


def layers_of_one_unit(above: Mapping[str, Mapping[str, set[bool]]]) -> frozenset[tuple[str, str]]:
    r"""The letters with the numbers of such layers; ``above`` says of the scripts above each whether it was in bold.

    >>> bold, plain = {True}, {False}
    >>> found = layers_of_one_unit({"u": {"[1]": bold, "[2]": plain}, "V": {"[1]": plain, "[2]": plain}})
    >>> sorted(found)
    [('V', '2'), ('u', '2')]
    >>> layers_of_one_unit({"u": {"[1]": bold, "[2]": plain, "[l]": bold}})
    frozenset()
    """
    letters = {letter: _numbered(scripts) for letter, scripts in above.items()}
    alone = {number for letter, layers in letters.items() for number in _of_one_unit(letter, layers)}
    return frozenset((letter, number) for letter, layers in letters.items() for number in alone & layers.keys())


def _numbered(scripts: Mapping[str, set[bool]]) -> dict[str, set[bool]]:
    """By the numbers of its layers whether a letter is in bold; nothing where it has letters of layers."""
    found: dict[str, set[bool]] = {}
    for script, bold in scripts.items():
        number = NUMBER.fullmatch(script)
        if number is not None and number["open"]:
            found.setdefault(number["number"], set()).update(bold)
        elif number is None and script not in ("T", "top", "intercal") and OF_A_LAYER.fullmatch(script):
            return {}
    return found


def _of_one_unit(letter: str, layers: Mapping[str, set[bool]]) -> set[str]:
    """The layers in which a small letter is never in bold, where it always is in another one."""
    if letter.rpartition(":")[2][:1].isupper() or {True} not in layers.values():
        return set()
    return {number for number, bold in layers.items() if bold == {False}}
