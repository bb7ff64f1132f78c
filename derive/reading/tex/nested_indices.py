r"""Entries of what has an index itself: s_{t_k} is the entry k of s_t, so that it reads as s_{t,k}.

The letter below counts something where it stands below that letter alone too, s_t or s_{t-1}, and in no formula
outside of scripts; i of f_{y_i} does not make y such a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from .chains import Chain
from .tokens import Token, Tokens, argument, without_braces

SIGNS = "+-"
Of = TypeVar("Of")


def counted_letters(chains: Iterable[Chain]) -> frozenset[str]:
    r"""The letters below which something is counted, and then has entries: s and q of s_{t_k} and q_t.

    >>> from .chains import chains_of
    >>> lines = (r"s_t = U x_t", r"q_{t_k} = 2 s_{t_k} s_{r_k}", r"L = -f_{y_i}")
    >>> sorted(counted_letters(chain for line in lines for chain in chains_of(line, {})))
    ['q', 's']
    """
    nested: set[tuple[str, str]] = set()
    alone: set[tuple[str, str]] = set()
    outside: set[str] = set()
    for side in (side for chain in chains for side in chain.sides):
        for base, script in _scripts(side, outside):
            found = _parts(script)
            if found is not None:
                nested.add((base, found[0][0].text))
            elif _is_count(script):
                alone.add((base, script[0].text))
    letters = {letter for _, letter in nested & alone} - outside
    return frozenset(base for base, letter in nested if letter in letters)


def with_entries_beside(read: Iterable[tuple[Of, Chain]]) -> list[tuple[Of, Chain]]:
    """The chains with two indices side by side where one stands below another; each with what it belongs to.

    >>> with_entries_beside([])
    []
    """
    read = list(read)
    counted = counted_letters(chain for _, chain in read)
    if not counted:
        return read
    return [(of, replace(c, sides=tuple(_flat(side, counted) for side in c.sides))) for of, c in read]


def _flat(tokens: Tokens, counted: frozenset[str]) -> Tokens:
    r"""The tokens with these entries.

    >>> from .tokens import scanned, text_of
    >>> text_of(_flat(scanned(r"s_{t_k} + h_{{t-1}_n} + f_{y_i}"), frozenset("sh")))
    's_{t,k}+h_{t-1,n}+f_{y_i}'
    """
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        inside, behind = argument(tokens, at + 1) if tokens[at].is_mark("_") else ((), at + 1)
        parts = _parts(without_braces(inside))
        if parts is None or _base(tokens[:at]) not in counted:
            found.append(tokens[at])
            at += 1
            continue
        first, rest = parts
        sign = replace(first[-1], kind="mark")
        marks = (replace(sign, text=mark) for mark in "{,}")
        found += [tokens[at], next(marks), *first, next(marks), *rest, next(marks)]
        at = behind
    return tuple(found)


def _parts(script: Tokens) -> tuple[Tokens, Tokens] | None:
    """t and k of t_k, t−1 and n of {t-1}_n; None for another script."""
    first, behind = argument(script, 0)
    if not _is_count(first) or behind >= len(script) or not script[behind].is_mark("_"):
        return None
    rest, end = argument(script, behind + 1)
    rest = without_braces(rest)
    letters = bool(rest) and all(token.kind == "letter" or token.is_mark(",") for token in rest)
    return (first, rest) if letters and end == len(script) else None


def _is_count(script: Tokens) -> bool:
    """True for t and t − 1."""
    shift = len(script) == 3 and script[1].is_mark(SIGNS) and script[2].kind == "number"
    return bool(script) and script[0].kind == "letter" and script[0].text.islower() and (len(script) == 1 or shift)


def _scripts(tokens: Tokens, outside: set[str]) -> Iterator[tuple[str, Tokens]]:
    """Each script below with the letter that it belongs to; ``outside`` gathers the letters in no script."""
    at = 0
    while at < len(tokens):
        if tokens[at].is_mark("_^"):
            inside, behind = argument(tokens, at + 1)
            if tokens[at].is_mark("_"):
                yield _base(tokens[:at]), without_braces(inside)
            at = behind
            continue
        outside |= {tokens[at].text} if tokens[at].kind == "letter" else set()
        at += 1


def _base(before: Tokens) -> str:
    """The letter that a script belongs to, behind the tokens before it."""
    return next((token.text for token in reversed(before) if not token.is_mark("}")), "")
