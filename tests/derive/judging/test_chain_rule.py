"""The chain rule of letters of which nothing says what they are, as notes state it before they use it."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        ("", r"$$\frac{dm}{dp} = \frac{dm}{dh} \frac{dh}{dp}$$", "PROVED"),
        ("", r"$$\frac{dm}{dp} = \frac{dm}{dh} \frac{dg}{dp}$$", "UNDECIDED"),
        ("", r"$$\frac{dm}{dp} = \frac{dm}{dh} \frac{dp}{dh}$$", "UNDECIDED"),
        (
            "",
            r"$$\frac{\partial M}{\partial k} = \frac{\partial M}{\partial \hat q}"
            r" \cdot \frac{\partial \hat q}{\partial s} \cdot \frac{\partial s}{\partial k}$$",
            "PROVED",
        ),
        ("", r"$$\frac{d}{dp} m(h(p)) = \frac{dm}{dh} \frac{dh}{dp}$$", "PROVED"),
        (
            "",
            r"$$\frac{\partial m}{\partial p} = \frac{\partial m}{\partial a} \frac{\partial a}{\partial p}"
            r" + \frac{\partial m}{\partial b} \frac{\partial b}{\partial p}$$",
            "PROVED",
        ),
        (
            "",
            r"$$\frac{\partial m}{\partial p} = \frac{\partial m}{\partial a} \frac{\partial a}{\partial p}"
            r" - \frac{\partial m}{\partial b} \frac{\partial b}{\partial p}$$",
            "UNDECIDED",
        ),
        ("", r"$$\frac{dm}{d\mathbf{p}} = \frac{dm}{d\mathbf{h}} \frac{d\mathbf{h}}{d\mathbf{p}}$$", "UNDECIDED"),
        ("", r"$$\frac{dm}{dP} = \frac{dm}{dh} \frac{dh}{dP}$$", "UNDECIDED"),
        # the sum over j is missing
        (
            "",
            r"$$\frac{\partial M}{\partial h_k} = \frac{\partial M}{\partial s_j} \frac{\partial s_j}{\partial h_k}$$",
            "UNDECIDED",
        ),
        ("$$m = h + p, \\quad h = p^2$$\n", r"$$\frac{dm}{dp} = \frac{dm}{dh} \frac{dh}{dp}$$", "REFUTED"),
    ],
)
def test_the_chain_rule_of_any_letters(text: str, formula: str, verdict: str) -> None:
    """Where nothing says what the letters are it holds; a broken chain, a missing sum and a second way do not."""
    assert last(text, formula) == [verdict]


def test_n_before_a_power_less_one_is_no_layer() -> None:
    """Of n x^{n-1} the letter is a power: with n = 3 the slope is known."""
    assert last("", r"$$\frac{d}{dx} (x^3) = 3 x^2$$") == ["PROVED"]
    assert last("$f(x) = x^n$\n", r"$$f(1) = 1$$") != ["REFUTED"]


STATE = "$$r_n = \\tanh(A r_{n-1} + B u_n), \\quad q_n = C r_n$$\n"
TWO_BACK = "$$r_n = \\tanh(A r_{n-1} + B r_{n-2})$$\n"
GATED = "$$r_n = \\tanh(g_n r_{n-1}), \\quad g_n = q_{n-1} u_n, \\quad q_n = r_{n-1} c$$\n"
THROUGH = (
    r"$$\frac{\partial r_{n+1}}{\partial r_m} = \frac{\partial r_{n+1}}{\partial r_n} "
    r"\frac{\partial r_n}{\partial r_{n-1}} \dots \frac{\partial r_{m+1}}{\partial r_m}$$"
)


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (STATE, THROUGH, "PROVED"),
        ("", THROUGH, "PROVED"),
        (TWO_BACK, THROUGH, "UNDECIDED"),
        (GATED, THROUGH, "UNDECIDED"),
        (STATE, THROUGH.replace(r"r_{m+1}}{\partial r_m}$$", r"r_m}{\partial r_{m-1}}$$"), "UNDECIDED"),
        (STATE, THROUGH.replace(r"\partial r_{n-1}} \dots", r"\partial r_{n-2}} \dots"), "UNDECIDED"),
        (STATE, THROUGH.replace(r"\frac{\partial r_n}{", r"\frac{\partial q_n}{"), "UNDECIDED"),
        (STATE, r"$$\frac{\partial r_n}{\partial r_m} = \prod_{j=m+1}^n \frac{\partial r_j}{\partial r_{j-1}}$$",
         "PROVED"),
        (STATE, r"$$\frac{\partial r_n}{\partial r_m} = \prod_{j=m}^n \frac{\partial r_j}{\partial r_{j-1}}$$",
         "UNDECIDED"),
        ("", r"$$\frac{\partial s_T}{\partial s_1} = \frac{\partial s_T}{\partial s_{T-1}} \cdots "
         r"\frac{\partial s_2}{\partial s_1}$$", "PROVED"),
    ],
)  # fmt: skip
def test_the_chain_rule_through_the_steps_of_a_sequence(text: str, formula: str, verdict: str) -> None:
    """It holds where each is made of the one before it alone, and the slopes join and reach both ends."""
    assert last(text, formula) == [verdict]
