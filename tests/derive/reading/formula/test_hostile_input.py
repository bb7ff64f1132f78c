"""Formulas that attack, overflow, or make no sense: refused with a position and a reason, quickly."""

import itertools
import re
import sys
from contextlib import suppress
from os import environ
from random import Random

import pytest

from derive.judging.usual_classifier.declarations import declared
from derive.reading.formula import RejectedFormula, read_formula
from tests.derive.processor_time import at_most

CODE = [
    "__import__('os').system('x')", "x.__class__.__mod__.__globals__['sympify']('..')", "(lambda:1)()",
    "[x for x in range(10**9)]", "f'{x}'", "x;y", "exp(*[x])", "exp(x,evaluate=False)", "open('SYSFILE').read()",
    "Symbol('x')", "eval", "sympify('1')", "{{7*7}}", "{% include 'SYSFILE' %}", "None", "lambda", "exp", "jax", "v0",
    "x; y = 1", "__import__", "x #c", "1_000", "nan",
]  # fmt: skip
SIZE = [
    "9**9**9", "9^{9^{9^9}}", "2**(2**62)", "factorial(10**7)", "1000000000!", r"\binom{10^9}{10^8}", "1e1000000",
    "1e-99999999", "0x" + "f" * 200, "7" * 5000, "x**(10**10)", "(x+y+z)**300", r"\sum_{i=1}^{10^{12}} x_i",
    r"\sum_{a=1}^{9}" * 10 + " x_a", "x" * 1_000_000, " + ".join(["x"] * 20_000), "(" * 5000, "{" * 5000,
    r"\frac{" * 5000, "x_{" * 5000, "-" * 20_000 + "x", r"\sqrt{" * 300 + "x" + "}" * 300, "x^{" * 45 + "9" + "}" * 45,
]  # fmt: skip
MALFORMED = [
    "", "   ", "x +", "a + b ) c", r"\frac{a}", r"\left( a", "}", r"\begin{cases} a & i = j", "a & b", "a\x00b",
    "a\ud800b", "\ufeffx", "a\u200bb", "a\u202eb", "х + 1", "ｅval", "x + ٣", r"\text{if $x$}", r"\def\x{\x\x}",
    r"\newcommand{\x}{y}", r"\input{SYSFILE}", r"\write18{ls}", r"\catcode`\@=11", r"\csname x\endcsname", "x == == y",
    "x_i_j", "x^2^3", r"\left[ a", "a} + b", "{a", r"\begin{align} a", r"x\end{cases}", r"\infty",
    r"\immediate\write18{ls}", r"\edef\x{1}", r"\href{javascript:a}{x}", r"\htmlData{a=b}{x}", r"\require{x}",
    r"\hat{}", r"\sum", r"\sum_i", r"\log", r"\max", r"\nabla L", r"\partial L", "(x]", r"\{x)",
    "1 2.3.4", "_i", "^2", r"\frac{\partial}{\partial}", r"\mathbb{1}", r"\left. x \right|",
]  # fmt: skip
AMBIGUOUS = [
    "f(x)", r"\log x y", r"\sin x^2", "1/2x", "e", "i", r"\sigma", r"\sum_i a_i + b_i", "x_{11}", "z_{12}",
    "w_{11}^{1}",
    r"\sum_i x_i y_i + z_i",
    "loss", r"\sum_{i=1}^{N} (p_i - y_i) x_i", "p_n - y_n", "f_i(1 - f_i)", "z_i + b", "a[1](x)", "L(1 - x)",
    r"\frac{\partial \mathbf{z}}{\partial \mathbf{x}}", r"\tanh^{-1} x",
]  # fmt: skip
VALUELESS = ["0/0", "0**-1", "0^0", r"\log(0)", r"\log(-1)", r"\sqrt{-1}", r"\frac{1}{1 - 1}", "x_0", "(-1)^{0.5}"]


@pytest.mark.parametrize(
    "source", CODE + SIZE + MALFORMED + AMBIGUOUS + VALUELESS, ids=lambda source: repr(source)[:40]
)
def test_refused_with_position_and_reason(source: str) -> None:
    """Never another exception, never a value, never more than a second."""
    read_formula("x")  # the grammar is built now
    with pytest.raises(RejectedFormula) as found, at_most(1.0, source):
        read_formula(source)
    assert found.value.message and 0 <= found.value.position <= len(source)


def test_the_limit_bites() -> None:
    """What computes too long fails; that is how the test above sees a hang."""
    with pytest.raises(pytest.fail.Exception, match="more than"), at_most(0.01, "a loop"):
        all(number >= 0 for number in itertools.count())


@pytest.mark.parametrize(
    ("source", "same"),
    [("p_i − y_i", "p_i - y_i"), ("x_i\r\n+ y_i", "x_i + y_i"), ("p_i\u00a0·\u00a0y_i", "p_i y_i")],
)
def test_what_people_paste_is_read(source: str, same: str) -> None:
    """A minus sign as printed, line ends of another system, spaces that do not break."""
    assert read_formula(source).sides == read_formula(same).sides


@pytest.mark.parametrize(
    "source", ["f(x)", r"\log x y", r"\sin x^2", "1/2x", "e", "i", r"\sigma", "x_{11}", "f_i(1 - f_i)"]
)
def test_ambiguous_formulas_come_with_their_readings(source: str) -> None:
    """At least two readings, in words."""
    with pytest.raises(RejectedFormula) as found:
        read_formula(source)
    assert len(found.value.readings) >= 2


@pytest.mark.parametrize(
    ("declaration", "source", "reading"),
    [
        ("e = number", "e", "e"), ("sigma = number", r"\sigma", "σ"), ("f = number", "f(x_1)", "x_1 f"),
        ("f = hidden", "f_i(1 - f_i)", "f_i (1 − f_i)"), ("i = number", "i", "i"), ("count_from = 0", "x_0", "x_1"),
        ("b = number", r"\sum_i a_i + b", "Σ_i a_i + b"), ("superscripts = layer", "w_{11}^{1}", "w⁽¹⁾_11"),
    ],
)  # fmt: skip
def test_a_declaration_resolves(declaration: str, source: str, reading: str) -> None:
    """What is ambiguous by itself has one reading once its letters are declared."""
    with pytest.raises(RejectedFormula):
        read_formula(source)
    glossary, _ = declared(f"<!-- backproof: {declaration} -->")
    assert str(read_formula(source, glossary)) == reading


SEEDS = [
    r"\frac{\partial L}{\partial w_{ij}} = (s_i - y_i) x_j", r"-\sum_{i=1}^{K} y_i \log s_i",
    r"\nabla_W L = (s - y) x^T",
    r"\begin{cases} s_i - 1 & i = y \\ s_i & i \neq y \end{cases}", r"s_i - \mathbb{1}[i = y]", r"\|w\|^2",
    r"\frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", r"\operatorname{softmax}(z)_i", r"e^{z_i - \max_j z_j}",
    r"\frac{1}{N}\sum_{n=1}^{N} (s_{n,i} - y_{n,i}) x_{n,j}", r"W_{ij}^{(1)} + \hat{y}_i",
    r"1.5 \times 10^{-3} = [1, 2]",
    "dL/dw[i,j] = (p[i] - y[i])*x[j]", "-sum(y[k]*log(p[k]), k=1..K)", r"\sigma(z)(1-\sigma(z))", r"L(y, \hat{y})",
]  # fmt: skip
TOKENS = re.compile(r"\\[A-Za-z]+|.", re.DOTALL)
PIECES = [*sorted({token for seed in SEEDS for token in TOKENS.findall(seed)}), "\x00", "\ud800", "е", "１", "\n"]
MUTANTS = int(environ.get("BACKPROOF_MUTANTS", "20000"))  # continuous integration: 100,000; the long run: a million
PARTS = 10  # so that processes share the work


def mutant(random: Random) -> str:
    """A seed with some tokens deleted, inserted, exchanged, or joined to another seed's end."""
    tokens = TOKENS.findall(random.choice(SEEDS))
    for _ in range(random.randint(1, 4)):
        place, kind = random.randrange(len(tokens) + 1), random.randrange(4)
        if kind == 0:
            del tokens[place - 1 : place]
        elif kind == 1:
            tokens.insert(place, random.choice(PIECES))
        elif kind == 2:
            other = TOKENS.findall(random.choice(SEEDS))
            tokens[place:] = other[random.randrange(len(other)) :]
        else:
            tokens = random.choices(PIECES, k=random.randint(1, 20)) if random.randrange(4) == 0 else tokens[::-1]
    return "".join(tokens)


def salad(random: Random) -> str:
    """Tokens in any order."""
    return "".join(random.choices(PIECES, k=random.randint(1, 20)))


def noise(random: Random) -> str:
    """Characters in any order: a few of ASCII, or of all scripts, lone surrogates too."""
    last = random.choice((0x7F, 0x3000, 0x1FFFF))
    return "".join(chr(random.randrange(last)) for _ in range(random.randint(0, 24)))


def outcome(source: str) -> object:
    """The reading, or the refusal."""
    try:
        with at_most(2.0, repr(source)):
            return read_formula(source)
    except RejectedFormula as refusal:
        return refusal


@pytest.mark.parametrize("part", range(PARTS))
def test_random_and_mutated_inputs_are_read_or_refused(part: int) -> None:
    """Broken formulas, tokens and noise: each has a reading or a reason, no other exception comes out, none hangs."""
    random, read = Random(f"backproof: mutants {part}"), 0
    read_formula("x")
    count = MUTANTS // PARTS
    for number in range(count):
        source = (mutant, mutant, salad, salad, noise)[number % 5](random)
        found = outcome(source)
        read += not isinstance(found, RejectedFormula)
        assert not isinstance(found, RejectedFormula) or 0 <= found.position <= len(source) + 1, repr(source)
    assert count // 100 < read < count // 2


WATCHED = frozenset({"compile", "exec", "os.system", "subprocess.Popen", "os.exec", "os.fork", "socket.connect"})
watched: list[str] = []
watching: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not watching:
        return
    writes = event == "open" and len(arguments) > 1 and any(c in str(arguments[1]) for c in "wax+")
    if event in WATCHED or writes:
        watched.append(event)


def _read_everything() -> None:
    for source in (*CODE, *SIZE, *MALFORMED, *AMBIGUOUS, *VALUELESS, *SEEDS):
        with suppress(RejectedFormula):
            read_formula(source)


def test_reading_runs_no_code_and_writes_no_file() -> None:
    """The audit hook of Python sees no compile, exec, process, or opening for writing; and it can see them."""
    _read_everything()  # what is imported on first use is imported now
    sys.addaudithook(_watch)
    watching.append(True)
    try:
        _read_everything()
        assert watched == []
        compile("1", "here", "eval")
        assert watched == ["compile"]
    finally:
        watching.clear()
