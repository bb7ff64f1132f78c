"""Matrix notation written out, as LaTeX or as text: one walk, two notations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise

import sympy as sp

from ..network.definitions import Network
from ..network.functions import Function
from ..network.spelling import Spelling
from ..network.tensors import Tensor
from .latex import in_braces, latex, letter_latex, name_latex
from .matrix_tree import (
    SCALAR,
    Applied,
    Diagonal,
    Hadamard,
    Identity,
    MatrixNode,
    MatrixSymbol,
    Ones,
    Product,
    Quotient,
    Scaled,
    Total,
    Transpose,
)
from .naming import whole_name
from .text import SUBSCRIPTS, SUPERSCRIPTS, letter_text, named_text, text

TOTAL, ENTRYWISE, PRODUCT, CLOSED, ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Notation:
    """How each piece of matrix notation is written."""

    symbol: Callable[[Tensor], str]
    constant: Callable[[sp.Expr], str]
    ones: Callable[[str], str]
    bracketed: Callable[[str], str]
    joined: Callable[[list[str]], str]
    function: Callable[[Function, sp.Expr | None], str]
    transposed: Callable[[str], str]
    over: Callable[[str, str], str]
    entrywise_times: str
    entrywise_over: str
    minus: str
    times: str
    dot: str
    to: str
    is_text: bool


def _letter(tensor: Tensor) -> str:
    """A matrix has the capital of its letter, under the same mark; a Greek letter stays as it is."""
    letter = tensor.symbol_letter
    marked = re.fullmatch(r"([A-Za-z])(hat|bar|tilde)?", letter)
    return letter[0].upper() + letter[1:] if len(tensor.axes) > 1 and marked else letter


def _symbol_latex(tensor: Tensor) -> str:
    letter = letter_latex(_letter(tensor))
    layer = f"^{{({tensor.layer})}}" if tensor.layer is not None else ""
    return (rf"\mathbf{{{letter}}}" if len(tensor.axes) == 1 else letter) + layer


def _symbol_text(tensor: Tensor) -> str:
    """A tensor as a whole in text: Y for a matrix, y for a vector, W⁽¹⁾ in a layer."""
    return letter_text(_letter(tensor)) + (
        f"({tensor.layer})".translate(SUPERSCRIPTS) if tensor.layer is not None else ""
    )


def _bracketed_latex(written: str) -> str:
    """Round and square brackets in turn, from the inside to the outside."""
    depths = accumulate(1 if opening else -1 for opening in re.findall(r"\\(?:(left)|right)", written))
    return rf"\left[{written}\right]" if max(depths, default=0) % 2 else rf"\left({written}\right)"


def _transposed_latex(written: str) -> str:
    """The sign of the transpose beside the layer: ``W^{(2)\\top}``."""
    return written[:-1] + r"\top}" if re.search(r"\^\{[^{}]*\}$", written) else written + r"^\top"


def _joined_latex(factors: list[str]) -> str:
    written = factors[0]
    for before, factor in pairwise(factors):
        close = factor.startswith((r"\left(", r"\left[")) and not before.startswith(r"\frac")
        written += ("" if close else " ") + factor
    return written


def _function_latex(function: Function, base: sp.Expr | None) -> str:
    return rf"\log_{in_braces(str(base))}" if base is not None else function.latex


def _function_text(function: Function, base: sp.Expr | None) -> str:
    return f"log{base}".translate(SUBSCRIPTS) if base is not None else function.text


def _constant_text(constant: sp.Expr, network: Network | None = None) -> str:
    """A number in front; a given one such as τ is written as a size is."""
    settings = {s: sp.Symbol(s.name, integer=True, positive=True) for s in constant.free_symbols}
    written = text(constant, network) if network else text(constant.xreplace(settings))
    return f"({written})" if "/" in written else written


def _over_latex(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


LATEX = Notation(
    _symbol_latex, latex, lambda size: rf"\mathbf{{1}}_{in_braces(size)}", _bracketed_latex, _joined_latex,
    _function_latex, _transposed_latex, _over_latex, r" \odot ", r" \oslash ", "-", r" \times ", r" \cdot ", r" \to ",
    False,
)  # fmt: skip
TEXT = Notation(
    _symbol_text, _constant_text, lambda size: f"1_{size}", lambda written: f"({written})", " ".join,
    _function_text,
    lambda written: written + "ᵀ",
    lambda above, below: f"{above} / ({below})",
    " ⊙ ",
    " ⊘ ",
    "−",
    "×",
    " · ",
    " → ",
    True,
)  # fmt: skip


def notation_of(network: Network, notation: Notation) -> Notation:
    """The notation with the letters of the network's spelling."""
    if network.spelling is None:
        return notation
    constant = partial(_constant_text if notation.is_text else latex, network=network)
    return replace(notation, symbol=partial(_spelled_symbol, network.spelling, notation), constant=constant)


def _spelled_symbol(spelling: Spelling, notation: Notation, tensor: Tensor) -> str:
    """A spelled tensor as a whole; where what stands below it ends the letter, the sign of a transpose follows it."""
    name = whole_name(tensor.name, spelling)
    if name is None:
        return notation.symbol(tensor)
    return named_text(name) if notation.is_text else name_latex(name)


def level(node: MatrixNode) -> int:
    """How tightly a node holds together: what is looser than its place needs is bracketed."""
    match node:
        case Total():
            return TOTAL
        case Hadamard() | Quotient():
            return ENTRYWISE
        case Scaled() | Product():
            return PRODUCT
        case Transpose() | Applied() | Diagonal():
            return CLOSED
        case _:
            return ATOM


def write(node: MatrixNode, notation: Notation) -> str:
    """Write a node in a notation."""
    match node:
        case MatrixSymbol(tensor):
            return notation.symbol(tensor)
        case Ones(shape):
            return _ones(shape, notation)
        case Identity():
            return "I"
        case Transpose(body):
            return notation.transposed(_within(body, ATOM, notation))
        case Product(factors):
            return notation.joined([_within(f, PRODUCT, notation) for f in factors])
        case Hadamard(factors):
            return notation.entrywise_times.join(_within(f, CLOSED, notation) for f in factors)
        case Quotient(above, below) if below.shape == SCALAR != above.shape:
            return notation.over(_within(above, PRODUCT, notation), write(below, notation))
        case Quotient(above, below):
            return _within(above, CLOSED, notation) + notation.entrywise_over + _within(below, CLOSED, notation)
        case Total(terms):
            return _total(terms, notation)
        case Scaled():
            return _scaled(node, notation)
        case Applied(Function(name="positive"), body):
            return ("" if notation.is_text else r"\mathbb{1}") + f"[{_sign(body, notation)} 0]"
        case Applied(function, body, base):
            return notation.function(function, base) + notation.bracketed(write(body, notation))
        case Diagonal(body):
            name = "diag" if notation.is_text else r"\mathrm{diag}"
            return name + notation.bracketed(write(body, notation))


def _sign(node: MatrixNode, notation: Notation) -> str:
    """What is positive: U > 0, or for −U, U < 0."""
    if isinstance(node, Scaled) and node.coefficient == -1:
        return write(node.body, notation) + " <"
    return write(node, notation) + " >"


def _within(node: MatrixNode, least: int, notation: Notation) -> str:
    written = write(node, notation)
    return notation.bracketed(written) if level(node) < least else written


def _ones(shape: tuple[sp.Expr, sp.Expr], notation: Notation) -> str:
    """A column as a vector of ones; a whole matrix of ones as plain 1, to which entries are compared."""
    return notation.ones(notation.constant(shape[0])) if shape[1] == 1 and shape != SCALAR else "1"


def _scaled(node: Scaled, notation: Notation) -> str:
    negative, size = sign_of(node.coefficient)
    plain = isinstance(node.body, Ones) and level(node.body) == ATOM and sp.S.One not in node.body.shape
    body = "" if plain else _within(node.body, ENTRYWISE, notation)
    front = "" if size == 1 and body else notation.constant(size)
    return (notation.minus if negative else "") + notation.joined([part for part in (front, body) if part])


def _total(terms: tuple[MatrixNode, ...], notation: Notation) -> str:
    written = write(terms[0], notation)
    for term in terms[1:]:
        negative = isinstance(term, Scaled) and sign_of(term.coefficient)[0]
        if isinstance(term, Scaled) and negative:
            term = Scaled(-term.coefficient, term.body)
        written += f" {notation.minus if negative else '+'} {write(term, notation)}"
    return written


def sign_of(coefficient: sp.Expr) -> tuple[bool, sp.Expr]:
    """The sign of a constant and its size."""
    negative = coefficient.as_coeff_Mul()[0] < 0
    return bool(negative), -coefficient if negative else coefficient


def write_shape(shape: tuple[sp.Expr, sp.Expr], notation: Notation) -> str:
    """Such as K × N."""
    return notation.times.join(notation.constant(size) for size in shape)


def write_shapes(node: MatrixNode, notation: Notation) -> str:
    """The shapes of a product's factors and of its value: K × N · N × D → K × D; else just the shape."""
    body = node.body if isinstance(node, Scaled) else node
    if not isinstance(body, (Product, Hadamard)):
        return write_shape(node.shape, notation)
    joint = notation.dot if isinstance(body, Product) else notation.entrywise_times
    factors = joint.join(write_shape(factor.shape, notation) for factor in body.factors)
    return factors + notation.to + write_shape(node.shape, notation)
