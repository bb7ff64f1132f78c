r"""Where a formula holds, as stands right behind it: f'(z) = 1 if z > 0, in one display or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import Comparison, Number, names_in
from ...expression.printing import shown
from ...notes.claims import Claim
from ...tex.chains import JOINING, RELATIONS, Chain
from ...tex.tokens import Tokens, split, text_of, without_brackets
from .bindings import Statement

RANGES = ("<", ">", "≤", "≥")
WORDS = ("if", "when", "whenever", "for", "where", "as", "and")
LETTER = r"\$(?P<%s>\\?[A-Za-z]+(?:_\{?\w\}?)?)\$"
SIGNS = {"positive": ">", "negative": "<", "nonnegative": "≥", "nonpositive": "≤"}
SIGN = r"(?P<%s>(?:non-?)?(?:positive|negative))"
SIGNED = re.compile(
    rf"[\s,(]*(?:if|when(?:ever)?|for|where|as long as|provided(?: that)?)\s+(?:all\s+)?"
    rf"(?:{LETTER % 'letter'}\s+is\s+(?:strictly\s+)?{SIGN % 'sign'}\b|{SIGN % 'before'}\s+{LETTER % 'other'})",
    re.IGNORECASE,
)
CASE = re.compile(r"^[^\w.;]*(?:if|when(?:ever)?|for|where|as long as|provided(?: that)?)[^\w.;]*$", re.IGNORECASE)
ARROW = re.compile(r"arrow|\\implie|\\iff|\\to(?![A-Za-z])|[⇒→⟹⇔]|=>")
REACH = 12  # signs of a formula


def with_ranges_apart(read: Iterable[tuple[Claim, Chain]]) -> Iterator[tuple[Claim, Chain]]:
    r"""The chains, each with the range that stands behind it in its display as one of its own: z > 0.

    >>> from ...tex.chains import chains_of
    >>> source = r"h = 1 \text{ if } z > 0"
    >>> [chain.relations for _, chain in with_ranges_apart([(Claim(source, 1, 1), chains_of(source, {})[0])])]
    [('=',), ('>',)]
    """
    for claim, chain in read:
        yield claim, chain
        for condition in chain.conditions:
            told = _range(condition)
            if told is not None:
                yield replace(claim, latex=text_of(condition), before="", behind=None, written="", after=""), told


def _range(condition: Tokens) -> Chain | None:
    words = bool(condition) and condition[0].kind == "word" and condition[0].text.strip(" ,:").lower() in WORDS
    rest = without_brackets(condition[1:] if words else condition)
    sides, relations = split(rest, JOINING)
    if len(sides) != 2 or not all(sides) or RELATIONS[relations[0].text] not in RANGES:
        return None
    if any(token.kind == "word" and " " in token.text for token in rest):
        return None
    return Chain(tuple(sides), (RELATIONS[relations[0].text],), (), rest[0].start, rest[-1].end)


def range_behind(statements: Sequence[Statement], statement: Statement) -> Comparison | None:
    r"""The range of values of which a formula is said, where it stands right behind it.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> texts = "$h = 1$ if $z > 0$.", "$h = 1$. If $z > 0$, $h = 2$.", r"$h = 1 \quad (z > 0)$"
    >>> documents = [document_of(claims_in_text(text, "markdown")) for text in texts]
    >>> [range_behind(d.statements, d.statements[0]) is not None for d in documents]
    [True, False, True]
    """
    other = statements[statement.order + 1] if statement.order + 1 < len(statements) else None
    if statement.kind == "statement":
        return None
    if other is None or len(other.read) != 2 or len(other.trees) != 2:
        return _sign_told(statement)
    if other.chain.relations[0] not in RANGES or not _is_behind(statement.claim, other.claim):
        return _sign_told(statement)
    return Comparison(other.read[0], other.chain.relations[0], other.read[1])


def _sign_told(statement: Statement) -> Comparison | None:
    """u > 0 of a formula with u and the words "where u is positive" right behind it."""
    found = SIGNED.match(statement.claim.after)
    if found is None:
        return None
    letter = (found["letter"] or found["other"]).lstrip("\\").replace("{", "").replace("}", "")
    names = (name for tree in statement.read for name in names_in(tree))
    name = next((n for n in names if letter in (n.name, shown(n))), None)
    sign = SIGNS[(found["sign"] or found["before"]).lower().replace("-", "")]
    return Comparison(name, sign, Number("0")) if name is not None else None


def says_where(words: str | None) -> bool:
    """True for words between a formula and where it holds.

    >>> says_where(" if "), says_where(" and so "), says_where("")
    (True, False, False)
    """
    return bool(words) and CASE.search(words or "") is not None


def _is_behind(claim: Claim, other: Claim) -> bool:
    near = (claim.line, claim.cell, claim.section) == (other.line, other.cell, other.section)
    near &= ARROW.search(_between(claim, other)) is None  # b = 0 ⇒ z > 0 is said of every z
    return near and (says_where(other.behind) if other.behind else not other.before)


def _between(claim: Claim, other: Claim) -> str:
    """What stands between two formulas in their paragraph, as far as both are found there."""
    first, second = claim.latex.strip()[-REACH:], other.latex.strip()[:REACH]
    start = claim.prose.find(first) + len(first) if first in claim.prose else len(claim.prose)
    end = claim.prose.find(second, start)
    return claim.prose[start:end] if end >= 0 else ""
