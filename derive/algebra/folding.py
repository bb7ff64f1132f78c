"""Folding: put the author's name back where its definition has been written out."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from ..network.definitions import Condition, Definition, Network
from ..network.occurring import bases_in
from ..network.tensors import Role
from .indices import freshen, map_children, substitute
from .matching import match
from .patterns import Pattern, instances, letters_of, pattern, patterns_of
from .powers import powers_of


def fold(expression: sp.Expr, definition: Definition) -> sp.Expr:
    """Write the defined name wherever the definition's value stands, at any depth and power.

    The value may stand there without its constant: where μ = (1/D) Σ_d x_d, D μ takes the place of Σ_d x_d.

    >>> from ..network.building import classifier
    >>> softmax = classifier(batch=False).definition("p")
    >>> fold(softmax.value**2, softmax)
    p[k]**2
    """
    for known in patterns_of(definition):
        expression = _fold_node(expression, known)
    return expression


class Names:
    """The names of a network's definitions, to be given back, also of those that the loss does not use.

    A loss gives no name, nor does a tensor that is held: its meaning is one of its values.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> Names(network).given_back(network.definition("p").value)
    p[k]
    """

    def __init__(self, network: Network) -> None:
        named = [d for d in network.definitions if not d.held and d.tensor.role is not Role.LOSS]
        found = (p for d in named for p in (*patterns_of(d), *_written_out(d, network)))
        self.patterns = [(known, dict[sp.Expr, sp.Expr]()) for known in found if known.tells]

    def given_back(self, expression: sp.Expr) -> sp.Expr:
        """Fold into every definition, from the input upwards."""
        for known, folded in self.patterns:
            if known.may_occur(letters_of(expression)):
                expression = _fold_node(expression, known, folded)
        return expression


def _written_out(definition: Definition, network: Network) -> Iterator[Pattern]:
    """p := exp(q) with q := z − log Σ exp(z) is exp(z)/Σ exp(z) as well."""
    if not isinstance(definition.value, sp.exp):
        return
    for tensor in network.tensors_in(definition.value):
        inner = network.definition(tensor.name)
        if inner is not None and inner.value.has(sp.log):
            yield pattern(definition.left, unfold(definition.value, inner), frozenset(definition.indices))


def unfold(expression: sp.Expr, definition: Definition) -> sp.Expr:
    """Write the definition's value wherever the defined name stands: the inverse of ``fold``.

    >>> from ..network.building import classifier
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
    return map_children(expression, lambda child: unfold(child, definition))


def _fold_node(node: sp.Expr, pattern: Pattern, folded: dict[sp.Expr, sp.Expr] | None = None) -> sp.Expr:
    """The node with the pattern's name; ``folded`` remembers what became of which node."""
    if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        return node
    if not pattern.may_occur(letters_of(node)):
        return node
    known = {} if folded is None else folded
    if node not in known:
        known[node] = _folded(node, pattern, known)
    return known[node]


def _folded(node: sp.Expr, pattern: Pattern, known: dict[sp.Expr, sp.Expr]) -> sp.Expr:
    if isinstance(node, sp.Sum) and isinstance(node.function, sp.Add) and pattern.sum is not None:
        node = _term_by_term(node, pattern)
        if not isinstance(node, sp.Sum):
            return node
    powers, folded = powers_of(node), sp.S.One
    while (found := next(instances(pattern, powers), None)) is not None:
        powers.subtract(found.used)
        folded *= found.sign * (substitute(pattern.name, found.binding) / pattern.constant) ** found.times
    if folded == 1:
        return _fold_inside(node, pattern, known)
    return folded * sp.Mul(*(_fold_inside(b, pattern, known) ** e for b, e in powers.items() if e))


def _term_by_term(total: sp.Sum, pattern: Pattern) -> sp.Expr:
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
        terms.append(outside * substitute(pattern.name, found) / pattern.constant)
    return sp.Add(*terms)


def _fold_inside(node: sp.Expr, pattern: Pattern, known: dict[sp.Expr, sp.Expr]) -> sp.Expr:
    if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
        return node
    return map_children(node, lambda child: _fold_node(child, pattern, known))


def use_condition(expression: sp.Expr, condition: Condition) -> sp.Expr:
    """Put the right side of a condition wherever an instance of its left side stands.

    The letter of a tensor is a variable too: smoothed labels t sum to one as the labels y do, and the check of the step
    says whether a tensor does.
    """
    variables = frozenset(condition.left.free_symbols - condition.left.atoms(sp.Indexed))
    left = freshen(condition.left)

    def replaced(node: sp.Expr) -> sp.Expr:
        if not bases_in(node):
            return node
        found = next(match(left, node, variables, {}), None)
        if found is not None:
            return substitute(condition.right, found)
        if not node.args or isinstance(node, sp.Indexed):
            return node
        return map_children(node, replaced)

    return replaced(expression)
