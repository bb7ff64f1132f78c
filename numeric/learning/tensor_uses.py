"""What a given tensor is used for, read off the definitions: never off its name or its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import sympy as sp

from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor


class Use(Enum):
    """What values a tensor of the worked example may have."""

    FEATURES = "features"
    NUMBERS = "measured numbers"
    ONE_OF = "one-hot, or shares"
    YES_OR_NO = "0 or 1"
    SIGN = "1 or −1"
    MASK = "1 for what counts, else 0"
    CLASS_WEIGHTS = "a weight for each label"
    STRENGTH = "one number for all"
    WEIGHTS = "weights"
    BIAS = "biases"
    GAIN = "gains"


def use_of(tensor: Tensor, network: Network) -> Use:
    """What the given tensor is used for.

    >>> from derive.network.building import classifier
    >>> network = classifier(bias=True, class_weights=True)
    >>> {tensor.name: use_of(tensor, network).name for tensor in network.given}
    {'x': 'FEATURES', 'W': 'WEIGHTS', 'b': 'BIAS', 'c': 'CLASS_WEIGHTS', 'y': 'ONE_OF'}
    """
    if tensor.role is Role.PARAMETER:
        return _of_parameter(tensor, network)
    if _sums_to_one(tensor, network):
        return Use.ONE_OF
    if tensor.role is Role.LABEL:
        return _of_label(tensor, network)
    if not tensor.axes:
        return Use.STRENGTH
    factors = [_beside(parent, element) for _, parent, element in _places(tensor, network)]
    if factors and all(beside is not None and _scales(beside, network) for beside in factors):
        labels = {t.name for t in network.given if t.role is Role.LABEL}
        parts = (part for beside in factors for part in sp.Mul.make_args(beside))
        labelled = any(str(getattr(part, "base", part)) in labels for part in parts)
        return Use.CLASS_WEIGHTS if labelled else Use.MASK
    return Use.FEATURES


def _of_parameter(tensor: Tensor, network: Network) -> Use:
    places = list(_places(tensor, network))
    if places and all(isinstance(parent, sp.Add) for _, parent, _ in places):
        return Use.BIAS
    own = [(d, element) for d, parent, element in places if isinstance(parent, sp.Mul)]
    gain = own and all(set(_indices(element)) <= set(definition.indices) for definition, element in own)
    return Use.GAIN if gain else Use.WEIGHTS


def _of_label(tensor: Tensor, network: Network) -> Use:
    """0 or 1 where the loss is affine in the label, 1 or −1 where it only ever multiplies, else any number."""
    if _affine_in(tensor, network):
        return Use.YES_OR_NO
    beside = [_beside(parent, element) for _, parent, element in _places(tensor, network)]
    return Use.SIGN if all(factor is not None and not factor.is_number for factor in beside) else Use.NUMBERS


def _affine_in(tensor: Tensor, network: Network) -> bool:
    """True where no definition bends what the tensor, or anything that is computed from it, brings."""
    scale, names = sp.Dummy("t", positive=True), {tensor.name}
    for definition in network.definitions:
        elements = [e for t in network.tensors if t.name in names for _, e in _elements(t, definition.value)]
        scaled = definition.value.xreplace({element: scale * element for element in elements})
        if elements and sp.diff(scaled, scale, 2) != 0:
            return False
        names |= {definition.tensor.name} if elements else set()
    return True


def _sums_to_one(tensor: Tensor, network: Network) -> bool:
    elements = (c.left.function for c in network.conditions if isinstance(c.left, sp.Sum) and c.right == 1)
    return any(isinstance(e, sp.Indexed) and str(e.base.label) == tensor.name for e in elements)


def _scales(beside: sp.Expr, network: Network) -> bool:
    """True for factors that are computed from parameters and hold none of them themselves."""
    found = list(network.tensors_in(beside))
    computed = any(network.depends(t, parameter) for t in found for parameter in network.parameters)
    return computed and all(t.role is not Role.PARAMETER for t in found)


def _places(tensor: Tensor, network: Network) -> Iterator[tuple[Definition, sp.Expr, sp.Expr]]:
    """Each definition, expression and element of the tensor that stands right in it."""
    for definition in network.definitions:
        for parent, element in _elements(tensor, definition.value):
            yield definition, parent, element


def _elements(tensor: Tensor, expression: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """The elements of the tensor in the expression, each with what it stands right in."""
    for parent in sp.preorder_traversal(sp.Tuple(expression)):
        for child in parent.args if not isinstance(parent, sp.Indexed) else ():
            own = child == tensor.at() if not tensor.axes else isinstance(child, sp.Indexed)
            if own and str(child.base.label if tensor.axes else child) == tensor.name:
                yield parent, child


def _beside(parent: sp.Expr, element: sp.Expr) -> sp.Expr | None:
    return sp.Mul(*(factor for factor in parent.args if factor != element)) if isinstance(parent, sp.Mul) else None


def _indices(element: sp.Expr) -> tuple[sp.Expr, ...]:
    return tuple(element.indices) if isinstance(element, sp.Indexed) else ()
