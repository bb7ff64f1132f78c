"""What letters mean is learnt from the notes; a letter with two meanings decides nothing, and both lines are told."""

import pytest

from derive.judging.finding import Finding, Place
from derive.judging.process.worker import Worker
from derive.judging.usual_classifier.declarations import declared
from derive.judging.usual_classifier.judge import NotesJudge
from derive.judging.usual_classifier.letters import learnt
from derive.reading.formula import Glossary
from derive.reading.notes.claims import Claim

LOSS = r"L = -\sum_k y_k \log p_k"


def claims(*sources: str) -> list[Claim]:
    """One claim in each line."""
    return [Claim(source, line, 1) for line, source in enumerate(sources, 1)]


def judged(*sources: str, declaration: str = "") -> list[Finding]:
    """The findings in notes that consist of these formulas, after what they tell of letters is learnt."""
    judge = NotesJudge(*declared(f"<!-- backproof: {declaration} -->" if declaration else ""))
    judge.learn(claims(*sources))
    return [finding for claim in claims(*sources) for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("sources", "roles"),
    [
        ((r"q = \mathrm{softmax}(v)", "v = W x"), {"q": "probabilities", "v": "logits"}),
        ((r"q_i = \frac{e^{v_i}}{\sum_j e^{v_j}}",), {"q": "probabilities", "v": "logits"}),
        ((r"q_i = \frac{\exp(v_i)}{\sum_j \exp(v_j)}",), {"q": "probabilities", "v": "logits"}),
        ((r"Q = -\sum_k r_k \ln q_k",), {"Q": "loss", "r": "labels", "q": "probabilities"}),
        ((r"v_i = \sum_j w_{ij} x_j + c_i",), {"v": "logits", "c": "bias"}),
        (("z = V x",), {"V": "weights"}),
        (("z = W^T x",), {"W": "weights", "w": "weights"}),
        (("y = W x + b",), {"y": "logits"}),
        ((r"a = \tanh(W^{(1)} x)", "z = W^{(2)} a", r"p = \mathrm{softmax}(z)"), {"a": "hidden"}),
        ((r"p = \mathrm{softmax}(a)", "a = W x + b"), {"a": "logits"}),
        ((r"o = W x + b", r"\hat{y} = \mathrm{softmax}(o)"), {}),  # what is usual is not learnt
        ((r"L = -\sum_k p_k \log y_k",), {}),  # a slip tells nothing
        ((r"S = \sum_{j=1}^{K} e^{z_j}",), {"S": "number"}),
        (("f = 3", "q = r", r"\|w\| = 1", "x = [1, 2]"), {}),
    ],
)
def test_definitions_tell_what_letters_mean(sources: tuple[str, ...], roles: dict[str, str]) -> None:
    """A linear map, a softmax, an activation, a cross-entropy; nothing else."""
    found = learnt(claims(*sources), Glossary())
    assert {letter: meaning.role for letter, meaning in found.glossary.letters.items()} == roles
    assert found.conflicts == {}


def test_a_definition_holds_above_and_below_it() -> None:
    """The gradient stands before the letters are defined, and after."""
    slope = r"\frac{\partial L}{\partial w_{ij}} = (q_i - y_i) x_j"
    found = judged(slope, r"q = \mathrm{softmax}(v)", "v = W x", slope)
    assert [f.verdict for f in found] == ["PROVED WHEN", "PROVED", "PROVED", "PROVED WHEN"]


def test_a_letter_with_two_meanings_is_told_with_both_lines() -> None:
    """y as logits and as labels: no formula with it is judged, until the author says what it means."""
    slope = r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j"
    found = judged("y = W x + b", LOSS, slope)
    assert {f.verdict for f in found} == {"UNDECIDED"} and len(found) == 3
    words = "y stands for the logits in line 1 and for the labels in line 2"
    assert all(words in f.diagnosis for f in found)
    assert found[2].related == (Place(0, 1), Place(0, 2))
    assert [f.verdict for f in judged("y = W x", slope)] == ["UNDECIDED", "UNDECIDED"]
    assert judged("y = W x + b", LOSS, slope, declaration="y = labels")[-1].verdict == "PROVED WHEN"


def test_another_loss_than_the_networks_decides_nothing() -> None:
    """Where the notes define L as a squared error, the gradient of the cross-entropy is no yardstick."""
    squared = r"L = \frac{1}{2} \sum_k (p_k - y_k)^2"
    found = judged(
        squared, r"\frac{\partial L}{\partial z_k} = p_k - y_k", r"\frac{\partial L}{\partial p_k} = p_k - y_k"
    )
    assert [f.verdict for f in found] == ["UNDECIDED"] * 3
    assert "L is defined in line 1 otherwise" in found[1].diagnosis and found[1].related == (Place(0, 1),)
    again = judged(squared, LOSS, r"\frac{\partial L}{\partial z_k} = p_k - y_k")
    assert again[-1].verdict == "PROVED WHEN"


def test_the_worker_learns_before_it_judges() -> None:
    """The state of a file begins with what all its claims tell."""
    notes = claims(r"\frac{\partial L}{\partial v_i} = q_i - y_i", r"q = \mathrm{softmax}(v)")
    with Worker() as worker:
        found, _ = worker.findings(worker.opened("", notes), notes[0])
    assert [f.verdict for f in found] == ["PROVED WHEN"]


@pytest.mark.parametrize(
    ("definition", "right", "wrong"),
    [
        ("z = W^T x + b", r"\nabla_W L = x (p - y)^T", r"\nabla_W L = (p - y) x^T"),
        (
            r"z_j = \sum_{i=1}^{D} w_{ij} x_i",
            r"\frac{\partial L}{\partial w_{ij}} = (p_j - y_j) x_i",
            r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j",
        ),
        ("Z = X W", r"\nabla_W E = \frac{1}{N} X^T (P - Y)", r"\nabla_W E = \frac{1}{N} (P - Y)^T X"),
        ("z = W x + b", r"\nabla_W L = (p - y) x^T", r"\nabla_W L = x (p - y)^T"),
        (
            r"z_i = \sum_{j=1}^{D} w_{ij} x_j",
            r"\frac{\partial L}{\partial w_{ij}} = (p_i - y_i) x_j",
            r"\frac{\partial L}{\partial w_{ij}} = (p_j - y_j) x_i",
        ),
        (
            r"z_k = w_k^T x + b_k",
            r"\frac{\partial L}{\partial w_{kd}} = (p_k - y_k) x_d",
            r"\frac{\partial L}{\partial w_{kd}} = (p_d - y_d) x_k",
        ),
    ],
)
def test_the_layout_of_the_weights_is_learnt(definition: str, right: str, wrong: str) -> None:
    """K × D or D × K, as the logits are defined; the other one's gradient is wrong."""
    assert [f.verdict for f in judged(definition, right, wrong)] == ["PROVED", "PROVED WHEN", "REFUTED"]


def test_two_layouts_are_a_conflict() -> None:
    """z = Wx here and o = W^T x there."""
    found = judged("z = W x", "o = W^T x")
    assert "W stands for the weights in line 1 and for the transposed weights in line 2" in found[0].diagnosis


def test_a_quantity_that_the_notes_name_is_put_in_its_place() -> None:
    """δ_k is no claim where it is defined; from then on it stands for its formula."""
    slope = r"\frac{\partial L}{\partial w_{kd}} = "
    found = judged(
        r"\delta_k = p_k - y_k",
        r"\delta_k = \frac{\partial L}{\partial z_k}",
        slope + r"\delta_k x_d",
        slope + r"\delta_d x_k",
        r"\delta_k = y_k - p_k",
    )
    assert [(f.line, f.verdict) for f in found] == [
        (2, "PROVED WHEN"),
        (3, "PROVED WHEN"),
        (4, "REFUTED"),
        (5, "REFUTED"),
    ]
    assert found[-1].corrected == "p_k - y_k"


def test_a_normaliser_is_a_number() -> None:
    """S is usual for a batch of probabilities, but here it is the sum of exponentials."""
    found = judged(
        r"S = \sum_{j=1}^{K} e^{z_j}",
        r"p_k = \frac{e^{z_k}}{S}",
        r"\log p_k = z_k - \log S",
        r"p_k = \frac{e^{z_k}}{S^2}",
    )
    assert [f.verdict for f in found] == ["PROVED", "PROVED", "UNDECIDED"]


def test_a_letter_of_unknown_shape_refutes_nothing() -> None:
    """δ may be a vector; read as a number, the shapes differ."""
    assert judged(r"\nabla_W L = \boldsymbol{\delta} x^T")[0].verdict == "REJECTED"


def test_a_second_definition_does_not_undo_the_first() -> None:
    """p was the softmax; what follows is still judged by it."""
    found = judged(
        r"p = \mathrm{softmax}(z)", r"p_k = \frac{1}{1 + e^{-z_k}}", r"\frac{\partial L}{\partial z_k} = y_k - p_k"
    )
    assert found[-1].verdict == "REFUTED"
