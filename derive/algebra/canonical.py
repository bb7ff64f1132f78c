"""The canonical form of index notation: two formulas with the same form are equal for every size.

A formula becomes a sum of monomials: a rational coefficient, atoms with integer powers, and the
indices bound over all of them. Products and sums are multiplied out, deltas are collapsed over
their own range, and bound indices are named by their place (not by their letter), so that neither
letters, nor the order of factors, nor the nesting of sums matter. Equal forms prove equality; unequal
forms prove nothing (a/b + c/b and (a + c)/b agree here, but p = e/Σe is an atom like any other).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product

import sympy as sp

from ..network.cases import Cases
from ..network.function_heads import Positive
from ..network.maximum import Maximum
from .deltas import decided_beside, offset_partner
from .holding import Holds, by_holding, condition_parts
from .indices import fresh_index, substitute

Key = tuple[object, ...]
Powers = tuple[tuple[sp.Expr, int], ...]
MAXIMUM_TERMS = 2000
MOST_POWER = 8
MOST_WORK = 100_000  # nodes looked at by one comparison: counted, so that a verdict never depends on the machine


class TooLarge(Exception):
    """Multiplying out would give more terms or take more work than is sensible, or is not possible."""


@dataclass(frozen=True, slots=True)
class Monomial:
    """coefficient · Σ_bound Π atom^power; ``bound`` pairs each bound index with its size."""

    coefficient: sp.Rational
    powers: Powers
    bound: tuple[tuple[sp.Symbol, sp.Expr], ...]


def canonical_form(expression: sp.Expr) -> Key:
    """Return the canonical form: a sorted tuple that is equal for formulas equal up to rearrangement.

    >>> k, l = (sp.Symbol(c, integer=True, positive=True) for c in "kl")
    >>> a, b, K = sp.IndexedBase("a"), sp.IndexedBase("b"), sp.Symbol("K", integer=True, positive=True)
    >>> left = sp.Sum(a[k] * (b[k] - 1), (k, 1, K))
    >>> right = sp.Sum(b[l] * a[l], (l, 1, K)) - sp.Sum(a[l], (l, 1, K))
    >>> canonical_form(left) == canonical_form(right)
    True

    Raises:
        TooLarge: more than 2,000 terms would arise, or too much work.
    """
    return CanonicalForm().key(expression, {})


def equal_for_every_size(left: sp.Expr, right: sp.Expr) -> bool:
    """True when the canonical forms agree; False only means that this method cannot tell."""
    try:
        return canonical_form(left) == canonical_form(right)
    except TooLarge:
        return False


class CanonicalForm:
    """How formulas are multiplied out and named; a subclass may know more equalities of functions."""

    work = 0

    def count(self) -> None:
        """Count one node that is looked at.

        Raises:
            TooLarge: there were too many.
        """
        self.work += 1
        if self.work > MOST_WORK:
            raise TooLarge

    def key(self, expression: sp.Expr, names: Mapping[sp.Symbol, str]) -> Key:
        """The canonical form where some indices have names already."""
        totals: Counter[Key] = Counter()
        for monomial in map(self.reduced, self.monomials(expression)):
            totals[self._monomial_key(monomial, names)] += monomial.coefficient
        return tuple(sorted(((key, str(c)) for key, c in totals.items() if c != 0), key=repr))

    def reduced(self, monomial: Monomial) -> Monomial:
        """The monomial without what can be taken out of it."""
        return without_deltas(decided_by_deltas(monomial))

    def monomials(self, expression: sp.Expr) -> list[Monomial]:
        """Multiply out: the expression as a list of monomials."""
        self.count()
        if isinstance(expression, sp.Add):
            return [m for term in expression.args for m in self.monomials(term)]
        if isinstance(expression, sp.Mul):
            return multiplied_out([self.monomials(factor) for factor in expression.args])
        if isinstance(expression, (Cases, sp.Piecewise)):
            return self.monomials(by_holding(expression))
        if isinstance(expression, sp.Sum):
            if any(limit[1] != 1 for limit in expression.limits):
                raise TooLarge  # what a sum from elsewhere leaves out would be lost
            renamed = {limit[0]: fresh_index(limit[0]) for limit in expression.limits}
            bound = tuple((renamed[index], size) for index, _, size in expression.limits)
            inner = self.monomials(substitute(expression.function, renamed))
            return [with_bound(m, bound) for m in inner]
        if isinstance(expression, sp.Rational):
            return [Monomial(expression, (), ())]
        base, power = expression.as_base_exp() if not isinstance(expression, sp.exp) else (expression, sp.S.One)
        if isinstance(base, (sp.Add, sp.Sum, sp.Mul)) and power.is_Integer and 1 <= power <= MOST_POWER:
            return multiplied_out([self.monomials(base)] * int(power))
        if not power.is_Integer:
            base, power = expression, sp.S.One
        return [Monomial(sp.S.One, ((base, int(power)),), ())]

    def _monomial_key(self, monomial: Monomial, names: Mapping[sp.Symbol, str]) -> Key:
        """The least key over all namings of the bound indices that their surroundings allow."""
        sizes = dict(monomial.bound)
        keys = [self._product_key(monomial.powers, {**names, **naming}) for naming in self._namings(monomial, names)]
        best = min(keys, key=repr)
        return (*best, ("bound", tuple(sorted(str(size) for size in sizes.values()))))

    def _product_key(self, powers: Powers, names: Mapping[sp.Symbol, str]) -> Key:
        """Atoms that differ only by the letters of their own bound indices are one atom."""
        total: Counter[Key] = Counter()
        for base, power in powers:
            total[self._atom_key(base, names)] += power
        return tuple(sorted(((key, power) for key, power in total.items() if power), key=repr))

    def _namings(self, monomial: Monomial, names: Mapping[sp.Symbol, str]) -> Iterator[dict[sp.Symbol, str]]:
        """Name the bound indices by level; only those with the same surroundings are permuted."""
        level = len(names)
        groups: dict[Key, list[sp.Symbol]] = {}
        for index, size in monomial.bound:
            groups.setdefault(self._surroundings(monomial, index, size, names), []).append(index)
        ordered = [groups[key] for key in sorted(groups, key=repr)]
        for arrangement in product(*(permutations(group) for group in ordered)):
            indices = [index for group in arrangement for index in group]
            yield {index: f"#{level + place}" for place, index in enumerate(indices)}

    def _surroundings(self, monomial: Monomial, index: sp.Symbol, size: sp.Expr, names: Mapping[sp.Symbol, str]) -> Key:
        """What can be said of a bound index without naming the others: its size and the atoms it is in."""
        marked = {**names, **{other: "." for other, _ in monomial.bound}, index: "*"}
        inside = [(self._atom_key(base, marked), power) for base, power in monomial.powers if base.has(index)]
        return (str(size), tuple(sorted(inside, key=repr)))

    def _atom_key(self, node: sp.Expr, names: Mapping[sp.Symbol, str]) -> Key:
        self.count()
        if isinstance(node, sp.Symbol):
            return ("symbol", names.get(node, node.name))
        if isinstance(node, sp.Indexed):
            return ("element", node.base.label.name, *(self._atom_key(index, names) for index in node.indices))
        if isinstance(node, sp.KroneckerDelta):
            pair = sorted((self._atom_key(argument, names) for argument in node.args[:2]), key=repr)
            return ("delta", *pair, str(node.args[2]) if len(node.args) == 3 else "")
        if isinstance(node, Maximum):
            index, low, high = node.args[1]
            return ("maximum", str(low), str(high), self.key(node.args[0], {**names, index: f"#{len(names)}"}))
        if isinstance(node, Holds):
            return ("holds", self._condition_key(node.args[0], names))
        if not node.args:
            return ("number", str(node))
        if isinstance(node, (sp.Sum, sp.Add, sp.Mul)):
            return ("terms", self.key(node, names))
        return (type(node).__name__, *(self._argument_key(argument, names) for argument in node.args))

    def _argument_key(self, argument: sp.Basic, names: Mapping[sp.Symbol, str]) -> Key:
        if isinstance(argument, sp.logic.boolalg.Boolean):
            return self._condition_key(argument, names)
        return self.key(argument, names)

    def _condition_key(self, condition: sp.Basic, names: Mapping[sp.Symbol, str]) -> Key:
        kind, parts = condition_parts(condition)
        if isinstance(parts, sp.Expr):
            return (kind, self.key(parts, names))
        return (kind, *sorted((self._condition_key(part, names) for part in parts), key=repr))


def with_bound(monomial: Monomial, bound: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> Monomial:
    """Bind more indices; one that does not occur gives its size as a factor."""
    used = tuple(pair for pair in bound if any(base.has(pair[0]) for base, _ in monomial.powers))
    sizes = [(size, 1) for index, size in bound if (index, size) not in used]
    return Monomial(monomial.coefficient, merged([*monomial.powers, *sizes]), used + monomial.bound)


def multiplied_out(factors: list[list[Monomial]]) -> list[Monomial]:
    """The product of sums of monomials.

    Raises:
        TooLarge: more than 2,000 terms would arise.
    """
    count = 1
    for terms in factors:
        count *= len(terms)
    if count > MAXIMUM_TERMS:
        raise TooLarge
    return [_multiplied(chosen) for chosen in product(*factors)]


def _multiplied(chosen: tuple[Monomial, ...]) -> Monomial:
    coefficient: sp.Rational = sp.S.One
    powers: list[tuple[sp.Expr, int]] = []
    bound: dict[sp.Symbol, sp.Expr] = {}
    for monomial in chosen:
        renamed = {index: fresh_index(index) for index, _ in monomial.bound if index in bound}
        coefficient *= monomial.coefficient
        powers += [(substitute(base, renamed), power) for base, power in monomial.powers]
        bound |= {renamed.get(index, index): size for index, size in monomial.bound}
    return Monomial(coefficient, merged(powers), tuple(bound.items()))


def merged(powers: list[tuple[sp.Expr, int]]) -> Powers:
    """The same base once, with its powers added; what is 0 or 1 is its own square; the power 0 is left out."""
    total: Counter[sp.Expr] = Counter()
    for base, power in powers:
        total[base] += power
    return tuple((base, _as_power_of(base, power)) for base, power in total.items() if power)


def _as_power_of(base: sp.Expr, power: int) -> int:
    return 1 if power > 1 and isinstance(base, (sp.KroneckerDelta, Holds, Positive)) else power


def decided_by_deltas(monomial: Monomial) -> Monomial:
    """[i ≤ H] beside δ_ij over 1 … H is 1, [i > H] is 0."""
    deltas = [base for base, _ in monomial.powers if isinstance(base, sp.KroneckerDelta)]
    held = [base for base, _ in monomial.powers if isinstance(base, Holds)] if deltas else []
    decided = {base: decided_beside(base.args[0], deltas) for base in held}
    if sp.false in decided.values():
        return Monomial(sp.S.Zero, (), ())
    powers = tuple((base, power) for base, power in monomial.powers if decided.get(base) is not sp.true)
    return Monomial(monomial.coefficient, powers, monomial.bound)


def without_deltas(monomial: Monomial) -> Monomial:
    """Collapse each delta over a bound index; beside one of two free indices, write only the first."""
    for place, (base, power) in enumerate(monomial.powers):
        if not isinstance(base, sp.KroneckerDelta) or len(base.args) != 3 or power < 1:
            continue
        others = monomial.powers[:place] + monomial.powers[place + 1 :]
        first, second, bounds = base.args
        for bound in monomial.bound:
            index, size = bound
            partners = (offset_partner(*pair, index, size, bounds) for pair in ((first, second), (second, first)))
            partner = next((partner for partner in partners if partner is not None), None)
            if partner is not None:
                left = tuple(pair for pair in monomial.bound if pair != bound)
                return without_deltas(Monomial(monomial.coefficient, _renamed(others, {index: partner}), left))
        free = not any(base.has(index) for index, _ in monomial.bound)
        if free and second.is_Symbol and not first.has(second) and any(factor.has(second) for factor, _ in others):
            powers = ((base, 1), *_renamed(others, {second: first}))
            return without_deltas(Monomial(monomial.coefficient, powers, monomial.bound))
    return monomial


def _renamed(powers: Powers, replacement: Mapping[sp.Symbol, sp.Expr]) -> Powers:
    return merged([(substitute(base, replacement), power) for base, power in powers])
