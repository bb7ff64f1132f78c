r"""Products in one style: ``\mathbf{WH}`` is W H where W and H stand alone in that style, or in other products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from .chains import Chain
from .styles_of_each import BOLD
from .tokens import Token, Tokens, argument, text_of

LONGEST = 4
Of = TypeVar("Of")


def products_in_bold(chains: Iterable[Chain]) -> frozenset[str]:
    r"""The runs of letters in bold that are products: each letter is in bold alone too, or a capital of other runs.

    >>> from .chains import chains_of
    >>> lines = (r"\mathbf{Z} = \mathbf{WH}", r"\mathbf{H} = \mathbf{HW}", r"\mathbf{ID} = \mathbf{se}")
    >>> sorted(products_in_bold(chain for line in lines for chain in chains_of(line, {})))
    ['HW', 'WH']
    """
    found = {text for chain in chains for side in chain.sides for _, _, text in _in_bold(side)}
    lone = {text for text in found if len(text) == 1}
    runs = found - lone
    capitals = {letter for letter in set("".join(runs)) if letter.isupper() and sum(letter in run for run in runs) > 1}
    return frozenset(run for run in runs if set(run) & lone and set(run) <= lone | capitals)


def with_products_in_bold(read: Sequence[tuple[Of, Chain]]) -> list[tuple[Of, Chain]]:
    """The chains with each letter of such a run in a style of its own; a script behind a run is that of the last."""
    products = products_in_bold(chain for _, chain in read)
    if not products:
        return list(read)
    return [(of, replace(chain, sides=tuple(_parted(side, products) for side in chain.sides))) for of, chain in read]


def _in_bold(side: Tokens) -> Iterator[tuple[int, int, str]]:
    """Where letters in bold begin and end, and which they are."""
    for place, token in enumerate(side):
        if token.is_command(*BOLD):
            inside, behind = argument(side, place + 1)
            text = text_of(inside)
            if 0 < len(text) <= LONGEST and text.isascii() and text.isalpha() and _is_plain(inside):
                yield place, behind, text


def _is_plain(inside: Tokens) -> bool:
    return all(token.kind in ("letter", "word") for token in inside)


def _parted(side: Tokens, products: frozenset[str]) -> Tokens:
    out: list[Token] = []
    at = 0
    for place, behind, text in _in_bold(side):
        if text in products and place >= at:
            out += side[at:place]
            out += [part for letter in _letters(side[place + 1 : behind]) for part in _styled(side[place], letter)]
            at = behind
    return (*out, *side[at:])


def _letters(inside: Tokens) -> list[Token]:
    """Each letter with its place, also where a run of them was taken for a word."""
    tokens = [token for token in inside if not token.is_mark("{}")]
    return [
        Token("letter", letter, token.start + n, token.start + n + 1)
        for token in tokens
        for n, letter in enumerate(token.text)
    ]


def _styled(style: Token, letter: Token) -> list[Token]:
    opening, closing = replace(letter, kind="mark", text="{"), replace(letter, kind="mark", text="}")
    return [replace(style, start=letter.start, end=letter.end), opening, letter, closing]
