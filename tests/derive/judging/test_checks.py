"""A verdict on one formula about any network, and on two formulas alone."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.errors import InputError, UsageError
from derive.judging.equality.checks import check, decide
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.proof.verdict import Outcome
from derive.reading.networks import describe

LOGISTIC = describe(
    {"x": "N D input", "y": "N label", "w": "D parameter", "b": "parameter"},
    [
        "z[n] = sum(w[d]*x[n,d], d) + b",
        "p[n] = sigmoid(z[n])",
        "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])",
        "E = 1/N*sum(L[n], n) + 1/20*sum(w[d]^2, d)",
    ],
)
POOLED = stack("embedding 4", "mean pooling", "dense", inputs="N T V")
CLASSIFIER = classifier(bias=True)


@pytest.mark.parametrize(
    ("text", "network", "outcome"),
    [
        (r"\frac{\partial E}{\partial b_k} = \frac{1}{N} \sum_n (p_{nk} - y_{nk})", CLASSIFIER, "PROVED WHEN"),
        (r"\frac{\partial E}{\partial b_k} = \frac{1}{N} \sum_n (p_{nk} - y_{nk}) x_{nk}", CLASSIFIER, ""),
        ("dE/dW[k,d] = 1/N*sum((p[n,k] - y[n,k])*x[n,d], n)", CLASSIFIER, "PROVED WHEN"),
        ("dE/dW[k,d] = 1/N*sum((y[n,k] - p[n,k])*x[n,d], n)", CLASSIFIER, "REFUTED"),
        (r"\frac{\partial E}{\partial W} = \frac{1}{N} (P - Y)^\top X", CLASSIFIER, "PROVED WHEN"),
        ("dE/dw[d] = 1/N*sum((p[n] - y[n])*x[n,d], n) + 1/10*w[d]", LOGISTIC, "PROVED"),
        ("dE/dw[d] = 1/N*sum((p[n] - y[n])*x[n,d], n)", LOGISTIC, "REFUTED"),
        ("dE/db = 1/N*sum(p[n] - y[n], n)", LOGISTIC, "PROVED"),
        ("dp[n]/dz[n] = p[n]*(1 - p[n]) = p[n] - p[n]^2", LOGISTIC, "PROVED"),
        ("dp[n]/dz[n] = p[n]*(1 - p[n]) = p[n]", LOGISTIC, "REFUTED"),
        ("dE/dW[k,h] = 1/N*sum((p[n,k] - y[n,k])*c[n,h], n)", POOLED, "PROVED WHEN"),
    ],
)  # fmt: skip
def test_a_formula_about_a_network(text: str, network: Network, outcome: str) -> None:
    """Derivatives, definitions and chains, with indices and in matrices, right and wrong; a wrong axis is refused."""
    if not outcome:
        with pytest.raises((UsageError, InputError)):
            check(text, network)
        return
    verdict = check(text, network)
    assert verdict.outcome is Outcome(outcome), verdict
    if verdict.proved:
        assert "for every size" in verdict.method
    if outcome == "PROVED WHEN":
        assert verdict.condition == "labels sum to one"


def test_what_holds_at_small_sizes_only_is_not_proved() -> None:
    """A factor that is 1 at the small sizes, and not at others."""
    wrong = "dE/db = 1/N*sum(p[n] - y[n], n)*(1 + (N-1)*(N-2)*(N-3)*(D-1)*(D-2)*(D-3))"
    verdict = check(wrong, LOGISTIC)
    assert verdict.outcome is not Outcome.PROVED and "every size" not in verdict.method


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dE/dw[d] = q[d]", "the network has no tensor named 'q'"),
        ("dE/dw[d]", "the formula has no ="),
        ("dE/dw[d] ~= 0", "the formula has ≈"),
        ("dE/dw[d,d] = 0", "w has 2 indices"),
        ("dE/dw[d] = (", "character 12"),
        ("w = [1, 2]", "a list is no side"),
    ],
)
def test_what_cannot_be_checked_says_why(text: str, message: str) -> None:
    """An unknown letter, no equality, another relation, wrong indices, a formula that is cut off, a list."""
    with pytest.raises(UsageError) as error:
        check(text, LOGISTIC)
    assert message in error.value.message


def test_two_formulas_alone() -> None:
    """As text in either syntax, or as SymPy expressions; a refutation has a witness."""
    x = sp.Symbol("x", real=True)
    assert decide(r"\tanh(x)", "1 - 2/(1 + exp(2*x))").outcome is Outcome.PROVED
    assert decide("sigmoid(x)", 1 / (1 + sp.exp(-x))).outcome is Outcome.PROVED
    assert decide(r"\frac{1}{1 + e^{-x}} (1 - \frac{1}{1 + e^{-x}})", r"\frac{e^{x}}{(1 + e^{x})^2}").proved
    refuted = decide("(x + 1)^2", "x^2 + 1")
    assert refuted.outcome is Outcome.REFUTED and refuted.witness is not None
    with pytest.raises(UsageError, match="is no single formula"):
        decide("x = 1", "1")


def test_a_network_shows_itself() -> None:
    """As text, as LaTeX and in a notebook; its gradient has a formula in each notation."""
    network = stack("dense", loss="squared error", l2=0.1)
    assert str(network).splitlines()[:2] == ["ŷ_n = Σ_d w_d x_nd", "L_n = (ŷ_n − y_n)²"]
    assert network.latex.startswith("\\begin{aligned}\n\\hat{y}_n &= ")
    assert network._repr_latex_() == rf"$\displaystyle {network.latex}$"
    assert (network._repr_markdown_() or "").startswith("$$\n\\begin{aligned}")
    formula = network.gradient("w").formula
    assert formula.text == "∂E/∂w_d = (2/N) Σ_n (ŷ_n − y_n) x_nd + (1/10) w_d"
    assert str(formula.matrix).startswith("∂E/∂w = (2/N) Xᵀ (")
    assert formula.latex.startswith(r"\frac{\partial E}{\partial w_d} = ")
    assert all(step.check.proved for step in network.gradient("w").steps)


@pytest.mark.parametrize(
    ("text", "network", "outcome"),
    [
        (r"\sum_{k=1}^{K-1} p_k = 1 - p_K", classifier(batch=False), "PROVED WHEN"),
        (r"\frac{\partial p_1}{\partial z_K} = -p_1 p_K", classifier(batch=False), "PROVED WHEN"),
        (r"\frac{\partial p_K}{\partial z_j} = p_K (\delta_{jK} - p_j)", classifier(batch=False), "PROVED"),
        (r"\frac{\partial p_K}{\partial z_j} = p_K (1 - p_j)", classifier(batch=False), "REFUTED"),
        (r"p_K = p_2", classifier(batch=False), "REFUTED"),
        (r"\sum_n L_n - \sum_{n=1}^{N-1} L_n = L_N", classifier(), "PROVED WHEN"),
    ],
)
def test_a_size_as_an_index_is_the_number_of_the_last_element(text: str, network: Network, outcome: str) -> None:
    """p_K beside a sum to K − 1 is the last probability, not that of any class."""
    assert check(text, network).outcome.value == outcome


def test_labels_declared_one_hot_are_one_hot_and_shares_are_not() -> None:
    """y² = y needs one-hot labels; p − y needs their sum and names that alone; shares refute the square."""
    definitions = [
        "p[n,k] = exp(z[n,k])/sum(exp(z[n,j]), j)",
        "L[n] = -sum(y[n,k]*log(p[n,k]), k)",
        "E = 1/N*sum(L[n], n)",
    ]
    strict, soft = (
        describe({"y": f"N K label {kind}", "z": "N K parameter"}, definitions) for kind in ("one-hot", "shares")
    )
    square = check("y[n,k]^2 = y[n,k]", strict)
    assert square.outcome is Outcome.PROVED_WHEN
    assert square.condition.startswith("labels are one-hot")
    assert check("y[n,k]^2 = y[n,k]", soft).outcome is Outcome.REFUTED
    assert check("y[n,k]^2 = 2*y[n,k]", strict).outcome is Outcome.REFUTED
    assert check("dL[n]/dz[n,k] = p[n,k] - y[n,k]", strict).condition == "labels sum to one"
    assert [condition.name for condition in strict.gradient("z").formula.conditions] == ["labels sum to one"]


def test_a_vector_w_stands_whole_in_a_matrix_formula() -> None:
    """A w with one axis is the whole vector: verdicts, and no error of a library."""
    regression = stack("dense", loss="squared error", bias=False)
    gradient = r"\frac{\partial E}{\partial w} = \frac{FACTOR}{N} X^\top (Xw - y)"
    assert check(gradient.replace("FACTOR", "2"), regression).proved
    assert check(gradient.replace("FACTOR", "3"), regression).outcome is Outcome.REFUTED


def test_what_is_no_layer_and_no_description_is_refused() -> None:
    """A number in place of words, a list in place of a mapping: our errors."""
    for wrong in (3, None):
        with pytest.raises(UsageError, match="is no layer"):
            stack(wrong)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="given tensors are a list"):
        describe(["w"], ["E = 1"])  # type: ignore[arg-type]
