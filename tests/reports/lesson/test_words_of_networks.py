"""The words of a lesson come from the network that it is about: stages, rules of calculus, what a gradient says."""

from __future__ import annotations

import re
from functools import cache

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradients
from derive.gradient.calculus import rules_used
from derive.gradient.derivation import Derivation
from derive.network.axes import Axis
from derive.network.building import stack
from derive.network.definitions import Definition, Network
from derive.network.stage_lessons import stage_lesson
from derive.network.tensors import Role, Tensor
from reports.lesson.blocks import Inline, Math
from reports.lesson.interpretation import Interpretation
from reports.lesson.opening import definitions
from reports.lesson.stage_words import called, does

NETWORKS: dict[str, Network] = {
    "softmax": stack("dense", bias=True),
    "sigmoid": stack("dense", loss="sigmoid cross-entropy", bias=True),
    "squared": stack("dense", loss="squared error", bias=True, l2="1/10"),
    "relu": stack("dense", "relu", "dense", bias=True),
    "deep": stack("dense", "tanh", "dense", "sigmoid", "dense", loss="squared error"),
    "residual": stack("dense", ["residual", "dense", "tanh", "dense"], "dense"),
    "norm": stack("dense", "layer norm", "gain", "relu", "dense"),
    "huber": stack("dense", loss="huber", l1="1/10"),
    "smoothed": stack("dense", label_smoothing="1/10"),
    "hinge": stack("dense", loss="hinge"),
    "focal": stack("dense", loss="focal"),
    "attention": stack("attention 4", "mean pooling", "dense", inputs="N T D"),
    "convolution": stack("convolution 3 4", "relu", "mean pooling", "dense", inputs="N T"),
}
OF_CLASSES = ("softmax", "logit", "class", "cross-entropy", "probabilit", "one-hot")
WORDS_OF_OTHERS = {
    "squared": (*OF_CLASSES, "sigmoid", "hidden", "tanh", "relu"),
    "deep": (*OF_CLASSES, "relu"),
    "huber": (*OF_CLASSES, "sigmoid", "square of the distance"),
    "sigmoid": ("softmax", "class", "hidden", "relu"),
    "hinge": ("softmax", "probabilit", "cross-entropy", "sigmoid"),
    "norm": ("sigmoid", "tanh", "attention"),
}
ERROR, TIMES_INPUT = "what the network says minus what is right", "In words: the error times the input"
SQUARE, PENALTY = "The 2 is that of the square", "comes from the penalty, whatever the data say"
# network, parameter, what is said of its gradient, what is not
SAID = [
    ("softmax", "W", (TIMES_INPUT, "$p_{nk} - y_{nk}$", ERROR, "$x_{nd}$ is what $W_{kd}$ is"), (SQUARE, PENALTY)),
    ("softmax", "b", ("In words: the error alone, averaged over the samples", "as if its input were 1"), ("times",)),
    ("squared", "w", (TIMES_INPUT, SQUARE, PENALTY, "the harder the larger it is"), ("logarithm",)),
    ("relu", "W1", ("carried back, times the input", "through $W^{(2)}_{kh}$", "0, nothing of the error"), (SQUARE,)),
    ("deep", "W1", ("through $w^{(3)}_r$ and $W^{(2)}_{rh}$", "slope of the sigmoid", "of the hyperbolic tangent"), ()),
    ("residual", "W1", ("comes back on two ways",), ()),
    ("norm", "W1", ("comes back on three ways", "divided by the standard deviation"), ()),
    ("huber", "w", ("is how the loss answers to the outputs", PENALTY, "always equally hard"), (SQUARE, ERROR)),
    ("smoothed", "W", ("$p_{nk} - t_{nk}$",), ()),
    ("hinge", "W", ("is how the loss answers to the logits",), (ERROR,)),
    ("attention", "Wv", ("averaged over the samples and the positions", "multiplied with $A_{nij}$"), ()),
    ("convolution", "F", ("averaged over the samples and the places",), ()),
]  # fmt: skip
# network, upper and lower tensor, the rules of calculus that differentiate it
RULES = [
    ("softmax", "L", "p", ["constant factor", "sum rule", "logarithm", "delta"]),
    ("softmax", "p", "z", ["quotient rule", "sum rule", "exponential", "delta"]),
    ("squared", "L", "yhat", ["power rule", "chain rule", "sum rule"]),
    ("deep", "a1", "u1", ["tanh"]),
    ("norm", "xhat", "s", ["quotient rule"]),
]


def text_of(line: tuple[Inline, ...]) -> str:
    """The words of a line, formulas between dollar signs."""
    return "".join(f"${part.latex}$" if isinstance(part, Math) else part.text for part in line)


@cache
def derivations_of(name: str) -> dict[str, Derivation]:
    """Every derivation of one of the networks."""
    network = NETWORKS[name]
    wanted = [t.name for t in network.tensors if network.depends(network.output, t) and t.role is not Role.INPUT]
    return derive_gradients(network, [n for n in wanted if network.tensor(n).role is not Role.LABEL])


@cache
def said_of(name: str) -> dict[str, str]:
    """What is said of the gradient by each parameter."""
    network, derivations = NETWORKS[name], derivations_of(name)
    speaker = Interpretation(network, derivations.values())
    return {
        t.name: "\n".join(text_of(p.parts) for p in speaker.paragraphs(derivations[t.name].formula.value, t))
        for t in network.parameters
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_every_stage_has_sentences_of_its_own(name: str) -> None:
    """No placeholder is left, no stage is silent, and the opening shows a line and a formula for each."""
    network = NETWORKS[name]
    for definition in network.definitions:
        for line in (does(definition, network), called(definition, network)):
            words = "".join(part.text for part in line if not isinstance(part, Math))
            assert not re.search(r"[{}]|values before|the [.,:]", words), words
            assert len(words) > len(definition.tensor.meaning) + 12
    assert len(definitions(network)) == 1 + 2 * len(network.definitions)


@pytest.mark.parametrize("name", WORDS_OF_OTHERS)
def test_no_word_of_another_network_occurs(name: str) -> None:
    """In the opening, about its stages, and in what is said of its gradients."""
    network = NETWORKS[name]
    lines = [text_of(line) for d in network.definitions for line in (does(d, network), called(d, network))]
    everything = "\n".join([*lines, *said_of(name).values()]).lower()
    assert [word for word in WORDS_OF_OTHERS[name] if word in everything] == []


@pytest.mark.parametrize(("name", "parameter", "said", "unsaid"), SAID)
def test_a_gradient_is_read_in_words(name: str, parameter: str, said: tuple[str, ...], unsaid: tuple[str, ...]) -> None:
    """Errors, inputs, weights on the way back, slopes and penalties: each where the formula has it."""
    found = said_of(name)[parameter]
    assert [words for words in said if words not in found] == []
    assert [words for words in unsaid if words in found] == []


def test_a_factor_of_another_parameter_is_no_bias() -> None:
    """Factors of a matrix, of which each is multiplied with the other: neither is added."""
    n, d, h = Axis("rows", "nm", "N"), Axis("columns", "de", "D"), Axis("factors", "hg", "H")
    left, right = Tensor("U", (n, h), Role.PARAMETER, "left"), Tensor("V", (d, h), Role.PARAMETER, "right")
    known, made = Tensor("Y", (n, d), Role.LABEL, "entries"), Tensor("R", (n, d), Role.INTERMEDIATE, "products")
    (i, j), k = made.indices, h.index
    total = sp.Sum((made.at(i, j) - known.at(i, j)) ** 2, d.limits(j), n.limits(i))
    product = Definition(made, (i, j), sp.Sum(left.at(i, k) * right.at(j, k), h.limits(k)), "products")
    loss = Definition(Tensor("E", (), Role.LOSS, "loss"), (), total, "loss")
    factors = Network((left, right, known), (product, loss))
    derivations = derive_gradients(factors, ["U", "V"])
    speaker = Interpretation(factors, derivations.values())
    (told,) = speaker.paragraphs(derivations["U"].formula.value, left)
    said = text_of(told.parts)
    assert "$V_{dh}$ is what $U_{nh}$ is multiplied with" in said and "added" not in said and SQUARE in said


def test_what_cannot_be_said_is_left_out() -> None:
    """A product of two parameters' functions that nobody knows to be an error, an input or a slope."""
    x, w = Tensor("x", (), Role.INPUT, "input"), Tensor("w", (), Role.PARAMETER, "weight")
    loss = Tensor("L", (), Role.LOSS, "loss")
    odd = Network((x, w), (Definition(loss, (), sp.exp(w.at() * x.at()) * sp.sin(w.at()), "odd"),))
    derivations = derive_gradients(odd, ["w"])
    speaker = Interpretation(odd, derivations.values())
    assert list(speaker.paragraphs(derivations["w"].formula.value, w)) == [] == list(speaker.why_simple())
    assert stage_lesson(odd.definitions[0]).does.startswith("made of the")


@pytest.mark.parametrize(
    ("name", "cancels"), [("softmax", True), ("sigmoid", True), ("squared", False), ("focal", False), ("hinge", False)]
)
def test_why_it_is_simple_is_said_where_it_is(name: str, cancels: bool) -> None:
    """Where the loss divides by what the function below has as a factor; and not where nothing cancels."""
    said = [text_of(p.parts) for p in Interpretation(NETWORKS[name], derivations_of(name).values()).why_simple()]
    assert len(said) == cancels
    assert all("only the error is left" in paragraph for paragraph in said)


@pytest.mark.parametrize(("name", "upper", "lower", "rules"), RULES)
def test_a_derivative_names_the_rules_it_used(name: str, upper: str, lower: str, rules: list[str]) -> None:
    """The logarithm, a quotient, a square, a function's own derivative."""
    network = NETWORKS[name]
    steps = [step for d in derivations_of(name).values() for step in d.steps]
    found = {
        tuple(rule.name for rule in used)
        for step in steps
        if (used := rules_used(step, network))
        and [next(network.tensors_in(part)).name for part in step.left.args[:2]] == [upper, lower]
    }
    assert found == {tuple(rules)}
