"""Values in generated code: an expression's text and the index that each of its array axes stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

SUM, PRODUCT, POWER, ATOM = range(4)

Indices = tuple[sp.Symbol, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """Python text for an array with one axis for each of ``indices`` (a scalar without any).

    ``binding`` says how tightly the text holds together: SUM < PRODUCT < POWER < ATOM.
    """

    text: str
    indices: Indices = ()
    binding: int = ATOM

    def within(self, binding: int) -> str:
        """The text, in parentheses where it binds less tightly than its surroundings."""
        return self.text if self.binding >= binding else f"({self.text})"


def union(values: Sequence[Value]) -> Indices:
    """Every index of the values once; the widest value's order first.

    >>> n, k = sp.symbols("n k")
    >>> union([Value("b", (k,)), Value("z", (n, k))])
    (n, k)
    """
    widest_first = sorted(values, key=lambda v: -len(v.indices))
    return tuple(dict.fromkeys(index for value in widest_first for index in value.indices))


def transposed(value: Value, order: Indices) -> Value:
    """The same array with its axes in that order."""
    if value.indices == order:
        return value
    if len(order) == 2:
        return Value(f"{value.within(ATOM)}.T", order)
    places = ", ".join(str(value.indices.index(index)) for index in order)
    return Value(f"jnp.transpose({value.text}, ({places}))", order)


def diagonal(value: Value) -> Value:
    """The array with one axis for each index, also where one stands for two axes.

    >>> n, k = sp.symbols("n k")
    >>> diagonal(Value("s", (n, k, n))).text
    'jnp.einsum("iji->ij", s)'
    """
    distinct = tuple(dict.fromkeys(value.indices))
    if len(distinct) == len(value.indices):
        return value
    letters = dict(zip(distinct, "ijklmnop", strict=False))
    inputs, output = ("".join(letters[index] for index in indices) for indices in (value.indices, distinct))
    return Value(f'jnp.einsum("{inputs}->{output}", {value.text})', distinct)


def aligned(value: Value, order: Indices) -> Value:
    """The array with an axis for each index of ``order``; an axis that it lacks has length one.

    >>> n, k = sp.symbols("n k")
    >>> aligned(Value("b", (k,)), (n, k)).text
    'b[None, :]'
    """
    if not value.indices:
        return value
    own = transposed(value, tuple(index for index in order if index in value.indices))
    if own.indices == order:
        return own
    places = ", ".join(":" if index in own.indices else "None" for index in order)
    return Value(f"{own.within(ATOM)}[{places}]", order)


def added(terms: Sequence[tuple[bool, Value]], order: Indices | None = None) -> Value:
    """The sum of the values; a True beside a value subtracts it."""
    order = order or union([value for _, value in terms])
    terms = sorted(terms, key=lambda term: term[0])
    pieces: list[str] = []
    for negative, value in terms:
        same = aligned(value, order)
        text = same.within(PRODUCT) if negative or same.text.startswith("-") else same.text
        sign = ("-" if negative else "") if not pieces else (" - " if negative else " + ")
        pieces.append(sign + text)
    return Value("".join(pieces), order, SUM if len(pieces) > 1 or terms[0][0] else terms[0][1].binding)


def multiplied(above: Sequence[Value], below: Sequence[Value] = (), order: Indices | None = None) -> Value:
    """The product of the values ``above`` divided by each of those ``below``, entry by entry."""
    order = order or union([*above, *below])
    numerator = [aligned(value, order) for value in above] or [Value("1")]
    denominator = [aligned(value, order) for value in below]
    if len(numerator) == 1 and not denominator:
        return numerator[0]
    text = " * ".join(value.within(PRODUCT) for value in numerator)
    text += "".join(f" / {value.within(POWER)}" for value in denominator)
    return Value(text, order, PRODUCT)


def negated(value: Value) -> Value:
    """The value with the other sign."""
    return Value(f"-{value.within(PRODUCT)}", value.indices, SUM)
