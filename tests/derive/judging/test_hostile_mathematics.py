"""Mathematics on the edge: nothing without a value is proved, no tiny difference is overlooked, nothing takes long."""

import pytest

from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes.claims import Claim
from tests.derive.processor_time import at_most

HOLDS = ("PROVED", "PROVED WHEN")
OPEN = ("UNDECIDED", "REJECTED")
EDGES = [
    ("0/0 = 1", ("REJECTED",)), ("0/0 = 0/0", ("REJECTED",)), ("0^{-1} = 0^{-1}", ("REJECTED",)),
    ("0^0 = 1", ("REJECTED",)), (r"\log 0 = \log 0", ("REJECTED",)), (r"\log(-1) = \log(-1)", ("REJECTED",)),
    (r"\sqrt{-1} = \sqrt{-1}", ("REJECTED",)), (r"\frac{1}{x_1 - x_1} = 1", OPEN), (r"\frac{x_1}{x_1} = 1", HOLDS),
    (r"\sqrt{x_1^2} = x_1", ("REFUTED",)), (r"\sqrt{x_1^2} = |x_1|", (*HOLDS, "UNDECIDED")),
    (r"\log(x_1 x_2) = \log x_1 + \log x_2", HOLDS), (r"\log(x_1 + x_2) = \log x_1 + \log x_2", ("REFUTED",)),
    (r"\log(-x_1^2 - 1) = x_2", OPEN), (r"\sum_k y_k = 1", ("PROVED WHEN",)), (r"\sum_k p_k = 1", HOLDS),
    (r"\max(0, x_1) = x_1", ("REFUTED", "PROVED WHEN")), (r"x_1 (1 + 10^{-30}) = x_1", ("REFUTED",)),
    (r"x_1 + 10^{-30} = x_1", ("REFUTED",)), (r"\sin(10^9 x_1) = 0", ("REFUTED", "UNDECIDED")),
    (r"\exp(-(1000 x_1 - 10^6)^2) = 0", ("REFUTED", "UNDECIDED")), ("0.1 + 0.2 = 0.3", ("PROVED",)),
    ("0.1 + 0.2 = 0.30000000000000004", ("UNDECIDED",)), ("0.1 + 0.2 = 0.31", ("REFUTED",)),
    (r"\frac{\partial L}{\partial W_{ij}} = x_i (p_j - y_j)", ("REFUTED",)),
    (r"\nabla_W L = (p - y)^T x", ("REFUTED", "REJECTED")), (r"\nabla_W L = x (p - y)^T", ("REFUTED", "REJECTED")),
    (r"\frac{\partial L}{\partial z_i} = y_i - p_i", ("REFUTED",)),
    (r"\frac{\partial E}{\partial W_{kd}} = \sum_n (p_{nk} - y_{nk}) x_{nd}", ("REFUTED",)),
    (r"\frac{\partial L}{\partial W_{kd}} = \frac{1}{N} (p_k - y_k) x_d", ("REFUTED",)),
    (r"\frac{\partial \max(0, x_1)}{\partial x_1} = 1", (*OPEN, "REFUTED")),
]  # fmt: skip


@pytest.mark.parametrize(("source", "right"), EDGES, ids=[source for source, _ in EDGES])
def test_verdict_at_the_edge(source: str, right: tuple[str, ...]) -> None:
    """What has no value is rejected; an undecided edge is told so; in at most a few seconds."""
    judge = NotesJudge()
    judge.findings(Claim("1 = 1", 1, 1))  # what is imported on first use is imported now
    with at_most(5.0, source):
        [finding] = judge.findings(Claim(source, 1, 1))
    assert finding.verdict in right, finding
    assert finding.verdict not in ("UNDECIDED", "REJECTED", "REFUTED") or finding.diagnosis
    assert finding.verdict != "REFUTED" or finding.witness or "value" in finding.diagnosis or finding.corrected
