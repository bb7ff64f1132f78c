"""The certificate holds as written; no forger gets anything false past it, and a true one of something else shows."""

from __future__ import annotations

import json
import random
import re
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numeric.truth.certify
from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradient
from derive.gradient.counting import size_of
from derive.network.building import classifier
from derive.network.definitions import Network
from derive.network.tensors import Role
from numeric.truth.certificate import certificate, statement_of
from numeric.truth.certify import CertificateError, certify
from tests.derive.zoo.catalogue import ENTRIES
from tests.derive.zoo.network_text import Entry

from .forgeries import FORGERIES, OTHER_STATEMENTS, forged, sealed
from .small_forgeries import SMALL_FORGERIES, TRUE_OF_SQUARES

LIBRARIES = {
    "__future__", "collections", "flint", "fractions", "hashlib", "itertools", "json", "math", "re", "typing",
}  # fmt: skip
# What has no place in a certificate, or what residues cannot tell: e^(z − log Σ e^z) is e^z / Σ e^z.
WITHOUT = ("an unknown", "Hessian", "log-softmax")


def made(sizes: dict[str, int], network: Network | None = None, **options: Any) -> str:
    """A certificate of every parameter's gradient at small rational inputs, labels one-hot."""
    network = network or classifier(**options)
    derivations = [derive_gradient(network, tensor.name) for tensor in network.parameters]
    arrays = {}
    for tensor in network.given:
        shape = size_of(tensor, sizes)
        arrays[tensor.name] = ((np.arange(prod(shape)) * 5 + len(tensor.name)) % 7 - 3).reshape(shape) / 4
        if tensor.name == "y":
            arrays["y"] = np.eye(shape[-1])[np.arange(prod(shape[:-1])) % shape[-1]].reshape(shape)
    return certificate(network, derivations, arrays)


@pytest.fixture(scope="module")
def linear() -> str:
    """The certificate of the linear classifier with a bias, of five samples."""
    return made({"N": 5, "D": 2, "K": 2}, bias=True)


def test_it_holds_and_says_what_is_shown_and_what_is_not(linear: str) -> None:
    """One sentence: sizes, tensors, a bound, rows, digits, what is left open, and the hash of the statement."""
    shown = certify(linear, statement_of(linear))
    assert "each formula for the derivative of E with respect to W, b is, in every entry" in shown
    assert "K = 2, N = 5" in shown and "5 of 5 rows" in shown and statement_of(linear) in shown
    bound = re.search(r"chance below 10\^-(\d+)", shown)
    assert bound and int(bound[1]) > 40
    assert "not shown: other sizes" in shown


def test_it_is_the_same_every_time(linear: str) -> None:
    """Byte-identical from run to run."""
    assert made({"N": 5, "D": 2, "K": 2}, bias=True) == linear


def test_more_than_forty_kinds_of_forgery_are_refused(linear: str) -> None:
    """Every kind, with every hash computed anew: none passes, each with an error of ours."""
    assert len(FORGERIES) > 40
    passed = []
    for kind, forge in FORGERIES.items():
        try:
            certify(forged(linear, forge))
            passed.append(kind)
        except CertificateError:
            continue
    assert passed == []


def test_forgeries_beside_a_small_truth_are_refused() -> None:
    """The derivative of Σ W² with something false, hidden, misread or vast beside it, results to match: none passes."""
    passed = []
    for kind, forge in SMALL_FORGERIES.items():
        try:
            certify(forge())
            passed.append(kind)
        except CertificateError:
            continue
    assert passed == []


@pytest.mark.parametrize("kind", TRUE_OF_SQUARES)
def test_the_small_truth_itself_holds(kind: str) -> None:
    """What the small forgeries start from, with roots of numbers that are the positive ones."""
    assert "the derivative of E with respect to W is" in certify(TRUE_OF_SQUARES[kind]())


def test_what_is_true_of_something_else_is_shown_as_that(linear: str) -> None:
    """It holds, and states something else: whoever knows the report's statement refuses it."""
    for kind, forge in OTHER_STATEMENTS.items():
        text = forged(linear, forge)
        assert statement_of(text) in certify(text), kind
        with pytest.raises(CertificateError, match="it states something else"):
            certify(text, statement_of(linear))


def test_another_loss_with_formulas_to_match_is_another_statement(linear: str) -> None:
    """Cross-entropy in bits: true as that, refused as the report's."""
    other = made({"N": 5, "D": 2, "K": 2}, bias=True, log_base="2")
    assert statement_of(other) in certify(other)
    with pytest.raises(CertificateError, match="it states something else"):
        certify(other, statement_of(linear))


def spelled(text: str) -> dict[str, str]:
    """The same content in other spellings, and texts that are none."""
    return {
        "a duplicate key in front": text.replace('{\n "data"', '{\n "data": {},\n "data"', 1),
        "a duplicate key behind": text.replace('"format": ', '"format": "1",\n "format": ', 1),
        "a space more": text.replace(": ", ":  ", 1),
        "a line more": text + "\n",
        "a byte-order mark": "\ufeff" + text,
        "other line ends": text.replace("\n", "\r\n"),
        "an escape": text.replace('"E"', '"\\u0045"', 1),
        "another order of keys": json.dumps(dict(reversed(json.loads(text).items())), indent=1) + "\n",
        "NaN": re.sub(r'"N": "5"', '"N": NaN', text),
        "a JSON number": re.sub(r'"N": "5"', '"N": 5', text),
        "half of it": text[: len(text) // 2],
        "another hash": text.replace('"sha256": "', '"sha256": "0', 1),
        "nothing": "",
        "a list": "[]",
        "an empty object": "{}",
        "null": "null",
        "brackets": "[" * 100_000,
        "a text that is too long": " " * 9_000_000,
        "a text of keys": sealed({"format": "backproof certificate 2"}),
    }


def test_there_is_one_spelling(linear: str) -> None:
    """Duplicate keys, spaces, escapes, NaN, numbers: whatever is not the one text is refused."""
    for kind, text in spelled(linear).items():
        assert text != linear, kind
        with pytest.raises(CertificateError):
            certify(text)


def test_any_changed_digit_is_found(linear: str) -> None:
    """Each of 300 digits, changed alone, makes the check fail."""
    generator = random.Random(7)
    places = [found.start() for found in re.finditer(r"\d", linear)]
    for place in generator.sample(places, 300):
        changed = linear[:place] + str((int(linear[place]) + 1) % 10) + linear[place + 1 :]
        with pytest.raises(CertificateError):
            certify(changed)


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "elu", "sin", "erf", "silu", "softsign", "hard tanh"])
def test_hidden_layers_of_every_function_hold(activation: str) -> None:
    """Every parameter of a hidden layer, with kinks on both sides."""
    sizes = {"N": 4, "D": 2, "K": 2, "H": 2}
    assert "W1, b1, W2, b2" in certify(made(sizes, hidden=(activation,), bias=True))


@pytest.mark.parametrize("entry", [e for e in ENTRIES if not e.title.startswith(WITHOUT)], ids=lambda e: e.title)
def test_networks_of_the_zoo_hold(entry: Entry) -> None:
    """Whatever the network: its gradients by every parameter; by the inputs where it has none."""
    network = entry.network
    inputs = [tensor for tensor in network.given if tensor.role is not Role.LABEL]
    wrt = [t.name for t in network.parameters or inputs if network.depends(network.output, t)]
    forward = entry.forward(3)
    arrays = {}
    for tensor in network.given:
        entries = forward[tensor.name]
        arrays[tensor.name] = np.zeros([max(axis) for axis in zip(*entries, strict=True)] if tensor.axes else [])
        for place, value in entries.items():
            arrays[tensor.name][tuple(i - 1 for i in place)] = value.value
    certify(certificate(network, [derive_gradient(network, name) for name in wrt], arrays))


def test_rows_are_a_sample_where_weights_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where 8 multiplications are to do beside 4 weights, 2 of the 9 rows are enclosed; the hash chooses which."""
    monkeypatch.setattr("numeric.truth.certificate.MULTIPLICATIONS", 8)
    monkeypatch.setattr("numeric.truth.certify.MULTIPLICATIONS", 8)
    assert "2 of 9 rows" in certify(made({"N": 9, "D": 2, "K": 2}))


def test_what_is_no_loss_has_no_certificate() -> None:
    """A network that ends in a tensor with axes is refused in words."""
    network = classifier(batch=True)
    cut = Network(network.given, network.definitions[:2], network.conditions)
    with pytest.raises(UnsupportedFormula, match="only a loss that is one number"):
        certificate(cut, [], {})


def test_the_checker_is_short_and_separate() -> None:
    """At most 250 lines of code, importing only the standard library and flint."""
    source = Path(numeric.truth.certify.__file__).read_text(encoding="utf-8")
    without_words = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
    code = [line for line in without_words.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(code) <= 250
    assert set(re.findall(r"^(?:from|import) (\w+)", source, flags=re.MULTILINE)) == LIBRARIES
