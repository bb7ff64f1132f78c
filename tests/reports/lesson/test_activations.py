"""Reports about other activations than tanh: one with a kink, one smooth with the error function."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp
from flint import arb

from derive.errors import UnsupportedFormula
from derive.network.function_heads import ElementaryHead
from derive.network.functions import FUNCTIONS, function_of
from numeric.learning.example_sizes import LEARNING_RATE
from numeric.model.plain import plain_model
from numeric.truth.certify import CertificateError
from reports.cli import main
from reports.commands.report import _certificate
from reports.formats.json.certificate import render_certificate
from reports.formats.latex.document import render_latex
from reports.formats.markdown.document import render_markdown
from reports.lesson.backward import backward
from reports.lesson.blocks import Inline, Math, Paragraph, StepGroup
from reports.lesson.play.functions import ARGUMENT, printer_for
from reports.lesson.play.section import play
from reports.lesson.step_numbers import StepNumbers
from reports.options.options import HiddenLayer, NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_report

KINK = r"This holds where u_{nh} \neq 0; elsewhere there is no derivative, and by convention the slope of relu at 0"
POINTS = (-700.0, -30.0, -5.0, -1.5, -1.0, -1e-9, 0.0, 0.25, 1.9, 2.5, 6.0, 600.0)


def text_of(line: tuple[Inline, ...]) -> str:
    """The words and the LaTeX of a line of text."""
    return "".join(part.latex if isinstance(part, Math) else part.text for part in line)


@pytest.fixture(scope="module")
def relu_report() -> Report:
    """A hidden layer of relu, which has a kink; each weight written out."""
    return sample_report(NetworkOptions(bias=True, hidden=(HiddenLayer(2, "relu"),)))


@pytest.fixture(scope="module")
def gelu_report() -> Report:
    """A hidden layer of gelu, which is smooth and has the error function in its slope."""
    return sample_report(NetworkOptions(hidden=(HiddenLayer(2, "gelu"),)), written_out=False)


@pytest.fixture
def in_node(require_program: Callable[..., str]) -> Callable[[str], list[float]]:
    """How a test evaluates a JavaScript expression for a list of numbers."""
    node = require_program("node")

    def evaluate(source: str) -> list[float]:
        done = subprocess.run([node, "-p", f"JSON.stringify({source})"], capture_output=True, text=True, check=True)
        found: list[float] = json.loads(done.stdout)
        return found

    return evaluate


def test_the_lesson_has_the_words_of_the_record(relu_report: Report, gelu_report: Report) -> None:
    """What the stage does, its sign in the table, its values in the worked example; nothing is called tanh."""
    relu, gelu = (render_markdown(report)[0] for report in (relu_report, gelu_report))
    assert "relu keeps each of the pre-activations that is positive and makes 0 of the others." in relu
    assert r"| relu: $`\max(0, u)`$ |" in relu and "The activations, relu of each of the pre-activations:" in relu
    assert "gelu multiplies each of the pre-activations by the probability" in gelu
    assert "| the error function: " in gelu
    for text in (relu, gelu, render_latex(relu_report)):
        assert "tanh" not in text and "hyperbolic" not in text and r"relu}\left((" not in text


def test_the_kink_is_told_next_to_step_and_result(relu_report: Report, gelu_report: Report) -> None:
    """Where relu is differentiated, and below each result that goes through it; gelu has none to tell."""
    section = backward(relu_report)
    steps = [step for block in section.blocks if isinstance(block, StepGroup) for step in block.steps]
    told = [step for step in steps if KINK in text_of(step.explanation)]
    assert [step.title for step in told] == ["Differentiate the definition"]
    notes = [text_of(block.parts) for block in section.blocks if isinstance(block, Paragraph)]
    assert sum(KINK in note for note in notes) == 2  # of W1 and of b1, not of the layer above
    assert "by convention" not in render_markdown(gelu_report)[0]


@pytest.mark.parametrize("name", ["relu", "gelu"])
def test_the_numbers_are_those_of_jax(name: str, request: pytest.FixtureRequest) -> None:
    """The worked example's gradient, the lines of the steps, and a step that teaches something."""
    report: Report = request.getfixturevalue(f"{name}_report")
    example, network = report.example, report.sample.network
    model = plain_model(network)
    weights = {t.name: jnp.asarray(example.inputs[t.name]) for t in network.parameters}
    arrays = {name: jnp.asarray(example.inputs[name]) for name in ("x", "y")}
    slopes = model.gradients(weights, arrays)
    for parameter, slope in slopes.items():
        np.testing.assert_allclose(example.gradient[parameter], slope, rtol=1e-12, atol=1e-15)
        assert np.count_nonzero(slope) and example.learning_rate == LEARNING_RATE
    assert example.loss_after < 0.99 * example.loss
    numbers = StepNumbers(report)
    for step in dict.fromkeys(step for d in report.derivations.values() for step in d.steps):
        before, after = numbers.sides(step)
        assert np.isclose(before, after, rtol=1e-12, atol=1e-15), str(step)


def test_each_weight_is_proved(relu_report: Report) -> None:
    """Written out and differentiated by SymPy, through relu too."""
    counts = {name: len(entries) for name, entries in relu_report.elements.items()}
    assert counts == {"W1": 8, "b1": 2, "W2": 6, "b2": 3}
    assert all(entry.verdict.proved for entries in relu_report.elements.values() for entry in entries)


@pytest.mark.parametrize("name", ["relu", "gelu"])
def test_the_page_computes_the_same(
    name: str, request: pytest.FixtureRequest, in_node: Callable[[str], list[float]]
) -> None:
    """The program of the playground, run: forward pass and gradient."""
    report: Report = request.getfixturevalue(f"{name}_report")
    example, network = report.example, report.sample.network
    (block,) = (block for block in play(report).blocks if block.kind == "playground")
    given = [float(v) for t in network.given for v in np.ravel(example.inputs[t.name])]
    source = block.program  # type: ignore[union-attr]
    forward = in_node(f"({source}).values({given}).forward")
    gradient = in_node(f"({source}).values({given}).gradient")
    wanted = [example.forward[d.tensor.name] for d in network.definitions]
    np.testing.assert_allclose(forward, np.concatenate([np.ravel(w) for w in wanted]), rtol=1e-12, atol=1e-15)
    slopes = [np.ravel(example.gradient[t.name]) for t in network.parameters]
    np.testing.assert_allclose(gradient, np.concatenate(slopes), rtol=1e-12, atol=1e-15)
    huge = in_node(f"({source}).values({[1e3 * value for value in given]}).gradient")
    assert None not in huge and np.isfinite(huge).all()


def test_every_shipped_function_has_its_words_and_its_form_on_a_page(in_node: Callable[[str], list[float]]) -> None:
    """By SymPy's printer or the record, the value that balls enclose, far out too."""
    functions = [f for f in FUNCTIONS.values() if f.arity == 1 and f.domain == "every real number"]
    printer, lines = printer_for([function(ARGUMENT) for function in functions])
    values = ", ".join(printer.doprint(function(ARGUMENT)) for function in functions)
    found = in_node(f"(() => {{ {' '.join(lines)} return {list(POINTS)}.map((u) => [{values}]); }})()")
    for place, function in enumerate(functions):
        assert function.lesson is not None and "logits" in function.lesson.does.format(below="logits")
        for u, row in zip(POINTS, np.array(found, dtype=float), strict=True):
            exact = float(function.balls(arb(u)).mid())
            assert np.isclose(row[place], exact, rtol=2e-13, atol=1e-300), (function.name, u, row[place], exact)


class Unprintable(ElementaryHead):
    """A function without any form in JavaScript."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return u


def test_a_function_without_javascript_leaves_a_sentence(relu_report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printer refuses it, and the section says why it has no numbers to change."""
    with pytest.raises(UnsupportedFormula, match="the function Unprintable has no form in JavaScript") as refused:
        printer_for([1 + Unprintable(ARGUMENT)])
    assert function_of(Unprintable(ARGUMENT)) is None

    def refuse(*_: object) -> None:
        raise refused.value

    monkeypatch.setattr("reports.lesson.play.section.print_program", refuse)
    (block,) = play(relu_report).blocks
    assert isinstance(block, Paragraph) and "Unprintable has no form in JavaScript" in text_of(block.parts)


def test_a_certificate_that_cannot_be_written_is_left_out(
    relu_report: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not hold, or a function that nobody can write out: a warning says so, and none is written."""

    def refuse(_: str) -> str:
        raise CertificateError("a delta or a sign was everywhere the same")

    monkeypatch.setattr("reports.formats.json.certificate.certify", refuse)
    assert _certificate(lambda: render_certificate(relu_report)) == {}
    assert "no certificate is written for this network: a delta or a sign was" in capsys.readouterr().err


def test_a_report_of_relu_has_a_certificate(relu_report: Report) -> None:
    """Of every parameter, with the kinks of its layer; what a report writes was checked already."""
    (text,) = _certificate(lambda: render_certificate(relu_report)).values()
    assert '"positive"' in text.decode()


@pytest.mark.parametrize(
    ("command", "layer", "reason"),
    [
        ("report", "3:log", "is not a number"),
        ("compare", "3:sign", "nothing is learnt below sign"),
    ],
)
def test_what_has_no_numbers_is_refused_before_any_work(
    command: str, layer: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is derived: a function outside of its domain, and one whose slope is 0."""
    assert main([command, "--hidden", layer, "--standardise"]) == 2
    said = capsys.readouterr().err
    assert reason in said
