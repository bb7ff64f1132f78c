"""1/m beside the slopes of a loss that nothing defines is refuted by no one; where the loss is told it is."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.finding import Finding
from derive.reading.notes.claims import Claim

LAYERS = ("Z = W X + b", r"A = \tanh(Z)")
SLOPE = r"\frac{\partial L}{\partial b} = %s \frac{\partial L}{\partial Z^{(i)}}"
MEAN, SUM = r"\frac{1}{m} \sum_{i=1}^m", r"\sum_{i=1}^m"


def last(*lines: str) -> Finding:
    """The last finding in these lines."""
    claims = [Claim(line, number, 1) for number, line in enumerate(lines, 1)]
    return DocumentJudge(claims).findings(claims[-1])[-1]


@pytest.mark.parametrize(
    "line",
    [
        SLOPE % MEAN,
        r"\frac{\partial L}{\partial b} = \frac{\sum_{i=1}^m \frac{\partial L}{\partial Z^{(i)}}}{m}",
        r"\frac{1}{m} \sum_{i=1}^m \frac{\partial L}{\partial Z^{(i)}} = \frac{\partial L}{\partial b}",
        r"db = \frac{\partial L}{\partial b} = \frac{1}{m} \sum_{i=1}^m dZ^{(i)}",
    ],
)
def test_a_mean_of_slopes_of_an_untold_loss(line: str) -> None:
    """Nothing says whether L is of an example or of all; both are named."""
    found = last(*LAYERS, line)
    assert (found.verdict, "say whether L is a" in found.diagnosis) == ("UNDECIDED", True)


def test_a_slope_with_a_name() -> None:
    """δ_i = ∂L/∂z_i in the place of the slope."""
    lines = r"z_i = \sum_j w_j x_{ij} + b", r"\delta_i = \frac{\partial L}{\partial z_i}"
    line = r"\frac{\partial L}{\partial w_j} = \frac{1}{m} \sum_{i=1}^m \delta_i x_{ij}"
    assert last(*lines, line).verdict == "UNDECIDED"
    assert last(*lines, line.replace(r"\frac{1}{m}", "")).verdict == "PROVED"
    assert last(*lines, line.replace(r"\frac{1}{m}", r"\frac{2}{m}")).verdict == "REFUTED"


@pytest.mark.parametrize("factor", [r"2 \sum_{i=1}^m", r"\frac{2}{m} \sum_{i=1}^m", r"-\sum_{i=1}^m"])
def test_another_factor_is_wrong_whatever_the_loss(factor: str) -> None:
    """Neither a sum nor a mean makes it right."""
    assert last(*LAYERS, SLOPE % SUM).verdict == "PROVED"
    assert last(*LAYERS, SLOPE % factor).verdict == "REFUTED"


ONE = r"z^{(i)} = w^T x^{(i)} + b", r"a^{(i)} = \sigma(z^{(i)})"


@pytest.mark.parametrize("loss", [r"L = -(y \log a + (1-y) \log(1-a))", r"L(a, y) = \frac{1}{2} (a - y)^2"])
def test_a_loss_that_is_told_of_one_example(loss: str) -> None:
    """Nothing adds up the examples: L may be of each of them, and db the slope of the mean."""
    line = r"d%s = \frac{%d}{m} \sum_{i=1}^m %s dz^{(i)}"
    assert last(*ONE, loss, line % ("b", 1, "")).verdict == "UNDECIDED"
    assert last(*ONE, loss, line % ("w", 1, "x^{(i)}")).verdict == "UNDECIDED"
    assert last(*ONE, loss, line % ("w", 2, "x^{(i)}")).verdict in ("REFUTED", "UNDECIDED")


@pytest.mark.parametrize(
    ("loss", "verdict"),
    [
        (r"L = -\sum_k y_k \log a_k", "UNDECIDED"),
        (r"L = -y^T \log a", "UNDECIDED"),
        (r"L = \frac{1}{2} \|a - y\|^2", "UNDECIDED"),
        (r"L = -\sum_i \sum_k y^{(i)}_k \log a^{(i)}_k", "REFUTED"),
    ],
)
def test_entries_of_one_example_are_added_up(loss: str, verdict: str) -> None:
    """Σ_k is over the classes of an example, Σ_i over examples."""
    layers = "z^{(i)} = W x^{(i)} + b", r"a^{(i)} = \tanh(z^{(i)})"
    assert last(*layers, loss, rf"dW = {MEAN} dz^{{(i)}} x^{{(i)T}}").verdict == verdict


@pytest.mark.parametrize(
    "loss",
    [
        r"L = \frac{1}{m} \sum_{i=1}^m \sum_k A_{ki}^2",
        r"L = \sum_{i=1}^m \sum_k A_{ki}^2",
        r"L = \frac{1}{2} \|A\|^2",
    ],
)
def test_a_loss_that_is_told(loss: str) -> None:
    """L is one thing then, a sum or a mean, and 1/m is too much: it is, or what is under the sum explains it."""
    found = last(*LAYERS, loss, SLOPE % MEAN)
    assert found.verdict == "REFUTED" and (found.corrected or found.diagnosis.startswith("the factor 1/m is too"))


def test_a_step_between_layers_has_no_mean() -> None:
    """∂L/∂a by ∂L/∂z of the next layer, with 1/n for the entries that are summed."""
    lines = r"a_j = \tanh(\sum_k v_{jk} x_k)", r"z_i = \sum_{j=1}^d w_{ij} a_j + b_i"
    line = r"\frac{\partial L}{\partial a_j} = %s \sum_{i=1}^n w_{ij} \frac{\partial L}{\partial z_i}"
    assert last(*lines, line % "").verdict == "PROVED"
    assert last(*lines, line % r"\frac{1}{n}").verdict == "REFUTED"


def test_the_output_is_no_loss() -> None:
    """DZ is a slope of the loss, which nobody wrote, and not of A, the last thing that is defined."""
    assert last(*LAYERS, rf"db = {SUM} dZ^{{(i)}}").verdict == "PROVED"
    assert last(*LAYERS, rf"db = {MEAN} dZ^{{(i)}}").verdict == "UNDECIDED"
    assert last(LAYERS[0], rf"db = {MEAN} dZ^{{(i)}}").verdict == "UNDECIDED"
    assert last(*LAYERS, r"db = \frac{2}{m} \sum_{i=1}^m dZ^{(i)}").verdict == "REFUTED"


def test_a_loss_of_each_example() -> None:
    """L(a^(i), y^(i)) alone leaves open what db is the slope of; J says it, and L is then of one example."""
    loss = r"L(a^{(i)}, y^{(i)}) = \frac{1}{2} (a^{(i)} - y^{(i)})^2"
    cost = rf"J = {MEAN} L(a^{{(i)}}, y^{{(i)}})"
    line = rf"db = {MEAN} dz^{{(i)}}"
    assert last(*ONE, loss, line).verdict == "UNDECIDED"
    assert last(*ONE, loss, cost, line).verdict == "PROVED"
    assert last(*ONE, loss, cost, line.replace("= ", "= -")).verdict == "REFUTED"
