"""In what a loss measures, found by its form."""

from __future__ import annotations

import sympy as sp

from derive.network.building import classifier
from derive.network.information import base_of_loss
from tests.derive.zoo.catalogue import ENTRIES

# Those of the zoo that are −log of a probability, by whatever words they are written.
IN_NATS = {
    "logistic regression",
    "logistic regression, loss by softplus",
    "logistic regression, loss by log(1 + exp(z))",
    "many labels: a sigmoid each",
    "focal loss",
    "KL divergence from given shares",
    "label smoothing",
    "temperature",
    "class weights",
    "masked classes",
    "softmax cross-entropy by log-sum-exp",
    "log-softmax",
    "Poisson regression, loss by log",
    "embedding by one-hot",
    "convolution, tanh, mean pooling, softmax",
    "mean pooling",
    "two towers with a shared weight",
    "three layers, three activations",
}


def test_the_losses_of_the_zoo_that_count_nats() -> None:
    """A logarithm beside labels that only weigh; a squared error, log cosh or a penalty is no such thing."""
    assert {entry.title for entry in ENTRIES if base_of_loss(entry.network) == sp.E} == IN_NATS
    assert {base_of_loss(entry.network) for entry in ENTRIES} == {sp.E, None}


def test_another_base_is_read_off_the_loss() -> None:
    """Of softmax and of sigmoid cross-entropy, of many samples and of one."""
    for base, loss, batch in (("2", "softmax", True), ("10", "sigmoid", True), ("2", "softmax", False)):
        assert base_of_loss(classifier(log_base=base, loss=loss, batch=batch)) == int(base)
    assert base_of_loss(classifier(log_base="2", l2="0.1")) is None
