"""Units with names: h1, h2 and o of net_{h1}, net_{h2} and net_o are names, and no letters that run beside a number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

UNIT = re.compile(r"([a-z])(\d)")


def letters_of_units(scripts: Mapping[str, Collection[str]], running: Collection[str]) -> set[str]:
    """The letters that name units below words, or below a letter with units of two layers: h and o.

    ``scripts`` are what stands below each letter, ``running`` the letters that a sum binds.

    >>> sorted(letters_of_units({"net": {"h1", "h2", "o"}, "b": {"h", "o"}, "x": {"i1", "i2"}}, ()))
    ['h', 'o']
    """
    below = [text for texts in scripts.values() for text in texts]
    paired = {letter for text in below if len(text) > 1 and text.replace(",", "").isalpha() for letter in text}
    found: set[str] = set()
    for base, texts in scripts.items():
        units = _units(texts) - {*running} - paired
        if units and (len(base) > 1 or len(units) > 1) and not units & {*texts}:
            found |= units | {text for text in texts if len(text) == 1 and text.islower()}
    return found - {*running} - paired


def _units(texts: Iterable[str]) -> set[str]:
    """The letters before a number, of which the first is 1."""
    found = [unit.groups() for text in texts if (unit := UNIT.fullmatch(text))]
    return {letter for letter, number in found if number == "1"}
