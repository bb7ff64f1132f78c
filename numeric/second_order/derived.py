"""The formulas of the second derivatives that a Hessian is made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations_with_replacement

from derive.errors import UsageError
from derive.gradient.derivation import Formula
from derive.gradient.second_order import SecondDerivation
from derive.network.definitions import Network

Formulas = dict[tuple[str, str], Formula]


def second_derivatives(network: Network, wrt: Sequence[str] = (), *, general: bool = False) -> Formulas:
    """The derived ∂²E/∂A∂B for every two parameters in the network's order, or for those that are named.

    With ``general`` the formulas hold for any labels, also where they do not sum to one.

    Raises:
        UsageError: the network has no parameter of that name, or none at all.

    >>> from derive.network.building import classifier
    >>> list(second_derivatives(classifier(bias=True)))
    [('W', 'W'), ('W', 'b'), ('b', 'b')]
    """
    known = [tensor.name for tensor in network.acting_parameters]
    unknown = [name for name in wrt if name not in known]
    if unknown or not known:
        what = f"{unknown[0]!r:.60} is no parameter" if unknown else "no parameter"
        raise UsageError(f"{what} that {network.output.name} depends on", hint="it depends on " + ", ".join(known))
    names = [name for name in known if not wrt or name in wrt]
    found = {pair: _derived(network, *pair) for pair in combinations_with_replacement(names, 2)}
    return {pair: one.general if general else one.formula for pair, one in found.items()}


@lru_cache(maxsize=128)
def _derived(network: Network, first: str, second: str) -> SecondDerivation:
    found: SecondDerivation = network.hessian(first, second)
    return found
