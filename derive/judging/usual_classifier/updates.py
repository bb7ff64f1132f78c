"""Update rules: w := w − α ∂L/∂w claims that what is taken off is the step size times the gradient of the loss."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ...network.partial import Partial
from ...proof.verdict import Outcome
from ...reading.formula import Glossary
from ..finding import Judgement

PARAMETERS = ("weights", "bias", "parameters")
NO_EQUALITY = "an update of the left side, no equality"


def judge_update(
    left: sp.Expr, right: sp.Expr, glossary: Glossary, judge: Callable[[sp.Expr, sp.Expr], Judgement]
) -> Judgement:
    """Judge v := v − α g by ∂L/∂v = g, where α is a step size and v an entry of the parameters.

    Refuted is only a step of the opposite sign: a g that is no gradient of this loss may be that of another.

    Args:
        left, right: the entry, and its new value.
        glossary: what letters mean.
        judge: decides an equality.
    """
    steps = [s for s in right.free_symbols if s.is_Symbol and glossary[s.name].role == "step size"]
    name = left.base.label.name if isinstance(left, sp.Indexed) else left.name
    if glossary[name].role not in PARAMETERS or len(steps) != 1:
        return Judgement(Outcome.UNDECIDED, NO_EQUALITY)
    slope = _coefficient(sp.expand(left - right, deep=False), steps[0])
    if slope is None:
        return Judgement(Outcome.UNDECIDED, NO_EQUALITY)
    losses = [s.name for p in slope.atoms(Partial) for s in p.free_symbols if glossary[str(s)].role == "loss"]
    gradient = Partial(sp.Symbol(losses[0] if losses else "L", real=True), left)
    if slope == gradient:
        return Judgement(Outcome.PROVED)
    judged = judge(gradient, slope)
    if judged.verdict.proved:
        return judged
    reverse = Judgement(Outcome.PROVED) if slope == -gradient else judge(gradient, -slope)
    if reverse.verdict.proved:
        when = f" (when {reverse.condition})" if reverse.condition else ""
        return Judgement(Outcome.REFUTED, f"the step goes up the gradient of the loss: its sign is reversed{when}")
    return Judgement(
        Outcome.UNDECIDED, f"{NO_EQUALITY}; its step is not along the gradient of the loss as it is read here"
    )


def _coefficient(node: sp.Expr, step: sp.Symbol) -> sp.Expr | None:
    """c of c α; None where the expression is not that."""
    if node == step:
        return sp.S.One
    if isinstance(node, sp.Add):
        terms = [_coefficient(term, step) for term in node.args]
        return None if None in terms else sp.Add(*terms)
    if isinstance(node, sp.Sum):
        inner = _coefficient(node.function, step)
        return None if inner is None else sp.Sum(inner, *node.limits)
    if isinstance(node, sp.Mul):
        factors = [factor for factor in node.args if step in factor.free_symbols]
        inner = _coefficient(factors[0], step) if len(factors) == 1 else None
        return None if inner is None else inner * sp.Mul(*(f for f in node.args if f is not factors[0]))
    return None
