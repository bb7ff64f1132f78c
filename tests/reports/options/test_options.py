"""Tests of the options as checked values."""

from typing import Any

import pytest

from derive.errors import UsageError
from derive.network.blocks import activations
from numeric.data.datasets import load_dataset
from reports.options.networks import fitted
from reports.options.options import (
    ACTIVATIONS,
    DTYPES,
    TASKS,
    DataOptions,
    HiddenLayer,
    LearningOptions,
    NetworkOptions,
    Options,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8",
        "tanh",
        "8:",
        ":tanh",
        "-8:tanh",
        "8.5:tanh",
        "٣:tanh",
        "8:rellu",
        "0:tanh",
        "9" * 30 + ":tanh",
        "99999:tanh",
    ],
)
def test_a_hidden_layer_that_cannot_be(text: str) -> None:
    """A width or an activation that is missing, malformed, unknown or out of range."""
    with pytest.raises(UsageError) as caught:
        HiddenLayer.parse(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (NetworkOptions, {"log_base": "3"}),
        (NetworkOptions, {"reduction": "median"}),
        (NetworkOptions, {"hidden": (HiddenLayer(2, "tanh"),) * 33}),
        (NetworkOptions, {"loss": "entropy"}),
        (NetworkOptions, {"l1": "-1"}),
        (NetworkOptions, {"l2": "much"}),
        (NetworkOptions, {"label_smoothing": "1"}),
        (NetworkOptions, {"temperature": "0"}),
        (NetworkOptions, {"temperature": "1/0"}),
        (NetworkOptions, {"l2": "9" * 50}),
        (LearningOptions, {"dtype": "float8"}),
        (LearningOptions, {"seed": -1}),
        (LearningOptions, {"seed": 2**32}),
        (LearningOptions, {"epochs": 0}),
        (LearningOptions, {"epochs": 10**9}),
        (LearningOptions, {"learning_rate": 0.0}),
        (LearningOptions, {"learning_rate": float("nan")}),
        (LearningOptions, {"learning_rate": float("inf")}),
    ],
)
def test_values_out_of_range_are_refused(kind: type, values: dict[str, object]) -> None:
    """Each option that has a range or a list of values, outside of it."""
    with pytest.raises(UsageError) as caught:
        kind(**values)
    assert caught.value.hint


def test_one_logarithm_holds_throughout() -> None:
    """e unless a base is named: of the dataset's loss as of the worked example's."""
    assert (Options().log_base, Options(NetworkOptions(log_base="10")).log_base) == ("e", "10")


def test_the_command_line_asks_for_the_same_content() -> None:
    """Every option that differs from its default is named, and quoted for a shell."""
    options = Options(
        NetworkOptions(True, "2", "sum", (HiddenLayer(8, "tanh"), HiddenLayer(4, "tanh"))),
        DataOptions("my data.csv", "class", True),
        LearningOptions("float32", 7, 5, 0.5),
    )
    assert options.command("report") == (
        "backproof report --bias --log-base 2 --reduction sum --hidden 8:tanh --hidden 4:tanh "
        "--data 'my data.csv' --target class --standardise --dtype float32 --seed 7 --epochs 5 --learning-rate 0.5"
    )


def test_the_command_line_of_own_numbers() -> None:
    """Files of weights and logits, several targets and the task are named; weights of two kinds contradict."""
    data = DataOptions("a.npz", ("u", "v w"), task="labels", weights="my w.npz")
    assert Options(data=data).command("compare") == (
        "backproof compare --data a.npz --target u --target 'v w' --task labels --weights 'my w.npz'"
    )
    assert Options(data=DataOptions(logits="z.csv")).command("compare") == "backproof compare --logits z.csv"
    with pytest.raises(UsageError, match="weights from a file and trained weights"):
        Options(data=data, learning=LearningOptions(at="trained"))


def test_the_activations_are_those_that_are_shipped() -> None:
    """The list that needs no import says what the table of functions says."""
    assert set(ACTIVATIONS) == set(activations())


def test_formats_and_tasks_are_those_that_numeric_knows() -> None:
    """The lists that need no import say what the tables of numeric say."""
    from numeric.data.targets import TASKS as KNOWN_TASKS
    from numeric.precision import DTYPES as KNOWN_DTYPES

    assert set(DTYPES) == set(KNOWN_DTYPES) and set(TASKS) == set(KNOWN_TASKS)


def test_an_activation_of_two_words() -> None:
    """It may be written with a space, a hyphen or an underscore, in capitals; it is shown as one word."""
    for word in ("leaky relu", "leaky-relu", "leaky_relu", "Leaky_ReLU"):
        assert str(HiddenLayer.parse(f"8:{word}")) == "8:leaky-relu"


def test_the_command_line_of_another_loss() -> None:
    """Loss, penalties and their like are named with their numbers as they were written."""
    options = Options(NetworkOptions(hidden=(HiddenLayer(8, "gelu tanh"),), loss="huber", l2="1/100"))
    assert options.command("derive") == "backproof derive --hidden 8:gelu-tanh --loss huber --l2 1/100"


FITTED = {
    "classes": ("iris", {}, "softmax", "", 0),
    "two classes and one output": ("breast_cancer", {"loss": "sigmoid"}, "sigmoid", "", 0),
    "three classes have a sigmoid each": ("iris", {"loss": "sigmoid"}, "sigmoid", "many", 0),
    "classes as numbers, one-hot": ("iris", {"loss": "squared"}, "squared", "many", 0),
    "a measured number": ("diabetes", {}, "squared", "", 1),
    "a measured number with huber": ("diabetes", {"loss": "huber"}, "huber", "", 0),
}


@pytest.mark.parametrize(("data", "options", "loss", "outputs", "said"), FITTED.values(), ids=FITTED)
def test_the_data_decide_what_is_not_said(
    data: str, options: dict[str, Any], loss: str, outputs: str, said: int
) -> None:
    """The loss by the task, said in a remark where it is not the usual one, and one output or many."""
    found, remarks = fitted(NetworkOptions(**options), load_dataset(data))
    assert (found.loss, found.outputs, len(remarks)) == (loss, outputs, said)


@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
def test_a_loss_that_is_none_for_the_data_is_refused(loss: str) -> None:
    """Probabilities of measured numbers: an error that says which loss to take."""
    with pytest.raises(UsageError, match="measured numbers") as caught:
        fitted(NetworkOptions(loss=loss), load_dataset("diabetes"))
    assert "--loss squared" in caught.value.hint
