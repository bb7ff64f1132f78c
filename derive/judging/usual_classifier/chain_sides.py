"""What one side of a chain is: a number, a name, an index; and the names of the entries that it lists."""

from __future__ import annotations

import sympy as sp

from ...network.partial import Partial
from ...reading.document.scripts.roles import roles_of
from ...reading.document.sides import trees_of, understood_sides
from ...reading.expression.printing import shown as as_tree
from ...reading.formula.reading import Reading, Side, shown
from ...reading.tex.chains import chains_of


def letter_of(value: sp.Expr) -> str:
    """The letter of a name with or without indices: L of L_n."""
    return value.base.label.name if isinstance(value, sp.Indexed) else str(value)


def is_numeric(side: Side) -> bool:
    """True where every value is a number."""
    return all(value.is_number and not value.has(sp.Symbol, sp.Indexed) for value in side.values)


def echo_of_numbers(latex: str, reading: Reading) -> dict[int, str]:
    r"""The sides that hold numbers and functions of numbers as they stand there, by their places: σ(−10), not 1/(…).

    >>> from ...reading.formula import read_formula
    >>> sorted(echo_of_numbers(r"\sigma(-1) = e^{-2}", read_formula(r"\sigma(-1) = e^{-2}")).values())
    ['e^(−2)', 'σ(−1)']
    """
    chains = chains_of(latex, {})
    if len(chains) != 1 or len(chains[0].sides) != len(reading.sides) or not any(map(is_numeric, reading.sides)):
        return {}
    raw = trees_of(chains[0])[0]
    trees = understood_sides(raw, roles_of([raw]))[0]
    pairs = zip(trees, reading.sides, strict=True)
    return {side.place: as_tree(tree) for tree, side in pairs if tree is not None and is_numeric(side)}


def is_name(side: Side) -> bool:
    """True for one letter, with or without indices."""
    return not side.is_list and isinstance(side.value, (sp.Symbol, sp.Indexed))


def places_of_name(left: sp.Expr, name: str) -> dict[sp.Symbol, sp.Expr] | None:
    """What to put for the indices of z_k to get the element named ``z[1]``; None where it is no element of these."""
    letter, bracket, indices = name.rstrip("]").partition("[")
    written = indices.split(",") if bracket else []
    if not all(number.strip().lstrip("-").isdecimal() for number in written):
        return None
    numbers = [sp.Integer(number) for number in written]
    own = list(left.indices) if isinstance(left, sp.Indexed) else []
    if len(own) != len(numbers) or letter_of(left) != letter:
        return None
    if any(index != number for index, number in zip(own, numbers, strict=True) if index.is_Integer):
        return None
    return {index: number for index, number in zip(own, numbers, strict=True) if index.is_Symbol}


def has_numbers_as_indices(value: sp.Expr) -> bool:
    """True for w_11, not for w_ij."""
    return isinstance(value, sp.Indexed) and any(index.is_Integer for index in value.indices)


def is_index(left: Side, right: Side) -> bool:
    """ "For k = 2": an index goes through its values; none of them is its only one."""
    letter = left.value.name if isinstance(left.value, sp.Symbol) else ""
    return len(letter) == 1 and letter in "cijklmnqrs" and not right.is_list and bool(right.value.is_Integer)


def names_of(side: Side, count: int, columns: int) -> list[str]:
    """x as a vector has the entries x[1], x[2] …, W as a matrix W[1, 1] …; one entry is itself."""
    value = side.value
    if count == 1:
        return [shown(value) if isinstance(value, Partial) else str(value)]
    if isinstance(value, Partial):
        return []
    name = value.base.label.name if isinstance(value, sp.Indexed) else value.name
    fixed = [str(index) for index in value.indices if index.is_Integer] if isinstance(value, sp.Indexed) else []
    if fixed:  # one sample of several, x^(2)
        return [f"{name}[{', '.join((*fixed, str(number)))}]" for number in range(1, count + 1)]
    if columns:
        return [f"{name}[{place // columns + 1}, {place % columns + 1}]" for place in range(count)]
    return [f"{name}[{number}]" for number in range(1, count + 1)]
