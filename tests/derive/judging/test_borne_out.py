"""Refutations that the rest of a document does not bear out, and formulas that may be written or meant otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.file_judge import FileJudge
from derive.judging.finding import Finding
from derive.judging.process.worker import Worker
from derive.reading.notes.sections import claims_in_text
from reports.checking.cache import FindingsCache
from reports.checking.notes_check import NotesChecker

COST = r"Let $u = v s$ and $C = \frac12 (u - t)^2$.\n\n"
RIGHT = (r"\frac{\partial C}{\partial u} = u - t", r"\frac{\partial C}{\partial v} = (u - t) s")
WRONG = (
    r"\frac{\partial C}{\partial u} = u + t", r"\frac{\partial C}{\partial v} = (u + t) s",
    r"\frac{\partial C}{\partial s} = (u + t) v",
)  # fmt: skip


def verdicts(text: str) -> list[str]:
    """The verdicts on the links of a Markdown text, one after the other."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    return [str(finding.verdict) for claim in claims for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (WRONG[:1], "REFUTED"),  # nothing else tells what C is
        ((RIGHT[0], WRONG[1]), "REFUTED"),
        ((*RIGHT, WRONG[2]), "REFUTED"),
        (WRONG[:2], "UNDECIDED"),
        (WRONG, "UNDECIDED"),
    ],
)
def test_one_line_refutes_nothing_where_most_others_of_its_letters_are_open(lines: tuple[str, ...], last: str) -> None:
    """With another C, ½ (u + t)², all of the wrong ones hold."""
    assert verdicts(COST + "\n\n".join(f"$${line}$$" for line in lines))[-1] == last


MATRICES = (
    r"Let $Z = X W$ with $X \in \mathbb{R}^{n \times d}$, $W \in \mathbb{R}^{d \times k}$ and $C = \frac12 \|Z\|_F^2$."
    + "\n\n"
)
BY_W = r"\frac{\partial C}{\partial W} = X^T \frac{\partial C}{\partial Z}"


@pytest.mark.parametrize(("before", "last"), [("", "REFUTED"), (BY_W, "REFUTED"), (BY_W + "+ W", "UNDECIDED")])
def test_slopes_of_several_axes_are_refuted_where_another_one_holds(before: str, last: str) -> None:
    """Where there are others and none holds, nothing tells which axis is which, nor in what order they multiply."""
    wrong = r"\frac{\partial C}{\partial X} = \frac{\partial C}{\partial Z} W^T + X"
    assert verdicts(MATRICES + "\n\n".join(f"$${line}$$" for line in (before, wrong) if line))[-1] == last


def test_the_reason_is_told() -> None:
    """What would be wrong as it is read stays in the words."""
    claims = claims_in_text(COST + "\n\n".join(f"$${line}$$" for line in WRONG), "markdown")
    (finding,) = DocumentJudge(claims).findings(claims[-1])
    assert finding.diagnosis.startswith("it would be wrong as it is read (")
    assert finding.diagnosis.endswith("but 2 of 2 other lines with C on one side did not hold either")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We get $2 - (0.5) = 1$.", ["REFUTED"]),
        ("We get $2 - (0.5) = 1$ $(4 - 2) = 1$.", ["UNDECIDED", "UNDECIDED"]),
        ("We get $2 - (0.5) = 1$ * $2$.", ["UNDECIDED"]),
        ("We get 3 + $2 - (0.5) = 1$.", ["UNDECIDED"]),
        ("- $2 - (0.5) = 1$\n- $3 = 4$", ["REFUTED", "REFUTED"]),
        ("| $2 - (0.5) = 1$ | $3 = 4$ |", ["REFUTED", "REFUTED"]),
        ("*a)* *$2 - (0.5) = 1$*", ["REFUTED"]),
        ("$2.302 + 1 = 3.302$. Ratio of both $\\approx 22$", ["PROVED"]),
        ("$2.302 + 1 = 3.302$, which is $\\approx 22$", ["PROVED", "REFUTED"]),
        (r"It takes $6 / 2 = 3$ steps." + "\n\n" + r"That is $2 \times 10^3$ s $\approx 33$ minutes.", ["PROVED"]),
        ("1. We wait $2 \\cdot 45 = 90$ minutes $= 1.5$ hours.\n2. It is $0.5$ s $= 500$ ms.", ["PROVED"]),
        (r"The rod has $2 \cdot 3 = 6$ m $= 600$ cm, or $0.06$ hm $= 6$ m.", ["PROVED"]),
        (
            r"It has $1/4 = 0.25 = 25$ % and $1/4 = 25$\% and $1/4 = 0.25$ $= 25\%$",
            ["PROVED"] * 5,
        ),
        (r"So $2 \cdot 3 = 6$, i.e.\ $= 7$.", ["PROVED", "REFUTED"]),
        (
            "# A\nLet $s = 0.4$, so $h = \\sigma(s) = 0.6$.\n# B\n$\\sigma^2 = 2.5 / 2 = 1.25$",
            ["PROVED", "ROUNDED"] + ["PROVED"] * 2,
        ),
        (
            "# A\nLet $s = 0.4$, so $h = \\sigma(s) = 0.7$.\n# B\n$\\sigma^2 = 2.5 / 2 = 1.25$",
            ["PROVED", "REFUTED"] + ["PROVED"] * 2,
        ),
        (
            "# A\n$u = 2$, $v = 0.5$, $v u = 1$.\n# B\n$u = 3$, $v = 0.5$. So $v u = 1.5$, $u^2 = 9$ and $u^3 = 18$.",
            ["PROVED"] * 3 + ["REFUTED"],
        ),
        (r"We use a leaky one, denoted $ReLU$: $\text{ReLU}(-0.5) = -0.1$.", ["UNDECIDED"]),
        (r"We use a rectifier: $\text{ReLU}(-0.5) = -0.1$.", ["REFUTED"]),
        (r"$-\log(0.01) = 2$", ["UNDECIDED"]),
        (r"$-\log(0.25) = 2$", ["UNDECIDED"]),
        (r"$-\ln(0.01) = 2$", ["REFUTED"]),
        (r"$-\log(0.02) = 2$", ["REFUTED"]),
        (r"$(224 - 7 + 6) / 2 + 1 = 112$, $\frac{10}{4} = 3$, $7 / 2 = 5$", ["UNDECIDED", "UNDECIDED", "REFUTED"]),
        ("| a | the weight, at $t = 1$ | $\\approx -0.008$ |", []),
        ("The height $HH = 3$ and $H = 5$.", []),
        ("1. $w = 0 + 0.5 = 0.5$\n2. $w = 0.5 + 0.4 = 0.9$\n\nSo $w = 1.3$", ["PROVED"] * 4),
        (r"$1 - e^{-2} = 0.864$, so $(1 - e^{-2}) \cdot 10 = 0.864 \cdot 10$", ["REFUTED", "ROUNDED"]),
        (r"$1 - e^{-2} = 0.865$, so $(1 - e^{-2}) \cdot 10 = 0.867 \cdot 10$", ["ROUNDED", "REFUTED"]),
    ],
)
def test_numbers_that_may_be_meant_otherwise(text: str, expected: list[str]) -> None:
    """Parts of longer formulas, other bases of log, names of two letters, values that change, digits cut off."""
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        ("3 x^2 e^{2x} + 2 x^3 e^{2x}", "PROVED"),
        ("3 x^2 e^{2x} + x^3 e^{2x}", "REFUTED"),
        ("3 x^2 e^{2x} + 4 x^3 e^{2x}", "PROVED"),  # the first operator may stand before all of its product
    ],
)
def test_an_operator_before_a_bracket_and_a_dot(right: str, verdict: str) -> None:
    """d/dx (a) · b is a′ b, or (a b)′."""
    left = r"\frac{d}{dx}(x^3) \cdot e^{2x} + x^3 \cdot \frac{d}{dx}(e^{2x})"
    assert verdicts(f"Let $s = x^2$.\n\n$${left} = {right}$$")[-1] == verdict


def test_an_ellipsis_with_another_term_in_the_middle_is_not_read() -> None:
    """0 a_1 + … + 1 a_k + … + 0 a_n is no sum of zeros."""
    text = r"$$S = y_1 a_1 + \dots + y_k a_k + \dots + y_n a_n = 0 a_1 + \dots + 1 a_k + \dots + 0 a_n = a_k$$"
    assert "REFUTED" not in verdicts(text)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (r"Let $z = W x$. For orthonormal rows $W' = W^T$.", "UNDECIDED"),
        (r"Let $f(u) = u^2$. Then $f' = 3 u$.", "REFUTED"),
        (r"Let $z_b = \sum_g W_{bg} x_g$. Then $\frac{\partial z_b}{\partial x_g} = W_{gb}^T$.", "UNDECIDED"),
        (r"Let $z_b = \sum_g W_{bg} x_g$. Then $\frac{\partial z_b}{\partial x_g} = W_{gb}$.", "REFUTED"),
        (r"Let $u = w s$. Then $a x^2 + b x = 3 c x$.", "UNDECIDED"),  # it may be solved for x
        (
            r"Let $u = w x$, $h = \text{ReLU}(u)$ and $L = h^2$. Since $u = 0.5 > 0$, we get"
            r" $\frac{dL}{du} = \frac{dL}{dh} \cdot 1$.",
            "PROVED WHEN",
        ),
        (r"Let $h = \sigma(w x)$ and $L = v h$ with $z = 0.5$. Then $\frac{dL}{dw} = v \sigma'(z) x$.", "UNDECIDED"),
    ],
)
def test_signs_that_mean_several_things(text: str, last: str) -> None:
    """W' is a slope of functions alone; W_{gb}^T is the entry of a transpose, or a number."""
    assert verdicts(text)[-1] == last


def test_implied_sums_refute_nothing() -> None:
    """Where an index that stands twice is summed over, which one runs may be meant otherwise."""
    told = "In index notation with the summation convention, $v_b = h_c W_{cb}$.\n\n"
    assert verdicts(told + "$$v_b = h_b W_{cc}$$")[-1] == "UNDECIDED"


def found_in_a_file(folder: Path, text: str) -> list[Finding]:
    """What is found in a file as the command checks it."""
    path = folder / "notes.md"
    path.write_text(text, encoding="utf-8")
    with Worker() as worker:
        checker = NotesChecker(worker, FindingsCache(None))
        (checked,) = checker.check(checker.plan([path]), lambda _place: None).files
    return list(checked.findings)


def in_a_file(folder: Path, text: str) -> list[str]:
    """The verdicts on the formulas of a file."""
    return [str(finding.verdict) for finding in found_in_a_file(folder, text)]


def test_a_file_that_is_mostly_open_refutes_nothing_in_letters(tmp_path: Path) -> None:
    """Numbers alone are refuted all the same, and so is everything where most of a file holds."""
    wrong = r"Let $u = v s$. Then $\frac{\partial u}{\partial v} = 2 s$, and $2 + 2 = 5.0$."
    open_ = "\n\n".join(rf"$$\frac{{\partial q_{n}}}{{\partial r}} = {n} r$$" for n in range(3))
    right = "\n\n".join(rf"$${n} u = {n} s v$$" for n in range(2, 8))
    texts = {"open": f"{wrong}\n\n{open_}", "right": f"{wrong}\n\n{open_}\n\n{right}"}
    found = {name: [f for f in found_in_a_file(tmp_path, text) if "=" in f.reading] for name, text in texts.items()}
    verdict_of = {name: {f.reading: str(f.verdict) for f in findings} for name, findings in found.items()}
    assert verdict_of["open"]["2 + 2 = 5.0"] == verdict_of["right"]["2 + 2 = 5.0"] == "REFUTED"
    assert [verdict_of[name]["∂u/∂v = 2 s"] for name in ("open", "right")] == ["UNDECIDED", "REFUTED"]
    (doubtful,) = (finding for finding in found["open"] if finding.reading == "∂u/∂v = 2 s")
    assert doubtful.diagnosis.endswith("but only 0 of 3 other formulas hold as they are read")


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sigma(1) = 0.3711", "UNDECIDED"),
        (r"\sigma(1) = 0.7131", "REFUTED"),
        (r"\text{ReLU}(-0.5) = -0.1", "UNDECIDED"),  # a leaky one
        (r"\text{ReLU}(0.5) = -0.5", "REFUTED"),
        (r"-\log 0.25 = 2", "UNDECIDED"),
        ("2 + 3 = 70", "REFUTED"),
        (r"3 [1, 2] = [3, 60]", "REFUTED"),
        (r"[1, 0] = [0, 1]", "REFUTED"),
    ],
)
def test_a_number_of_something_is_refuted_where_a_slip_may_explain_it(
    tmp_path: Path, formula: str, verdict: str
) -> None:
    """Far from the right one it is of something else; plain arithmetic with numerals is what it is."""
    assert in_a_file(tmp_path, f"We get ${formula}$.\n") == [verdict]


def test_a_formula_that_nothing_explains_needs_others_that_hold(tmp_path: Path) -> None:
    """Three in letters beside those that define something."""
    wrong = r"Let $u = v s$ and $C = \frac12 (u - t)^2$. Then $\frac{\partial C}{\partial s} = u^2 v + t$."
    right = (r"\partial C / \partial u = u - t", r"\partial C / \partial v = (u - t) s", r"\partial u / \partial v = s")
    for count, verdict in ((2, "UNDECIDED"), (3, "REFUTED")):
        lines = "\n\n".join(f"$${formula}$$" for formula in right[:count])
        assert in_a_file(tmp_path, f"{wrong}\n\n{lines}\n")[2] == verdict


@pytest.mark.parametrize(
    ("worked_out", "last"),
    [
        (r"a (1 - a) = 0.6815 (1 - 0.6815) \approx 0.2170", "ROUNDED"),
        (r"a (1 - a) = 0.6815 (1 - 0.6815) \approx 0.2160", "REFUTED"),
        ("0.2170", "REFUTED"),
    ],
)
def test_a_number_that_an_earlier_line_worked_out_stands_again(worked_out: str, last: str) -> None:
    """Rounded on the way it is 0.2170, and 0.2171 otherwise; a line that does not hold tells nothing."""
    before = "Let $z = 0.7607$, $a = \\sigma(z)$.\n\n$$a = \\frac{1}{1 + e^{-0.7607}} \\approx 0.6815$$\n\n"
    slope = r"\frac{\partial a}{\partial z} = "
    again = worked_out.rpartition(" ")[2]
    assert verdicts(f"{before}$${slope}{worked_out}$$\n\n$${slope}{again}$$")[-1] == last


def test_a_size_without_a_name_is_in_no_refutation() -> None:
    """The m of 1/(2m) may be how many rows there are: Σ_i over them needs no factor."""
    text = (
        "Let $z_1 = X W_1 + b_1$, $h = \\mathrm{ReLU}(z_1)$, $u = h W_2$, $L = \\frac{1}{2m} \\|u - y\\|_2^2$.\n\n"
        "$$\\frac{\\partial L}{\\partial W_1} = X^\\top \\frac{\\partial L}{\\partial z_1}, \\qquad "
        "\\frac{\\partial L}{\\partial b_1} = \\sum_i \\frac{\\partial L}{\\partial z_1^{(i)}}.$$"
    )
    assert verdicts(text)[-1] == "UNDECIDED"


def test_letters_with_signs_above_beside_words_of_signs() -> None:
    """ "positive" before a letter is looked for as it is written: w^* is no pattern."""
    assert verdicts("It is positive there. Let $w^* = 2 h$. Then $w^* = h + h$.") == ["PROVED", "PROVED"]


BETWEEN = "Let $h(u) = \\frac{1}{1 + e^{-u}}$. $$h'(u) = - \\frac{e^{-u}}{(1 + e^{-u})^2} = h(u) (1 - h(u))$$\n\n"
BEFORE_A_PRODUCT = (
    r"Let $k(u) = \frac{\sinh(u)}{\cosh(u)}$. $$k'(u) = \frac{\frac{d}{du} \sinh(u) \cosh(u) - \frac{d}{du} \cosh(u) "
    r"\sinh(u)}{\cosh^2(u)} = \frac{\cosh^2(u) - \sinh^2(u)}{\cosh^2(u)}$$"
)


def test_a_side_between_two_that_are_equal_is_wrong_in_any_file(tmp_path: Path) -> None:
    """However little else is read; one slip corrects it, and the link behind it tells of no other."""
    open_ = "\n\n".join(rf"$$\frac{{\partial q_{n}}}{{\partial r}} = {n} r$$" for n in range(6))
    wrong, behind = found_in_a_file(tmp_path, BETWEEN + open_)[1:3]
    assert [str(wrong.verdict), str(behind.verdict)] == ["REFUTED", "UNDECIDED"]
    assert wrong.corrected.startswith(r"\frac{e^{-u}}")
    assert (behind.diagnosis, behind.corrected) == ("its left side is what the link before it has wrong", "")


def test_an_operator_before_a_product_may_be_of_its_first_factor() -> None:
    """d/du a b is a′ b for some authors; what is wrong in both ways is refuted."""
    assert verdicts(BEFORE_A_PRODUCT) == ["PROVED", "UNDECIDED", "UNDECIDED"]
    assert verdicts(r"Let $k(u) = u e^u$. $\frac{d}{du} u e^u = u^2 e^u$")[-1] == "REFUTED"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [("p_i (\\delta_{ij} - p_j)", "PROVED"), ("p_i (\\delta_{ij} + p_j)", "REFUTED")],
)
def test_a_line_that_defines_nothing_leaves_the_usual_classifier(formula: str, verdict: str) -> None:
    """That the values of p sum to one says no more of it; nobody means one-hot p, of which every slope is 0."""
    slope = f"$\\frac{{\\partial p_i}}{{\\partial z_j}} = {formula}$\n\n"
    assert verdicts(slope + "$\\sum_i p_i = 1$") == [verdict, "PROVED"]
