"""Whether an equality holds for every size: derivatives worked out, definitions written out, forms compared."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from ..algebra.derivative_rules import derivative, rule_of
from ..algebra.folding import unfold
from ..algebra.indices import map_children
from ..algebra.size_free_form import SizeFreeForm
from ..errors import UnsupportedFormula
from ..network.definitions import Condition, Network
from ..network.partial import Partial
from ..network.tensors import Tensor
from .places import index_ranges
from .reach import kept_in_exponents


def holds_for_every_size(
    network: Network, left: sp.Expr, right: sp.Expr, conditions: Sequence[Condition] = (), *, thorough: bool = True
) -> bool:
    """True where both sides have one form with the sizes as letters; False says nothing.

    First the exponents keep their names, as in e^z; a ``thorough`` comparison then writes them out too.

    >>> from ..network.building import classifier
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
        sides = [Derivatives(network).worked_out(side) for side in (left, right)]
        whole = kept_in_exponents(network, *sides)
        for kept in dict.fromkeys((whole, frozenset[str]() if thorough else whole)):
            if form.equal(*(_ranged(written_out(network, side, kept), ranges) for side in sides)):
                return True
    except (UnsupportedFormula, ValueError, RecursionError):
        pass
    return False


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


class Derivatives:
    """Named derivatives worked out by the table of rules, down through the definitions."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def worked_out(self, node: sp.Expr) -> sp.Expr:
        """The expression with every ∂u/∂v replaced by a formula."""
        if isinstance(node, Partial):
            lower = _tensor_of(self.network, node.denominator)
            at = tuple(node.denominator.indices) if lower.axes else ()
            return self._derivative(self.worked_out(node.numerator), lower, at)
        if not node.has(Partial):
            return node
        return map_children(node, self.worked_out)

    def of_formulas(self, node: sp.Expr) -> sp.Expr:
        """The expression in which ∂/∂v stands before names only: ∂ log p_i/∂z_j is worked out, ∂p_i/∂z_j stays.

        Raises:
            UnsupportedFormula: the table has no rule for a function in the formula.
        """
        if isinstance(node, Partial):
            return node if isinstance(node.numerator, (sp.Symbol, sp.Indexed)) else self.worked_out(node)
        if not node.has(Partial):
            return node
        return map_children(node, self.of_formulas)

    def _derivative(self, node: sp.Expr, lower: Tensor, at: tuple[sp.Expr, ...]) -> sp.Expr:
        if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
            upper = next(self.network.tensors_in(node), None)
            if upper is None or upper == lower or not self.network.depends(upper, lower):
                return derivative(node, lower, at)
            definition = self.network.definition(upper.name)
            assert definition is not None
            return self._derivative(unfold(node, definition), lower, at)
        return rule_of(node)(node, lambda part: self._derivative(part, lower, at))


def _tensor_of(network: Network, element: sp.Expr) -> Tensor:
    """The tensor whose element this is.

    Raises:
        UnsupportedFormula: the network has none of that name.
    """
    found = next(network.tensors_in(element), None)
    if found is None:
        raise UnsupportedFormula(f"{element} is no element of the network")
    return found


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
