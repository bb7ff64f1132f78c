"""Networks from the text of their definitions: read as they are meant, or refused with the part that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from derive.errors import InputError, UsageError
from derive.gradient.backward import derive_gradients
from derive.reading.networks import Given, WrongDescription, describe
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry

LOGISTIC = {"x": "N D input", "y": "N label", "w": "D parameter", "b": "parameter"}
DEFINITIONS = [
    "z[n] = sum(w[d]*x[n,d], d) + b",
    "p[n] = sigmoid(z[n])",
    "L[n] = -y[n]*log(p[n]) - (1 - y[n])*log(1 - p[n])",
    "E = 1/N*sum(L[n], n) + 1/20*sum(w[d]^2, d)",
]


def given_of(entry: Entry) -> dict[str, str]:
    """Return the given tensors of an entry of the zoo in our own words."""
    lines = {}
    for name, line in entry.given.items():
        words = [word for word in line.split() if word not in ("binary", "positive")]
        lines[name] = " ".join(f"({word.replace('~', ' ')})" if "~" in word else word for word in words)
    unknown = {name: "function" for name in ("f", "ell") if f"{name}(" in " ".join(entry.definitions)}
    return lines | unknown


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title)
def test_every_network_of_the_zoo_is_read(entry: Entry) -> None:
    """The axes of every index follow from the given tensors alone: the shapes are those of the axes that are told."""
    network = describe(given_of(entry), entry.definitions)
    assert [(t.name, t.shape) for t in network.tensors] == [(t.name, t.shape) for t in entry.network.tensors]
    assert [d.held for d in network.definitions] == ["held(" in text for text in entry.definitions]


def test_logistic_regression_is_described_and_derived() -> None:
    """Four definitions: the axes have the letters that the author uses first, and the usual ones after them."""
    network = describe(LOGISTIC, DEFINITIONS, axes={"N": "samples", "D": "features"})
    assert [(axis.name, axis.letters) for axis in network.axes] == [("samples", "nmi"), ("features", "dec")]
    assert [tensor.name for tensor in network.parameters] == ["w", "b"]
    assert network.output.name == "E" and network.output.role.value == "loss"


def test_a_definition_may_be_latex() -> None:
    """The same network in LaTeX: subscripts side by side, sums without limits, an unusual letter."""
    network = describe(
        {"x": "N D input", "W": "K D parameter", "y": "N K label one-hot"},
        {
            "z": r"z_{nk} = \sum_d W_{kd} x_{nd}",
            "p": r"p_{nk} = \frac{e^{z_{nk}}}{\sum_j e^{z_{nj}}}",
            "L": r"L_n = -\sum_{k=1}^{K} y_{nk} \ln p_{nk}",
            "E": r"E = \frac{1}{N} \sum_n L_n",
        },
    )
    formula = derive_gradients(network, ["W"])["W"].formula
    assert str(formula) == "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd"
    assert [condition.name for condition in formula.conditions] == ["labels sum to one"]


def test_what_is_held_is_read() -> None:
    """held(…) is 1 where the comparison is true, else 0, and is not differentiated."""
    network = describe({"x": "N input", "w": "parameter"}, ["s[n] = held(w*x[n] < 1)", "E = sum(s[n]*w, n)"])
    assert network.definitions[0].held and not network.definitions[1].held
    assert str(network.definitions[0].value) == "Positive(-w*x[n] + 1)"


def test_conditions_and_axes_are_read() -> None:
    """A condition by its name; an axis with its meaning and its letters; a size that follows from others."""
    network = describe(
        {"x": "I input", "f": "S parameter", "y": "(I - S + 1) label"},
        ["u[i] = sum(f[s]*x[i + s - 1], s)", "E = sum(y[i]*u[i], i)"],
        axes={"I": "inputs: t", "I - S + 1": "places: i o"},
        conditions={"targets sum to one": "sum(y[i], i) = 1"},
        meanings={"u": "convolved signal"},
    )
    places = network.tensor("u").axes[0]
    assert (places.name, places.letters[:2], str(places.size)) == ("places", "io", "I - S + 1")
    assert network.definitions[0].stage == "convolved signal"
    assert [str(condition.left) for condition in network.conditions] == ["Sum(y[i], (i, 1, I - S + 1))"]


def test_numbers_are_read_exactly() -> None:
    """0.05 is 1/20; a size may be a number."""
    network = describe({"w": "3 parameter"}, ["E = 0.05*sum(w[d]^2, d)"])
    assert str(network.definitions[0].value) == "Sum(w[d]**2, (d, 1, 3))/20"


MISTAKES: dict[str, tuple[dict[str, Any], tuple[str, str], str, str]] = {
    "no equality sign": ({"definitions": ["sum(w[d], d)"]}, ("definitions", "sum(w[d], d)"), "has no =", "write such"),
    "a formula that is cut off": (
        {"definitions": ["E = 1/N*sum(w[d], d"]},
        ("definitions", "E"),
        "character",
        "",
    ),
    "a sum without an index": ({"definitions": ["E = sum(b)"]}, ("definitions", "E"), "character 5 of E", "sum(y[k]"),
    "another name than its key": (
        {"definitions": {"z": "p[n] = sum(w[d]*x[n,d], d)"}},
        ("definitions", "z"),
        "z is defined as p",
        "write z on the left side",
    ),
    "a number on the left": ({"definitions": ["z[1] = b"]}, ("definitions", "z[1]"), "the left side 'z[1]'", "z[n,k]"),
    "an index without a range": (
        {"definitions": ["z[j] = b"]},
        ("definitions", "z[j]"),
        "the range of the index j cannot be told",
        'J = "positions: j"',
    ),
    "wrong number of indices": ({"definitions": ["E = sum(x[d], d)"]}, ("definitions", "E"), "x has 1 index", ""),
    "a word that is no role": (
        {"given": {"x": "N D inptu"}},
        ("given", "x"),
        "unknown role 'inptu'; did you mean 'input'?",
        "parameter",
    ),
    "an axis in small letters": ({"given": {"x": "n D input"}}, ("given", "x"), "unknown role 'n'", "expected one of"),
    "a name that is no name": ({"given": {"2x": "N"}}, ("given", "2x"), "cannot be called '2x'", "letters and digits"),
    "the name of a function": ({"given": {"tanh": "N"}}, ("given", "tanh"), "cannot be called 'tanh'", "function"),
    "one number as one-hot": ({"given": {"y": "label one-hot"}}, ("given", "y"), "y is one number", "axis of classes"),
    "two relations in a mask": (
        {"definitions": ["E = held(0 < b < 1)"]},
        ("definitions", "E"),
        "several relations",
        "held(u[n] > 0)",
    ),
    "a matrix without indices": (
        {"definitions": [r"E = \sum_n x"]},
        ("definitions", "E"),
        "",
        "",
    ),
    "a condition that is none": ({"conditions": {"c": "b"}}, ("conditions", "c"), "has no =", "write such as"),
    "a size that is none": ({"axes": {"1/0": "a"}}, ("axes", "1/0"), "", ""),
    "no definitions": ({"definitions": []}, ("definitions", ""), "there are 0 definitions", "1 to 200"),
    "code instead of a formula": (
        {"definitions": ["E = __import__('os').system('true')"]},
        ("definitions", "E"),
        "character",
        "",
    ),
}


@pytest.mark.parametrize("situation", MISTAKES)
def test_a_mistake_names_its_part(situation: str) -> None:
    """Each kind of mistake: the part of the description, what was found, what to write."""
    changed, part, message, hint = MISTAKES[situation]
    described = {"given": LOGISTIC, "definitions": DEFINITIONS} | changed
    with pytest.raises(InputError) as error:
        describe(described.pop("given"), described.pop("definitions"), **described)
    assert isinstance(error.value, WrongDescription) and error.value.part == part
    assert message in error.value.message and hint in error.value.hint


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        (["E = sum(w[d]*q[d], d)"], "there is no tensor q"),
        (["z[n] = p[n] + x[n,1]", "p[n] = z[n]", "E = sum(z[n], n)"], "it uses p, which is defined later"),
        (["x[n,d] = w[d]", "E = b"], "x is given and then defined"),
        (["z[n] = x[n,1]", "z[n] = x[n,2]", "E = b"], "z is defined before"),
    ],
)
def test_what_does_not_fit_together_is_refused_as_everywhere(definitions: list[str], message: str) -> None:
    """Definitions that can be read and do not fit together: the error of a network, naming the definition."""
    with pytest.raises(UsageError) as error:
        describe(LOGISTIC, definitions)
    assert message in error.value.message


def test_a_given_tensor_may_be_a_record() -> None:
    """The meaning of a given tensor has a place in its record."""
    network = describe({"w": Given("D", "parameter", meaning="weights of the features")}, ["E = sum(w[d]^2, d)"])
    assert network.tensor("w").meaning == "weights of the features"
