"""The architecture: a classifier's layers with their widths in numbers, and the shape of every parameter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derive.errors import UnsupportedFormula, UsageError
from derive.network.building import classifier
from derive.network.definitions import Network


@dataclass(frozen=True, slots=True)
class Architecture:
    """Dense layers of these widths, with a softmax and cross-entropy on top.

    ``widths`` runs from the features to the classes, ``activations`` names the function after each
    hidden layer; with ``log_base`` (e, 2, 10) and ``reduction`` (mean, sum) for the loss.

    >>> Architecture((4, 8, 3), ("tanh",), bias=True).shapes
    {'W1': (8, 4), 'b1': (8,), 'W2': (3, 8), 'b2': (3,)}
    >>> Architecture((4, 3)).shapes
    {'W': (3, 4)}
    """

    widths: tuple[int, ...]
    activations: tuple[str, ...] = ()
    bias: bool = False
    log_base: str = "e"
    reduction: str = "mean"

    def __post_init__(self) -> None:
        if len(self.widths) != len(self.activations) + 2 or min(self.widths) < 1:
            raise UsageError(
                f"widths {self.widths} do not fit {len(self.activations)} hidden layers",
                hint="give one positive width for the features, each hidden layer and the classes",
            )

    @property
    def layers(self) -> tuple[tuple[str, str | None], ...]:
        """The names of each layer's weights and bias, from the input up."""
        marks = [str(i) for i in range(1, len(self.widths))] if self.activations else [""]
        return tuple((f"W{mark}", f"b{mark}" if self.bias else None) for mark in marks)

    @property
    def network(self) -> Network:
        """The definitions that these layers stand for, over a batch.

        >>> Architecture((4, 3)).network.output.name
        'E'
        """
        return _network_of(self)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter, in the network's order: W is output × input, b is output."""
        shapes: dict[str, tuple[int, ...]] = {}
        for (weights, bias), below, here in zip(self.layers, self.widths, self.widths[1:], strict=False):
            shapes[weights] = (here, below)
            if bias is not None:
                shapes[bias] = (here,)
        return shapes


@cache
def _network_of(architecture: Architecture, batch: bool = True) -> Network:
    return classifier(
        batch=batch,
        bias=architecture.bias,
        log_base=architecture.log_base,
        reduction=architecture.reduction,
        hidden=architecture.activations,
    )


def architecture_of(network: Network, features: int, classes: int, hidden: tuple[int, ...] = ()) -> Architecture:
    """Return the architecture of a network made by ``derive.network.layers.classifier``.

    Raises:
        UnsupportedFormula: the network was not made of these layers, so that no model can be written for it.
        UsageError: there is not one width for each hidden layer.

    >>> from derive.network.building import classifier
    >>> architecture_of(classifier(bias=True, log_base="2"), 4, 3).log_base
    '2'
    """
    options = dict(network.options)
    if not {"bias", "log_base", "hidden", "reduction"} <= set(options):
        raise UnsupportedFormula(
            "models can be written only for a softmax classifier made of dense layers",
            hint="derive its formulas without a comparison, or use the network options",
        )
    activations = tuple(name for name in options["hidden"].split(",") if name)
    reduction = "mean" if options["reduction"] == "one sample" else options["reduction"]
    widths = (features, *hidden, classes)
    found = Architecture(widths, activations, options["bias"] == "true", options["log_base"], reduction)
    if _network_of(found, options["reduction"] != "one sample").definitions != network.definitions:
        raise UnsupportedFormula(
            "the network's definitions are not those that its options name",
            hint="derive its formulas without a comparison, or use the network options",
        )
    return found
