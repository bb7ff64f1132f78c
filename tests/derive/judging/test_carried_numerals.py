"""Numerals that stand for rounded results: what a letter was with more digits, and what the side before comes to."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.claims import Claim
from tests.derive.judging.test_published_notation import judged

PUT_IN = r"d = y (1 - y) \cdot (y - 0.8) = 0.312 (1 - 0.312) \cdot (0.312 - 0.8) = 0.312 (0.688) \cdot -0.488 = {}"


def verdicts(*lines: str) -> list[str]:
    """The verdicts of the last line among these."""
    claims = [Claim(line, number, 1) for number, line in enumerate(lines, 1)]
    return [str(finding.verdict) for finding in DocumentJudge(claims).findings(claims[-1])]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"(1 - -0.0623^2) \cdot (-0.0623 - 0.7) = (0.9961) \cdot -0.7623", "ROUNDED"),
        (r"(1 - -0.0623^2) \cdot (-0.0623 - 0.7) = (0.9971) \cdot -0.7623", "REFUTED"),
        (r"(1 - -0.0623^2) \cdot (-0.0623 - 0.7) = (0.9961) \cdot -0.7523", "REFUTED"),
        (r"1.37^2 + 2.71^2 = 1.88 + 7.34", "ROUNDED"),
        (r"31.4562 - 4.7508 = 26.7055", "UNDECIDED"),  # results, it may be, that had more digits
        (r"31.4562 - 4.7508 = 26.7045", "REFUTED"),
        (r"0.3 \cdot 0.2066667 = 0.06200002", "UNDECIDED"),
        (r"0.3 \cdot 0.2066667 = 0.06210002", "REFUTED"),
        (r"1.37^2 + 2.71^2 = 1.88 + 7.43", "REFUTED"),
        (r"1.37 \cdot 2.71 \cdot 0.59 = 3.71 \cdot 0.59", "ROUNDED"),
        (r"1.37 \cdot 2.71 \cdot 0.59 = 3.71 \cdot 0.58", "REFUTED"),
        (r"1.37 \cdot 2.71 \cdot 0.59 = 1.37 \cdot 1.60", "ROUNDED"),
        (r"1.37 \cdot 2.71 \cdot 0.59 = 1.37 \cdot 1.70", "REFUTED"),
        (r"\frac{e^{0.5}}{e^{0.5} + e^{0.2}} = \frac{1.649}{1.649 + 1.221}", "ROUNDED"),
        (r"\frac{e^{0.5}}{e^{0.5} + e^{0.2}} = \frac{1.649}{1.649 + 1.231}", "REFUTED"),
        (r"\sigma(0.7) = \frac{1}{1.497}", "ROUNDED"),
        (r"\sigma(0.7) = \frac{1}{1.479}", "REFUTED"),
        (r"\tanh(0.6) + 1 = 2 \cdot 0.7685", "UNDECIDED"),
        (r"\tanh(0.6) + 1 = 2 \cdot 0.7658", "REFUTED"),
        (r"\frac{1}{1 + e^{-0.7}} = \frac{1}{1.497}", "ROUNDED"),
        (r"\frac{1}{1 + e^{-0.7}} = \frac{1}{1.479}", "REFUTED"),
    ],
)
def test_parts_worked_out_to_the_digits_shown(line: str, verdict: str) -> None:
    """A numeral that no part of the side before comes to is exact, and so is one that stands there already."""
    assert verdicts(line) == [verdict]


def test_parts_worked_out_exactly_are_exact() -> None:
    """0.25 is ½ · ½, and nothing was rounded: 0.26 for it is wrong."""
    assert verdicts(r"0.4 \cdot 0.3 + 0.5 \cdot 0.5 = 0.12 + 0.26") == ["REFUTED"]
    assert verdicts(r"0.5 \cdot 0.5 = 0.26") == ["REFUTED"]
    assert verdicts(r"0.7 \cdot 0.7 + 0.5 \cdot 0.5 = 0.49 + 0.25") == ["PROVED"]


@pytest.mark.parametrize(
    ("before", "line", "verdict"),
    [
        (["z = [0, 0]", r"softmax(z) = [0.5, 0.5]"], r"-\log 0.5 = 0.693", "ROUNDED"),
        (["z = [0, 0]", r"softmax(z) = [0.5, 0.5]"], r"-\log 0.5 = 0.639", "REFUTED"),
        (["z = [0.3, 0.2]", r"softmax(z) = [0.52, 0.48]"], r"-\log 0.52 = 0.644", "ROUNDED"),
        (["z = [0.3, 0.2]", r"softmax(z) = [0.52, 0.48]"], r"-\log 0.52 = 0.744", "REFUTED"),
        ([r"softmax(z) = [0.5, 0.5]"], r"-\log 0.5 = 0.639", "UNDECIDED"),
        (["u = 0.25", "v = 2 u = 0.5"], "v^2 = 0.5^2 = 0.26", "REFUTED"),
        ([r"u = \tanh(0.26) = 0.25", "v = 2 u = 0.5"], "v^2 = 0.5^2 = 0.26", "ROUNDED"),
        (["0.4 + 0.1 = 0.5"], "e^{0.5} = 1.71", "REFUTED"),
        ([r"\sqrt{0.27} + 0 = 0.5"], "e^{0.5} = 1.68", "ROUNDED"),
        ([r"g = \frac{3.1}{8.7} = 0.356"], r"-\ln g = 1.032", "ROUNDED"),  # what g was worked out of
        ([r"g = \frac{3.1}{8.7} = 0.356"], r"-\ln g = 1.034", "UNDECIDED"),
        ([r"g = \frac{3.1}{8.7} = 0.356"], r"-\ln g = 1.302", "REFUTED"),
        (["g_2 = 0.356"], r"-\ln g_2 = 1.032", "UNDECIDED"),
        (["g = [0.644, 0.356]"], r"-\ln g_2 = 1.032", "UNDECIDED"),
        (["g = [0.644, 0.356]"], r"-\ln g_2 = 1.045", "REFUTED"),
        (["g = 0.356", r"E = -\ln g"], "2 E = 2.065", "UNDECIDED"),
        (["g = 0.36"], "g^2 = 0.12", "REFUTED"),  # of two digits it is rather chosen
    ],
)
def test_results_that_are_exact_stand_for_no_other_number(before: list[str], line: str, verdict: str) -> None:
    """What may be rounded, and cannot be worked out, accepts nothing either."""
    assert verdicts(*before, line)[-1] == verdict


@pytest.mark.parametrize(
    ("stated", "result", "verdict"),
    [
        (r"y = \tanh(0.3225) = 0.3118", "-0.10479", "ROUNDED"),
        (r"y = \tanh(0.3225) = 0.3118", "-0.10679", "REFUTED"),
        ("y = 0.312", "-0.10479", "REFUTED"),
        ("y = 0.3118", "-0.10479", "REFUTED"),
        (r"x = \tanh(0.3225) = 0.3118", "-0.10479", "REFUTED"),
    ],
)
def test_a_result_put_in_with_fewer_digits(stated: str, result: str, verdict: str) -> None:
    """0.312 for a y that was worked out to be 0.3118; a y that was chosen is exact, and x is no y."""
    assert verdicts(stated, PUT_IN.format(result))[-1] == verdict


@pytest.mark.parametrize(("result", "verdict"), [("-15.6", "ROUNDED"), ("-15.7", "UNDECIDED"), ("-15.9", "REFUTED")])
def test_numbers_in_the_place_of_what_is_worked_out_may_be_rounded(result: str, verdict: str) -> None:
    """The last digit may come of more digits than are shown for p; where nothing makes p, its numbers are data."""
    put_in = (
        r"g = -2 (t_1 - p_1) - 2 (t_2 - p_2) - 2 (t_3 - p_3) = -2 (0 - (-2.6)) - 2 (1 - (-1.6)) - 2 (0 - (-2.61)) = "
    )
    assert verdicts("p_i = w x_i + b", put_in + result)[-1] == verdict
    assert verdicts(put_in + result)[-1] == verdict.replace("UNDECIDED", "REFUTED")


def test_the_value_of_another_letter_is_that_letter() -> None:
    """0.31 is the rate, which is chosen, though y was worked out to 0.3118."""
    lines = r"y = \tanh(0.3225) = 0.3118", "r = 0.31", r"d = r^2 y^0 = 0.31 \cdot 0.31 = 0.0970"
    assert verdicts(*lines)[-1] == "REFUTED"
    assert verdicts(lines[0], r"d = y^2 = 0.31 \cdot 0.31 = 0.0970")[-1] == "ROUNDED"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (  # a power of ten behind a numeral: one numeral, to the digits shown
            [
                r"e^{-7} = 9.12 \times 10^{-4}", r"e^{-7} = 9.21 \times 10^{-4}", r"2/3 = 6.67\cdot 10^{-1}",
                r"2/3 = 6.66\cdot 10^{-1}", r"8192 = 8.2 \times 10^3", r"8192 = 8.1 \times 10^3", r"e^{-7} = 9.12e-4",
                r"e^{-7} = 9.21e-4", r"9.12 \times 10^{-4} = e^{-7}", r"2.5e3 = 2500", r"2.5e3 = 250",
                r"1/4 = 2.5 \times 10^{-1}", r"[e^{-7}, e^{-3}] = [9.12 \times 10^{-4}, 4.98 \times 10^{-2}]",
            ],
            "D R D R D R D R D P R P D",
        ),
        (  # a whole number for what has no end, or differs from it far behind the point
            [
                r"e^{5.2} = 181", r"e^{5.2} = 182", r"\sqrt{300} = 17", r"\sqrt{300} = 18", r"0.3 \cdot 431 = 129",
                r"0.3 \cdot 431 = 130", r"\tanh(6) = 1", r"\tanh(0.6) = 1", r"1.3 \cdot 1.9 = 2", r"e^{-18} = 0",
                r"2.4 = 2", r"\frac{0.3}{\sqrt{0.09} + 10^{-8}} = 1", r"3 + 4 = 8",
            ],
            "D R D R U R D R R R R D R",
        ),
        (  # a rounded argument
            [
                r"\sigma(0.6 \cdot 0.37) = \sigma(0.22)", r"\sigma(0.6 \cdot 0.37) = \sigma(0.24)",
                r"\max(0, 0.6 \cdot 0.377) = \max(0, 0.226)", r"\max(0, 0.6 \cdot 0.377) = \max(0, 0.262)",
                r"relu(0.3721) = relu(0.37)", r"relu(0.3721) = relu(0.38)", r"\sigma(0.3721) = \sigma(0.37)",
                r"softmax([1.372, 0.5]) = softmax([1.37, 0.5])", r"softmax([1.372, 0.5]) = softmax([1.73, 0.5])",
            ],
            "D R D R D R D D R",
        ),
        (  # first digits, with an ellipsis behind them
            [
                r"3/7 = 0.428\ldots", r"3/7 = 0.438\ldots", r"2/3 = 0.66...", r"0.999\ldots = 1", r"0.998\ldots = 1",
                r"-2/3 = -0.66\dots", r"1/3 = 0.333\ldots = 0.33", r"\sqrt{2} = 1.4143\dots",
                r"1/6 = 0.1\overline{6}", r"1/7 = 0.\overline{142857}", r"1/7 = 0.\overline{142587}",
                r"2/3 = 66.\bar{6}\%",
            ],
            "D R D D R D D D R D D R D",
        ),
        (  # numbers in equal steps, running letters, exponents of programs, mixed numbers in sums
            [
                r"1 + 2 + \dots + 50 = 1275", r"1 + 2 + \dots + 50 = 1276", r"3 + 5 + 7 + \ldots + 21 = 120",
                r"3 + 5 + 7 + \ldots + 21 = 122", r"\sum_{j=1}^{3} j^2 = 15", r"2\mathrm{e}{-3} \cdot 10 = 2\text{e-}2",
                r"2\mathrm{e}{-3} \cdot 10 = 3\text{e-}2", r"1\frac12 + 2\frac14 = 3\frac34",
                r"1\frac12 + 2\frac14 = 3.5", r"\num{1.5e3} = 1500",
            ],
            "P R P R R P R P R P",
        ),
        (  # a numeral with a power of ten is carried to its digits, and 3 · 10^8 is exact
            [
                r"e^{-7} = 9.12 \times 10^{-4}", r"2 \cdot 9.12 \times 10^{-4} = 1.8238\times 10^{-3}",
                r"2 \cdot 9.12 \times 10^{-4} = 1.9238\times 10^{-3}", r"2.998 \times 10^8 \approx 3 \times 10^8",
                r"6.63 \times 10^{-34} \cdot 3 \times 10^8 = 1.79 \times 10^{-25}", r"\binom{9}{3} = 84",
                r"1.5\times 10^{-3} \cdot 2 = 3.1 \times 10^{-3}", r"\binom{9}{3} = 86", r"2 \binom{4}{2} 0.5^4 = 0.75",
            ],
            "D D R D R P R R P",
        ),
        (["u = 3", "v = 0.5", "u v = 2", "u v + 1 = 4"], "U U"),  # values are stated: results
        (  # percentages, floating point, numbers of thousands of digits
            [
                r"\frac{50}{60} \times 100 = 83.3\%", r"\frac{50}{60} \times 100 = 88.3\%", r"300 + 20\% = 360",
                r"300 + 20\% = 350", "0.1 + 0.7 = 0.7999999999999999", "0.1 + 0.7 = 0.7999999999999", "3^{20000} = 9",
            ],
            "D R P R U R U",
        ),
        (["g = 0.9", "T = 12", "g^T = 0.9", "g^T = 0.2824"], "R D"),
        (["g = 0.9", "g^T = 0.9"], "U"),
        (["T = 20", "0.9^T = 0.9", "0.9^T = 0.1216", r"(0.5)^T = 0.5", r"0.8^t = 0.8"], "R D R"),  # no transpose
    ],
)  # fmt: skip
def test_numerals_as_authors_write_results(lines: list[str], expected: str) -> None:
    """P for PROVED, D for ROUNDED, R for REFUTED, U for UNDECIDED; what is wrong stays so."""
    claims = [Claim(line, number, 1) for number, line in enumerate(lines, 1)]
    judge = DocumentJudge(claims)
    found = {claim.latex: [f.verdict.value for f in judge.findings(claim)] for claim in claims}
    letters = {"PROVED": "P", "ROUNDED": "D", "REFUTED": "R", "UNDECIDED": "U"}
    assert " ".join(letters[one] for verdicts in found.values() for one in verdicts) == expected, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We get $30/40 = 75$ % of it, $30/40 = 57$ percent or $1/4 = 25$ percent.", "PROVED REFUTED PROVED"),
        ("It is not true that $2 + 3 = 6$. Wrong: $3 + 3 = 7$. But $4 + 4 = 9$.", "UNDECIDED UNDECIDED REFUTED"),
        ("Note that $2 + 3 = 6$ is false. The error is $0.7 - 0.2 = 0.6$.", "UNDECIDED REFUTED"),
        ("The mean of $1, 5, 9 = 5$, half of $12 = 6$, odds of $1:4 = 0.25$.", "UNDECIDED UNDECIDED UNDECIDED"),
        ("So $0.41 + 0.22 + 0.36 = 1$ up to rounding; $0.41 + 0.2 = 0.7$.", "UNDECIDED REFUTED"),
        ("So $2.3 = 2$ (rounded), $5/3 = 1.6$ (truncated), $2000 = 2^{11}$ roughly, $500 = 2^{11}$ roughly.",
         "UNDECIDED UNDECIDED UNDECIDED REFUTED"),
        (r"Of $5 \cdot 10^9 \cdot 2 = 10$ GB, $3 \cdot 1024 = 3$ KB, $3 \cdot 1024 = 4$ KB, $4 \cdot 100 = 4$ so.",
         "UNDECIDED UNDECIDED REFUTED REFUTED"),
        ("Halves: $2.5 \\approx 2$ and $2.5 \\approx 3$, $0.125 = 0.13$, $0.125 = 0.12$.",
         "ROUNDED ROUNDED ROUNDED ROUNDED"),
    ],
)  # fmt: skip
def test_what_words_say_of_numbers(text: str, expected: str) -> None:
    """A percent sign, a denial, a list and words of rounding around a formula; without them it is what it is."""
    found = [(finding.latex, finding.verdict.value) for finding in judged(text)]
    assert " ".join(verdict for _, verdict in found) == expected, found


CARRIED = r"""
$$x = \begin{bmatrix} 2 \\ 1 \end{bmatrix}, \quad B = \begin{bmatrix} 0.5 & -0.6 \end{bmatrix}, \quad y = 1$$
$$A = \begin{bmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \end{bmatrix}$$
$$u = A x = \begin{bmatrix} 0.4 \\ 1.0 \end{bmatrix}$$
$$h = \tanh(u) = \begin{bmatrix} 0.380 \\ 0.762 \end{bmatrix}$$
$$q = B h = -0.267$$
$$C = \frac{1}{2} (q - y)^2$$
$$\frac{\partial C}{\partial h} = B^T (q - y) = \begin{bmatrix} -0.6335 \\ 0.7602 \end{bmatrix}$$
$$\frac{\partial C}{\partial u} = \frac{\partial C}{\partial h} \odot (1 - h^2)
= \begin{bmatrix} -0.6335 \cdot 0.86 \\ 0.7602 \cdot SHARE \end{bmatrix}$$
$$\frac{\partial C}{\partial u} = \begin{bmatrix} -0.542 \\ 0.319 \end{bmatrix}$$
$$\frac{\partial C}{\partial A} = \frac{\partial C}{\partial u} x^T
= \begin{bmatrix} -1.084 & -0.542 \\ 0.638 & LAST \end{bmatrix}$$
"""


@pytest.mark.parametrize(
    ("share", "last", "expected"),
    [("0.419", "0.319", ["UNDECIDED", "ROUNDED"]), ("0.439", "0.391", ["REFUTED", "REFUTED"])],
)
def test_slopes_in_numbers_that_are_carried_on(share: str, last: str, expected: list[str]) -> None:
    """What is made of results with fewer digits is not refuted, and another number is."""
    found = judged(CARRIED.replace("SHARE", share).replace("LAST", last))
    ends = [finding.verdict.value for finding in found if r"\cdot" in finding.latex or r"\partial A" in finding.latex]
    assert [ends[1], ends[-1]] == expected, ends
