"""The explicit gradients: SymPy's derivative of the scalar loss, proved equal to the general formula."""

import pytest
import sympy as sp

from derive.errors import StepRefuted, UsageError
from derive.gradient import elements
from derive.gradient.backward import derive_gradient
from derive.gradient.elements import as_scalars, explicit_elements, unfold_all, write_out
from derive.network.building import classifier
from tests.derive.notation import D, K, W, d, k, over, p, x, y

IRIS = {"K": 3, "D": 4}


def explicit(wrt, sizes=IRIS, **options):
    """All elements of one gradient of a single sample."""
    return list(explicit_elements(derive_gradient(classifier(batch=False, **options), wrt), sizes))


def test_the_twelve_weights_of_iris():
    """Each of 3 × 4 results is there, in order, and proved."""
    found = explicit("W")
    assert [e.name for e in found] == [f"W[{r},{c}]" for r in (1, 2, 3) for c in (1, 2, 3, 4)]
    assert all(e.verdict.proved for e in found)
    assert found[6].by_formula == (p[2] * (y[1] + y[2] + y[3]) - y[2]) * x[3]


def test_sympys_own_result_is_shown_with_the_logits_names():
    """The exponentials are of z_1 … z_3, not of the written-out sums, and no Sum is left."""
    shown = explicit("W")[0].by_sympy
    assert shown.has(sp.exp(sp.IndexedBase("z", real=True)[1]))
    assert not shown.has(sp.Sum, W[1, 1])


@pytest.mark.parametrize(
    ("wrt", "sizes", "options"),
    [
        ("W", {"K": 2, "D": 1}, {"log_base": "2"}),
        ("b", IRIS, {"bias": True, "log_base": "10"}),
        ("W2", {"K": 2, "D": 2, "H": 2}, {"hidden": ("tanh",)}),
    ],
)
def test_other_networks(wrt, sizes, options):
    """Bias, other bases and the outer layer of a hidden network are proved in the same way."""
    assert all(e.verdict.proved for e in explicit(wrt, sizes, **options))


def test_a_wrong_general_formula_is_refuted(monkeypatch):
    """An error in one single entry is caught: the formula at [2, 3] is off by a factor 1 + 10⁻³⁰."""
    real = elements._at

    def planted(derivation, at):
        value = real(derivation, at)
        return value * (1 + sp.Rational(1, 10**30)) if at == (2, 3) else value

    monkeypatch.setattr(elements, "_at", planted)
    with pytest.raises(StepRefuted, match=r"W\[2,3\]"):
        explicit("W")


def test_too_many_weights_are_refused_with_a_cure():
    """10 × 784 formulas are nobody's reading; the hint names the array formula."""
    with pytest.raises(UsageError, match="7840 weights") as caught:
        explicit("W", {"K": 10, "D": 784})
    assert "array formula" in caught.value.hint


def test_a_missing_size_is_named():
    """Leaving out D is explained."""
    with pytest.raises(UsageError, match="size D"):
        explicit("W", {"K": 3})


def test_writing_out_keeps_every_term():
    """Σ_d W[k, d] x[d] at K free, D = 3."""
    assert write_out(sp.Sum(W[k, d] * x[d], over(d, D)), {"D": 3}) == sum(W[k, c] * x[c] for c in (1, 2, 3))
    assert write_out(1 / K, {"K": 3}) == sp.Rational(1, 3)


def test_the_loss_written_out_has_only_given_letters():
    """Unfolding the loss leaves x, y and W, and each becomes a plain symbol."""
    network = classifier(batch=False)
    loss = write_out(unfold_all(network.output.at(), network), {"K": 2, "D": 2})
    assert {b.label.name for b in loss.atoms(sp.IndexedBase)} == {"x", "y", "W"}
    assert "W_2_1" in {s.name for s in as_scalars(loss).free_symbols}
