"""Kinds that published notes are full of, in documents of our own: each line with the verdict that is due."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

P, W, R, U = "PROVED", "PROVED WHEN", "REFUTED", "UNDECIDED"
Lines = list[tuple[str, str]]
DOCUMENTS: dict[str, Lines] = {
    "a definition that closes a circle is a claim": [
        (r"y = \sigma(z)", P), (r"\sigma(z) = \frac{1}{1+e^{-z}}", P), (r"z = \log\frac{y}{1-y}", P),
        (r"\frac{\partial y}{\partial z} = y(1-y)", P), (r"\frac{\partial y}{\partial z} = y(1+y)", R),
    ],
    "a false line that closes a circle refutes nothing": [
        (r"y = \sigma(z)", P), (r"z = \log\frac{y}{2-y}", U), (r"\frac{\partial y}{\partial z} = y(1-y)", P),
    ],
    "what defines itself by its parts is no claim": [
        (r"s_i = s_{i,1} s_{i,2}", ""), (r"u_k = w x_k", P), (r"\frac{\partial u_k}{\partial w} = x_k", P),
    ],
    "the state before is given": [
        (r"a_t = v h_{t-1} + w x_t", P), (r"h_t = \tanh(a_t)", P),
        (r"\frac{\partial h_t}{\partial a_t} = 1 - h_t^2", P), (r"\frac{\partial a_t}{\partial v} = h_{t-1}", W),
        (r"\frac{\partial h_t}{\partial a_t} = 1 - h_t", R), (r"\frac{\partial a_t}{\partial v} = h_t", R),
        (r"a_{t+1} = v h_t + w x_{t+1}", P), (r"h_{t-1} = \tanh(a_{t-1})", P),
    ],
    "the state before is given, where steps are summed too": [
        (r"a_t = v h_{t-1} + w x_t", P), (r"h_t = \tanh(a_t)", P), (r"L = \sum_t h_t^2", P),
        (r"\frac{\partial h_t}{\partial a_t} = 1 - h_t^2", P), (r"\frac{\partial a_t}{\partial v} = h_{t-1}", U),
        (r"\frac{\partial h_t}{\partial a_t} = 1 - h_t", U), (r"\frac{\partial a_t}{\partial v} = h_t", U),
        (r"a_{t+1} = v h_t + w x_{t+1}", U), (r"h_{t-1} = \tanh(a_{t-1})", U),
    ],
    "one line tells of letters that it alone knows": [
        (r"r = \frac{a}{n}", P), (r"\frac{a}{n} = \frac{a}{a + b}", U), (r"e^q = \frac{a}{n}", U), (r"\rho = b", P),
    ],
    "entries by number that one side alone knows": [
        (r"y = e^{2w_1} + w_1 w_2", P), (r"u = w_1 + w_2 + w_5", P), (r"w_6 + w_7 = w_8", U),
    ],
    "a function that is defined in two ways": [
        (r"\phi(z) = \max(0, z)", P), (r"\phi(z) = z^2", P), (r"u = w x", P), (r"\phi(w x) = w x", R),
        (r"\frac{\partial u}{\partial w} = x", P),
    ],
    "a slope of another entry, worked out": [
        (r"o_j = \frac{e^{z_j}}{\sum_k e^{z_k}}", P),
        (r"\frac{\partial}{\partial z_i} \frac{e^{z_j}}{\sum_k e^{z_k}}"
         r" = e^{z_j} \frac{\partial}{\partial z_i} (\sum_k e^{z_k})^{-1}", W),
        (r"\frac{\partial}{\partial z_i} \frac{e^{z_j}}{\sum_k e^{z_k}} = o_j (1 + o_i)", R),
    ],
    "slopes that follow each other": [
        (r"\mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b}", P), (r"\mathbf{a} = \sigma(\mathbf{z})", P),
        (r"L = \frac12 \|\mathbf{a} - \mathbf{y}\|^2", P),
        (r"\frac{\partial L}{\partial \mathbf{W}} = \frac{\partial L}{\partial \mathbf{a}}"
         r" \frac{\partial \mathbf{a}}{\partial \mathbf{z}} \frac{\partial \mathbf{z}}{\partial \mathbf{W}}", P),
        (r"\frac{\partial L}{\partial \mathbf{x}} = \frac{\partial \mathbf{z}}{\partial \mathbf{x}}"
         r" \frac{\partial L}{\partial \mathbf{z}}", P),
        (r"\frac{\partial L}{\partial \mathbf{x}} = \frac{\partial \mathbf{z}}{\partial \mathbf{x}}"
         r" \frac{\partial L}{\partial \mathbf{a}}", R),
    ],
    "vectors side by side, entry by entry": [
        (r"\mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b}", P), (r"\mathbf{a} = \tanh(\mathbf{z})", P),
        (r"L = \frac12 \|\mathbf{a} - \mathbf{y}\|^2", P),
        (r"\frac{\partial L}{\partial \mathbf{z}} = (\mathbf{a} - \mathbf{y}) (1 - \mathbf{a}^2)", P),
        (r"\frac{\partial L}{\partial \mathbf{z}} = (\mathbf{a} - \mathbf{y}) (1 + \mathbf{a}^2)", U),
        (r"\frac{\partial L}{\partial \mathbf{W}} = (\mathbf{a} - \mathbf{y}) (1 - \mathbf{a}^2) \mathbf{x}^T", P),
        (r"\frac{\partial L}{\partial \mathbf{W}} = (\mathbf{a} - \mathbf{y}) \mathbf{x}^T", R),
        (r"\frac{\partial L}{\partial \mathbf{x}} = \mathbf{W} (\mathbf{a} - \mathbf{y}) (1 - \mathbf{a}^2)", U),
    ],
    "any function, and then which one": [
        (r"y = h(t)", P), (r"y = t^2", P), (r"\frac{dy}{dt} = 2t", P), (r"\frac{dy}{dt} = 3t", R),
    ],
    "a function that is defined anew": [
        (r"f(u, v) = u v", P), (r"\frac{\partial f}{\partial u} = v", P), (r"f(u, v) = u + v", P),
        (r"\frac{\partial f}{\partial u} = 1", P), (r"\frac{\partial f}{\partial u} = u", R),
    ],
    "the rows of an array with relations are those of a display": [
        (r"u = w x + b", P), (r"\begin{array}{rcl} q &=& u^2 \\ &=& (w x + b)^2 \end{array}", P),
        (r"\begin{array}{ll} \frac{\partial q}{\partial w} &= 2 u x \\ &= 2 (w x + b) \end{array}", R),
        (r"\left\{ \begin{array}{l} x = 1 \\ w = 2 \end{array} \right.", ""),
    ],
    "what a matrix looks like": [
        (r"z = w x", P), (r"X = [x_1, \ldots, x_N]", ""), (r"\frac{\partial z}{\partial w} = x", P),
    ],
    "a loss of one sample": [
        (r"z = w x + b", P), (r"y = \sigma(z)", P), (r"\sigma(z) = \frac{1}{1+e^{-z}}", P),
        (r"\xi(t_i, y_i) = -t_i \log y_i - (1 - t_i) \log(1-y_i)", P),
        (r"\frac{\partial \xi_i}{\partial y_i} = \frac{y_i - t_i}{y_i (1-y_i)}", P),
        (r"\frac{\partial \xi_i}{\partial z_i} = y_i - t_i", P),
        (r"\frac{\partial \xi_i}{\partial w} = x_i (y_i - t_i)", P),
        (r"\frac{\partial \xi_i}{\partial w} = x_i (y_i + t_i)", R),
    ],
    "a sum over what was said of any sample": [
        (r"z = w \cdot x + b, \quad y = \tanh(z)", P), (r"E = \frac{1}{2} (t - y)^2", P), (r"J = \sum_i E_i", P),
        (r"\frac{\partial E_i}{\partial y_i} = y_i - t_i", P), (r"\frac{\partial z_i}{\partial w} = x_i", P),
        (r"\frac{\partial J}{\partial w} = \sum_i (y_i - t_i) x_i", R),
    ],
    "nothing of a definition is of one sample": [
        (r"q = u v", P), (r"\sum_i q_i = 3 q", U), (r"\frac{\partial q_i}{\partial u} = v", U),
    ],
    "any function of several letters": [
        (r"s = f(u, v), \quad u = g(r), \quad v = h(r)", P),
        (r"\frac{ds}{dr} = \frac{\partial s}{\partial u}\frac{du}{dr} + \frac{\partial s}{\partial v}\frac{dv}{dr}", P),
        (r"\frac{ds}{dr} = \frac{\partial f}{\partial u} g'(r) + \frac{\partial f}{\partial v} h'(r)", P),
        (r"\frac{ds}{dr} = \frac{\partial s}{\partial u}\frac{du}{dr}", U),
        (r"\frac{\partial^2 s}{\partial u \partial v} = 0", U), (r"\frac{\partial^2 s}{\partial u^2} = 0", U),
    ],
    "any loss of a vector": [
        (r"\mathbf{a} = \mathbf{W}\mathbf{k} + \mathbf{c}, \quad \mathbf{\hat y} = \tanh(\mathbf{a})", P),
        (r"\frac{\partial \mathcal{L}(\mathbf{\hat y})}{\partial \mathbf{a}} = "
         r"\frac{\partial \mathcal{L}(\mathbf{\hat y})}{\partial \mathbf{\hat y}}"
         r" \frac{\partial \mathbf{\hat y}}{\partial \mathbf{a}}", P),
        (r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}}"
         r" = \frac{\partial \mathcal{L}}{\partial \mathbf{a}} \mathbf{k}^T", P),
        (r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}}"
         r" = \frac{\partial \mathcal{L}}{\partial \mathbf{\hat y}} \mathbf{k}^T", U),
    ],
    "data with the letter of a line, in one section": [
        (r"y = m x + b", P), (r"J = \sum_i (y_i - (m x_i + b))^2", P),
        (r"\frac{\partial J}{\partial m} = 5 \sum_i x_i (y_i - (m x_i + b))", R),
    ],
    "a value of two letters": [
        (r"a = b = 1", ""), (r"a = 2", ""), (r"b = a = 3", ""), (r"u = b x", P),
        (r"\frac{\partial u}{\partial x} = b", P),
    ],
    "the identity of a number beside a vector in bold": [
        (r"f(x) = x", P), (r"\mathbf{h} = \mathbf{W} \mathbf{x}", P), (r"\frac{\partial f(x)}{\partial x} = 1", P),
    ],
    "the factor of the right class": [
        (r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", P), (r"L = -\sum_k y_k \log p_k", P),
        (r"-y_c \log p_c = -\log p_c", W), (r"-y_c \log p_c = -2 \log p_c", U),
    ],
    "a seed is no slope": [
        (r"\dot{w}_i = \frac{\partial w_i}{\partial x}", P), (r"\dot{w}_1 = 1", ""), (r"\dot{w}_2 = 0", ""),
    ],
    "a function and its value are defined by one chain": [
        (r"y = f(x_1, x_2) = e^{2x_1} + x_1 x_2", P), (r"\frac{\partial y}{\partial x_2} = x_1", P),
        (r"\frac{\partial f}{\partial x_1} = 2 e^{2x_1} + x_2", P), (r"\frac{\partial f}{\partial x_2} = x_2", R),
    ],
    "two names of one formula": [
        (r"L = E = \frac12 (t - v)^2", P), (r"\frac{\partial E}{\partial v} = v - t", P),
        (r"\frac{\partial L}{\partial v} = v - t", P), (r"\frac{\partial L}{\partial v} = t - v", R),
    ],
    "an iteration is an update": [
        (r"E = \frac12 (t - w)^2", P), (r"w(k+1) = w(k) - \mu \frac{\partial E}{\partial w}", ""),
    ],
    "a change that an equation defines": [
        (r"J = \frac12 (y - w)^2", P), (r"\Delta w = -\eta \frac{\partial J}{\partial w}", P),
        (r"\Delta w = \eta (y - w)", P),
    ],
}  # fmt: skip


def verdicts(lines: Lines) -> list[str]:
    """The worst verdict of each line, empty where it is not reported."""
    order = [R, U, "REJECTED", W, P]
    claims = claims_in_text("\n\n".join(f"$${line}$$" for line, _ in lines), "markdown")
    judge = DocumentJudge(claims)
    found: dict[int, str] = {}
    for claim in claims:
        said = [str(finding.verdict) for finding in judge.findings(claim)]
        found[claim.line] = min(said, key=order.index) if said else ""
    return [found.get(1 + 2 * place, "") for place in range(len(lines))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_line_has_the_verdict_that_is_due(name: str) -> None:
    """True lines are proved, false ones refuted; what the document leaves open, or does not claim, is neither."""
    lines = DOCUMENTS[name]
    assert verdicts(lines) == [due for _, due in lines]


def test_data_that_share_a_letter_with_a_line_are_given() -> None:
    """y = m x + b of one section says nothing of y_i in the loss of another; what is false stays refuted."""
    text = (
        "# A line\n$y = m x + b$\n\n# A loss\n$$J = \\frac{1}{2} \\sum_i (y_i - (m x_i + b))^2$$\n\n"
        "$$\\frac{\\partial J}{\\partial m} = -\\sum_i x_i (y_i - (m x_i + b))$$\n\n"
        "$$\\frac{\\partial J}{\\partial m} = \\sum_i x_i (y_i - (m x_i + b))$$\n"
    )
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    found = [str(finding.verdict) for claim in claims for finding in judge.findings(claim)]
    assert found[2] in (P, W)
    assert found[3] in (R, U)


def test_a_function_of_two_other_sections_refutes_nothing() -> None:
    """Which φ is meant in a third section nothing says; what holds for the last is proved."""
    text = "# One\n$\\phi(u) = u^2$\n\n# Two\n$\\phi(u) = u^3$\n\n# Three\n$p = \\phi(q)$\n\n$\\frac{dp}{dq} = 2 q$\n\n"
    claims = claims_in_text(text + "$\\frac{dp}{dq} = 3 q^2$\n", "markdown")
    judge = DocumentJudge(claims)
    assert [str(finding.verdict) for claim in claims for finding in judge.findings(claim)] == [P, P, P, U, P]
