"""The certificate: everything that a stranger needs to check the gradients again without our code.

It holds the definitions and the gradient formulas as plain trees (``derive.writing.plain_tree``), random points
modulo two primes at which each formula equals the derivative of the loss, and enclosures of loss and
gradient at exact inputs. ``numeric.truth.certify`` re-checks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from derive.gradient.derivation import Derivation
from derive.gradient.elements import element_name, size_of
from derive.network.definitions import Network
from derive.network.tensors import Tensor
from derive.proof.numbers.balls import precision
from derive.writing.plain_tree import to_tree

from .certify import POINTS, PRIMES, Evaluator, Modular, digest, drawn
from .enclosure import Arrays, decimal, enclose

SEED = 20260701
DIGITS = 30
BITS = 256
Sizes = Mapping[str, int]


def certificate(
    network: Network,
    derivations: Sequence[Derivation],
    *,
    arrays: Arrays,
    versions: Mapping[str, str],
) -> str:
    """Return the certificate of these gradients as JSON text, keys sorted.

    Args:
        network: whose definitions are written down.
        derivations: of the network's output with respect to parameters; their general formulas are used.
        arrays: the floats of every given tensor, by its name; their shapes are the sizes of the points, too.
        versions: of what made it.
    """
    sizes = _sizes(network, arrays)
    content: dict[str, Any] = {
        "format": 1,
        "of": network.output.name,
        "definitions": {
            d.tensor.name: [[str(i) for i in d.indices], to_tree(d.value, network)] for d in network.definitions
        },
        "gradients": {
            d.wrt.name: {
                "indices": [str(i) for i in d.general.indices],
                "value": to_tree(d.general.value, network),
            }
            for d in derivations
        },
        "versions": dict(versions),
        "seed": SEED,
        "primes": [str(prime) for prime in PRIMES],
    }
    content["points"] = list(_points(network, derivations, content, sizes))
    content["enclosures"] = [_enclosure(network, derivations, sizes, arrays)]
    content["sha256"] = digest(content)
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=True) + "\n"


def _labels(tensor: Tensor, sizes: Sizes) -> Iterator[tuple[str, tuple[int, ...]]]:
    for at in product(*(range(1, size + 1) for size in size_of(tensor, sizes))):
        yield element_name(tensor, at), at


def _in_exponents(network: Network) -> list[Tensor]:
    """The defined tensors whose exponential is taken: logits and pre-activations."""
    arguments = [node.args[0] for d in network.definitions for node in d.value.atoms(sp.exp, sp.tanh)]
    inside = {tensor for argument in arguments for tensor in network.tensors_in(argument)}
    return [d.tensor for d in network.definitions if d.tensor in inside]


def _points(
    network: Network, derivations: Sequence[Derivation], content: Mapping[str, Any], sizes: dict[str, int]
) -> Iterator[dict[str, Any]]:
    labels = {
        "values": [label for t in network.given for label, _ in _labels(t, sizes)],
        "exponentials": [label for t in _in_exponents(network) for label, _ in _labels(t, sizes)],
        "logs": sorted(
            {str(n.args[0]) for d in network.definitions for n in d.value.atoms(sp.log) if n.args[0].is_Number}
        ),
    }
    for number in range(POINTS * len(PRIMES)):
        prime = PRIMES[number // POINTS]
        residues = {
            kind: {label: str(drawn(SEED, number, f"{kind} {label}", prime)) for label in names}
            for kind, names in labels.items()
        }
        evaluator = Evaluator(Modular(prime, residues), content["definitions"], sizes)
        yield {"sizes": sizes, **residues, "gradients": dict(_values(evaluator, derivations, content, sizes))}


def _values(
    evaluator: Evaluator, derivations: Sequence[Derivation], content: Mapping[str, Any], sizes: dict[str, int]
) -> Iterator[tuple[str, str]]:
    for derivation in derivations:
        formula = content["gradients"][derivation.wrt.name]
        for label, at in _labels(derivation.wrt, sizes):
            yield label, str(evaluator.dual(formula["value"], dict(zip(formula["indices"], at, strict=True)))[0])


def _enclosure(
    network: Network, derivations: Sequence[Derivation], sizes: dict[str, int], arrays: Arrays
) -> dict[str, Any]:
    """Loss and gradient from ``numeric.truth.enclosure``, which shares no code with the checker."""
    truth = enclose(network, arrays, [d.wrt.name for d in derivations], bits=BITS)
    with precision(2 * BITS):
        results = {network.output.name: decimal(truth.loss, DIGITS)}
        for derivation in derivations:
            balls = truth.gradients[derivation.wrt.name]
            results |= {
                label: decimal(balls[tuple(i - 1 for i in at)], DIGITS) for label, at in _labels(derivation.wrt, sizes)
            }
    exact = {
        label: str(Fraction(float(np.asarray(arrays[tensor.name])[tuple(i - 1 for i in at)])))
        for tensor in network.given
        for label, at in _labels(tensor, sizes)
    }
    return {"bits": 2 * BITS, "digits": DIGITS, "sizes": sizes, "values": exact, "results": results}


def _sizes(network: Network, arrays: Arrays) -> dict[str, int]:
    """The size of each axis, from the shapes of the arrays."""
    return {
        str(axis.size): int(length)
        for tensor in network.given
        for axis, length in zip(tensor.axes, np.shape(arrays[tensor.name]), strict=True)
    }
