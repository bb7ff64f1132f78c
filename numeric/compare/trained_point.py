"""Confident weights at which rows are judged: trained on some of many rows, for any confident point serves."""

from __future__ import annotations

from collections.abc import Mapping

from derive.network.definitions import Network

from ..model.arrays import label_of
from ..model.sizes import known_sizes
from ..model.trained_weights import trained_weights
from ..model.work import operations
from ..results import Array, DrawnShare
from ..scale.draw import rows_that_fit

# Operations of one step, and of all of them, where some of many rows will do; at least so many rows.
MOST_OF_A_STEP, MOST_OF_SOME, FEWEST_ROWS = 1_000_000, 300_000_000, 1_000


def trained_on_some_rows(
    network: Network, start: Mapping[str, Array], arrays: Mapping[str, Array]
) -> tuple[dict[str, Array], DrawnShare | None]:
    """The weights that ``trained_weights`` finds from all rows, or from some where they are many; and from which share.

    Some are enough where any confident point serves; all are taken where some leave a class out.

    >>> from derive.network.building import classifier
    >>> import numpy as np
    >>> arrays = {"x": np.eye(2), "y": np.eye(2)}
    >>> trained_on_some_rows(classifier(), {"W": np.zeros((2, 2))}, arrays)[1] is None
    True
    """
    work, label = operations(network, known_sizes(network, start, arrays)), label_of(network)
    taken, share = rows_that_fit(network, arrays, max(FEWEST_ROWS, MOST_OF_A_STEP // work))
    if share is None:
        return trained_weights(network, start, arrays), None
    if label is not None and ((taken[label.name] != 0).any(axis=0) != (arrays[label.name] != 0).any(axis=0)).any():
        taken, share = arrays, None
    return trained_weights(network, start, taken, MOST_OF_SOME), share
