"""What numeric hands to reports: plain values, no arrays on a device. A comparison shows itself in a notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from derive.network.short_repr import short_repr
from derive.writing.notebook_display import shown_as_text

from .comparison_table import as_html, as_markdown, as_text, verdict_sentence

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Rows to learn from: ``features`` N×D, ``labels``, and where they come from.

    ``task`` says what the labels are: "classes" (one-hot, N×K), "labels" (each of K columns 0 or 1, any number
    of them at once) or "regression" (N×1 measured numbers; ``class_names`` is empty). ``remarks`` are whole
    sentences about what was recognised or decided while reading.

    >>> from .data.datasets import load_dataset
    >>> iris = load_dataset("iris")
    >>> iris.features.shape, iris.labels.sum(axis=0).tolist(), iris.class_names
    ((150, 4), [50.0, 50.0, 50.0], ('setosa', 'versicolor', 'virginica'))
    """

    name: str
    features: Array
    labels: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    standardised: bool
    sha256: str
    task: str = "classes"
    target_name: str = ""
    remarks: tuple[str, ...] = ()

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class Judgement:
    """One entry against its certified truth, a decimal string of 30 digits.

    ``abs_error``, ``rel_error`` and ``ulp`` map each of ours, stax, custom and jvp to its error, ``bounds`` to the
    largest absolute error that rounding explains. ``nearest`` is the one of ours, stax and custom with the smallest
    error, or "tie" where ours shares that with another.
    """

    truth: str
    abs_error: dict[str, float]
    rel_error: dict[str, float]
    ulp: dict[str, float]
    bounds: dict[str, float]
    nearest: str

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class RowAccuracy:
    """One source's gradient with respect to the logits, row by row, against the certified truth.

    A row's error is that of its worst component. ``exact_zeros`` counts the rows with a component that came
    out as 0 and is not, ``wrong`` those with a component that is off by more than ``visible`` of itself; components
    whose truth lies below the range of normal numbers do not count. With many rows ``judged`` of all ``rows`` were held
    against the truth: ``drawn`` of them at random, of which the median is, and those that look worst; 0 where all were.
    """

    max_ulp: float
    median_ulp: float
    exact_zeros: int
    wrong: int
    visible: float = 1e-3
    judged: int = 0
    drawn: int = 0
    rows: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class ScaleAccuracy:
    """The largest error in ULP of the gradient with respect to the logits, for each scale of the logits.

    ``max_ulp`` maps each source to one number for each of ``scales``; None where a component came out as NaN or
    infinite.
    """

    dtype: str
    rows: int
    classes: int
    scales: tuple[float, ...]
    max_ulp: dict[str, tuple[float | None, ...]]

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class DrawnShare:
    """So many of all rows, drawn with the named seed.

    >>> str(DrawnShare(60, 150, 0))
    '60 of 150 rows (drawn with seed 0)'
    """

    rows: int
    count: int
    seed: int

    def __str__(self) -> str:
        return f"{self.rows} of {self.count} rows (drawn with seed {self.seed})"


@dataclass(frozen=True, slots=True)
class Trust:
    """Accuracy by the scale of the logits, in each format, and row by row at trained weights in float32.

    ``scales`` is empty where the labels are no classes, ``trained`` None where no tensor carries all rows apart;
    ``share`` says which rows the weights were trained on, where it were some.
    """

    scales: tuple[ScaleAccuracy, ...]
    trained: Mapping[str, RowAccuracy] | None
    share: DrawnShare | None = None

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class ParameterComparison:
    """One parameter entry's gradient from every source; ``value`` is the entry at which it was taken.

    ``symbolic`` is the array lowering, ``lambdify`` the entry's own formula (None where there are too many),
    ``difference`` the central difference in float64; this one and ``jvp``, in forward mode, are None where they were
    computed for a sample of the entries only. ``abs_error``, ``rel_error`` (relative to the larger
    of the two) and ``ulp`` (of the dtype) are the largest of stax and custom against ``symbolic``. ``bounds`` are
    how far rounding may move each of ours, stax, custom and jvp from the exact gradient, ``bound`` is that of ours.
    ``agrees`` is False where a source is further than its own bound from the truth, or two of them further apart than
    both may be.
    """

    name: str
    value: float
    symbolic: float
    lambdify: float | None
    stax: float | None
    custom: float
    jvp: float | None
    difference: float | None
    abs_error: float
    rel_error: float
    ulp: float
    bound: float
    agrees: bool
    judgement: Judgement | None = None
    bounds: dict[str, float] = field(default_factory=dict)

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every parameter entry compared at one point; ``verdict`` is "agree" when every entry agrees.

    ``rule`` says in one line how the bounds were derived; ``max_ulp_by_source`` is there with a truth. ``remarks`` say
    what a reader has to know: which rows were taken, why there is no stax model. Of many rows, ``sample`` is the same
    comparison at ``sample.rows`` of them, with a certified truth; it takes both to agree.
    ``str()`` is the table; a notebook shows it as one.

    >>> Comparison("float64", (), 0.0, 0.0, 0.0, "agree", "nothing was compared").verdict
    'agree'
    """

    dtype: str
    parameters: tuple[ParameterComparison, ...]
    max_abs_error: float
    max_rel_error: float
    max_ulp: float
    verdict: str
    rule: str
    max_ulp_by_source: dict[str, float] | None = None
    remarks: tuple[str, ...] = ()
    rows: int | None = None
    sample: Comparison | None = None

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return f"Comparison({verdict_sentence(self)})"

    _repr_pretty_ = shown_as_text

    def _repr_markdown_(self) -> str:
        return as_markdown(self)

    def _repr_html_(self) -> str:
        return as_html(self)


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One run of full-batch gradient descent; loss and measure (accuracy, say) before the first step and after each.

    ``slope`` is the length of the gradient at the same points; empty where it was not recorded.
    """

    source: str
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]
    parameters: dict[str, Array]
    slope: tuple[float, ...] = ()

    __repr__ = short_repr


@dataclass(frozen=True, slots=True)
class Training:
    """The runs from the same start, with the symbolic gradient and with each model's autodiff.

    ``measure`` says what the runs call accuracy: "accuracy", "share of labels right", "R²". ``guessing`` is that of
    always naming the same (the largest class, the mean): up to it nothing was learnt yet; None where there is no
    measure but the loss. ``probabilities``, N×K, are those that the first run predicts for each row at its end; None
    where there are none. ``predicted`` is what it says of each row instead: a measured number, or 0 or 1 for a label.

    >>> run = TrainingRun("symbolic", loss=(1.1, 0.4), accuracy=(0.3, 0.6), parameters={})
    >>> Training(1, 0.1, (run,), 0.0, guessing=0.5).learnt_nothing
    False
    """

    epochs: int
    learning_rate: float
    runs: tuple[TrainingRun, ...]
    max_weight_difference: float
    guessing: float | None = 0.0
    probabilities: Array | None = None
    measure: str = "accuracy"
    predicted: Array | None = None

    __repr__ = short_repr

    @property
    def learnt_nothing(self) -> bool:
        """True when the final measure is no better than naming the same each time, or the loss is not less."""
        if self.guessing is None:
            return self.diverged
        return self.runs[0].accuracy[-1] <= self.guessing

    @property
    def is_share(self) -> bool:
        """True where the measure is a share of the rows or labels, told in percent; R² may be below 0."""
        return self.measure != "R²"

    @property
    def diverged(self) -> bool:
        """True when the loss ended above where it began: the steps are too large."""
        return not self.runs[0].loss[-1] <= self.runs[0].loss[0]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One data point, one step of learning, every number: arrays by the tensor's name.

    ``forward`` maps each defined tensor to its values (z, p, L …), ``gradient`` and
    ``updated`` map each parameter to an array of its own shape. ``log_base`` is the base of the logarithm that the loss
    is measured with (e, 2, 10); empty for a loss that is no logarithm of a probability.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> from .learning.example_point import example_inputs
    >>> from .learning.worked_example import work_example
    >>> network = classifier(log_base="2", batch=False)
    >>> example = work_example(network, {"W": derive_gradient(network, "W").formula}, example_inputs(network))
    >>> example.forward["z"].round(5).tolist(), round(example.loss, 7)
    ([0.9112, 0.6105, -0.1517], 1.0605679)
    """

    inputs: dict[str, Array]
    learning_rate: float
    log_base: str
    forward: dict[str, Array]
    loss: float
    gradient: dict[str, Array]
    updated: dict[str, Array]
    loss_after: float

    __repr__ = short_repr

    @property
    def bits(self) -> float | None:
        """The loss in bits; None where it is no logarithm of a probability."""
        if not self.log_base:
            return None
        return self.loss * (1.0 if self.log_base == "e" else math.log(float(self.log_base))) / math.log(2)
