"""x^(i) beside z = W x is example i, and not row i of x: what needs the rows refutes nothing."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.claims import Claim


def last(*lines: str) -> str:
    """The verdict of the last link in these lines."""
    claims = [Claim(line, number, 1) for number, line in enumerate(lines, 1)]
    return str(DocumentJudge(claims).findings(claims[-1])[-1].verdict)


@pytest.mark.parametrize(
    ("forward", "slope", "verdict"),
    [
        ("z = w^T x + b", r"dw = \sum_{i=1}^m x^{(i)} dz^{(i)}", "PROVED"),
        ("z = w^T x + b", r"dw = \frac{1}{m} \sum_{i=1}^m x^{(i)} dz^{(i)}", "UNDECIDED"),
        ("z = w^T x + b", r"dw = 2 \sum_{i=1}^m x^{(i)} dz^{(i)}", "REFUTED"),
        ("z = W x + b", r"dW = \sum_{i=1}^m dz^{(i)} x^{(i)T}", "PROVED"),
        ("z = W x + b", r"dW = \sum_{i=1}^m dz_i x_i^T", "UNDECIDED"),
    ],
)
def test_of_one_example_and_of_many(forward: str, slope: str, verdict: str) -> None:
    """A network is written for one example, and its gradients for m: the index that is dropped is that of any."""
    assert last(forward, slope) == verdict


def test_the_index_at_both_is_decided() -> None:
    """With x^(i) in the network too there is one reading."""
    forward = "z^{(i)} = w^T x^{(i)} + b"
    assert last(forward, r"dw = \sum_{i=1}^m x^{(i)} dz^{(i)}") == "PROVED"
    assert last(forward, r"dw = \sum_{i=1}^m 2 x^{(i)} dz^{(i)}") == "REFUTED"


def test_columns_of_a_matrix_are_decided() -> None:
    """X^(i) is a column of X; nothing has an index in a line of one example."""
    assert last("Z = W X + b", r"dW = \sum_{i=1}^m dZ^{(i)} X^{(i)T}") == "PROVED"
    assert last("Z = W X + b", r"dW = \sum_{i=1}^m 2 dZ^{(i)} X^{(i)T}") == "REFUTED"
    assert last("z = W x + b", r"dx = 2 W^T dz") == "REFUTED"
