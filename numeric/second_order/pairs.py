"""What a Hessian's formula is a sum of: factors over pairs of indices of one axis, found by structure.

In Σ_n p_nk (δ_kj − p_nj) x_nd x_ne the factors fall apart into one over the pair (k, j) and one over the pair (d, e),
each of which stays the same when its two indices change places. Then half of the pairs are enough, and the sum over n
is one product of a matrix over pairs of classes with a matrix over pairs of features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.algebra.indices import free_indices, substitute

Sizes = Mapping[sp.Symbol, sp.Expr]


@dataclass(frozen=True, slots=True)
class Part:
    """Factors that share free indices, and no free index with any other part.

    With two ``indices`` of one axis the part is symmetric in them: ``equal`` is its value where they are equal (in
    terms of the first), ``different`` its factors where they differ. With one index or none only ``different`` counts.
    """

    indices: tuple[sp.Symbol, ...]
    different: tuple[sp.Expr, ...]
    equal: sp.Expr | None = None

    @property
    def is_pair(self) -> bool:
        """True for a part over pairs."""
        return len(self.indices) == 2


def parts_of(factors: Sequence[sp.Expr], free: Sequence[sp.Symbol], sizes: Sizes) -> tuple[Part, ...] | None:
    """The parts of a product; None where one of them is neither over one index nor over a symmetric pair.

    Args:
        factors: of the product.
        free: the indices that are not summed, in their order.
        sizes: the size of every index.

    >>> k, j, d, e, n = (sp.Symbol(c, integer=True, positive=True) for c in "kjden")
    >>> N, D, K = sp.symbols("N D K", integer=True, positive=True)
    >>> p, x = sp.IndexedBase("p", real=True), sp.IndexedBase("x", real=True)
    >>> factors = [p[n, k], sp.KroneckerDelta(k, j, (1, K)) - p[n, j], x[n, d], x[n, e]]
    >>> [part.indices for part in parts_of(factors, (k, d, j, e), {k: K, j: K, d: D, e: D, n: N})]
    [(k, j), (d, e)]
    """
    groups = _connected(factors, free)
    wide = [(indices, group) for indices, group in groups if len(indices) > 1]
    pairs = [_symmetric(indices, group, sizes) for indices, group in wide]
    if not all(pairs):
        return None
    single = [(indices[0], group) for indices, group in groups if len(indices) == 1]
    found = [*(pair for pair in pairs if pair is not None), *_joined(single, sizes)]
    rest = tuple(factor for indices, group in groups if not indices for factor in group)
    if rest and found:
        narrow = min(found, key=lambda part: (part.is_pair, len(part.different)))
        found[found.index(narrow)] = _with_factors(narrow, rest)
    elif rest:
        found = [Part((), rest)]
    return tuple(sorted(found, key=lambda part: [list(free).index(i) for i in part.indices]))


def _with_factors(part: Part, factors: tuple[sp.Expr, ...]) -> Part:
    equal = None if part.equal is None else sp.Mul(part.equal, *factors)
    return Part(part.indices, (*part.different, *factors), equal)


def _connected(factors: Sequence[sp.Expr], free: Sequence[sp.Symbol]) -> list[tuple[tuple[sp.Symbol, ...], list]]:  # type: ignore[type-arg]
    """The factors by the free indices that tie them together; those without any under no index."""
    groups: list[tuple[set[sp.Symbol], list[sp.Expr]]] = []
    for factor in factors:
        own = free_indices(factor) & set(free)
        together = [group for group in groups if group[0] & own or (not own and not group[0])]
        joined = (own.union(*(g[0] for g in together)), [*(f for g in together for f in g[1]), factor])
        groups = [*(group for group in groups if group not in together), joined]
    return [(tuple(i for i in free if i in indices), group) for indices, group in groups]


def _symmetric(indices: tuple[sp.Symbol, ...], factors: Sequence[sp.Expr], sizes: Sizes) -> Part | None:
    """The part over a pair of one axis, if it is the same with both indices exchanged; else None."""
    if len(indices) != 2 or sizes[indices[0]] != sizes[indices[1]]:
        return None
    first, second = indices
    product = sp.Mul(*factors)
    deltas = [d for d in product.atoms(sp.KroneckerDelta) if set(d.args[:2]) == {first, second}]
    different = sp.Mul(*(factor.xreplace(dict.fromkeys(deltas, sp.S.Zero)) for factor in factors))
    exchanged = substitute(different, {first: second, second: first})
    if not equal_for_every_size(different, exchanged):
        return None
    equal = substitute(product.xreplace(dict.fromkeys(deltas, sp.S.One)), {second: first}) if deltas else None
    return Part(indices, tuple(sp.Mul.make_args(different)), equal)


def _joined(single: Sequence[tuple[sp.Symbol, list[sp.Expr]]], sizes: Sizes) -> list[Part]:
    """Parts over one index; two that are the same but for the index are a part over the pair."""
    left, found = list(single), []
    while left:
        index, factors = left.pop(0)
        product = sp.Mul(*factors)
        partner = next(
            (
                (other, others)
                for other, others in left
                if sizes[other] == sizes[index]
                and equal_for_every_size(sp.Mul(*others), substitute(product, {index: other}))
            ),
            None,
        )
        if partner is None:
            found.append(Part((index,), tuple(factors)))
        else:
            left.remove(partner)
            found.append(Part((index, partner[0]), (*factors, *partner[1])))
    return found
