r"""Names of two letters: zh of ``zh_1 = w_1 x_1 + b_1`` is one thing, since what is defined is no product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .chains import Chain
from .tokens import Token, Tokens, argument

DIFFERENTIAL = "d"


def names_of_two_letters(chains: Iterable[Chain]) -> frozenset[str]:
    r"""The runs of two letters that are the whole left side of an equation, where a letter of them never stands alone.

    >>> from .chains import chains_of
    >>> lines = (r"zh_1 = w_1 x_1 + b_1", r"h_1 = \sigma(zh_1)", r"wx = 3", r"x = 2 w", r"\frac{dh_1}{dx} = 2")
    >>> sorted(names_of_two_letters(chain for line in lines for chain in chains_of(line, {})))
    ['zh']
    """
    use = _Use()
    for chain in chains:
        use.chain(chain)
    return frozenset(name for name in use.heads if set(name) - use.alone)


def words_of_slopes(chains: Iterable[Chain]) -> frozenset[str]:
    r"""The words that an equation defines and that stand behind d in another word: dscores is the slope by scores.

    >>> from .chains import chains_of
    >>> lines = (r"\text{net} = w x", r"dw = x \text{dnet}", r"\text{dim} = 3")
    >>> sorted(words_of_slopes([chain for line in lines for chain in chains_of(line, {})]))
    ['net']
    """
    known = list(chains)
    heads = {chain.sides[0][0].text for chain in known if chain.relations[:1] == ("=",) and _is_word(chain.sides[0])}
    words = {token.text for chain in known for side in chain.sides for token in side if token.kind == "word"}
    return frozenset(name for name in heads if DIFFERENTIAL + name in words)


def _is_word(side: Tokens) -> bool:
    """True for a word, alone or with a script below."""
    if not side or side[0].kind != "word":
        return False
    return len(side) == 1 or (side[1].is_mark("_") and argument(side, 2)[1] == len(side))


def with_names_of_two_letters(chain: Chain, names: frozenset[str]) -> Chain:
    """The chain with each of these names as one letter, or as a word, behind a differential too."""
    return replace(chain, sides=tuple(_joined(side, names) for side in chain.sides)) if names else chain


@dataclass
class _Use:
    """The runs that stand on a left side, and the letters that stand alone, or alone behind a differential."""

    heads: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)

    def chain(self, chain: Chain) -> None:
        for side in chain.sides:
            for run, _ in _runs(side):
                text = "".join(token.text for token in run)
                self.alone |= {text.removeprefix(DIFFERENTIAL) or text} if len(text) < 3 else set()
        head = _head(chain.sides[0]) if chain.relations[:1] == ("=",) else ""
        if chain.relations[1:] and chain.relations[-1] == ":=":  # a = b := EH_i, which is named there
            head = head or _head(chain.sides[-1], capitals=True)
        self.heads |= {head} if head and head[0] != DIFFERENTIAL else set()


def _head(side: Tokens, *, capitals: bool = False) -> str:
    """The two letters of a side, with an index or none; else ``capitals`` are one name before (z) alone."""
    run = next((run for run, place in _runs(side) if place == 0 and len(run) == 2), ())
    letters = "".join(token.text for token in run)
    if not run or not letters.isascii():
        return ""
    behind = 2
    if letters.isupper() and not capitals:
        return letters if _is_in_brackets(side[behind:]) else ""
    if not letters.islower() and not (capitals and letters.isupper()):
        return ""
    if len(side) > behind and side[behind].is_mark("_"):
        behind = argument(side, behind + 1)[1]
    return letters if behind == len(side) else ""


def _is_in_brackets(side: Tokens) -> bool:
    """True for (z), the argument of a function."""
    return len(side) == 3 and side[0].is_mark("(") and side[1].kind == "letter" and side[2].is_mark(")")


def _runs(side: Tokens) -> Iterator[tuple[Tokens, int]]:
    """The letters that touch each other, each run with its place."""
    place = 0
    while place < len(side):
        end = place + 1
        while side[place].kind == "letter" and end < len(side) and _touch(side[end - 1], side[end]):
            end += 1
        if side[place].kind == "letter":
            yield side[place:end], place
        place = end


def _touch(first: Token, second: Token) -> bool:
    return first.kind == second.kind == "letter" and first.end == second.start and len(first.text + second.text) == 2


def _joined(side: Tokens, names: frozenset[str]) -> Tokens:
    out: list[Token] = []
    for token in side:
        name = token.text.removeprefix(DIFFERENTIAL) if token.kind == "word" else ""
        if name in names and name != token.text:
            out += [
                Token("letter", DIFFERENTIAL, token.start, token.start + 1),
                Token("letter" if len(name) == 2 else "word", name, token.start + 1, token.end),
            ]
        elif out and _touch(out[-1], token) and out[-1].text + token.text in names:
            first = out.pop()
            out.append(replace(first, text=first.text + token.text, end=token.end))
        else:
            out.append(token)
    return tuple(out)
