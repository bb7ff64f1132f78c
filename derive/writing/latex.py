"""LaTeX as an author writes it, from formulas in index notation.

What is written is the part of LaTeX that math-core, KaTeX, MathJax and pdflatex (amsmath, amssymb)
all read, GitHub's Markdown included: no ``\\operatorname``, no ``\\substack``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import sympy as sp
from sympy.printing.latex import LatexPrinter, greek_letters_set

from ..network.definitions import Condition, Definition, Network
from ..network.functions import Function
from ..network.spelling import NAMED_LETTERS, Letter
from .case_notation import Row
from .display_order import ProductParts, leading_indices
from .equality import Equality, Rewrite
from .naming import ShownName
from .ordered_printer import OrderedPrinter

FUNCTIONS = {name: "\\" + name for name in ("tanh", "sinh", "cosh", "tan", "sin", "cos", "exp")}
FUNCTIONS |= {"Max": r"\max", "Min": r"\min"}
ELSE = r"\text{else}"
RELATIONS = {"≥": r"\ge", "≤": r"\le", "≠": r"\ne"}


def upright(name: str) -> str:
    """A name of several letters, upright; what LaTeX would read as a command is escaped."""
    return r"\mathrm{" + re.sub(r"([_#$%&{}])", r"\\\1", re.sub(r"[\\^~]", "", name)) + "}"


def letter_latex(letter: str) -> str:
    """One letter as it is, a Greek letter's name as that letter, any other name upright."""
    if len(letter) == 1 and letter.isalpha():
        return letter
    marked = re.fullmatch(r"(\w+?)(hat|bar|tilde)", letter)
    if marked and (len(marked[1]) == 1 or marked[1] in greek_letters_set):
        return rf"\{marked[2]}{{{letter_latex(marked[1])}}}"
    return "\\" + letter if letter in greek_letters_set else upright(letter)


def in_braces(script: str) -> str:
    """Braces around a subscript or superscript of more than one character."""
    return script if len(script) == 1 else "{" + script + "}"


def name_latex(name: ShownName) -> str:
    """Write an element's letter, layer and subscripts.

    >>> name_latex(ShownName("W", 1, ("h", "d"))), name_latex(ShownName("b", None, ("k",)))
    ('W^{(1)}_{hd}', 'b_k')
    """
    if name.spelled is not None:
        return _spelled_latex(name)
    layer = f"^{{({name.layer})}}" if name.layer is not None else ""
    if not name.subscripts:
        return letter_latex(name.letter) + layer
    return f"{letter_latex(name.letter)}{layer}_{in_braces(_subscript(name))}"


def spelled_letter(letter: Letter) -> str:
    r"""A spelled letter, without its subscripts.

    >>> spelled_letter(Letter("y", ("hat", "mathbf"))), spelled_letter(Letter("theta"))
    ('\\hat{\\mathbf{y}}', '\\theta')
    """
    written = "\\" + letter.base if letter.base in NAMED_LETTERS else letter_latex(letter.base)
    for around in reversed(letter.around):
        written = rf"\{around}{{{written}}}"
    return written


def _spelled_latex(name: ShownName) -> str:
    letter = spelled_letter(name.spelled) if name.spelled else ""
    written = rf"\textcolor{{{name.colour}}}{{{letter}}}" if name.colour else letter
    written += f"^{{{name.above}}}" if name.above else ""
    return f"{written}_{in_braces(name.subscript)}" if name.subscripts else written


def _subscript(name: ShownName) -> str:
    words = re.fullmatch(r"[A-Za-z]{3,}", name.subscript) and len(name.subscripts) == 1
    return upright(name.subscript) if words else re.sub(r"[^\w,+*().-]", "", name.subscript)


class AuthorLatexPrinter(OrderedPrinter, LatexPrinter):  # type: ignore[misc]
    """SymPy's LaTeX printer with the author's order and notation."""

    def negated(self, written: str) -> str:
        return "-" + written

    def joined_terms(self, first: str, others: list[tuple[bool, str]]) -> str:
        return first + "".join(f" {'-' if negative else '+'} {term}" for negative, term in others)

    def joined_factors(self, factors: list[str]) -> str:
        text = factors[0] if factors else ""
        for before, factor in pairwise(factors):
            close = factor.startswith(r"\left(") and not before.startswith(r"\frac")
            digits = before[-1:].isdigit() and factor[:1].isdigit()
            text += (r" \cdot " if digits else "" if close else " ") + factor
        return text

    def bracketed(self, written: str) -> str:
        return rf"\left({written}\right)"

    def fraction(self, above: str, below: str, parts: ProductParts) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def front_fraction(self, above: str, below: str, parts: ProductParts) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def raised(self, base: str, power: str) -> str:
        return f"{base}^{in_braces(power)}"

    def square_root(self, radicand: str) -> str:
        return rf"\sqrt{{{radicand}}}"

    def summation(self, index: str, low: str, high: str, body: str) -> str:
        return rf"\sum_{{{index}={low}}}^{{{high}}} {body}"

    def summation_without(self, index: str, left_out: str, body: str) -> str:
        return rf"\sum_{{{index} \neq {left_out}}} {body}"

    def named(self, name: ShownName) -> str:
        return name_latex(name)

    def exponential(self, argument: str) -> str:
        return f"e^{in_braces(argument)}"

    def function_name(self, name: str) -> str:
        return FUNCTIONS.get(name) or upright(name)

    def name_of(self, function: Function) -> str:
        return function.latex

    def logarithm_name(self, base: str | None) -> str:
        return r"\log_" + in_braces(base) if base else r"\ln"

    def applied(self, name: str, argument: str, bracket: bool) -> str:
        upright_name = name.startswith(r"\mathrm")  # LaTeX sets no space behind it
        return name + (self.bracketed(argument) if bracket or upright_name else " " + argument)

    def derivative(self, above: str, below: str) -> str:
        return rf"\frac{{\partial {above}}}{{\partial {below}}}"

    def higher_derivative(self, above: str, below: list[str], order: str) -> str:
        denominator = r" \, ".join(rf"\partial {element}" for element in below)
        return rf"\frac{{\partial^{in_braces(order)} {above}}}{{{denominator}}}"

    def held(self, derivative: str, names: str) -> str:
        return rf"\left. {derivative} \right|_{{{names}}}"

    def cases(self, rows: list[Row], alone: bool) -> str:
        lines = r" \\ ".join(f"{value} & {condition or ELSE}" for value, condition in rows)
        written = rf"\begin{{cases}} {lines} \end{{cases}}"
        return written if alone else self.bracketed(written)

    def indicator(self, condition: str) -> str:
        return rf"\mathbb{{1}}[{condition}]"

    def relation(self, left: str, sign: str, right: str) -> str:
        return f"{left} {RELATIONS.get(sign, sign)} {right}"

    def word(self, word: str) -> str:
        return rf" \text{{ {word} }} "

    def absolute(self, written: str) -> str:
        return rf"\left\lvert {written} \right\rvert"

    def largest(self, index: str, body: str) -> str:
        return rf"\max_{{{index}}} {body}"

    def _print_Float(self, number: sp.Float) -> str:
        mantissa, _, exponent = repr(float(number)).partition("e")
        return rf"{mantissa} \times 10^{in_braces(str(int(exponent)))}" if exponent else mantissa

    def _print_Pi(self, _: sp.Expr, **__: object) -> str:
        return r"\pi"


def latex(
    expression: sp.Expr, network: Network | None = None, *, taken: Iterable[sp.Expr] = (), leading: tuple[str, ...] = ()
) -> str:
    r"""Return the LaTeX of an expression in index notation.

    Args:
        expression: the formula.
        network: gives the letters, the layers and the order of the tensors.
        taken: expressions shown beside it, whose free letters no bound index may use.
        leading: index letters that are written first, such as those of the left side.

    Raises:
        UnsupportedFormula: the expression contains something that has no notation here.

    >>> n, k, N = (sp.Symbol(c, integer=True, positive=True) for c in "nkN")
    >>> p, y = sp.IndexedBase("p", real=True), sp.IndexedBase("y", real=True)
    >>> print(latex(sp.Sum(p[n, k] - y[n, k], (n, 1, N)) / N))
    \frac{1}{N} \sum_{n=1}^{N} \left(p_{nk} - y_{nk}\right)
    """
    return AuthorLatexPrinter(network, leading).write(expression, taken)


def equation_latex(left: sp.Expr, right: sp.Expr, network: Network | None = None) -> str:
    """``left = right``, with no bound letter that the other side uses freely."""
    leading = leading_indices(left)
    sides = (latex(left, network, taken=(right,)), latex(right, network, taken=(left,), leading=leading))
    return " = ".join(sides)


def definition_latex(definition: Definition, network: Network | None = None) -> str:
    """The definition as an equation."""
    return equation_latex(definition.left, definition.value, network)


def formula_latex(formula: Equality, network: Network | None = None) -> str:
    """The formula as an equation, such as ∂E/∂W_kd = …"""
    return equation_latex(formula.left, formula.value, network)


def condition_latex(condition: Condition, network: Network | None = None) -> str:
    """The condition as an equation, such as Σ_k y_nk = 1."""
    return equation_latex(condition.left, condition.right, network)


def step_latex(step: Rewrite, network: Network | None = None) -> tuple[str, str, str]:
    """The left side of a step, what it equals before, and after, with one choice of letters."""
    sides = (step.left, step.before, step.after)
    leading = leading_indices(step.left)
    left, before, after = (latex(side, network, taken=sides, leading=leading) for side in sides)
    return left, before, after
