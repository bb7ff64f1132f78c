"""Reading a formula: from text to the sides of a chain in index notation, and how it was understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from ...algebra.indices import free_indices, substitute
from ...network.maximum import Maximum
from ...writing.naming import ShownName, presentable
from ...writing.text import AuthorTextPrinter
from .glossary import Glossary
from .lists import entries_of, listed_rows
from .nodes import Bracket, Chain, Items, Number, Part, Product, Scripted, Terms, lone, walk
from .rejection import RejectedFormula
from .resolver import Resolver, with_ranges
from .source import check_length
from .syntax import parse
from .values import ANY_AXIS, Slot, Value, aligned, transposed

PLAIN = re.compile(r"\w\[|\*|\b(?:exp|log|ln|tanh|sum|sqrt|max|softmax|sigmoid)\s*\(|\bd[A-Za-z]\w*\s*/\s*d[A-Za-z]")
LATEX = re.compile(r"\\|[_^]\s*\{")
SIGNS = {
    "ell": "ℓ", "epsilon": "ε", "gamma": "γ", "mu": "μ", "rho": "ρ", "tau": "τ", "omega": "ω", "psi": "ψ", "xi": "ξ",
    "nu": "ν", "chi": "χ", "kappa": "κ", "zeta": "ζ", "shat": "ŝ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
}  # fmt: skip
WHOLE_AXES = ("N", "D", "K", "H")


class EchoPrinter(AuthorTextPrinter):
    """Text that hides nothing: the limits of a sum are shown unless it runs over a whole axis."""

    def summation(self, index: str, low: str, high: str, body: str) -> str:
        whole = low == "1" and high in WHOLE_AXES
        return f"Σ_{index} {body}" if whole else f"Σ_{{{index}={low}…{high}}} {body}"

    def _print(self, expression: Any, **kwargs: Any) -> str:
        if isinstance(expression, sp.Product):
            return self._print_Product(expression)
        return (
            self._print_Maximum(expression) if isinstance(expression, Maximum) else super()._print(expression, **kwargs)
        )

    def _print_Product(self, expression: sp.Product) -> str:
        (index, low, high), *_ = expression.limits
        whole = low == 1 and str(high) in WHOLE_AXES
        return f"Π_{index if whole else f'{{{index}={low}…{high}}}'} ({self._print(expression.function)})"

    def _print_Maximum(self, expression: Maximum) -> str:
        return f"max_{expression.args[1][0]} ({self._print(expression.args[0])})"

    def named(self, name: ShownName) -> str:
        return super().named(replace(name, letter=SIGNS.get(name.letter, name.letter)))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a chain: its value (or the entries of a listed vector), and a numeral's digits as written.

    Where it holds numbers, ``verbatim`` has symbols named after them in their place, and ``echo`` is
    that in words: the numbers as the author wrote them. A matrix is listed row by row, with ``columns``.
    """

    values: tuple[sp.Expr, ...]
    numerals: tuple[str, ...] = ()
    place: int = 0
    echo: str = ""
    verbatim: tuple[sp.Expr, ...] = ()
    columns: int = 0

    @property
    def value(self) -> sp.Expr:
        """The value, where the side is one thing."""
        return self.values[0]

    @property
    def is_list(self) -> bool:
        """True for a vector that is listed entry by entry."""
        return len(self.values) != 1

    def __str__(self) -> str:
        words = self.echo or ", ".join(shown(value) for value in self.values)
        if self.columns and not self.echo:
            entries = [shown(value) for value in self.values]
            rows = [entries[start : start + self.columns] for start in range(0, len(entries), self.columns)]
            return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"
        return f"[{words}]" if self.is_list and not self.echo else words


class WrongShape(RejectedFormula):
    """Two sides of different shapes: K × D beside D × K.

    ``value`` is the second side, ``turned`` the reading with that transposed, where it fits.
    """

    def __init__(self, left: str, right: str, position: int, value: sp.Expr, turned: Reading | None) -> None:
        super().__init__(f"the shapes differ: {left} on the left, {right} on the right", position)
        self.left, self.right, self.value, self.turned = left, right, value, turned

    def __reduce__(self) -> tuple[Any, ...]:
        return WrongShape, (self.left, self.right, self.position, self.value, self.turned)


@dataclass(frozen=True, slots=True)
class Reading:
    """A chain of sides as it was understood; ``indices`` are free in every side of a matrix equation.

    >>> reading = read_formula("z_i = w_{i1} x_1 + b_i")
    >>> reading.sides[1].value
    b[i] + w[i, 1]*x[1]
    """

    sides: tuple[Side, ...]
    relations: tuple[str, ...]
    indices: tuple[sp.Symbol, ...] = ()

    def __str__(self) -> str:
        words = [str(self.sides[0])]
        for relation, side in zip(self.relations, self.sides[1:], strict=True):
            words += [relation, str(side)]
        return " ".join(words)

    @property
    def expression(self) -> sp.Expr:
        """The only value of a formula without an equality sign."""
        return self.sides[-1].value


def read_formula(
    text: str,
    glossary: Glossary | None = None,
    *,
    syntax: str = "auto",
    log_base: sp.Expr = sp.E,
) -> Reading:
    r"""Read one formula or chain of equalities, LaTeX or plain.

    Args:
        text: LaTeX without its dollar signs, or the plain syntax ``dL/dw[i,j] = (p[i] - y[i])*x[j]``.
        glossary: what letters mean; the usual meanings otherwise.
        syntax: ``latex``, ``plain`` or ``auto``, which looks for brackets and stars.
        log_base: the base of a ``log`` without one.

    Raises:
        RejectedFormula: the text is malformed, not supported, or has more than one reading; the error
            has the position, the reason and the readings.

    >>> print(read_formula("dL/dw[i,j] = (p[i] - y[i])*x[j]"))
    ∂L/∂w_ij = (p_i − y_i) x_j
    >>> read_formula(r"\log x y")
    Traceback (most recent call last):
        ...
    derive.reading.formula.rejection.RejectedFormula: log is followed by several factors without brackets
    """
    check_length(text)
    plain = syntax == "plain" or (syntax == "auto" and not LATEX.search(text) and bool(PLAIN.search(text)))
    chain, places = parse(text, plain=plain)
    try:
        resolver = Resolver(chain, glossary or Glossary(), plain=plain, log_base=log_base)
        reading = _reading([resolver.side(items) for items in chain.sides], chain, resolver)
        return _with_echo(reading, chain, resolver)
    except RejectedFormula as found:
        found.position = places[min(max(found.position, 0), len(places) - 1)]
        raise found from None
    except RecursionError:
        raise RejectedFormula("the formula is nested too deeply") from None


def _with_echo(reading: Reading, chain: Chain, resolver: Resolver) -> Reading:
    """Read once more with the numbers as names of themselves: an evaluated 0.15 · 0.81 would be echoed as 0.1215."""
    with_numbers = [any(isinstance(node, Number) for node in walk(items)) for items in chain.sides]
    if not any(with_numbers):
        return reading
    resolver.verbatim = True
    try:
        again = _reading([resolver.side(items) for items in chain.sides], chain, resolver)
    except RejectedFormula:
        return reading
    finally:
        resolver.verbatim = False
    sides = [
        replace(side, echo=str(echoed), verbatim=echoed.values) if has_numbers else side
        for side, echoed, has_numbers in zip(reading.sides, again.sides, with_numbers, strict=True)
    ]
    return replace(reading, sides=tuple(sides))


def _reading(sides: list[tuple[Value, ...]], chain: Chain, resolver: Resolver) -> Reading:
    nodes, relations = chain.sides, chain.relations
    slots = _slots(sides)
    expressions: list[tuple[sp.Expr, ...]] = []
    first = next((side[0] for side in sides if len(side) == 1 and not side[0].scalar), None)
    for side, node in zip(sides, nodes, strict=True):
        if len(side) == 1 and first is not None and (not side[0].scalar or len(sides) > 1):
            if side[0].scalar and side[0].expression != 0:
                raise RejectedFormula(f"the shapes differ: {first.shape} and a number", node.at)
            value = side[0].expression if side[0].scalar else _aligned(first, side[0], node, resolver)
            expressions.append((value,))
        else:
            expressions.append(tuple(value.expression for value in side))
    letters = _letters_for(slots, expressions)
    renamed = [tuple(substitute(e, letters) for e in values) for values in expressions]
    every = [e for values in renamed for e in values]
    finished = [tuple(with_ranges(e, every, resolver.glossary) for e in values) for values in renamed]
    return Reading(
        tuple(
            Side(values, _numerals(node), node.at, columns=_columns(node))
            for values, node in zip(finished, nodes, strict=True)
        ),
        relations,
        tuple(letters.values()),
    )


def _aligned(first: Value, value: Value, node: Items, resolver: Resolver) -> sp.Expr:
    """The value with the open indices of the first side.

    Raises:
        WrongShape: the shapes differ; the error has the reading with the second side transposed.
    """
    try:
        return aligned(first, value, node.at)
    except RejectedFormula:
        chain = Chain(node.at, (node, node), ("=",))
        fits = transposed(value).shape == first.shape
        turned = _reading([(first,), (transposed(value),)], chain, resolver) if fits else None
        raise WrongShape(first.shape, value.shape, node.at, value.expression, turned) from None


def _slots(sides: list[tuple[Value, ...]]) -> list[Slot]:
    first = next((side[0] for side in sides if len(side) == 1 and not side[0].scalar), None)
    return [] if first is None else [slot for slot in (first.row, first.column) if slot is not None]


def _letters_for(slots: list[Slot], expressions: list[tuple[sp.Expr, ...]]) -> dict[sp.Symbol, sp.Symbol]:
    """Open indices get the usual letters of their axes that are not free already."""
    free = [free_indices(e) for values in expressions for e in values]
    taken = {index.name for indices in free for index in indices if not isinstance(index, sp.Dummy)}
    letters: dict[sp.Symbol, sp.Symbol] = {}
    if any(slot.axis is ANY_AXIS for slot in slots):
        raise RejectedFormula("the size of the ones cannot be told", hint=r"write \mathbf{1}_K")
    for slot in slots:
        letter = next(c for c in (*slot.axis.letters, *"ijklmnrst") if c not in taken)
        taken.add(letter)
        letters[slot.index] = sp.Symbol(letter, integer=True, positive=True)
    return letters


def _numerals(items: Items) -> tuple[str, ...]:
    """The digits of a side that is a numeral or a list of numerals; empty for anything else."""
    only = lone(items)
    if isinstance(only, Scripted):
        only = lone(only.base)
    listed = entries_of(only) if isinstance(only, Bracket) else items.items
    listed = tuple(entry for row in listed_rows(items) for entry in row) or listed
    found = [_numeral(item) for item in listed]
    return tuple(n for n in found if n) if found and all(found) else ()


def _columns(items: Items) -> int:
    rows = listed_rows(items)
    return len(rows[0]) if rows else 0


def _numeral(terms: Terms) -> str:
    if len(terms.terms) != 1:
        return ""
    negative, product = terms.terms[0]
    return ("-" if negative else "") + _mantissa(product) if _mantissa(product) else ""


def _mantissa(product: Product) -> str:
    only = lone(product)
    if isinstance(only, Number):
        return only.text
    return _scientific(only.parts) if isinstance(only, Product) else ""


def _scientific(parts: tuple[Part, ...]) -> str:
    r"""1.5 \times 10^{-3} as 1.5e-3."""
    if len(parts) != 2 or parts[1].joined not in ("*", "star") or parts[1].negative:
        return ""
    mantissa, power = parts[0].factor, parts[1].factor
    base, exponent = getattr(power, "base", None), lone(getattr(power, "superscript", None))
    if not isinstance(mantissa, Number) or not isinstance(base, Number) or base.text != "10":
        return ""
    digits = _signed(exponent)
    return f"{mantissa.text}e{digits}" if digits else ""


def _signed(node: object) -> str:
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Terms) and len(node.terms) == 1:
        inner = lone(node.terms[0][1])
        return "-" + inner.text if isinstance(inner, Number) and node.terms[0][0] else ""
    inner = getattr(node, "content", None)
    return _signed(inner.sides[0].items[0]) if inner is not None and not inner.relations else ""


def shown(expression: sp.Expr) -> str:
    """The expression as it is echoed, or in SymPy's words where it has no notation here."""
    from ...errors import UnsupportedFormula

    try:
        return EchoPrinter(None, ()).write(expression)
    except UnsupportedFormula:
        return str(presentable(expression))
