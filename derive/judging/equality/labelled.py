"""Labels: the letters that weigh logarithms, what is assumed of them, the letter of the right class."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, fresh_index, substitute
from ...network.definitions import Condition, Network
from ...network.losses import labels_one_hot, labels_sum_to_one
from ...network.tensors import Role, Tensor
from ...proof.every_size import holds_for_every_size
from ...proof.places import index_ranges, size_assignments
from ...proof.small_sizes import differs_at
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.expression.nodes import Call, Known, Name, Product, walk
from ..finding import Judgement
from ..lowering.losses import is_softmax, subtracted_from
from ..lowering.named_functions import label_and_share
from .larger_sizes import EVERY_SIZE
from .setting import with_one_hot_labels


def label_letters(document: Document) -> frozenset[str]:
    """The letters that weigh logarithms, y of Σ y log p: they are labels, if nothing defines them."""
    found: set[str] = set(document.labels)
    for tree in (tree for s in document.statements for tree in s.read):
        for node in walk(tree):
            if isinstance(node, Call) and (parts := label_and_share(node, document)) is not None:
                found.add(parts[0].name)
            if isinstance(node, Product):
                for (_, first), (_, second) in zip(node.parts, node.parts[1:], strict=False):
                    if (
                        isinstance(second, Known)
                        and second.function == "log"
                        and isinstance(first, Name)
                        and first.indices
                    ):
                        found.add(first.name)
    for binding in document.bindings:
        if not binding.value and is_softmax(binding.body):
            found |= set(subtracted_from(document, binding.name))
    return frozenset(found)


def with_labels(network: Network, labels: frozenset[str]) -> Network:
    """The network in which the given tensors of these letters, with entries, are labels."""
    given = tuple(
        Tensor(t.name, t.axes, Role.LABEL, t.meaning) if t.meaning in labels and t.axes else t for t in network.given
    )
    return Network(given, network.definitions)


def label_conditions(network: Network) -> tuple[Condition, ...]:
    """Of each tensor of labels: its entries sum to one, and one of them is 1; those of the classes of each sample."""
    labels = [t for t in network.given if t.role is Role.LABEL]
    sums = [_over_classes(network, tensor) for tensor in labels]
    return (
        *sums,
        *(replace(one, name=labels_one_hot(t).name, one_hot=True) for t, one in zip(labels, sums, strict=True)),
    )


def _over_classes(network: Network, labels: Tensor) -> Condition:
    """The condition over the axis along which exponentials are normalised: k of y_kn, where columns are samples."""
    totals = {total for definition in network.definitions for total in definition.value.atoms(sp.Sum)}
    sizes = {total.limits[0][2] for total in totals if len(total.limits) == 1 and total.function.has(sp.exp)}
    places = [place for place, axis in enumerate(labels.axes) if axis.size in sizes]
    if len(labels.axes) != 2 or places != [0]:
        return labels_sum_to_one(labels)
    k = fresh_index(labels.indices[0])
    total = sp.Sum(labels.at(k, labels.indices[1]), labels.axes[0].limits(k))
    return replace(labels_sum_to_one(labels), left=total)


def by_the_letter_of_a_class(network: Network, left: sp.Expr, right: sp.Expr) -> Judgement | None:
    """−log p_c, where c is free on the right only, or p_3 − 1: the right class, if that makes it true."""
    labels = next((t for t in network.given if t.role is Role.LABEL and len(t.axes) == 1), None)
    if labels is None or labels in set(network.tensors_in(right)) or _has_steps(left, right):
        return None
    letters = {index for index in free_indices(right) - free_indices(left) if index.is_Symbol}
    if not letters:
        letters = {e.indices[0] for e in right.atoms(sp.Indexed) if len(e.indices) == 1 and e.indices[0].is_Integer}
    letters = letters or {index for index in free_indices(right) if index.is_Symbol}  # −y_c log p_c = −log p_c
    weighed = {e.indices[0] for e in left.atoms(sp.Indexed) if e.base == labels.at(0).base} & letters
    if len(letters) > 1:  # p_k for k ≠ c: c stands in a δ alone
        letters -= {index for side in (left, right) for e in side.atoms(sp.Indexed) for index in e.free_symbols}
        letters = letters or weighed
    if len(letters) != 1:
        return None
    (label,) = letters
    if index_ranges(network, left, right).get(label, labels.axes[0].size) != labels.axes[0].size:
        return None  # a unit of another layer is no class
    sizes = dict(size_assignments(network)[-1])
    one = sp.S.One if label.is_Symbol else label
    of_one_class, first, second = _of_one_class(network, labels, (left, right), label, one)
    if differs_at(of_one_class, first, second, sizes):
        return None
    fresh = fresh_index(label) if label.is_Symbol else label
    if not holds_for_every_size(*_of_one_class(network, labels, (left, right), label, fresh)):
        return None
    return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, f"labels are one-hot and {label} is the right class")


def _has_steps(*sides: sp.Expr) -> bool:
    """True where an index is a sum, k − 1: of a step, and no class."""
    return any(index.is_Add for side in sides for element in side.atoms(sp.Indexed) for index in element.indices)


def _of_one_class(
    network: Network, labels: Tensor, sides: tuple[sp.Expr, sp.Expr], label: sp.Expr, number: sp.Expr
) -> tuple[Network, sp.Expr, sp.Expr]:
    """The network of one-hot labels and the sides where the class is another letter, or a number."""
    first, second = (substitute(side, {label: number}) for side in sides)
    return with_one_hot_labels(network, labels, number), first, second
