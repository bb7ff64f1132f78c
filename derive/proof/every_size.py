"""Whether an equality holds for every size: derivatives worked out, definitions written out, forms compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sympy as sp

from ..algebra.folding import unfold
from ..algebra.indices import map_children
from ..algebra.size_free_form import SizeFreeForm
from ..errors import UnsupportedFormula
from ..network.definitions import Condition, Network
from .derivatives import Derivatives
from .places import index_ranges
from .reach import kept_in_exponents


def holds_for_every_size(
    network: Network, left: sp.Expr, right: sp.Expr, conditions: Sequence[Condition] = (), *, thorough: bool = True
) -> bool:
    """True where both sides have one form with the sizes as letters; False says nothing.

    First the exponents keep their names, as in e^z; a ``thorough`` comparison then writes them out too.

    >>> from ..network.building import classifier
    >>> from ..network.partial import Partial
    >>> network = classifier(batch=False)
    >>> p, y, z = (network.tensor(name).at for name in "pyz")
    >>> k, K = sp.Symbol("k", integer=True, positive=True), sp.Symbol("K", integer=True, positive=True)
    >>> slope, claimed = Partial(network.output.at(), z(k)), p(k) - y(k)
    >>> holds_for_every_size(network, slope, claimed, network.conditions)
    True
    >>> holds_for_every_size(network, slope, claimed * (1 + (K - 2) * (K - 3)), network.conditions)
    False
    """
    ranges = index_ranges(network, left, right)
    form = SizeFreeForm(conditions)
    try:
        sides = [[_worked_out(network, term) for term in sp.Add.make_args(side)] for side in (left, right)]
        whole = kept_in_exponents(network, *(term for side in sides for term in side))
        for kept in dict.fromkeys((whole, frozenset[str]() if thorough else whole)):
            written = (sp.Add(*(_written_out(network, term, kept) for term in side)) for side in sides)
            if form.equal(*(_ranged(side, ranges) for side in written)):
                return True
    except (UnsupportedFormula, ValueError, RecursionError):
        pass
    return False


@lru_cache(maxsize=1024)
def _worked_out(network: Network, term: sp.Expr) -> sp.Expr:
    """A term with its slopes worked out, once for each network: the form gives the indices of every sum new names."""
    return Derivatives(network).worked_out(term)


def written_out(network: Network, expression: sp.Expr, kept: frozenset[str] = frozenset()) -> sp.Expr:
    """Everything in terms of what is given and what is kept: definitions in the place of names.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> written_out(network, network.tensor("z").at(1))
    Sum(W[1, _d]*x[_d], (_d, 1, D))
    """
    for definition in reversed(network.definitions):
        if definition.tensor.name not in kept and definition.tensor in network.tensors_in(expression):
            expression = unfold(expression, definition)
    return expression


_written_out = lru_cache(maxsize=1024)(written_out)


def _ranged(node: sp.Expr, ranges: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
    """Give a δ without a range that of its indices, where both run over one axis."""
    if isinstance(node, sp.Sum):
        inner = ranges | {index: high for index, low, high in node.limits if low == 1}
        return sp.Sum(_ranged(node.function, inner), *node.limits)
    if isinstance(node, sp.KroneckerDelta) and len(node.args) == 2:
        sizes = {ranges.get(index) for index in node.args}
        size = sizes.pop()
        return sp.KroneckerDelta(*node.args, (1, size)) if not sizes and size is not None else node
    if not node.has(sp.KroneckerDelta) or isinstance(node, sp.Indexed):
        return node
    return map_children(node, lambda child: _ranged(child, ranges))
