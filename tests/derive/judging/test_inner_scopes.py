"""An inner definition holds inside of its section, cell, example or proof, and not behind it."""

from __future__ import annotations

import json

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

OUTER = (
    "# A\n\n$r = \\cosh b$, $v = e^{2b}$: $\\frac{dv}{db} = 2v$, $\\frac{d^2v}{db^2} = 4v$, $v = e^b e^b$, "
    "$\\frac{dr}{db} = \\sinh b$.\n\n"
)
OF_IT, OF_INNER = "$\\frac{dr}{db} = \\sinh b$", "$\\frac{dr}{db} = 5b^4$"
INNER = "## Inner\n\nLet $r = b^5$. "
TEX = OUTER.replace("# A", "\\section{A}")
LOSSES = (
    "## Plain\n\n$o = w x$, $C = (o - t)^2$, $\\frac{do}{dw} = x$.\n\n## Other\n\nNow $C = o^3$ instead.\n\n## Back\n\n"
)


@pytest.mark.parametrize(
    ("text", "kind", "verdict"),
    [
        (OUTER + INNER + OF_INNER, "markdown", "PROVED"),
        (OUTER + INNER + OF_IT, "markdown", "REFUTED"),
        (OUTER + INNER + "\n\n## Sibling\n\n" + OF_IT, "markdown", "PROVED"),
        (OUTER + INNER + "\n\n## Sibling\n\n" + OF_INNER, "markdown", "UNDECIDED"),
        (OUTER + INNER + "\n\n# B\n\n" + OF_IT, "markdown", "PROVED"),
        (OUTER + "**Example.** Let $r = b^5$.\n\n" + OF_INNER, "markdown", "PROVED"),
        (OUTER + "*Example* (powers): let $r = b^5$. ∎\n\n" + OF_IT, "markdown", "PROVED"),
        (OUTER + "Exercise 2. Let $r = b^5$.\n\nBack in general, " + OF_IT, "markdown", "PROVED"),
        (OUTER + "::: {.example}\nLet $r = b^5$.\n:::\n\n" + OF_IT, "markdown", "PROVED"),
        (OUTER + "**Example.** Let $r = b^5$.\n\nA last line, " + OF_IT, "markdown", "UNDECIDED"),
        (TEX + "\\begin{example}Let $r = b^5$.\\end{example} " + OF_IT, "latex", "PROVED"),
        (TEX + "\\begin{proof}Let $r = b^5$. " + OF_INNER + "\\end{proof}", "latex", "PROVED"),
        (TEX + "\\begin{remark}Let $u = b^5$.\\end{remark} $\\frac{du}{db} = 4b^4$", "latex", "UNDECIDED"),
        (TEX + "\\begin{exercise}Let $r = b^5$.\\end{exercise}\\begin{solution}" + OF_INNER, "latex", "PROVED"),
        (LOSSES + "$\\frac{dC}{dw} = 2(o - t) x$", "markdown", "UNDECIDED"),
        (LOSSES + "$\\frac{dC}{dw} = 3(o - t) x$", "markdown", "REFUTED"),
    ],
)  # fmt: skip
def test_what_is_let_inside_does_not_leak(text: str, kind: str, verdict: str) -> None:
    """Sections in sections, examples with and without a sign of their end, environments, and two siblings."""
    claims = claims_in_text(text, kind)
    judge = DocumentJudge(claims)
    assert [str(finding.verdict) for finding in judge.findings(claims[-1])] == [verdict]


@pytest.mark.parametrize(("formula", "verdict"), [("a", "PROVED"), ("2r", "UNDECIDED")])
def test_a_cell_keeps_its_letters(formula: str, verdict: str) -> None:
    """What a cell lets a letter be is over with it, where the section of the cell has said what it is."""
    cells = ["# N\n$s = a r + c$, $\\frac{ds}{da} = r$, $\\frac{ds}{dc} = 1$", "Let $s = r^2$.", "$\\frac{ds}{dr} = "]
    cells[-1] += formula + "$"
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": [cell], "metadata": {}} for cell in cells],
                       "metadata": {}, "nbformat": 4, "nbformat_minor": 4})  # fmt: skip
    claims = claims_in_text(text, "notebook")
    assert [str(finding.verdict) for finding in DocumentJudge(claims).findings(claims[-1])] == [verdict]
