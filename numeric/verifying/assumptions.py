"""What may be assumed of labels: class numbers are one-hot, rows of soft labels sum to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.network.definitions import Condition, Network
from derive.network.losses import labels_sum_to_one
from derive.network.tensors import Role, Tensor


def conditions_of(network: Network) -> tuple[Condition, ...]:
    """The conditions of a network, and that the labels of each sample sum to one.

    >>> from derive.network.building import classifier
    >>> [condition.name for condition in conditions_of(classifier())]
    ['labels sum to one']
    """
    soft = soft_labels(network)
    made = [replace(labels_sum_to_one(t), name=_name_for(t, soft)) for t in soft]
    known = {(condition.left, condition.right) for condition in network.conditions}
    return (*network.conditions, *(c for c in made if (c.left, c.right) not in known))


def soft_labels(network: Network) -> list[Tensor]:
    """The labels with an axis of classes that are no class numbers: a row of one number for each class."""
    rows = {tensor.axes[0] for tensor in network.given if tensor.role is Role.INPUT and len(tensor.axes) > 1}
    hot = {t for c in network.conditions if c.one_hot for t in network.tensors_in(c.left)}
    labels = [tensor for tensor in network.given if tensor.role is Role.LABEL and tensor not in hot]
    return [t for t in labels if len(t.axes) > 1 or (t.axes and t.axes[0] not in rows)]


def _name_for(tensor: Tensor, soft: Sequence[Tensor]) -> str:
    return "labels sum to one" if len(soft) == 1 else f"{tensor.name} sums to one"
