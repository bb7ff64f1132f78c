"""Folding: put the author's name back where its definition has been written out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from ..network.definitions import Condition, Definition, Network
from ..network.tensors import Role
from .indices import freshen, substitute
from .matching import Binding, match
from .powers import Powers, is_size, powers_of
from .recognising import recognised


@dataclass(frozen=True, slots=True)
class Pattern:
    """A definition's value as a constant times factors, and the indices that stand for any index."""

    constant: sp.Expr
    factors: tuple[tuple[sp.Expr, int], ...]
    variables: frozenset[sp.Symbol]

    @property
    def single(self) -> bool:
        """True where the value is one function, sum or bracket to a power: then every power of it has the name."""
        return len(self.factors) == 1 and not isinstance(self.factors[0][0], (sp.Indexed, sp.Symbol))

    @property
    def sum(self) -> sp.Sum | None:
        """The Σ_d x_d of a mean or total, whose name may stand for it in a longer sum."""
        base, power = self.factors[0]
        return base if len(self.factors) == 1 and power == 1 and isinstance(base, sp.Sum) else None


@lru_cache(maxsize=256)
def pattern_of(definition: Definition) -> Pattern:
    """What ``fold`` looks for.

    >>> from ..network.layers import classifier
    >>> sorted(power for _, power in pattern_of(classifier(batch=False).definition("p")).factors)
    [-1, 1]
    """
    powers = powers_of(recognised(freshen(definition.value)))
    constant = sp.Mul(*(base**power for base, power in powers.items() if is_size(base)))
    factors = tuple((base, power) for base, power in powers.items() if not is_size(base))
    return Pattern(constant, factors, frozenset(definition.indices))


def fold(expression: sp.Expr, definition: Definition) -> sp.Expr:
    """Write the defined name wherever the definition's value stands, at any depth and power.

    The value may stand there without its constant: where μ = (1/D) Σ_d x_d, D μ takes the place of Σ_d x_d.

    >>> from ..network.layers import classifier
    >>> softmax = classifier(batch=False).definition("p")
    >>> fold(softmax.value**2, softmax)
    p[k]**2
    """
    pattern = pattern_of(definition)
    return _fold_node(expression, definition, pattern) if pattern.factors else expression


def fold_names(expression: sp.Expr, network: Network) -> sp.Expr:
    """Fold into every definition but the losses, from the input upwards, also into those that the loss does not use.

    >>> from ..network.layers import classifier
    >>> network = classifier(batch=False)
    >>> fold_names(network.definition("p").value, network)
    p[k]
    """
    for definition in network.definitions:
        if not definition.held and definition.tensor.role is not Role.LOSS and _may_occur(definition, expression):
            expression = fold(expression, definition)
    return expression


def _may_occur(definition: Definition, expression: sp.Expr) -> bool:
    """False where the expression lacks an element or a function of the definition's value."""
    value = recognised(definition.value)
    names, kinds = _letters(value)
    own_names, own_kinds = _letters(expression)
    is_more_than_a_product = bool(kinds) or any(not power.exp.is_Integer for power in value.atoms(sp.Pow))
    return is_more_than_a_product and names <= own_names and kinds <= own_kinds


@lru_cache(maxsize=1024)
def _letters(expression: sp.Expr) -> tuple[frozenset[str], frozenset[type]]:
    """The tensors that occur, and the kinds of what is no mere product or power of elements."""
    names = {base.label.name for base in expression.atoms(sp.IndexedBase)}
    names |= {symbol.name for symbol in expression.atoms(sp.Symbol) if not symbol.is_integer}
    return frozenset(names), frozenset(map(type, expression.atoms(sp.Add, sp.Sum, sp.Function)))


def unfold(expression: sp.Expr, definition: Definition) -> sp.Expr:
    """Write the definition's value wherever the defined name stands: the inverse of ``fold``.

    >>> from ..network.layers import classifier
    >>> logits = classifier(batch=False).definition("z")
    >>> unfold(logits.left, logits)
    Sum(W[k, _d]*x[_d], (_d, 1, D))
    """
    if isinstance(expression, sp.Indexed) and expression.base.label.name == definition.tensor.name:
        renamed = dict(zip(definition.indices, expression.indices, strict=True))
        return substitute(freshen(definition.value), renamed)
    if not definition.tensor.axes and expression == definition.left:
        return freshen(definition.value)
    if not expression.args or isinstance(expression, sp.Indexed):
        return expression
    return expression.func(*(unfold(a, definition) if isinstance(a, sp.Expr) else a for a in expression.args))


def _fold_node(node: sp.Expr, definition: Definition, pattern: Pattern) -> sp.Expr:
    if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        return node
    if isinstance(node, sp.Sum) and isinstance(node.function, sp.Add) and pattern.sum is not None:
        node = _term_by_term(node, definition, pattern)
        if not isinstance(node, sp.Sum):
            return node
    powers, folded = powers_of(node), sp.S.One
    while (found := next(_instances(pattern, powers), None)) is not None:
        powers.subtract(found.used)
        named = definition.tensor.at(*(found.binding[i] for i in definition.indices))
        folded *= found.sign * (named / pattern.constant) ** found.times
    if folded == 1:
        return _fold_inside(node, definition, pattern)
    return folded * sp.Mul(*(_fold_inside(b, definition, pattern) ** e for b, e in powers.items() if e))


def _term_by_term(total: sp.Sum, definition: Definition, pattern: Pattern) -> sp.Expr:
    """Σ_d (x_d − μ) = Σ_d x_d − D μ = 0, where each term has the name or is free of d; else the sum as it is."""
    (index, low, size), *more = total.limits
    terms: list[sp.Expr] = []
    for term in total.function.args:
        inside = [factor for factor in sp.Mul.make_args(term) if factor.has(index)]
        outside = term / sp.Mul(*inside)
        if not inside:
            terms.append(outside * size)
            continue
        found = next(match(pattern.sum, sp.Sum(sp.Mul(*inside), (index, low, size)), pattern.variables, {}), None)
        if found is None or more:
            return total
        terms.append(outside * definition.tensor.at(*(found[i] for i in definition.indices)) / pattern.constant)
    return sp.Add(*terms)


def _fold_inside(node: sp.Expr, definition: Definition, pattern: Pattern) -> sp.Expr:
    if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        return node
    arguments = [_fold_node(a, definition, pattern) if isinstance(a, sp.Expr) else a for a in node.args]
    unchanged = all(new is old for new, old in zip(arguments, node.args, strict=True))
    return node if unchanged else node.func(*arguments)


@dataclass(frozen=True, slots=True)
class _Instance:
    """Factors that are sign · (value / constant)^times."""

    binding: Binding
    used: Powers
    times: int = 1
    sign: int = 1


def _instances(pattern: Pattern, powers: Powers) -> Iterator[_Instance]:
    """The ways to find the pattern among the factors, to any power where it is a single factor."""
    if not pattern.single:
        yield from _all_found(list(pattern.factors), powers, pattern.variables, _Instance({}, Counter()))
        return
    ((base, power),) = pattern.factors
    for candidate, available in powers.items():
        for wanted, copies in _also_squared(base, available):
            if copies and copies % power == 0:
                for sign, found in _matches(wanted, candidate, pattern.variables, {}):
                    yield _Instance(found, Counter({candidate: available}), copies // power, sign ** (available % 2))


def _also_squared(base: sp.Expr, available: int) -> Iterator[tuple[sp.Expr, int]]:
    """The factor itself; and where it is a root √v, below the line v too, as the root twice."""
    yield base, available
    root = isinstance(base, sp.Pow) and base.exp == sp.S.Half
    if root and available < 0 and not isinstance(base.base, (sp.Indexed, sp.Symbol)):
        yield base.base, 2 * available


def _all_found(
    wanted: list[tuple[sp.Expr, int]], powers: Powers, variables: frozenset[sp.Symbol], so_far: _Instance
) -> Iterator[_Instance]:
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
            now = _Instance(found, used, 1, so_far.sign * sign ** (power % 2))
            yield from _all_found(others, powers, variables, now)


def _matches(
    pattern: sp.Expr, subject: sp.Expr, variables: frozenset[sp.Symbol], binding: Binding
) -> Iterator[tuple[int, Binding]]:
    """A bracket also matches with all of its signs turned."""
    yield from ((1, found) for found in match(pattern, subject, variables, binding))
    if isinstance(pattern, sp.Add) and isinstance(subject, sp.Add):
        yield from ((-1, found) for found in match(pattern, -subject, variables, binding))


def use_condition(expression: sp.Expr, condition: Condition) -> sp.Expr:
    """Put the right side of a condition wherever an instance of its left side stands."""
    variables = frozenset(condition.left.free_symbols - condition.left.atoms(sp.Indexed))
    left = freshen(condition.left)

    def replaced(node: sp.Expr) -> sp.Expr:
        found = next(match(left, node, variables, {}), None)
        if found is not None:
            return substitute(condition.right, found)
        if not node.args or isinstance(node, sp.Indexed):
            return node
        return node.func(*(replaced(a) if isinstance(a, sp.Expr) else a for a in node.args))

    return replaced(expression)
