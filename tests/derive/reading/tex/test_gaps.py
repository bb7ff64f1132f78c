"""A wide space between two equations separates them; one inside an equation is layout."""

import pytest

from derive.reading.tex.chains import chains_of


@pytest.mark.parametrize(
    ("latex", "sides"),
    [
        (r"p = \frac{a}{b} \hspace{1in} L = -\log(p)", [2, 2]),
        (r"f = xy \hspace{0.5in} \rightarrow \hspace{0.5in} u = y \hspace{0.5in} v = x", [2, 2, 2]),
        (r"a = b \qquad c = d = e", [2, 3]),
        (r"a = b \quad\Rightarrow\quad c = d", [2, 2]),
        (r"a = b, \quad c = d", [2, 2]),
        (r"a = \quad b \quad + \quad c \quad = d", [3]),
        (r"a = b \, c \; = d", [3]),
        (r"a = b \hspace{2pt} = c", [3]),
        (r"\quad a = b \quad", [2]),
        (r"a = \begin{cases} 1 & \quad x = 2 \\ 0 & \quad x = 3 \end{cases}", [2]),
        (r"a = (b \quad c)", [2]),
        (r"\boxed{a = b \quad c}", [2]),
        (r"\begin{align} f &= v^2 & g &= 2 v & h &= 2 \end{align}", [2, 2, 2]),
        (r"\begin{align} a = \begin{bmatrix} 1 & 2 \end{bmatrix} && b = 3 \end{align}", [2, 2]),
        (r"\begin{eqnarray} p & = & q + 1 \\ r & = & s \end{eqnarray}", [2, 2]),
        (r"\begin{align} g &= a & + b & - c \end{align}", [2]),
        (r"z = w x + b \quad \text{the score}", [2]),
    ],
)
def test_what_a_wide_space_separates(latex: str, sides: list[int]) -> None:
    """Two parts that have a relation each; not where a relation or an operator stands at it, nor in brackets."""
    assert [len(chain.sides) for chain in chains_of(latex, {})] == sides
