"""A wide space between two equations separates them; one inside an equation is layout."""

import pytest

from derive.reading.tex.chains import chains_of
from derive.reading.tex.tokens import text_of


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
        (r"\begin{align} z &= w x && \text{by definition} \\ &= 2 && \text{using } w = 1 \\ &= 3 \end{align}", [4]),
        (r"\begin{align} z &= w x && \text{since it is } x = 2 \\ &= 2 \end{align}", [3]),
        (r"a = b ~~~~ c = d", [2, 2]),
        (r"a = b ~ c", [2]),
        (r"a = b \quad \text{score} = c", [2, 2]),
        (r"a = b \quad \text{using } c = d", [2]),
        (r"a_i = b_i \quad (i \neq j)", [2, 2]),
        (r"a_i = b_i \quad (c - d)", [2]),
        (r"a_i = b_i \quad (c = d) (e = f)", [2]),
    ],
)
def test_what_a_wide_space_separates(latex: str, sides: list[int]) -> None:
    """Two parts that have a relation each; not where a relation or an operator stands at it, nor in brackets."""
    assert [len(chain.sides) for chain in chains_of(latex, {})] == sides


@pytest.mark.parametrize(
    ("latex", "last"),
    [
        (r"a = b + c \quad (12)", "b+c"),
        (r"a = b + c ~~~ (2.1)", "b+c"),
        (r"\begin{aligned} f &= 1 \qquad (7a) \\ a &= b + c \qquad (8*) \end{aligned}", "b+c"),
        (r"a = b + c \quad (y \text{ one-hot})", "b+c"),
        (r"a = b + c \quad (\hat{y} \text{ is a vector})", "b+c"),
        (r"a = b + \quad (y \text{ one})", "b+(yone)"),
        (r"a = b + c \quad (d + e)", "b+c(d+e)"),
        (r"a = b + \quad (12)", "b+(12)"),
        (r"a = b + c (12)", "b+c(12)"),
        (r"a = (b + c) \quad (x)", "(b+c)(x)"),
    ],
)
def test_a_number_behind_a_wide_space_is_that_of_the_equation(latex: str, last: str) -> None:
    """It is no factor; a number without such a space is one."""
    assert text_of(chains_of(latex, {})[-1].sides[-1]) == last


def test_a_case_behind_a_row_that_goes_on_is_that_of_the_chain() -> None:
    """The next row is no part of the case."""
    (chain,) = chains_of(r"\begin{align} a &= b \quad \text{if } i = j \\ &= c \end{align}", {})
    assert [text_of(side) for side in chain.sides] == ["a", "b", "c"]
    assert [text_of(words) for words in chain.conditions] == ["ifi=j"]
