"""The certificate holds as written, and not after any change."""

import json
import random
import re
from math import prod

import numpy as np
import pytest

from derive.gradient.backward import derive_gradient
from derive.gradient.elements import size_of
from derive.network.building import classifier
from numeric.truth.certificate import certificate
from numeric.truth.certify import CertificateError, certify, digest

STANDARD_LIBRARY = {"__future__", "hashlib", "json", "random", "re", "collections", "fractions", "itertools", "typing"}


def made(sizes, **options):
    """A certificate of every parameter's gradient at small rational inputs."""
    network = classifier(**options)
    derivations = [derive_gradient(network, tensor.name) for tensor in network.parameters]
    shapes = {tensor.name: size_of(tensor, sizes) for tensor in network.given}
    arrays = {name: (np.arange(prod(shape)) % 7 - 3).reshape(shape) / 5 for name, shape in shapes.items()}
    return certificate(network, derivations, arrays=arrays, versions={"python": "3"})


@pytest.fixture(scope="module")
def linear():
    """The certificate of the linear classifier of one sample, base 2."""
    return made({"K": 3, "D": 2}, batch=False, log_base="2")


def test_it_holds(linear):
    """Eight points of six entries each, and seven enclosed values."""
    assert certify(linear) == {"entries": 48, "enclosed": 7}


def test_hidden_layers_and_bias_hold():
    """The same code certifies every parameter of a hidden network over two samples."""
    assert certify(made({"N": 2, "K": 2, "D": 2, "H": 2}, hidden=("tanh",), bias=True))["entries"] > 0


def test_it_is_the_same_every_time(linear):
    """Byte-identical from run to run."""
    assert made({"K": 3, "D": 2}, batch=False, log_base="2") == linear


def test_any_changed_digit_is_found(linear):
    """Each of 150 digits, changed alone, makes the check fail."""
    generator = random.Random(7)
    places = [found.start() for found in re.finditer(r"\d", linear)]
    for place in generator.sample(places, 150):
        changed = linear[:place] + str((int(linear[place]) + 1) % 10) + linear[place + 1 :]
        with pytest.raises(CertificateError):
            certify(changed)


def resealed(content):
    """The changed certificate with a digest that fits again."""
    return json.dumps(content | {"sha256": digest(content)})


def test_a_wrong_formula_is_found_even_with_a_new_digest(linear):
    """A sign, a transposed index, a changed residue or enclosure cannot hide behind the digest."""
    change = [
        lambda c: c["gradients"]["W"].update(value=["multiply", ["number", "-1"], c["gradients"]["W"]["value"]]),
        lambda c: c["gradients"]["W"].update(indices=c["gradients"]["W"]["indices"][::-1]),
        lambda c: c["points"][3]["gradients"].update({"W[2,1]": "1"}),
        lambda c: c["points"][3]["gradients"].pop("W[2,1]"),
        lambda c: c["points"][3]["values"].update({"W[2,1]": "7"}),
        lambda c: c["points"].pop(),
        lambda c: c.update(points=[], enclosures=[]),
        lambda c: c.update(enclosures=[]),
        lambda c: c.update(primes=["2", "3"]),
        lambda c: c["gradients"].update(b=c["gradients"]["W"]),
        lambda c: c["enclosures"][0]["results"].pop("W[1,1]"),
        lambda c: c["enclosures"][0].update(digits=1),
        lambda c: c["enclosures"][0]["results"].update({"L": "1.25"}),
        lambda c: c["enclosures"][0]["values"].update({"x[1]": "1/3"}),
        lambda c: c["definitions"].update(
            L=[*c["definitions"]["L"][:1], ["multiply", ["number", "2"], c["definitions"]["L"][1]]]
        ),
    ]
    for apply in change:
        content = json.loads(linear)
        apply(content)
        with pytest.raises(CertificateError):
            certify(resealed(content))


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"sha256": "0"}',
        "[" * 100_000,
        json.dumps({"points": [], "enclosures": [], "sha256": 3}),
    ],
)
def test_what_is_no_certificate_is_refused(hostile):
    """Empty, truncated or deeply nested text: one error of ours, nothing else."""
    with pytest.raises(CertificateError):
        certify(hostile)


def test_bombs_are_refused(linear):
    """A huge power or size, and a kind that names a method, are refused before they cost anything."""
    for value in (["power", ["number", "3"], "999999999"], ["number", "1e9999999"], ["_init__"], ["work_out", "x"]):
        content = json.loads(linear)
        content["gradients"]["W"]["value"] = value
        with pytest.raises(CertificateError):
            certify(resealed(content))
    content = json.loads(linear)
    content["points"][0]["sizes"]["K"] = 10**9
    with pytest.raises(CertificateError, match="size"):
        certify(resealed(content))


def test_the_checker_is_short_and_separate():
    """At most 250 lines, importing only the standard library and flint."""
    from pathlib import Path

    import numeric.truth.certify

    source = Path(numeric.truth.certify.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 250
    imported = set(re.findall(r"^(?:from|import) (\w+)", source, flags=re.MULTILINE))
    assert imported == STANDARD_LIBRARY | {"flint"}
