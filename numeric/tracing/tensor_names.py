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


def names_of_paths(paths: Sequence[tuple[tuple[str, ...], int]]) -> list[str]:
    """A name for each path and number of dimensions: the shortest end that tells it apart, with the numbers before it.

    What has no name in its path is W where it has two dimensions or more, b where it has one.

    >>> names_of_paths([(("p", "dense", "kernel"), 2), (("p", "out", "kernel"), 2), (("p", "out", "b"), 1)])
    ['dense_kernel', 'out_kernel', 'b']
    >>> names_of_paths([(("p", "0", "0"), 2), (("p", "0", "1"), 1), (("p", "2", "0"), 2), (("p", "Dense_0", "w"), 2)])
    ['W0', 'b', 'W2', 'w']
    """
    spelled = [_spelled_path(path, dims) for path, dims in paths]
    return [_shortest(path, spelled) for path in spelled]


def _spelled_path(path: tuple[str, ...], dims: int) -> tuple[str, ...]:
    """The path, at whose end stands a name."""
    if len(path) == 1 or not path[-1].isdigit():
        return path
    return (*path[:-1], "W" if dims > 1 else "b" if dims else "c")


def _shortest(path: tuple[str, ...], paths: Sequence[tuple[str, ...]]) -> str:
    candidates = (_joined(path[-length:]) for length in range(1, len(path) + 1))
    return next((name for name in candidates if sum(name in _ends(other) for other in paths) == 1), "_".join(path))


def _ends(path: tuple[str, ...]) -> set[str]:
    return {_joined(path[-length:]) for length in range(1, len(path) + 1)}


def _joined(parts: Sequence[str]) -> str:
    """The last name, behind the names before it, in front of the number of the part before it."""
    *above, last = parts
    if above and above[-1].isdigit():
        *above, number = above
        last += number
    elif above and (found := re.fullmatch(r"[A-Za-z]+_?(\d+)", above[-1])):
        *above, _ = above
        last += found[1]
    return "_".join((*(part for part in above if not part.isdigit()), last))
