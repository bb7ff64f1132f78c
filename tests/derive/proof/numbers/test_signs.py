"""Signs as 0/1 generators: what holds everywhere, what holds away from kinks, what is not shown."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.network.definitions import Network
from derive.network.function_heads import Elu, HardTanh, LeakyRelu, Positive, Relu, Softplus, Softsign
from derive.proof.numbers.exact import ExactEvaluation
from derive.proof.numbers.generator_plan import GeneratorPlan
from derive.proof.numbers.vanishing import Agreement

X, Y, Z = sp.symbols("x y z", real=True)
EVERYWHERE, AWAY, NOT_SHOWN = Agreement.EVERYWHERE, Agreement.AWAY_FROM_KINKS, Agreement.NOT_SHOWN
CLAIMS = [
    (Positive(X) ** 2, Positive(X), EVERYWHERE),
    (Positive(X) * Positive(-X), sp.S.Zero, EVERYWHERE),
    (Positive(X) + Positive(-X), sp.S.One, AWAY),
    (Positive(2 * X - 4), Positive(X - 2), EVERYWHERE),
    (Positive(X * Y), Positive(X) * Positive(Y) + Positive(-X) * Positive(-Y), EVERYWHERE),
    (Positive(X * (1 + Y**2)), Positive(X), EVERYWHERE),
    (Positive(X / (1 + sp.exp(Y))), Positive(X), EVERYWHERE),
    (sp.sign(X) * sp.Abs(X), X, AWAY),
    (Relu(Relu(X)), Relu(X), EVERYWHERE),
    (Relu(X) - Relu(-X), X, AWAY),
    (sp.Max(X, Y) + sp.Min(X, Y), X + Y, AWAY),
    (sp.exp(Relu(X)) * sp.exp(-Relu(-X)), sp.exp(X), AWAY),
    (sp.exp(Elu(X) + 1), sp.exp(sp.exp(X)), NOT_SHOWN),
    (Elu(X), sp.Max(0, X) + sp.exp(sp.Min(0, X)) - 1, EVERYWHERE),
    (LeakyRelu(X), sp.Max(X, X / 100), AWAY),
    (HardTanh(HardTanh(X)), HardTanh(X), EVERYWHERE),
    (HardTanh(X), sp.Max(-1, sp.Min(1, X)), AWAY),
    (Positive(X) * Positive(X + 1), Positive(X), EVERYWHERE),
    (Positive(X - 1) * Positive(-X), sp.S.Zero, EVERYWHERE),
    (Positive(X - 1) * Positive(X + 1), Positive(X + 1), NOT_SHOWN),
    (Softsign(X), X / (1 + sp.Max(X, -X)), AWAY),
    (Softplus(X) - Softplus(-X), X, EVERYWHERE),
    (sp.Max(X, 0), X, NOT_SHOWN),
    (sp.erf(-X), -sp.erf(X), EVERYWHERE),
    (sp.erf(Relu(X)), sp.erf(X) * Positive(X), EVERYWHERE),
    (sp.cos(X - Y), sp.cos(Y - X), EVERYWHERE),
    (sp.sqrt(1 + X**2) ** 3, sp.sqrt(1 + X**2) * (1 + X**2), EVERYWHERE),
    (1 / (sp.sqrt(1 + X**2) - X), sp.sqrt(1 + X**2) + X, EVERYWHERE),
    (sp.sqrt(1 + X**2), 1 + X, NOT_SHOWN),
]


@pytest.mark.parametrize(("left", "right", "expected"), CLAIMS)
def test_where_two_formulas_agree(left: sp.Expr, right: sp.Expr, expected: Agreement) -> None:
    """Each claim, and each with its sides exchanged."""
    plan = GeneratorPlan()

    def compared(first: sp.Expr, second: sp.Expr) -> Agreement:
        evaluation = ExactEvaluation(Network((), ()), {}, plan)
        return evaluation.agreement(evaluation.value(first, {}), evaluation.value(second, {}))

    assert plan.settle(lambda: compared(left, right)) is expected
    assert plan.settle(lambda: compared(right, left)) is expected
