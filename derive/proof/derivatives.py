"""Named derivatives as formulas: by the table of rules, down through a network's definitions."""

from __future__ import annotations

import sympy as sp

from ..algebra.derivative_rules import derivative, rule_of
from ..algebra.folding import unfold
from ..algebra.indices import map_children
from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..network.partial import Partial
from ..network.tensors import Tensor


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
