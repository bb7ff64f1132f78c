r"""The notations of five books and courses, each as data: letters, marks of layers and samples, indices, sizes.

Where a book changes its letters between chapters, the letters are those of its chapter on networks:
Ng, course notes "Standard notations for Deep Learning"; Bishop, "Pattern Recognition and Machine Learning", 4.3 and
5.2; Nielsen, "Neural Networks and Deep Learning", chapter 2; Zhang and others, "Dive into Deep Learning", 4.1 and 5.1;
Goodfellow and others, "Deep Learning", Notation and 6.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .parts import Along, Part

IN_LAYERS = frozenset((Part.WEIGHTS, Part.BIAS, Part.BEFORE, Part.ACTIVATION, Part.LOGITS))


@dataclass(frozen=True, slots=True)
class BookNotation:
    """How one book writes a network.

    ``letters`` are LaTeX, by what a tensor is for; the bias's may end in 0 behind its index. ``indices`` are letters in
    the order of use, ``sizes`` LaTeX. Layers count from ``first_layer`` and are marked in networks of ``marked_from``
    layers or more; ``data_alone_capital``: a matrix of weights keeps its small letter.
    """

    title: str
    letters: Mapping[Part, str]
    indices: Mapping[Along, str]
    sizes: Mapping[Along, str]
    layout: str
    layer_mark: str = "({})"
    sample_mark: str = ""
    marked: frozenset[Part] = IN_LAYERS
    marked_from: int = 2
    first_layer: int = 1
    bias_index: str = ""
    font_of_vectors: str = "mathbf"
    font_of_matrices: str = ""
    data_alone_capital: bool = False


NG = BookNotation(
    "Ng, Deep Learning Specialization",
    {
        Part.INPUT: "x", Part.LABEL: "y", Part.WEIGHTS: "W", Part.BIAS: "b", Part.BEFORE: "z", Part.ACTIVATION: "a",
        Part.LOGITS: "z", Part.OUTPUT: r"\hat{y}", Part.LOSS: r"\mathcal{L}", Part.TOTAL: "J",
    },
    {Along.SAMPLES: "i", Along.OUTPUTS: "jl", Along.INPUTS: "kr", Along.HIDDEN: "rsuv"},
    {Along.SAMPLES: "m", Along.OUTPUTS: "n_y", Along.INPUTS: "n_x", Along.HIDDEN: "n"},
    "columns",
    layer_mark="[{}]",
    sample_mark="({})",
    font_of_vectors="",
)  # fmt: skip
BISHOP = BookNotation(
    "Bishop, Pattern Recognition and Machine Learning",
    {
        Part.INPUT: "x", Part.LABEL: "t", Part.WEIGHTS: "w", Part.BIAS: "w", Part.BEFORE: "a", Part.ACTIVATION: "z",
        Part.LOGITS: "a", Part.OUTPUT: "y", Part.LOSS: "E", Part.TOTAL: "E",
    },
    {Along.SAMPLES: "nm", Along.OUTPUTS: "kjl", Along.INPUTS: "ipq", Along.HIDDEN: "jlrsuv"},
    {Along.SAMPLES: "N", Along.OUTPUTS: "K", Along.INPUTS: "D", Along.HIDDEN: "M"},
    "rows",
    bias_index="0",
    font_of_matrices="mathbf",
)  # fmt: skip
NIELSEN = BookNotation(
    "Nielsen, Neural Networks and Deep Learning",
    {
        Part.INPUT: "a", Part.LABEL: "y", Part.WEIGHTS: "w", Part.BIAS: "b", Part.BEFORE: "z", Part.ACTIVATION: "a",
        Part.LOGITS: "z", Part.OUTPUT: "a", Part.LOSS: "C", Part.TOTAL: "C",
    },
    {Along.SAMPLES: "x", Along.OUTPUTS: "ji", Along.INPUTS: "kl", Along.HIDDEN: "klmr"},
    {Along.SAMPLES: "n", Along.OUTPUTS: "K", Along.INPUTS: "D", Along.HIDDEN: "H"},
    "columns",
    layer_mark="{}",
    sample_mark="{}",
    marked=IN_LAYERS | {Part.INPUT, Part.OUTPUT},
    marked_from=1,
    first_layer=2,
    font_of_vectors="",
    data_alone_capital=True,
)  # fmt: skip
D2L = BookNotation(
    "Zhang, Lipton, Li, Smola, Dive into Deep Learning",
    {
        Part.INPUT: "x", Part.LABEL: "y", Part.WEIGHTS: "W", Part.BIAS: "b", Part.BEFORE: "z", Part.ACTIVATION: "h",
        Part.LOGITS: "o", Part.OUTPUT: r"\hat{y}", Part.LOSS: "l", Part.TOTAL: "L",
    },
    {Along.SAMPLES: "i", Along.OUTPUTS: "jk", Along.INPUTS: "rs", Along.HIDDEN: "uvgf"},
    {Along.SAMPLES: "n", Along.OUTPUTS: "q", Along.INPUTS: "d", Along.HIDDEN: "h"},
    "xw",
    font_of_matrices="mathbf",
)  # fmt: skip
GOODFELLOW = BookNotation(
    "Goodfellow, Bengio, Courville, Deep Learning",
    {
        Part.INPUT: "x", Part.LABEL: "y", Part.WEIGHTS: "W", Part.BIAS: "b", Part.BEFORE: "a", Part.ACTIVATION: "h",
        Part.LOGITS: "z", Part.OUTPUT: r"\hat{y}", Part.LOSS: "L", Part.TOTAL: "J",
    },
    {Along.SAMPLES: "i", Along.OUTPUTS: "kl", Along.INPUTS: "jp", Along.HIDDEN: "rsuv"},
    {Along.SAMPLES: "m", Along.OUTPUTS: "K", Along.INPUTS: "n", Along.HIDDEN: "H"},
    "xw",
    font_of_vectors="boldsymbol",
    font_of_matrices="boldsymbol",
)  # fmt: skip

NOTATIONS = {"ng": NG, "bishop": BISHOP, "nielsen": NIELSEN, "d2l": D2L, "goodfellow": GOODFELLOW}
