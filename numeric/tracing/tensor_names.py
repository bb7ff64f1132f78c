"""Names for tensors: the user's own, made to plain identifiers that are used once each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import count

from derive.writing.naming import letter_and_number

LONGEST = 24


def plain(name: str) -> str:
    """The name in ASCII letters, digits and underscores; a Greek letter by its name.

    >>> plain("σ"), plain("Ŵ1"), plain("2nd"), plain("_")
    ('sigma', 'W1', 'v2nd', 'v')
    """
    spelled = "".join(_spelled(character) for character in name)
    kept = re.sub(r"[^A-Za-z0-9_]", "", spelled).strip("_")[:LONGEST].rstrip("_")
    return kept if kept[:1].isalpha() else f"v{kept}"


def _spelled(character: str) -> str:
    if character.isascii():
        return character
    found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", unicodedata.name(character, ""))
    if found:
        return found[2].lower() if found[1] == "SMALL" else found[2].capitalize()
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()


class Names:
    """The names that are in use; a name that is wanted again gets a number.

    >>> names = Names(["x"])
    >>> [names.unused(name) for name in ("x", "x", "h", "W1", "W1")]
    ['x1', 'x2', 'h', 'W1', 'W1_2']
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def unused(self, name: str) -> str:
        """The name, or the name with the first number that makes it new."""
        own = plain(name)
        numbered = (f"{own}_{n + 1}" if own[-1].isdigit() else f"{own}{n}" for n in count(1))
        found = own if own not in self.taken else next(new for new in numbered if new not in self.taken)
        self.taken.add(found)
        return found


def letter_and_layer(name: str) -> tuple[str, int | None]:
    """How a name is typeset: W1 is W of layer 1.

    >>> letter_and_layer("W1"), letter_and_layer("logits")
    (('W', 1), ('logits', None))
    """
    letter, number = letter_and_number(name)
    return (letter, int(number)) if number and len(number) < 4 else (name, None)


def names_of_paths(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """The shortest ends of some paths that tell them apart: params.dense.kernel is kernel where no other is.

    >>> names_of_paths([("params", "dense", "kernel"), ("params", "out", "kernel"), ("params", "out", "b"), ("x",)])
    ['dense_kernel', 'out_kernel', 'b', 'x']
    >>> names_of_paths([("p", "0", "0"), ("p", "0", "1")])
    ['p00', 'p01']
    """
    return [_shortest(path, [other for other in paths if other != path]) for path in paths]


def _shortest(path: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> str:
    for length in range(1, len(path) + 1):
        end = path[-length:]
        if not end[0].isdigit() and all(other[-length:] != end for other in others):
            return _joined(end)
    return _joined(path)


def _joined(parts: Sequence[str]) -> str:
    written = parts[0]
    for part in parts[1:]:
        written += part if part.isdigit() else f"_{part}"
    return written
