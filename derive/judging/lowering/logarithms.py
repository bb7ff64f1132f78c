"""Logarithms of products and of sums of exponentials, taken apart: each factor is positive, or nothing is said."""

from __future__ import annotations

from collections.abc import Collection

import sympy as sp

from .items import Items

DEEPEST = 12


def by_factors(entry: sp.Expr, items: Items, whole: Collection[str] = (), depth: int = 0) -> sp.Expr:
    """Σ of the logarithms of the factors, x log θ of θ^x, u of e^u, Σ_i log of Π_i; of a name that of its definition.

    A letter that is ``whole`` stays one.


    >>> from .axes import AxisClasses
    >>> i, n = sp.Symbol("i", integer=True, positive=True), sp.Symbol("n", integer=True, positive=True)
    >>> x, q = sp.IndexedBase("x", real=True), sp.Symbol("q", real=True)
    >>> by_factors(sp.Product(q ** x[i], (i, 1, n)) * sp.exp(-q), Items(AxisClasses()))
    -q + Sum(log(q)*x[i], (i, 1, n))
    """
    if depth > DEEPEST:
        return sp.log(entry)
    if isinstance(entry, sp.Mul) and not entry.could_extract_minus_sign():
        return sp.Add(*(by_factors(part, items, whole, depth + 1) for part in entry.args))
    if isinstance(entry, sp.exp):
        return entry.args[0]
    if isinstance(entry, sp.Pow):
        return entry.exp * by_factors(entry.base, items, whole, depth + 1)
    if isinstance(entry, sp.Product):
        return sp.Sum(by_factors(entry.function, items, whole, depth + 1), *entry.limits)
    made = _definition(entry, items, whole)
    if made is not None and isinstance(made, (sp.Mul, sp.Pow, sp.exp, sp.Product)):
        return by_factors(made, items, whole, depth + 1)
    return sp.log(entry)


def _definition(entry: sp.Expr, items: Items, whole: Collection[str]) -> sp.Expr | None:
    """What a definition says of an element; None of what is given."""
    name = entry.base.name if isinstance(entry, sp.Indexed) else getattr(entry, "name", "")
    item = next((item for item in items.found.values() if item.name == name and item.value is not None), None)
    if item is None or item.value is None or item.shown in whole:
        return None
    places = entry.indices if isinstance(entry, sp.Indexed) else ()
    return (
        item.value.xreplace(dict(zip(item.indices, places, strict=True))) if len(places) == len(item.indices) else None
    )


def factored_logarithm(entry: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The logarithm of what a sum of exponentials has in common, and the rest: Σ_j e^{z_j − c} is e^{−c} Σ_j e^{z_j}.

    >>> j, n = sp.symbols("j n", integer=True)
    >>> z, c = sp.IndexedBase("z", real=True), sp.Symbol("c", real=True)
    >>> factored_logarithm(sp.Sum(sp.exp(z[j] - c), (j, 1, n)))
    (-c, Sum(exp(z[j]), (j, 1, n)))
    """
    if not isinstance(entry, sp.Sum) or not isinstance(entry.function, sp.exp):
        return sp.S.Zero, entry
    bound = {index for index, *_ in entry.limits}
    terms = sp.Add.make_args(entry.function.args[0])
    common = sp.Add(*(term for term in terms if not term.free_symbols & bound))
    own = sp.Add(*(term for term in terms if term.free_symbols & bound))
    return (common, sp.Sum(sp.exp(own), *entry.limits)) if common != 0 and own != 0 else (sp.S.Zero, entry)
