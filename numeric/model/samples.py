"""What a network says about one sample: the axis over the samples, and a sum over it taken apart."""

from __future__ import annotations

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor


def sample_axis(network: Network) -> Axis | None:
    """The axis over the samples: the first one of an input and of every label; None for a single sample.

    >>> from derive.network.building import classifier
    >>> sample_axis(classifier()).name, sample_axis(classifier(batch=False))
    ('samples', None)
    """
    labels = [t for t in network.given if t.role is Role.LABEL]
    inputs = [t for t in network.given if t.role is Role.INPUT]
    # A mask or a weight for each class has no samples; an axis that a parameter has is none of samples.
    firsts = [tensor.axes[0] for tensor in (inputs or labels) if tensor.axes]
    taken = {axis for parameter in network.parameters for axis in parameter.axes}
    shared = (axis for axis in firsts if axis not in taken and all(label.axes[:1] == (axis,) for label in labels))
    return next(shared, None)


def over_one_sample(value: sp.Expr, rows: Axis | None) -> tuple[sp.Expr, sp.Expr, sp.Symbol | None]:
    """Split ``c · Σ_n f_n`` into the factor c, what one sample adds, and the index n.

    Raises:
        UnsupportedFormula: the formula is no such sum.

    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> over_one_sample(network.definition("E").value, sample_axis(network))
    (1/N, L[n], n)
    """
    if rows is None:
        return sp.S.One, value, None
    factors = sp.Mul.make_args(value)
    totals = [f for f in factors if isinstance(f, sp.Sum) and any(limit[2] == rows.size for limit in f.limits)]
    factor = sp.Mul(*(f for f in factors if f not in totals))
    if len(totals) != 1 or factor.atoms(sp.Indexed):
        raise UnsupportedFormula(
            f"{value!s:.80} is not one sum over the samples", hint="give the gradient of a loss that sums over them"
        )
    total = totals[0]
    index = next(limit[0] for limit in total.limits if limit[2] == rows.size)
    left = [limit for limit in total.limits if limit[0] != index]
    return factor, sp.Sum(total.function, *left) if left else total.function, index


def rows_apart(network: Network, given: frozenset[str]) -> tuple[Axis | None, sp.Expr, sp.Expr, sp.Symbol | None]:
    """The axis over samples whose losses are apart, the loss's factor, one sample's loss, and its index.

    Where the samples meet before the sum (batch normalisation, contrast within the batch), or the loss is more than
    that sum (weight decay), there is no such axis, and all of the loss is that of one sample.

    Args:
        network: whose output is the loss.
        given: the tensors whose definitions are set aside.

    >>> from derive.network.building import classifier
    >>> rows_apart(classifier(), frozenset("xWy"))
    (Axis(name='samples', letters='nm', size_name='N'), 1/N, L[n], n)
    """
    rows, output = sample_axis(network), network.output
    alone = (None, sp.S.One, output.at(*output.indices), None)
    if rows is None or output.axes:
        return alone
    try:
        factor, summand, index = over_one_sample(network.definitions[-1].value, rows)
    except UnsupportedFormula:
        return alone
    parts = [(summand, index)]
    for tensor in reached(network, summand, given):
        definition = network.definition(tensor.name)
        if definition is not None and tensor.name not in given:
            parts.append((definition.value, definition.indices[0] if rows in tensor.axes else None))
    meeting = any(meets(value, row, network, rows) for value, row in parts)
    return alone if meeting or factor.has(sp.Indexed) else (rows, factor, summand, index)


def reached(network: Network, expression: sp.Expr, given: frozenset[str]) -> list[Tensor]:
    """The tensors that the expression needs, down to what is given, each once."""
    found = {tensor.name: tensor for tensor in network.tensors_in(expression)}
    for definition in reversed(network.definitions):
        if definition.tensor.name in found and definition.tensor.name not in given:
            found |= {tensor.name: tensor for tensor in network.tensors_in(definition.value)}
    return list(found.values())


def meets(expression: sp.Expr, row: sp.Symbol | None, network: Network, rows: Axis) -> bool:
    """True when the value of one sample reads another one, or says which one it is.

    Args:
        expression: the value.
        row: the sample's index; None for what has none.
        network: whose tensors the expression holds.
        rows: the axis over the samples.

    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> z, E = network.definition("z"), network.definition("E")
    >>> rows = sample_axis(network)
    >>> meets(z.value, z.indices[0], network, rows), meets(E.value, None, network, rows)
    (False, True)
    """
    if isinstance(expression, sp.Indexed):
        axes = network.tensor(str(expression.base.label)).axes
        own = [(place, place_axis == rows, at == 0) for at, (place, place_axis) in enumerate(_places(expression, axes))]
        return any((place != row or not first) if of_rows else place.has(row) for place, of_rows, first in own)
    if isinstance(expression, (sp.Sum, Maximum)) and any(limit[2] == rows.size for limit in expression.args[1:]):
        return True
    return expression == row or any(meets(part, row, network, rows) for part in expression.args)


def _places(element: sp.Indexed, axes: tuple[Axis, ...]) -> list[tuple[sp.Expr, Axis]]:
    return list(zip(element.indices, axes, strict=True))
