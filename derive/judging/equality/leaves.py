"""What a claim does not look below is free: an identity that holds for any values there holds for the made ones."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from ...algebra.canonical import equal_for_every_size
from ...algebra.deltas import collapse
from ...algebra.folding import fold, unfold
from ...algebra.indices import free_indices, map_children, substitute
from ...network.definitions import Definition, Network
from ...network.function_heads import Sigmoid
from ...network.occurring import symbols_in
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from ...proof.derivatives import Derivatives
from ...proof.kinks import has_cases

ONTO = (sp.tanh, Sigmoid, sp.exp)  # the values of each are all numbers of an interval


def with_free_leaves(network: Network, *sides: sp.Expr) -> Network | None:
    """The network in which all that is made of no denominator is given; None where that changes nothing.

    ∂E/∂o_t = ∂E/∂h_t ⊙ tanh(c_t) says nothing of how o_t and c_t are made: what is proved for any of them is proved.
    What is refuted there is not refuted: c_t may be made so that it holds.

    >>> from ...network.building import classifier
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


def takes_any_values(network: Network, free: Network, *sides: sp.Expr) -> bool:
    """True where what is free has every value in the network too, by a bias of its own: what is refuted is refuted.

    So has z = W a + b; tanh(z) has all that matter, where no case is told apart: an identity of a part holds of all.

    >>> from ...network.building import classifier
    >>> network = classifier(batch=False, bias=True)
    >>> z, L = network.tensor("z"), network.tensor("L")
    >>> slope = Partial(L.at(), z.at(sp.Symbol("k", integer=True, positive=True)))
    >>> takes_any_values(network, with_free_leaves(network, slope), slope)
    True
    """
    reached = only_reached(free, *sides)
    freed = [network.definition(tensor.name) for tensor in reached.given]
    made = [definition for definition in freed if definition is not None]
    kept = (*sides, *(d.value for d in reached.definitions), *(c.left for c in network.conditions))
    smooth = not has_cases(reached, *sides) and not any(map(_has_roots, kept))
    found = [_own_bias(network, definition, smooth) for definition in made]
    others = [{t.name for t in network.tensors_in(d.value)} - {bias} for d, bias in zip(made, found, strict=True)]
    taken = {tensor.name for formula in kept for tensor in network.tensors_in(formula)}.union(*others)
    return "" not in found and len(set(found)) == len(found) and not taken & set(found)


def _has_roots(formula: sp.Expr) -> bool:
    return any(not power.exp.is_integer and power.base != sp.E for power in formula.atoms(sp.Pow))


def _own_bias(network: Network, definition: Definition, smooth: bool) -> str:
    """The name of what is given, is added once, and has the indices of the whole; empty where there is none."""
    value = definition.value
    if smooth and type(value) in ONTO and isinstance(value.args[0], sp.Indexed | sp.Symbol):
        (inner,) = network.tensors_in(value)
        below = network.definition(inner.name)
        same = isinstance(value.args[0], sp.Symbol) or value.args[0].indices == definition.indices
        return _own_bias(network, below, smooth) if below is not None and same else ""
    given = {tensor.at(*definition.indices): tensor.name for tensor in network.given
             if len(tensor.axes) == len(definition.indices)}  # fmt: skip
    for term in sp.Add.make_args(value):
        if term in given and given[term] not in {t.name for t in network.tensors_in(value - term)}:
            return given[term]
    return ""


def of_any_sums(network: Network, *sides: sp.Expr) -> Iterator[tuple[Network, tuple[sp.Expr, ...]]]:
    """Network and sides, without derivatives, in which what is a sum is given: first only what the sides do not name.

    log(z/(1 − z)) = s with z = σ(s) holds for any s, so for s = Σ_d w_d x_d too, whatever the number of features is.
    Two names of one sum are one.

    >>> from ...network.building import classifier
    >>> network = classifier(batch=False)
    >>> k = sp.Symbol("k", integer=True, positive=True)
    >>> [[d.tensor.name for d in free.definitions] for free, _ in of_any_sums(network, network.tensor("p").at(k))]
    [['p'], []]
    """
    worked = [collapse(Derivatives(network).worked_out(_opened(network, side))) for side in sides]
    network = only_reached(network, *worked)
    named = {tensor.name for side in worked for tensor in network.tensors_in(side)}
    sums = [d for d in network.definitions if d.stage != "domain" and d.value.has(sp.Sum, sp.Product)]
    inner = [d for d in sums if d.tensor.name not in named]
    for freed in ([inner] if inner else []) + ([sums] if len(sums) > len(inner) else []):
        names = {d.tensor.name for d in freed}
        twins = _twins(freed)
        given = [replace(d.tensor, role=Role.INPUT) for d in freed if d.tensor.name not in twins]
        kept = [replace(d, value=_renamed(d.value, twins)) for d in network.definitions if d.tensor.name not in names]
        free = Network((*network.given, *given), tuple(kept), network.conditions, network.chosen)
        yield free, tuple(_renamed(_with_names(side, freed), twins) for side in worked)


def term_by_term(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """f_i and g_i of Σ_i f_i and Σ_i g_i over the same range, which are equal where these are; None of other sides.

    >>> i, k, n = (sp.Symbol(letter, integer=True, positive=True) for letter in "ikn")
    >>> a = sp.IndexedBase("a")
    >>> term_by_term(sp.Sum(2 * a[i], (i, 1, n)), sp.Sum(a[k], (k, 1, n)) + sp.Sum(a[i], (i, 1, n)))
    (2*a[i], 2*a[i])
    >>> term_by_term(sp.Sum(a[i], (i, 1, n)), sp.S.One) is None
    True
    """
    found: list[list[tuple[sp.Expr, sp.Tuple]]] = []
    for side in (left, right):
        terms = [term.as_independent(sp.Sum) for term in sp.Add.make_args(side)]
        if not all(isinstance(total, sp.Sum) and len(total.limits) == 1 for _, total in terms):
            return None
        found.append([(factor * total.function, total.limits[0]) for factor, total in terms])
    limits = [limit for terms in found for _, limit in terms]
    index = limits[0][0]
    if len({limit[1:] for limit in limits}) > 1 or any(index in free_indices(side) for side in (left, right)):
        return None
    one, other = (sp.Add(*(substitute(term, {limit[0]: index}) for term, limit in terms)) for terms in found)
    return one, other


def _opened(network: Network, side: sp.Expr) -> sp.Expr:
    """Σ_i f_i for its name ℓ, where nothing is differentiated."""
    totals = [d for d in network.definitions if not d.tensor.axes and isinstance(d.value, sp.Sum)]
    for definition in totals if not side.has(Partial) else ():
        side = unfold(side, definition)
    return side


def _with_names(side: sp.Expr, freed: list[Definition]) -> sp.Expr:
    """The side with the name of a sum wherever the sum itself stands, or a multiple of it, Σ_k y w_k x_k."""
    side = _with_factors_before(side)
    for definition in freed:
        side = fold(side, definition) if side.has(sp.Sum) else side
    return side


def _with_factors_before(node: sp.Expr) -> sp.Expr:
    if not node.has(sp.Sum):
        return node
    node = map_children(node, _with_factors_before)
    if not isinstance(node, sp.Sum):
        return node
    factor, rest = node.function.as_independent(*(limit[0] for limit in node.limits), as_Add=False)
    return factor * sp.Sum(rest, *node.limits)


def _twins(made: list[Definition]) -> dict[str, Tensor]:
    """The tensors that are defined as one before them, each with that one."""
    found: dict[str, Tensor] = {}
    for place, definition in enumerate(made):
        for other in made[:place]:
            sizes = ([axis.size for axis in d.tensor.axes] for d in (definition, other))
            same = operator.eq(*sizes) and other.tensor.name not in found
            indices = dict(zip(definition.indices, other.indices, strict=True)) if same else {}
            if same and equal_for_every_size(substitute(definition.value, indices), other.value):
                found[definition.tensor.name] = other.tensor
                break
    return found


def _renamed(node: sp.Expr, twins: dict[str, Tensor]) -> sp.Expr:
    plain = {name for name, tensor in twins.items() if not tensor.axes}
    elements = {
        element: twins[str(element.base)].at(*element.indices)
        for element in node.atoms(sp.Indexed) if str(element.base) in twins
    }  # fmt: skip
    elements |= {symbol: twins[symbol.name].at() for symbol in symbols_in(node) if symbol.name in plain}
    return node.xreplace(elements) if elements else node


def only_reached(network: Network, *sides: sp.Expr) -> Network:
    """The network of what stands in some formulas and in the definitions below them.

    >>> from ...network.building import classifier
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
