r"""What is said under a condition in words: "If $\sigma$ is the identity, $\partial h / \partial z = 1$"."""

from __future__ import annotations

import re

from ...reading.notes.claims import Claim
from ..links.readings import FORMULA, sentence_of

CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|provided|supposing|suppose|assuming|assume|imagine|ignoring|neglecting|disregarding"
    r"|in (?:the|this|that) case|in the limit)\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[,;:.!?]|\b(?:then|we|you)\b")
OF_THE_WRITER = re.compile(r"\s*(?:(?:we|you|one|us|i)\b|[a-z]+ing\b)", re.IGNORECASE)
OF_CASES = re.compile(r"\botherwise\b", re.IGNORECASE)  # 1 if a = c and 0 otherwise: what something is, in words
WORD = re.compile(r"[A-Za-z]{3,}")


def supposed(claim: Claim) -> str:
    r"""The condition in words that the sentence of a formula begins with; nothing where it says none.

    >>> words = r"If $\sigma$ is the identity, $\partial h / \partial z = 1$ exactly."
    >>> supposed(Claim(r"\partial h / \partial z = 1", 1, 1, prose=words))
    'if is the identity'
    >>> supposed(Claim("a = b", 1, 1, prose="If we insert this, $a = b$ is what we get."))
    ''
    """
    sentence = sentence_of(claim)
    before = sentence.partition(claim.latex.partition("\n")[0].strip()[:40])[0]
    words = FORMULA.sub(" ", before if before != sentence else "")
    for match in CONDITION.finditer(words):
        end = CLAUSE_END.search(words, match.end())
        clause = words[match.end() : end.start() if end else len(words)]
        if WORD.search(clause) and not (OF_THE_WRITER.match(words, match.end()) or OF_CASES.search(clause)):
            return " ".join(f"{match[0]} {clause}".lower().split())
    return ""
