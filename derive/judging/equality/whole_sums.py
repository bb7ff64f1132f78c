"""Sums in the place of letters: 1 − σ(Σ_i w_i x_i) = σ(−Σ_i w_i x_i) holds of any number where the sum stands."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ...algebra.canonical import Key, TooLarge, canonical_form
from ...algebra.indices import free_indices
from ...errors import UnsupportedFormula
from ...network.definitions import Network
from ...network.tensors import Role, Tensor
from ...proof.derivatives import Derivatives
from ...proof.every_size import written_out


def of_any_whole_sums(network: Network, *sides: sp.Expr) -> Iterator[tuple[Network, tuple[sp.Expr, ...]]]:
    """Network and sides, with everything in terms of what is given, and a letter for each sum without free indices.

    Yields one pair, or none where there is no such sum. What is proved of the letters holds of the sums.

    >>> from ...network.building import classifier
    >>> network = classifier(batch=False)
    >>> [(found, sides)] = of_any_whole_sums(network, 1 - network.tensor("z").at(1))
    >>> sides
    (1 - any_sum_0,)
    """
    letters: dict[Key, Tensor] = {}
    try:
        worked = [written_out(network, Derivatives(network).worked_out(side)) for side in sides]
        found = tuple(side.xreplace({s: _letter(s, letters) for s in _whole_sums(side)}) for side in worked)
    except (UnsupportedFormula, TooLarge, ValueError, RecursionError):
        return
    if letters:
        yield Network((*network.given, *letters.values()), (), network.conditions, network.chosen), found


def _letter(total: sp.Sum, letters: dict[Key, Tensor]) -> sp.Expr:
    """The letter for a sum, one for the same sum, with its factor before it."""
    factor, body = total.function.as_coeff_Mul()
    name = f"any_sum_{len(letters)}"
    new = Tensor(name, (), Role.INPUT, name.replace("_", " "))
    return factor * letters.setdefault(canonical_form(sp.Sum(body, *total.limits)), new).at()


def _whole_sums(node: sp.Expr) -> list[sp.Sum]:
    """The sums that stand in no other one and are of no free index, in order."""
    if isinstance(node, sp.Sum):
        return [] if free_indices(node) else [node]
    return [total for part in node.args for total in _whole_sums(part)]
