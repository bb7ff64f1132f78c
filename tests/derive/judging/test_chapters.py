"""Letters that mean something else in each chapter: what is open for that alone is proved in its own, and no more."""

from __future__ import annotations

import pytest

from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

UNITS = "## Units\n\nLet $g(u) = \\frac{1}{1 + e^{-u}}$ and $r(x) = g(v^T x)$. {}\n\n"
MATRICES = "## Matrices\n\nLet $q(V) = \\mathrm{tr}(V^T X V)$, $v_{ij} = V_{ij}$ and $x_{ij} = X_{ij}$.\n\n"
RAMP = "## A ramp\n\nLet $h = \\max(0, u)$ with $u = v x$.\n\n"
LATER = "## Later\n\nHere $r(x) = c^T x$. {}\n\n"
LETTERS = (
    "## Letters\n\nFor numbers, $\\frac{\\partial (a x)}{\\partial x} = a$ holds.\n\n## Meant\n\nHere $a = x^2$.\n\n"
)


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (UNITS + MATRICES, r"\frac{\partial r(x)}{\partial v_k} = r(x) (1 - r(x)) x_k", "PROVED"),
        (UNITS + MATRICES, r"\frac{\partial r(x)}{\partial v_k} = r(x) (1 + r(x)) x_k", "UNDECIDED"),
        (UNITS + MATRICES, r"\frac{\partial r(x)}{\partial v_k} = r(x) (1 - r(x)) v_k", "UNDECIDED"),
        (UNITS + MATRICES, r"\frac{\partial r(x)}{\partial v_k} = 2 r(x) (1 - r(x)) x_k", "UNDECIDED"),
        (UNITS.replace("{}", "") + MATRICES + LATER, r"1 - r(x) = g(-v^T x)", "UNDECIDED"),
        (RAMP + MATRICES + LATER, r"\frac{\partial h}{\partial u} = 1 - h^2", "UNDECIDED"),
        (RAMP + MATRICES + LATER, r"\frac{\partial h}{\partial u} = h", "UNDECIDED"),
    ],
)
def test_a_chapter_on_its_own(text: str, formula: str, verdict: str) -> None:
    """What an earlier chapter defines holds on, what one defines anew is another thing."""
    found = [finding for finding in judged(text.replace("{}", f"${formula}$")) if finding.latex == formula]
    assert [str(finding.verdict) for finding in found] == [verdict]


def test_a_letter_that_a_later_chapter_makes_of_another() -> None:
    """∂(a x)/∂x = a is not told of a chapter alone, where a is x² in the next."""
    found = judged(LETTERS)
    assert not any("chapter" in finding.diagnosis for finding in found)


@pytest.mark.parametrize(
    ("text", "kind", "chapters"),
    [
        ("# T\n\n## A\n$a = b$\n### B\n$c = d$\n## C\n$e = f$\n", "markdown", [1, 1, 2]),
        ("## A\n```\n# no heading\n## nor this\n```\n$a = b$\n## C\n$e = f$\n", "markdown", [1, 2]),
        ("\\section{A}\n$a = b$\n\\subsection{B}\n$c = d$\n\\section{C}\n$e = f$\n", "latex", [1, 1, 2]),
        ("$a = b$\n\n**First.** $c = d$\n", "markdown", [0, 0]),
    ],
)
def test_chapters(text: str, kind: str, chapters: list[int]) -> None:
    """They begin at the highest heading that there are several of; a comment in a program is none."""
    assert [claim.chapter for claim in claims_in_text(text, kind)] == chapters
