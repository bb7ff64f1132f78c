"""What a proof at small sizes is worth: also of one entry, and of 1/(1 + e^{−u}), which is σ(u)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices
from ...errors import UnsupportedFormula
from ...network.definitions import Network
from ...network.functions import function_named
from ...network.maximum import Maximum
from ...proof.derivatives import Derivatives
from ...proof.every_size import holds_for_every_size, written_out
from ...proof.verdict import Outcome, Verdict
from ..finding import Judgement
from .larger_sizes import EVERY_SIZE, judged_for_all_sizes

SIGMOID = function_named("sigmoid")


def in_all_sizes(
    network: Network,
    left: sp.Expr,
    right: sp.Expr,
    verdict: Verdict,
    sizes: Mapping[sp.Symbol, int] | None,
    larger: bool = True,
) -> Judgement:
    """What a proof at small sizes is worth, as :func:`judged_for_all_sizes`, with two forms more.

    Nothing but equal indices matters where one entry is said of one entry; and what is proved of σ(u) holds of its
    spelling. Without ``larger`` sizes, what no form decides is left open.
    """
    folded = with_logistic_functions(network)
    used = tuple(c for c in network.conditions if c.name in verdict.condition)
    if folded is not None and holds_for_every_size(folded, _folded(left), _folded(right), used):
        return Judgement(verdict.outcome, EVERY_SIZE, verdict.condition)
    judged = judged_for_all_sizes(network, left, right, verdict, sizes, larger)
    unsure = "not shown" in judged.diagnosis or judged.verdict == Outcome.UNDECIDED
    if verdict.proved and unsure and _of_one_entry(network, left, right):
        return Judgement(verdict.outcome, EVERY_SIZE, verdict.condition)
    return judged


def with_logistic_functions(network: Network) -> Network | None:
    """The network whose definitions have σ(u) for 1/(1 + e^{−u}); None where none is spelled out.

    >>> from ...network.definitions import Definition
    >>> from ...network.tensors import Role, Tensor
    >>> u, p = (Tensor(name, (), role, name) for name, role in (("u", Role.INPUT), ("p", Role.INTERMEDIATE)))
    >>> found = with_logistic_functions(Network((u,), (Definition(p, (), 1 / (1 + sp.exp(-u.at())), "p"),)))
    >>> found.definitions[0].value == SIGMOID(u.at())
    True
    """
    made = tuple(replace(d, value=_folded(d.value)) for d in network.definitions)
    return None if made == network.definitions else replace(network, definitions=made)


def _folded(node: sp.Expr) -> sp.Expr:
    """(1 + e^a)^n is σ(−a)^(−n), and then e^a is 1/σ(−a) − 1."""
    spelled = {power: _argument(power) for power in node.atoms(sp.Pow) if power.exp.is_negative}
    arguments = {argument for argument in spelled.values() if argument is not None}
    found = {power: SIGMOID(-argument) ** -power.exp for power, argument in spelled.items() if argument is not None}
    node = node.xreplace(found)
    return node.xreplace({sp.exp(argument): 1 / SIGMOID(-argument) - 1 for argument in arguments})


def _argument(power: sp.Pow) -> sp.Expr | None:
    """−u of 1/(1 + e^{−u})."""
    if not isinstance(power.base, sp.Add) or len(power.base.args) != 2 or 1 not in power.base.args:
        return None
    (other,) = (part for part in power.base.args if part != 1)
    return other.args[0] if isinstance(other, sp.exp) else None


def _of_one_entry(network: Network, *sides: sp.Expr) -> bool:
    """True where nothing is summed and no size stands, so that only which of two indices are one can matter."""
    of_sizes = (sp.Sum, sp.Product, Maximum)
    try:
        whole = [written_out(network, Derivatives(network).worked_out(side)) for side in sides]
    except (UnsupportedFormula, ValueError, RecursionError):
        return False
    indices = set().union(*map(free_indices, whole))
    letters = {s for side in whole for s in side.free_symbols if s.is_integer and s not in indices}
    return not any(side.has(*of_sizes) for side in whole) and len(indices) < 3 and not letters
