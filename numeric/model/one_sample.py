"""The network of one sample, made from the network of many: the axis over the samples is left out."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from derive.algebra.indices import map_children
from derive.network.axes import Axis
from derive.network.definitions import Condition, Definition, Network
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor

from .samples import meets, sample_axis


def one_sample(network: Network) -> Network:
    """The network for N = 1, without that axis; one that has none, or whose samples meet, is as it is.

    A loss E that then is L alone is left out, so that L is the output.

    >>> from derive.network.building import classifier
    >>> [str(definition.left) for definition in one_sample(classifier()).definitions]
    ['z[k]', 'p[k]', 'L']
    """
    rows = sample_axis(network)
    if rows is None or samples_meet(network):
        return network
    single = _Single(network, rows)
    definitions = [single.definition(definition) for definition in network.definitions]
    if len(definitions) > 1 and definitions[-1].value == definitions[-2].left:
        definitions.pop()
        definitions[-1] = replace(definitions[-1], tensor=replace(definitions[-1].tensor, role=Role.LOSS))
    return Network(
        tuple(single.tensor(tensor) for tensor in network.given),
        tuple(definitions),
        tuple(single.condition(condition) for condition in network.conditions),
        sizes=tuple((name, size) for name, size in network.sizes if name != str(rows.size)),
    )


def samples_meet(network: Network) -> tuple[Tensor, ...]:
    """The tensors where one sample's value needs the other samples, such as a mean over the batch; empty for most.

    >>> from derive.network.building import stack
    >>> [tensor.name for tensor in samples_meet(stack("dense", "batch norm"))][:1]
    ['mu']
    """
    rows = sample_axis(network)
    if rows is None:
        return ()
    over = {
        d.tensor.name for d in network.definitions if rows not in d.tensor.axes and meets(d.value, None, network, rows)
    }
    of_one = [d for d in network.definitions if rows in d.tensor.axes]
    read = {t.name for d in of_one for t in network.tensors_in(d.value)}
    own = {d.tensor.name for d in of_one if meets(d.value, d.indices[0], network, rows)}
    return tuple(t for t in network.tensors if t.name in own | (over & read))


class _Single:
    """Leaves the axis over the samples out of everything that it is shown."""

    def __init__(self, network: Network, rows: Axis) -> None:
        self.rows, self.wide = rows, {t.name for t in network.tensors if rows in t.axes}

    def tensor(self, tensor: Tensor) -> Tensor:
        return replace(tensor, axes=tuple(axis for axis in tensor.axes if axis != self.rows))

    def definition(self, definition: Definition) -> Definition:
        indices = definition.indices[1:] if definition.tensor.name in self.wide else definition.indices
        value = self.expression(definition.value)
        return replace(definition, tensor=self.tensor(definition.tensor), indices=indices, value=value)

    def condition(self, condition: Condition) -> Condition:
        return replace(condition, left=self.expression(condition.left), right=self.expression(condition.right))

    def expression(self, expression: sp.Expr) -> sp.Expr:
        """The expression for the only sample: no index of it, no sum over it, N = 1."""
        if isinstance(expression, sp.Indexed) and expression.base.label.name in self.wide:
            left = expression.indices[1:]
            return expression.base[left] if left else sp.Symbol(expression.base.label.name, real=True)
        if isinstance(expression, sp.Sum):
            inside = self.expression(expression.function)
            limits = [limit for limit in expression.limits if limit[2] != self.rows.size]
            return sp.Sum(inside, *limits) if limits else inside
        if isinstance(expression, Maximum) and expression.args[1][2] == self.rows.size:
            return self.expression(expression.args[0])
        if expression == self.rows.size:
            return sp.S.One
        return map_children(expression, self.expression) if expression.args else expression
