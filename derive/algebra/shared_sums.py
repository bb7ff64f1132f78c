"""What two formulas share: sums that stand in both become symbols, and only the rest is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp

from ..network.occurring import bases_in
from .indices import free_letters, map_children
from .matching import match

Found = tuple[sp.Sum, tuple[sp.Symbol, ...], sp.IndexedBase]


def without_shared_sums(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Both formulas with one tensor of any values in the place of each sum that stands in both.

    The tensor has the letters as indices that are free in the sum, indices and sizes. What is equal for all its
    values is equal.

    >>> i, j, n, K = sp.symbols("i j n K", integer=True, positive=True)
    >>> a, b = sp.IndexedBase("a", real=True), sp.IndexedBase("b", real=True)
    >>> without_shared_sums(2 * b[n] * sp.Sum(a[n, i], (i, 1, K)), b[n] * sp.Sum(a[n, j], (j, 1, K)))
    (2*b[n]*sum 1[K, n], b[n]*sum 1[K, n])
    """
    if not (left.has(sp.Sum) and right.has(sp.Sum)):
        return left, right
    alike: dict[object, list[sp.Sum]] = {}
    for total in dict.fromkeys(_sums(left)):
        alike.setdefault(_look(total), []).append(total)
    shared: list[Found] = []

    def named(total: sp.Sum) -> sp.Expr | None:
        known = _instance(shared, total)
        if known is not None:
            return known
        for pattern in alike.get(_look(total), ()):
            indices = free_letters(pattern)
            if _binding(pattern, total, indices) is not None:
                shared.append((pattern, indices, sp.IndexedBase(f"sum {len(shared) + 1}", real=True)))
                return _instance(shared[-1:], total)
        return None

    right = _replaced(right, named)
    return (_replaced(left, lambda total: _instance(shared, total)), right) if shared else (left, right)


def _look(total: sp.Sum) -> object:
    """What is compared before the letters are: the tensors, and how many indices."""
    return bases_in(total), len(free_letters(total))


def _sums(node: sp.Expr) -> Iterator[sp.Sum]:
    if isinstance(node, sp.Sum):
        yield node
    if not isinstance(node, sp.Indexed):
        for argument in node.args:
            if isinstance(argument, sp.Expr):
                yield from _sums(argument)


def _instance(known: list[Found], total: sp.Sum) -> sp.Expr | None:
    for pattern, indices, name in known:
        binding = _binding(pattern, total, indices)
        if binding is not None:
            at = tuple(binding[index] for index in indices)
            return name[at] if at else sp.Symbol(str(name.label), real=True)
    return None


def _binding(pattern: sp.Sum, total: sp.Sum, indices: tuple[sp.Symbol, ...]) -> dict[sp.Symbol, sp.Expr] | None:
    """The indices at which the pattern is the sum; None where it is not."""
    if pattern == total:
        return dict(zip(indices, indices, strict=True))
    found = next(match(pattern, total, frozenset(indices), {}), None)
    return None if found is None else {index: found.get(index, index) for index in indices}


def _replaced(node: sp.Expr, named: Callable[[sp.Sum], sp.Expr | None]) -> sp.Expr:
    """The formula with names for the largest sums that have one."""
    if isinstance(node, sp.Sum) and (name := named(node)) is not None:
        return name
    if not node.has(sp.Sum) or isinstance(node, sp.Indexed):
        return node
    return map_children(node, lambda child: _replaced(child, named))
