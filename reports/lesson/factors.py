"""What the factors of a gradient are: errors, inputs, weights on the way back, slopes. Read off the formula alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sympy as sp

from derive.gradient.derivation import Derivation, Step
from derive.network.definitions import Definition, Network
from derive.network.functions import Function, function_of
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope f′(u) that a formula has as a factor: of which function, where, and as it stands there."""

    function: Function
    at: Tensor
    value: sp.Expr


@dataclass(slots=True)
class Term:
    """One term of a gradient by what its factors are; ``unknown`` are those of which nothing is said.

    ``added`` is True where the parameter is a term of its own in the stage that uses it: a bias.
    """

    added: bool = False
    coefficient: sp.Expr = sp.S.One
    summed: list[sp.Expr] = field(default_factory=list)
    error: sp.Expr | None = None
    right_first: bool = False
    inputs: list[sp.Expr] = field(default_factory=list)
    back_through: list[sp.Expr] = field(default_factory=list)
    slopes: list[Slope] = field(default_factory=list)
    own: sp.Expr | None = None
    ways: int = 0
    divided_by: list[sp.Expr] = field(default_factory=list)
    answer: tuple[sp.Expr, Tensor] | None = None
    between: list[sp.Expr] = field(default_factory=list)
    unknown: list[sp.Expr] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """True where every factor is one of which something can be said."""
        return not self.unknown and (self.error is not None or self.ways > 0 or self.answer is not None)

    @property
    def goes_back(self) -> bool:
        """True where the error has come through other stages."""
        return bool(self.back_through or self.slopes or self.between or self.divided_by or self.ways)

    @property
    def is_penalty(self) -> bool:
        """True where the parameter itself is all that it holds."""
        others = (self.error, self.inputs, self.back_through, self.slopes, self.between, self.unknown, self.answer)
        return self.own is not None and not any(others)


class Factors:
    """Reads the gradients of one network."""

    def __init__(self, network: Network, derivations: Iterable[Derivation]) -> None:
        self.network, found = network, tuple(derivations)
        products = (product for d in network.definitions for product in d.value.atoms(sp.Mul))
        self.products = [{self._tensor(part) for part in product.args} for product in products]
        self.slopes = tuple(_slopes(network, [step for d in found for step in d.steps]))
        self.answers = dict(self._answers(found))

    def _answers(self, derivations: tuple[Derivation, ...]) -> Iterator[tuple[sp.Expr, Tensor]]:
        """How the loss answers to each stage, where that is one factor; the lowest such stage counts."""
        above = {d.wrt.name: d for d in derivations if d.wrt.role is Role.INTERMEDIATE and d.wrt != d.of}
        for definition in reversed(self.network.definitions):
            derivation = above.get(definition.tensor.name)
            leaves = list(self._leaves(derivation.formula.value, Term())) if derivation is not None else []
            if len(leaves) == 1 and self._is_of_the_loss(leaves[0]):
                yield skeleton(leaves[0]), definition.tensor

    def _is_of_the_loss(self, leaf: sp.Expr) -> bool:
        """True for what holds labels, perhaps by way of a stage of the loss, and no parameter."""
        network, inside = self.network, list(self.network.tensors_in(leaf))
        labels = [t for t in network.given if t.role is Role.LABEL]
        of_labels = any(t in labels or any(network.depends(t, label) for label in labels) for t in inside)
        return of_labels and not any(t.role is Role.PARAMETER for t in inside)

    def terms(self, value: sp.Expr, wrt: Tensor) -> Iterator[Term]:
        """Each term of a gradient by ``wrt``."""
        for summand in sp.Add.make_args(value):
            term = Term(added=self._is_added(wrt))
            leaves = list(self._leaves(summand, term))
            self._sort(leaves, wrt, term)
            yield term

    def _leaves(self, node: sp.Expr, term: Term) -> Iterator[sp.Expr]:
        """Factors, also those under sums; numbers and sizes go into the coefficient."""
        for factor in sp.Mul.make_args(node):
            if isinstance(factor, sp.Sum):
                term.summed += [limit[2] for limit in factor.limits]
                yield from self._leaves(factor.function, term)
            elif factor.is_Pow and factor.exp.is_Integer and factor.exp.is_positive and not factor.base.is_Add:
                yield from [factor.base] * int(factor.exp)
            elif all(tensor.role is Role.INPUT and not tensor.axes for tensor in self.network.tensors_in(factor)):
                term.coefficient = term.coefficient * factor
            else:
                yield factor

    def _sort(self, leaves: list[sp.Expr], wrt: Tensor, term: Term) -> None:
        for leaf in list(leaves):
            if self._is_error(leaf) and term.error is None:
                term.error, term.right_first = general(leaf, self.network), self._right_first(leaf)
                leaves.remove(leaf)
            elif self._multiplies(leaf, wrt):
                term.inputs.append(general(leaf, self.network))
                leaves.remove(leaf)
        for slope in self.slopes:
            self._take_slope(slope, leaves, term)
        for leaf in leaves:
            self._place(leaf, wrt, term)

    def _take_slope(self, slope: Slope, leaves: list[sp.Expr], term: Term) -> None:
        """A slope of several factors is one only where all of them stand."""
        shapes = [skeleton(leaf) for leaf in leaves]
        wanted = [skeleton(part) for part in sp.Mul.make_args(slope.value)]
        if all(shapes.count(part) >= wanted.count(part) for part in wanted):
            for part in wanted:
                place = shapes.index(part)
                del shapes[place], leaves[place]
            term.slopes.append(slope)

    def _place(self, leaf: sp.Expr, wrt: Tensor, term: Term) -> None:
        tensor, inside = self._tensor(leaf), list(self.network.tensors_in(leaf))
        ways = sp.Add.make_args(leaf)
        if inside == [wrt]:
            term.own = leaf
        elif tensor is not None:
            places = term.back_through if tensor.role is Role.PARAMETER else term.between
            places.append(general(leaf, self.network))
        elif leaf.is_Pow and leaf.exp == -1 and self._tensor(leaf.base) is not None:
            term.divided_by.append(general(leaf.base, self.network))
        elif term.error is None and len(ways) > 1 and all(self._comes_back(way) for way in ways):
            term.ways = len(ways)
        elif term.error is None and skeleton(leaf) in self.answers:
            term.answer = general(leaf, self.network), self.answers[skeleton(leaf)]
        else:
            term.unknown.append(leaf)

    def _is_error(self, leaf: sp.Expr) -> bool:
        """A difference of a label and of what the network says, or a tensor that is defined as one."""
        if leaf.is_Add and len(leaf.args) == 2:
            parts = dict(part.as_coeff_Mul()[::-1] for part in leaf.args)
            labels = [part for part in parts if self._is_label(part)]
            said = [part for part in parts if part not in labels and self._says(part)]
            return len(labels) == len(said) == 1 and sorted(parts.values()) == [-1, 1]
        definition = self._definition_of(leaf)
        return definition is not None and definition.value.is_Add and self._is_error(definition.value)

    def _says(self, element: sp.Expr) -> bool:
        """True for an element of what the network makes of its parameters."""
        tensor = self._tensor(element)
        return tensor is not None and any(self.network.depends(tensor, p) for p in self.network.parameters)

    def _right_first(self, leaf: sp.Expr) -> bool:
        """True for y − p: what is right minus what the network says."""
        value = leaf if leaf.is_Add else self._definition_of(leaf).value  # type: ignore[union-attr]
        return any(part.as_coeff_Mul()[0] == 1 and self._is_label(part) for part in value.args)

    def _is_label(self, element: sp.Expr) -> bool:
        """True for an element of the labels, or of what is made of labels alone."""
        tensor = self._tensor(element)
        if tensor is None:
            return False
        definition = self.network.definition(tensor.name)
        if definition is None:
            return tensor.role is Role.LABEL
        parts = list(self.network.tensors_in(definition.value))
        return bool(parts) and all(self._is_label(part.at(*part.indices)) for part in parts)

    def _comes_back(self, way: sp.Expr) -> bool:
        """True for an error that has come through the parameters of a stage."""
        parts = [part for part in sp.preorder_traversal(way) if isinstance(part, sp.Expr)]
        through = any(tensor.role is Role.PARAMETER for tensor in self.network.tensors_in(way))
        return through and any(self._is_error(part) for part in parts)

    def _definition_of(self, leaf: sp.Expr) -> Definition | None:
        tensor = self._tensor(leaf)
        return None if tensor is None else self.network.definition(tensor.name)

    def _tensor(self, node: sp.Expr) -> Tensor | None:
        """The tensor that this is an element of; None for anything else."""
        if not isinstance(node, (sp.Indexed, sp.Symbol)):
            return None
        return next(iter(self.network.tensors_in(node)), None)

    def _multiplies(self, leaf: sp.Expr, wrt: Tensor) -> bool:
        """True for what stands right beside ``wrt`` in a product of the definition that uses it."""
        tensor = self._tensor(leaf)
        return tensor is not None and tensor != wrt and any({wrt, tensor} <= beside for beside in self.products)

    def _is_added(self, wrt: Tensor) -> bool:
        """True for a parameter that is a term of its own."""
        terms = (term for definition in self.network.definitions for term in sp.Add.make_args(definition.value))
        return any(self._tensor(term) == wrt for term in terms)


def _slopes(network: Network, steps: list[Step]) -> Iterator[Slope]:
    """f′(u) of each stage that applies one function to each value, as its derivation found it."""
    found = {str(step.left): step for step in steps}  # the last step about a derivative has its result
    for step in found.values():
        if not isinstance(step.left, Partial):
            continue
        upper, lower = (next(network.tensors_in(part)) for part in step.left.args)
        definition = network.definition(upper.name)
        function = function_of(definition.value) if definition is not None else None
        if function is None or definition is None or not isinstance(definition.value.args[0], (sp.Indexed, sp.Symbol)):
            continue
        if not step.after.has(sp.KroneckerDelta) and not step.after.is_number:
            yield Slope(function, lower, general(step.after, network))


def skeleton(node: sp.Expr) -> sp.Expr:
    """The expression without its indices: two factors that have one differ at most in those.

    >>> a, n, m = sp.IndexedBase("a", real=True), *sp.symbols("n m")
    >>> skeleton(1 - a[n] ** 2) == skeleton(1 - a[m] ** 2)
    True
    """
    return node.xreplace({e: sp.Symbol(e.base.label.name, real=True) for e in node.atoms(sp.Indexed)})


def general(node: sp.Expr, network: Network) -> sp.Expr:
    """The expression with each tensor at its own indices, as definitions have it; one with a sum in it stays."""
    if node.has(sp.Sum):
        return node
    own = {e: network.tensor(e.base.label.name) for e in node.atoms(sp.Indexed)}
    return node.xreplace({e: tensor.at(*tensor.indices) for e, tensor in own.items()})
