"""Trained weights: where a classifier ends up that is hardly held back, so that most rows are confident."""

from __future__ import annotations

import warnings

import numpy as np

from derive.errors import UsageError

from ..results import Array, Dataset
from .architecture import Architecture

# scikit-learn's C is the inverse of the penalty: this leaves next to none.
INVERSE_PENALTY = 1e6
LARGEST_ITERATIONS = 2_000


def trained_weights(architecture: Architecture, data: Dataset) -> dict[str, Array]:
    """Return the weights of scikit-learn's logistic regression with C = 10⁶, by L-BFGS from 0.

    It minimises the mean of the cross-entropy plus |W|² / (2 C N); base and reduction of the loss do not move
    that point. For two classes scikit-learn keeps the difference of both rows, which is
    shared out evenly here. Each number is rounded to float32, as that of the random start.

    Raises:
        UsageError: the network has a hidden layer.

    >>> from ..data.datasets import load_dataset
    >>> trained_weights(Architecture((4, 3), bias=True), load_dataset("iris"))["W"].shape
    (3, 4)
    """
    if architecture.activations:
        raise UsageError(
            "trained weights exist only for a network without hidden layers",
            hint="leave --hidden out, or compare at the random start",
        )
    # scikit-learn takes a second to import.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=LARGEST_ITERATIONS, fit_intercept=architecture.bias)
    with warnings.catch_warnings():
        # Any confident point serves; that of a separable data set lies at infinity.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(data.features, data.labels.argmax(axis=1))
    weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(weights) == 1:
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    found = {"W": weights, "b": bias} if architecture.bias else {"W": weights}
    return {name: values.astype(np.float32).astype(np.float64) for name, values in found.items()}
