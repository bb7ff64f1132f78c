"""The exact check of an equality in index notation: every instance at several small sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from threading import RLock

import sympy as sp

from ..network.definitions import Condition, Network
from ..network.tensors import Tensor
from ..network.unknown_functions import example_in_words, unknown_in
from ..writing.naming import symbol_name
from ..writing.text import named_text
from .conditions import Classes, class_choices, first_choice, use_conditions, without_implied
from .kinks import has_cases, jumps_in, kinks_on_the_way
from .numbers.exact import ExactEvaluation
from .numbers.generator_plan import GeneratorPlan
from .numbers.vanishing import Agreement
from .places import Sizes, alike_and_apart, are_many, index_ranges, places, size_assignments
from .reach import cut_tensors, generators_needed, kept_in_exponents
from .sides import FirstSide, SidesUnderConditions
from .verdict import Outcome, Verdict, Witness
from .walk.evaluation import Environment
from .walk.not_evaluable import NotEvaluable, OutsideRange
from .witness import defined_somewhere, find_witness

METHOD = "exact evaluation at small sizes"
NOWHERE = "no point was found at which both sides are defined"
NO_POINT = "the two sides are not equal as rational functions, but no point was found at which they differ"
MOST_FIRST_SIDES = 4
_Key = tuple[Sizes, tuple[Condition, ...], frozenset[str], frozenset[str], bool, Classes]


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

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> p, j, k = network.tensor("p"), *sp.symbols("j k", integer=True, positive=True)
    >>> total = sp.Sum(p.at(k), (k, 1, sp.Symbol("K", integer=True, positive=True)))
    >>> print(exact_check(network, total, sp.Integer(1)))
    PROVED: exact at D=2, K=3 and 2 other sizes
    """
    checks = _checks_of(network)
    assignments = (tuple(sizes.items()),) if sizes else tuple(size_assignments(network))
    equality = _Equality(before, after, index_ranges(network, before, after), assignments)
    with checks.lock:
        try:
            return checks.decide(equality, tuple(conditions))
        except (NotEvaluable, ArithmeticError) as reason:
            return checks.undecided(equality, tuple(conditions), str(reason))
        except RecursionError:
            return Verdict(Outcome.UNDECIDED, METHOD, reason="the formula is nested too deeply")


def holds_at_small_sizes(
    network: Network,
    before: sp.Expr,
    after: sp.Expr,
    *,
    conditions: Sequence[Condition] = (),
    free: frozenset[str] = frozenset(),
    ranges: Sequence[sp.Expr] = (),
    most: int | None = None,
) -> Verdict | None:
    """PROVED, or PROVED WHEN, where the exact field shows ``before = after`` at small sizes; None says nothing.

    With ``most``, only so many values of the free indices are gone through at each size: a second voice for what is
    proved otherwise.

    The tensors named in ``free`` are symbols, whatever their definitions say: what holds for all their values holds
    for those that they have. No witness is searched. ``ranges`` are further formulas, such as the left side of a
    step, from which the ranges of free indices are read first.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> z, k = network.tensor("z"), sp.Symbol("k", integer=True, positive=True)
    >>> square = (z.at(k) + 1) ** 2
    >>> print(holds_at_small_sizes(network, square, sp.expand(square), free=frozenset({"z"})))
    PROVED: exact at D=2, K=3 and 2 other sizes
    """
    checks = _checks_of(network)
    assignments = tuple(size_assignments(network))
    free_indices = index_ranges(network, *ranges, before, after)
    equality = _Equality(before, after, free_indices, assignments, free, most)
    with checks.lock:
        try:
            return checks.agreement(equality, tuple(conditions))
        except (NotEvaluable, ArithmeticError, RecursionError):
            return None


def difference_at(
    network: Network,
    before: sp.Expr,
    after: sp.Expr,
    sizes: Mapping[sp.Symbol, int],
    *,
    conditions: Sequence[Condition] = (),
) -> Verdict:
    """REFUTED with a witness that certified balls find at these sizes, where every free index is 1; else UNDECIDED.

    Nothing is multiplied out, so that sizes may be larger than those of ``exact_check``.
    """
    checks = _checks_of(network)
    equality = _Equality(before, after, index_ranges(network, before, after), (tuple(sizes.items()),))
    with checks.lock:
        return checks.undecided(equality, tuple(conditions), "no witness was found")


def differs_at(
    network: Network,
    before: sp.Expr,
    after: sp.Expr,
    sizes: Mapping[sp.Symbol, int],
    *,
    conditions: Sequence[Condition] = (),
) -> bool:
    """True where certified balls differ at some point at these sizes, where the free indices are 1 or apart: quick.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> z, sizes = network.tensor("z"), dict(size_assignments(network)[0])
    >>> [differs_at(network, z.at(one), z.at(other), sizes) for one, other in ((1, 1), (1, 2))]
    [False, True]
    """
    checks, chosen = _checks_of(network), tuple(sizes.items())
    with checks.lock:
        try:
            places = alike_and_apart(index_ranges(network, before, after), sizes)
            return any(checks.differ(before, after, tuple(conditions), _Mismatch(chosen, place)) for place in places)
        except (NotEvaluable, ArithmeticError, RecursionError):
            return False


def _is_a_place(place: Environment | None) -> bool:
    return place is not None


@dataclass(frozen=True)
class _Equality:
    """What is to be decided: both sides, the ranges of the free indices, and where to try."""

    before: sp.Expr
    after: sp.Expr
    ranges: Mapping[sp.Symbol, sp.Expr]
    assignments: tuple[Sizes, ...]
    free: frozenset[str] = frozenset()
    most: int | None = None

    @property
    def has_logarithms(self) -> bool:
        """True when a side is not defined everywhere: it has logarithms of its own."""
        return bool(self.before.has(sp.log) or self.after.has(sp.log))


@dataclass(frozen=True)
class _Mismatch:
    """Where two sides differ as rational functions: the sizes and the indices."""

    sizes: Sizes
    place: Environment
    classes: Classes = ()

    def __str__(self) -> str:
        return ", ".join(f"{symbol}={number}" for symbol, number in (*self.sizes, *self.place.items()))


@dataclass
class _Search:
    """The outcome of one run over all places: the first mismatch, and what did not exist."""

    mismatch: _Mismatch | None = None
    outside: str = ""
    between_cells: bool = True  # whether both sides agree also where a sign is 0


@dataclass
class _Checks:
    """The checks of one network: evaluations and their plans, kept from one equality to the next."""

    network: Network
    lock: RLock = field(default_factory=RLock)
    plans: dict[_Key, GeneratorPlan] = field(default_factory=dict)
    first_sides: dict[object, FirstSide] = field(default_factory=dict)
    evaluations: dict[_Key, ExactEvaluation] = field(default_factory=dict)

    def decide(self, equality: _Equality, conditions: tuple[Condition, ...]) -> Verdict:
        """First without conditions, then with them; then a witness; then the same with finer exponents."""
        for whole, meanings in self._manners(equality):
            found = self._agreement(equality, conditions, whole, meanings)
            if isinstance(found, Verdict):
                return found
            search = found
            assert search.mismatch is not None
            sides = self._sides(equality, conditions, search.mismatch)
            witness = find_witness(sides, sides.complete)
            if witness is not None:
                return self._refuted(equality, search.mismatch, witness)
        return Verdict(Outcome.UNDECIDED, METHOD, reason=NO_POINT)

    def agreement(self, equality: _Equality, conditions: tuple[Condition, ...]) -> Verdict | None:
        """The proof by the exact field, or None."""
        for whole, meanings in self._manners(equality):
            found = self._agreement(equality, conditions, whole, meanings)
            if isinstance(found, Verdict):
                return found if found.proved else None
        return None

    def _manners(self, equality: _Equality) -> dict[tuple[frozenset[str], bool], None]:
        """Which tensors stay whole in exponents, first those that can, then none; last, what is held by its meaning."""
        kept = kept_in_exponents(self.network, equality.before, equality.after)
        held = any(d.held and d.tensor.name not in equality.free for d in self.network.definitions)
        manners = [(whole, meanings) for meanings in (False, held) for whole in (kept, frozenset[str]())]
        return dict.fromkeys(manners)

    def _agreement(
        self, equality: _Equality, conditions: tuple[Condition, ...], whole: frozenset[str], meanings: bool
    ) -> Verdict | _Search:
        """The verdict where both sides agree everywhere, with as few conditions as possible; else the last search."""
        search = _Search()
        for used in dict.fromkeys(((), *((c,) for c in conditions), without_implied(conditions))):
            search = self._search(equality, used, whole, meanings)
            if search.mismatch is None:
                return self._no_mismatch(equality, used, search)
        return search

    def _search(
        self, equality: _Equality, conditions: tuple[Condition, ...], kept: frozenset[str], meanings: bool
    ) -> _Search:
        search = _Search()
        for sizes, classes in self._instances(equality, conditions):
            key = (sizes, conditions, kept, equality.free, meanings, classes)
            plan = self.plans.setdefault(key, GeneratorPlan(generators_needed(self.network, dict(sizes))))
            place = plan.settle(partial(self._first_difference, key, plan, equality, search), _is_a_place)
            if place is not None:
                search.mismatch = _Mismatch(sizes, place, classes)
                break
        return search

    def _instances(self, equality: _Equality, conditions: tuple[Condition, ...]) -> Iterator[tuple[Sizes, Classes]]:
        """The sizes, and under one-hot conditions every choice of the classes at each of them."""
        for sizes in equality.assignments:
            if any(condition.one_hot for condition in conditions):
                evaluation = ExactEvaluation(self.network, dict(sizes), GeneratorPlan())
                yield from ((sizes, classes) for classes in class_choices(evaluation, conditions))
            else:
                yield sizes, ()

    def _first_difference(
        self, key: _Key, plan: GeneratorPlan, equality: _Equality, search: _Search
    ) -> Environment | None:
        evaluation = self._evaluation(key, plan)
        for place in places(evaluation, equality.ranges, equality.most):
            at = {**evaluation.sizes, **place}
            try:
                left, right = evaluation.value(equality.before, at), evaluation.value(equality.after, at)
                found = Agreement.EVERYWHERE if left == right else evaluation.agreement(left, right)
                if found is Agreement.NOT_SHOWN:
                    return place
                search.between_cells &= found is Agreement.EVERYWHERE
            except OutsideRange as reason:
                search.outside = search.outside or str(reason)
        return None

    def _evaluation(self, key: _Key, plan: GeneratorPlan) -> ExactEvaluation:
        found = self.evaluations.get(key)
        if found is None or found.version != plan.version or found.is_crowded:
            sizes, conditions, kept, free, meanings, classes = key
            found = ExactEvaluation(self.network, dict(sizes), plan, kept)
            found.reads_meanings = meanings
            found.treat_as_given(free)
            use_conditions(found, conditions, classes)
            self.evaluations[key] = found
        return found

    def _no_mismatch(self, equality: _Equality, conditions: tuple[Condition, ...], search: _Search) -> Verdict:
        if search.outside:
            return Verdict(Outcome.UNDECIDED, METHOD, reason=search.outside)
        if equality.has_logarithms:
            somewhere = _Mismatch(equality.assignments[0], dict.fromkeys(equality.ranges, 1))
            if not defined_somewhere(self._sides(equality, conditions, somewhere)):
                return Verdict(Outcome.UNDECIDED, METHOD, reason=NOWHERE)
        names = " and ".join([*(c.name for c in conditions), *self._kinks(equality, search)])
        method = _sizes_in_words(equality.assignments, self.network)
        if are_many(self.network, equality.ranges, equality.most):
            method = method.replace("exact at", "exact at some indices of", 1)
        return Verdict(Outcome.PROVED_WHEN if names else Outcome.PROVED, method, names)

    def _kinks(self, equality: _Equality, search: _Search) -> list[str]:
        """What must not be 0: for the derivatives to exist, and where signs were told apart by their two cells.

        Continuous sides that agree in all cells agree between them too.
        """
        sides = (equality.before, equality.after)
        kinks = kinks_on_the_way(self.network, *sides)
        between = () if search.between_cells else jumps_in(self.network, *sides)
        return list(dict.fromkeys(kink.text for kink in (*kinks, *between)))

    def _sides(
        self, equality: _Equality, conditions: tuple[Condition, ...], mismatch: _Mismatch
    ) -> SidesUnderConditions:
        sizes = dict(mismatch.sizes)
        free = equality.free or self._cut(equality.before, equality.after)
        under = ExactEvaluation(self.network, sizes, GeneratorPlan(generators_needed(self.network, sizes)))
        classes = mismatch.classes or first_choice(under, conditions)
        use_conditions(under, without_implied(conditions), classes)
        return SidesUnderConditions(under, equality.before, equality.after, mismatch.place, free)

    def _cut(self, before: sp.Expr, after: sp.Expr) -> frozenset[str]:
        return frozenset() if has_cases(self.network, before, after) else cut_tensors(self.network, before, after)

    def differ(self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...], mismatch: _Mismatch) -> bool:
        """True where balls differ there; what the first side is at the points stays for the next second side."""
        key = (before, conditions, mismatch.sizes, tuple(mismatch.place.items()), self._cut(before, after))
        if key not in self.first_sides:
            if len(self.first_sides) >= MOST_FIRST_SIDES:
                del self.first_sides[next(iter(self.first_sides))]
            equality = _Equality(before, after, {}, (mismatch.sizes,), key[-1])
            self.first_sides[key] = FirstSide(self._sides(equality, conditions, mismatch))
        return self.first_sides[key].differs_from(after)

    def undecided(self, equality: _Equality, conditions: tuple[Condition, ...], reason: str) -> Verdict:
        """Without a proof either way: certified balls may still show that the sides differ."""
        mismatch = _Mismatch(equality.assignments[-1], dict.fromkeys(equality.ranges, 1))
        try:
            sides = self._sides(equality, conditions, mismatch)
            witness = find_witness(sides, sides.complete)
        except (NotEvaluable, ArithmeticError, RecursionError):
            witness = None
        if witness is None:
            return Verdict(Outcome.UNDECIDED, METHOD, reason=reason)
        return self._refuted(equality, mismatch, witness)

    def _refuted(self, equality: _Equality, mismatch: _Mismatch, witness: Witness) -> Verdict:
        """The verdict of a witness, which says what stood for an unknown function."""
        values = (definition.value for definition in self.network.definitions)
        unknown = unknown_in(equality.before, equality.after, *values)
        examples = tuple(example_in_words(letter, count) for letter, count in unknown.items())
        witness = replace(witness, point=(*witness.point, *examples))
        reason = f"{witness.left} on the left, {witness.right} on the right, at {mismatch}"
        return Verdict(Outcome.REFUTED, f"certified balls at {mismatch}", witness=witness, reason=reason)


@lru_cache(maxsize=16)
def _checks_of(network: Network) -> _Checks:
    return _Checks(network)


def _sizes_in_words(assignments: Sequence[Sizes], network: Network) -> str:
    usual = assignments[min(1, len(assignments) - 1)]
    sizes = (f"{_size_letter(symbol, network)}={size}" for symbol, size in usual)
    words = "exact at " + (", ".join(sizes) or "its only size")
    others = len(assignments) - 1
    return words + (f" and {others} other size{'s' if others > 1 else ''}" if others else "")


def _size_letter(symbol: sp.Symbol, network: Network) -> str:
    return named_text(symbol_name(symbol, network)) if network.spelling else symbol.name
