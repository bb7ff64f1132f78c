"""A slope by w_{jk}, which is the entry W_{jk}, of what is made of W: it is that by W_{jk}."""

from __future__ import annotations

import sympy as sp

from ...algebra.folding import unfold
from ...network.definitions import Network
from ...network.partial import Partial


def by_the_whole(network: Network, side: sp.Expr) -> sp.Expr:
    """The side with ∂z/∂W_{jk} for ∂z/∂w_{jk}, where w_{jk} is W_{jk} and nothing leads from w to z, but from W.

    >>> from ...network.building import classifier
    >>> by_the_whole(classifier(), sp.Symbol("a"))
    a
    """
    changed = {}
    for partial in side.atoms(Partial):
        below = next(network.tensors_in(partial.denominator), None)
        definition = network.definition(below.name) if below is not None else None
        if below is None or definition is None or not isinstance(definition.value, sp.Indexed):
            continue
        whole = next(network.tensors_in(definition.value), None)
        above = list(network.tensors_in(partial.numerator))
        if whole is None or any(t == below or network.depends(t, below) for t in above):
            continue
        if any(t == whole or network.depends(t, whole) for t in above):
            changed[partial] = Partial(partial.numerator, unfold(partial.denominator, definition))
    return side.xreplace(changed) if changed else side
