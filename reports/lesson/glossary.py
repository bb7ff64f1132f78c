"""The glossary: those words of the field that the lesson uses, each in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .blocks import Cell, Section, Table, Words

GLOSSARY = {
    "activation": "What a hidden unit hands on: a function of its pre-activation.",
    "attention": "Each position takes a mean over all positions, with weights that say how much it cares for each.",
    "automatic differentiation (autodiff)": "A program carries derivatives along, number by number, by the chain "
    "rule: forwards from the parameters (forward mode) or backwards from the loss (reverse mode).",
    "ball arithmetic": "Computing with intervals that are sure to hold the exact number.",
    "bias": "A parameter that is added, whatever the input.",
    "central differences": "The loss at a little more minus the loss at a little less, divided by the distance.",
    "chain rule": "The effect of a change is the product of the effects along the way, summed over all ways.",
    "condition": "Something that is true of the data or of the network, and that a step may use.",
    "cross-entropy": "Minus the logarithm of the probability that is given to the right class.",
    "deviation": "How far values lie from their mean: the square root of the variance.",
    "dot product": "Products of entries at the same place, summed.",
    "dropout": "Some values, chosen at random, are made 0 while a network learns.",
    "epoch": "One step of gradient descent in which every row takes part.",
    "error": "What a network says minus what is right.",
    "floating point": "Numbers with a fixed count of digits: about 7 in float32, about 16 in float64. Every operation "
    "rounds to the nearest.",
    "gradient": "All partial derivatives of the loss by the parameters together; it points to where the loss grows "
    "fastest.",
    "gradient descent": "Going against the gradient, one small step after the other.",
    "hidden units": "Values between the inputs and the outputs, which learning may use as it likes.",
    "JAX": "The library in which the models are written.",
    "logit": "A score, any number, of which a probability is made.",
    "mask": "Ones and zeros that say what counts.",
    "one-hot": "1 at one place, 0 elsewhere.",
    "parameter": "A number that learning changes: a weight or a bias.",
    "penalty": "A term of the loss that grows with the weights, and so keeps them small.",
    "pre-activation": "The weighted sum that a hidden unit computes first.",
    "sigmoid": "It makes a number between 0 and 1 of any number: 1/(1 + e to the power of its negative).",
    "slope": "The derivative of a function of one number.",
    "softmax": "e to the power of each number, divided by the sum of these: positive, and one altogether.",
    "squared error": "The square of the error: twice as far off counts four times.",
    "stax": "JAX's small collection of layers.",
    "SymPy": "The library that differentiates formulas as symbols.",
    "ULP": "Unit in the last place: how far apart two neighbouring numbers of the format are.",
    "variance": "The mean of the squares of the distances from the mean.",
}


def glossary(sections: Sequence[Section]) -> Section:
    """The words that stand in these sections, in alphabetical order.

    >>> [table] = glossary([Section("a", "Softmax", ())]).blocks
    >>> [row[0].parts[0].text for row in table.rows]
    ['softmax']
    """
    said = " ".join(_words(tuple(sections))).lower()
    rows = tuple(
        (Cell((Words(word),)), Cell((Words(meaning),)))
        for word, meaning in sorted(GLOSSARY.items(), key=lambda pair: pair[0].lower())
        if re.search(rf"\b{re.escape(word.partition(' (')[0].lower())}", said)
    )
    table = Table("Words that this page uses", ((Words("word"),), (Words("meaning"),)), rows)
    return Section("glossary", "Glossary", (table,))


def _words(part: Any) -> Iterator[str]:
    """Every text in sections, blocks and cells, but for formulas, drawings and programs."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _words(inner)
    elif hasattr(part, "__dataclass_fields__") and getattr(part, "kind", "") not in SILENT:
        for name in part.__dataclass_fields__:
            if name not in ("latex", "exact", "method"):
                yield from _words(getattr(part, name))


SILENT = ("math", "listing", "literal", "playground")
