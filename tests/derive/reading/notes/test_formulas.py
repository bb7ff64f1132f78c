"""Formulas are found where they stand, in every kind of notes; code is not notes."""

import json

import pytest

from derive.errors import InputError
from derive.reading.notes import FoundFormula, claims_of, formulas_in_text
from derive.reading.notes.equation_images import latex_of_address

MARKDOWN = r"""---
title: not $math$
---
Here $z = Wx + b$ and `$not$` and \(p = q\).

$$
\begin{aligned}
a &= b \\
 &= c.
\end{aligned}
$$

```math
L = 1
```
```python
a = $b$
```
\begin{align}
a &= 1 \\
b &= 2
\end{align}

![](https://latex.codecogs.com/svg.image?%5Cfrac%7B1%7D%7BN%7D%3D2)
<img src="https://render.githubusercontent.com/render/math?math=z_1%20%3D%203">

- item $`a = 3`$
\[ E = m \]
costs 5$ or 6$.
"""


def places(text: str, kind: str) -> list[tuple[str, int, int]]:
    """Every formula with its line and column."""
    return [(f.latex, f.line, f.column) for f in formulas_in_text(text, kind)]


def test_markdown_dialects() -> None:
    """Dollars, brackets, fences, environments, images: each with the place where its TeX begins."""
    found = places(MARKDOWN, "markdown")
    assert [(line, column) for _, line, column in found] == [
        (4, 7), (4, 37), (7, 1), (14, 1), (19, 1), (24, 5), (25, 1), (27, 10), (28, 4),
    ]  # fmt: skip
    assert [latex.split("\n")[0] for latex, *_ in found] == [
        "z = Wx + b", "p = q", r"\begin{aligned}", "L = 1", r"\begin{align}", r"\frac{1}{N}=2", "z_1 = 3", "a = 3",
        "E = m",
    ]  # fmt: skip


def test_latex_file() -> None:
    """Comments and listings are skipped; an escaped percent sign is not a comment."""
    text = "50\\% of $a = 1$ % not $b$\n\\begin{verbatim}$c$\\end{verbatim}\n"
    text += "\\begin{align*}\nd &= 2\n\\end{align*}\n\\[ e = 3 \\]"
    assert places(text, "latex") == [("a = 1", 1, 10), ("d &= 2", 4, 1), ("e = 3", 6, 4)]


def test_html() -> None:
    """Annotations, MathJax scripts, images and delimiters; nothing from pre and code."""
    text = (
        '<p>\\(a = 1\\)</p>\n<pre>$$x$$</pre><annotation encoding="application/x-tex">b &lt; 2</annotation>\n'
        '<script type="math/tex; mode=display">c = 3</script><script>var d = "$$4$$"</script>'
        '<img src="https://chart.googleapis.com/chart?cht=tx&amp;chl=e%3D5">'
    )
    assert [latex for latex, *_ in places(text, "html")] == ["a = 1", "b < 2", "c = 3", "e=5"]


def test_notebook() -> None:
    """Markdown cells only, with the cell's number."""
    cell = {"metadata": {}, "source": "$a = 1$"}
    cells = [
        {**cell, "cell_type": "code", "outputs": [], "execution_count": None, "id": "a"},
        {**cell, "cell_type": "markdown", "id": "b"},
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    assert formulas_in_text(json.dumps(notebook), "notebook") == [FoundFormula("a = 1", 1, 2, 2)]
    with pytest.raises(InputError):
        formulas_in_text("[]", "notebook")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "https://latex.codecogs.com/",
        "javascript:alert(1)",
        "x" * 20_000,
        "data:text/html,$a$",
    ],
)
def test_other_addresses_carry_no_formula(address: str) -> None:
    """Only equation services are read."""
    assert latex_of_address(address) is None


def test_rows_continue_and_commas_separate() -> None:
    """A row that begins with = continues its chain; labels, tags and closing marks are no part of it."""
    source = "\\begin{align}\na &= b \\label{eq:1} \\\\\n &= c, \\tag{2} \\\\\nx &= [1, 2], \\quad y = 3.\n\\end{align}"
    claims = claims_of(FoundFormula(source, 10, 5))
    assert [" ".join(c.latex.split()) for c in claims] == ["a = b = c", "x = [1, 2]", r"\quad y = 3"]
    assert [(c.line, c.column) for c in claims] == [(11, 1), (13, 1), (13, 14)]


def test_unclosed_dollar_costs_nothing() -> None:
    """One dollar without a partner in a long file is text."""
    assert places("a $ b\n\n" + "word " * 200_000, "markdown") == []
    assert places("$" + "a " * 100_000, "latex") == []


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        (r"a = b \\ &\quad + c \\ d = e", [r"a = b     \quad + c", "d = e"]),
        (r"a = b + \\ c", ["a = b +    c"]),
        (r"a = b \\ c + d", ["a = b"]),
        (r"a = b \\ -c = d", ["a = b", "-c = d"]),
        (r"\begin{multline} a = b \\ c \end{multline}", ["a = b    c"]),
    ],
)
def test_broken_rows_are_one_claim(latex: str, found: list[str]) -> None:
    """A row that an operator joins to the one before belongs to it; a row of its own does not."""
    assert [claim.latex for claim in claims_of(FoundFormula(latex, 1, 1))] == found


def test_rows_of_multline_are_one_formula() -> None:
    """In LaTeX files too."""
    (formula,) = formulas_in_text("\\begin{multline}\n a = b \\\\\n c\n\\end{multline}", "latex")
    assert [claim.latex.split() for claim in claims_of(formula)] == [["a", "=", "b", "c"]]
