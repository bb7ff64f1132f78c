r"""The word o beside its negative samples: of −log σ(u_o·v) − Σ_k log σ(−u_k·v), o is none of the k that were drawn."""

from __future__ import annotations

import re
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, map_children
from ...network.definitions import Network
from ...proof.places import index_ranges
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.index import Index
from ..finding import Judgement
from .equalities import Equality, decided

DRAWN = re.compile(
    r"\b(?:negative|noise|contrastive)[- ]?(?:sampl|example|word|pair|context|token|item)\w*|\bnegatives\b",
    re.IGNORECASE,
)


def of_none_of_the_samples(equality: Equality, document: Document) -> Judgement | None:
    """PROVED WHEN o is none of the letters that are summed, where the words of the document are of negative samples."""
    if not document.index.made(_speaks_of_samples):
        return None
    sides = equality.left, equality.right
    ranges = index_ranges(equality.network, *sides)
    for letter in sorted(set().union(*map(free_indices, sides)) & set(ranges), key=str):
        apart = [_apart(side, letter, ranges[letter]) for side in sides]
        definitions = tuple(
            replace(d, value=_apart(d.value, letter, ranges[letter])) if letter in d.value.free_symbols else d
            for d in equality.network.definitions
        )
        if definitions == equality.network.definitions:
            continue
        network = Network(equality.network.given, definitions, equality.network.conditions)
        judged = decided(replace(equality, network=network, left=apart[0], right=apart[1]))
        if judged.verdict.proved:
            condition = ", ".join(part for part in (f"{letter} is none of the samples", judged.condition) if part)
            return replace(judged, verdict=Outcome.PROVED_WHEN, condition=condition)
    return None


def _speaks_of_samples(index: Index) -> bool:
    return any(DRAWN.search(text) for s in index.statements for text in (s.claim.prose, s.claim.heading))


def _apart(node: sp.Expr, letter: sp.Symbol, size: sp.Expr) -> sp.Expr:
    """The formula whose sums over that axis leave the letter out, where they are terms: not those of a softmax."""
    if isinstance(node, (sp.Add, sp.Mul)):
        return map_children(node, lambda child: _apart(child, letter, size))
    if not isinstance(node, sp.Sum) or len(node.limits) != 1:
        return node
    ((bound, low, high),) = node.limits
    if low != 1 or high != size or bound == letter:
        return node
    return sp.Sum(node.function * (1 - sp.KroneckerDelta(bound, letter, (1, size))), node.limits[0])
