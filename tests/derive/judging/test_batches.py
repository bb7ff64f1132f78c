"""Batches: samples in columns or rows, capitals and their small letters, names such as dW."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

FORWARD = "$Z^{[1]} = W^{[1]} X + b^{[1]}$, $A^{[1]} = \\tanh(Z^{[1]})$, $Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$, "
OUTPUT = "$A^{[2]} = \\sigma(Z^{[2]})$, "
COST = "\\sum_{i=1}^m \\left( y^{(i)} \\log a^{[2](i)} + (1 - y^{(i)}) \\log(1 - a^{[2](i)}) \\right)$"
BATCH = FORWARD + OUTPUT + "$J = -\\frac{1}{m} " + COST
SUMMED = FORWARD + OUTPUT + "$J = -" + COST
SHEET = "$Z_l = W_l A_{l-1} + b_l$, $A_l = \\sigma(Z_l)$.\n\n$dW_l = \\frac{1}{m} dZ_l A_{l-1}^T$, $db_l = "
ROWS = "$E = \\sum_{n=1}^N (\\mathbf{w}^T \\mathbf{x}_n - t_n)^2$, "
COLUMN = "$\\mathbf{u} = W \\mathbf{q}$, $E = \\sum_{j} u_j^2$, "


def _verdicts(text: str) -> list[str]:
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    kinds = {statement.claim for statement in judge.document.statements if statement.kind == "claim"}
    return [finding.verdict.value for claim in claims if claim in kinds for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = \\frac{1}{m} dZ^{[2]} A^{[1]T}$", ["PROVED"] * 2),
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = dZ^{[2]} A^{[1]T}$", ["PROVED", "REFUTED"]),
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $db^{[2]} = \\sum_{i=1}^m dZ^{[2](i)}$", ["PROVED", "REFUTED"]),
        (SUMMED + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = dZ^{[2]} A^{[1]T}$", ["PROVED"] * 2),
        (SHEET + "\\frac{1}{m} \\sum_{i=1}^m dZ_l^{(i)}$, $dZ_l = W_{l+1}^T dZ_{l+1} \\odot A_l \\odot (1 - A_l)$",
         ["PROVED"] * 3),
        (SHEET + "\\frac{1}{m} \\sum_{i=1}^m dZ_l^{(i)}$, $dZ_l = W_{l+1}^T dZ_{l+1} \\odot A_l \\odot (1 - A_l)$"
         ", $dZ_L = A_L - Y$", ["PROVED"] * 3 + ["UNDECIDED"]),
        (SHEET + "\\sum_{i=1}^m dZ_l^{(i)}$, $dZ_l = W_{l+1} dZ_{l+1} \\odot A_l \\odot (1 - A_l)$",
         ["UNDECIDED", "PROVED", "UNDECIDED"]),
        (SHEET + "\\frac{1}{m} \\sum_{i=1}^m dZ_l^{(i)}$, $dZ_l = 2 W_{l+1}^T dZ_{l+1} \\odot A_l \\odot (1 - A_l)$",
         ["PROVED"] * 2 + ["REFUTED"]),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = 2 \\mathbf{X}^T (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["PROVED"]),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = 2 \\mathbf{X} (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["REFUTED"]),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = \\mathbf{X}^T (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["REFUTED"]),
        (COLUMN + "$\\frac{\\partial E}{\\partial W_{:,k}} = 2 q_k \\mathbf{u}$", ["PROVED"]),
        (COLUMN + "$\\frac{\\partial E}{\\partial W_{:,k}} = q_k \\mathbf{u}$", ["REFUTED"]),
    ],
)  # fmt: skip
def test_one_convention_holds_for_a_whole_document(text: str, verdicts: list[str]) -> None:
    """dZ is the slope of the sum where the document fits so; X has the small letters as rows; W_{:k} is a column."""
    assert _verdicts(text) == verdicts


SINGLE = (
    "Of one example $h^{[1]} = V^{[1]} u + c^{[1]}$, $r^{[1]} = \\tanh(h^{[1]})$, "
    "$h^{[2]} = V^{[2]} r^{[1]} + c^{[2]}$, $r^{[2]} = \\sigma(h^{[2]})$, $\\hat{t} = r^{[2]}$, "
    "with $F(\\hat{t}, t) = -(t \\log \\hat{t} + (1 - t) \\log(1 - \\hat{t}))$.\n\n"
)  # fmt: skip
TWINS = (
    "Of $M$ examples $H^{[1]} = V^{[1]} U + c^{[1]}$, $R^{[1]} = \\tanh(H^{[1]})$, "
    "$H^{[2]} = V^{[2]} R^{[1]} + c^{[2]}$, $R^{[2]} = \\sigma(H^{[2]})$, "
    "with $G = \\frac{1}{M} \\sum_{n=1}^{M} F(\\hat{t}^{(n)}, t^{(n)})$.\n\n"
)  # fmt: skip
SUM = "$dH^{[2]} = R^{[2]} - T$\n\n"
NUMBERED = (
    "Let $s^{(k)} = v^T g^{(k)} + c$, $q^{(k)} = \\sigma(s^{(k)})$, "
    "$E = \\frac{1}{N} \\sum_{k=1}^{N} (q^{(k)} - t^{(k)})^2$, and of all $S = v^T G + c$, $Q = \\sigma(S)$.\n\n"
)  # fmt: skip
IN_ROWS = (
    "Of one $h = x V + c$, $p = \\tanh(h)$, of all $H = X V + c$, $P = \\tanh(H)$ and "
    "$E = \\frac{1}{2M} \\sum_{n=1}^{M} \\| p^{(n)} - t^{(n)} \\|^2$.\n\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (SINGLE + "$dV^{[2]} = dh^{[2]} r^{[1]T}$\n\n", r"dh^{[2]} = r^{[2]} - t", r"dh^{[2]} = t - r^{[2]}"),
        (SINGLE, r"dV^{[1]} = dh^{[1]} u^T", r"dV^{[2]} = dh^{[2]} r^{[2]T}"),
        (SINGLE + "$dc^{[2]} = dh^{[2]}$\n\n" + TWINS, r"dH^{[2]} = R^{[2]} - T", r"dH^{[2]} = T - R^{[2]}"),
        (SINGLE + TWINS + SUM, r"dV^{[1]} = \frac{1}{M} dH^{[1]} U^T", r"dV^{[1]} = dH^{[1]} U^T"),
        (SINGLE + TWINS + SUM, r"dH^{[1]} = V^{[2]T} dH^{[2]} * (1 - R^{[1]} * R^{[1]})",
         r"dH^{[1]} = V^{[2]T} dH^{[2]}"),
        (NUMBERED, r"\frac{\partial E}{\partial v} = \frac{2}{N} G ((Q - T) * Q * (1 - Q))^T",
         r"\frac{\partial E}{\partial v} = \frac{1}{N} G ((Q - T) * Q * (1 - Q))^T"),
        (NUMBERED, r"\frac{\partial E}{\partial Q} = \frac{2}{N} (Q - T)",
         r"\frac{\partial E}{\partial Q} = 2 (Q - T)"),
        (IN_ROWS, r"\frac{\partial E}{\partial H} = \frac{1}{M} (P - T) \odot (1 - P^2)",
         r"\frac{\partial E}{\partial H} = (P - T) \odot (1 - P^2)"),
        (IN_ROWS, r"\frac{\partial p}{\partial h} = 1 - p^2", r"\frac{\partial E}{\partial P} = P - T"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_example_and_alike_of_a_batch(text: str, right: str, wrong: str) -> None:
    """h^{(n)} is the column, or the row, n of H; dh is the slope of the loss of one until that of all is told."""
    assert _verdicts(f"{text}$${right}$$\n")[-1] in ("PROVED", "PROVED WHEN")
    assert _verdicts(f"{text}$${wrong}$$\n")[-1] == "REFUTED"


WRITTEN_TWICE = (
    "Of one example $h^{[1](i)} = V^{[1]} u^{(i)} + c^{[1]}$, $r^{[1](i)} = \\tanh(h^{[1](i)})$, "
    "$h^{[2](i)} = V^{[2]} r^{[1](i)} + c^{[2]}$, $\\hat{t}^{(i)} = r^{[2](i)} = \\sigma(h^{[2](i)})$ and "
    "$F = -\\frac{1}{n} \\sum_{i=1}^{n} (t^{(i)} \\log r^{[2](i)} + (1 - t^{(i)}) \\log(1 - r^{[2](i)}))$.\n\n"
    "$$H^{[1]} = V^{[1]} U + c^{[1]}, \\quad R^{[1]} = \\tanh(H^{[1]}), \\quad H^{[2]} = V^{[2]} R^{[1]} + c^{[2]}, "
    "\\quad R^{[2]} = \\sigma(H^{[2]})$$\n\n$$dH^{[2]} = R^{[2]} - T$$\n\n"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial F}{\partial h^{[2](i)}} = \frac{1}{n} (r^{[2](i)} - t^{(i)})", "PROVED"),
        (r"\frac{\partial F}{\partial h^{[2](i)}} = r^{[2](i)} - t^{(i)}", "REFUTED"),
        (r"\frac{\partial F}{\partial V^{[1]}} = \sum_i \frac{\partial F}{\partial h^{[1](i)}}u^{(i)T}", "PROVED"),
        (r"\frac{\partial F}{\partial c^{[1]}} = -\sum_{i=1}^n \frac{\partial F}{\partial h^{[1](i)}}", "REFUTED"),
    ],
)  # fmt: skip
def test_the_name_of_an_output_says_nothing_of_its_function(claim: str, verdict: str) -> None:
    """In t̂ = r = σ(h) of an example σ is no new function, whose formula is r."""
    assert _verdicts(f"{WRITTEN_TWICE}$${claim}$$\n")[-1] == verdict


MEAN = "Let $J = \\frac{1}{m} \\sum_{i=1}^m (a_i - y_i)^2$ with $a_i = w x_i$.\n\n"
OF_SUM, OF_MEAN = "$$da_i = 2 (a_i - y_i)$$\n\n", "$$da_i = \\frac{2}{m} (a_i - y_i)$$\n\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (OF_SUM, ["for every size"]),
        (OF_MEAN, ["for every size"]),
        (OF_SUM + OF_MEAN, ["assuming dZ is the slope of the sum", "if dZ is the slope of the mean, this holds"]),
        (OF_MEAN + OF_SUM, ["and line 5 does not", "assuming dZ is the slope of the sum"]),
    ],
)
def test_a_tie_between_conventions_is_told(lines: str, said: list[str]) -> None:
    """One line fits the slope of the sum, another that of the mean: whichever is taken is said, with the other line."""
    claims = claims_in_text(MEAN + lines, "markdown")
    judge = DocumentJudge(claims)
    found = [finding.diagnosis for claim in claims if claim.column == 3 for finding in judge.findings(claim)]
    assert all(words in diagnosis for words, diagnosis in zip(said, found, strict=True)), found
    assert ("assuming" in "".join(found)) == (len(found) > 1)


CAPITALS = r"Let $C(v) = \frac{1}{2m} \sum_{i=1}^{m} (v^\top x^{(i)} - y^{(i)})^2 = \frac{1}{2m} \|X v - Y\|^2$. "
SLOPE = r"$\nabla_v C = \frac{1}{m} X^\top (X v - Y)$"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CAPITALS + SLOPE, "PROVED"),
        (CAPITALS + r"$\partial C / \partial v_j = \frac{1}{m} \sum_i (v^T x^{(i)} - y^{(i)}) x_j^{(i)}$", "PROVED"),
        (CAPITALS + r"$\nabla_v C = \frac{1}{m} X^\top (X v + Y)$", "REFUTED"),
        (CAPITALS + r"$\nabla_v C = \frac{1}{m} X (X v - Y)$", "REFUTED"),
        (CAPITALS + r"$Y \in \mathbb{R}^{m \times 2}$ and " + SLOPE, "UNDECIDED"),
    ],
)  # fmt: skip
def test_a_capital_of_numbers(text: str, verdict: str) -> None:
    """Y of X v - Y has the numbers y^{(i)} as its entries."""
    assert judged(text)[-1].verdict.value == verdict
