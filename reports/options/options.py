"""Options: what a user can ask for, as checked values, the same for every command and for a TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from derive.errors import UsageError
from derive.network.short_repr import short_repr

from .conventions import ConventionOptions
from .words import one_of

if TYPE_CHECKING:
    from derive.network.definitions import Network
    from numeric.tracing.translation import Translation

LOG_BASES = ("e", "2", "10")
REDUCTIONS = ("mean", "sum")
# The functions of one argument that derive ships; a test holds the list to that, for importing them takes long.
ACTIVATIONS = (
    "tanh", "sigmoid", "relu", "leaky relu", "elu", "silu", "gelu", "gelu tanh", "softplus", "softsign", "hard tanh",
    "exp", "log", "log1p", "expm1", "sqrt", "square", "abs", "sign", "positive", "sin", "cos", "erf",
)  # fmt: skip
LOSSES = ("softmax", "sigmoid", "squared", "huber", "hinge", "focal")
DTYPES = ("float64", "float32", "float16", "bfloat16")
TASKS = ("classes", "labels", "regression")
POINTS = ("start", "trained")
FORMS = ("accurate", "fast")
MAXIMUM_UNITS = 4096
MAXIMUM_LAYERS = 32
MAXIMUM_EPOCHS = 100_000
MAXIMUM_SEED = 2**32 - 1
MAXIMUM_EXAMPLE = 100_000
EVERY_DEVICE, DEVICES = "all", re.compile("[1-9][0-9]{0,3}")
ROW = re.compile(r"first|row:([0-9]{1,9})")
Layer: TypeAlias = "str | tuple[Layer, ...]"
FROM_FILE = ("layers", "inputs", "outputs", "described", "sizes", "writing", "translation")  # not options of their own


def _at_least(what: str, found: float, least: float, most: float) -> None:
    if not least <= found <= most:
        raise UsageError(f"the {what} {found} is out of range", hint=f"expected {least} to {most}")


def _exact(name: str, written: str, least: int | None) -> None:
    """Refuse what is no number, or below its range; None stands for more than 0."""
    from fractions import Fraction

    words = name.replace("_", " ")
    try:
        number = Fraction(written) if len(written) <= 40 else None
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None:
        raise UsageError(f"the {words} {written!r:.60} is no number", hint="such as 0.01 or 1/100")
    if number <= 0 if least is None else number < least or (name == "label_smoothing" and number >= 1):
        hint = "expected more than 0" if least is None else "expected 0 or more"
        hint += ", and below 1" if name == "label_smoothing" else ""
        raise UsageError(f"the {words} {written} is out of range", hint=hint)


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """The width and the activation of one hidden layer.

    >>> HiddenLayer.parse("8:tanh")
    HiddenLayer(units=8, activation='tanh')
    """

    units: int
    activation: str

    @classmethod
    def parse(cls, text: str) -> HiddenLayer:
        """Read ``units:activation``.

        Raises:
            UsageError: the text has another shape, or a part of it is out of range.
        """
        units, separator, activation = text.partition(":")
        if not (separator and units.isascii() and units.isdigit() and len(units) <= 9):
            raise UsageError(
                f"the hidden layer {text!r:.60} cannot be read",
                hint="expected its width and its activation, such as 8:tanh",
            )
        _at_least("width of a hidden layer", int(units), 1, MAXIMUM_UNITS)
        name = re.sub(r"[\s_-]+", " ", activation[:60].strip().lower())
        return cls(int(units), name if name in ACTIVATIONS else one_of("activation", activation, ACTIVATIONS))

    def __str__(self) -> str:
        return f"{self.units}:{self.activation.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """What the network is: the same for ``report``, ``derive`` and ``compare``.

    ``log_base`` is empty where the user named none: then it is e. ``l1``, ``l2``, ``label_smoothing`` and
    ``temperature`` are numbers as they were written, for they count exactly. ``layers`` are the words of a stack
    instead of ``hidden``, ``described`` is a network from definitions; both come from the file ``file``. It also comes
    from a JAX function, ``FILE.py:FUNCTION``, of the ``shapes`` and ``roles`` of its arguments: its ``translation``.

    >>> NetworkOptions(log_base="3")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: unknown log base '3'
    """

    bias: bool = False
    log_base: str = ""
    reduction: str = "mean"
    hidden: tuple[HiddenLayer, ...] = ()
    loss: str = ""
    l1: str = "0"
    l2: str = "0"
    label_smoothing: str = "0"
    temperature: str = "1"
    file: str = ""
    layers: tuple[Layer, ...] = ()
    inputs: str = "N D"
    outputs: str = ""
    described: Network | None = None
    writing: ConventionOptions = field(default_factory=ConventionOptions)
    sizes: tuple[tuple[str, int], ...] = ()
    function: str = ""
    shapes: str = ""
    roles: str = ""
    translation: Translation | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        one_of("log base", self.log_base, ("", *LOG_BASES))
        one_of("reduction", self.reduction, REDUCTIONS)
        if not self.layers:
            one_of("loss", self.loss, ("", *LOSSES))
        for name, least in (("l1", 0), ("l2", 0), ("label_smoothing", 0), ("temperature", None)):
            _exact(name, getattr(self, name), least)
        if len(self.hidden) > MAXIMUM_LAYERS:
            raise UsageError(
                f"{len(self.hidden)} hidden layers were asked for", hint=f"at most {MAXIMUM_LAYERS} are possible"
            )

    def changed(self, chosen: Mapping[str, object], sign: str = "--") -> NetworkOptions:
        """The network with other values of some options, each called ``sign`` and its name in an error.

        Raises:
            UsageError: an option stands beside a file that leaves it no room.

        >>> NetworkOptions().changed({"l2": "0.1"}).l2
        '0.1'
        """
        beside = next((key for key in chosen if self.described or (self.layers and key == "hidden")), "")
        if beside:
            option = f"{sign}{beside.replace('_', '-')}"
            raise UsageError(f"{option} beside a file that says it all", hint=f"leave {option} out, or change the file")
        return replace(self, **chosen)  # type: ignore[arg-type]

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation for each hidden layer."""
        return tuple(layer.activation for layer in self.hidden)

    @property
    def widths(self) -> tuple[int, ...]:
        """One width for each hidden layer."""
        return tuple(layer.units for layer in self.hidden)


@dataclass(frozen=True, slots=True)
class DataOptions:
    """Which rows: a dataset's name or a file, its target column or columns, its task, and whether to standardise.

    ``task`` is empty where the target itself says what it is. ``weights`` is a file of the weights at which gradients
    are compared; ``logits`` one of logits and labels, which are compared without a model.

    >>> Options(data=DataOptions("flowers.csv", ("tall", "red"), task="labels")).command("compare")
    'backproof compare --data flowers.csv --target tall --target red --task labels'
    """

    name: str = "iris"
    target: str | tuple[str, ...] | None = None
    standardise: bool = False
    task: str = ""
    weights: str = ""
    logits: str = ""

    def __post_init__(self) -> None:
        one_of("task", self.task, ("", *TASKS))


@dataclass(frozen=True, slots=True)
class LearningOptions:
    """How numbers are computed: dtype, the seed of the weights, and gradient descent.

    Without a number of epochs it is 1000, fewer where the data are large. Without a learning rate, the largest one for
    which the loss cannot rise is taken. ``at`` says at which
    weights gradients are compared: the random start, or those of a trained classifier. ``form`` says which form of
    the formula runs: the one that loses no digits, or the shorter one, which takes about 5 % less time. ``devices`` is
    how many devices of each host share the rows, or "all".

    >>> LearningOptions(epochs=0)
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: the number of epochs 0 is out of range
    """

    dtype: str = "float64"
    seed: int = 0
    epochs: int | None = None
    learning_rate: float | None = None
    at: str = "start"
    form: str = "accurate"
    second: bool = False
    devices: str = "1"

    def __post_init__(self) -> None:
        one_of("dtype", self.dtype, DTYPES)
        one_of("point of comparison", self.at, POINTS)
        one_of("form of the formula", self.form, FORMS)
        if self.devices != EVERY_DEVICE and not DEVICES.fullmatch(self.devices):
            raise UsageError(f"the devices {self.devices!r:.40} are no number from 1 to 9999", hint="such as 8, or all")
        _at_least("seed", self.seed, 0, MAXIMUM_SEED)
        if self.epochs is not None:
            _at_least("number of epochs", self.epochs, 1, MAXIMUM_EPOCHS)
        if self.learning_rate is not None and not 0 < self.learning_rate < float("inf"):
            raise UsageError(f"the learning rate {self.learning_rate} is not positive and finite", hint="such as 0.1")


@dataclass(frozen=True, slots=True)
class ExampleOptions:
    """The user's own worked example, as it was written; what is left out is chosen as for the published one.

    ``x``, ``y``, ``W`` and ``b`` are numbers or files of them; ``example`` is a file of arrays by the tensors' names,
    ``first``, or ``row:17`` of the data.

    >>> Options(example=ExampleOptions(x="0.81,0.57", y="1,0")).command("report")
    'backproof report --x 0.81,0.57 --y 1,0'
    """

    x: str = ""
    y: str = ""
    W: str = ""
    b: str = ""
    example: str = ""

    def __post_init__(self) -> None:
        for name in type(self).__dataclass_fields__:
            if len(getattr(self, name)) > MAXIMUM_EXAMPLE:
                hint = "write it to a file: --example FILE"
                raise UsageError(f"--{name} has more than {MAXIMUM_EXAMPLE} characters", hint=hint)

    @property
    def row(self) -> int | None:
        """The row of the data that is asked for, counted from 1."""
        found = ROW.fullmatch(self.example)
        return int(found[1] or 1) if found else None

    @property
    def is_own(self) -> bool:
        """True where anything is the user's own."""
        return any(getattr(self, name) for name in type(self).__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class NotesOptions:
    """Which notes a report checks: files of them, or folders."""

    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that decides the content of a report; ``short`` asks for the lecture version of its lesson.

    >>> Options().log_base
    'e'
    """

    network: NetworkOptions = field(default_factory=NetworkOptions)
    data: DataOptions = field(default_factory=DataOptions)
    learning: LearningOptions = field(default_factory=LearningOptions)
    checking: NotesOptions = field(default_factory=NotesOptions)
    short: bool = False
    example: ExampleOptions = field(default_factory=ExampleOptions)

    __repr__ = short_repr

    def __post_init__(self) -> None:
        if self.data.weights and self.learning.at != "start":
            raise UsageError("weights from a file and trained weights were asked for", hint="leave --at out")

    @property
    def log_base(self) -> str:
        """The logarithm's base in the loss, of the dataset as of the worked example."""
        return self.network.log_base or "e"

    def command(self, name: str) -> str:
        """The command line that asks for the same content, without where it is written.

        >>> Options(NetworkOptions(bias=True), short=True).command("report")
        'backproof report --bias --short'
        """
        standard, words = Options(), ["backproof", name]
        for given, usual in (
            (self.network, standard.network),
            (self.network.writing, standard.network.writing),
            (self.data, standard.data),
            (self.learning, standard.learning),
            (self.example, standard.example),
            (self.checking, standard.checking),
        ):
            for key in type(given).__dataclass_fields__:
                if key not in FROM_FILE and getattr(given, key) != getattr(usual, key):
                    words += _as_option(key, getattr(given, key))
        return " ".join([*words, *(["--short"] if self.short else [])])


def _as_option(key: str, value: object) -> list[str]:
    import shlex

    option = {"name": "--data", "file": "--network"}.get(key, "--" + key.replace("_", "-"))
    if value is True:
        return [option]
    if key == "function":
        return [shlex.quote(str(value))]
    values = value if isinstance(value, tuple) else (value,)
    return [word for one in values for word in (option, shlex.quote(str(one)))]
