"""Formulas as one line of Unicode text, for a terminal and for JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import sympy as sp
from sympy.printing.str import StrPrinter

from ..network.definitions import Condition, Definition, Network
from ..network.functions import Function
from ..network.spelling import NAMED_LETTERS, Letter
from .case_notation import Row
from .display_order import ProductParts, leading_indices
from .equality import Equality, Rewrite
from .naming import ShownName
from .ordered_printer import OrderedPrinter

SUPERSCRIPTS = str.maketrans("0123456789()-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
GREEK_NAMES = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
SPELT_OTHERWISE = {"lambda": "lamda"}  # in Unicode
GREEK = {
    name: unicodedata.lookup(f"GREEK SMALL LETTER {SPELT_OTHERWISE.get(name, name)}") for name in GREEK_NAMES.split()
}
MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7"}
SCRIPTS = {("mathcal", letter): script for letter, script in zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)}
SCRIPTS |= {("mathbb", letter): script for letter, script in zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)}


def letter_text(letter: str) -> str:
    """A Greek letter's name as that letter, a letter with a mark above it in one piece; any other name as it is.

    >>> letter_text("tau"), letter_text("yhat"), letter_text("loss")
    ('τ', 'ŷ', 'loss')
    """
    marked = re.fullmatch(r"([A-Za-z]|[a-z]{2,}?)(hat|bar|tilde)", letter)
    if marked and (len(marked[1]) == 1 or marked[1] in GREEK):
        return unicodedata.normalize("NFC", GREEK.get(marked[1], marked[1]) + MARKS[marked[2]])
    return GREEK.get(letter, letter)


def spelled_letter_text(letter: Letter) -> str:
    r"""A spelled letter as text: its marks, and of its fonts those that Unicode has a letter of its own for.

    >>> spelled_letter_text(Letter("y", ("hat",))), spelled_letter_text(Letter("L", ("mathcal",)))
    ('ŷ', 'ℒ')
    """
    written = letter.base
    if letter.base in NAMED_LETTERS:
        written = _greek(letter.base)
    for around in reversed(letter.around):
        written = SCRIPTS.get((around, written), written + MARKS.get(around, ""))
    return unicodedata.normalize("NFC", written)


# As LaTeX draws them.
VARIANTS = {
    "epsilon": "ϵ", "varepsilon": "ε", "vartheta": "ϑ", "varrho": "ϱ", "phi": "ϕ", "varphi": "φ", "ell": "ℓ",
}  # fmt: skip


def _greek(name: str) -> str:
    """The letter of that name; the variants of epsilon, theta, rho and phi have names of their own."""
    if name in VARIANTS:
        return VARIANTS[name]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {size} LETTER {SPELT_OTHERWISE.get(name.lower(), name.lower())}")


def named_text(name: ShownName) -> str:
    """An element's letter, layer and subscripts as text.

    >>> named_text(ShownName("W", 1, ("h", "d")))
    'W⁽¹⁾_hd'
    """
    if name.spelled is not None:
        return _spelled_text(name)
    layer = f"({name.layer})".translate(SUPERSCRIPTS) if name.layer is not None else ""
    return letter_text(name.letter) + layer + _below(name.subscript)


def _spelled_text(name: ShownName) -> str:
    letter = spelled_letter_text(name.spelled) if name.spelled else ""
    above = plain_commands(name.above)
    raised = above.translate(SUPERSCRIPTS)
    if any(c.isascii() for c in raised):
        raised = f"^{{{above}}}" if "," in above else f"^{above}"
    return letter + raised + _below(plain_commands(name.subscript))


def _below(subscript: str) -> str:
    """The subscripts behind a letter, in brackets where one is a sum."""
    if "+" in subscript or "-" in subscript:
        return f"_({subscript.replace('-', '−')})"
    return f"_{subscript}" if subscript else ""


def plain_commands(latex: str) -> str:
    r"""Indices and words without LaTeX: ``\alpha k`` is αk.

    >>> plain_commands(r"\alpha k"), plain_commands(r"\mathrm{out},k")
    ('αk', 'out,k')
    """
    words = re.sub(r"\\mathrm\{(\w+)\}", r"\1", latex)
    return re.sub(r"\\([A-Za-z]+) ?", lambda found: _greek(found[1]) if found[1] in NAMED_LETTERS else found[1], words)


class AuthorTextPrinter(OrderedPrinter, StrPrinter):  # type: ignore[misc]
    """SymPy's string printer with the author's order and Unicode notation."""

    fractions_are_closed = False

    def negated(self, written: str) -> str:
        return "−" + written

    def joined_terms(self, first: str, others: list[tuple[bool, str]]) -> str:
        return first + "".join(f" {'−' if negative else '+'} {term}" for negative, term in others)

    def joined_factors(self, factors: list[str]) -> str:
        text = factors[0] if factors else ""
        for before, factor in pairwise(factors):
            text += (" · " if before[-1:].isdigit() and factor[:1].isdigit() else " ") + factor
        return text

    def bracketed(self, written: str) -> str:
        return f"({written})"

    def fraction(self, above: str, below: str, parts: ProductParts) -> str:
        if any(f.has(sp.Sum) for f in parts.above) or (len(parts.above) == 1 and isinstance(parts.above[0], sp.Add)):
            above = self.bracketed(above)
        factors = parts.below if parts.above else (*parts.front_below, *parts.below)
        single = len(factors) == 1 and not isinstance(factors[0], (sp.Add, sp.Mul))
        return f"{above} / {below if single else self.bracketed(below)}"

    def front_fraction(self, above: str, below: str, parts: ProductParts) -> str:
        single = len(parts.front_below) == 1 and not isinstance(parts.front_below[0], sp.Add)
        written = f"{above}/{below if single else self.bracketed(below)}"
        return self.bracketed(written) if parts.above else written

    def raised(self, base: str, power: str) -> str:
        plain = power.replace("-", "").isdigit()
        return base + (power.translate(SUPERSCRIPTS) if plain else f"^({power})")

    def square_root(self, radicand: str) -> str:
        return f"√{radicand}" if re.fullmatch(r"\w+", radicand) else f"√({radicand})"

    def summation(self, index: str, low: str, high: str, body: str) -> str:
        return f"Σ_{index} {body}"

    def summation_without(self, index: str, left_out: str, body: str) -> str:
        return f"Σ_{index}≠{left_out} {body}"

    def named(self, name: ShownName) -> str:
        return named_text(name)

    def exponential(self, argument: str) -> str:
        return f"exp({argument})"

    def function_name(self, name: str) -> str:
        return name.lower()

    def name_of(self, function: Function) -> str:
        return function.text

    def logarithm_name(self, base: str | None) -> str:
        return "log" + base.translate(SUBSCRIPTS) if base else "ln"

    def applied(self, name: str, argument: str, bracket: bool) -> str:
        return name + (self.bracketed(argument) if bracket else " " + argument)

    def derivative(self, above: str, below: str) -> str:
        return f"∂{above}/∂{below}"

    def higher_derivative(self, above: str, below: list[str], order: str) -> str:
        return f"∂{order.translate(SUPERSCRIPTS)}{above}/" + "".join(f"∂{element}" for element in below)

    def held(self, derivative: str, names: str) -> str:
        return f"({derivative})|{names}"

    def cases(self, rows: list[Row], alone: bool) -> str:
        *others, (last, final) = rows
        written = "".join(f"{value} where {condition}, " for value, condition in others)
        written += f"else {last}" if final is None else f"{last} where {final}"
        return written if alone else self.bracketed(written)

    def indicator(self, condition: str) -> str:
        return f"[{condition}]"

    def relation(self, left: str, sign: str, right: str) -> str:
        return f"{left} {sign} {right}"

    def word(self, word: str) -> str:
        return f" {word} "

    def absolute(self, written: str) -> str:
        return f"|{written}|"

    def largest(self, index: str, body: str) -> str:
        return f"max_{index} {body}"

    def _print_Float(self, number: sp.Float) -> str:
        return repr(float(number))

    def _print_Pi(self, _: sp.Expr) -> str:
        return "π"


def text(
    expression: sp.Expr, network: Network | None = None, *, taken: Iterable[sp.Expr] = (), leading: tuple[str, ...] = ()
) -> str:
    """Return an expression in index notation as one line of text; the arguments are those of ``latex``.

    Raises:
        UnsupportedFormula: the expression contains something that has no notation here.

    >>> n, k, N = (sp.Symbol(c, integer=True, positive=True) for c in "nkN")
    >>> p, y = sp.IndexedBase("p", real=True), sp.IndexedBase("y", real=True)
    >>> print(text(sp.Sum(p[n, k] - y[n, k], (n, 1, N)) / N))
    (1/N) Σ_n (p_nk − y_nk)
    """
    return AuthorTextPrinter(network, leading).write(expression, taken)


def equation_text(left: sp.Expr, right: sp.Expr, network: Network | None = None) -> str:
    """``left = right`` as text."""
    leading = leading_indices(left)
    return f"{text(left, network, taken=(right,))} = {text(right, network, taken=(left,), leading=leading)}"


def definition_text(definition: Definition, network: Network | None = None) -> str:
    """The definition as an equation."""
    return equation_text(definition.left, definition.value, network)


def formula_text(formula: Equality, network: Network | None = None) -> str:
    """The formula as an equation, such as ∂E/∂W_kd = …"""
    return equation_text(formula.left, formula.value, network)


def condition_text(condition: Condition, network: Network | None = None) -> str:
    """The condition as an equation, such as Σ_k y_nk = 1."""
    return equation_text(condition.left, condition.right, network)


def step_text(step: Rewrite, network: Network | None = None) -> tuple[str, str, str]:
    """The left side of a step, what it equals before, and after, with one choice of letters."""
    sides = (step.left, step.before, step.after)
    leading = leading_indices(step.left)
    left, before, after = (text(side, network, taken=sides, leading=leading) for side in sides)
    return left, before, after
