"""Kinks: where a definition has no derivative, and which slope is taken there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from ..network.functions import function_of
from ..network.maximum import Maximum
from ..network.partial import Direct, Partial

if TYPE_CHECKING:
    from ..network.definitions import Network

TIES = "at a tie JAX shares the slope among the largest"


@dataclass(frozen=True, slots=True)
class Kink:
    """A condition under which a derivative exists: ``nonzero`` is not 0, or a maximum is attained once.

    ``convention`` says which slope is taken where the condition does not hold.

    >>> u = sp.IndexedBase("u", real=True)[sp.Symbol("h", integer=True, positive=True)]
    >>> Kink(u, "the slope of relu at 0 is 0").text, Kink(u, "").latex
    ('u_h ≠ 0', 'u_h \\\\neq 0')
    """

    nonzero: sp.Expr
    convention: str

    @property
    def text(self) -> str:
        """The condition as text."""
        from ..writing.text import text

        if isinstance(self.nonzero, Maximum):
            return f"{text(self.nonzero)} is attained once"
        return f"{text(self.nonzero)} ≠ 0"

    @property
    def latex(self) -> str:
        """The condition as LaTeX."""
        from ..writing.latex import latex

        if isinstance(self.nonzero, Maximum):
            return rf"{latex(self.nonzero)} \text{{ is attained once}}"
        return rf"{latex(self.nonzero)} \neq 0"

    def __str__(self) -> str:
        return f"{self.text} ({self.convention})"


def kinks_of(network: Network, derivative: sp.Expr) -> tuple[Kink, ...]:
    """The kinks of the definition that ``derivative`` differentiates, where they have to do with its denominator.

    >>> from ..network.layers import classifier
    >>> network = classifier(batch=False)
    >>> kinks_of(network, Partial(network.tensor("p").at(1), network.tensor("z").at(2)))
    ()
    """
    if not isinstance(derivative, (Partial, Direct)):
        return ()
    upper, lower = (next(network.tensors_in(element)) for element in derivative.args[:2])
    definition = network.definition(upper.name)
    value = definition.value if definition else sp.S.Zero
    nodes = (node for node in sp.preorder_traversal(value) if lower in network.tensors_in(node))
    return tuple(dict.fromkeys(kink for node in nodes for kink in _at(node)))


def _at(node: sp.Basic) -> Iterator[Kink]:
    if isinstance(node, Maximum):
        yield Kink(node, TIES)
    function = function_of(node)
    if function is not None:
        yield from (Kink(nonzero, function.convention) for nonzero in function.kinks(*node.args))
