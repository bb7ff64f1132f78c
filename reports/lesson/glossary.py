"""The glossary: the words of the field that the lesson uses, each in a line."""

from __future__ import annotations

from ..report import Report
from .blocks import Cell, Section, Table, Words

EVERYWHERE = {
    "automatic differentiation (autodiff)": "A program carries derivatives along, number by number, by the chain "
    "rule: forwards from the parameters (forward mode) or backwards from the loss (reverse mode).",
    "ball arithmetic": "Computing with intervals that are sure to hold the exact number.",
    "central differences": "The loss at a little more minus the loss at a little less, divided by the distance.",
    "chain rule": "The effect of a change is the product of the effects along the way, summed over all ways.",
    "condition": "Something that is true of the data or of the network, and that a step may use.",
    "cross-entropy": "Minus the logarithm of the probability that is given to the right class.",
    "epoch": "One step of gradient descent in which every row takes part.",
    "floating point": "Numbers with a fixed count of digits: about 7 in float32, about 16 in float64. Every operation "
    "rounds to the nearest.",
    "gradient": "All partial derivatives of the loss by the parameters together; it points to where the loss grows "
    "fastest.",
    "gradient descent": "Going against the gradient, one small step after the other.",
    "JAX, stax": "The library in which the models are written, and its small collection of layers.",
    "logit": "A score of a class, any number; softmax makes probabilities of the logits.",
    "one-hot": "1 at one place, 0 elsewhere.",
    "parameter": "A number that learning changes: a weight or a bias.",
    "softmax": "e to the power of each number, divided by the sum of these: positive, and one altogether.",
    "SymPy": "The library that differentiates formulas as symbols.",
    "ULP": "Unit in the last place: how far apart two neighbouring numbers of the format are.",
}
HIDDEN = {
    "activation": "What a hidden unit hands on: a function of its pre-activation.",
    "hidden layer": "Values between the features and the logits, which learning may use as it likes.",
    "pre-activation": "The weighted sum that a hidden unit computes first.",
}


def glossary(report: Report) -> Section:
    """The words in alphabetical order; those of hidden layers only where there is one."""
    words = EVERYWHERE | (HIDDEN if report.options.network.hidden else {})
    rows = tuple(
        (Cell((Words(word),)), Cell((Words(meaning),)))
        for word, meaning in sorted(words.items(), key=lambda pair: pair[0].lower())
    )
    table = Table("Words that this page uses", ((Words("word"),), (Words("meaning"),)), rows)
    return Section("glossary", "Glossary", (table,))
