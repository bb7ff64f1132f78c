"""The formulas that the decision procedure is tested on: true equalities, other forms of them, planted slips."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy as sp

from derive.algebra.folding import unfold
from derive.algebra.indices import free_indices, freshen, substitute
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.partial import Partial
from tests.derive.notation import W1, W2, D, H, K, N, W, a, d, delta, g, h, i, j, k, m, n, over, p, u, x, y, z

E = sp.Symbol("E", real=True)
L, b, b1, b2 = (sp.IndexedBase(c, real=True) for c in ("L", "b", "b1", "b2"))
ERROR = p[n, k] - y[n, k]
OUTER = sp.Sum(ERROR * W2[k, h], over(k, K))
SLOPE = 1 - a[n, h] ** 2
PLAIN, BIAS, BITS, SUM, TANH = (
    classifier(),
    classifier(bias=True),
    classifier(log_base="2"),
    classifier(reduction="sum"),
    classifier(hidden=("tanh",), bias=True),
)


@dataclass(frozen=True)
class Equality:
    """``left = right`` over a network; ``slip`` names what was planted, if anything was."""

    name: str
    network: Network
    left: sp.Expr
    right: sp.Expr
    slip: str = ""


TRUE = [
    Equality(name, network, left, right)
    for name, network, left, right in [
        ("logits", PLAIN, z[n, k], sp.Sum(W[k, d] * x[n, d], over(d, D))),
        ("logits with bias", BIAS, z[n, k], sp.Sum(W[k, d] * x[n, d], over(d, D)) + b[k]),
        ("softmax", PLAIN, p[n, k], sp.exp(z[n, k]) / sp.Sum(sp.exp(z[n, j]), over(j, K))),
        ("loss", PLAIN, L[n], -sp.Sum(y[n, k] * sp.log(p[n, k]), over(k, K))),
        ("mean", PLAIN, E, sp.Sum(L[n], over(n, N)) / N),
        ("dE/dL", PLAIN, Partial(E, L[n]), 1 / N),
        ("dL/dp", PLAIN, Partial(L[n], p[n, k]), -y[n, k] / p[n, k]),
        ("dE/dp", PLAIN, Partial(E, p[n, k]), -y[n, k] / (N * p[n, k])),
        ("dp/dz", PLAIN, Partial(p[n, k], z[n, j]), p[n, k] * (delta(k, j, K) - p[n, j])),
        ("dp/dz of any rows", PLAIN, Partial(p[n, k], z[m, j]), delta(n, m, N) * p[n, k] * (delta(k, j, K) - p[n, j])),
        ("dz/dW", PLAIN, Partial(z[n, k], W[j, d]), delta(k, j, K) * x[n, d]),
        ("dL/dz", PLAIN, Partial(L[n], z[n, k]), ERROR),
        ("dE/dz", PLAIN, Partial(E, z[n, k]), ERROR / N),
        ("dE/dz in bits", BITS, Partial(E, z[n, k]), ERROR / (N * sp.log(2))),
        ("dE/dz of a sum", SUM, Partial(E, z[n, k]), ERROR),
        ("dE/dW", PLAIN, Partial(E, W[k, d]), sp.Sum(ERROR * x[n, d], over(n, N)) / N),
        ("dE/dW of a sum", SUM, Partial(E, W[k, d]), sp.Sum(ERROR * x[n, d], over(n, N))),
        ("dE/dW in bits", BITS, Partial(E, W[k, d]), sp.Sum(ERROR * x[n, d], over(n, N)) / (N * sp.log(2))),
        ("dE/db", BIAS, Partial(E, b[k]), sp.Sum(ERROR, over(n, N)) / N),
        ("dp/dW", PLAIN, Partial(p[n, k], W[j, d]), p[n, k] * (delta(k, j, K) - p[n, j]) * x[n, d]),
        ("activation", TANH, a[n, h], sp.tanh(u[n, h])),
        ("da/du", TANH, Partial(a[n, h], u[n, h]), SLOPE),
        ("hidden logits", TANH, z[n, k], sp.Sum(W2[k, h] * a[n, h], over(h, H)) + b2[k]),
        ("dE/da", TANH, Partial(E, a[n, h]), OUTER / N),
        ("dE/du", TANH, Partial(E, u[n, h]), SLOPE * OUTER / N),
        ("dE/dW1", TANH, Partial(E, W1[h, d]), sp.Sum(SLOPE * OUTER * x[n, d], over(n, N)) / N),
        ("dE/db1", TANH, Partial(E, b1[h]), sp.Sum(SLOPE * OUTER, over(n, N)) / N),
        ("dE/dW2", TANH, Partial(E, W2[k, h]), sp.Sum(ERROR * a[n, h], over(n, N)) / N),
    ]
]

Form = Callable[[Network, sp.Expr], sp.Expr]


def renamed(_network: Network, value: sp.Expr) -> sp.Expr:
    """Every bound index with a name of its own."""
    return freshen(value)


def expanded(_network: Network, value: sp.Expr) -> sp.Expr:
    """Brackets multiplied out."""
    return sp.expand(value)


def split_sums(_network: Network, value: sp.Expr) -> sp.Expr:
    """Σ (f + g) as Σ f + Σ g."""
    return value.replace(
        lambda node: isinstance(node, sp.Sum),
        lambda node: sp.Add(*(sp.Sum(term, *node.limits) for term in sp.Add.make_args(sp.expand(node.function)))),
    )


def factors_inside(_network: Network, value: sp.Expr) -> sp.Expr:
    """c Σ f as Σ c f."""
    sums = [f for f in sp.Mul.make_args(value) if isinstance(f, sp.Sum)]
    if not sums:
        return value
    total = freshen(sums[0])
    return sp.Sum(total.function * (value / sums[0]), *total.limits)


def softmax_written_out(network: Network, value: sp.Expr) -> sp.Expr:
    """exp(z_k) / Σ_j exp(z_j) for p_k."""
    return unfold(value, network.definition("p"))


def softmax_by_log_sum_exp(_network: Network, value: sp.Expr) -> sp.Expr:
    """exp(z_k − log Σ_j exp(z_j)) for p_k."""

    def written(element: sp.Expr) -> sp.Expr:
        row, column = element.indices
        return sp.exp(z[row, column] - sp.log(sp.Sum(sp.exp(z[row, i]), over(i, K))))

    return _replaced(value, "p", written)


def softmax_shifted(_network: Network, value: sp.Expr) -> sp.Expr:
    """exp(z_k − z_1) / Σ_j exp(z_j − z_1) for p_k."""

    def written(element: sp.Expr) -> sp.Expr:
        row, column = element.indices
        return sp.exp(z[row, column] - z[row, 1]) / sp.Sum(sp.exp(z[row, i] - z[row, 1]), over(i, K))

    return _replaced(value, "p", written)


def logits_written_out(network: Network, value: sp.Expr) -> sp.Expr:
    """Σ_d W_kd x_d for z_k, after the softmax is written out."""
    return unfold(softmax_written_out(network, value), network.definition("z"))


def tanh_by_exponentials(network: Network, value: sp.Expr) -> sp.Expr:
    """(exp(u) − exp(−u)) / (exp(u) + exp(−u)) for a."""

    def written(element: sp.Expr) -> sp.Expr:
        up, down = sp.exp(u[element.indices]), sp.exp(-u[element.indices])
        return (up - down) / (up + down)

    return _replaced(value, "a", written) if network is TANH else value


def tanh_by_sigmoid(network: Network, value: sp.Expr) -> sp.Expr:
    """2 σ(2u) − 1 for a."""
    return _replaced(value, "a", lambda e: 2 / (1 + sp.exp(-2 * u[e.indices])) - 1) if network is TANH else value


def with_probabilities_summed(_network: Network, value: sp.Expr) -> sp.Expr:
    """f Σ_i p_1i, for Σ_i p_1i is 1."""
    return value * sp.Sum(p[1, i], over(i, K))


def with_a_vanishing_term(_network: Network, value: sp.Expr) -> sp.Expr:
    """f plus Σ_ij δ_ij (x_1i − x_1j)."""
    return value + sp.Sum(delta(i, g, D) * (x[1, i] - x[1, g]), over(i, D), over(g, D))


def _replaced(node: sp.Expr, name: str, written: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    if isinstance(node, sp.Indexed):
        return written(node) if node.base.label.name == name else node
    if not node.args:
        return node
    return node.func(*(_replaced(c, name, written) if isinstance(c, sp.Expr) else c for c in node.args))


FORMS: list[Form] = [
    renamed,
    expanded,
    split_sums,
    factors_inside,
    softmax_written_out,
    softmax_by_log_sum_exp,
    softmax_shifted,
    logits_written_out,
    tanh_by_exponentials,
    tanh_by_sigmoid,
    with_probabilities_summed,
    with_a_vanishing_term,
]
LATER_FORMS: list[Form] = [renamed, split_sums, factors_inside, with_probabilities_summed, with_a_vanishing_term]


def right_formulas() -> Iterator[Equality]:
    """Every true equality in every other form, and in two forms one after the other."""
    seen = set()
    for equality in TRUE:
        for first in FORMS:
            formed = first(equality.network, equality.right)
            for then in [None, *LATER_FORMS]:
                right = formed
                if then is not None and then is not first:
                    right = then(equality.network, right)
                if right != equality.right and (equality.name, right) not in seen:
                    seen.add((equality.name, right))
                    forms = first.__name__ + (f" {then.__name__}" if then else "")
                    yield Equality(f"{equality.name}: {forms}", equality.network, equality.left, right)


Plant = Callable[[Equality], sp.Expr]


def _everywhere(name: str, change: Callable[[sp.Expr], sp.Expr]) -> Plant:
    return lambda equality: _replaced(equality.right, name, change)


def _exchanged(first: str, second: str) -> Plant:
    one, other = (sp.IndexedBase(c, real=True) for c in (first, second))

    def plant(equality: Equality) -> sp.Expr:
        marked = _replaced(equality.right, first, lambda e: sp.IndexedBase("marked", real=True)[e.indices])
        marked = _replaced(marked, second, lambda e: one[e.indices])
        return _replaced(marked, "marked", lambda e: other[e.indices])

    return plant


def _with_k_and_d_exchanged(equality: Equality) -> sp.Expr:
    both_are_free = {k, d} <= free_indices(equality.right)
    return substitute(equality.right, {k: d, d: k}) if both_are_free else equality.right


def _without_deltas(equality: Equality) -> sp.Expr:
    return equality.right.replace(lambda node: isinstance(node, sp.KroneckerDelta), lambda _node: sp.S.One)


def _without_outer_sum(equality: Equality) -> sp.Expr:
    sums = [f for f in sp.Mul.make_args(equality.right) if isinstance(f, sp.Sum) and f.limits[0][0] == n]
    return equality.right / sums[0] * sums[0].function if sums else equality.right


def _one_term_negated(equality: Equality) -> sp.Expr:
    if equality.right.has(SLOPE):
        return equality.right.xreplace({SLOPE: 1 + a[n, h] ** 2})
    return equality.right.xreplace({ERROR: p[n, k] + y[n, k]})


def _captured(old: sp.Symbol, new: sp.Symbol, name: str) -> Plant:
    base = sp.IndexedBase(name, real=True)
    return lambda equality: _replaced(
        equality.right, name, lambda e: base[tuple(new if index == old else index for index in e.indices)]
    )


def _stops_short(equality: Equality) -> sp.Expr:
    def shorter(total: sp.Sum) -> sp.Expr:
        (index, first, last), *others = total.limits
        return sp.Sum(total.function, (index, first, last - 1), *others)

    sums = sorted((s for s in equality.right.atoms(sp.Sum)), key=str)
    return equality.right.xreplace({sums[0]: shorter(sums[0])}) if sums else equality.right


PLANTED: list[tuple[str, tuple[str, ...], Plant]] = [
    ("sign", ("sign",), lambda e: -e.right),
    ("sign of one term", ("sign",), _one_term_negated),
    ("missing 1/N", ("size factor",), lambda e: e.right.xreplace({1 / N: sp.S.One})),
    ("1/N too much", ("size factor",), lambda e: e.right / N),
    ("natural logarithm for base 2", ("log base",), lambda e: e.right.xreplace({1 / sp.log(2): sp.S.One})),
    ("base 2 for the natural logarithm", ("log base",), lambda e: e.right / sp.log(2)),
    ("base 10 for base 2", ("log base",), lambda e: e.right.xreplace({1 / sp.log(2): 1 / sp.log(10)})),
    ("factor 2", ("number",), lambda e: 2 * e.right),
    ("y and p swapped", ("swapped tensors", "sign"), _exchanged("y", "p")),
    ("z for p", ("swapped tensors",), _everywhere("p", lambda e: z[e.indices])),
    ("u for a", ("swapped tensors",), _everywhere("a", lambda e: u[e.indices])),
    ("W transposed", ("transposed indices",), _everywhere("W", lambda e: W[e.indices[::-1]])),
    ("W1 transposed", ("transposed indices",), _everywhere("W1", lambda e: W1[e.indices[::-1]])),
    ("W2 transposed", ("transposed indices",), _everywhere("W2", lambda e: W2[e.indices[::-1]])),
    ("k and d exchanged", ("transposed indices",), _with_k_and_d_exchanged),
    ("missing delta", ("delta",), _without_deltas),
    ("missing bias", ("bias",), lambda e: e.right.xreplace({b[k]: sp.S.Zero, b2[k]: sp.S.Zero})),
    ("captured k in x", ("index", "transposed indices"), _captured(d, k, "x")),
    ("captured d in p", ("index",), _captured(k, d, "p")),
    ("captured j in z", ("index",), _captured(j, k, "z")),
    ("captured d in W", ("index",), _captured(k, d, "W")),
    ("captured h in W2", ("index",), _captured(k, h, "W2")),
    ("missing sum over the samples", ("sum",), _without_outer_sum),
    ("sum stops one short", ("sum",), _stops_short),
    ("missing square", ("power",), lambda e: e.right.xreplace({a[n, h] ** 2: a[n, h]})),
    ("missing derivative of tanh", ("activation derivative",), lambda e: e.right.xreplace({SLOPE: sp.S.One})),
    ("missing x", ("factor",), _everywhere("x", lambda _e: sp.S.One)),
    ("missing y", ("factor",), _everywhere("y", lambda _e: sp.S.One)),
]


def planted_slips() -> Iterator[tuple[Equality, tuple[str, ...]]]:
    """Every slip planted in every true equality that it changes, and the names that may be given to it."""
    for equality in TRUE:
        for slip, names, plant in PLANTED:
            wrong = plant(equality)
            if wrong != equality.right:
                name = f"{equality.name}: {slip}"
                yield Equality(name, equality.network, equality.left, wrong, slip), names


def small_errors() -> Iterator[Equality]:
    """Every true equality with an error that no floating-point comparison sees."""
    tiny = sp.Rational(1, 10**30)
    for equality in TRUE:
        for name, wrong in (
            ("times 1 + 1e-30", equality.right * (1 + tiny)),
            ("plus 1e-30", equality.right + tiny),
            ("plus a term of one place", equality.right + tiny * x[1, 1] * x[1, 2]),
            ("times Σ y", equality.right * (1 + tiny * (sp.Sum(p[1, i] ** 2, over(i, K)) - 1))),
        ):
            yield Equality(f"{equality.name}: {name}", equality.network, equality.left, wrong)
