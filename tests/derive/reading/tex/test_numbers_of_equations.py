"""The author's number of an equation is none of its factors."""

import pytest

from derive.reading.tex.chains import chains_of
from derive.reading.tex.tokens import text_of


@pytest.mark.parametrize(
    ("latex", "last"),
    [
        (r"a = b(1 - b) ~~ (4)", "b(1-b)"),
        (r"a = b(1 - b) \quad (4.1)", "b(1-b)"),
        (r"a = b(1 - b) \; \; \; (12a)", "b(1-b)"),
        (r"a = b(1 - b), \qquad (*)", "b(1-b)"),
        (r"a &= c \\ &= b(1 - b) & (2)", "b(1-b)"),
        (r"a = [c]_{③} = b _②", "b"),
        (r"a = b (4)", "b(4)"),
        (r"a = b \, (4)", "b(4)"),
        (r"a = b \quad (1 - b)", "b(1-b)"),
        (r"a = b \quad (c)", "b(c)"),
        (r"a = \quad (4)", "(4)"),
        (r"a = b ~ c", "bc"),
    ],
)
def test_a_number_behind_a_wide_space(latex: str, last: str) -> None:
    """Ties, quads and thin spaces; a factor stands close, or has a letter in it."""
    chain = chains_of(latex, {})[0]
    assert text_of(chain.sides[-1]) == last
