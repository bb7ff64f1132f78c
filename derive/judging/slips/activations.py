"""A forgotten derivative of an activation: σ′(z), 1 − tanh², or that of any function of one letter."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ...algebra.indices import substitute
from ...network.definitions import Definition
from ...writing.text import text
from .undone import Claim, Correction, Scope, elements


def missing_activation_derivative(claim: Claim) -> Iterator[Correction]:
    """σ′(z) is missing or too much, for any function of one entry: a(1 − a) of a logistic one, 1 − a² of tanh."""
    slopes = [(d, slope) for d in claim.network.definitions if (slope := _slope(d)) is not None]

    def here(node: sp.Expr, scope: Scope) -> Iterator[Correction]:
        if node != claim.formula and (node.is_Atom or isinstance(node, (sp.Indexed, sp.KroneckerDelta, sp.Add))):
            return
        for definition, slope in slopes:
            for element in elements(definition.tensor, scope) if definition.indices else (definition.left,):
                at = dict(zip(definition.indices, getattr(element, "indices", ()), strict=True))
                factor = substitute(slope, at)
                named = f"the derivative of {_function_of(definition, element)}, {text(factor)},"
                if not node.has(factor):
                    yield f"{named} is missing", node * factor
                if node.is_Mul and set(sp.Mul.make_args(factor)) <= set(node.args):
                    yield f"{named} is too much", node / factor

    yield from claim.rewritten(here)


def _function_of(definition: Definition, element: sp.Expr) -> str:
    """The name of the function that a definition applies to one letter, or the letter of what it defines."""
    value = definition.value
    alone = isinstance(value, sp.Function) and (_is_bent(value) or value.args[0].is_Atom)
    return value.func.__name__.lower() if alone else text(element)


def _is_bent(value: sp.Expr) -> bool:
    """True for a function that layers apply to what they add up."""
    return isinstance(value, sp.Function) and len(value.args) == 1 and not isinstance(value, (sp.exp, sp.log))


def _slope(definition: Definition) -> sp.Expr | None:
    """f′ where a definition is f of one entry, said by the value itself where that is possible."""
    elements = definition.value.atoms(sp.Indexed) or {s for s in definition.value.free_symbols if not s.is_integer}
    if len(elements) > 1 and _is_bent(definition.value):
        return _slope_of_a_sum(definition)
    if len(elements) != 1 or definition.value.has(sp.Sum, sp.KroneckerDelta) or definition.value in elements:
        return None
    (element,) = elements
    variable = sp.Dummy("u", real=True)
    try:
        slope = definition.value.xreplace({element: variable}).diff(variable).xreplace({variable: element})
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return None
    slope = slope.xreplace({definition.value: definition.left})
    return None if slope.is_number or slope.has(sp.Derivative) else slope


def _slope_of_a_sum(definition: Definition) -> sp.Expr | None:
    """1 − h² where h is tanh(w g + u x): f′ is said by the value itself, or not at all."""
    variable, function = sp.Dummy("u", real=True), definition.value.func
    try:
        slope = function(variable).diff(variable).xreplace({function(variable): definition.left})
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return None
    return None if slope.has(variable) or slope.is_number else slope
