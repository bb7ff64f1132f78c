r"""Worked examples whose last layer is one unit: \mathbf{s}_1 is a vector and s_2 a number; by hand, one wrong each."""

from __future__ import annotations

import re

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

BELOW = r"""# One hidden layer
$$
\mathbf{v} = \begin{bmatrix} 1 \\ 0.5 \end{bmatrix}, \quad
U_1 = \begin{bmatrix} 0.4 & -0.6 \\ 0.2 & 0.8 \end{bmatrix}, \quad
\mathbf{c}_1 = \begin{bmatrix} 0.1 \\ 0 \end{bmatrix}, \quad
U_2 = \begin{bmatrix} 0.7 & -0.3 \end{bmatrix}
$$
with $c_2 = -0.15$ and $t = 0$.

$$\mathbf{s}_1 = U_1 \mathbf{v} + \mathbf{c}_1 = \begin{bmatrix} 0.2 \\ 0.6 \end{bmatrix}$$

$$\mathbf{o}_1 = \tanh(\mathbf{s}_1) = \begin{bmatrix} 0.1974 \\ 0.5370 \end{bmatrix}$$

$$s_2 = U_2 \mathbf{o}_1 + c_2 = -0.1729$$

$$o_2 = \sigma(s_2) = 0.4569$$

$$E = -t \log o_2 - (1 - t) \log (1 - o_2) = 0.6104$$

"""
COLUMN = BELOW.replace(r"U_2 = \begin{bmatrix} 0.7 & -0.3 \end{bmatrix}", r"\mathbf{u}_2 = [0.7, -0.3]^T").replace(
    r"U_2 \mathbf{o}_1", r"\mathbf{u}_2^\top \mathbf{o}_1"
)
ABOVE = (
    COLUMN.replace(r"\mathbf{u}_2^\top", r"\mathbf{u}^{[2]\top}").replace("U_1", "U^{[1]}").replace("_1", "^{[1]}")
    .replace("_2", "^{[2]}")
)  # fmt: skip
ROWS = r"""# Rows
$$
\mathbf{v} = \begin{bmatrix} 1 & 0.5 \end{bmatrix}, \quad
U_1 = \begin{bmatrix} 0.4 & 0.2 \\ -0.6 & 0.8 \end{bmatrix}, \quad
\mathbf{u}_2 = \begin{bmatrix} 0.7 \\ -0.3 \end{bmatrix}
$$
and $t = 0.5$.

$$\mathbf{s}_1 = \mathbf{v} U_1 = \begin{bmatrix} 0.1 & 0.6 \end{bmatrix}$$

$$s_2 = \mathbf{s}_1 \mathbf{u}_2 + c_2, \quad c_2 = 0.01$$

$$E = \frac{1}{2} (s_2 - t)^2$$

"""


SLOPE = re.compile(r"<([^|>]+)\|([^>]+)>")


@pytest.mark.parametrize("text", [BELOW, COLUMN, ABOVE, ROWS], ids=["row", "column", "above", "rows"])
def test_the_lines_of_the_example_hold(text: str) -> None:
    """Each line defines, or has the numbers that are made of those before it."""
    assert {finding.verdict.value for finding in judged(text)} <= {"PROVED", "ROUNDED"}


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (BELOW, r"<E|s_2> = o_2 - t = 0.4569", ["PROVED", "PROVED"]),
        (BELOW, r"<E|s_2> = t - o_2", ["REFUTED"]),
        (BELOW, r"<E|U_2> = <E|s_2> \mathbf{o}_1^\top", ["PROVED"]),
        (BELOW, r"<E|U_2> = <E|o_2> \mathbf{o}_1^\top", ["REFUTED"]),
        (BELOW, r"<E|U_2> = <E|s_2> \mathbf{s}_1^\top", ["REFUTED"]),
        (BELOW, r"<E|\mathbf{o}_1> = <E|s_2> U_2^\top", ["PROVED"]),
        (BELOW, r"<E|\mathbf{o}_1> = -<E|s_2> U_2^\top", ["REFUTED"]),
        (BELOW, r"c_2 - 0.1 <E|c_2> = -0.15 - 0.1 \cdot 0.4569 = -0.1957", ["ROUNDED", "ROUNDED"]),
        (BELOW, r"c_2 - 0.1 <E|c_2> = -0.15 + 0.1 \cdot 0.4569", ["REFUTED"]),
        (COLUMN, r"<E|\mathbf{u}_2> = (o_2 - t) \mathbf{o}_1", ["PROVED"]),
        (COLUMN, r"<E|\mathbf{u}_2> = (o_2 - t) \mathbf{u}_2", ["REFUTED"]),
        (ABOVE, r"<E|\mathbf{u}^{[2]}> = (o^{[2]} - t) \mathbf{o}^{[1]}", ["PROVED"]),
        (ABOVE, r"<E|\mathbf{u}^{[2]}> = (o^{[2]} - t) \mathbf{s}^{[1]}", ["REFUTED"]),
        (ABOVE, r"<E|s^{[2]}> = t - o^{[2]}", ["REFUTED"]),
        (ROWS, r"<E|\mathbf{u}_2> = \mathbf{s}_1^\top <E|s_2>", ["PROVED"]),
        (ROWS, r"<E|\mathbf{s}_1> = <E|s_2> \mathbf{u}_2^\top", ["PROVED"]),
        (ROWS, r"<E|\mathbf{s}_1> = s_2 \mathbf{u}_2^\top", ["REFUTED"]),
        (ROWS, r"\mathbf{s}_1 \mathbf{u}_2 = 0.7 \cdot 0.1 - 0.3 \cdot 0.6 = -0.11", ["PROVED", "PROVED"]),
        (ROWS, r"\mathbf{s}_1 \mathbf{u}_2 = 0.7 \cdot 0.1 + 0.3 \cdot 0.6", ["REFUTED"]),
    ],
)
def test_what_a_layer_of_one_unit_has_is_a_number(text: str, formula: str, verdicts: list[str]) -> None:
    """A number behind a vector of the layer before, with weights as a row, as a column and of rows."""
    formula = SLOPE.sub(r"\\frac{\\partial \1}{\\partial \2}", formula)
    claims = claims_in_text(f"{text}$${formula}$$\n", "markdown")
    assert [finding.verdict.value for finding in DocumentJudge(claims).findings(claims[-1])] == verdicts
