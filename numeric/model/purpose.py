"""What labels a loss is for: whether it has a least value for the labels that the data have."""

from __future__ import annotations

import numpy as np

from derive.network.definitions import Network

from ..results import Dataset
from .arrays import label_of
from .head import NoHead, head_of
from .plain import plain_model

FAR = 1e4


def is_unbounded(network: Network, data: Dataset) -> bool:
    """True where the loss of the data's own labels falls on and on as the outputs grow: it is not meant for them.

    A cross-entropy of a sigmoid is for labels from 0 to 1; a squared error is for any.

    >>> from derive.network.building import classifier
    >>> measured = Dataset("y", np.ones((2, 1)), np.array([[150.0], [3.0]]), ("x",), (), False, "", "regression")
    >>> [is_unbounded(classifier(loss=loss), measured) for loss in ("sigmoid", "squared")]
    [True, False]
    """
    head, label = head_of(network), label_of(network)
    if isinstance(head, NoHead) or label is None or head.source.axes != label.axes or len(head.network.given) != 2:
        return False
    y = data.labels if len(label.axes) == 2 else data.labels[:, -1]
    loss = plain_model(head.network).loss
    for sign in (1, -1):
        near, far = (
            float(loss({head.source.name: np.full(y.shape, sign * r)}, {label.name: y})) for r in (FAR, 2 * FAR)
        )
        if far < near < 0:
            return True
    return False
