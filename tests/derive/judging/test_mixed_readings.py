"""Formulas that can be read in two ways: proved where all readings hold or one is fixed, else both are told."""

from __future__ import annotations

import pytest

from derive.judging.equality.equalities import Equality
from derive.judging.links.link import Lowering
from derive.judging.links.readings import Reading
from derive.reading.document.statements.bindings import Statement
from derive.reading.expression.nodes import Node

from .test_documents import judged

VECTORS = "Let $u, v \\in \\mathbb{R}^n$ and $q = u \\cdot v$, $r = u \\odot v$. "
LAYER = "Let $z = W x + b$, $a = \\sigma(z)$ and $L = \\frac{1}{2} \\|a - y\\|^2$. "
SOFTMAX = "Let $p = \\mathrm{softmax}(z)$ with $z \\in \\mathbb{R}^K$. "
MEAN = "Let $m = \\sum_k w_k x_k$ and $s = \\sum_k w_k (x_k - m)^2$. "
SHORT = "$$s = \\sum_k w_k x_k^2 - m^2$$"
BY_ENTRY, INNER = "with products of vectors entry by entry", "false if they are inner products"
DIAGONAL = "read as the diagonal of the Jacobian"


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        (VECTORS + "$(u \\cdot v) u = u \\odot u \\odot v$", "UNDECIDED", INNER),
        (VECTORS + "Products are element-wise: $(u \\cdot v) u = u \\odot u \\odot v$", "PROVED", BY_ENTRY),
        (VECTORS + "$\\| u \\cdot v \\|^2 = \\sum_i u_i^2 v_i^2$", "UNDECIDED", INNER),
        (VECTORS + "$u \\cdot v = v^T u$", "PROVED", ""),
        (VECTORS + "$r = u \\cdot v$", "PROVED", BY_ENTRY),
        (VECTORS + "$r = u v$", "PROVED", BY_ENTRY),
        (VECTORS + "$u \\cdot v = 2 v^T u$", "REFUTED", ""),
        (LAYER + "$\\frac{\\partial L}{\\partial z} = (a - y) \\cdot a \\cdot (1 - a)$", "PROVED", BY_ENTRY),
        (LAYER + "$\\frac{\\partial L}{\\partial z} = (a - y) \\cdot a \\cdot (1 + a)$", "UNDECIDED", ""),
        (LAYER + "$\\frac{\\partial a}{\\partial z} = a \\odot (1 - a)$", "PROVED", DIAGONAL),
        (LAYER + "$\\frac{\\partial a}{\\partial z} = a (1 - a)$", "PROVED", DIAGONAL),
        (LAYER + "$\\frac{\\partial a}{\\partial z} = \\mathrm{diag}(a \\odot (1 - a))$", "PROVED", ""),
        (LAYER + "$\\frac{\\partial a}{\\partial z} = a (1 + a)$", "REFUTED", ""),
        (SOFTMAX + "$\\frac{\\partial p}{\\partial z} = p \\odot (1 - p)$", "REFUTED", "only the diagonal"),
        (SOFTMAX + "$\\frac{\\partial p}{\\partial z} = p (1 - p)$", "REFUTED", "only the diagonal"),
        (SOFTMAX + "$\\frac{\\partial p}{\\partial z} = \\mathrm{diag}(p) - p p^T$", "PROVED", ""),
        (MEAN + SHORT, "UNDECIDED", "true if the entries of w sum to one"),
        (MEAN + "With $\\sum_k w_k = 1$ we have\n\n" + SHORT, "PROVED WHEN", ""),
        (VECTORS + "$q^2 = \\sum_i u_i^2 v_i^2$", "REFUTED", ""),  # true of one-hot vectors, of which nobody spoke
    ],
)
def test_what_hangs_on_a_reading_says_which(text: str, verdict: str, words: str) -> None:
    """Both readings are named; one that the shapes or the words fix is taken and said."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
    assert words in last.diagnosis
    assert words or "entry by entry" not in last.diagnosis


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("Let $z = w x + b$ and $a = \\sigma(z)$.\n\n$$\\frac{da}{dx} = w a (1 + a)$$", False),
        ("Let $z_k = \\sum_j w_{kj} x_j$.\n\n$$\\frac{\\partial z_k}{\\partial x_j} = w_{jk}$$", False),
        (VECTORS + "$u \\cdot v = 2 v^T u$", True),
    ],
)
def test_entry_by_entry_is_tried_where_vectors_are_multiplied(
    monkeypatch: pytest.MonkeyPatch, text: str, twice: bool
) -> None:
    """Where no product of vectors is met, the reading entry by entry is the one before: it is not worked out again."""
    tried: list[bool] = []
    equality = Lowering.equality

    def counted(self: Lowering, statement: Statement, left: Node, right: Node, reading: Reading) -> Equality:
        tried.append(reading.entrywise)
        return equality(self, statement, left, right, reading)

    monkeypatch.setattr(Lowering, "equality", counted)
    judged(text)
    assert any(tried) is twice
    assert tried
