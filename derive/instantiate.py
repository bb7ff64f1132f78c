"""The exact check of an equality in index notation: every instance at several small sizes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from math import prod
from threading import RLock

import sympy as sp
from flint import arb

from .balls import BallEvaluation
from .evaluation import Element, Environment, Evaluation, NotEvaluable, OutsideRange
from .exact import ExactEvaluation, GeneratorPlan
from .network import Condition, Network
from .rational_functions import RationalFunction
from .tensors import Tensor
from .verdict import Outcome, Verdict, Witness
from .witness import Point, find_witness

Sizes = tuple[tuple[sp.Symbol, int], ...]
_Key = tuple[Sizes, tuple[Condition, ...], frozenset[str]]
FIRST_AXIS, SECOND_AXIS, LAST_AXIS, OTHER_AXES = (1, 2, 2), (2, 2, 3), (2, 3, 2), (2, 2, 2)


def exact_check(
    network: Network,
    before: sp.Expr,
    after: sp.Expr,
    *,
    conditions: Sequence[Condition] = (),
    wrt: Tensor | None = None,
    sizes: Mapping[sp.Symbol, int] | None = None,
) -> Verdict:
    """Decide ``before = after`` exactly, at small sizes and for every value of the free indices.

    Both sides may hold ``Partial``, sums, deltas and free indices. Each instance is evaluated in the
    field of rational functions over independent exponentials, named derivatives by dual numbers
    through the network's definitions. Conditions are used only where the equality fails without.

    Args:
        network: whose definitions say what p, z, L … are.
        before, after: the two sides, in index notation.
        conditions: equalities that may be assumed, such as Σ_k y[n, k] = 1.
        wrt: unused here but for the message; the tensor of the derivation.
        sizes: sizes to use instead of the three usual assignments.

    Returns:
        PROVED, PROVED WHEN the conditions, REFUTED with a witness, or UNDECIDED with the reason, such
        as an index that has no range at these sizes or a root that is no rational function.

    >>> from .layers import classifier
    >>> network = classifier(batch=False)
    >>> p, j, k = network.tensor("p"), *sp.symbols("j k", integer=True, positive=True)
    >>> total = sp.Sum(p.at(k), (k, 1, sp.Symbol("K", integer=True, positive=True)))
    >>> print(exact_check(network, total, sp.Integer(1)))
    PROVED: exact at D=2, K=2 and 2 other sizes
    """
    checks = _checks_of(network)
    with checks.lock:
        return checks.decide(before, after, tuple(conditions), sizes)


@dataclass(frozen=True)
class _Mismatch:
    """Where two sides differ as rational functions: the sizes and the indices."""

    sizes: Sizes
    place: Environment


@dataclass
class _Checks:
    """The checks of one network: evaluations and their plans, kept from one equality to the next."""

    network: Network
    lock: RLock = field(default_factory=RLock)
    plans: dict[_Key, GeneratorPlan] = field(default_factory=dict)
    evaluations: dict[_Key, ExactEvaluation] = field(default_factory=dict)

    def decide(
        self,
        before: sp.Expr,
        after: sp.Expr,
        conditions: tuple[Condition, ...],
        sizes: Mapping[sp.Symbol, int] | None,
    ) -> Verdict:
        """First without conditions, then with them; then finer exponents; then a witness."""
        assignments = [tuple(sizes.items())] if sizes else size_assignments(self.network)
        ranges = index_ranges(self.network, before, after)
        outside: list[str] = []
        mismatch: _Mismatch | None = None
        for kept in dict.fromkeys((kept_in_exponents(self.network, before, after), frozenset[str]())):
            for used in dict.fromkeys(((), *((c,) for c in conditions), conditions)):
                outside.clear()
                try:
                    mismatch = self._mismatch(before, after, used, assignments, ranges, kept, outside)
                except NotEvaluable as reason:
                    return Verdict(Outcome.UNDECIDED, "exact evaluation at small sizes", reason=str(reason))
                if mismatch is None:
                    return _proved(assignments, used, outside)
            witness = self._witness(before, after, conditions, mismatch)
            if witness is not None:
                return _refuted(mismatch, witness)
        return Verdict(
            Outcome.UNDECIDED,
            "exact evaluation at small sizes",
            reason="the two sides are not equal as rational functions, but no point was found at which they differ",
        )

    def _mismatch(
        self,
        before: sp.Expr,
        after: sp.Expr,
        conditions: tuple[Condition, ...],
        assignments: list[Sizes],
        ranges: dict[sp.Symbol, sp.Expr],
        kept: frozenset[str],
        outside: list[str],
    ) -> _Mismatch | None:
        for sizes in assignments:
            key = (sizes, conditions, kept)
            plan = self.plans.setdefault(key, GeneratorPlan(_capacity(self.network, dict(sizes))))
            search = partial(self._differing_place, key, plan, before, after, ranges, outside)
            place = plan.settle(search)
            if place is not None:
                return _Mismatch(sizes, place)
        return None

    def _differing_place(
        self,
        key: _Key,
        plan: GeneratorPlan,
        before: sp.Expr,
        after: sp.Expr,
        ranges: dict[sp.Symbol, sp.Expr],
        outside: list[str],
    ) -> Environment | None:
        evaluation = self.evaluations.get(key)
        if evaluation is None or evaluation.version != plan.version:
            sizes, conditions, kept = key
            evaluation = ExactEvaluation(self.network, dict(sizes), plan, kept)
            use_conditions(evaluation, conditions)
            self.evaluations[key] = evaluation
        return _differing_place(evaluation, before, after, ranges, outside)

    def _witness(
        self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...], mismatch: _Mismatch | None
    ) -> Witness | None:
        assert mismatch is not None
        free = cut_tensors(self.network, before, after)
        plan = GeneratorPlan(_capacity(self.network, dict(mismatch.sizes)))
        exact = ExactEvaluation(self.network, dict(mismatch.sizes), plan)
        use_conditions(exact, conditions)

        def fixed(point: Point) -> Point:
            follows = (e for e, value in exact.replaced.items() if set(_generators_of(exact, value)) <= point.keys())
            return point | {element: _fixed_value(exact, element, point) for element in follows}

        def sides(point: Mapping[Element, Fraction]) -> tuple[arb, arb]:
            full = _PointUnderConditions(exact, point)
            evaluation = BallEvaluation(self.network, dict(mismatch.sizes), full, free)
            at = {**evaluation.sizes, **mismatch.place}
            return evaluation.value(before, at), evaluation.value(after, at)

        return find_witness(sides, fixed)


class _PointUnderConditions(dict[Element, Fraction]):
    """A point in which the elements that a condition determines follow from the others."""

    def __init__(self, exact: ExactEvaluation, point: Mapping[Element, Fraction]) -> None:
        super().__init__()
        self.exact, self.point = exact, point

    def __missing__(self, element: Element) -> Fraction:
        if element in self.exact.replaced:
            return _fixed_value(self.exact, element, self.point)
        return self.point[element]


def _generators_of(exact: ExactEvaluation, value: RationalFunction) -> list[Hashable]:
    degrees = value.numerator.degrees()
    return [name for name, degree in zip(exact.field.names, degrees, strict=False) if degree]


def _fixed_value(exact: ExactEvaluation, element: Element, point: Mapping[Element, Fraction]) -> Fraction:
    names, total = exact.field.names, Fraction(0)
    for monomial, coefficient in exact.replaced[element].numerator.to_dict().items():
        term = Fraction(int(coefficient.p), int(coefficient.q))
        for place, power in enumerate(monomial):
            if power:
                term *= point[names[place]] ** int(power)  # type: ignore[index]
        total += term
    return total


@lru_cache(maxsize=16)
def _checks_of(network: Network) -> _Checks:
    return _Checks(network)


def _proved(assignments: list[Sizes], conditions: tuple[Condition, ...], outside: list[str]) -> Verdict:
    if outside:
        return Verdict(Outcome.UNDECIDED, "exact evaluation at small sizes", reason=outside[0])
    outcome = Outcome.PROVED_WHEN if conditions else Outcome.PROVED
    return Verdict(outcome, _sizes_in_words(assignments), " and ".join(c.name for c in conditions))


def _sizes_in_words(assignments: list[Sizes]) -> str:
    usual = assignments[1] if len(assignments) > 2 else assignments[0]
    words = "exact at " + (", ".join(f"{symbol}={size}" for symbol, size in usual) or "its only size")
    others = len(assignments) - 1
    return words + (f" and {others} other size{'s' if others > 1 else ''}" if others else "")


def _refuted(mismatch: _Mismatch | None, witness: Witness) -> Verdict:
    assert mismatch is not None
    where = [f"{symbol}={number}" for symbol, number in (*mismatch.sizes, *mismatch.place.items())]
    return Verdict(
        Outcome.REFUTED,
        "certified balls at " + ", ".join(where),
        witness=witness,
        reason=f"{witness.left} on the left, {witness.right} on the right, at " + ", ".join(where),
    )


def size_assignments(network: Network) -> list[Sizes]:
    """Three assignments of small sizes that tell the axes apart: N, D, K = 1, 2, 2; 2, 2, 3; 2, 3, 2.

    >>> from .layers import classifier
    >>> [[size for _, size in assignment] for assignment in size_assignments(classifier())]
    [[1, 2, 2], [2, 2, 3], [2, 3, 2]]
    """
    symbols = list(dict.fromkeys(axis.size for axis in network.axes if axis.size.is_Symbol))
    batch = [] if len(symbols) < 3 else [FIRST_AXIS]
    others = [OTHER_AXES] * (len(symbols) - len(batch) - 2)
    columns = [*batch, SECOND_AXIS, *others, LAST_AXIS][-len(symbols) :] if symbols else []
    return list(dict.fromkeys(tuple(zip(symbols, row, strict=True)) for row in zip(*columns, strict=True))) or [()]


def index_ranges(network: Network, before: sp.Expr, after: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """The size of the axis that each free index runs over: what the left side says comes first."""
    ranges: dict[sp.Symbol, sp.Expr] = {}
    for side in (before, after):
        for index, size in _ranges_in(network, side, frozenset()):
            ranges.setdefault(index, size)
    return ranges


def _ranges_in(network: Network, node: sp.Expr, bound: frozenset[sp.Symbol]) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    if isinstance(node, sp.Sum):
        yield from _ranges_in(network, node.function, bound | {limit[0] for limit in node.limits})
        return
    if isinstance(node, sp.Indexed):
        name = node.args[0].args[0].name
        shape = next((t.shape for t in network.tensors if t.name == name), ())
        for index, size in zip(node.args[1:], shape, strict=False):
            if index.is_Symbol and index not in bound:
                yield index, size
        return
    if isinstance(node, sp.KroneckerDelta) and len(node.args) == 3:
        for index in node.args[:2]:
            if index.is_Symbol and index not in bound:
                yield index, node.args[2][1]
        return
    for argument in node.args:
        yield from _ranges_in(network, argument, bound)


def kept_in_exponents(network: Network, *expressions: sp.Expr) -> frozenset[str]:
    """The defined tensors whose elements are exponents: exp(z[n,k]) and tanh(u[n,h]) stay whole."""
    return _kept_in_definitions(network) | _in_exponents(network, expressions)


@lru_cache(maxsize=64)
def _kept_in_definitions(network: Network) -> frozenset[str]:
    return _in_exponents(network, tuple(d.value for d in network.definitions))


def _in_exponents(network: Network, expressions: tuple[sp.Expr, ...]) -> frozenset[str]:
    found = set()
    for expression in expressions:
        for node in expression.atoms(sp.exp, sp.tanh):
            found |= {str(e.base.label) for e in node.args[0].atoms(sp.Indexed)}
    return frozenset(found & {d.tensor.name for d in network.definitions})


def cut_tensors(network: Network, *expressions: sp.Expr) -> frozenset[str]:
    """The tensors that may take any value in a witness: nothing below them occurs otherwise."""
    cut: frozenset[str] = frozenset()
    for definition in reversed(network.definitions):
        name = definition.tensor.name
        if name not in kept_in_exponents(network, *expressions):
            continue
        reached = _reached(network, expressions, cut | {name})
        if name in reached and not reached & _reached(network, (definition.value,), cut):
            cut |= {name}
    return cut


def _reached(network: Network, expressions: tuple[sp.Expr, ...], stop: frozenset[str]) -> set[str]:
    """The tensors that occur in the expressions, followed down through the definitions until ``stop``."""
    reached: set[str] = set()
    waiting = [t.name for e in expressions for t in network.tensors_in(e)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        definition = network.definition(name)
        if definition is not None and name not in stop:
            waiting += [t.name for t in network.tensors_in(definition.value)]
    return reached


def _capacity(network: Network, sizes: Mapping[sp.Symbol, int]) -> int:
    """Generators for every given element and every exponential, and some logarithms."""
    names = {t.name for t in network.given} | _kept_in_definitions(network)
    shapes = [t.shape for t in network.tensors if t.name in names]
    counts = (prod(int(size) if size.is_Integer else sizes.get(size, 1) for size in shape) for shape in shapes)
    return sum(counts) + 4


def use_conditions(evaluation: ExactEvaluation, conditions: Sequence[Condition]) -> None:
    """Solve each instance of each condition for one element and put the solution in its place.

    Raises:
        NotEvaluable: a condition is not linear in any element with a constant coefficient.
    """
    for condition in conditions:
        ranges = index_ranges(evaluation.network, condition.left, condition.right)
        for place in places(evaluation, ranges):
            at = {**evaluation.sizes, **place}
            difference = evaluation.value(condition.left, at) - evaluation.value(condition.right, at)
            evaluation.replace(*_solved(evaluation, condition, difference))


def _solved(
    evaluation: ExactEvaluation, condition: Condition, difference: RationalFunction
) -> tuple[Element, RationalFunction]:
    names = evaluation.field.names
    for place in reversed(range(len(names))):
        degrees = difference.numerator.degrees()
        if degrees[place] != 1 or names[place] in evaluation.replaced:
            continue
        generator = evaluation.field.generator(names[place])
        coefficient = RationalFunction(evaluation.field, difference.numerator.derivative(place), {})
        if coefficient.numerator.is_constant() and not difference.denominator:
            return names[place], generator - difference / coefficient  # type: ignore[return-value]
    raise NotEvaluable(f"the condition {condition.name!r} cannot be solved for one element")


def places(evaluation: Evaluation[RationalFunction], ranges: Mapping[sp.Symbol, sp.Expr]) -> Iterator[Environment]:
    """Every value of the free indices at the evaluation's sizes."""
    indices = list(ranges)
    counts = [evaluation.integer(size, evaluation.sizes) for size in ranges.values()]
    for numbers in product(*(range(1, count + 1) for count in counts)):
        yield dict(zip(indices, numbers, strict=True))


def _differing_place(
    evaluation: ExactEvaluation,
    before: sp.Expr,
    after: sp.Expr,
    ranges: Mapping[sp.Symbol, sp.Expr],
    outside: list[str],
) -> Environment | None:
    for place in places(evaluation, ranges):
        at = {**evaluation.sizes, **place}
        try:
            if evaluation.value(before, at) != evaluation.value(after, at):
                return place
        except OutsideRange as reason:
            outside.append(str(reason))
    return None
