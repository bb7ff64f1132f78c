"""Options: what a user can ask for, as checked values, the same for every command and for a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.errors import UsageError

LOG_BASES = ("e", "2", "10")
REDUCTIONS = ("mean", "sum")
ACTIVATIONS = ("tanh",)
DTYPES = ("float64", "float32")
POINTS = ("start", "trained")
FORMS = ("accurate", "fast")
MAXIMUM_UNITS = 4096
MAXIMUM_EPOCHS = 100_000
MAXIMUM_SEED = 2**32 - 1


def one_of(what: str, found: str, known: tuple[str, ...]) -> str:
    """Return ``found`` when it is known.

    Raises:
        UsageError: it is not; the message lists what is.

    >>> one_of("reduction", "sum", REDUCTIONS)
    'sum'
    """
    if found not in known:
        raise UsageError(f"unknown {what} {found!r:.60}", hint="expected one of: " + ", ".join(filter(None, known)))
    return found


def _at_least(what: str, found: float, least: float, most: float) -> None:
    if not least <= found <= most:
        raise UsageError(f"the {what} {found} is out of range", hint=f"expected {least} to {most}")


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
        return cls(int(units), one_of("activation", activation, ACTIVATIONS))

    def __str__(self) -> str:
        return f"{self.units}:{self.activation}"


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """What the network is: the same for ``report``, ``derive`` and ``compare``.

    ``log_base`` is empty where the user named none: then it is e, and base 2 in the worked
    example, whose published numbers are in base 2.

    >>> NetworkOptions(log_base="3")
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: unknown log base '3'
    """

    bias: bool = False
    log_base: str = ""
    reduction: str = "mean"
    hidden: tuple[HiddenLayer, ...] = ()

    def __post_init__(self) -> None:
        one_of("log base", self.log_base, ("", *LOG_BASES))
        one_of("reduction", self.reduction, REDUCTIONS)
        if len(self.hidden) > 4:
            raise UsageError(f"{len(self.hidden)} hidden layers were asked for", hint="at most 4 are possible")

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
    """Which rows: a dataset's name or a CSV file, its target column, and whether to standardise.

    >>> Options(data=DataOptions("wine", standardise=True)).command("compare")
    'backproof compare --data wine --standardise'
    """

    name: str = "iris"
    target: str | None = None
    standardise: bool = False


@dataclass(frozen=True, slots=True)
class LearningOptions:
    """How numbers are computed: dtype, the seed of the weights, and gradient descent.

    Without a learning rate, the largest one for which the loss cannot rise is taken. ``at`` says at which
    weights gradients are compared: the random start, or those of a trained classifier. ``form`` says which form of
    the formula runs: the one that loses no digits, or the shorter one, which takes about 5 % less time.

    >>> LearningOptions(epochs=0)
    Traceback (most recent call last):
        ...
    derive.errors.UsageError: the number of epochs 0 is out of range
    """

    dtype: str = "float64"
    seed: int = 0
    epochs: int = 1000
    learning_rate: float | None = None
    at: str = "start"
    form: str = "accurate"

    def __post_init__(self) -> None:
        one_of("dtype", self.dtype, DTYPES)
        one_of("point of comparison", self.at, POINTS)
        one_of("form of the formula", self.form, FORMS)
        _at_least("seed", self.seed, 0, MAXIMUM_SEED)
        _at_least("number of epochs", self.epochs, 1, MAXIMUM_EPOCHS)
        if self.learning_rate is not None and not 0 < self.learning_rate < float("inf"):
            raise UsageError(f"the learning rate {self.learning_rate} is not positive and finite", hint="such as 0.1")


@dataclass(frozen=True, slots=True)
class NotesOptions:
    """Which notes a report checks: files of them, or folders."""

    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that decides the content of a report.

    >>> Options().log_base, Options().example_log_base
    ('e', '2')
    """

    network: NetworkOptions = field(default_factory=NetworkOptions)
    data: DataOptions = field(default_factory=DataOptions)
    learning: LearningOptions = field(default_factory=LearningOptions)
    checking: NotesOptions = field(default_factory=NotesOptions)

    @property
    def log_base(self) -> str:
        """The logarithm's base in the loss of the dataset."""
        return self.network.log_base or "e"

    @property
    def example_log_base(self) -> str:
        """The logarithm's base in the worked example."""
        return self.network.log_base or "2"

    def command(self, name: str) -> str:
        """The command line that asks for the same content, without where it is written.

        >>> Options(NetworkOptions(bias=True)).command("report")
        'backproof report --bias'
        """
        standard, words = Options(), ["backproof", name]
        for given, usual in (
            (self.network, standard.network),
            (self.data, standard.data),
            (self.learning, standard.learning),
            (self.checking, standard.checking),
        ):
            for key in type(given).__dataclass_fields__:
                if getattr(given, key) != getattr(usual, key):
                    words += _as_option(key, getattr(given, key))
        return " ".join(words)


def _as_option(key: str, value: object) -> list[str]:
    import shlex

    option = "--data" if key == "name" else "--" + key.replace("_", "-")
    if value is True:
        return [option]
    values = value if isinstance(value, tuple) else (value,)
    return [word for one in values for word in (option, shlex.quote(str(one)))]
