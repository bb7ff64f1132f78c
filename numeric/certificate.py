"""The certificate: everything that a stranger needs to check the gradients again without our code.

It holds the definitions and the gradient formulas as plain trees (``derive.tree``), random points
modulo two primes at which each formula equals the derivative of the loss, and enclosures of loss and
gradient at exact inputs. ``numeric.certify`` re-checks it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import flint
import sympy as sp

from derive.derivation import Derivation
from derive.elements import element_name, size_of
from derive.network import Network
from derive.tensors import Tensor
from derive.tree import to_tree

from .certify import Balls, Evaluator, Modular, digest, places_of

# The two largest primes below 2^61.
PRIMES = (2305843009213693951, 2305843009213693921)
POINTS_PER_PRIME = 4
SEED = 20260701
DIGITS = 30
BITS = 256
Sizes = Mapping[str, int]


def certificate(
    network: Network,
    derivations: Sequence[Derivation],
    *,
    sizes: Sizes,
    values: Mapping[str, Fraction],
    versions: Mapping[str, str],
) -> str:
    """Return the certificate of these gradients as JSON text, keys sorted.

    Args:
        network: whose definitions are written down.
        derivations: of the network's output with respect to parameters; their general formulas are used.
        sizes: a whole number for each axis, of the points and of the enclosure.
        values: the exact value of every given element, ``{"x[1,2]": Fraction(57, 100), …}``.
        versions: of what made it.
    """
    content: dict[str, Any] = {
        "format": 1,
        "of": network.output.name,
        "options": dict(network.options),
        "definitions": {
            d.tensor.name: [[str(i) for i in d.indices], to_tree(d.value, network)] for d in network.definitions
        },
        "gradients": {
            d.wrt.name: {
                "indices": [str(i) for i in d.general.indices],
                "value": to_tree(d.general.value, network),
                "conditions": [],
            }
            for d in derivations
        },
        "versions": dict(versions),
        "seed": SEED,
        "primes": [str(prime) for prime in PRIMES],
    }
    content["points"] = list(_points(network, derivations, content, dict(sizes)))
    content["enclosures"] = [_enclosure(network, derivations, content, dict(sizes), values)]
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
    generator = random.Random(SEED)
    logarithms = sorted(
        {str(log.args[0]) for d in network.definitions for log in d.value.atoms(sp.log) if log.args[0].is_Number}
    )
    for prime in PRIMES:
        for _ in range(POINTS_PER_PRIME):
            drawn = {
                "values": {
                    label: str(generator.randrange(1, prime)) for t in network.given for label, _ in _labels(t, sizes)
                },
                "exponentials": {
                    label: str(generator.randrange(1, prime))
                    for t in _in_exponents(network)
                    for label, _ in _labels(t, sizes)
                },
                "logs": {number: str(generator.randrange(1, prime)) for number in logarithms},
            }
            field = Modular(
                prime,
                places_of(drawn["values"], int),
                places_of(drawn["exponentials"], int),
                {number: int(residue) for number, residue in drawn["logs"].items()},
            )
            evaluator = Evaluator(field, content["definitions"], sizes)
            gradients = {}
            for derivation in derivations:
                formula = content["gradients"][derivation.wrt.name]
                for label, at in _labels(derivation.wrt, sizes):
                    value = evaluator.dual(formula["value"], dict(zip(formula["indices"], at, strict=True)))[0]
                    gradients[label] = str(value)
            yield {"prime": str(prime), "sizes": sizes, **drawn, "gradients": gradients}


def _enclosure(
    network: Network,
    derivations: Sequence[Derivation],
    content: Mapping[str, Any],
    sizes: dict[str, int],
    values: Mapping[str, Fraction],
) -> dict[str, Any]:
    exact = {label: str(value) for label, value in values.items()}
    output: list[Any] = ["element", network.output.name, []]
    with flint.ctx.workprec(BITS):
        field = Balls(places_of(exact, Fraction))
        loss = Evaluator(field, content["definitions"], sizes).dual(output, {})[0]
        results = {network.output.name: loss.str(DIGITS)}
        for derivation in derivations:
            for label, at in _labels(derivation.wrt, sizes):
                seeded = Evaluator(field, content["definitions"], sizes, (derivation.wrt.name, at))
                results[label] = flint.arb(seeded.dual(output, {})[1]).str(DIGITS)
    return {"bits": BITS, "digits": DIGITS, "sizes": sizes, "values": exact, "results": results}
