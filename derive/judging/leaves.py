"""What a claim does not look below is free: an identity that holds for any values there holds for the made ones."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ..network.definitions import Network
from ..network.partial import Partial
from ..network.tensors import Role


def with_free_leaves(network: Network, *sides: sp.Expr) -> Network | None:
    """The network in which all that is made of no denominator is given; None where that changes nothing.

    ∂E/∂o_t = ∂E/∂h_t ⊙ tanh(c_t) says nothing of how o_t and c_t are made: what is proved for any of them is proved.
    What is refuted there is not refuted: c_t may be made so that it holds.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> p, y, L = (network.tensor(name) for name in "pyL")
    >>> k = sp.Symbol("k", integer=True, positive=True)
    >>> free = with_free_leaves(network, Partial(L.at(), p.at(k)), -y.at(k) / p.at(k))
    >>> [definition.tensor.name for definition in free.definitions]
    ['L']
    """
    partials = {partial for side in sides for partial in side.atoms(Partial)}
    partials |= {partial for d in network.definitions for partial in d.value.atoms(Partial)}
    below = {tensor for partial in partials for tensor in network.tensors_in(partial.denominator)}
    kept = [
        definition
        for definition in network.definitions
        if definition.stage == "domain" or any(network.depends(definition.tensor, tensor) for tensor in below)
    ]
    if not below or len(kept) == len(network.definitions):
        return None
    names = {definition.tensor.name for definition in kept}
    freed = [replace(d.tensor, role=Role.INPUT) for d in network.definitions if d.tensor.name not in names]
    return Network((*network.given, *freed), tuple(kept), network.conditions, network.chosen)


def only_reached(network: Network, *sides: sp.Expr) -> Network:
    """The network of what stands in some formulas and in the definitions below them.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> k = sp.Symbol("k", integer=True, positive=True)
    >>> [tensor.name for tensor in only_reached(network, network.tensor("z").at(k)).tensors]
    ['x', 'W', 'z']
    """
    kept: set[str] = set()
    waiting = list(sides)
    while waiting:
        for tensor in network.tensors_in(waiting.pop()):
            if tensor.name not in kept:
                kept.add(tensor.name)
                definition = network.definition(tensor.name)
                waiting += [definition.value] if definition is not None else []
    given = tuple(tensor for tensor in network.given if tensor.name in kept)
    made = tuple(definition for definition in network.definitions if definition.tensor.name in kept)
    held = tuple(c for c in network.conditions if {t.name for t in network.tensors_in(c.left)} <= kept)
    return Network(given, made, held, network.chosen)
