"""Where a claim is made: letters that are said to be positive, and the side of a maximum that is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import sympy as sp

from ...network.definitions import Definition, Network
from ...network.tensors import Tensor


def beyond_the_bound(network: Network) -> Network:
    """The network where every maximum of 0 and a formula is the formula, as where a hinge is positive.

    >>> from ...network.tensors import Role
    >>> u, h = (Tensor(name, (), role, name) for name, role in (("u", Role.INPUT), ("h", Role.INTERMEDIATE)))
    >>> bounded = Network((u,), (Definition(h, (), sp.Max(0, u.at()), "hinge"),))
    >>> beyond_the_bound(bounded).definitions[0].value
    u
    """

    def opened(node: sp.Expr) -> sp.Expr:
        found = {part: sp.Add(*part.args) for part in node.atoms(sp.Max) if 0 in part.args and len(part.args) == 2}
        return opened(node.xreplace(found)) if found else node

    return replace(network, definitions=tuple(replace(d, value=opened(d.value)) for d in network.definitions))


def in_domains(network: Network, domains: Mapping[str, str], side: str) -> Network:
    """What is said to be positive is e to some power, what lies between 0 and 1 a logistic value of a number.

    >>> from ...network.tensors import Role
    >>> rate = Tensor("rate", (), Role.INPUT, "lambda")
    >>> in_domains(Network((rate,), ()), {"lambda": ">"}, "").definitions[0].value
    exp(rate_free)
    """
    given, made = [], []
    for tensor in network.given:
        domain = domains.get(tensor.meaning, "")
        if side and not tensor.axes and not domain and tensor.meaning == side[1:]:
            domain = side[0]
        form = DOMAINS.get(domain)
        if form is None:
            given.append(tensor)
            continue
        free = Tensor(f"{tensor.name[:24]}_free", tensor.axes, tensor.role, f"{tensor.meaning} free")
        given.append(free)
        made.append(Definition(tensor, tensor.indices, form(free.at(*tensor.indices)), "domain"))
    return Network(tuple(given), (*made, *network.definitions)) if made else network


DOMAINS: Mapping[str, Callable[[sp.Expr], sp.Expr]] = {
    ">": sp.exp, "<": lambda u: -sp.exp(u), "01": lambda u: 1 / (1 + sp.exp(-u)),
}  # fmt: skip
