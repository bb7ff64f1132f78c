"""The operations of a written-out loss are counted without writing it out."""

import pytest
import sympy as sp

from derive.gradient import elements
from derive.gradient.counting import WrittenOut, why_not_explicit
from derive.gradient.elements import explicit_loss
from derive.network.building import classifier, stack

IRIS = {"K": 3, "D": 4}
CASES = [
    ({}, IRIS),
    ({}, {"K": 2, "D": 1}),
    ({"bias": True, "log_base": "2"}, IRIS),
    ({"hidden": ("tanh",), "bias": True}, {**IRIS, "H": 2}),
    ({"hidden": ("tanh", "tanh")}, {**IRIS, "H_1": 2, "H_2": 2}),
]


@pytest.mark.parametrize(("options", "sizes"), CASES)
def test_the_count_is_that_of_the_loss_written_out(options, sizes):
    """SymPy's count of the expression that is really written out is the same number."""
    network = classifier(batch=False, **options)
    written = explicit_loss(network, tuple(sorted(sizes.items())))
    assert WrittenOut(network, sizes).operations(network.output.at()) == sp.count_ops(written)


def test_two_million_operations_are_counted_and_not_written(monkeypatch):
    """Three layers of eight units: the refusal tells the number, and nothing was written out to find it."""
    monkeypatch.setattr(elements, "write_out", None)
    network = classifier(batch=False, hidden=("tanh",) * 3)
    reason = why_not_explicit(network, network.tensor("W1"), {**IRIS, "H_1": 8, "H_2": 8, "H_3": 8})
    assert "32 formulas of W1 would take 2021856 operations" in reason


def test_an_index_may_have_the_letter_of_a_tensor() -> None:
    """The sums of a skip connection are called r, as is the index of the second hidden layer."""
    network = stack("dense 3", ["residual", "dense 2", "tanh", "dense"], "dense", inputs="D")
    counted = WrittenOut(network, {"D": 4, "K": 3, "H_1": 3, "H_2": 2}).operations(network.tensor("r").at(1))
    assert (
        counted == WrittenOut(network, {"D": 4, "K": 9, "H_1": 3, "H_2": 2}).operations(network.tensor("r").at(1)) > 9
    )
