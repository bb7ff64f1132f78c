"""Sums of products: which index to sum first, and one ``jnp.einsum`` or ``jnp.sum`` for each of these steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from .values import ATOM, Indices, Value, multiplied, transposed, union

Order = Callable[[set[sp.Symbol]], Indices]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Group:
    """Factors that are multiplied entry by entry: the indices of one hold those of all the others.

    ``given`` marks an array that the caller handed in: it is read where it lies, never copied.
    """

    above: tuple[Value, ...]
    below: tuple[Value, ...] = ()
    given: bool = False

    @property
    def indices(self) -> Indices:
        """The indices of the product."""
        return union([*self.above, *self.below])

    @property
    def value(self) -> Value:
        """The product."""
        return multiplied(self.above, self.below)


def grouped(factors: Sequence[Group]) -> list[Group]:
    """Multiply each factor into one whose indices contain its own; a computed array before a given one.

    >>> n, k, d = sp.symbols("n k d")
    >>> factors = [Group((Value("x", (n, d)),), given=True), Group((Value("g", (n, k)),)), Group((Value("s", (n,)),))]
    >>> [group.value.text for group in grouped(factors)]
    ['x', 'g * s[:, None]']
    """
    groups: list[Group] = []
    for factor in sorted(factors, key=lambda g: -len(g.indices)):
        hosts = [i for i, g in enumerate(groups) if set(factor.indices) <= set(g.indices)]
        if not hosts:
            groups.append(factor)
            continue
        host = min(hosts, key=lambda i: (groups[i].given, len(groups[i].indices), i))
        old = groups[host]
        groups[host] = Group(old.above + factor.above, old.below + factor.below)
    return groups


def contract(factors: Sequence[Group], bound: Sequence[sp.Symbol], order: Order) -> list[Group]:
    """Sum the product of the factors over the bound indices, each of which occurs in a factor.

    The index whose removal leaves the smallest array goes first, so that Σ_n Σ_k g_nk W_kh a_nh x_nd
    passes through an N×H array and never through one with three axes.
    """
    groups, left = grouped(factors), list(bound)
    while left:
        first = min(left, key=lambda index: (len(_remaining(groups, index, left)), left.index(index)))
        touched = [g for g in groups if first in g.indices]
        others = [g for g in groups if first not in g.indices]
        remaining = _remaining(groups, first, left)
        left = [i for i in left if i in remaining or not any(i in g.indices for g in touched)]
        groups = grouped([*others, Group((_summed(touched, order(remaining)),))])
    return groups


def _remaining(groups: list[Group], index: sp.Symbol, bound: list[sp.Symbol]) -> set[sp.Symbol]:
    """The indices that are left when the groups that hold ``index`` are multiplied and summed."""
    touched = {i for g in groups if index in g.indices for i in g.indices}
    elsewhere = {i for g in groups if index not in g.indices for i in g.indices}
    return {i for i in touched if i != index and (i not in bound or i in elsewhere)}


def _summed(groups: list[Group], kept: Indices) -> Value:
    if len(groups) == 1:
        product = groups[0].value
        axes = [str(place) for place, index in enumerate(product.indices) if index not in kept]
        places = axes[0] if len(axes) == 1 else f"({', '.join(axes)})"
        rest = tuple(index for index in product.indices if index in kept)
        return transposed(Value(f"jnp.sum({product.text}, axis={places})", rest, ATOM), kept)
    operands = [g.value for g in sorted(groups, key=lambda g: _first_place(g, kept))]
    return Value(einsum_text(operands, kept), kept, ATOM)


def _first_place(group: Group, kept: Indices) -> int:
    """Where the group's first kept index stands: in this order the product needs no transposing."""
    return min((kept.index(i) for i in group.indices if i in kept), default=len(kept))


def einsum_text(operands: Sequence[Value], kept: Indices) -> str:
    """The ``jnp.einsum`` call that multiplies the operands and sums every index that is not kept.

    >>> n, k, d = sp.symbols("n k d")
    >>> einsum_text([Value("g", (n, k)), Value("x", (n, d))], (k, d))
    'jnp.einsum("nk,nd->kd", g, x)'
    """
    letters = _letters(union(operands))
    inputs = ",".join("".join(letters[i] for i in operand.indices) for operand in operands)
    output = "".join(letters[i] for i in kept)
    return f'jnp.einsum("{inputs}->{output}", {", ".join(o.text for o in operands)})'


def _letters(indices: Indices) -> dict[sp.Symbol, str]:
    letters: dict[sp.Symbol, str] = {}
    for index in indices:
        own = index.name if len(index.name) == 1 and index.name in LETTERS else ""
        free = (letter for letter in LETTERS if letter not in letters.values())
        letters[index] = own if own and own not in letters.values() else next(free)
    return letters


def inverse(group: Group) -> Group:
    """One divided by the group's product."""
    return replace(group, above=group.below, below=group.above, given=False)
