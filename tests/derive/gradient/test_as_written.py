"""Gradients read as an author writes them: networks made by hand, and the whole line of each result."""

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis, index_symbol
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor

SAMPLES, FEATURES = Axis("samples", "nm", "N"), Axis("features", "dec", "D")
CLASSES, UNITS, PLACES = Axis("classes", "kjl", "K"), Axis("units", "hg", "H"), Axis("places", "tuv", "T")
n, d, k, j, h, t, u, v = map(index_symbol, "ndkjhtuv")
N, D, K, H, T = (axis.size for axis in (SAMPLES, FEATURES, CLASSES, UNITS, PLACES))
S = sp.Sum


def made(name: str, *axes: Axis, role: Role = Role.INTERMEDIATE) -> Tensor:
    """A tensor whose meaning does not matter here."""
    return Tensor(name, axes, role, name)


def given(role: Role, name: str, *axes: Axis) -> Tensor:
    """A tensor that is given."""
    return made(name, *axes, role=role)


def defined(tensor: Tensor, value: sp.Expr, indices: tuple[sp.Symbol, ...] | None = None) -> Definition:
    """A definition with the tensor's own letters, or these."""
    return Definition(tensor, tensor.indices if indices is None else indices, value, "stage")


X, LABEL, LABELS = (
    given(Role.INPUT, "x", SAMPLES, FEATURES),
    given(Role.LABEL, "y", SAMPLES),
    given(Role.LABEL, "y", SAMPLES, CLASSES),
)
WEIGHT, WEIGHTS = given(Role.PARAMETER, "w", FEATURES), given(Role.PARAMETER, "W", CLASSES, FEATURES)
z, zk, p, pk, yhat, a = (
    made("z", SAMPLES),
    made("z", SAMPLES, CLASSES),
    made("p", SAMPLES),
    made("p", SAMPLES, CLASSES),
    made("yhat", SAMPLES),
    made("a", SAMPLES),
)
L, E = made("L", SAMPLES, role=Role.LOSS), made("E", role=Role.LOSS)

LINEAR = S(WEIGHT.at(d) * X.at(n, d), (d, 1, D))
LOGITS = defined(zk, S(WEIGHTS.at(k, d) * X.at(n, d), (d, 1, D)))
SOFTMAX = defined(pk, sp.exp(zk.at(n, k)) / S(sp.exp(zk.at(n, j)), (j, 1, K)))
MEAN = defined(E, S(L.at(n), (n, 1, N)) / N)
SIGMOID = 1 / (1 + sp.exp(-z.at(n)))
BY_SOFTPLUS = defined(L, sp.log(1 + sp.exp(z.at(n))) - LABEL.at(n) * z.at(n))
BY_LOGARITHMS = defined(L, -LABEL.at(n) * sp.log(p.at(n)) - (1 - LABEL.at(n)) * sp.log(1 - p.at(n)))
BY_LOG_SUM_EXP = defined(L, sp.log(S(sp.exp(zk.at(n, k)), (k, 1, K))) - S(LABELS.at(n, k) * zk.at(n, k), (k, 1, K)))
SQUARE = defined(L, (yhat.at(n) - LABEL.at(n)) ** 2)

LEAST_SQUARES = Network((X, WEIGHT, LABEL), (defined(yhat, LINEAR), SQUARE, MEAN))
SQUARED_MEAN = Network(
    (X, WEIGHTS, LABELS),
    (LOGITS, defined(E, S((zk.at(n, k) - LABELS.at(n, k)) ** 2, (n, 1, N), (k, 1, K)) / (K * N))),
)
LOGISTIC = Network((X, WEIGHT, LABEL), (defined(z, LINEAR), BY_SOFTPLUS, MEAN))
LOGISTIC_NAMED = Network((X, WEIGHT, LABEL), (defined(z, LINEAR), defined(p, SIGMOID), BY_SOFTPLUS, MEAN))
LOGISTIC_BY_SHARES = Network((X, WEIGHT, LABEL), (defined(z, LINEAR), defined(p, SIGMOID), BY_LOGARITHMS, MEAN))
LOG_SUM_EXP = Network((X, WEIGHTS, LABELS), (LOGITS, SOFTMAX, BY_LOG_SUM_EXP, MEAN))
LAYER = Network(
    (X, WEIGHT, LABEL),
    (defined(z, LINEAR), defined(a, SIGMOID), defined(L, (a.at(n) - LABEL.at(n)) ** 2 / 2), MEAN),
)

vector, mu, s, xhat = given(Role.INPUT, "x", FEATURES), made("mu"), made("s"), made("xhat", FEATURES)
LAYER_NORM = Network(
    (vector,),
    (
        defined(mu, S(vector.at(d), (d, 1, D)) / D),
        defined(s, sp.sqrt(S((vector.at(d) - mu.at()) ** 2, (d, 1, D)) / D)),
        defined(xhat, (vector.at(d) - mu.at()) / s.at()),
    ),
)
queries, keys, slopes = (
    given(Role.INPUT, "q", PLACES, UNITS),
    given(Role.INPUT, "k", PLACES, UNITS),
    given(Role.INPUT, "G", PLACES, PLACES),
)
scores, attention = made("s", PLACES, PLACES), made("A", PLACES, PLACES)
ATTENTION = Network(
    (queries, keys, slopes),
    (
        defined(scores, S(queries.at(t, h) * keys.at(u, h), (h, 1, H)) / sp.sqrt(H)),
        defined(attention, sp.exp(scores.at(t, u)) / S(sp.exp(scores.at(t, v)), (v, 1, T))),
        defined(E, S(slopes.at(t, u) * attention.at(t, u), (t, 1, T), (u, 1, T))),
    ),
)

READ = [
    (LEAST_SQUARES, "w", None, "∂E/∂w_d = (2/N) Σ_n (ŷ_n − y_n) x_nd"),
    (LEAST_SQUARES, "yhat", "L", "∂L_n/∂ŷ_m = 2 δ_nm (ŷ_n − y_n)"),
    (SQUARED_MEAN, "W", None, "∂E/∂W_kd = (2/(K N)) Σ_n (z_nk − y_nk) x_nd"),
    (LOGISTIC, "w", None, "∂E/∂w_d = (1/N) Σ_n (σ(z_n) − y_n) x_nd"),
    (LOGISTIC_NAMED, "w", None, "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd"),
    (LOGISTIC_BY_SHARES, "w", None, "∂E/∂w_d = (1/N) Σ_n (p_n − y_n) x_nd"),
    (LOGISTIC_BY_SHARES, "p", None, "∂E/∂p_n = (1/N) ((1 − y_n) / (1 − p_n) − y_n / p_n)"),
    (LOG_SUM_EXP, "W", None, "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd"),
    (LOG_SUM_EXP, "z", "L", "∂L_n/∂z_mk = δ_nm (p_nk − y_nk)"),
    (LAYER, "z", None, "∂E/∂z_n = (1/N) a_n (a_n − y_n) (1 − a_n)"),
    (LAYER_NORM, "x", None, "∂x̂_d/∂x_e = (δ_de − 1/D − (1/D) x̂_d x̂_e) / s"),
    (ATTENTION, "s", None, "∂E/∂s_tu = A_tu (G_tu − Σ_v G_tv A_tv)"),
]


@pytest.mark.parametrize(("network", "wrt", "of", "line"), READ, ids=[line for *_, line in READ])
def test_the_line_is_the_authors(network: Network, wrt: str, of: str | None, line: str) -> None:
    """Numbers in front, p and σ by name, a layer's slope through its own value, no generated letter."""
    derivation = derive_gradient(network, wrt, of)
    assert str(derivation.formula) == line
    assert {step.rule.name for step in derivation.steps if "every size" not in step.check.method} == set()


def test_a_name_is_given_back_where_the_loss_does_not_use_it() -> None:
    """With p defined and a loss of log Σ e^z, the step says that the name is written again."""
    steps = derive_gradient(LOG_SUM_EXP, "z").steps
    assert "fold" in [step.rule.name for step in steps]
