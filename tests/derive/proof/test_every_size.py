"""A formula that only small sizes speak for is not called proved; a right one is proved for every size."""

from itertools import islice

import pytest

from derive.proof.every_size import holds_for_every_size
from tests.derive.formula_set import TRUE, planted_slips, right_formulas, small_errors
from tests.derive.judging.test_notes import judged

SLOPE = r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j"
PLANTS = [
    SLOPE + r" (1 + (K-1)(K-2)(K-3)(K-4)(K-5))",
    SLOPE + r" \left(1 + (\sum_{k=1}^{K} 1 - 2)(K - 3)\right)",
    SLOPE + r" (1 + (D-2)(D-3))",
    SLOPE + r" (1 + (i-1)(i-2)(i-3))",
    r"\frac{\partial E}{\partial w_{ij}} = \frac{1}{N} \sum_{n=1}^{N} (p_{ni} - y_{ni}) x_{nj} (1 + (N-1)(N-2))",
    r"\frac{\partial L}{\partial z_i} = (p_i - \mathbb{1}[i = y]) (1 + (K-2)(K-3))",
    r"\frac{\partial L}{\partial W^{(1)}_{hd}} = x_d (1 - a_h^2) \sum_{k=1}^{K} (p_k - y_k) W^{(2)}_{kh}"
    r" (1 + (H-2)(H-3))",
    r"\sum_{k=1}^{K} p_k = 1 + (K-2)(K-3)",
]
RIGHT = [
    (SLOPE, "labels sum to one"),
    (r"\frac{\partial s_i}{\partial z_j} = s_i(\delta_{ij} - s_j)", ""),
    (r"\sum_{i \ne j} p_i = 1 - p_j", ""),
    (r"\sum_{i=2}^{K} p_i = 1 - p_1", ""),
    (r"\log p_k = z_k - \log \sum_j e^{z_j}", ""),
    (r"p_i = \frac{e^{z_i - z_1}}{\sum_j e^{z_j - z_1}}", ""),
    (r"\frac{\partial L}{\partial z_i} = p_i - \mathbb{1}[i = y]", "labels are one-hot"),
    (r"\frac{\partial L}{\partial z_2} = p_2 - y_2", "labels sum to one"),
    (r"\nabla_W L = (s - y) x^T", "labels sum to one"),
    (r"\frac{\partial L}{\partial W^{(1)}_{hd}} = x_d (1 - a_h^2) \sum_{k=1}^{K} (p_k - y_k) W^{(2)}_{kh}",
     "labels sum to one"),
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS)
def test_a_factor_that_is_one_at_small_sizes_is_refuted(plant: str) -> None:
    """It is 1 at every small size that is tried; the finding names the size at which it is not."""
    found = judged(plant)[-1]
    assert (found.verdict, "but not at" in found.diagnosis) == ("REFUTED", True), found
    assert found.witness


@pytest.mark.parametrize(("source", "condition"), RIGHT)
def test_right_formulas_are_proved_for_every_size(source: str, condition: str) -> None:
    """With the condition that they need, and no words about sizes."""
    found = judged(source)[-1]
    assert (found.verdict, found.condition) == ("PROVED WHEN" if condition else "PROVED", condition)
    assert found.diagnosis == "for every size"


def test_what_no_size_can_exclude_names_the_sizes() -> None:
    """A difference of the 32nd degree, 0 at 1 … 32, is proved for the sizes tried and for no others."""
    factors = "".join(f"(K-{number})" for number in range(1, 33))
    found = judged(rf"\sum_{{k=1}}^{{K}} p_k = 1 + {factors}")[-1]
    tried = "for the sizes tried (D=2, K=2 or D=2, K=3 or D=3, K=2)"
    assert (found.verdict, found.condition) == ("PROVED WHEN", tried)
    assert "not shown for every size" in found.diagnosis


def test_formulas_written_out_name_their_sizes() -> None:
    """Entry by entry, with no letter for a size: proved at these sizes."""
    for source in (r"p_1 + p_2 + p_3 = 1", r"\sum_{i=1}^{3} p_i = 1"):
        found = judged(source)[-1]
        assert (found.verdict, found.diagnosis) == ("PROVED", "at the sizes written out: D=2, K=3")
    found = judged(r"p_1 + p_2 + p_3 = K - 2")[-1]
    assert (found.verdict, found.condition) == ("PROVED WHEN", "D=2, K=3")


def test_the_true_equalities_hold_for_every_size() -> None:
    """All of them, and of their other forms at least nine in ten."""
    missed = [e.name for e in TRUE if not holds_for_every_size(e.network, e.left, e.right, e.network.conditions)]
    assert missed == []
    forms = list(islice(right_formulas(), 0, None, 60))
    shown = [e for e in forms if holds_for_every_size(e.network, e.left, e.right, e.network.conditions)]
    assert len(shown) >= 0.9 * len(forms)


def test_no_wrong_formula_holds_for_every_size() -> None:
    """Planted slips and errors of one part in 10^30."""
    wrong = [equality for equality, _ in planted_slips()] + list(small_errors())
    for e in wrong[::25]:
        assert not holds_for_every_size(e.network, e.left, e.right, e.network.conditions), e.name
