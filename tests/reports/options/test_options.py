"""Tests of the options as checked values."""

import pytest

from derive.errors import UsageError
from reports.options.options import DataOptions, HiddenLayer, LearningOptions, NetworkOptions, Options


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
        "8:relu",
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
        (NetworkOptions, {"hidden": (HiddenLayer(2, "tanh"),) * 5}),
        (LearningOptions, {"dtype": "float16"}),
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


def test_the_worked_example_is_in_base_two_unless_a_base_is_named() -> None:
    """The published example is in base 2; a base that the user names holds everywhere."""
    assert (Options().log_base, Options().example_log_base) == ("e", "2")
    named = Options(NetworkOptions(log_base="10"))
    assert (named.log_base, named.example_log_base) == ("10", "10")


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
