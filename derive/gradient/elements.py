"""The explicit gradient: for concrete sizes SymPy differentiates the scalar loss by each single weight.

A second road to the same place. The loss of one sample is written out in plain scalars, SymPy's
``diff`` does all of the work, and each result is proved equal to the general formula at that index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

import sympy as sp

from ..algebra.folding import unfold
from ..algebra.indices import map_children, substitute
from ..algebra.tidying import tidy
from ..errors import StepRefuted, UsageError
from ..network.definitions import Definition, Network
from ..network.functions import function_of
from ..proof.decision import decide
from ..proof.verdict import Outcome, Verdict
from .counting import Sizes, number_of, size_of, why_not_explicit
from .derivation import Derivation
from .element import Element, element_name

SEEN_THROUGH = (sp.exp, sp.log, sp.tanh)


def write_out(expression: sp.Expr, sizes: Sizes) -> sp.Expr:
    """Replace every Sum by the sum of its terms, for concrete sizes.

    >>> k, K = sp.Symbol("k", integer=True, positive=True), sp.Symbol("K", integer=True, positive=True)
    >>> write_out(sp.Sum(sp.IndexedBase("y")[k], (k, 1, K)), {"K": 2})
    y[1] + y[2]
    """
    if isinstance(expression, sp.Sum):
        indices = [limit[0] for limit in expression.limits]
        ranges = [range(number_of(limit[1], sizes), number_of(limit[2], sizes) + 1) for limit in expression.limits]
        terms = (
            substitute(expression.function, dict(zip(indices, map(sp.Integer, at), strict=True)))
            for at in product(*ranges)
        )
        return sp.Add(*(write_out(term, sizes) for term in terms))
    if isinstance(expression, sp.Symbol) and expression.name in sizes and expression.is_integer:
        return sp.Integer(sizes[expression.name])
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return expression
    return map_children(expression, lambda child: write_out(child, sizes), limits=True)


def unfold_all(expression: sp.Expr, network: Network, kept: frozenset[str] = frozenset()) -> sp.Expr:
    """Write out every definition but those of the ``kept`` tensors, from the loss down to what is given."""
    for definition in reversed(network.definitions):
        if definition.tensor.name not in kept:
            expression = unfold(expression, definition)
    return expression


@lru_cache(maxsize=8)
def explicit_loss(network: Network, sizes: tuple[tuple[str, int], ...]) -> sp.Expr:
    """The network's output in plain scalars, its logarithms taken apart."""
    return sp.expand_log(write_out(unfold_all(network.output.at(), network), dict(sizes)))


def explicit_elements(derivation: Derivation, sizes: Sizes) -> Iterator[Element]:
    """Yield each weight's explicit gradient of one sample's loss, proved equal to the general formula.

    Args:
        derivation: of a network of one sample (``classifier(batch=False)``) with respect to a parameter.
        sizes: a whole number for each axis, such as ``{"K": 3, "D": 4}``.

    Raises:
        UsageError: there are too many such weights, their formulas are too long, or a size is missing.
        StepRefuted: a result differs from the general formula (a fault of ours).

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> first = next(explicit_elements(derive_gradient(classifier(batch=False), "W"), {"K": 3, "D": 4}))
    >>> first.name, first.by_formula
    ('W[1,1]', ((y[1] + y[2] + y[3])*p[1] - y[1])*x[1])
    """
    network, tensor = derivation.network, derivation.wrt
    reason = why_not_explicit(network, tensor, sizes)
    if reason:
        raise UsageError(reason, hint="use the array formula, which holds for any size")
    shape, loss = size_of(tensor, sizes), explicit_loss(network, tuple(sorted(sizes.items())))
    values = [_values_of(definition, sizes) for definition in network.definitions]
    scalars = scalar_names(loss)
    elements = {scalar: element for element, scalar in scalars.items()}
    loss, told = loss.xreplace(scalars), _told_by(values[0], scalars)
    for at in product(*(range(1, size + 1) for size in shape)):
        weight = tensor.at(*at)
        by_sympy = sp.diff(loss, scalars.get(weight, weight))
        by_formula = write_out(_at(derivation, at), sizes)
        short = by_sympy.xreplace(told).xreplace(elements)
        verdict = _decided(short, _without_names(by_formula, values[1:]))
        if verdict.outcome is not Outcome.PROVED:
            verdict = _decided(by_sympy, as_scalars(_without_names(by_formula, values)))
        if not verdict.proved:
            raise StepRefuted(f"SymPy's derivative by {element_name(tensor, at)} is not the general formula: {verdict}")
        yield Element(tensor, at, tidy(_with_names(short, values[1:])), by_formula, verdict)


def _told_by(first: Mapping[sp.Expr, sp.Expr], scalars: Mapping[sp.Expr, sp.Symbol]) -> dict[sp.Expr, sp.Expr]:
    """The elements of the first definition, such as z_1 for W_11 x_1 + W_12 x_2: equal for any z_1 is equal here."""
    return {value.xreplace(scalars): element for element, value in first.items()}


def _decided(left: sp.Expr, right: sp.Expr) -> Verdict:
    """The verdict for any values of the functions in both sides, which is quick, else for the values that they have."""
    nodes = sp.Tuple(left, right).atoms(sp.Function, sp.Max, sp.Min)
    opaque = sorted((n for n in nodes if function_of(n) and not isinstance(n, SEEN_THROUGH)), key=sp.default_sort_key)
    values = {node: sp.Symbol(f"value {place}", real=True) for place, node in enumerate(opaque)}
    if values and (verdict := decide(left.xreplace(values), right.xreplace(values))).outcome is Outcome.PROVED:
        return verdict
    return decide(left, right)


def _at(derivation: Derivation, at: tuple[int, ...]) -> sp.Expr:
    places = dict(zip(derivation.general.indices, map(sp.Integer, at), strict=True))
    return substitute(derivation.general.value, places)


def _values_of(definition: Definition, sizes: Sizes) -> dict[sp.Expr, sp.Expr]:
    """Each element that a definition defines, and its value written out."""
    values: dict[sp.Expr, sp.Expr] = {}
    for at in product(*(range(1, size + 1) for size in size_of(definition.tensor, sizes))):
        places = dict(zip(definition.indices, map(sp.Integer, at), strict=True))
        values[definition.tensor.at(*at)] = write_out(substitute(definition.value, places), sizes)
    return values


def _with_names(explicit: sp.Expr, values: Sequence[Mapping[sp.Expr, sp.Expr]]) -> sp.Expr:
    """Put z_1, u_2 … back where their whole value stands, from the input upwards."""
    for known in values:
        explicit = explicit.xreplace({value: element for element, value in known.items()})
    return explicit


def _without_names(explicit: sp.Expr, values: Sequence[Mapping[sp.Expr, sp.Expr]]) -> sp.Expr:
    """Write out z_1, u_2 …, from the output downwards, until only what is given is left."""
    for known in reversed(values):
        explicit = explicit.xreplace(known)
    return explicit


def scalar_names(expression: sp.Expr) -> dict[sp.Expr, sp.Symbol]:
    """A plain real symbol for each element that occurs: W_1_2 for W[1, 2]."""
    elements = sorted(expression.atoms(sp.Indexed), key=str)
    return {e: sp.Symbol("_".join([e.base.label.name, *map(str, e.indices)]), real=True) for e in elements}


def as_scalars(expression: sp.Expr) -> sp.Expr:
    """Replace each element by its plain real symbol."""
    return expression.xreplace(scalar_names(expression))
