"""The options that commands share, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from derive.errors import UsageError

from ..options.conventions import LAYOUTS, NOTATIONS, ConventionOptions
from ..options.options import (
    DTYPES,
    LOSSES,
    TASKS,
    DataOptions,
    HiddenLayer,
    LearningOptions,
    NetworkOptions,
)
from ..options.words import one_of

NETWORK, DATA, LEARNING, OUTPUT, LOOK = "Network", "Data", "Learning", "Output", "Look of the page"
EXAMPLE = "Worked example"
WRITING = "Conventions"

Model = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE.py:FUNCTION]",
        help="Your own loss as a JAX function; the file is run, as python FILE.py would run it.",
    ),
]
Shapes = Annotated[
    str | None,
    typer.Option(
        metavar='"W=K,D x=N,D"',
        help="The shapes of the function's arguments: sizes are letters or numbers; y=N:int are labels, lam= a number.",
        rich_help_panel=NETWORK,
    ),
]
Roles = Annotated[
    str | None,
    typer.Option(
        metavar='"tau=input"',
        help="What arguments are for, where it is not seen: input, label or parameter.",
        rich_help_panel=NETWORK,
    ),
]
Wrt = Annotated[
    str,
    typer.Option(metavar="NAME", help="Differentiate with respect to this argument.", rich_help_panel=NETWORK),
]
Sizes = Annotated[
    str | None,
    typer.Option(
        metavar='"N=64,D=4"', help="Numbers for the sizes of your function, for random data.", rich_help_panel=DATA
    ),
]
Axes = Annotated[
    str | None,
    typer.Option(
        metavar='"N=64,D=4"',
        help="Names for the lengths of the arrays in --data, which are the shapes then.",
        rich_help_panel=NETWORK,
    ),
]
Examples = Annotated[
    str | None, typer.Option("--data", metavar="FILE.npz", help="Example arrays by name.", rich_help_panel=NETWORK)
]
NetworkFile = Annotated[
    Path | None,
    typer.Option(
        "--network",
        metavar="FILE.toml",
        help="Read the network from a file: options, layers or definitions.",
        rich_help_panel=NETWORK,
    ),
]
Bias = Annotated[
    bool | None, typer.Option("--bias/--no-bias", help="With a bias, or without (default).", rich_help_panel=NETWORK)
]
LogBase = Annotated[
    str | None,
    typer.Option(metavar="e|2|10", help="Base of the logarithm: e, 2 for bits, or 10.", rich_help_panel=NETWORK),
]
Reduction = Annotated[
    str | None, typer.Option(metavar="mean|sum", help="Over the samples (default mean).", rich_help_panel=NETWORK)
]
Hidden = Annotated[
    list[str] | None,
    typer.Option(metavar="8:tanh", help="A hidden layer: width and activation; repeatable.", rich_help_panel=NETWORK),
]
Loss = Annotated[
    str | None, typer.Option(metavar="|".join(LOSSES), help="The loss (default softmax).", rich_help_panel=NETWORK)
]
L1 = Annotated[
    str | None, typer.Option("--l1", metavar="NUMBER", help="Penalty λ Σ |W| of the weights.", rich_help_panel=NETWORK)
]
L2 = Annotated[
    str | None, typer.Option("--l2", metavar="NUMBER", help="Weight decay (λ/2) Σ W².", rich_help_panel=NETWORK)
]
LabelSmoothing = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Share of each label spread over all classes.", rich_help_panel=NETWORK),
]
Temperature = Annotated[
    str | None, typer.Option(metavar="NUMBER", help="What the logits are divided by.", rich_help_panel=NETWORK)
]
Data = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help="iris, wine, digits, breast_cancer, diabetes; or a file: CSV, .npz, .npy, .parquet.",
        rich_help_panel=DATA,
    ),
]
Target = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN",
        help="The column to learn (default: the only one of text); several, apart or with commas, are many labels.",
        rich_help_panel=DATA,
    ),
]
Task = Annotated[
    str,
    typer.Option(metavar="|".join(TASKS), help="What the target is (default: as it looks).", rich_help_panel=DATA),
]
Standardise = Annotated[
    bool, typer.Option("--standardise", help="Scale each feature to mean 0, deviation 1.", rich_help_panel=DATA)
]
Weights = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.npz", help="Compare at your own weights, arrays by the parameter's name.", rich_help_panel=DATA
    ),
]
Logits = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Compare at your own logits and labels, row by row, without a model: .npz, .npy or CSV.",
        rich_help_panel=DATA,
    ),
]
Dtype = Annotated[str, typer.Option(metavar="|".join(DTYPES), help="Number format.", rich_help_panel=LEARNING)]
Seed = Annotated[int, typer.Option(help="Seed of the starting weights.", rich_help_panel=LEARNING)]
Epochs = Annotated[
    int | None,
    typer.Option(help="Steps of gradient descent (default 1000, fewer of large data).", rich_help_panel=LEARNING),
]
LearningRate = Annotated[
    float | None,
    typer.Option(help="Step size of gradient descent (default: a stable one).", rich_help_panel=LEARNING),
]
At = Annotated[
    str,
    typer.Option(
        metavar="start|trained", help="Compare at the random start or at trained weights.", rich_help_panel=LEARNING
    ),
]
Form = Annotated[
    str,
    typer.Option(metavar="accurate|fast", help="Which form of the formula runs.", rich_help_panel=LEARNING),
]
CompareSecond = Annotated[
    bool,
    typer.Option("--second", help="The second derivatives too: the Hessian by all weights.", rich_help_panel=LEARNING),
]
Devices = Annotated[
    str,
    typer.Option(
        metavar="NUMBER|all", help="Share the rows among so many devices of each host.", rich_help_panel=LEARNING
    ),
]
Hosts = Annotated[
    str,
    typer.Option(
        metavar="auto|ADDRESS:PORT,NUMBER,ID",
        help="This is one of several hosts that run the same command: what jax.distributed.initialize takes.",
        rich_help_panel=LEARNING,
    ),
]
Features = Annotated[int, typer.Option(min=1, help="D, for each weight's own gradient.")]
Classes = Annotated[int, typer.Option(min=2, help="K, for each weight's own gradient.")]
ExampleX = Annotated[
    str, typer.Option("--x", metavar="NUMBERS|FILE", help="Features, such as 0.81,0.57.", rich_help_panel=EXAMPLE)
]
ExampleY = Annotated[
    str,
    typer.Option("--y", metavar="NUMBERS|CLASS", help="Labels, a class, a measured number.", rich_help_panel=EXAMPLE),
]
ExampleW = Annotated[
    str,
    typer.Option("--W", metavar="NUMBERS|FILE", help='Weights, such as "0.1,0.2;0.3,0.4"', rich_help_panel=EXAMPLE),
]
ExampleB = Annotated[str, typer.Option("--b", metavar="NUMBERS|FILE", help="Biases.", rich_help_panel=EXAMPLE)]
Example = Annotated[
    str,
    typer.Option(
        "--example",
        metavar="FILE|first|row:17",
        help="Arrays by name (TOML, JSON, .npz), or a row of the data.",
        rich_help_panel=EXAMPLE,
    ),
]
Notes = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="Check the formulas in these notes too; repeatable.", rich_help_panel="Notes"),
]
Letters = Annotated[
    str | None,
    typer.Option(
        metavar="p=\\hat{y},z=a",
        help="LaTeX letters for tensors, indices and sizes; a comma between two.",
        rich_help_panel=WRITING,
    ),
]
Notation = Annotated[
    str | None, typer.Option(metavar="|".join(NOTATIONS), help="The notation of a book.", rich_help_panel=WRITING)
]
Layout = Annotated[
    str | None,
    typer.Option(metavar="|".join(LAYOUTS), help="Z = X Wᵀ (default), Z = W X, or Z = X W.", rich_help_panel=WRITING),
]
Colour = Annotated[
    bool | None,
    typer.Option("--colour/--no-colour", help="Every tensor in its own colour.", rich_help_panel=WRITING),
]
Fragment = Annotated[
    bool,
    typer.Option(
        "--fragment/--full-page",
        help="A fragment for another page, whose style it leaves alone, or a page of its own (default).",
        rich_help_panel=LOOK,
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Your own Jinja templates; each replaces ours of its name.", rich_help_panel=LOOK),
]
Css = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Your own style, after ours; the page loads nothing from elsewhere.", rich_help_panel=LOOK
    ),
]
Paper = Annotated[str, typer.Option(metavar="a4|letter", help="The paper to print on.", rich_help_panel=LOOK)]
Cache = Annotated[
    bool,
    typer.Option("--cache/--no-cache", help="Take proofs and numbers that were kept before.", rich_help_panel=OUTPUT),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document and nothing else.", rich_help_panel=OUTPUT)]


def output_form(form: str | None, as_json: bool, known: tuple[str, ...]) -> str:
    """The format that ``--format`` and ``--json`` ask for together; the first one known where neither does.

    Raises:
        UsageError: they ask for different ones, or for one that is not known.

    >>> output_form(None, True, ("text", "json"))
    'json'
    """
    if form is not None:
        one_of("format", form, known)
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} contradict each other", hint="give one of them")
    return "json" if as_json else form or known[0]


def data_options(
    name: str,
    target: list[str] | None,
    standardise: bool,
    task: str,
    weights: Path | None = None,
    logits: Path | None = None,
) -> DataOptions:
    """The data options; one target stays a word, several are a tuple.

    Raises:
        UsageError: there is no such task.

    >>> data_options("flowers.csv", ["kind"], False, "").target
    'kind'
    """
    several = tuple(target) if target and len(target) > 1 else None
    named = several or (target[0] if target else None)
    return DataOptions(name, named, standardise, task, str(weights or ""), str(logits or ""))


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """The user's own function as it is named, with the words that say its shapes and roles and what is differentiated.

    ``data`` is a file of example arrays, ``axes`` the names of their lengths.
    """

    model: str | None
    shapes: str | None = None
    roles: str | None = None
    wrt: str = ""
    data: str | None = None
    axes: str | None = None

    def options(self, beside: Mapping[str, object]) -> NetworkOptions:
        """The network options of the function; ``beside`` are options that describe another network.

        Raises:
            UsageError: one of them is given, the shapes cannot be read, or the function cannot be translated.
        """
        model = self.model or ""
        beside_a_function(model, **beside)
        from ..options.traced import traced_network

        return traced_network(model, self.shapes or "", self.roles or "", self.wrt, self.data or "", self.axes or "")


def network_options(
    file: Path | None,
    bias: bool | None,
    log_base: str | None,
    reduction: str | None,
    hidden: list[str] | None,
    loss: str | None = None,
    l1: str | None = None,
    l2: str | None = None,
    label_smoothing: str | None = None,
    temperature: str | None = None,
    writing: ConventionOptions = ConventionOptions(),  # noqa: B008
    function: OwnFunction = OwnFunction(None),
) -> NetworkOptions:
    """The network options: those on the command line win over those of the file; or those of a user's function.

    Raises:
        UsageError: an option has no such value.
    """
    if function.model is not None:
        beside = {
            "network": file, "bias": bias, "log_base": log_base, "reduction": reduction, "hidden": hidden,
            "loss": loss, "l1": l1, "l2": l2, "label_smoothing": label_smoothing, "temperature": temperature,
        }  # fmt: skip
        return replace(function.options(beside), writing=writing)
    base = _described_in(file) if file else NetworkOptions()
    layers = tuple(HiddenLayer.parse(text) for text in hidden) if hidden else None
    given = {
        "bias": bias, "log_base": log_base, "reduction": reduction, "hidden": layers, "loss": loss, "l1": l1, "l2": l2,
        "label_smoothing": label_smoothing, "temperature": temperature,
    }  # fmt: skip
    chosen: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if chosen.get("log_base") == "":
        chosen["log_base"] = " "  # an empty word on the command line is a mistake, not the default
    return replace(base.changed(chosen), writing=writing.over(base.writing))


def _described_in(file: Path) -> NetworkOptions:
    from ..options.network_file import read_network_file

    return read_network_file(file)


def beside_a_function(model: str, **beside: object) -> None:
    """Refuse options that describe another network, or data for one.

    Raises:
        UsageError: one of them is given.
    """
    given = next((name for name, value in beside.items() if value is not None), "")
    if given:
        option = f"--{given.replace('_', '-')}"
        raise UsageError(f"{option} beside {model:.60}", hint=f"leave {option} out: the function says it all")


def writing_options(
    letters: str | None, notation: str | None, layout: str | None, colour: bool | None
) -> ConventionOptions:
    """The conventions of the command line.

    Raises:
        UsageError: an option has no such value.

    >>> writing_options(None, "ng", None, None).notation
    'ng'
    """
    return ConventionOptions(letters or "", notation or "", layout or "", bool(colour))


DATA_DEFAULTS, LEARNING_DEFAULTS = DataOptions(), LearningOptions()
