r"""Letters of indices that are no plain letters: c′ of Σ_{c'} and Greek ones, α of Σ_α K_{αa}.

They become tokens of one letter, so that everything behind reads them like i and j: 𝖼 for c′, α for ``\alpha``. A Greek
letter is an index where a sum runs over it, or where it stands in one script with one that is; elsewhere it keeps its
meaning, so that a step size α is none. ``written_plainly`` gives the author's TeX back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .chains import Chain
from .tokens import UNICODE, Token, Tokens, argument, without_braces

SIGNS = {name: sign for sign, name in UNICODE.items() if sign.isalpha() and sign.islower()}
SIGNS |= {"epsilon": "ϵ", "phi": "ϕ", "iota": "ι", "upsilon": "υ"}
COMMANDS = {sign: name for name, sign in SIGNS.items()}
BIG = ("sum", "prod", "max", "min")
SMALL, CAPITAL, COUNT = ord("𝖺"), ord("𝖠"), 26
GREEK = "αβγδεζηθικλμνξπρστυφχψωϵϕℓ"
PRIMED = f"{chr(CAPITAL)}-{chr(SMALL + COUNT - 1)}"
ANY = re.compile(rf"(_?)([{GREEK}{PRIMED}])(?=(.?))")
SIGN = re.compile(rf"[{PRIMED}]")


@dataclass(frozen=True, slots=True)
class IndexLetters:
    """The Greek letters of a document that are indices, and the letters that stand with a prime as indices."""

    greek: frozenset[str] = frozenset()
    primed: frozenset[str] = frozenset()

    def of(self, tokens: Tokens, *, script: bool = False) -> Tokens:
        """The tokens with one letter for each of these."""
        if not self.greek and not self.primed:
            return tokens
        found: list[Token] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.is_mark("_"):
                inside, behind = argument(tokens, at + 1)
                braces = tokens[at + 1 : behind] != inside
                made = self.of(inside, script=True)
                found += [token, *([tokens[at + 1], *made, tokens[behind - 1]] if braces else made)]
                at = behind
                continue
            behind = _behind_prime(tokens, at)
            if behind and token.text in self.primed and not (behind < len(tokens) and tokens[behind].is_mark("(")):
                found.append(replace(token, text=_with_prime(token.text), end=tokens[behind - 1].end))
                at = behind
                continue
            known = script and token.kind == "command" and token.text in self.greek
            found.append(replace(token, kind="letter", text=SIGNS[token.text]) if known else token)
            at += 1
        return tuple(found)

    def of_chain(self, chain: Chain) -> Chain:
        """The chain with one letter for each of these."""
        return replace(chain, sides=tuple(map(self.of, chain.sides)))


def index_letters(chains: Iterable[Chain]) -> IndexLetters:
    r"""The index letters of a document that are no plain letters.

    >>> from .chains import chains_of
    >>> found = index_letters(chains_of(r"o_\alpha = \alpha \sum_\beta K_{\alpha\beta} s_{c'}", {}))
    >>> sorted(found.greek), sorted(found.primed)
    (['alpha', 'beta'], ['c'])
    """
    scripts: list[Tokens] = []
    bound: set[str] = set()
    for side in (side for chain in chains for side in chain.sides):
        _gather(side, scripts, bound)
    primed = {s[at].text for s in scripts for at in range(len(s)) if s[at].kind == "letter" and _behind_prime(s, at)}
    groups = [
        {t.text for t in script if t.kind in ("letter", "command")} for script in scripts if _is_of_indices(script)
    ]
    greek = {name for name in bound if name in SIGNS}
    size = -1
    while size != len(greek):
        size = len(greek)
        greek |= {name for group in groups if group & greek for name in group if name in SIGNS}
    return IndexLetters(frozenset(greek), frozenset(primed))


def _gather(tokens: Tokens, scripts: list[Tokens], bound: set[str]) -> None:
    """Every script below, and the letters that sums run over."""
    for at, token in enumerate(tokens):
        if not token.is_mark("_"):
            continue
        inside = without_braces(argument(tokens, at + 1)[0])
        if inside:
            scripts.append(inside)
        if at and tokens[at - 1].is_command(*BIG):
            heads = [t for place, t in enumerate(inside) if place == 0 or inside[place - 1].is_mark(",")]
            bound |= {t.text for t in heads if t.kind == "command"}


def _is_of_indices(script: Tokens) -> bool:
    """True for letters side by side or between commas."""
    return all(token.kind == "letter" or token.is_mark(",'") or token.text in SIGNS for token in script)


def _behind_prime(tokens: Sequence[Token], at: int) -> int:
    r"""The place behind c', c^\prime or c^{\prime}; 0 where there is no prime."""
    if tokens[at].kind != "letter" or at + 1 >= len(tokens):
        return 0
    if tokens[at + 1].is_mark("'"):
        return at + 2
    if tokens[at + 1].is_mark("^"):
        inside, behind = argument(tokens, at + 2)
        return behind if [token.text for token in inside] == ["prime"] else 0
    return 0


def _with_prime(letter: str) -> str:
    """The sign that stands for a letter with a prime."""
    if not letter.isascii():
        return letter
    first, base = ("a", SMALL) if letter.islower() else ("A", CAPITAL)
    return chr(base + ord(letter) - ord(first))


def written_plainly(text: str) -> str:
    r"""The TeX with the author's letters for those signs.

    >>> written_plainly("K_{αa} s_𝖼")
    "K_{\\alpha a} s_{c'}"
    """

    def plain(match: re.Match[str]) -> str:
        before, sign, after = match[1], match[2], match[3]
        if sign in COMMANDS:
            return f"{before}\\{COMMANDS[sign]}{' ' if after.isalpha() else ''}"
        return f"_{{{plain_prime(sign)}'}}" if before else f"{plain_prime(sign)}'"

    return ANY.sub(plain, text)


def plain_prime(sign: str) -> str:
    """The letter of a sign that stands for one with a prime.

    >>> plain_prime("𝖼")
    'c'
    """
    small = ord(sign) >= SMALL
    return chr(ord(sign) - (SMALL if small else CAPITAL) + ord("a" if small else "A"))
