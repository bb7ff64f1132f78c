"""The chain rule of letters of which nothing says what they are, as notes state it before they use it."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

FORWARD = r"$$\frac{du}{d\mathbf{p}} = \frac{du}{d\mathbf{h}} \frac{d\mathbf{h}}{d\mathbf{p}}$$ "
OVER_J = r"\frac{\partial M}{\partial s_j} \frac{\partial s_j}{\partial h_k}$$"
UNITS = r"$u_k = \sum_i v_{ik} h_i$ " + "\n"
OF_UNITS = r"\frac{\partial M}{\partial u_k} \cdot \frac{\partial u_k}{\partial v_{ik}}$$"
SHARES = r"$p_i = \frac{e^{u_i}}{\sum_j e^{u_j}}$ and $M = -\sum_i t_i \log p_i$ " + "\n"
DECAYED = r"$s = V h + b$, $q = f(s)$ and $M = \frac{1}{2} \|q - t\|^2 + \frac{c}{2} \|V\|^2$ " + "\n"
AROUND = r"$s = V \circledast h$, $q = f(s)$ and $M = \ell(q, t) + R(V)$ " + "\n"
NUMBERED = r"$h_2 = \sin(B \circledast h_1)$, $h_3 = A h_2$ and $q = g(h_3)$ " + "\n"
OF_NUMBERED = r"\frac{\partial q}{\partial h_3} \frac{\partial h_3}{\partial h_2} \frac{\partial h_2}{\partial h_1}$$"
OF_WHOLES = r"\frac{\partial M}{\partial q} \frac{\partial q}{\partial s} \frac{\partial s}{\partial V}$$"


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
        ("", r"$$\frac{dm}{d\mathbf{p}} = \frac{dm}{d\mathbf{h}} \frac{d\mathbf{h}}{d\mathbf{p}}$$", "PROVED WHEN"),
        ("", r"$$\frac{dm}{d\mathbf{p}} = \frac{d\mathbf{h}}{d\mathbf{p}} \frac{dm}{d\mathbf{h}}$$", "PROVED WHEN"),
        (
            FORWARD * 2,
            r"$$\frac{dm}{d\mathbf{p}} = \frac{d\mathbf{h}}{d\mathbf{p}} \frac{dm}{d\mathbf{h}}$$",
            "UNDECIDED",
        ),
        (FORWARD, r"$$\frac{dm}{d\mathbf{p}} = \frac{dm}{d\mathbf{h}} \frac{d\mathbf{p}}{d\mathbf{h}}$$", "UNDECIDED"),
        ("", r"$$\frac{dm}{dP} = \frac{dm}{dh} \frac{dh}{dP}$$", "PROVED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = \sum_j" + OVER_J, "PROVED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = \sum_{j=1}^m" + OVER_J, "PROVED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = \sum_{j=1}^{m-1}" + OVER_J, "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = \sum_{j \ne k}" + OVER_J, "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = \sum_k" + OVER_J, "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial h_j} = \sum_j" + OVER_J.replace("h_k", "h_j"), "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial h_k} = 2 \sum_j" + OVER_J, "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial v_{ik}} = " + OF_UNITS, "PROVED"),
        ("", r"$$\frac{\partial M}{\partial v_{ik}} = " + OF_UNITS.replace("{ik}", "{ki}"), "UNDECIDED"),
        ("", r"$$\frac{\partial M}{\partial v_{ik}} = " + OF_UNITS.replace(r"u_k} \cdot", r"u_i} \cdot"), "UNDECIDED"),
        (
            SHARES,
            r"$$\frac{\partial M}{\partial u_i} = \frac{\partial M}{\partial p_i} \frac{\partial p_i}{\partial u_i}$$",
            "PROVED WHEN",
        ),
        (DECAYED, r"$$\frac{\partial M}{\partial V} = " + OF_WHOLES, "REFUTED"),
        (AROUND, r"$$\frac{\partial M}{\partial V} = " + OF_WHOLES, "UNDECIDED"),
        (AROUND.replace(r" + R(V)", ""), r"$$\frac{\partial M}{\partial V} = " + OF_WHOLES, "PROVED"),
        (DECAYED.replace(r"+ \frac{c}{2} \|V\|^2", ""), r"$$\frac{\partial M}{\partial V} = " + OF_WHOLES, "PROVED"),
        (
            "",
            r"$$\frac{\partial M}{\partial h} = \frac{\partial M}{\partial q} \dots \frac{\partial s}{\partial h}$$",
            "PROVED",
        ),
        (NUMBERED, r"$$\frac{\partial q}{\partial h_1} = " + OF_NUMBERED, "PROVED"),
        (
            NUMBERED.replace("A h_2", "A h_2 + C h_1"),
            r"$$\frac{\partial q}{\partial h_1} = " + OF_NUMBERED,
            "UNDECIDED",
        ),
        (UNITS, r"$$\frac{\partial M}{\partial v_{ik}} = " + OF_UNITS, "PROVED"),
        (UNITS.replace("v_{ik}", "v_{ki}"), r"$$\frac{\partial M}{\partial v_{ik}} = " + OF_UNITS, "REFUTED"),
        (UNITS, r"$$\frac{\partial M}{\partial h_k} = " + OF_UNITS.replace("v_{ik}", "h_k"),
         "REFUTED"),
        # the sum over t is missing, and over j
        ("", r"$$\frac{\partial M}{\partial V} = \frac{\partial M}{\partial net_{o,t}}"
         r" \frac{\partial net_{o,t}}{\partial V}$$", "UNDECIDED"),
        (
            "",
            r"$$\frac{\partial M}{\partial h_k} = \frac{\partial M}{\partial s_j} \frac{\partial s_j}{\partial h_k}$$",
            "UNDECIDED",
        ),
        ("$$m = h + p, \\quad h = p^2$$\n", r"$$\frac{dm}{dp} = \frac{dm}{dh} \frac{dh}{dp}$$", "REFUTED"),
    ],
)  # fmt: skip
def test_the_chain_rule_of_any_letters(text: str, formula: str, verdict: str) -> None:
    """Where nothing says what the letters are it holds; a broken chain, a missing sum and a second way do not."""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{d(p q)}{ds} = p \frac{dq}{ds} + q \frac{dp}{ds}", "PROVED"),
        (r"\frac{d}{ds}\left(\frac{p}{q}\right) = \frac{q \frac{dp}{ds} - p \frac{dq}{ds}}{q^2}", "PROVED"),
        (
            r"\frac{\partial (p + q)}{\partial s} = \frac{\partial p}{\partial s} + \frac{\partial q}{\partial s}",
            "PROVED",
        ),
        (r"\frac{d}{ds} e^{p} = e^p \frac{dp}{ds}", "PROVED"),
        (r"\frac{d(p q)}{ds} = p \frac{dq}{ds}", "UNDECIDED"),
        (r"\frac{d(p q)}{ds} = p \frac{dq}{ds} - q \frac{dp}{ds}", "UNDECIDED"),
        (r"\frac{d}{ds}\left(\frac{p}{q}\right) = \frac{q \frac{dp}{ds} + p \frac{dq}{ds}}{q^2}", "UNDECIDED"),
        (r"\frac{d}{ds} e^{p} = \frac{dp}{ds}", "UNDECIDED"),
        (r"\frac{d(P Q)}{ds} = Q \frac{dP}{ds} + P \frac{dQ}{ds}", "UNDECIDED"),
    ],
)
def test_rules_of_products_and_quotients(formula: str, verdict: str) -> None:
    """Small letters that nothing defines are any functions of the only one by which is differentiated."""
    assert last("", f"$${formula}$$") == [verdict]


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
