"""Patterns: a definition's value as factors, and where it stands among the factors of a product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from sympy.core.function import Application

from ..network.definitions import Definition
from ..network.functions import function_of
from ..network.occurring import bases_in, symbols_in
from .indices import freshen
from .matching import Binding, match
from .powers import Powers, is_size, powers_of
from .recognising import recognised

Letters = tuple[frozenset[str], frozenset[type]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A value as a constant times factors, the name for it, and the indices that stand for any index."""

    name: sp.Expr
    constant: sp.Expr
    factors: tuple[tuple[sp.Expr, int], ...]
    variables: frozenset[sp.Symbol]
    letters: Letters

    @property
    def single(self) -> bool:
        """True where the value is one function, sum or bracket to a power: then every power of it has the name."""
        return len(self.factors) == 1 and not isinstance(self.factors[0][0], (sp.Indexed, sp.Symbol))

    @property
    def sum(self) -> sp.Sum | None:
        """The Σ_d x_d of a mean or total, whose name may stand for it in a longer sum."""
        base, power = self.factors[0]
        return base if len(self.factors) == 1 and power == 1 and isinstance(base, sp.Sum) else None

    @property
    def tells(self) -> bool:
        """True where the value is more than a product of elements, whose name would be a mere abbreviation."""
        return bool(self.letters[1]) or any(isinstance(base, sp.Pow) for base, _ in self.factors)

    def may_occur(self, letters: Letters) -> bool:
        """False where a formula of these letters lacks an element or a function of the value."""
        return self.letters[0] <= letters[0] and self.letters[1] <= letters[1]


def pattern(name: sp.Expr, value: sp.Expr, variables: frozenset[sp.Symbol]) -> Pattern:
    """The pattern of a value for which there is a name.

    >>> k = sp.Symbol("k")
    >>> p, z = sp.IndexedBase("p"), sp.IndexedBase("z")
    >>> pattern(p[k], 3 * sp.exp(z[k]), frozenset({k})).factors
    ((exp(z[k]), 1),)
    """
    value = recognised(freshen(value))
    powers = powers_of(value)
    constant = sp.Mul(*(base**power for base, power in powers.items() if is_size(base)))
    factors = tuple((base, power) for base, power in powers.items() if not is_size(base))
    return Pattern(name, constant, factors, variables, letters_of(value))


@lru_cache(maxsize=256)
def patterns_of(definition: Definition) -> tuple[Pattern, ...]:
    """The definition's value, and the slope of its function where that is simpler through the value: e^u = 1 + a.

    >>> from ..network.building import classifier
    >>> [sorted(power for _, power in p.factors) for p in patterns_of(classifier(batch=False).definition("p"))]
    [[-1, 1]]
    """
    variables = frozenset(definition.indices)
    found = [pattern(definition.left, definition.value, variables)]
    record = function_of(definition.value)
    if record is not None and record.slope_by_value is not None and len(definition.value.args) == 1:
        (u,) = definition.value.args
        slope, by_value = record.slope(u), record.slope_by_value(u, definition.left)
        if not by_value.has(Application) and slope.xreplace({definition.value: definition.left}).has(Application):
            found.append(pattern(by_value, slope, variables))
    return tuple(p for p in found if p.factors)


@lru_cache(maxsize=16384)
def letters_of(expression: sp.Expr) -> Letters:
    """The tensors that occur, and the kinds of what is no mere product or power of elements."""
    names = {base.label.name for base in bases_in(expression)}
    names |= {symbol.name for symbol in symbols_in(expression) if not symbol.is_integer}
    return frozenset(names), _kinds(expression)


@lru_cache(maxsize=65536)
def _kinds(expression: sp.Basic) -> frozenset[type]:
    own = (type(expression),) if isinstance(expression, (sp.Add, sp.Sum, Application)) else ()
    return frozenset(own).union(*map(_kinds, expression.args))


@dataclass(frozen=True, slots=True)
class Instance:
    """Factors that are sign · (value / constant)^times."""

    binding: Binding
    used: Powers
    times: int = 1
    sign: int = 1


def instances(pattern: Pattern, powers: Powers) -> Iterator[Instance]:
    """The ways to find the pattern among the factors, to any power where it is a single factor."""
    if not pattern.single:
        yield from _all_found(list(pattern.factors), powers, pattern.variables, Instance({}, Counter()))
        return
    ((base, power),) = pattern.factors
    for candidate, available in powers.items():
        for wanted, copies in _also_squared(base, available):
            if copies and copies % power == 0:
                for sign, found in _matches(wanted, candidate, pattern.variables, {}):
                    yield Instance(found, Counter({candidate: available}), copies // power, sign ** (available % 2))


def _also_squared(base: sp.Expr, available: int) -> Iterator[tuple[sp.Expr, int]]:
    """The factor itself; and where it is a root √v, below the line v too, as the root twice."""
    yield base, available
    root = isinstance(base, sp.Pow) and base.exp == sp.S.Half
    if root and available < 0 and not isinstance(base.base, (sp.Indexed, sp.Symbol)):
        yield base.base, 2 * available


def _all_found(
    wanted: list[tuple[sp.Expr, int]], powers: Powers, variables: frozenset[sp.Symbol], so_far: Instance
) -> Iterator[Instance]:
    if not wanted:
        yield so_far
        return
    (base, power), *others = wanted
    for candidate, available in powers.items():
        left = available - so_far.used[candidate]
        if left * power < power * power:
            continue
        for sign, found in _matches(base, candidate, variables, so_far.binding):
            used = Counter(so_far.used)
            used[candidate] += power
            now = Instance(found, used, 1, so_far.sign * sign ** (power % 2))
            yield from _all_found(others, powers, variables, now)


def _matches(
    pattern: sp.Expr, subject: sp.Expr, variables: frozenset[sp.Symbol], binding: Binding
) -> Iterator[tuple[int, Binding]]:
    """A bracket also matches with all of its signs turned."""
    yield from ((1, found) for found in match(pattern, subject, variables, binding))
    if isinstance(pattern, sp.Add) and isinstance(subject, sp.Add):
        yield from ((-1, found) for found in match(pattern, -subject, variables, binding))
