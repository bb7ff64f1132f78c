"""Which sums over the samples a network's loss and gradients are made of, and where the rows do not separate."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis, index_symbol
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor
from numeric.lowering import samples
from tests.numeric.networks import INPUTS, SAMPLES, batch_norm, contrast, convolution, defined, m, n, t


def sample_sums(network: Network, outputs: list[sp.Expr]) -> samples.SampleSums | None:
    """The sums that the outputs are made of; what their own indices run over is of no interest here."""
    return samples.sample_sums(network, [(output, {}) for output in outputs])


WEIGHTS = Tensor("w", (INPUTS,), Role.PARAMETER, "weights")
X = Tensor("x", (SAMPLES, INPUTS), Role.INPUT, "inputs")
U = Tensor("u", (SAMPLES,), Role.INTERMEDIATE, "value")
LOSS = Tensor("E", (), Role.LOSS, "loss")
N = SAMPLES.size


def one_value(value: sp.Expr, total: sp.Expr) -> Network:
    """u_n := value and E := total."""
    return Network((X, WEIGHTS), (defined(U, value), defined(LOSS, total)))


LINEAR = sp.Sum(WEIGHTS.at(t) * X.at(n, t), INPUTS.limits(t))
SUMMED = sp.Sum(U.at(n) ** 2, SAMPLES.limits(n))


@pytest.mark.parametrize("options", [{}, {"hidden": ("tanh", "relu"), "bias": True, "l2": 1}], ids=str)
def test_the_loss_and_every_gradient_of_a_classifier_are_sums_over_its_samples(options: dict) -> None:
    """Nothing is told about layers: the axis is that of the inputs, and each gradient has one sum or more over it."""
    network = classifier(**options)
    gradients = [derive_gradient(network, tensor.name).formula.value for tensor in network.parameters]
    found = sample_sums(network, [network.output.at(), *gradients])
    assert found.size == N
    assert len(found.sums) == 1 + len(gradients)
    assert all(found.row_of(total) == n for total in found.sums)


def test_a_convolution_separates_and_the_loss_of_one_sample_does_not() -> None:
    """The samples of a convolution stay apart although its places overlap; without samples there is nothing to add."""
    network = convolution()
    assert sample_sums(network, [network.output.at()]).size == N
    single = classifier(batch=False)
    assert sample_sums(single, [single.output.at()]) is None


def test_what_stands_around_a_sum_is_none_of_its_business() -> None:
    """√(Σ_n u_n²) / N is one sum, with the rest around it."""
    network = one_value(LINEAR, sp.sqrt(SUMMED) / N)
    assert sample_sums(network, [network.output.at()]).sums == (SUMMED,)


@pytest.mark.parametrize(
    ("value", "total"),
    [
        (LINEAR, sp.Sum(U.at(n) * U.at(m), SAMPLES.limits(n), SAMPLES.limits(m))),
        (sp.Sum(X.at(m, t) * X.at(n, t), SAMPLES.limits(m), INPUTS.limits(t)), SUMMED),
        (LINEAR * n, SUMMED),
        (LINEAR, Maximum(U.at(n), SAMPLES.limits(n))),
        (LINEAR, sp.Sum(U.at(n), (n, 2, N))),
        (LINEAR, SUMMED + U.at(1)),
        (LINEAR, sp.Sum(U.at(n) * sp.Sum(U.at(n) ** 2, SAMPLES.limits(n)), SAMPLES.limits(n))),
        (LINEAR, sp.Sum(U.at(n) * WEIGHTS.at(1) * sp.KroneckerDelta(n, 1), SAMPLES.limits(n))),
        (LINEAR * Maximum(X.at(m, 1), SAMPLES.limits(m)), SUMMED),
    ],
    ids=[
        "pairs",
        "other rows",
        "the number of the row",
        "the largest",
        "without the first",
        "one row",
        "a sum inside",
        "the first row",
        "the largest of a feature",
    ],
)
def test_rows_that_read_other_rows_or_are_read_alone_do_not_separate(value: sp.Expr, total: sp.Expr) -> None:
    """Each of these would come out wrong if blocks were added."""
    network = one_value(value, total)
    assert sample_sums(network, [network.output.at()]) is None


def test_means_over_the_batch_and_pairs_of_samples_do_not_separate() -> None:
    """Batch normalisation needs the mean of all rows before it can look at one; a contrastive loss compares them."""
    for network in (batch_norm(), contrast()):
        assert sample_sums(network, [network.output.at()]) is None


def test_a_gradient_with_an_entry_for_each_sample_does_not_separate() -> None:
    """∂E/∂z_nk is no sum: it is wanted for every sample."""
    network = classifier()
    assert sample_sums(network, [derive_gradient(network, "z").formula.value]) is None


def test_an_axis_of_two_rows_for_each_sample_is_not_cut() -> None:
    """Where another axis has 2N entries, a block of N would not say which of these belong to it."""
    double = Axis("both", "g", 2 * N)
    v = Tensor("v", (double,), Role.INPUT, "both halves")
    g = index_symbol("g")
    total = SUMMED + sp.Sum(v.at(g), double.limits(g))
    network = Network((X, WEIGHTS, v), (defined(U, LINEAR), defined(LOSS, total)))
    assert sample_sums(network, [network.output.at()]) is None


def test_samples_may_be_any_axis_of_the_data() -> None:
    """With the samples as columns, it is the second axis that separates."""
    x = Tensor("x", (INPUTS, SAMPLES), Role.INPUT, "inputs")
    value = sp.tanh(sp.Sum(WEIGHTS.at(t) * x.at(t, n), INPUTS.limits(t)))
    network = Network((x, WEIGHTS), (defined(U, value), defined(LOSS, SUMMED)))
    assert sample_sums(network, [network.output.at()]).size == N
