"""A forgotten mask: the slope of max(0, u) is 1 where u > 0 and 0 elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ...algebra.indices import substitute
from ...network.definitions import Definition
from ...network.function_heads import Positive, Relu
from ...writing.text import text
from .undone import Claim, Correction, Scope, elements


def missing_mask(claim: Claim) -> Iterator[Correction]:
    """∂L/∂h written for ∂L/∂h · [u > 0], where h = max(0, u)."""
    bounded = [(d, inside) for d in claim.network.definitions if (inside := _inside_of_maximum(d)) is not None]

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if node.is_Number or isinstance(node, (sp.KroneckerDelta, sp.Pow)) or not node.is_commutative:
            return
        for definition, inside in bounded:
            for element in elements(definition.tensor, scope) if definition.indices else (definition.left,):
                at = dict(zip(definition.indices, getattr(element, "indices", ()), strict=True))
                mask = Positive(substitute(inside, at))
                if not node.has(mask):
                    yield f"the mask {text(mask)} is missing", node * mask

    if bounded:
        yield from claim.rewritten(here)


def _inside_of_maximum(definition: Definition) -> sp.Expr | None:
    """The u of max(0, u) and of relu(u); what is made of it, where u is a long sum."""
    bounds = [part for part in definition.value.atoms(sp.Max) if 0 in part.args and len(part.args) == 2]
    bounds += definition.value.atoms(Relu)
    if len(bounds) != 1:
        return None
    (inside,) = (argument for argument in bounds[0].args if argument != 0)
    if not inside.has(sp.Sum):
        return inside
    return definition.left if definition.value == bounds[0] else None
