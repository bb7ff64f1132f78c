"""What becomes of the values at a stage, in the words of its record, about the tensors that it is made of."""

from __future__ import annotations

import sympy as sp

from derive.network.definitions import Definition, Network
from derive.network.stage_lessons import stage_lesson
from derive.network.tensors import Role, Tensor

from .blocks import Inline, Words, inline
from .notation import general_element, listed, meaning


def does(definition: Definition, network: Network) -> tuple[Inline, ...]:
    """The logits: each one is a weighted sum of the features."""
    return inline(
        "The {name}: {does}.",
        name=_names([definition.tensor], network),
        does=_told(stage_lesson(definition).does, definition, network),
    )


def called(definition: Definition, network: Network) -> tuple[Inline, ...]:
    """The logits, sums of products:"""
    return inline(
        "The {name}, {called}:",
        name=_names([definition.tensor], network),
        called=_told(stage_lesson(definition).called, definition, network),
    )


def _told(template: str, definition: Definition, network: Network) -> tuple[Inline, ...]:
    parts = [tensor for tensor in network.tensors_in(definition.value) if tensor.role is not Role.PARAMETER]
    below = [tensor for tensor in parts if tensor.role is not Role.LABEL] or list(network.tensors_in(definition.value))
    labels = [tensor for tensor in parts if tensor.role is Role.LABEL]
    return inline(
        template,
        below=_names(below, network) or "values before",
        first=_names(below[:1], network) or "values before",
        labels=_names(labels, network) or "labels",
        over=" and the ".join(over(definition.value, network)) or "values",
        bias=", plus a bias" if _has_bias(definition, network) else "",
    )


def _names(tensors: list[Tensor], network: Network) -> tuple[Inline, ...]:
    """The tensors by their words; where two of the network have the same ones, with their letters."""
    words, everything = [meaning(tensor) for tensor in tensors], [meaning(tensor) for tensor in network.tensors]
    twice = {word for word in words if everything.count(word) > 1}
    parts: list[tuple[Inline, ...]] = []
    for tensor, word in zip(tensors, words, strict=True):
        start = Words(f"{'the ' if parts else ''}{word}{' ' if word in twice else ''}")
        parts.append((start, general_element(tensor, network)) if word in twice else (start,))
    return listed(parts)


def over(value: sp.Expr, network: Network) -> tuple[str, ...]:
    """The names of the axes that the sums of a formula run over.

    >>> from derive.network.building import classifier
    >>> over(classifier().definition("E").value, classifier())
    ('samples',)
    """
    limits = [limit for node in sp.preorder_traversal(value) if isinstance(node, sp.Sum) for limit in node.limits]
    names = [axis.name for limit in limits for axis in network.axes if axis.size == limit[2]]
    return tuple(dict.fromkeys(names))


def _has_bias(definition: Definition, network: Network) -> bool:
    """True where a parameter is a term of its own."""
    names = {tensor.name for tensor in network.parameters}
    terms = sp.Add.make_args(definition.value)
    return len(terms) > 1 and any(str(term.base.label if term.is_Indexed else term) in names for term in terms)
