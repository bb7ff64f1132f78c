"""Re-check a certificate with separate code: Python's ``fractions`` and flint, nothing of ours.

Done again: the digest, the identity of every gradient formula with the derivative of the loss at random points
modulo primes (dual numbers through the definitions), the enclosures of loss and gradient (dual balls).
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any, cast

import flint

Tree = list[Any]
Place = tuple[str, tuple[int, ...]]
Places = dict[str, int]
Dual = tuple[Any, Any]
KINDS = {kind: "_" + kind for kind in ("element", "add", "sum", "multiply", "power")}
KINDS |= dict.fromkeys(("number", "size", "delta"), "_constant") | dict.fromkeys(("exp", "tanh", "log"), "_function")
MAXIMUM_POWER, MAXIMUM_SIZE, MAXIMUM_LENGTH = 64, 64, 20_000_000
PRIMES, POINTS = (2**61 - 1, 2**61 - 31), 4  # the two largest below 2^61, and how many points for each


class CertificateError(Exception):
    """The certificate does not hold; the message says where."""


class Modular:
    """Arithmetic modulo a prime. The exponential of each logit is a free value of its own."""

    def __init__(self, prime: int, point: dict[str, dict[str, Any]]) -> None:
        self.prime, self.logs = prime, point["logs"]
        self.values, self.exponentials = (
            {_place(label): int(residue) for label, residue in point[kind].items()}
            for kind in ("values", "exponentials")
        )
        self.opaque = frozenset(name for name, _ in self.exponentials)

    def number(self, text: str) -> int:
        fraction = _exact(text)
        return fraction.numerator * pow(fraction.denominator, -1, self.prime) % self.prime

    def inverse(self, value: int) -> int:
        return pow(value, -1, self.prime)

    def reduce(self, value: int) -> int:
        return value % self.prime

    def exp(self, tree: Tree, places: Places, _value: Any) -> int:
        if tree[0] != "element":
            raise CertificateError("an exponential is not of one named element")
        return self.exponentials[tree[1], tuple(places[i] for i in tree[2])]

    def log(self, tree: Tree, _value: Any) -> int | None:
        return int(self.logs[tree[1]]) if tree[0] == "number" else None


class Balls:
    """Arb balls: every result encloses the true value."""

    def __init__(self, values: dict[str, str]) -> None:
        self.opaque, self.values = frozenset[str](), {_place(k): self.number(text) for k, text in values.items()}

    def number(self, text: str) -> flint.arb:
        fraction = _exact(text)
        return flint.arb(flint.fmpq(fraction.numerator, fraction.denominator))

    def inverse(self, value: flint.arb) -> flint.arb:
        return 1 / value

    def reduce(self, value: flint.arb) -> flint.arb:
        return value

    def exp(self, _tree: Tree, _places: Places, value: flint.arb) -> flint.arb:
        return value.exp()

    def log(self, _tree: Tree, value: flint.arb) -> flint.arb:
        return value.log()


class Evaluator:
    """Value and derivative by dual numbers; a value that nobody needs (a logit modulo a prime) is None."""

    def __init__(self, field: Any, definitions: dict[str, Tree], sizes: Places, seed: Place | None = None) -> None:
        self.field, self.definitions, self.sizes, self.seed = field, definitions, sizes, seed
        self.known: dict[Place, Dual] = {}

    def dual(self, tree: Tree, places: Places) -> Dual:
        if not isinstance(tree, list) or tree[:1] == [] or tree[0] not in KINDS:
            raise CertificateError(f"no such kind of formula: {str(tree)[:60]}")
        return cast("Dual", getattr(self, KINDS[tree[0]])(tree, places))

    def _constant(self, tree: Tree, places: Places) -> Dual:
        if tree[0] == "delta":
            return self.field.number("1" if places[tree[1]] == places[tree[2]] else "0"), 0
        return self.field.number(tree[1] if tree[0] == "number" else str(self.sizes[tree[1]])), 0

    def _element(self, tree: Tree, places: Places) -> Dual:
        place = (tree[1], tuple(places[i] for i in tree[2]))
        if place not in self.known and place[0] in self.definitions:
            indices, formula = self.definitions[place[0]]
            value, slope = self.dual(formula, dict(zip(indices, place[1], strict=True)))
            slope = 1 if place == self.seed else slope
            self.known[place] = (None if place[0] in self.field.opaque else value), slope
        return self.known[place] if place in self.known else (self.field.values[place], int(place == self.seed))

    def _add(self, tree: Tree, places: Places) -> Dual:
        return self._total(self.dual(part, places) for part in tree[1:])

    def _sum(self, tree: Tree, places: Places) -> Dual:
        names, ranges = zip(*((index, range(1, self.sizes[size] + 1)) for index, size in tree[1]), strict=True)
        return self._total(self.dual(tree[2], places | dict(zip(names, at, strict=True))) for at in product(*ranges))

    def _total(self, parts: Iterator[Dual]) -> Dual:
        value, slope = cast(Any, 0), cast(Any, 0)
        for part, part_slope in parts:
            value = None if value is None or part is None else self.field.reduce(value + part)
            slope = self.field.reduce(slope + part_slope)
        return value, slope

    def _multiply(self, tree: Tree, places: Places) -> Dual:
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

    def _power(self, tree: Tree, places: Places) -> Dual:
        value, slope = self.dual(tree[1], places)
        exponent = int(tree[2])
        if abs(exponent) > MAXIMUM_POWER:
            raise CertificateError(f"a power of {exponent} is too large")
        base = value if exponent > 0 else self.field.inverse(value)
        below = self.field.reduce(base ** (exponent - 1) if exponent > 0 else base ** (1 - exponent))
        return self.field.reduce(base ** abs(exponent)), self.field.reduce(exponent * below * slope)

    def _function(self, tree: Tree, places: Places) -> Dual:
        value, slope = self.dual(tree[1], places)
        if tree[0] == "log":
            inverse = 0 if isinstance(slope, int) and slope == 0 else self.field.inverse(value)
            return self.field.log(tree[1], value), self.field.reduce(slope * inverse)
        result = self.field.exp(tree[1], places, value)
        if tree[0] == "exp":
            return result, self.field.reduce(result * slope)
        tanh = self.field.reduce((result**2 - 1) * self.field.inverse(result**2 + 1))
        return tanh, self.field.reduce((1 - tanh * tanh) * slope)


def digest(certificate: dict[str, Any]) -> str:
    """The SHA-256 of everything but the digest itself, keys sorted."""
    content = {key: value for key, value in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _exact(text: str) -> Fraction:
    if not re.fullmatch(r"-?\d{1,2000}(/\d{1,2000})?", text):
        raise CertificateError(f"not a rational number: {text[:40]}")
    return Fraction(text)


def _place(label: str) -> Place:
    name, _, inside = label.rstrip("]").partition("[")
    return name, tuple(map(int, filter(None, inside.split(","))))


def drawn(seed: Any, number: int, label: str, prime: int) -> int:
    """The residue of a label at a point: anyone can draw it again, nobody can choose it."""
    return random.Random(f"{seed}/{number}/{label}").randrange(1, prime)


def check_point(certificate: dict[str, Any], number: int) -> None:
    """One random point modulo a prime: derivative of the loss and formula, entry by entry."""
    point, prime = certificate["points"][number], PRIMES[number // POINTS]
    for kind in ("values", "exponentials", "logs"):
        seeds = {label: drawn(certificate["seed"], number, f"{kind} {label}", prime) for label in point[kind]}
        if point[kind] != {label: str(residue) for label, residue in seeds.items()}:
            raise CertificateError(f"the {kind} of point {number} are not those that its seed draws")
    field = Modular(prime, point)
    check_labels(certificate, point["values"], set(point["gradients"]), set())
    for label, expected in point["gradients"].items():
        formula = certificate["gradients"][_place(label)[0]]
        seeded = Evaluator(field, certificate["definitions"], point["sizes"], _place(label))
        slope = seeded.dual(["element", certificate["of"], []], {})[1] % prime
        plain = Evaluator(field, certificate["definitions"], point["sizes"])
        value = plain.dual(formula["value"], dict(zip(formula["indices"], _place(label)[1], strict=True)))[0]
        if not slope == value == int(expected):
            raise CertificateError(f"{label} modulo {prime}: loss {slope}, formula {value}, file {expected}")


def check_labels(certificate: dict[str, Any], values: dict[str, Any], found: set[str], more: set[str]) -> None:
    """Every entry of every tensor that has a gradient must be there, and nothing else."""
    wanted = {label for label in values if _place(label)[0] in certificate["gradients"]} | more
    if found != wanted or not found or {_place(label)[0] for label in found} - more != set(certificate["gradients"]):
        raise CertificateError(f"entries are missing or too many: {sorted(found ^ wanted)[:3]}")


def check_enclosure(certificate: dict[str, Any], enclosure: dict[str, Any]) -> None:
    """The loss and each gradient entry at exact inputs, to every digit that the file states."""
    bits, digits = int(enclosure["bits"]), int(enclosure["digits"])
    if not (128 <= bits <= 4096 and 20 <= digits <= 100):
        raise CertificateError(f"{bits} bits and {digits} digits are out of range")
    check_labels(certificate, enclosure["values"], set(enclosure["results"]), {certificate["of"]})
    with flint.ctx.workprec(bits):
        field = Balls(enclosure["values"])
        for label, expected in enclosure["results"].items():
            seed = None if label == certificate["of"] else _place(label)
            evaluator = Evaluator(field, certificate["definitions"], enclosure["sizes"], seed)
            ball = evaluator.dual(["element", certificate["of"], []], {})[0 if seed is None else 1]
            if (found := flint.arb(ball).str(digits, radius=False)) != expected:
                raise CertificateError(f"{label}: recomputed {found}, file {expected}")


def certify(text: str) -> Places:
    """Re-check a certificate and count what was re-checked; CertificateError where something does not hold."""
    if len(text) > MAXIMUM_LENGTH:
        raise CertificateError(f"the file has {len(text)} characters, more than {MAXIMUM_LENGTH}")
    try:
        return _certified(json.loads(text))
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise CertificateError(f"not a whole certificate: {type(error).__name__}: {error}") from error


def _certified(certificate: dict[str, Any]) -> Places:
    if digest(certificate) != certificate["sha256"]:
        raise CertificateError(f"the digest is {digest(certificate)}, the file says {certificate['sha256']}")
    points, enclosures = certificate["points"], certificate["enclosures"]
    if len(points) != POINTS * len(PRIMES) or not enclosures or certificate["primes"] != list(map(str, PRIMES)):
        raise CertificateError(f"{POINTS} points modulo each of two known primes and an enclosure are needed")
    if any(size > MAXIMUM_SIZE for part in points + enclosures for size in part["sizes"].values()):
        raise CertificateError(f"a size is larger than {MAXIMUM_SIZE}")
    for number in range(len(points)):
        check_point(certificate, number)
    for enclosure in enclosures:
        check_enclosure(certificate, enclosure)
    return {"entries": sum(len(p["gradients"]) for p in points), "enclosed": sum(len(e["results"]) for e in enclosures)}
