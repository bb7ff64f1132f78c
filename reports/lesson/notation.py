"""Notation that the sections share: a tensor's letter, its shape, its elements."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from derive.gradient.element import element_name
from derive.network.definitions import Network
from derive.network.tensors import Tensor
from derive.writing.latex import equation_latex, latex
from derive.writing.matrix_printing import LATEX, notation_of, write
from derive.writing.matrix_tree import MatrixSymbol
from derive.writing.naming import tensor_name
from derive.writing.text import named_text, text
from numeric.learning.example_sizes import sizes_of_point

from ..report import Report
from .blocks import Cell, Inline, Math, Words
from .number_format import readable

WORDS_FOR_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def in_words(number: int) -> str:
    """Small numbers as words.

    >>> in_words(12), in_words(39)
    ('twelve', '39')
    """
    return WORDS_FOR_NUMBERS[number] if number < len(WORDS_FOR_NUMBERS) else str(number)


def meaning(tensor: Tensor) -> str:
    """What the tensor stands for, in words that fit into a sentence after "the"."""
    return tensor.meaning or tensor.name


def listed(parts: Sequence[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    """Several things one after the other, as a sentence has them.

    >>> "".join(part.text for part in listed([(Words("a"),), (Words("b"),), (Words("c"),)]))
    'a, b and c'
    """
    found: list[Inline] = []
    for place, part in enumerate(parts):
        found += [Words(" and " if place == len(parts) - 1 else ", ")] if place else []
        found += part
    return tuple(found)


def named(tensors: Sequence[Tensor], network: Network) -> tuple[Inline, ...]:
    """What the tensors are called, each with its letter: the features x_nd and the labels y_nk."""
    parts = [(Words(f"the {meaning(tensor)} "), general_element(tensor, network)) for tensor in tensors]
    return listed(parts)


def general_element(tensor: Tensor, network: Network) -> Math:
    """The element at the tensor's own indices, such as W_kd."""
    return Math(latex(tensor.at(*tensor.indices), network))


def whole(tensor: Tensor, network: Network) -> Math:
    """The matrix or vector as a whole."""
    return Math(write(MatrixSymbol(tensor), notation_of(network, LATEX)), spoken=spoken(tensor, (), network))


def spoken(tensor: Tensor, at: tuple[int, ...], network: Network) -> str:
    """An element in plain words, ``W[1,2]``; in other letters as they are shown."""
    if network.spelling is None:
        return element_name(tensor, at)
    return text(tensor.at(*at), network) if at else named_text(tensor_name(tensor.name, network))


def entry_of(matrix: Tensor, network: Network) -> Math:
    """The entry in row 1 and column 2, wherever the layout has rows."""
    spelled = network.spelling.tensor(matrix.name) if network.spelling else None
    at = (2, 1) if spelled and spelled.turned else (1, 2)
    return Math(latex(matrix.at(*at), network), spoken="weight in row 1, column 2")


def shape_of(tensor: Tensor, network: Network) -> Math:
    r"""The shape, such as ``K \times D``; a scalar is a single number."""
    spelled = network.spelling.tensor(tensor.name) if network.spelling else None
    turned = spelled is not None and spelled.turned and len(tensor.axes) > 1
    sizes = [latex(size, network) for size in (reversed(tensor.shape) if turned else tensor.shape)]
    return Math(r" \times ".join(sizes) or "1")


def element(tensor: Tensor, at: tuple[int, ...], network: Network) -> Math:
    """One element by its numbers, such as w_12."""
    return Math(latex(tensor.at(*at), network), spoken=spoken(tensor, at, network))


def words(text: str) -> Cell:
    """A cell of plain words."""
    return Cell((Words(text),))


def formula(latex_text: str) -> Cell:
    """A cell with one formula."""
    return Cell((Math(latex_text),))


def number(shown: str, exact: float | str, heat: float | None = None) -> Cell:
    """A cell with a number; the full one is kept beside it."""
    return Cell((Words(readable(shown)),), repr(exact), heat, True)


def equation(left: sp.Expr, right: sp.Expr, network: Network) -> str:
    """One equation as LaTeX."""
    return equation_latex(left, right, network)


def example_sizes(report: Report) -> dict[str, int]:
    """The size of each axis in the worked example, by its letter, such as ``{"D": 4, "K": 3}``."""
    return sizes_of_point(report.sample.network, report.example.inputs)
