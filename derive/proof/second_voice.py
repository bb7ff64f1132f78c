"""The second voice: equality at random points modulo two primes near 2^61, in plain Python integers.

It shares no arithmetic with the exact field: exponents are read by ``derive.proof.numbers.laurent``, numbers are
residues, and independent exponentials and logarithms get random residues of their own. The points are drawn
with a seed that hangs on both formulas, so that none can be made for them. Two formulas that are equal agree at every
point; two that differ agree by chance with a probability that the
Schwartz-Zippel lemma bounds, and that bound is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import ceil, lcm, log10
from random import Random

import sympy as sp

from ..algebra.indices import free_letters
from ..network.definitions import Condition, Network
from ..network.functions import function_of
from .conditions import without_implied
from .numbers.laurent import OPAQUE, SIGN, Atom, Laurent, LaurentEvaluation, name_of
from .own_names import with_own_names
from .places import Sizes, index_ranges, places, size_assignments
from .reach import kept_in_exponents
from .verdict import Outcome, Verdict
from .walk.evaluation import Element, Environment, Evaluation
from .walk.not_evaluable import NotEvaluable

PRIMES = (2**61 - 1, 2**61 - 31)
POINTS = 4
QUICK = 2
MOST_DRAWS = 12
SEED = "backproof: the second voice"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the second voice found: the sides agree, differ, or (None) it cannot tell and why."""

    agree: bool | None
    degree: int = 0
    reason: str = ""
    at_sizes: bool = False  # True where the axes have sizes: small ones, which are not drawn at random

    @property
    def error_exponent(self) -> int:
        """e in: a wrong formula agrees at all points with probability below 10^e."""
        return ceil(sum(POINTS * (log10(max(self.degree, 1)) - log10(prime)) for prime in PRIMES))

    def __str__(self) -> str:
        if self.agree is None:
            return f"no opinion: {self.reason}"
        if not self.agree:
            return f"the sides differ at a random point modulo {self.reason}"
        tried = " at each of the small sizes tried" if self.at_sizes else ""
        wrong = "a formula that is wrong at one of them" if self.at_sizes else "a wrong formula"
        return (
            f"the sides agree at {POINTS} random points modulo each of two 61-bit primes{tried}; "
            f"{wrong} would agree there with probability below 10^{self.error_exponent}"
        )


def fingerprint(
    left: sp.Expr,
    right: sp.Expr,
    *,
    network: Network | None = None,
    conditions: Sequence[Condition] = (),
    sizes: Mapping[sp.Symbol, int] | None = None,
    quick: bool = False,
) -> Fingerprint:
    """Compare two formulas at random points modulo two primes; a point with a zero denominator is drawn again.

    Args:
        left, right: explicit formulas, or index notation over the network's tensors.
        network: whose definitions say what p, z, L … are; None for explicit formulas.
        conditions: equalities that hold, each linear in some element.
        sizes: sizes to use instead of the usual assignments.
        quick: whether two points modulo one prime are enough, as where no proof is asked for.

    >>> x = sp.Symbol("x", real=True)
    >>> found = fingerprint(sp.tanh(x), 1 - 2 / (sp.exp(2 * x) + 1))
    >>> found.agree, found.error_exponent
    (True, -139)
    >>> fingerprint(sp.exp(x) ** 2, sp.exp(2 * x) * (1 + sp.Rational(1, 10**30))).agree
    False
    """
    if network is None:
        left, right, conditions = with_own_names(left, right, conditions)
    network = network or Network((), ())
    assignments = [tuple(sizes.items())] if sizes else size_assignments(network)
    question = _Question(left, right, network, tuple(conditions), QUICK if quick else POINTS)
    degree = 0
    try:
        for assignment in assignments:
            for prime in PRIMES[: 1 if quick else None]:
                found = question.agree_modulo(prime, assignment)
                if found is None:
                    return Fingerprint(False, reason=str(prime))
                degree = max(degree, found)
    except (NotEvaluable, ArithmeticError, RecursionError) as reason:
        return Fingerprint(None, reason=str(reason) or "the formula is nested too deeply")
    return Fingerprint(True, degree, at_sizes=any(assignments))


def confirmed(verdict: Verdict, second: Fingerprint) -> Verdict:
    """The verdict with the second voice's word; UNDECIDED where the two contradict each other."""
    if second.agree is None:
        return verdict
    if verdict.proved is second.agree or verdict.outcome is Outcome.UNDECIDED:
        method = f"{verdict.method}; {second}" if verdict.proved else verdict.method
        return Verdict(verdict.outcome, method, verdict.condition, verdict.witness, verdict.reason)
    reason = f"two methods contradict each other: {verdict}, but {second}"
    return Verdict(Outcome.UNDECIDED, verdict.method, reason=reason)


@dataclass(frozen=True)
class _Question:
    left: sp.Expr
    right: sp.Expr
    network: Network
    conditions: tuple[Condition, ...]
    points: int = POINTS

    @cached_property
    def seed(self) -> str:
        """What the points are drawn with: another formula has other points."""
        asked = (self.left, self.right, *((c.left, c.right) for c in self.conditions))
        return f"{SEED}: {sha256(str(asked).encode()).hexdigest()}"

    def agree_modulo(self, prime: int, sizes: Sizes) -> int | None:
        """The degree of what was compared, or None where the sides differ."""
        kept = kept_in_exponents(self.network, self.left, self.right)
        found = self._agree(prime, sizes, kept)
        return self._agree(prime, sizes, frozenset()) if found is None and kept else found

    def _agree(self, prime: int, sizes: Sizes, kept: frozenset[str]) -> int | None:
        laurent = LaurentEvaluation(self.network, dict(sizes), kept)
        ranges = index_ranges(self.network, self.left, self.right)
        degree, good, root = 0, 0, 1
        for draw in range(MOST_DRAWS):
            evaluation = ResidueEvaluation(self.network, dict(sizes), laurent, prime, draw, root, self.seed)
            try:
                evaluation.use(self.conditions)
                for place in places(evaluation, ranges):
                    at = {**evaluation.sizes, **place}
                    left, right = evaluation.value(self.left, at), evaluation.value(self.right, at)
                    if left.value != right.value:
                        evaluation.require_independence()
                        return None
                    degree = max(degree, left.upper + right.lower, right.upper + left.lower)
            except Redraw as needed:
                root = lcm(root, needed.root)
                continue
            good += 1
            if good == self.points:
                return degree
        raise NotEvaluable(f"{MOST_DRAWS} points gave no {self.points} at which no denominator vanishes")


class Redraw(Exception):
    """A denominator vanished, or an exponential needs a root of that degree: draw again."""

    def __init__(self, root: int = 1) -> None:
        super().__init__()
        self.root = root


@dataclass(frozen=True, slots=True)
class Residue:
    """A value modulo a prime, and the degrees of the numerator and the denominator it comes from."""

    value: int
    prime: int
    upper: int = 0
    lower: int = 0

    def __add__(self, other: Residue) -> Residue:
        upper = max(self.upper + other.lower, other.upper + self.lower)
        return Residue((self.value + other.value) % self.prime, self.prime, upper, self.lower + other.lower)

    def __neg__(self) -> Residue:
        return Residue(-self.value % self.prime, self.prime, self.upper, self.lower)

    def __sub__(self, other: Residue) -> Residue:
        return self + (-other)

    def __mul__(self, other: Residue) -> Residue:
        value = self.value * other.value % self.prime
        return Residue(value, self.prime, self.upper + other.upper, self.lower + other.lower)

    def __truediv__(self, other: Residue) -> Residue:
        return self * other**-1

    def __pow__(self, power: int) -> Residue:
        if power < 0 and not self.value:
            raise Redraw
        upper, lower = (self.upper, self.lower) if power >= 0 else (self.lower, self.upper)
        return Residue(pow(self.value, power, self.prime), self.prime, upper * abs(power), lower * abs(power))


class ResidueEvaluation(Evaluation[Residue]):
    """Values modulo a prime at one random point; every atom has its own random residue.

    The exponential of a monomial is a residue to the power ``root``, so that roots of it exist.
    """

    def __init__(
        self,
        network: Network,
        sizes: Mapping[sp.Symbol, int],
        laurent: LaurentEvaluation,
        prime: int,
        draw: int,
        root: int = 1,
        seed: str = SEED,
    ) -> None:
        super().__init__(network, sizes)
        self.laurent, self.prime, self.draw, self.root, self.seed = laurent, prime, draw, root, seed
        self._atoms: dict[Atom, Residue] = {}
        self._exponentials: dict[tuple[sp.Expr, tuple[int | None, ...]], Residue] = {}
        self._fixed: dict[Element, Residue] = {}
        self._asked: set[Element] = set()
        self._independent = True  # whether all that got residues of their own are known to be independent

    def number(self, numerator: int, denominator: int = 1) -> Residue:
        if denominator % self.prime == 0:
            raise Redraw
        return Residue(numerator * pow(denominator, -1, self.prime) % self.prime, self.prime)

    def given(self, element: Element) -> Residue:
        self._asked.add(element)
        return self._fixed[element] if element in self._fixed else self._random(element)

    def _random(self, atom: Atom, degree: int = 1) -> Residue:
        found = self._atoms.get(atom)
        if found is None:
            source = Random(f"{self.seed}: {self.prime} {self.draw} {name_of(atom)}")
            value = pow(source.randrange(1, self.prime), degree, self.prime)
            found = self._atoms[atom] = Residue(value, self.prime, degree)
        return found

    def exponential(self, argument: sp.Expr, at: Environment) -> Residue:
        """The exponential, found once for each value of the letters that it depends on."""
        key = (argument, tuple(at.get(letter) for letter in free_letters(argument)))
        found = self._exponentials.get(key)
        if found is None:
            found = self._exponentials[key] = self.residue(self.laurent.exponential(argument, at))
        return found

    def forget(self) -> None:
        """Drop what has been evaluated so far."""
        super().forget()
        self._exponentials.clear()

    def require_positive(self, base: sp.Expr, at: Environment) -> None:
        self.laurent.require_positive(base, at)

    def logarithm(self, argument: sp.Expr, at: Environment) -> Residue:
        return self.residue(self.laurent.logarithm(argument, at))

    def hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> Residue:
        return self.residue(self.laurent.hyperbolic_tangent(argument, at))

    def opaque(self, node: sp.Expr, at: Environment) -> Residue:
        """A residue for π, and one for a function at each residue of its arguments: equal arguments, equal values."""
        if node is not sp.pi and function_of(node) is None:
            return super().opaque(node, at)
        return self._of_function(type(node).__name__, [self.value(argument, at) for argument in node.args])

    def _of_function(self, name: str, values: list[Residue]) -> Residue:
        self._independent = False
        return self._random(("function", name, *(value.value for value in values)))

    def positive(self, argument: sp.Expr, at: Environment) -> Residue:
        """[v > 0] as 0 or 1, drawn for each pair v, −v."""
        return self._positive(self.value(argument, at))

    def _positive(self, found: Residue) -> Residue:
        self._independent = False
        if not found.value:
            return self.number(0)
        smaller = min(found.value, self.prime - found.value)
        drawn = Random(f"{self.seed}: {self.prime} {self.draw} sign of {smaller}").randrange(2)
        return self.number(drawn if found.value == smaller else 1 - drawn)

    def residue(self, polynomial: Laurent) -> Residue:
        """The value of a Laurent polynomial at this point."""
        total = self.number(0)
        for monomial, coefficient in polynomial.terms:
            term = self.number(coefficient.numerator, coefficient.denominator)
            for atom, power in monomial:
                term = term * self._atom(atom) ** power
            total = total + term
        return total

    def _atom(self, atom: Atom) -> Residue:
        if atom[0] == "exp" and len(atom) == 3:
            if self.root % atom[2]:
                raise Redraw(atom[2])
            generator = self._random(("exp", atom[1]))
            return generator ** (self.root // int(atom[2]))
        if atom[0] == "inverse" and isinstance(atom[1], Laurent):
            return self.number(1) / self.residue(atom[1])
        if atom[0] == "log" and not isinstance(atom[1], tuple):
            return self._random(atom)
        if atom[0] == OPAQUE:
            return self._of_function(str(atom[1]), [self.residue(argument) for argument in atom[2:]])
        if atom[0] == SIGN and isinstance(atom[1], Laurent):
            return self._positive(self.residue(atom[1]))
        element: Residue = self.element((atom[0], atom[1]))
        return element

    def require_independence(self) -> None:
        """A difference counts only where all atoms are independent.

        Raises:
            NotEvaluable: functions, signs or logarithms of sums were given residues as if they were independent.
        """
        if not self._independent or any(_is_compound(atom) for atom in self._atoms):
            raise NotEvaluable("the sides differ unless some functions or signs in them depend on each other")

    def use(self, conditions: Sequence[Condition]) -> None:
        """Solve each instance of each condition for the last element that occurs in it linearly."""
        for condition in without_implied(conditions):
            ranges = index_ranges(self.network, condition.left, condition.right)
            for place in places(self, ranges):
                at = {**self.sizes, **place}
                if condition.one_hot:
                    self._choose(condition.left, at)
                else:
                    self._solve(condition, at)

    def _choose(self, total: sp.Sum, at: Environment) -> None:
        """One of the labels is 1, drawn at random, the others are 0."""
        elements = [self.element_at(total.function, dict(term)) for term in self.places(total, at)]
        drawn = Random(f"{self.seed}: {self.prime} {self.draw} {elements[0]}").randrange(len(elements))
        self._fixed |= {element: self.number(int(place == drawn)) for place, element in enumerate(elements)}
        self.forget()

    def _solve(self, condition: Condition, at: Environment) -> None:
        self._asked.clear()
        self._difference(condition, at)
        if (last := self._last_of_a_sum(condition, at)) is not None:
            self._fixed[last] = -self._with(last, 0, condition, at)
            self.forget()
            return
        for element in sorted(self._asked - self._fixed.keys(), reverse=True):
            at_0, at_1, at_2 = (self._with(element, value, condition, at) for value in range(3))
            slope = at_1 - at_0
            if slope.value and (at_2 - at_1).value == slope.value:
                self._fixed[element] = -at_0 / slope
                self.forget()
                return
            del self._fixed[element]
        raise NotEvaluable(f"the condition {condition.name!r} cannot be solved for one element")

    def _last_of_a_sum(self, condition: Condition, at: Environment) -> Element | None:
        """The last entry of Σ_k y_k = c that is free: its slope is 1; None for other conditions."""
        total = condition.left
        if not isinstance(total, sp.Sum) or not isinstance(total.function, sp.Indexed) or not condition.right.is_number:
            return None
        entries = [self.element_at(total.function, dict(place)) for place in self.places(total, at)]
        if entries[0][0] in self.definitions or len(set(entries)) < len(entries):
            return None
        return max((entry for entry in entries if entry not in self._fixed), default=None)

    def _with(self, element: Element, value: int, condition: Condition, at: Environment) -> Residue:
        self._fixed[element] = self.number(value)
        return self._difference(condition, at)

    def _difference(self, condition: Condition, at: Environment) -> Residue:
        self.forget()
        return self.value(condition.left, at) - self.value(condition.right, at)


def _is_compound(atom: Atom) -> bool:
    """True for a logarithm of a sum, and for an exponential with a quotient or another function inside."""
    if atom[0] == "exp" and isinstance(atom[1], frozenset):
        return any(
            not isinstance(inner[0], str) or inner[0] in ("exp", "inverse", "log", OPAQUE, SIGN) for inner, _ in atom[1]
        )
    return atom[0] == "log" and isinstance(atom[1], Laurent)
