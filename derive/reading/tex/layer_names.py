r"""Letters below that tell two things apart and count nothing: h and o of W_h and W_o in a network of two layers.

They become part of the letter before them, so that everything behind reads W_h x as it reads W x, and j of w_{hj} as an
index. That a script is such a name is told by the definitions: Z_h = X W_h and Z_o = H W_o are two things, while
z_i = W_i x and z_k = W_k x say the same of two indices.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .chains import Chain
from .tokens import UNICODE, Token, Tokens, argument, without_braces

GREEK = (*(name for sign, name in UNICODE.items() if sign.isalpha()), "epsilon", "phi", "Gamma", "Psi", "Lambda")
BIG = ("sum", "prod", "max", "min", "bigcup", "int")


def names_of_layers(chains: Iterable[Chain]) -> frozenset[str]:
    r"""The letters below that are names.

    Two of them stand on the left of two definitions that differ in more than the letter, and alone below one capital,
    a matrix of each; nothing runs over them, and no other letter stands before them in a script.

    >>> from .chains import chains_of
    >>> lines = (r"z_h = W_h x", r"z_o = W_o \\sigma(z_h)", r"p_i = e^{z_i}", r"p_k = e^{2 z_k}")
    >>> sorted(names_of_layers(chain for line in lines for chain in chains_of(line, {})))
    ['h', 'o']
    """
    use = _Use()
    for chain in chains:
        use.chain(chain)
    return frozenset(use.names())


def named(tokens: Tokens, names: frozenset[str]) -> Tokens:
    r"""The tokens with these names as part of the letters: W_h is one letter, and so is what is left of w_{hj}.

    >>> from .tokens import scanned
    >>> [token.text for token in named(scanned("w_{hj} + W_h"), frozenset("h"))]
    ['w_h', '_', '{', 'j', '}', '+', 'W_h']
    """
    if not names:
        return tokens
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        inside, behind = argument(tokens, at + 1) if tokens[at].is_mark("_") else ((), at + 1)
        inside = without_braces(inside)
        letter = _letter_before(found) if inside and inside[0].text in names else None
        if letter is None:
            found.append(tokens[at])
            at += 1
            continue
        found[letter] = replace(found[letter], kind="letter", text=f"{found[letter].text}_{inside[0].text}")
        rest = inside[1:]
        rest = rest[1:] if rest and rest[0].is_mark(",") else rest
        brace = replace(inside[0], kind="mark", text="{")
        found += [tokens[at], brace, *rest, replace(brace, text="}")] if rest else []
        at = behind
    return tuple(found)


def of_sides(chain: Chain, names: frozenset[str]) -> Chain:
    """The chain with these names as part of the letters."""
    return replace(chain, sides=tuple(named(side, names) for side in chain.sides)) if names else chain


def _letter_before(tokens: list[Token]) -> int | None:
    """The place of the letter that a script behind these tokens belongs to, W of \\mathbf{W}."""
    at = len(tokens) - 1
    while at >= 0 and tokens[at].is_mark("}"):
        at -= 1
    known = at >= 0 and (tokens[at].kind == "letter" or tokens[at].is_command(*GREEK))
    return at if known and "_" not in tokens[at].text else None


@dataclass
class _Use:
    """How letters below are used: what is defined with them, what runs, what stands first in a script."""

    heads: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    matrices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    indices: set[str] = field(default_factory=set)

    def chain(self, chain: Chain) -> None:
        for side in chain.sides:
            self.scripts(side)
        if len(chain.sides) < 2 or not chain.sides[1]:
            return
        left, right = chain.sides[:2]
        if len(left) == 1 and right[0].kind == "number":
            self.indices.add(left[0].text)  # i = 1, …, n
        found = list(_scripts(left))
        if len(found) == 1 and found[0][2] == len(left):
            base, script, _ = found[0]
            if base is not None and len(script) == 1 and script[0].kind == "letter":
                self.heads[left[base].text].setdefault(script[0].text, _without(right, script[0].text))

    def scripts(self, tokens: Tokens) -> None:
        for base, script, _ in _scripts(tokens):
            letters = [token.text for token in script if token.kind == "letter"]
            if base is None or any(token.is_mark("+-") for token in script):
                self.indices |= set(letters)  # Σ_i, and l of W_{l+1}
                continue
            if len(letters) + sum(token.is_mark(",") for token in script) == len(script):
                self.indices |= set(letters[1:])
            text = tokens[base].text
            if text.isupper() and len(script) == 1:
                self.matrices[text] |= set(letters)

    def names(self) -> Iterator[str]:
        for definitions in self.heads.values():
            for one, other in itertools.combinations(sorted(definitions), 2):
                matrix = any({one, other} <= below for below in self.matrices.values())
                if matrix and definitions[one] != definitions[other] and not {one, other} & self.indices:
                    yield from (one, other)


def _scripts(tokens: Tokens) -> Iterator[tuple[int | None, Tokens, int]]:
    """Each script below: the place of its letter, None below Σ; what is in it; the place behind it."""
    for at, token in enumerate(tokens):
        if not token.is_mark("_") or not at:
            continue
        inside, behind = argument(tokens, at + 1)
        base = None if tokens[at - 1].is_command(*BIG) else _letter_before(list(tokens[:at]))
        if base is not None or tokens[at - 1].is_command(*BIG):
            yield base, without_braces(inside), behind


def _without(tokens: Tokens, letter: str) -> tuple[str, ...]:
    """The formula with a mark for that letter below, wherever it stands first."""
    found = []
    for at, token in enumerate(tokens):
        below = token.text == letter and any(before.is_mark("_") for before in tokens[max(at - 2, 0) : at])
        found += [] if token.is_mark("{}") else ["·" if below else token.text]
    return tuple(found)
