"""What is right is proved, what is wrong is refuted with the slip, what cannot be told is said to be so."""

from pathlib import Path

import pytest
import sympy as sp

from derive.errors import InputError
from derive.judging.finding import Finding
from derive.judging.numbers.arithmetic import judge_numeral, rounded_numeral
from derive.judging.process.worker import Worker
from derive.judging.usual_classifier.declarations import declared
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes.claims import Claim, claims_of
from derive.reading.notes.files import formulas_in_text


def judged(*sources: str, declaration: str = "") -> list[Finding]:
    """The findings in notes that consist of these formulas, one in each line."""
    judge = NotesJudge(*declared(f"<!-- backproof: {declaration} -->" if declaration else ""))
    return [f for line, source in enumerate(sources, 1) for f in judge.findings(Claim(source, line, 1))]


GRADIENT = r"\frac{\partial L}{\partial w_{ij}} = "
BATCH = r"\frac{\partial E}{\partial w_{ij}} = "
VERDICTS = [
    (GRADIENT + r"(p_i - y_i) x_j", "PROVED WHEN", "labels sum to one"),
    (GRADIENT + r"(p_i \sum_k y_k - y_i) x_j", "PROVED", ""),
    (GRADIENT + r"(y_i - p_i) x_j", "REFUTED", "sign"),
    (GRADIENT + r"(p_i - y_i) x_i", "REFUTED", "j is meant"),
    (GRADIENT + r"\sum_k \frac{\partial L}{\partial z_k} \frac{\partial z_k}{\partial w_{ij}}", "PROVED", ""),
    (BATCH + r"\frac{1}{N} \sum_{n=1}^{N} (s_{ni} - y_{ni}) x_{nj}", "PROVED WHEN", "labels sum to one"),
    (BATCH + r"\sum_{n=1}^{N} (s_{ni} - y_{ni}) x_{nj}", "REFUTED", "1/N"),
    (r"\frac{\partial L}{\partial W} = \frac{1}{N} (P - Y)^T X", "PROVED WHEN", "labels sum to one"),
    (r"\nabla_W L = (s - y) x^T", "PROVED WHEN", "labels sum to one"),
    (r"\frac{\partial s_i}{\partial z_j} = s_i(\delta_{ij} - s_j)", "PROVED", ""),
    (r"\frac{\partial s_i}{\partial z_j} = s_i(1 - s_j)", "REFUTED", "δ_ij"),
    (r"\frac{\partial s_i}{\partial z_j} = -s_i s_j", "PROVED WHEN", "i ≠ j"),
    (r"\frac{\partial s_i}{\partial z_j} = s_i s_j", "REFUTED", ""),
    (r"\frac{\partial s_i}{\partial z_i} = s_i (1 - s_i)", "PROVED", "every size"),
    (r"\frac{\partial L}{\partial z_i} = s_i - \mathbb{1}[i = y]", "PROVED WHEN", "one-hot"),
    (r"\frac{\partial L}{\partial z_i} = s_i + \mathbb{1}[i = y]", "REFUTED", ""),
    (r"L = -\log \frac{e^{z_y}}{\sum_j e^{z_j}}", "PROVED WHEN", "one-hot"),
    (r"z_i = \sum_{j=1}^{D} w_{ij} x_j + b_i", "PROVED", ""),
    (r"z = W x + b", "PROVED", ""),
    (r"\tanh(x) = \frac{e^{2x} - 1}{e^{2x} + 1}", "PROVED", ""),
    (r"\frac{d}{dx} \ln(x) = \frac{1}{x}", "PROVED", ""),
    (r"\sigma(z) = \frac{1}{1 - e^{-z}}", "REFUTED", ""),
    (r"\frac{\partial L}{\partial q_i} = p_i", "UNDECIDED", "q"),
    (r"y_k = \sum_{d=1}^{D} w_{kd} x_d", "UNDECIDED", "declare"),
    (r"\frac{\partial L}{\partial W^{(2)}_{kh}} = (p_k - y_k) a_h", "PROVED WHEN", "labels sum to one"),
    (r"\frac{\partial L}{\partial W^{(1)}_{hd}} = x_d \sum_{k=1}^{K} (p_k - y_k) W^{(2)}_{kh}", "REFUTED", "tanh"),
    (r"z_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + w_{14} x_4", "PROVED", ""),
    (r"z_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + w_{14} x_3", "UNDECIDED", "otherwise than"),
    (r"J = \frac{1}{m} \sum_{i=1}^{m} L^{(i)}", "PROVED", ""),
    (r"\theta = \theta - \alpha \nabla_\theta L", "PROVED", ""),
    (r"L = \nabla_\theta L", "UNDECIDED", ""),
    (r"f(x) = 3", "REJECTED", "not declared"),
    (r"\nabla_W L = x (s - y)^T", "REFUTED", "K × D on the left, D × K on the right; the transpose is right"),
    (r"\nabla_W L = x (y - s)^T", "REFUTED", "D × K on the right; the sign is reversed"),
    (r"\nabla_W L = s - y", "REFUTED", "K × D on the left, K × 1 on the right"),
    (r"\nabla_x L = (s - y)^T W", "REFUTED", "D × 1 on the left, 1 × D on the right; the transpose is right"),
    (r"\frac{\partial L}{\partial W} = x (s - y)^T", "UNDECIDED", "transposed, it is right"),
    (r"\nabla_x L = W (s - y)", "REJECTED", "shapes"),
    (r"0.1 + 0.2 = 0.3", "PROVED", ""),
    (r"1 + 1 = 3", "REFUTED", "2"),
    (r"\frac{1}{3} = 0.333", "ROUNDED", ""),
    (r"\frac{1}{3} = 0.334", "REFUTED", "0.333; only the last digit"),
    (r"0.5 = 1", "REFUTED", ""),
]


@pytest.mark.parametrize(("source", "verdict", "words"), VERDICTS, ids=[row[0][-40:] for row in VERDICTS])
def test_verdict(source: str, verdict: str, words: str) -> None:
    """The last equality of the chain has this verdict, and these words in its condition or diagnosis."""
    found = judged(source)[-1]
    assert (found.verdict, True) == (verdict, words in f"{found.condition} {found.diagnosis}"), found


@pytest.mark.parametrize(
    ("source", "corrected"),
    [
        (r"\nabla_W L = x (s - y)^T", r"\left(\mathbf{s} - \mathbf{y}\right) \mathbf{x}^\top"),
        (r"\nabla_W L = x (\hat{y} - y)^T", r"\left(\mathbf{\hat{y}} - \mathbf{y}\right) \mathbf{x}^\top"),
        (r"\nabla_W E = \frac{1}{N} X^T (P - Y)", r"\frac{1}{N} \left(P - Y\right)^\top X"),
        (r"\nabla_W E = (P - Y)^T X", r"\frac{1}{N} \left(P - Y\right)^\top X"),
    ],
)
def test_the_correction_of_a_matrix_gradient_is_one(source: str, corrected: str) -> None:
    """Written with matrices, as the claim is; read again, it is right."""
    found = judged(source)[0]
    assert found.corrected == corrected
    again = judged(f"{source.partition('=')[0]} = {corrected}")[0]
    assert again.verdict == "PROVED WHEN"


@pytest.mark.parametrize(
    ("source", "words", "corrected"),
    [
        (GRADIENT + r"(y_i - p_i) x_i", "sign is reversed, and the index i", r"\left(p_i - y_i\right) x_j"),
        (GRADIENT + r"(y_j - p_j) x_i", "sign is reversed, and the indices i and j", r"\left(p_i - y_i\right) x_j"),
        (
            BATCH + r"\sum_{n=1}^{N} (y_{ni} - s_{ni}) x_{nj}",
            "sign is reversed, and the factor 1/N",
            r"\frac{1}{N} \sum_{n=1}^{N} \left(s_{ni} - y_{ni}\right) x_{nj}",
        ),
        (r"\frac{\partial s_i}{\partial z_j} = -s_i(1 - s_j)", "and 1 stands where δ_ij is due", "delta"),
    ],
)
def test_two_slips_at_once_are_both_named(source: str, words: str, corrected: str) -> None:
    """The correction undoes both, and its sign stands inside the bracket."""
    found = judged(source)[0]
    assert found.verdict == "REFUTED" and words in found.diagnosis and corrected in found.corrected


def test_worked_example() -> None:
    """The published numbers: an exact product, a quotient to seven digits, a loss whose last digit is wrong."""
    found = judged(
        r"0.15 \cdot 0.81 + 0.29 \cdot 0.57 + 0.10 \cdot 0.28 + 0.71 \cdot 0.84 = 0.91119",
        r"\frac{e^{0.9112}}{e^{0.9112} + e^{0.6105} + e^{-0.1517}} = 0.4794433",
        r"-\log_2 0.4794433 = 1.0605678",
    )
    assert [f.verdict for f in found] == ["REFUTED", "ROUNDED", "REFUTED"]
    assert found[0].corrected == "0.91120"
    assert found[2].diagnosis == "the value is 1.0605679; only the last digit is wrong"


def test_another_number_for_the_same_letter() -> None:
    """Both lines are named; a value with fewer digits is no contradiction."""
    found = judged(
        r"x = [0.81, 0.57]",
        r"\hat{y}_1 = 0.4794",
        r"\hat{y}_1 = 0.479",
        r"x_2 = 0.75",
        r"2 x_1 = 1.73",
        r"2 x_1 = 1.623",
    )
    assert [(f.line, f.verdict) for f in found] == [(4, "REFUTED"), (5, "REFUTED"), (6, "UNDECIDED")]
    assert "0.57 in line 1" in found[0].diagnosis and "line 1" in found[1].diagnosis


def test_a_whole_example_is_not_refuted_where_it_is_right() -> None:
    """Letters without values, rounded inputs and an update of a weight are no errors; the last digit is one."""
    found = judged(
        r"x = [0.81, 0.57, 0.28, 0.84]",
        r"y = [1, 0, 0]",
        r"w_{11} = 0.15",
        r"z_1 = w_{11} x_1 + w_{12} x_2 = 0.15 \cdot 0.81 + 0.29 \cdot 0.57 = 0.2868",
        r"\hat{y} = [0.479, 0.355, 0.166]",
        r"\hat{y} = [0.4794433, 0.35493179, 0.16562491]",
        r"L = -\sum_{i} y_i \log_2 \hat{y}_i = -1 \cdot \log_2(0.4794433) - 0 - 0 = 1.0605678",
        r"w_{11} = 0.15 - 0.25 \cdot (0.4794433 - 1) \cdot 0.81 = 0.2554",
    )
    assert [(f.line, f.diagnosis) for f in found if f.verdict == "REFUTED"] == [
        (7, "the value is 1.0605679; only the last digit is wrong")
    ]


def test_gradient_of_another_log_base() -> None:
    """The loss is in base 2, the gradient belongs to the natural logarithm: the factor is named."""
    loss, gradient = judged(r"L = -\sum_k y_k \log_2 p_k", r"\frac{\partial L}{\partial z_k} = p_k - y_k")
    assert loss.verdict == "PROVED"
    assert gradient.verdict == "REFUTED" and "1/log 2 is missing" in gradient.diagnosis
    assert r"\frac{1}{\ln 2}" in gradient.corrected


LOSSES = (r"L = -\sum_k y_k \log_2 p_k", r"L_n = -\sum_k y_{nk} \ln p_{nk}")
SLOPES = (
    r"\frac{\partial L}{\partial z_k} = \frac{1}{\ln 2} (p_k - y_k)",
    r"\frac{\partial L_n}{\partial p_{nk}} = -\frac{y_{nk}}{p_{nk}}",
)


def test_losses_to_two_bases_in_one_text() -> None:
    """Each gradient belongs to one of the losses that the notes state; neither is refuted."""
    found = judged(*LOSSES, *SLOPES)
    assert {f.verdict for f in found} <= {"PROVED", "PROVED WHEN"} and len(found) == 4


def test_a_declared_base_is_final() -> None:
    """A loss to base 2 in passing does not change what the author declared."""
    found = judged(LOSSES[0], LOSSES[1], SLOPES[1], declaration="log = e")
    assert [f.verdict for f in found[1:]] == ["PROVED", "PROVED"]


def test_a_condition_on_indices_is_no_claim() -> None:
    """ "1 where j = k" says when, not what."""
    assert judged("j = k") == []


def test_declarations_decide() -> None:
    """A letter, the first index and the base of the loss are set by the author; nonsense is an error."""
    assert (
        judged(r"\frac{\partial L}{\partial z_k} = q_k - y_k", declaration="q = probabilities")[0].verdict
        == "PROVED WHEN"
    )
    assert judged(r"z_i = \sum_{j=0}^{D-1} w_{ij} x_j", declaration="count_from = 0")[0].verdict == "PROVED"
    with pytest.raises(InputError):
        declared("<!-- backproof: q = nonsense -->")


def test_rounding_is_certified() -> None:
    """Halves may go either way; a number that agrees with a decimal to 40 digits is still told apart from it."""
    assert (
        judge_numeral(sp.Rational(5, 100), "0.1").verdict
        == judge_numeral(sp.Rational(5, 100), "0.0").verdict
        == "ROUNDED"
    )
    assert rounded_numeral(sp.exp(sp.Rational(1, 10**30)), 29) == "1." + "0" * 29
    assert rounded_numeral(sp.exp(-1), 4) == "0.3679"


def test_worker_survives_what_takes_too_long() -> None:
    """A claim over its time is UNDECIDED with its line; the next one is judged with the values stated before."""
    slow = r"(\tanh(" + " + ".join(f"x_{{{n}}}" for n in range(1, 10)) + r"))^{40} = \sum_{i=1}^{40} y_1^i"
    with Worker() as worker:
        _, state = worker.findings(b"", Claim("x_1 = 0.5", 1, 1))
        worker.seconds = 0.001
        found, state = worker.findings(state, Claim(slow, 2, 1))
        assert [(f.line, f.verdict) for f in found] == [(2, "UNDECIDED")] and "seconds" in found[0].diagnosis
        worker.seconds = 20.0
        found, state = worker.findings(state, Claim("x_1 = 0.75", 3, 1))
        assert [f.verdict for f in found] == ["REFUTED"]
        with pytest.raises(InputError):
            worker.opened("<!-- backproof: nonsense -->")


def test_our_own_report_is_never_refuted() -> None:
    """The golden report, read like any notes: nothing in it is wrong."""
    path = Path(__file__).parents[2] / "golden" / "standard" / "report.md"
    judge = NotesJudge()
    formulas = formulas_in_text(path.read_text(encoding="utf-8"), "markdown")
    found = [f for formula in formulas for claim in claims_of(formula) for f in judge.findings(claim)]
    assert len(found) > 80
    assert [f.latex for f in found if f.verdict == "REFUTED"] == []
