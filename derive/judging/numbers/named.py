"""Letters that the notes define for themselves, such as δ_k = p_k − y_k, put in their place in later formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from ...algebra.indices import free_indices, freshen, map_children, substitute


@dataclass
class NamedQuantities:
    """What the notes call by letters of their own: each letter's first definition.

    >>> p, y, delta = (sp.IndexedBase(name, real=True) for name in ("p", "y", "delta"))
    >>> k, j = (sp.Symbol(letter, integer=True, positive=True) for letter in "kj")
    >>> named = NamedQuantities()
    >>> named.define(delta[k], p[k] - y[k])
    True
    >>> named.written_out(2 * delta[j])
    2*p[j] - 2*y[j]
    """

    definitions: dict[str, tuple[sp.Expr, sp.Expr]] = field(default_factory=dict)

    def define(self, left: sp.Expr, right: sp.Expr) -> bool:
        """Remember a definition; False where the letter has one, or where this is none for all its indices."""
        indices = left.indices if isinstance(left, sp.Indexed) else ()
        name = left.base.label.name if isinstance(left, sp.Indexed) else left.name
        own = all(index.is_Symbol for index in indices) and len(set(indices)) == len(indices)
        if name in self.definitions or not own or not free_indices(right) <= set(indices):
            return False
        self.definitions[name] = (left, self.written_out(right))
        return True

    def written_out(self, node: sp.Expr) -> sp.Expr:
        """The expression with every defined letter's formula in its place."""
        if isinstance(node, (sp.Indexed, sp.Symbol)):
            name = node.base.label.name if isinstance(node, sp.Indexed) else node.name
            left, right = self.definitions.get(name, (None, None))
            if left is None or type(left) is not type(node):
                return node
            if isinstance(node, sp.Symbol):
                return node if node.is_integer else freshen(right)
            if len(left.indices) != len(node.indices):
                return node
            return substitute(freshen(right), dict(zip(left.indices, node.indices, strict=True)))
        if not node.args or not self.definitions:
            return node
        return map_children(node, self.written_out)
