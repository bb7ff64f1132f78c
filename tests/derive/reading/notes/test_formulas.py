"""Formulas are found where they stand, in every kind of notes; code is not notes."""

import json
import time

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


DIALECTS = [
    # Markdown: kramdown, MyST, Quarto, GitLab, Hugo, Jekyll, quotations, lists, indented displays
    ("markdown", r"\\[ a = 1 \\] and \\(b = 2\\)", ["a = 1", "b = 2"]),
    ("markdown", "inline $$a = 1$$ of kramdown", ["a = 1"]),
    ("markdown", "{math}`a = 1` and `b = 2` and :math:`c = 3`", ["a = 1", "c = 3"]),
    ("markdown", "```{math}\n:label: one\n:nowrap:\n\na = 1\n```", ["a = 1"]),
    ("markdown", "````{note}\n:class: x\n$a = 1$\n```{math}\nb = 2\n```\n````\n$c = 3$", ["a = 1", "b = 2", "c = 3"]),
    ("markdown", "```{code-cell} python\nx = '$a = 1$'\n```\n```{prf:proof}\n$b = 2$\n```", ["b = 2"]),
    ("markdown", "````{math}\n---\nlabel: x\n---\na = 1\n````", ["a = 1"]),
    ("markdown", ":::{math}\n:label: one\na = 1\n:::\n\n:::{note}\n$b = 2$\n:::", ["a = 1", "b = 2"]),
    ("markdown", "$$\na = 1\n$$ {#eq-one}\nand $b = 2$", ["a = 1", "b = 2"]),
    ("markdown", "```{=latex}\n\\begin{align}a = 1\\end{align}\n```", ["\\begin{align}a = 1\\end{align}"]),
    ("markdown", "```{python}\n$a = 1$\n```\n```latex\n$b = 2$\n```\n~~~\n$c$\n~~~", []),
    ("markdown", "$`a = 1`$ of GitLab", ["a = 1"]),
    ("markdown", r"\( $a = 1$ \) and \[ $$b = 2$$ \], not \( $c$ or $d$ \)", ["a = 1", "b = 2", "$c$ or $d$"]),
    ("markdown", "> quoted\n> $$\n> a = 1 \\\\\n> b = 2\n> $$", ["a = 1 \\\\\n  b = 2"]),
    ("markdown", "- item\n\n    $$a = 1$$\n\n    $$\n      b = 2\n    $$", ["a = 1", "b = 2"]),
    ("markdown", "text\n\n    code $a = 1$\n\ntext", []),
    ("markdown", "$$\na = 1\n\nb = 2\n$$", ["a = 1\n\nb = 2"]),
    ("markdown", "$$a = 1\n\nno formula\n\n$$b = 2$$", ["b = 2"]),
    ("markdown", "$$\n= 1\n- b\n# c\n$$", ["= 1\n- b\n# c"]),
    ("markdown", "{% highlight python %}\n$a = 1$\n{% endhighlight %}\n{% raw %}$b = 2${% endraw %}", ["b = 2"]),
    ("markdown", "<div>\n$$a = 1$$\n</div>\n<pre>$b$</pre> <!-- $c$ -->", ["a = 1"]),
    ("markdown", "`<script>` $d = 4$ `</script>`", ["d = 4"]),
    ("markdown", "for $i<n$ and $j>0$", ["i<n", "j>0"]),
    ("markdown", "$\\frac{\\partial L}{\\partial w\\_i}$", ["\\frac{\\partial L}{\\partial w _i}"]),
    ("markdown", "it costs $5 and $6, or \\$7 and $a = 1$", ["a = 1"]),
    ("markdown", "| $a = 1$ | `$b$` | $c = 3$ |", ["a = 1", "c = 3"]),
    ("markdown", '<script type="math/tex; mode=display">% <![CDATA[\na < 1 %]]></script>', ["a < 1"]),
    # LaTeX: shortcuts for environments, arguments of environments, definitions, what comes after the end
    ("latex", "\\newcommand{\\be}{\\begin{equation}}\\def\\ee{\\end{equation}}\n\\be a = 1 \\ee", ["a = 1"]),
    ("latex", "\\newcommand{\\x}[2][i]{$x_{#2}$}\n$\\x{j} = 1$", ["\\x{j} = 1"]),
    ("latex", "\\begin{alignat}{2} a = 1\\end{alignat}", ["a = 1"]),
    ("latex", "\\begin{IEEEeqnarray*}{rCl}b=2\\end{IEEEeqnarray*}", ["b=2"]),
    ("latex", "\\begin{subequations}\\begin{align}a\\end{align}\\end{subequations}", ["a"]),
    ("latex", "$a$$b$ and line\\\\[2pt] more \\[c\\]", ["a", "b", "c"]),
    ("latex", "$a$ \\iffalse $b$ \\fi \\begin{lstlisting} $c$ \\end{lstlisting} \\end{document} $d$", ["a"]),
    ("latex", "\\begin{align}\n a &= 1 % b\n\\end{align} 5\\% $c$", ["a &= 1", "c"]),
    ("latex", "\\newenvironment{eqn}{\\begin{equation}}{\\end{equation}}\n\\begin{eqn}a = 1\\end{eqn}", ["a = 1"]),
    ("latex", "\\newenvironment{two}{\\begin{align*}\\begin{split}}{\\end{split}\\end{align*}}"
     "\\begin{two}a\\end{two}", ["a"]),
    ("latex", "\\newenvironment{rem}{\\begin{quote}}{\\end{quote}}\\begin{rem}$a$\\end{rem} $b$", ["a", "b"]),
    ("latex", "\\lstinline{$a$} \\lstinline[language=C]|$b$| \\lstinline!$c$! \\path{d$d$} \\verb|$e$| $f$", ["f"]),
    ("latex", "\\mintinline{sh}{x{$a$}; $b$} \\mintinline[escape]{sh}|$c$| $d$ \\lstinline{$e$", ["d", "e"]),
    ("latex", "\\lstnewenvironment{py}[1][]{}{}\n\\begin{py}[x]$a$\\end{py}"
     " \\begin{Verbatim*}$b$\\end{Verbatim*} $c$", ["c"]),
    # HTML: KaTeX, MathJax 2 to 4, ar5iv, GitLab, pandoc, entities, line breaks
    ("html", '<p>$x$</p>\n<textarea id="source">\n# A\n$a = 1$ `$b$`\n\n$$c = 2$$\n</textarea>', ["a = 1", "c = 2"]),
    ("html", "<section data-markdown><textarea data-template>$a = 1$</textarea></section>", ["a = 1"]),
    ("html", '<mjx-container data-latex="a = 1"><mjx-math data-latex="a"></mjx-math></mjx-container>', ["a = 1"]),
    ("html", '<math alttext="a = 1"><mi>a</mi></math> <math alttext="b"><annotation encoding="application/x-tex">b = 2'
     "</annotation></math>", ["a = 1", "b = 2"]),
    ("html", '<code class="code math js-render-math" data-math-style="inline">a = 1</code><code>$b$</code>', ["a = 1"]),
    ("html", '<span class="math inline">\\(a &amp;= 1<br> \\\\ b&nbsp;= 2\\)</span>', ["a &= 1     \\\\ b = 2"]),
    ("html", "<p>$a_1 = 1$ costs $5 or $6</p><style>$$b$$</style><textarea>$$c$$</textarea>", ["a_1 = 1"]),
    ("html", "<script>MathJax = {inlineMath: [['$', '$']]}</script><p>$a = 1$</p>", ["a = 1"]),
    ("html", "<p>$$a = 1</p><p>b$$</p> <!-- $$c$$ --> <p>$$d < 1$$</p>", ["d < 1"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), DIALECTS)
def test_every_dialect(kind: str, text: str, expected: list[str]) -> None:
    """What each kind of file holds, and nothing that is code, money or a definition; each at its place."""
    found = formulas_in_text(text, kind)
    assert [formula.latex for formula in found] == expected
    lines = text.splitlines(keepends=True)
    for formula in found:
        place = sum(map(len, lines[: formula.line - 1])) + formula.column - 1
        assert formula.start == place and text[place] in formula.latex[0] + "<"


def test_places_do_not_depend_on_line_ends() -> None:
    """Carriage returns count as characters of the file, and lines stay lines."""
    for kind, text in (("markdown", "a\n\n$$\nb = 1\n$$\n$c = 2$"), ("html", "<p>\n\\(b\n= 1\\)</p>")):
        unix, windows = formulas_in_text(text, kind), formulas_in_text(text.replace("\n", "\r\n"), kind)
        assert [(f.line, f.column) for f in unix] == [(f.line, f.column) for f in windows]
        for one, other in zip(unix, windows, strict=True):
            assert text.replace("\n", "\r\n")[other.start : other.end].replace("\r\n", "\n") == one.latex


def test_the_sentence_and_the_headings_around_a_formula() -> None:
    """Back to the end of the sentence before, on to its own end; the headings that are open."""
    text = "# A\n## B\nFirst. For $i = j$ we have\n\n$$\na = 1\n$$\n\nif $y$ is one-hot. Last.\n\n"
    text += "**Cost.** Let $c = 2$.\n# D\n$e$"
    first, display, last, cost, end = formulas_in_text(text, "markdown")
    assert (first.before, first.after) == ("For", "we have")
    assert (display.before, display.after, display.display) == ("For $i = j$ we have", "if $y$ is one-hot.", True)
    assert [[h.title for h in f.headings] for f in (first, cost, end)] == [["A", "B"], ["A", "B", "Cost"], ["D"]]
    assert (last.display, cost.before, cost.after) == (False, "Let", "")


def test_headings_of_other_kinds() -> None:
    """LaTeX sections, HTML headings, and those of earlier cells of a notebook."""
    (formula,) = formulas_in_text("\\section{One}\\subsection*{The \\emph{two}}\n$a$", "latex")
    assert [(h.level, h.title) for h in formula.headings] == [(3, "One"), (4, r"The \emph{two}")]
    (formula,) = formulas_in_text("<h1>One</h1><h2 id='x'>T&amp;<b>wo</b></h2>\\(a\\)", "html")
    assert [(h.level, h.title) for h in formula.headings] == [(1, "One"), (2, "T& wo")]
    cells = [{"cell_type": "markdown", "metadata": {}, "id": f"c{n}", "source": text} for n, text in enumerate(
        ["# One\n## Two", "$a$\n## Three\n$b$", "$c$"])]  # fmt: skip
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    titles = [[h.title for h in formula.headings] for formula in formulas_in_text(notebook, "notebook")]
    assert titles == [["One", "Two"], ["One", "Three"], ["One", "Three"]]


UNCLOSED = (
    "<a ", '<a ="', "<!--", "<svg ", "<svg>", "<math><annotation", "`", "$$a\n\n", r"\[", r"\begin{align}", "> $$\n",
    ":::{math}\n", "{% highlight x %}", r"\newcommand{\a}{", r"\iffalse ", r"\section{", "**", "<h1>", "\r\n\r\n",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["markdown", "latex", "html"])
def test_what_never_ends_takes_no_longer_than_what_ends(kind: str) -> None:
    """Twenty beginnings without an end, 16,000 characters each: nothing is looked for twice."""
    began = time.process_time()
    for text in UNCLOSED:
        formulas_in_text(text * (16_000 // len(text)), kind)
    assert time.process_time() - began < 6


def test_rows_of_multline_are_one_formula() -> None:
    """In LaTeX files too."""
    (formula,) = formulas_in_text("\\begin{multline}\n a = b \\\\\n c\n\\end{multline}", "latex")
    assert [claim.latex.split() for claim in claims_of(formula)] == [["a", "=", "b", "c"]]
