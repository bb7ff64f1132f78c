r"""A stroke behind a slope that says where it is taken, ∂L/∂w |_{w = w^{(t)}}: w is at one of its versions there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .tokens import Tokens, argument, split, text_of, without_braces

STROKES = ("vert", "rvert", "mid", "Vert")
SPECIAL = ("*", "star", "ast", "dagger", "dag", "infty", "prime", "'")
COMMAS = frozenset({("mark", ","), ("mark", ";")})
EQUAL = frozenset({("mark", "=")})
Version = tuple[Tokens, Tokens]


def at_versions(sides: Sequence[Tokens]) -> tuple[Tokens, ...]:
    r"""The sides without the strokes; what is said of a version of a letter is said of the letter.

    In a step, w^1 = w^0 − η dL/dw |_{w = w^0}, the versions stay. A version that is no point like any other, w^*, and
    a line that has the letter beside its version, keep the stroke, which no reader reads.

    >>> from .tokens import scanned
    >>> lines = [r"\frac{df}{dx}|_{x=x_0} = 2 x_0", "w^1 = w^0 - g|_{w=w^0}"]
    >>> lines += ["g|_{w=w^*} = 0", "g|_{x=x_0}(x - x_0) = h"]
    >>> for line in lines:
    ...     "=".join(text_of(side) for side in at_versions(split(scanned(line), EQUAL)[0]))
    'frac{df}{dx}=2x'
    'w^1=w^0-g'
    'g|_{w=w^*}=0'
    'g|_{x=x_0}(x-x_0)=h'
    """
    parted = [_parted(side) for side in sides]
    versions = [version for _, found in parted for version in found]
    if not versions or any(_is_left(side) for side, _ in parted):
        return tuple(sides)
    head = parted[0][0]
    if any(_is_version(head, letter) for letter, _ in versions):
        return tuple(side for side, _ in parted)
    for letter, version in versions:
        if any(_places(side, version) if found else _alone(side, letter) for side, found in parted):
            return tuple(sides)
    made = [side for side, _ in parted]
    for letter, version in versions:
        made = [_renamed(side, version, letter) for side in made]
    return tuple(made)


def _parted(side: Tokens) -> tuple[Tokens, list[Version]]:
    """A side without its strokes, and the letters in them with their versions."""
    out: list[Tokens] = []
    found: list[Version] = []
    at = 0
    while at < len(side):
        told, behind = _told(side, at)
        if told:
            found += told
            at = behind
        else:
            out.append(side[at : at + 1])
            at += 1
    return tuple(token for part in out for token in part), found


def _told(side: Tokens, at: int) -> tuple[list[Version], int]:
    """What a stroke here says of letters, and the place behind it; nothing where it says something else."""
    stroke = side[at].is_mark("|") or side[at].is_command(*STROKES)
    if not stroke or not at or at + 1 >= len(side) or not side[at + 1].is_mark("_"):
        return [], at
    inside, behind = argument(side, at + 2)
    pairs = [split(part, EQUAL)[0] for part in split(inside, COMMAS)[0]]
    if not all(len(pair) == 2 and pair[0] and _is_version(without_braces(pair[1]), pair[0]) for pair in pairs):
        return [], at
    return [(without_braces(letter), without_braces(version)) for letter, version in pairs], behind


def _is_version(tokens: Tokens, letter: Tokens) -> bool:
    """True for the letter with scripts behind it, none of which marks a point unlike the others."""
    size = len(letter)
    if len(tokens) <= size or text_of(tokens[:size]) != text_of(letter) or not tokens[size].is_mark("_^"):
        return False
    scripts = tokens[size:]
    return not any(token.text in SPECIAL or token.is_mark("=*/") for token in scripts)


def _is_left(side: Tokens) -> bool:
    """True where a stroke with something below is left over."""
    return any(
        (token.is_mark("|") or token.is_command(*STROKES)) and behind.is_mark("_") for token, behind in pairwise(side)
    )


def _places(side: Tokens, wanted: Tokens) -> list[int]:
    size, text = len(wanted), [token.text for token in wanted]
    return [at for at in range(len(side) - size + 1) if [token.text for token in side[at : at + size]] == text]


def _alone(side: Tokens, letter: Tokens) -> bool:
    """True where the letter stands without a script."""
    ends = [at + len(letter) for at in _places(side, letter)]
    return any(end >= len(side) or not side[end].is_mark("_^") for end in ends)


def _renamed(side: Tokens, version: Tokens, letter: Tokens) -> Tokens:
    places = _places(side, version)
    out: list[Tokens] = []
    at = 0
    while at < len(side):
        size = len(version) if at in places else 1
        out.append(letter if at in places else side[at : at + 1])
        at += size
    return tuple(token for part in out for token in part)
