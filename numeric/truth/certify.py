"""Re-check a certificate with code of its own: the standard library and flint, nothing of ours.

At points that the file's own hash draws, the definitions are evaluated modulo a large prime and in balls at once, and
differentiated along a random direction; each gradient formula must have this very derivative. Modulo the prime the
exponentials, logarithms … of different arguments are random numbers: what agrees there agrees whatever they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, product
from math import prod
from typing import Any

from flint import arb, ctx, fmpq, fmpz

Tree = list[Any]
Sizes = dict[str, int]
Place = tuple[int, ...]
FORMAT, KEYS = "backproof certificate 2", {"format", "statement", "sizes", "data", "results", "sha256"}
STATED, PART = {"given", "rows", "root", "parts"}, {"definitions", "held", "formulas"}
NUMBER, NAME = r"-?[0-9]{1,400}(/[0-9]{1,400})?", r"[A-Za-z_][0-9A-Za-z_]{0,40}"
# Every kind of formula, and which of its parts are lists (L) and which texts (T).
FORMS = "(number|size)T|pi|(element|erf)TL|sumTTL|deltaTT|(add|multiply)L+|powerLT|exp(TL)+|(log|sin|cos|positive)L"
LETTERS, WORK, LARGEST, DIGITS, DRAWN_BITS, DATA_BITS = 8_000_000, 2_000_000, 2**100, 30, 256, 2048
ASSIGNMENTS, DRAWS, MULTIPLICATIONS, SMOOTH = 3, 3, 4_000, 8 * 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29 * 31


class CertificateError(Exception):
    """The certificate does not hold; the message says where."""


class Field:
    """Residues modulo a prime that the seed draws; what was done in it, and which way each delta and sign went."""

    def __init__(self, seed: str) -> None:
        self.seed, self.spent, self.atoms, self.largest, self.alive = seed, 0, 0, 1, set[tuple[int, str]]()
        self.met, self.letters = dict[int, tuple[Tree, set[bool]]](), dict[int, list[str]]()
        # −1 modulo SMOOTH: its prime factors are squares, and pow(n, (prime + 1) // 4) is the root that is a square
        self.prime = (2**255 + self.drawn("prime") // 2) // SMOOTH * SMOOTH - 1
        while not fmpz(self.prime).is_probable_prime():  # by a test that no composite number is known to pass
            self.prime += SMOOTH

    def drawn(self, *labels: Any) -> int:
        return int(digest([self.seed, *labels]), 16)

    def number(self, number: Fraction | int) -> Number:
        up, low = number.as_integer_ratio()
        bits = up.bit_length() + low.bit_length()
        return Number(self, up * pow(low, -1, self.prime), arb(fmpq(up, low)), bits, known=number)


class Number:
    """A residue, with a bound of the degrees plus bits of the fraction that it comes from; a ball; and its slope."""

    def __init__(self, field: Field, residue: int, ball: arb, size: int = 1, slope: Any = None, known: Any = 0) -> None:
        self.field, self.residue, self.ball, self.size, self.slope = field, residue % field.prime, ball, size, slope
        field.spent, field.largest, self.known = field.spent + 1, max(field.largest, size), known
        need(field.spent < WORK and size < LARGEST, "it takes too much work, or a degree is too large for a bound")

    def __add__(self, other: Number) -> Number:
        slope = self.slope + other.slope if self.slope and other.slope else self.slope or other.slope
        residue, size = self.residue + other.residue, self.size + other.size + 1
        return Number(self.field, residue, self.ball + other.ball, size, slope)

    def __mul__(self, other: Number) -> Number:
        parts = [a.slope * b.still() for a, b in ((self, other), (other, self)) if a.slope]
        slope, size = sum(parts[1:], parts[0]) if parts else None, self.size + other.size
        return Number(self.field, self.residue * other.residue, self.ball * other.ball, size, slope)

    def __pow__(self, n: int) -> Number:
        residue, ball = pow(self.residue, n, self.field.prime), self.ball ** abs(n)
        value = Number(self.field, residue, ball if n >= 0 else 1 / ball, self.size * abs(n))
        return self.chain(value, self.field.number(n) * self.still() ** (n - 1)) if self.slope else value

    def still(self) -> Number:
        return Number(self.field, self.residue, self.ball, self.size)

    def chain(self, value: Number, factor: Number) -> Number:
        return Number(self.field, value.residue, value.ball, value.size, self.slope and self.slope * factor.still())


class Point:
    """Every element at one point, with its derivative along a random direction of one tensor."""

    def __init__(self, field: Field, content: Any, part: Any, sizes: Sizes, rows: list[int] | None, along: str) -> None:
        self.field, self.content, self.part, self.sizes, self.rows = field, content, part, sizes, rows
        self.label, self.along, self.used, self.direction = field.spent, along, set[str](), dict[Place, Number]()
        self.at = dict[tuple[Any, ...], Number]()
        for name, axes in content["statement"]["given"].items():
            for place in self.places(axes):
                self.put(name, place, self.given(name, axes, place))
        for name, indices, tree in part["definitions"]:
            for place, value in self.everywhere(indices, tree):
                self.put(name, place, value.still() if name in part["held"] else value)
        self.last = self.at[content["of"],]

    def put(self, name: str, place: Place, value: Number) -> None:
        need((name, *place) not in self.at, f"{name} has two meanings")
        if name == self.along:
            self.direction[place] = self.drawn("direction", *place)
            value = Number(self.field, value.residue, value.ball, value.size, self.direction[place])
        self.at[name, *place] = value

    def places(self, axes: list[str]) -> Iterator[Place]:
        lengths = [amount(axis, self.sizes) for axis in axes]
        self.field.spent += prod(lengths)
        need(min(lengths, default=1) > 0 and self.field.spent < WORK > len(axes) * 10**5, "no axis, or too much work")
        return product(*(range(1, length + 1) for length in lengths))

    def everywhere(self, indices: Tree, tree: Tree) -> Iterator[tuple[Place, Number]]:
        fits = all(isinstance(row, list) and re.fullmatch(NAME, row[0]) and row[0] not in self.sizes for row in indices)
        need(fits, "an index is a size or no name")
        for place in self.places([size for _, size in indices]):
            yield place, self.tree(self.sizes | dict(zip(dict(indices), place, strict=True)), tree)

    def drawn(self, *labels: Any, ball: arb | None = None) -> Number:
        self.field.atoms, residue = self.field.atoms + 1, self.field.drawn(self.label, *labels)
        return Number(self.field, residue, arb(fmpq(residue >> 216 | 1, 2**40)) if ball is None else ball)

    def given(self, name: str, axes: list[str], place: Place) -> Number:
        data, number, found = self.content["data"][name], 0, self.drawn("given", name, *place)
        for axis, i in zip(axes, place, strict=True):
            row = self.rows[i - 1] if self.rows and axis == self.content["statement"]["rows"] else i - 1
            number = number * amount(axis, self.content["sizes"]) + row
        if self.rows is not None:
            found.ball = self.field.number(exact(data[number])).ball
        elif name in self.content["signed"] or name in [row[0] for row in self.part["formulas"]]:
            found.ball = 4 * found.ball - 2
        return found

    def tree(self, places: Sizes, tree: Tree) -> Number:
        if id(tree) not in self.field.letters:  # what it depends on: nothing is worked out twice
            shape = "".join("L" if isinstance(part, list) else "T" for part in tree[1:])
            need(re.fullmatch(FORMS, f"{tree[0]}{shape}"), f"no such kind of formula: {tree[0]!r:.40} of {shape:.9}")
            words = set(re.findall(NAME, dump := json.dumps(tree)))
            self.field.spent += len(dump) // 100
            self.field.letters[id(tree)] = [index for index in places if index in words and index not in self.sizes]
        key = (id(tree), *(places[i] for i in self.field.letters[id(tree)]))
        if key not in self.at:
            self.at[key] = self.made(places, tree, *tree)
        return self.at[key]

    def made(self, places: Sizes, tree: Tree, kind: str, *parts: Any) -> Number:
        if kind == "element":
            self.used.add(parts[0])
            return self.at[parts[0], *(amount(index, places) for index in parts[1])]
        if kind == "sum":
            index, size, body = parts
            need(index not in places and re.fullmatch(NAME, index), f"{index!r:.40} has two meanings or is no name")
            values = [self.tree(places | {index: i}, body) for (i,) in self.places([size])]
            return sum(values[1:], values[0])
        if kind in ("number", "size"):
            return self.field.number(exact(parts[0]) if kind == "number" else amount(parts[0], self.sizes))
        if kind == "delta":
            return self.way(tree, len({amount(form, places) for form in parts}) == 1)
        if kind == "pi":
            return Number(self.field, self.drawn("pi").residue ** 2, arb.pi(), 2, known=1)  # like 1, a square
        values = [self.tree(places, part) for part in parts if isinstance(part, list)]
        if kind in ("add", "multiply"):
            return prod(values[1:], start=values[0]) if kind == "multiply" else sum(values[1:], values[0])
        if kind == "power":
            return self.power(values[0], exact(parts[1]))
        if kind == "exp":
            return self.exp(list(zip(map(exact, parts[::2]), values, strict=True)))
        (value,) = values
        if kind == "positive":
            need(not value.residue or value.ball > 0 or value.ball <= 0, "the sign of a value is not known")
            return self.way(tree, bool(value.ball > 0))
        if kind == "erf":
            root = self.power(self.field.number(exact(parts[0])), Fraction(1, 2))
            bell = self.exp([(-exact(parts[0]) * self.content["root"], value**2)])
            half = self.power(self.made({}, [], "pi"), Fraction(-1, 2))
            return (value * root).chain(self.oracle(kind, value * root), self.field.number(2) * half * bell)
        sign = self.field.number(-1 if kind == "cos" else 1)
        slope = value**-1 if kind == "log" else sign * self.oracle("cos" if kind == "sin" else "sin", value)
        return value.chain(self.oracle(kind, value), slope)

    def way(self, tree: Tree, way: bool) -> Number:
        self.field.met.setdefault(id(tree), (tree, set()))[1].add(way)
        return self.field.number(int(way))

    def power(self, value: Number, exponent: Fraction) -> Number:
        (up, low), prime = exponent.as_integer_ratio(), self.field.prime
        if low == 1:
            return value**up
        root = Number(self.field, pow(value.residue, (prime + 1) // 4, prime), value.ball.root(low), value.size)
        square = low == 2 and value.known > 0 and pow(SMOOTH, value.size, prod(value.known.as_integer_ratio())) == 0
        found = root if square else self.drawn("root", low, value.residue, ball=root.ball)
        return value.chain(found, self.field.number(Fraction(1, low)) * found ** (1 - low)) ** up

    def exp(self, terms: list[tuple[Fraction, Number]]) -> Number:
        total = sum((self.field.number(scale / self.content["root"]) * v for scale, v in terms), self.field.number(0))
        value = prod((self.oracle("exp", term) ** int(str(scale)) for scale, term in terms), start=self.field.number(1))
        value.ball = total.ball.exp()
        return total.chain(value, value)

    def oracle(self, kind: str, value: Number) -> Number:
        self.field.spent += 20
        turned = 2 * value.residue > self.field.prime and kind != "log"
        found = self.drawn(kind, value.residue * (-1) ** turned % self.field.prime, ball=getattr(value.ball, kind)())
        if value.residue == (kind == "log"):
            found.residue = int(kind in ("exp", "cos"))
        elif turned and kind != "cos":
            found.residue = (found**-1 if kind == "exp" else found * self.field.number(-1)).residue
        return found

    def compare(self, indices: Tree, tree: Tree) -> list[str]:
        found, real = dict(self.everywhere(indices, tree)), self.rows is not None
        need(found.keys() == self.direction.keys(), f"the formula for {self.along} has other entries")
        slope = self.last.slope or self.field.number(0)
        total = sum((v.still() * self.direction[i] for i, v in found.items()), self.field.number(0))
        fits = total.residue == slope.residue and (not real or digits(total) == digits(slope))
        need(fits, f"the formula for {self.along} is not the derivative at {said(self.sizes)}")
        self.field.alive |= {(id(self.part), self.along)} if slope.residue else set()
        return [digits(value) for value in (*found.values(), self.last)] if real else []


def digits(number: Number) -> str:
    """The digits of a ball of which 33 are known, or 0."""
    ball, tiny = number.ball, number.ball.contains(0) and number.ball.rad() < arb(2) ** -1400
    need(ball.is_finite() and (tiny or ball.rel_accuracy_bits() > 110), f"a value is not known: {ball.str(5)}")
    return "0" if tiny else str(ball.str(DIGITS, radius=False))


def need(condition: Any, reason: str) -> None:
    """Go on only where the condition holds."""
    if not condition:
        raise CertificateError(reason)


def digest(content: Any) -> str:
    """The SHA-256 of what JSON makes of it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def exact(text: str) -> Fraction:
    """A rational number in its one spelling."""
    need(re.fullmatch(NUMBER, text) and str(Fraction(text)) == text, f"{text!r:.40} is no number in lowest terms")
    return Fraction(text)


def amount(form: str, known: Sizes) -> int:
    """A size or an index: terms such as I, -S and 1 with a space between two."""
    if form in known:
        return known[form]
    need(len(form) < 100, "a size or an index is too long")
    signed = [(part.removeprefix("-"), -1 if part[:1] == "-" else 1) for part in form.split(" ")]
    return sum(sign * (known[part] if part in known else int(str(exact(part)))) for part, sign in signed)


def said(sizes: Sizes) -> str:
    """Sizes in words."""
    return ", ".join(f"{name} = {size}" for name, size in sorted(sizes.items())) or "no size"


def certify(text: str, statement: str = "") -> str:
    """Check it; what was shown and what was not, in one sentence.

    Raises:
        CertificateError: something does not hold, or it states something else than what has this hash.
    """
    try:
        need(len(text) < LETTERS, "the file is too long")
        content = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        need(text == json.dumps(content, sort_keys=True, indent=1) + "\n", "not the way to write a certificate")
        need(set(content) == KEYS and content["format"] == FORMAT, "not the parts of a certificate, or not this format")
        need(content.pop("sha256") == digest(content), "the hash is of something else")
        need(statement in ("", named := digest(content["statement"])), f"it states something else, {named}")
        return _checked(content, named)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
        raise CertificateError(f"not a whole certificate: {type(error).__name__}: {error}") from error


def _sizes(own: Sizes, axes: list[str], field: Field) -> list[Sizes]:
    """Sizes that differ from each other and are at least 2; the hash draws which is which."""
    names, count = sorted(own, key=lambda name: field.drawn("size", name)), max(3, len(own))
    all_ = [{name: 2 + (i + k) % count + i // count for k, name in enumerate(names)} for i in range(99)]
    found = [sizes for sizes in all_ if all(amount(axis, sizes) >= 2 or axis.isdigit() for axis in axes)]
    need(len(found) >= ASSIGNMENTS, "there are no sizes of two at least")
    return found[:ASSIGNMENTS]


def _checked(content: Any, named: str) -> str:
    stated, data, results, field = content["statement"], content["data"], content.pop("results"), Field(digest(content))
    own, content["root"] = {i: int(str(exact(size))) for i, size in content["sizes"].items()}, exact(stated["root"])
    given, parts, rows, values = stated["given"], stated["parts"], stated["rows"], dict[str, list[str]]()
    wrt, content["of"] = [row[0] for row in parts[0]["formulas"]], (of := parts[0]["definitions"][-1][0])
    content["sizes"], content["signed"] = own, [name for name in data if min(map(exact, set(data[name]))) < 0]
    axes = [*chain(*given.values()), *(size for part in parts for row in part["definitions"] for _, size in row[1])]
    good: list[Any] = [len(data[name]) == prod(amount(axis, own) for axis in given[name]) for name in {*given, *wrt}]
    good += [set(stated) == STATED, set(data) == set(given), set(own) == set(re.findall(NAME, " ".join(axes)))]
    good += [all(isinstance(item, list) for item in (*given.values(), *data.values(), *(p["held"] for p in parts)))]
    good += [0 < len(wrt) == len({*wrt}), len(own) < 32, rows == "" or any(rows in shape for shape in given.values())]
    need(all([*good, *(amount(axis, own) > 0 for axis in axes)]), "something is missing, or is not needed")
    beside = sum(len(data[name]) for name, shape in given.items() if rows not in shape)
    order = sorted(range(own.get(rows, 0)), key=lambda row: field.drawn("row", row))
    chosen = sorted(order[: max(2, MULTIPLICATIONS // max(beside, 1))])
    tried, last = _sizes(own, axes, field), own | ({rows: len(chosen)} if rows else {})
    points = [*product(tried, range(DRAWS)), (last, -1)]
    for part in parts:
        defined, used = [row[0] for row in part["definitions"]], set[str]()
        good = [set(part) == PART, set(part["held"]) <= set(defined), wrt == [row[0] for row in part["formulas"]]]
        need(all([*good, *(re.fullmatch(NAME, i) for i in (*given, *own, *defined))]), "a part is not as it should be")
        for (along, indices, tree), (sizes, draw) in product(part["formulas"], points):
            if draw <= 0 or any(tree[0] == "positive" for tree, _ in field.met.values()):
                with ctx.workprec(DRAWN_BITS if draw >= 0 else DATA_BITS):
                    point = Point(field, content, part, sizes, chosen if draw < 0 else None, along)
                    found, used = point.compare(indices, tree), used | point.used
                    values |= {along: found[:-1], of: found[-1:]} if draw < 0 and part is parts[0] else {}
        need(used == {*given, *defined} - {of} and field.alive >= {(id(part), i) for i in wrt}, "a part has no effect")
    need(values == results, f"the numbers at the data are {values!s:.200}")
    need(all(len(ways) == 2 for _, ways in field.met.values()), "a delta or a sign was everywhere the same")
    need((chance := len(str(field.largest * (1 + field.atoms**2))) - 60) < -40, "the bound is weak")  # 10^60 < 2^200
    where = "; ".join(map(said, [*tried, last]))
    return (
        f"at the sizes {where}, each formula for the derivative of {of} with respect to {', '.join(wrt)} is, in every "
        "entry, the derivative of the definitions that this program takes: modulo a 256-bit prime at points that the "
        f"hash draws, where a wrong one passes with a chance below 10^{chance}, and in balls at {len(chosen) or 1} of "
        f"{own.get(rows, 1)} rows of data, where the file's digits are right; not shown: other sizes, pieces between "
        f"kinks without a point, and that this is the network you mean: statement {named}"
    )
