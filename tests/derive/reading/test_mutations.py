"""Right formulas with one change: read or refused, never an exception; the echo is written of whatever is read."""

from __future__ import annotations

import random
from os import environ

import pytest

from derive.reading.document.conventions import conventions
from derive.reading.document.model import document_of
from derive.reading.document.shapes.ranks import Ranks
from derive.reading.expression.printing import shown
from derive.reading.notes.claims import Claim
from derive.reading.tex.chains import chains_of
from derive.reading.tex.macros import macros_in

RIGHT = (
    r"p_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}",
    r"\frac{\partial^2 F}{\partial x_i \, \partial x_j} = s_i (\delta_{ij} - s_j)",
    r"dW^{[l]} = \frac{1}{m} dZ^{[l](i)} A^{[l-1]T}",
    r"\begin{aligned} a_{t,i} &= \tanh(W_{:,i} h)' \\[2pt] &= \begin{cases} x & x > 0 \\ 0 \end{cases} \end{aligned}",
    r"{\partial y}/{\partial z} = \max(0, 1 - y)^2 \odot \mathbb{1}[y = k], \quad i = 1, \dots, n",
    r"\mathcal{L}(\hat{y}, y) := -\sum_{i \neq j} y_i \log_2 f_{y_i}(x^{(i)}) \approx [0.1, 2\frac{1}{2}]",
    r"\nabla^2_{\mathbf{w}} J(\mathbf{w}) = \boxed{\underbrace{\lVert \mathbf{x} \rVert^2}_{n}} - \pd[2]{a}{b}^\top",
    r"P(t=1 \mid z) = \begin{bmatrix} 1 & 2 \\ 3 & \ddots \end{bmatrix}^{-1} \Delta w_{new}",
)  # fmt: skip
PIECES = (
    *"{}[]()^_&'=+-/|\\,:;.*#%$~0a∂",
    r"\\",
    r"\frac",
    r"\sum",
    r"\left",
    r"\begin{cases}",
    r"\end{matrix}",
    "\u200b",
    r"\pd",
)
MUTANTS = int(environ.get("BACKPROOF_MUTANTS", "1800"))  # continuous integration: 100,000
SEEDS = 6
MACROS = macros_in(
    r"\newcommand{\pd}[3][1]{\frac{\partial^{#1} #2}{\partial #3^{#1}}} \def\R{\mathbb{R}} \let\eps\varepsilon"
)


def _changed(chance: random.Random, latex: str) -> str:
    place, piece = chance.randrange(len(latex) + 1), chance.choice(PIECES)
    kind = chance.randrange(3)
    return latex[:place] + (piece if kind else "") + latex[place + (kind != 1) * chance.randrange(1, 4) :]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_changed_formula_is_read_or_refused(seed: int) -> None:
    """A brace lost, a sign doubled, half a command, a mark of another alphabet: three changed formulas a document."""
    chance = random.Random(seed)
    for _ in range(MUTANTS // SEEDS // 3):
        texts = [_changed(chance, chance.choice(RIGHT)) for _ in range(3)]
        claims = [Claim(text, line, 1, macros=MACROS) for line, text in enumerate(texts, 1)]
        for document in conventions(document_of(claims)):
            Ranks(document)
            echoes = [shown(tree) for s in document.statements for tree in s.trees if tree is not None]
            assert all(echoes), texts
            for text in texts:
                assert all(0 <= c.start <= c.end <= len(text) for c in chains_of(text, {})), text


@pytest.mark.parametrize(
    "latex",
    [
        r"a = \begin{matrix}\end{matrix} b",
        r"a = \begin{cases} \end{cases}",
        "a = * b",
        r"a = {\partial y}/{}",
        r"a = \mathcal{} b",
    ],
)
def test_nothing_where_something_is_due(latex: str) -> None:
    """A matrix without entries, cases without a case, a side without a formula: unread, and no fault."""
    document = document_of([Claim(latex, 1, 1)])
    Ranks(document)
    assert all(statement.unread for statement in document.statements)
