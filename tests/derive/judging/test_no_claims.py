"""What is no claim is silent or defines; what asserts something wrong stays in sight."""

from __future__ import annotations

import itertools

import pytest

from derive.judging.file_judge import FileJudge
from derive.reading.notes.sections import claims_in_text
from tests.derive.judging.test_documents import judged

SQUARE = r"We have $C(w) = (w x - t)^2$ and $w^* = "
LOGISTIC = r"We have $f(x) = \frac{1}{1 + e^{-x}}$. "


def told(text: str) -> list[str]:
    """The verdicts on what is reported of a text; "defines" for a definition."""
    return ["defines" if f.diagnosis == "this line defines it" else f.verdict.value for f in judged(text)]


@pytest.mark.parametrize(
    "text",
    [
        r"$i = 1 \ldots N$",
        r"The sum is $= 0$ here, and $\approx 98$ there.",
        r"$\ell = L-1..1$",
        r"$Y = (\vec y_1 \ \ldots \ \vec y_N \big)$",
        r"$$A = \begin{pmatrix} \vert & \vert & & \vert \\ a_1 & a_2 & \cdots & a_N \\ \vert & \vert & & \vert"
        r" \end{pmatrix}$$",
        r"$$W = \begin{bmatrix} - & w_1^T & - \\ & \vdots & \\ - & w_K^T & - \end{bmatrix}$$",
        r"$$\frac{\partial u}{\partial V} = \begin{pmatrix} \frac{\partial u}{\partial v_{11}} & \cdots \\ \vdots "
        r"& \ddots \end{pmatrix}$$",
        r"$$J = \begin{bmatrix} a_1 & \dots & a_n \\ & \ddots & \\ b_1 & \dots & b_n \end{bmatrix}$$",
        r"The shapes are $[1 \times d] = [1 \times k] \times [k \times d]$.",
        r"$(m \times n) = (m \times k)(k \times n)$",
        r"$$\hat{w} = \underset{w}{\arg \min} \, C(w)$$",
        r"$w^* = \arg\max_w q(w)$ and $\hat k = \operatorname*{argmax}_k q_k$",
        r"Where $w x + b = 0$ the classes are equally likely.",
        r"$\Delta(i) = \Delta(i) * \eta^+$",
        r"$v -= \eta g$, $v \mathrel{+}= \eta g$ and $G_{ij} := G_{ij} + \triangle_{ij}$",
        r"$w^* = \underset{w}{\text{argmin}} \sum_i e_i^2$ and $F = G + arg\min_f R(f)$",
        r"$$\hat f := \arg\min_f R(f) \text{ subject to } f \in S$$",
        r"$S = \{(u_i, t_i)\}_{i=1}^n$, $u = (u_i)_{i=1}^n$, $t_i = \pm 1$ and $B = {u_1, u_2, \ldots, u_m}$",
        r"$$u = \begin{bmatrix} u_1, u_2, \dots, u_n \end{bmatrix}, \quad S = \lbrace u_1, \dots, u_n \rbrace$$",
        r"$$v = v - \eta \frac{\partial C}{\partial v} \tag{1} \; & \text{for j := 0..n-1}$$",
        r"$v^1 = v^0 - \eta \frac{dC}{dv}|_{v=v^0, c=c^0}$",
        r"$V' = V - \eta \nabla_V C(V)$",
        r"Let $\sum_j u_j = \sum_j v_j = 0$.",
        r"The points with $t_i (v \cdot u_i + c) - 1 = 0$ and $\sum_i \alpha_i t_i = 0$.",
    ],
)
def test_what_is_no_claim_is_silent(text: str) -> None:
    """Ranges, layouts, shapes that fit, where something is looked at, updates."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"Let $z = w x$. $\frac{dz}{dw} = x = 0.5$", ["defines", "PROVED"]),
        (r"Let $z = w x$. $\frac{dz}{dw} = z = 0.5$", ["defines", "REFUTED", "UNDECIDED"]),
        (r"Let $z = w x$ with $x = 0.5$. $\frac{dz}{dw} = x = 0.6$", ["defines", "PROVED", "REFUTED"]),
        (
            r"$[0.1, 0.2] \times \begin{bmatrix} 0.7 & 0.6 \\ 0.5 & 0.4 \end{bmatrix} + [0.5, 0.6] = [0.67, 0.74]$",
            ["PROVED"],
        ),
        (
            r"$[0.1, 0.2] \times \begin{bmatrix} 0.7 & 0.6 \\ 0.5 & 0.4 \end{bmatrix} + [0.5, 0.6] = [0.67, 0.75]$",
            ["REFUTED"],
        ),
        (r"We update $w = w - 0.1 g = ?$ and later $v = ?$", []),
        (r"$[1 \times d] = [1 \times k] \times [d \times k]$", ["UNDECIDED"]),
        (r"Hence $w x + b = 1$.", ["UNDECIDED"]),
        (r"Hence $A x = b$.", ["UNDECIDED"]),
        (r"$(u + v) w = u w + v$", ["UNDECIDED"]),
        (r"$e^{0.5} \approx 1.75$", ["REFUTED"]),
        (
            SQUARE + r"\operatorname{argmin}_w C(w) = \operatorname{argmin}_w 2 C(w)$",
            ["defines", "REJECTED", "REJECTED"],
        ),
        (SQUARE + r"\arg\min_w C(w) = \frac{t}{x}$", ["defines", "REJECTED", "REJECTED"]),
        (r"$z = w x$ and $z + 1 = 0$", ["defines", "UNDECIDED"]),
        (r"$2 w - 2 w = 0$", ["PROVED"]),
        (r"$f(x) = x^2$. Next $f(x) = e^x$, so $f'(x) = e^x$.", ["defines", "defines", "PROVED"]),
        (r"$f(x) = x^2$. Next $f(x) = e^x$, so $f'(x) = 2 x$.", ["defines", "defines", "REFUTED"]),
        (r"$f(x) = x^2$, or $f(x) = e^x$. Of these $f'(x) = 2 x$.", ["defines", "defines", "UNDECIDED"]),
        (LOGISTIC + r"As before, $f(x) = \frac{1}{1 - e^{-x}}$.", ["defines", "UNDECIDED"]),
        (LOGISTIC + r"As before, $f(x) = \frac{e^x}{1 + e^x}$.", ["defines", "PROVED"]),
    ],
)
def test_what_asserts_something_stays_in_sight(text: str, verdicts: list[str]) -> None:
    """Shapes that do not fit, conclusions, what is defined, a second example of a function with a slip."""
    assert told(text) == verdicts


RIGHT = r"Let $q = \operatorname{softmax}(z)$ with one-hot labels $y$, where $c$ is the correct class."
PLAIN = r"Let $q = \operatorname{softmax}(z)$ with one-hot labels $y$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (RIGHT, r"$-\sum_k y_k \log q_k = -y_c \log q_c$", "PROVED WHEN"),
        (RIGHT, r"$-\sum_k y_k \log q_k = -2 y_c \log q_c$", "REFUTED"),
        (RIGHT, r"$-\sum_k y_k \log q_k = -y_j \log q_j$", "UNDECIDED"),
        (PLAIN, r"$-\sum_k y_k \log q_k = -y_c \log q_c$", "UNDECIDED"),
        (PLAIN + " For it $y_c = 1$.", r"$-\sum_k y_k \log q_k = -y_c \log q_c$", "PROVED WHEN"),
    ],
)
def test_a_sum_of_one_term_needs_a_right_class(text: str, formula: str, verdict: str) -> None:
    """Where words say which class is the right one a sum over classes is its term; else the sum is missing."""
    assert judged(f"{text}\n\n{formula}\n")[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (r"$\frac{\partial J}{\partial m} = -\frac{1}{n} \sum_{i=1}^n x_i (y_i - (m x_i + b))$", "PROVED WHEN"),
        (r"$\frac{\partial J}{\partial m} = \frac{1}{n} \sum_{i=1}^n x_i (y_i - (m x_i + b))$", "UNDECIDED"),
    ],
)
def test_entries_of_what_another_section_defines_as_a_number_are_data(last: str, verdict: str) -> None:
    """After y = m x + b of a line, y_i of a loss are data."""
    loss = r"$J = \frac{1}{2n} \sum_{i=1}^n (y_i - (m x_i + b))^2$"
    text = f"# Line\n\nWe fit $y = m x + b$.\n\n# Loss\n\n{loss}\n\n{last}\n"
    assert judged(text)[-1].verdict.value == verdict


def test_what_is_made_of_the_layer_above_defines_nothing() -> None:
    """Δ^l of Δ^{l+1} has no end; nothing says what it is."""
    text = (
        r"$Z^{(\ell)} = W^{(\ell)} A^{(\ell-1)}$ and $A^{(\ell)} = \sigma(Z^{(\ell)})$ and "
        r"$\Delta^{(\ell)} = (W^{(\ell+1)})^T \Delta^{(\ell+1)} \odot \sigma'(Z^{(\ell)})$."
    )
    assert told(text) == ["defines", "defines", "UNDECIDED"]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"We solve $A v = b$, where $B u = \lambda u$.", []),
        (r"Let $q = 2 v$. We solve $A v = b$.", ["PROVED"]),
        (r"We show $\text{softmax}(z) = \text{softmax}(z + c)$.", ["UNDECIDED"]),
        (r"Let $v = 2 q$. We solve $A v = b$.", ["PROVED", "UNDECIDED"]),
    ],
)
def test_what_is_asked_of_given_letters_is_silent(text: str, verdicts: list[str]) -> None:
    """Nothing can hold of any A, v and b; of what is defined, and of the usual letters, something may."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    assert [found.verdict.value for claim in claims for found in judge.findings(claim)] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (r"$$\frac{1}{2$$", ["REJECTED"]),
        (r"$$a = \frac{1}{2 b$$ and $c = 2 d$", ["REJECTED", "PROVED"]),
        ("$$\\begin{aligned} a &= \\sqrt{b \\\\ c &= 2 d \\end{aligned}$$", ["REJECTED"]),
        (r"$c = 2 d$ with $\{c, d$ and $\frac{1}{2}$", ["PROVED"]),
    ],
)
def test_a_brace_that_nothing_closes_is_told(text: str, verdicts: list[str]) -> None:
    """Of a formula that claims nothing too, with what is missing; a brace that is written is none."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    found = [finding for claim in claims for finding in judge.findings(claim)]
    assert [finding.verdict.value for finding in found][: len(verdicts)] == verdicts
    assert all(finding.hint for finding in found if finding.verdict.value == "REJECTED" and "{ is" in finding.diagnosis)


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ("{" * 3000 + "1" + "}" * 3000 + "=2", "brackets in each other"),
        (r"\frac{1}{" * 300 + "4" + "}" * 300 + "=2", "brackets in each other"),
        (r"\left(" * 300 + "1" + r"\right)" * 300 + "=2", "brackets in each other"),
        ("1" + "+1" * 15_000 + "=2", "longer than 20,000"),
        (r"\sqrt" * 2000 + " 4 = 2", "nested too deeply"),
        (r"\sum_i " * 1000 + "x_i = 2", "nested too deeply"),
        (r"\q = 2", "longer than 20,000"),
    ],
)
def test_one_formula_that_is_too_large_stops_no_other(formula: str, word: str) -> None:
    """It is told at its line as unread; that of the others which is wrong is refuted."""
    letters = "qponmlkjihgfedcba"
    doubling = "".join(rf"\newcommand{{\{a}}}{{\{b} + \{b}}}" for a, b in itertools.pairwise(letters))
    text = f"$1+1=3$ {doubling}\n\n${formula}$\n\n$2+2=5$"
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    found = [finding for claim in claims for finding in judge.findings(claim)]
    assert [(f.line, f.verdict.value) for f in found] == [(1, "REFUTED"), (3, "REJECTED"), (5, "REFUTED")]
    assert word in found[1].diagnosis
