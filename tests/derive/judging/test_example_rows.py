"""x^(i) beside z = W x is example i, and not row i of x: what needs the rows refutes nothing."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.claims import Claim

from .test_documents import judged


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


MODEL = r"""$$q_n = \frac{1}{1 + \exp(-\mathbf{u}^\top \mathbf{g}_n)}$$

$$E = -\sum_{n=1}^M [ r_n \log q_n + (1 - r_n) \log(1 - q_n) ]$$

"""
AS_ROWS = r"\frac{\partial E}{\partial \mathbf{u}} = \mathbf{G}^\top (\mathbf{q} - \mathbf{r})"
AS_COLUMNS = r"\frac{\partial E}{\partial \mathbf{u}} = \mathbf{G} \, \left[ \mathbf{q} - \mathbf{r} \right]"


@pytest.mark.parametrize(
    ("told", "slope", "proved"),
    [
        (r"$\mathbf{H} = \mathbf{G}^\top \mathbf{D} \mathbf{G}$", AS_ROWS, True),
        (r"$\mathbf{G} \in \mathbb{R}^{M \times K}$.", AS_ROWS, True),
        (r"$\mathbf{G} \in \mathbb{R}^{K \times M}$.", AS_ROWS, False),
        (r"The inputs are the rows of $\mathbf{G}$:", AS_ROWS, True),
        (r"The inputs are the columns of the matrix $\mathbf{G}$:", AS_ROWS, False),
        (r"The inputs are the rows of $\mathbf{G}$:", AS_COLUMNS, False),
        (r"The inputs are the rows of $\mathbf{G}$:", AS_ROWS.replace("q} - \\mathbf{r", "r} - \\mathbf{q"), False),
    ],
)
def test_the_samples_are_rows_or_columns_of_their_matrix(told: str, slope: str, proved: bool) -> None:
    """A shape or a word says which; else what is multiplied by something of each sample."""
    assert judged(f"{MODEL}{told} ${slope}$.\n")[-1].verdict.proved == proved
