"""Diagnosis: which usual slip explains a refuted formula, and what the formula should have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from ...network.definitions import Condition, Network
from ...proof.decision import decide
from ...proof.places import size_assignments
from ...proof.residue_sample import ResidueSample
from ...proof.small_sizes import differs_at, exact_check
from ...proof.verdict import Outcome, Verdict
from ...writing.text import text
from .table import SLIPS
from .undone import Claim

MOST_CANDIDATES = 4000
MOST_PAIRS = 1500
MOST_GONE_INTO, MOST_PAIRS_GONE_INTO = 60, 15  # of those that the sieve says nothing of
MOST_NODES = 24_000  # of all formulas that two slips make together: each is another one
WHOLE = ("sign", "size factor", "log base", "number", "transposed indices")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The slip by name, the sentence that explains it, the corrected formula and its proof."""

    slip: str
    sentence: str
    corrected: sp.Expr
    verdict: Verdict

    def __str__(self) -> str:
        when = f" when {self.verdict.condition}" if self.verdict.condition else ""
        return f"{self.sentence}; right is {text(self.corrected)}{when}"


def diagnose(
    left: sp.Expr,
    formula: sp.Expr,
    *,
    network: Network | None = None,
    conditions: Sequence[Condition] = (),
) -> Diagnosis | None:
    """Try the usual slips on a wrong formula for ``left``; return the first whose correction is proved.

    Args:
        left: what the formula is claimed to equal: an element, a named derivative or a formula.
        formula: the refuted formula.
        network: whose definitions say what p, z, L … are; None for explicit formulas.
        conditions: equalities that the corrected formula may use.

    >>> from ...network.building import classifier
    >>> from ...network.partial import Partial
    >>> network = classifier(batch=False)
    >>> p, y, z = (network.tensor(name).at for name in "pyz")
    >>> k, j = sp.symbols("k j", integer=True, positive=True)
    >>> print(diagnose(Partial(p(k), z(j)), p(k) * (1 - p(j)), network=network))
    1 stands where δ_jk is due; right is p_k (δ_kj − p_j)
    """
    claim = Claim(network or Network((), ()), left, formula)
    sample = ResidueSample(claim.network, left, formula, tuple(conditions))
    gone_into = 0
    for slip, sentence, corrected in _candidates(claim):
        if sample.may_equal(corrected):
            gone_into += 1
            if gone_into > MOST_GONE_INTO:
                return None
            verdict = _decided(left, corrected, network, conditions)
            if verdict.proved:
                return Diagnosis(slip, sentence, corrected, verdict)
    return None


def diagnose_two(
    left: sp.Expr, formula: sp.Expr, *, network: Network, conditions: Sequence[Condition] = ()
) -> Diagnosis | None:
    """Try two slips at once, the first of them one that concerns the whole formula: a sign, a factor, an exchange.

    Arguments are those of ``diagnose``.

    >>> from ...network.building import classifier
    >>> from ...network.partial import Partial
    >>> network = classifier(batch=False)
    >>> p, y, x, W = (network.tensor(name).at for name in "pyxW")
    >>> k, d = sp.symbols("k d", integer=True, positive=True)
    >>> slope = Partial(network.output.at(), W(k, d))
    >>> found = diagnose_two(slope, 2 * (y(k) - p(k)) * x(d), network=network, conditions=network.conditions)
    >>> found.sentence
    'the sign is reversed, and a factor 2 is too much'
    """
    claim = Claim(network, left, formula)
    sample = ResidueSample(network, left, formula, tuple(conditions))
    most = min(MOST_PAIRS, MOST_NODES // sum(1 for _ in sp.preorder_traversal(formula)))
    tried = gone_into = 0
    for first, one, once in _candidates(claim, WHOLE):
        for second, other, twice in _candidates(Claim(network, left, once)):
            tried += 1
            if tried > most:
                return None
            if sample.may_equal(twice):
                gone_into += 1
                if gone_into > MOST_PAIRS_GONE_INTO:
                    return None
                verdict = _decided(left, twice, network, conditions)
                if verdict.proved:
                    return Diagnosis(f"{first}, {second}", _both(one, other), twice, verdict)
    return None


def _both(one: str, other: str) -> str:
    """The sentences of two slips; of the same one twice, one sentence.

    >>> _both("a factor 2 is missing", "a factor 2 is missing"), _both("the sign is reversed", "a factor 2 is missing")
    ('a factor 4 is missing', 'the sign is reversed, and a factor 2 is missing')
    """
    return one.replace("factor 2", "factor 4") if one == other and "factor 2" in one else f"{one}, and {other}"


def _candidates(claim: Claim, named: Sequence[str] = ()) -> Iterator[tuple[str, str, sp.Expr]]:
    seen = {claim.formula}
    for slip, corrections in SLIPS:
        if named and slip not in named:
            continue
        for sentence, corrected in corrections(claim):
            if corrected not in seen and not corrected.has(sp.nan, sp.zoo, sp.oo):
                seen.add(corrected)
                yield slip, sentence, corrected
            if len(seen) > MOST_CANDIDATES:
                return


def _decided(left: sp.Expr, right: sp.Expr, network: Network | None, conditions: Sequence[Condition]) -> Verdict:
    if network is None:
        return decide(left, right, conditions=conditions)
    sizes = dict(size_assignments(network)[-1])
    if differs_at(network, left, right, sizes, conditions=conditions):  # where the sieve says nothing, of roots
        return Verdict(Outcome.REFUTED, "certified balls at one point")
    return exact_check(network, left, right, conditions=conditions)
