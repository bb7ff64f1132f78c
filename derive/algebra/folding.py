"""Folding: put the author's name back where its definition has been written out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sympy as sp

from ..network.definitions import Condition, Definition
from .indices import freshen, substitute
from .matching import Binding, match

Powers = Counter[sp.Expr]


def powers_of(expression: sp.Expr) -> Powers:
    """Return the factors of a product with their integer powers; exp(2u) counts as exp(u) twice.

    >>> u, v = sp.symbols("u v")
    >>> sorted((str(base), power) for base, power in powers_of(sp.exp(2 * u) / v).items())
    [('exp(u)', 2), ('v', -1)]
    """
    powers: Powers = Counter()
    for factor in sp.Mul.make_args(expression):
        if isinstance(factor, sp.exp):
            times, argument = factor.args[0].as_coeff_Mul()
            base, power = (sp.exp(argument), times) if times.is_Integer else (factor, sp.S.One)
        else:
            base, power = factor.as_base_exp()
        if not power.is_Integer:
            base, power = factor, sp.S.One
        powers[base] += int(power)
    return powers


def product_of(powers: Powers) -> sp.Expr:
    """The product that ``powers_of`` took apart."""
    return sp.Mul(*(base**power for base, power in powers.items()))


def fold(expression: sp.Expr, definition: Definition) -> sp.Expr:
    """Write the defined name wherever the definition's value stands, at any depth and power.

    >>> from ..network.layers import classifier
    >>> softmax = classifier(batch=False).definition("p")
    >>> fold(softmax.value**2, softmax)
    p[k]**2
    """
    pattern = powers_of(freshen(definition.value))
    return _fold_node(expression, definition, pattern)


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


def _fold_node(node: sp.Expr, definition: Definition, pattern: Powers) -> sp.Expr:
    if not node.args or isinstance(node, sp.Indexed):
        return node
    if isinstance(node, sp.Sum):
        return sp.Sum(_fold_node(node.function, definition, pattern), *node.limits)
    if isinstance(node, sp.Add):
        return sp.Add(*(_fold_node(term, definition, pattern) for term in node.args))
    powers, folded = powers_of(node), sp.S.One
    while (found := _instance(pattern, powers, frozenset(definition.indices))) is not None:
        indices, used = found
        powers.subtract(used)
        folded *= definition.tensor.at(*(indices[i] for i in definition.indices))
    if folded != 1 or isinstance(node, (sp.Mul, sp.Pow)):
        return folded * sp.Mul(*(_fold_inside(b, definition, pattern) ** e for b, e in powers.items()))
    return _fold_inside(node, definition, pattern)


def _fold_inside(node: sp.Expr, definition: Definition, pattern: Powers) -> sp.Expr:
    if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        return node
    if isinstance(node, (sp.Sum, sp.Add)):
        return _fold_node(node, definition, pattern)
    return node.func(*(_fold_node(a, definition, pattern) for a in node.args))


def _instance(pattern: Powers, powers: Powers, variables: frozenset[sp.Symbol]) -> tuple[Binding, Powers] | None:
    """The first way to find every factor of the pattern among the factors, and which it uses."""
    return next(_instances(list(pattern.items()), powers, variables, {}, Counter()), None)


def _instances(
    wanted: list[tuple[sp.Expr, int]], powers: Powers, variables: frozenset[sp.Symbol], binding: Binding, used: Powers
) -> Iterator[tuple[Binding, Powers]]:
    if not wanted:
        yield binding, used
        return
    (base, power), *others = wanted
    for candidate, available in powers.items():
        left = available - used[candidate]
        if left * power < power * power:
            continue
        for found in match(base, candidate, variables, binding):
            taken = Counter(used)
            taken[candidate] += power
            yield from _instances(others, powers, variables, found, taken)


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
