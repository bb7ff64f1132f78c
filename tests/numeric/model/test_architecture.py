"""Architectures: names and shapes are those of the derived network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.errors import UnsupportedFormula, UsageError
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from numeric.model.architecture import Architecture, architecture_of
from numeric.model.arrays import entry_name

SIZES = {"N": 7, "D": 4, "K": 3, "H": 8, "H_1": 8, "H_2": 6}


@pytest.mark.parametrize(("hidden", "widths"), [((), ()), (("tanh",), (8,)), (("tanh", "tanh"), (8, 6))])
@pytest.mark.parametrize("bias", [False, True])
def test_names_and_shapes_are_those_of_the_network(
    hidden: tuple[str, ...], widths: tuple[int, ...], bias: bool
) -> None:
    """With sizes put in, each parameter of the network has the name, the place and the shape given here."""
    network = classifier(bias=bias, hidden=hidden)
    shapes = architecture_of(network, 4, 3, widths).shapes
    wanted = {t.name: tuple(SIZES[str(size)] for size in t.shape) for t in network.parameters}
    assert list(shapes.items()) == list(wanted.items())


def test_the_options_of_the_network_are_kept() -> None:
    """Log base, reduction and bias decide the models' loss."""
    found = architecture_of(classifier(bias=True, log_base="10", reduction="sum"), 2, 5)
    assert found == Architecture((2, 5), bias=True, log_base="10", reduction="sum")


def test_a_network_of_other_definitions_has_no_models() -> None:
    """Models are written for these layers only; anything else is refused, not guessed."""
    network = classifier()
    with pytest.raises(UnsupportedFormula, match="only for a softmax classifier"):
        architecture_of(Network(network.given, network.definitions), 4, 3)


@pytest.mark.parametrize("hidden", [(), (8, 8), (0,)])
def test_each_hidden_layer_needs_one_width(hidden: tuple[int, ...]) -> None:
    """Too few, too many or no units are refused."""
    with pytest.raises(UsageError, match="do not fit"):
        architecture_of(classifier(hidden=("tanh",)), 4, 3, hidden)


def test_entries_count_from_one() -> None:
    """Row = class, column = feature."""
    assert [entry_name("W", (0, 0)), entry_name("b", (1,)), entry_name("W1", (2, 1))] == ["W[1,1]", "b[2]", "W1[3,2]"]


def test_a_network_that_is_not_what_its_options_name_gets_no_model() -> None:
    """Sigmoid in the place of tanh, the options left as they were: no model and no bound of another network."""
    network = classifier(hidden=("tanh",))
    changed = tuple(
        replace(d, value=FUNCTIONS["sigmoid"](d.value.args[0])) if d.tensor.name == "a" else d
        for d in network.definitions
    )
    with pytest.raises(UnsupportedFormula, match="not those that its options name"):
        architecture_of(replace(network, definitions=changed), 4, 3, (5,))
