"""A relative of the second derivative: its formula, the steps that prove it, or the reason why it is not offered."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...network.definitions import Network
from ...network.short_repr import cut
from ...proof.verdict import Verdict
from ..derivation import Formula, Step


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said of a relative, and the verdict on it: that it is the Hessian, that a sum of it is 0."""

    words: str
    left: sp.Expr
    right: sp.Expr
    verdict: Verdict

    def __repr__(self) -> str:
        return cut(f"Claim({self.words}: {self.verdict.outcome})")


@dataclass(frozen=True, slots=True)
class Sign:
    """An expression that is not negative (``strict``: positive), and why."""

    expression: sp.Expr
    because: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Relative:
    """One relative of a second derivative, such as the Gauss–Newton matrix.

    ``formula`` is in the tensors of ``network``, ``general`` is it without conditions; ``steps`` lead to it, each
    checked; ``claims`` are what else is proved of it; ``signs`` are what an inequality rests on. Where it does not
    hold, ``reason`` says why, and it has no formula.

    >>> import derive
    >>> product = derive.classifier().second_order("W")["hessian-product"]
    >>> product.offered, product.title
    (True, 'Hessian times a direction')
    """

    name: str
    title: str
    says: str
    network: Network
    formula: Formula | None = None
    general: Formula | None = None
    steps: tuple[Step, ...] = ()
    claims: tuple[Claim, ...] = ()
    signs: tuple[Sign, ...] = ()
    reason: str = ""

    @property
    def offered(self) -> bool:
        """True where it holds for this network."""
        return not self.reason

    def __repr__(self) -> str:
        return cut(f"Relative({self.name}: {self.reason or self.formula})")
