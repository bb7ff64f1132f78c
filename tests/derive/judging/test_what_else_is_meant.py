"""Letters that each section lets be something, data given anew, two definitions, a letter e, layouts of Jacobians."""

from __future__ import annotations

import pytest

from .test_documents import judged

LET = "# One\nLet $v = 5 - 2s$, so $Q = v^2$.\n\n# Two\n{}\n\n# Three\nLet $v = 3r + 1$, so $m = v^3$.\n\n"
ANEW = "# One\n\n$$t = r^2$$\n\n# Two\nTake $w = 2$, $r = 3$, $t = 1$, and $g = w r$.\n\n$$d = g - t$$\n\n# Three\n{}"
TWICE = r"""$$C_n = -\sum_k t_{nk} \log q_{nk}$$

Seen otherwise:

$$C_n = -2 \log q_{nc}$$

$$C = \sum_{n=1}^N C_n = -\sum_n \sum_k t_{nk} \log q_{nk}$$
"""
OWN_E = "$$q = \\frac{1}{1 + e^{-s}}$$\n\n$$e = q - t$$\n\n$$C = e^2$$\n\n"
COLUMN = "$$\\begin{bmatrix} 1 \\\\ 3 \\end{bmatrix}"
ROWS = "$x = [1, 2]^T$, $U = [0.5, 0.6]$ and $o = U x$.\n\n"
JACOBIAN = "$$\\mathbf{s} = M \\mathbf{r}$$\n\n$$C = \\frac12 \\|\\mathbf{s}\\|^2$$\n\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LET.format("$\\frac{dQ}{ds} = 2s - 6$"), "UNDECIDED"),
        (LET.format("$\\frac{dQ}{ds} = -4 v$"), "PROVED"),
        (LET.format("Let $v = 7 - 2s$, so $Q = v^2$. $\\frac{dQ}{ds} = 2s - 6$"), "REFUTED"),
        (ANEW.format("$d = 5$"), "PROVED"),
        (ANEW.format("$r = 3$, $w = 2$, $t = 1$, $g - t = 4$"), "REFUTED"),
        (TWICE, "UNDECIDED"),
        (TWICE.replace("= -\\sum_n", "= \\sum_n"), "UNDECIDED"),
        (OWN_E + "$$\\frac{\\partial C}{\\partial e} = 2e$$", "PROVED"),
        (OWN_E + "$$\\frac{\\partial C}{\\partial s} = 2e q (1 - q)$$", "PROVED"),
        (OWN_E + "$$\\frac{\\partial C}{\\partial s} = 2e^2 q (1 - q)$$", "REFUTED"),
        (OWN_E + "$$e^{-s} e^s = 1$$", "PROVED"),
        ("$$y = e^x$$\n\n$$\\frac{dy}{dx} = e^x$$", "PROVED"),
        (ROWS + "$$[0.2, 0.1] [3, 4]^T = 1$$", "PROVED"),
        (ROWS + "$$[0.2, 0.1] [3, 4]^T = 2$$", "REFUTED"),
        (ROWS + COLUMN + " [2, 5] = \\begin{bmatrix} 2 & 5 \\\\ 6 & 15 \\end{bmatrix}$$",
         "PROVED"),
        (ROWS + COLUMN + " [2, 5] = \\begin{bmatrix} 2 & 6 \\\\ 5 & 15 \\end{bmatrix}$$",
         "REFUTED"),
        (JACOBIAN + "$$\\frac{\\partial \\mathbf{s}}{\\partial \\mathbf{r}} = M^T$$", "UNDECIDED"),
        (JACOBIAN + "$$\\frac{\\partial \\mathbf{s}}{\\partial \\mathbf{r}} = 2 M^T$$", "REFUTED"),
        (JACOBIAN + "$$\\frac{\\partial C}{\\partial M} = \\mathbf{r} \\mathbf{s}^T$$", "REFUTED"),
    ],
)  # fmt: skip
def test_the_last_claim(text: str, verdict: str) -> None:
    """What another meaning explains is not refuted; what none explains is."""
    asked = text.partition("\n\n# Three\nLet")[0].rstrip().count("\n") + 1  # the line of the last claim
    found = [finding for finding in judged(text) if finding.line == asked]
    assert ([finding.verdict.value for finding in found] or [""])[-1] == verdict
