"""What a lesson says about each kind of stage: a record for every word that a layer or a loss gives its definitions."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .definitions import Definition
from .functions import FUNCTIONS, function_of


@dataclass(frozen=True, slots=True)
class StageLesson:
    """A stage in a teacher's words.

    ``does`` goes on after "The logits: …" and ``called`` after "The logits, …". In both {below} stands for what the
    stage is made of but for labels and parameters, {first} for the first of these, {labels} for the labels, {over} for
    the axes that it sums over, and {bias} for a bias, where there is one.

    >>> STAGE_LESSONS["softmax"].called.format(below="logits")
    'softmax of the logits'
    """

    does: str
    called: str


_TOTAL = "this is what learning makes small"
STAGE_LESSONS = {
    "dense layer": StageLesson("each one is a weighted sum of the {below}{bias}", "sums of products{bias}"),
    "softmax": StageLesson("softmax turns the {below} into positive numbers that sum to one", "softmax of the {below}"),
    "log-softmax": StageLesson(
        "the logarithms of what softmax makes of the {below}", "logarithms of the softmax of the {below}"
    ),
    "skip connection": StageLesson(
        "what came in and what the branch made of it, added: the {below}", "sums of the {below}"
    ),
    "mean": StageLesson("the mean of the {below} over the {over}", "the mean of the {below} over the {over}"),
    "variance": StageLesson(
        "how far the {first} are from their mean: the mean of the squares over the {over}",
        "the mean square of the distances from the mean",
    ),
    "standard deviation": StageLesson("the square root of the {below}", "the square root of the {below}"),
    "normalised values": StageLesson(
        "the {first} moved and scaled so that their mean is 0 and their deviation 1",
        "distances from the mean in units of the deviation",
    ),
    "gain and offset": StageLesson(
        "each of the {below} is stretched by a gain and moved by an offset, which are learnt",
        "gain times value, plus offset",
    ),
    "dropout": StageLesson(
        "a mask keeps some values and makes 0 of the others; what is kept is divided by the share that is kept",
        "what the mask keeps",
    ),
    "embedding": StageLesson("each one-hot word picks its own row of the table", "rows of the table"),
    "convolution": StageLesson(
        "a short row of weights slides along the {below}, and each place has the weighted sum of what lies under it"
        "{bias}",
        "weighted sums along the {below}{bias}",
    ),
    "mean pooling": StageLesson("one row for all {over}, the mean of the {below}", "one row for all {over}"),
    "scores": StageLesson(
        "each query meets each key in a dot product, divided by the square root of its length", "scaled dot products"
    ),
    "attention": StageLesson(
        "each position takes a mean of the values, and its attention weights say how much of each", "weighted means"
    ),
    "heads together": StageLesson("what the heads found, joined by one more weighted sum", "sums over all heads"),
    "smoothed labels": StageLesson(
        "a small share of each label is spread evenly over all classes", "labels with a share spread over all classes"
    ),
    "cross-entropy": StageLesson(
        "cross-entropy, small when the probability of the right class is near one",
        "minus the logarithm of the probability of the right class",
    ),
    "binary cross-entropy": StageLesson(
        "binary cross-entropy, small when the probability of the right answer, yes or no, is near one",
        "minus the logarithm of the probability of the right answer",
    ),
    "squared error": StageLesson(
        "the square of the distance between the {below} and the {labels}", "the square of the error"
    ),
    "error": StageLesson("the {below} minus the {labels}", "the {below} minus the {labels}"),
    "small errors": StageLesson(
        "a mark that tells small errors from large ones; it is taken as it is, not differentiated",
        "1 where the error is small, else 0",
    ),
    "Huber loss": StageLesson(
        "half the square of an error that is small; a large one counts only by its magnitude, so that outliers do not "
        "rule",
        "half a square where the error is small, a magnitude where it is large",
    ),
    "right score": StageLesson("the one of the {below} that belongs to the right class", "picked by the labels"),
    "violated margins": StageLesson(
        "a mark for each class that comes within 1 of the right one; it is taken as it is, not differentiated",
        "1 where a class comes within 1 of the right one, else 0",
    ),
    "multi-class hinge": StageLesson(
        "by how much the wrong classes come within the margin of 1, altogether", "the violations, summed"
    ),
    "focal loss": StageLesson(
        "cross-entropy in which a sample counts less the surer its right answer already is",
        "cross-entropy, less where the answer is already right",
    ),
    "KL divergence": StageLesson(
        "how far the {below} are from the {labels}; 0 where they are the same",
        "the mean of a difference of logarithms",
    ),
    "loss": StageLesson(_TOTAL, "the loss of the sample"),
    "loss, with penalty": StageLesson(
        f"the loss of the sample and a penalty for large weights; {_TOTAL}", "loss and penalty together"
    ),
    **{
        f"{reduction} over the samples{end}": StageLesson(
            f"one number for all samples{words}; {_TOTAL}", f"over all samples{words}"
        )
        for reduction in ("mean", "sum")
        for end, words in (("", ""), (", with penalty", ", with a penalty for large weights"))
    },
}


def stage_lesson(definition: Definition) -> StageLesson:
    """What to say about the definition: by its stage's record, by its function's, or else by its form.

    >>> from .building import stack
    >>> network = stack("dense 2", "relu", "dense", loss="squared error")
    >>> [stage_lesson(d).called for d in network.definitions][:2]
    ['sums of products{bias}', 'relu of each of the {below}']
    """
    return STAGE_LESSONS.get(definition.stage) or _of_function(definition) or _of_form(definition)


def _of_function(definition: Definition) -> StageLesson | None:
    value = definition.value
    applied = bool(value.args) and all(isinstance(part, (sp.Indexed, sp.Symbol)) for part in value.args)
    function = FUNCTIONS.get(definition.stage) or (function_of(value) if applied else None)
    if function is None:
        return None
    lesson = function.lesson
    if lesson is not None and lesson.several:
        return StageLesson(lesson.does, f"{lesson.several} of the {{below}}")
    called = (lesson.called if lesson else "") or function.name
    does = lesson.does if lesson else f"{function.name} of each of the {{below}}"
    return StageLesson(does, f"{called} of each of the {{below}}")


def _of_form(definition: Definition) -> StageLesson:
    """A definition with words of its own author: what its outermost operation is."""
    value = definition.value
    outer = next((node for node in sp.Add.make_args(value) if isinstance(node, sp.Sum)), None)
    if outer is None:
        return StageLesson("made of the {below}", "made of the {below}")
    what = " of products" if isinstance(outer.function, sp.Mul) else ""
    return StageLesson(f"a sum{what}, over the {{over}}, of the {{below}}", f"a sum{what} over the {{over}}")
