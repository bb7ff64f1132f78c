"""≈ between formulas: expansions of any smooth function hold to an order of the step; anything else is left open."""

from __future__ import annotations

import pytest

from .test_documents import judged

FIRST, SECOND, OPEN = "to first order in it", "to second order in it", ""
DOWN = r"g(u - \eta \nabla g(u)) \approx g(u) "


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        (r"g(u + k) \approx g(u) + k g'(u)", FIRST),
        (r"g(u + k) \approx g(u) - k g'(u)", OPEN),
        (r"g(u + k) \approx g(u) + k g'(v)", OPEN),
        (r"g(u + k) \approx g(u) + g'(u)", OPEN),
        (r"g(u + k) \approx g(u) + c k", OPEN),
        (r"g(u - k) \approx g(u) - k g'(u) + \frac{1}{2} g''(u) k^2", SECOND),
        (r"g(u - k) \approx g(u) - k g'(u) + g''(u) k^2", OPEN),
        (r"g'(u) \approx \frac{g(u + k) - g(u - k)}{2 k}", FIRST),
        (r"g'(u) \approx \frac{g(u + k) - g(u - k)}{k}", OPEN),
        (r"\frac{g(u + k) - 2 g(u) + g(u - k)}{k^2} \approx g''(u)", SECOND),
        (r"\frac{g(u + k) - g(u) + g(u - k)}{k^2} \approx g''(u)", OPEN),
        (r"\frac{\partial E}{\partial v_a} \approx \frac{E(V + \epsilon r_a) - E(V)}{\epsilon}", FIRST),
        (r"\frac{\partial E}{\partial v_a} \approx \frac{E(V + \epsilon r_a) + E(V)}{\epsilon}", OPEN),
        (r"\frac{\partial E}{\partial v_b} \approx \frac{E(V + \epsilon r_a) - E(V)}{\epsilon}", OPEN),
        (r"\frac{\partial E}{\partial V} \approx \frac{E(V + \epsilon r_a) - E(V)}{\epsilon}", OPEN),
        (r"C(v + \Delta v) \approx C(v) + \nabla C(v)^T \Delta v + \frac12 \Delta v^T H \Delta v", SECOND),
        (r"C(v + \Delta v) \approx C(v) + \nabla C(v)^T \Delta v + \Delta v^T H \Delta v", OPEN),
        (r"C(v + s) \approx C(v) + \nabla C(v)^T s + \frac12 s^T \nabla^2 C(v) s", SECOND),
        (r"g(A + \delta A) - g(A) \approx g'(A) \delta A", FIRST),
        (DOWN + r"- \eta \|\nabla g(u)\|^2", FIRST),
        (DOWN + r"- \eta \nabla g(u)^T \nabla g(u)", FIRST),
        (DOWN + r"+ \eta \|\nabla g(u)\|^2", OPEN),
    ],
)
def test_expansions_of_any_smooth_function(formula: str, condition: str) -> None:
    """A step that is a letter, a change, along one entry or down the gradient; with a wrong factor it does not hold."""
    found = judged(f"With the Hessian $H$:\n\n$${formula}$$")[-1]
    assert str(found.verdict) == ("PROVED WHEN" if condition else "UNDECIDED"), found
    assert found.condition.endswith(condition)


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"g(u + k) = g(u) + k g'(u) + O(k^2)", True),
        (r"g(u + k) = g(u) + k g'(u) + O(k^3)", False),
        (r"g(u + k) = g(u) - k g'(u) + \mathcal{O}(k^2)", False),
        (r"g(u + k) = g(u) + k g'(u) + o(k)", True),
        (r"g(u + k) = g(u) + o(k)", False),
        (r"g(u + k) = g(u) + O(k)", True),
        (r"\frac{g(u + k) - g(u - k)}{2 k} = g'(u) + O(k^2)", True),
        (r"\frac{g(u + k) - g(u)}{k} = g'(u) + O(k)", True),
        (r"\frac{g(u + k) - g(u)}{k} = g'(u) + O(k^2)", False),
        (r"g(v + s) = g(v) + \nabla g(v)^T s + O(\|s\|^2)", True),
        (r"g(v + s) = g(v) + \nabla g(v)^T s + O(\|s\|^3)", False),
    ],
)
def test_what_a_remainder_leaves_out(formula: str, right: bool) -> None:
    """O(k²) and o(k) are powers of the step; one power too many is not proved, and refutes nothing."""
    assert str(judged(f"Expansions.\n\n$${formula}$$")[-1].verdict) == ("PROVED" if right else "UNDECIDED")


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        (r"\sqrt{1 + u} \approx 1 + \frac{u}{2}", FIRST),
        (r"\sqrt{1 + u} \approx 1 + u", OPEN),
        (r"e^u \approx 1 + u + \frac{u^2}{2}", SECOND),
        (r"\ln(1 + u) \approx u - u^2", OPEN),
        (r"\frac{1}{1 + 3 u} \approx 1 - 3 u", FIRST),
        (r"1 - \frac{u^2}{2} \approx \cos(u)", SECOND),
        (r"\sqrt{u} \approx u", OPEN),
        (r"\sqrt{1 + u + k} \approx 1 + \frac{u + k}{2}", OPEN),  # of two letters
    ],
)
def test_series_of_one_letter_near_zero(formula: str, condition: str) -> None:
    """Up to the power that the polynomial shows; what is another series refutes nothing."""
    found = [f for f in judged(f"Series.\n\n$${formula}$$") if str(f.verdict) != "UNDECIDED"]
    assert [(str(f.verdict), f.condition.endswith(condition)) for f in found] == [("PROVED WHEN", True)] * bool(
        condition
    )


def test_a_letter_for_the_second_derivatives_is_a_condition() -> None:
    """Words speak of a Hessian, and nothing says that it is A."""
    found = judged(r"A Hessian: $$C(v + s) \approx C(v) + \nabla C(v)^T s + \frac12 s^T A s$$")[-1]
    assert found.condition == "A is the matrix of second derivatives, s is small: to second order in it"


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"g'(u) = \lim_{k \to 0} \frac{g(u + k) - g(u)}{k}", True),
        (r"\lim_{k \to 0} \frac{g(u + k) - g(u)}{k} = g'(u)", True),
        (r"\frac{dg}{du} = \lim_{\Delta u \rightarrow 0} \frac{g(u + \Delta u) - g(u)}{\Delta u}", True),
        (r"\frac{dq}{du} = \lim_{\Delta u \to 0} \frac{\Delta q}{\Delta u}", True),
        (r"g'(b) = \lim_{u \to b} \frac{g(u) - g(b)}{u - b}", True),
        (r"g''(u) = \lim_{k \to 0} \frac{g'(u + k) - g'(u)}{k}", True),
        (r"\frac{\partial g}{\partial v} = \lim_{k \to 0} \frac{g(u, v + k) - g(u, v)}{k}", True),
        (r"\lim_{k \to 0} \frac{(u + k)^2 - u^2}{k} = \lim_{k \to 0} (2 u + k)", True),
        (r"\lim_{k \to 0} (2 u + k) = 2 u", True),
        (r"g'(u) = \lim_{k \to 0} \frac{g(u + k) - g(u)}{2 k}", False),
        (r"g'(u) = \lim_{k \to 0} \frac{g(u + k) + g(u)}{k}", False),
        (r"g'(u) = \lim_{k \to 0} \frac{g(u + k) - g(u - k)}{k}", False),
        (r"g'(u) = \lim_{k \to 1} \frac{g(u + k) - g(u)}{k}", False),
        (r"g'(u) = \lim_{v \to 0} \frac{g(u + k) - g(u)}{k}", False),
        (r"g'(u) = \lim_{u \to b} \frac{g(u) - g(b)}{u - b}", False),
        (r"\frac{du}{dq} = \lim_{\Delta u \to 0} \frac{\Delta q}{\Delta u}", False),
        (r"\frac{\partial g}{\partial u} = \lim_{k \to 0} \frac{g(u, v + k) - g(u, v)}{k}", False),
        (r"\lim_{k \to 0} (2 u + k) = \lim_{k \to 1} (2 u + k)", False),
        (r"\lim_{k \to 0} \frac{k}{k} = 0", False),
        (r"\lim_{k \to 1} (2 u + k) = 2 u", False),
    ],
)
def test_limits(formula: str, right: bool) -> None:
    """Quotients of differences are slopes of any smooth function; a limit that is none of these is not proved."""
    assert [finding.verdict.value.partition(" ")[0] == "PROVED" for finding in judged(f"$${formula}$$\n")] in (
        [[True]] if right else [[False], []]
    )
