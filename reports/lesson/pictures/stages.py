"""What a drawing knows of a network: how each definition reads the tensors before it, by its form alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import sympy as sp

from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.functions import function_of
from derive.network.maximum import Maximum
from derive.network.tensors import Role, Tensor
from derive.writing.naming import tensor_name
from derive.writing.text import named_text, text

LONGEST_FORMULA = 30


class Form(Enum):
    """How a definition reads what is before it: through weights, each entry for itself, or in any other way."""

    DENSE = "dense"
    EACH = "each"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """One sum Σ_d W[k, d] x[d]: a parameter times a tensor.

    ``outer`` and ``inner`` say at which place of the weights the index of the result and that of the source stand;
    there is no ``outer`` where the result is one number.
    """

    weights: Tensor
    source: Tensor
    outer: int | None
    inner: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A definition with how it reads: the terms of a dense one, its biases; all data that it reads, all parameters."""

    definition: Definition
    form: Form
    terms: tuple[Term, ...]
    biases: tuple[Tensor, ...]
    sources: tuple[Tensor, ...]
    parameters: tuple[Tensor, ...]
    words: str

    @property
    def tensor(self) -> Tensor:
        """What is defined."""
        return self.definition.tensor


def rows_axis(network: Network) -> Axis | None:
    """The axis over samples, of which a drawing shows one: the first of all labels, else of all inputs.

    It is in no parameter, and never twice in a tensor: positions that meet each other are no samples.

    >>> from derive.network.building import classifier
    >>> rows_axis(classifier()).name, rows_axis(classifier(batch=False))
    ('samples', None)
    """
    labels = [t for t in network.given if t.role is Role.LABEL]
    data = labels or [t for t in network.given if t.role is Role.INPUT and t.axes]
    firsts = {tensor.axes[0] if tensor.axes else None for tensor in data}
    axis = firsts.pop() if len(firsts) == 1 else None
    return axis if axis is not None and _is_of_rows(axis, network) else None


def _is_of_rows(axis: Axis, network: Network) -> bool:
    own = any(axis in tensor.axes for tensor in network.parameters)
    return not own and all(tensor.axes.count(axis) < 2 for tensor in network.tensors)


def unit_axes(tensor: Tensor, rows: Axis | None) -> tuple[Axis, ...]:
    """The axes of one sample's values."""
    return tuple(axis for axis in tensor.axes if axis != rows)


def stages_of(network: Network) -> tuple[Stage, ...]:
    """Every definition with how it reads, in the network's order.

    >>> from derive.network.building import classifier
    >>> [(stage.tensor.name, stage.form.value) for stage in stages_of(classifier(hidden=["tanh"]))]
    [('u', 'dense'), ('a', 'each'), ('z', 'dense'), ('p', 'other'), ('L', 'other'), ('E', 'other')]
    """
    rows = rows_axis(network)
    return tuple(_stage(definition, network, rows) for definition in network.definitions)


def _stage(definition: Definition, network: Network, rows: Axis | None) -> Stage:
    read = tuple(network.tensors_in(definition.value))
    sources = tuple(t for t in read if t.role is not Role.PARAMETER)
    parameters = tuple(t for t in read if t.role is Role.PARAMETER)
    terms, biases = _weighted(definition, sources, parameters, rows)
    form = Form.DENSE if terms else Form.EACH if _reads_each(definition, read) else Form.OTHER
    return Stage(definition, form, terms, biases, sources, parameters, words_of(definition, network))


def _weighted(
    definition: Definition, sources: tuple[Tensor, ...], parameters: tuple[Tensor, ...], rows: Axis | None
) -> tuple[tuple[Term, ...], tuple[Tensor, ...]]:
    """The terms and biases of a sum that consists of these alone; nothing where it does not."""
    if len(unit_axes(definition.tensor, rows)) > 1:
        return (), ()
    own = _unit_indices(definition.tensor, definition.indices, rows)
    terms: list[Term] = []
    biases: list[Tensor] = []
    for summand in sp.Add.make_args(definition.value):
        term = _term(summand, definition, sources, parameters, rows)
        bias = next((t for t in parameters if len(t.axes) == len(own) and summand == t.at(*own)), None)
        if term:
            terms.append(term)
        elif bias:
            biases.append(bias)
        else:
            return (), ()
    return tuple(terms), tuple(biases) if terms else ()


def _unit_indices(tensor: Tensor, indices: Iterable[sp.Expr], rows: Axis | None) -> tuple[sp.Expr, ...]:
    return tuple(index for index, axis in zip(indices, tensor.axes, strict=True) if axis != rows)


def _term(
    summand: sp.Expr,
    definition: Definition,
    sources: tuple[Tensor, ...],
    parameters: tuple[Tensor, ...],
    rows: Axis | None,
) -> Term | None:
    if not isinstance(summand, sp.Sum) or len(summand.limits) != 1:
        return None
    factors, inner = sp.Mul.make_args(summand.function), summand.limits[0][0]
    if len(factors) != 2 or not all(isinstance(factor, sp.Indexed) for factor in factors):
        return None
    weights, source = (_one_of(factors, several) for several in (parameters, sources))
    if weights is None or source is None:
        return None
    (matrix, at), (below, places) = weights, source
    own = _unit_indices(definition.tensor, definition.indices, rows)
    carried = [index for index in definition.indices if index not in own]
    if sorted(map(str, at)) != sorted(map(str, (*own, inner))) or list(places) != [*carried, inner]:
        return None
    return Term(matrix, below, at.index(own[0]) if own else None, at.index(inner))


def _one_of(factors: tuple[sp.Indexed, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, tuple[sp.Expr, ...]] | None:
    """The factor that is an element of one of the tensors, with its indices."""
    named = {tensor.name: tensor for tensor in tensors}
    found = [(named[str(f.base.label)], tuple(f.indices)) for f in factors if str(f.base.label) in named]
    return found[0] if len(found) == 1 else None


def _reads_each(definition: Definition, read: tuple[Tensor, ...]) -> bool:
    """True for a function of the same entry of one tensor."""
    if len(read) != 1 or len(read[0].axes) != len(definition.indices) or read[0].role is Role.PARAMETER:
        return False
    own = read[0].at(*definition.indices)
    elements = definition.value.atoms(sp.Indexed) or {own}
    return elements == {own} and not definition.value.has(sp.Sum, Maximum)


def words_of(definition: Definition, network: Network) -> str:
    """What a definition does, in few words: its own, the function's name, a sign; else its formula or what it reads.

    >>> from derive.network.building import classifier, stack
    >>> network = classifier(hidden=["tanh"])
    >>> [words_of(definition, network) for definition in network.definitions][:4]
    ['dense layer', 'tanh', 'dense layer', 'softmax']
    """
    signs = {sp.Add: "+", sp.Mul: "×"}
    sign = signs.get(definition.value.func)
    if sign and all(_is_own(part, definition, network) for part in definition.value.args):
        return sign
    if definition.stage.split()[-1:] != [definition.tensor.name]:
        return definition.stage
    function = function_of(definition.value)
    if function and all(_is_own(part, definition, network) for part in definition.value.args):
        return function.name
    formula = text(definition.value, network)
    if len(formula) <= LONGEST_FORMULA:
        return formula
    return "of " + ", ".join(named_text(tensor_name(t.name, network)) for t in network.tensors_in(definition.value))


def _is_own(part: sp.Expr, definition: Definition, network: Network) -> bool:
    """True for a whole tensor's entry at the definition's own indices, or at the last of them."""
    found = tuple(network.tensors_in(part))
    if len(found) != 1 or found[0].role is Role.PARAMETER or len(found[0].axes) != len(definition.indices):
        return False
    return bool(part == found[0].at(*definition.indices))
