"""Re-check a certificate with separate code: Python's ``fractions`` and flint, nothing of ours.

Done again from the formulas in the file: its digest, the identity of every gradient formula with the
derivative of the loss at random points modulo primes (dual numbers through the definitions), and the
enclosures of loss and gradient (dual balls). Any difference, down to a digit, is an error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any, cast

import flint

Tree = list[Any]
Place = tuple[str, tuple[int, ...]]
KINDS = ("number", "size", "delta", "element", "add", "sum", "multiply", "power", "exp", "tanh", "log")
MAXIMUM_POWER, MAXIMUM_SIZE, MAXIMUM_LENGTH = 64, 1000, 20_000_000


class CertificateError(Exception):
    """The certificate does not hold; the message says where."""


class Modular:
    """Arithmetic modulo a prime. The exponential of each logit is a free value of its own."""

    def __init__(
        self, prime: int, values: dict[Place, int], exponentials: dict[Place, int], logs: dict[str, int]
    ) -> None:
        self.prime, self.values, self.exponentials, self.logs = prime, values, exponentials, logs
        self.opaque = frozenset(name for name, _ in exponentials)

    def number(self, text: str) -> int:
        fraction = Fraction(text)
        return fraction.numerator * pow(fraction.denominator, -1, self.prime) % self.prime

    def inverse(self, value: int) -> int:
        return pow(value, -1, self.prime)

    def reduce(self, value: int) -> int:
        return value % self.prime

    def exp(self, tree: Tree, places: dict[str, int], _value: Any) -> int:
        if tree[0] != "element":
            raise CertificateError("an exponential is not of one named element")
        return self.exponentials[tree[1], tuple(places[i] for i in tree[2])]

    def tanh(self, tree: Tree, places: dict[str, int], value: Any) -> int:
        square = self.exp(tree, places, value) ** 2
        return (square - 1) * self.inverse(square + 1) % self.prime

    def log(self, tree: Tree, _value: Any) -> int | None:
        return self.logs.get(tree[1]) if tree[0] == "number" else None


class Balls:
    """Arb balls: every result encloses the true value."""

    opaque: frozenset[str] = frozenset()

    def __init__(self, values: dict[Place, Fraction]) -> None:
        self.values = {place: self.number(str(value)) for place, value in values.items()}

    def number(self, text: str) -> flint.arb:
        fraction = Fraction(text)
        return flint.arb(flint.fmpq(fraction.numerator, fraction.denominator))

    def inverse(self, value: flint.arb) -> flint.arb:
        return 1 / value

    def reduce(self, value: flint.arb) -> flint.arb:
        return value

    def exp(self, _tree: Tree, _places: dict[str, int], value: flint.arb) -> flint.arb:
        return value.exp()

    def tanh(self, _tree: Tree, _places: dict[str, int], value: flint.arb) -> flint.arb:
        return value.tanh()

    def log(self, _tree: Tree, value: flint.arb) -> flint.arb:
        return value.log()


class Evaluator:
    """Value and derivative of a formula by dual numbers, through the network's definitions.

    A value that is not needed and not known (a logit modulo a prime) is None; only a zero may multiply it.
    """

    def __init__(
        self, field: Any, definitions: dict[str, Tree], sizes: dict[str, int], seed: Place | None = None
    ) -> None:
        self.field, self.definitions, self.sizes, self.seed = field, definitions, sizes, seed
        self.known: dict[Place, tuple[Any, Any]] = {}

    def dual(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        """Return the value and the derivative by the seed, with these numbers for the indices."""
        if not isinstance(tree, list) or tree[:1] == [] or tree[0] not in KINDS:
            raise CertificateError(f"no such kind of formula: {str(tree)[:60]}")
        return cast("tuple[Any, Any]", getattr(self, "_" + tree[0])(tree, places))

    def _number(self, tree: Tree, _places: dict[str, int]) -> tuple[Any, Any]:
        return self.field.number(tree[1]), 0

    def _size(self, tree: Tree, _places: dict[str, int]) -> tuple[Any, Any]:
        return self.field.number(str(self.sizes[tree[1]])), 0

    def _delta(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        return self.field.number("1" if places[tree[1]] == places[tree[2]] else "0"), 0

    def _element(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        place = (tree[1], tuple(places[i] for i in tree[2]))
        if place not in self.known and place[0] in self.definitions:
            indices, formula = self.definitions[place[0]]
            value, slope = self.dual(formula, dict(zip(indices, place[1], strict=True)))
            slope = 1 if place == self.seed else slope
            self.known[place] = (None if place[0] in self.field.opaque else value), slope
        return self.known[place] if place in self.known else (self.field.values[place], int(place == self.seed))

    def _add(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        return self._total(self.dual(part, places) for part in tree[1:])

    def _sum(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        names, ranges = zip(*((index, range(1, self.sizes[size] + 1)) for index, size in tree[1]), strict=True)
        return self._total(self.dual(tree[2], places | dict(zip(names, at, strict=True))) for at in product(*ranges))

    def _total(self, parts: Iterator[tuple[Any, Any]]) -> tuple[Any, Any]:
        value, slope = cast(Any, 0), cast(Any, 0)
        for part, part_slope in parts:
            value = None if value is None or part is None else self.field.reduce(value + part)
            slope = self.field.reduce(slope + part_slope)
        return value, slope

    def _multiply(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        value, slope = self.dual(tree[1], places)
        for part in tree[2:]:
            factor, factor_slope = self.dual(part, places)
            slope = self.field.reduce(self._times(slope, factor) + self._times(factor_slope, value))
            value = None if value is None or factor is None else self.field.reduce(value * factor)
        return value, slope

    def _times(self, slope: Any, value: Any) -> Any:
        if value is None and not (isinstance(slope, int) and slope == 0):
            raise CertificateError("a logit itself is multiplied: this formula cannot be checked modulo a prime")
        return 0 if value is None else slope * value

    def _power(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        value, slope = self.dual(tree[1], places)
        exponent = int(tree[2])
        if abs(exponent) > MAXIMUM_POWER:
            raise CertificateError(f"a power of {exponent} is too large")
        base = value if exponent > 0 else self.field.inverse(value)
        below = self.field.reduce(base ** (exponent - 1) if exponent > 0 else base ** (1 - exponent))
        return self.field.reduce(base ** abs(exponent)), self.field.reduce(exponent * below * slope)

    def _exp(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        value, slope = self.dual(tree[1], places)
        result = self.field.exp(tree[1], places, value)
        return result, self.field.reduce(result * slope)

    def _tanh(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        value, slope = self.dual(tree[1], places)
        result = self.field.tanh(tree[1], places, value)
        return result, self.field.reduce((1 - result * result) * slope)

    def _log(self, tree: Tree, places: dict[str, int]) -> tuple[Any, Any]:
        value, slope = self.dual(tree[1], places)
        inverse = 0 if isinstance(slope, int) and slope == 0 else self.field.inverse(value)
        return self.field.log(tree[1], value), self.field.reduce(slope * inverse)


def digest(certificate: dict[str, Any]) -> str:
    """The SHA-256 of everything but the digest itself, keys sorted."""
    content = {key: value for key, value in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def places_of(values: dict[str, Any], number: Callable[[str], Any]) -> dict[Place, Any]:
    """The entries ``name[1,2]: text`` of the file, by name and indices."""
    found = {}
    for label, text in values.items():
        name, _, inside = label.rstrip("]").partition("[")
        found[name, tuple(map(int, filter(None, inside.split(","))))] = number(text)
    return found


def check_point(certificate: dict[str, Any], point: dict[str, Any]) -> None:
    """One random point modulo a prime: derivative of the loss and formula, entry by entry."""
    field = Modular(
        int(point["prime"]),
        places_of(point["values"], int),
        places_of(point["exponentials"], int),
        {number: int(residue) for number, residue in point["logs"].items()},
    )
    for label, expected in point["gradients"].items():
        ((name, at),) = places_of({label: ""}, str)
        formula = certificate["gradients"][name]
        seeded = Evaluator(field, certificate["definitions"], point["sizes"], (name, at))
        slope = seeded.dual(["element", certificate["of"], []], {})[1] % field.prime
        plain = Evaluator(field, certificate["definitions"], point["sizes"])
        value = plain.dual(formula["value"], dict(zip(formula["indices"], at, strict=True)))[0]
        if not slope == value == int(expected):
            raise CertificateError(f"{label} modulo {field.prime}: loss {slope}, formula {value}, file {expected}")


def check_enclosure(certificate: dict[str, Any], enclosure: dict[str, Any]) -> None:
    """The loss and each gradient entry at exact inputs, to every digit that the file states."""
    with flint.ctx.workprec(int(enclosure["bits"])):
        field = Balls(places_of(enclosure["values"], Fraction))
        for label, expected in enclosure["results"].items():
            ((name, at),) = places_of({label: ""}, str)
            seed = None if name == certificate["of"] else (name, at)
            evaluator = Evaluator(field, certificate["definitions"], enclosure["sizes"], seed)
            found = evaluator.dual(["element", certificate["of"], []], {})[0 if seed is None else 1]
            digits = flint.arb(found).str(int(enclosure["digits"]), radius=False)
            if digits != expected:
                raise CertificateError(f"{label}: recomputed {digits}, file {expected}")


def certify(text: str) -> dict[str, int]:
    """Re-check a certificate and count what was re-checked.

    Raises:
        CertificateError: something in it does not hold.
    """
    if len(text) > MAXIMUM_LENGTH:
        raise CertificateError(f"the file has {len(text)} characters, more than {MAXIMUM_LENGTH}")
    try:
        return _certified(json.loads(text))
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise CertificateError(f"not a whole certificate: {type(error).__name__}: {error}") from error


def _certified(certificate: dict[str, Any]) -> dict[str, int]:
    if digest(certificate) != certificate["sha256"]:
        raise CertificateError(f"the digest is {digest(certificate)}, the file says {certificate['sha256']}")
    parts = [*certificate["points"], *certificate["enclosures"]]
    if any(size > MAXIMUM_SIZE for part in parts for size in part["sizes"].values()):
        raise CertificateError(f"a size is larger than {MAXIMUM_SIZE}")
    for point in certificate["points"]:
        check_point(certificate, point)
    for enclosure in certificate["enclosures"]:
        check_enclosure(certificate, enclosure)
    entries = sum(len(point["gradients"]) for point in certificate["points"])
    return {"entries": entries, "enclosed": sum(len(e["results"]) for e in certificate["enclosures"])}
