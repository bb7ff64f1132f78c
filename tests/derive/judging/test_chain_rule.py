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
