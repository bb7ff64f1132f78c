r"""Letters below that say to what a parameter belongs: W_f and W_o of f_t = σ(W_f x_t) and o_t = σ(W_o x_t).

They become part of the letter before them, though i of W_i runs elsewhere: of o_{t,i} it stays an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from .chains import Chain
from .layer_names import GREEK
from .tokens import Token, Tokens, argument, without_braces

Of = TypeVar("Of")
Labels = Mapping[str, frozenset[str]]


def labels_of_parameters(chains: Iterable[Chain]) -> Labels:
    r"""The labels below each letter that nothing defines; two of them at least are letters that are defined themselves.

    >>> from .chains import chains_of
    >>> lines = (r"f_t = \sigma(W_f x_t)", r"o_t = \sigma(W_o x_t)", r"i_t = \sigma(W_i x_t)", r"p_i = W_i x + b_i")
    >>> found = labels_of_parameters(chain for line in lines for chain in chains_of(line, {}))
    >>> {letter: sorted(labels) for letter, labels in found.items()}
    {'W': ['f', 'i', 'o']}
    """
    below: dict[str, set[str]] = defaultdict(set)
    heads: set[str] = set()
    for chain in chains:
        made = chain.relations[:1] in (("=",), (":=",)) and any(len(side) > 1 for side in chain.sides[1:2])
        heads |= {_head(side) for side in chain.sides[:1] if made}  # i = j is a case, and i = 1 a place
        for side in chain.sides:
            for at, script, _ in _scripts(side):
                below[side[at].text].add("".join(token.text for token in script))
    return {
        letter: frozenset(labels)
        for letter, labels in below.items()
        if letter not in heads and len(labels & heads) > 1 and all(len(label) == 1 for label in labels)
    }


def with_labels_in_letters(read: Iterable[tuple[Of, Chain]]) -> list[tuple[Of, Chain]]:
    """The chains with these labels as part of the letters; each with what it belongs to.

    >>> with_labels_in_letters([])
    []
    """
    read = list(read)
    labels = labels_of_parameters(chain for _, chain in read)
    if not labels:
        return read
    return [(of, replace(c, sides=tuple(_labelled(side, labels) for side in c.sides))) for of, c in read]


def _labelled(tokens: Tokens, labels: Labels) -> Tokens:
    found: list[Token] = list(tokens)
    for at, script, behind in reversed(list(_scripts(tokens))):
        letter = tokens[at].text
        if len(script) == 1 and script[0].text in labels.get(letter, ()):
            found[at:behind] = [replace(tokens[at], kind="letter", text=f"{letter}_{script[0].text}")]
    return tuple(found)


def _head(left: Tokens) -> str:
    """The letter on the left, without its accent; that of a formula of several letters is none."""
    outside, at = list[str](), 0
    while at < len(left):
        if left[at].is_mark("_^"):
            at = argument(left, at + 1)[1]
            continue
        outside += [left[at].text] if left[at].kind == "letter" or left[at].is_command(*GREEK) else []
        at += 1
    return outside[0] if len(outside) == 1 else ""


def _scripts(tokens: Tokens) -> Iterator[tuple[int, Tokens, int]]:
    """The place of each letter with a script right below it, the script, and the place behind."""
    for at in range(len(tokens) - 2):
        if tokens[at].kind == "letter" and tokens[at + 1].is_mark("_"):
            inside, behind = argument(tokens, at + 2)
            yield at, without_braces(inside), behind
