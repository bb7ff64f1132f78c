"""In what a loss measures: one that is −log of a probability counts nats, bits or decimal digits, by its logarithm."""

from __future__ import annotations

import sympy as sp

from .definitions import Network
from .functions import function_of
from .tensors import Role

# What is a logarithm, or −log of a probability written by logits.
LOGARITHMS = frozenset({"log", "log1p", "softplus"})


def base_of_loss(network: Network) -> sp.Expr | None:
    """The base of the logarithm that the loss is measured with; None for a loss that is no logarithm, or has a penalty.

    The loss is the logarithm of a probability where labels only weigh what they are multiplied by, as in −Σ y log p or
    softplus(z) − y z, and where a logarithm stands beside them. To another base it is so many times as large.

    >>> from .building import classifier
    >>> [base_of_loss(classifier(**option)) for option in ({}, {"log_base": "2"}, {"loss": "squared error"})]
    [E, 2, None]
    """
    labels = _labels(network)
    weighed = [d.value for d in network.definitions if d.tensor.name not in labels and _reads(network, d.value, labels)]
    parameters = frozenset(t.name for t in network.parameters)
    penalised = len(network.definitions) > 1 and _reads(network, network.definitions[-1].value, parameters)
    if not weighed or penalised or any(_more_than_weighs(network, value, labels) for value in weighed):
        return None
    beside = {t.name for value in weighed for t in network.tensors_in(value)}
    formulas = weighed + [d.value for d in network.definitions if d.tensor.name in beside]
    logarithms = [node for formula in formulas for node in sp.preorder_traversal(formula) if _is_logarithm(node)]
    if not any(node.free_symbols for node in logarithms):
        return None
    return next((node.args[0] for node in logarithms if not node.free_symbols), sp.E)


def _labels(network: Network) -> frozenset[str]:
    """The labels, and what is made of nothing but them, such as smoothed labels."""
    names = {t.name for t in network.given if t.role is Role.LABEL}
    for definition in network.definitions:
        parts = {t.name for t in network.tensors_in(definition.value)}
        names |= {definition.tensor.name} if parts and parts <= names else set()
    return frozenset(names)


def _reads(network: Network, expression: sp.Expr, names: frozenset[str]) -> bool:
    return any(t.name in names for t in network.tensors_in(expression))


def _more_than_weighs(network: Network, expression: sp.Expr, labels: frozenset[str]) -> bool:
    """True unless the second derivative by the labels is 0, or made of labels: the own entropy of shares."""
    scale = sp.Dummy("t", positive=True)
    elements = expression.atoms(sp.Indexed) | expression.atoms(sp.Symbol)
    found = [e for e in elements if str(e.base.label if isinstance(e, sp.Indexed) else e) in labels]
    curvature = sp.diff(expression.xreplace({label: scale * label for label in found}), scale, 2)
    return curvature != 0 and {t.name in labels for t in network.tensors_in(curvature)} != {True}


def _is_logarithm(node: sp.Basic) -> bool:
    function = function_of(node)
    return function is not None and function.name in LOGARITHMS
