"""From a proof at some sizes to a verdict: for every size, at the sizes written out, or refuted at a larger one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sympy as sp

from ...algebra.indices import fresh_index, substitute
from ...network.definitions import Condition, Network
from ...proof.every_size import holds_for_every_size
from ...proof.places import Sizes, index_ranges, size_assignments
from ...proof.second_voice import Fingerprint, fingerprint
from ...proof.small_sizes import difference_at, exact_check
from ...proof.verdict import Outcome, Verdict
from ..finding import TRIED, Judgement, point_of
from .setting import sizes_in_full, with_one_hot_labels

EVERY_SIZE = "for every size"
WRITTEN_OUT = "at the sizes written out"
NOT_EVERY_SIZE = "not shown for every size"
LARGEST = 24
LARGEST_ENTRY = 8


def judged_for_all_sizes(
    network: Network,
    left: sp.Expr,
    right: sp.Expr,
    verdict: Verdict,
    sizes: Mapping[sp.Symbol, int] | None,
    larger: bool = True,
) -> Judgement:
    """What a proof at small sizes is worth.

    PROVED is said where the form without sizes decides, or where the formula is written out entry by
    entry and mentions no size. A formula that only small sizes speak for is tried at larger ones, above
    every number in it and above the degree in its sizes: it is refuted there, or proved for
    the sizes tried and no others.

    Args:
        network, left, right: what was decided.
        verdict: what was found; anything but a proof is handed on.
        sizes: the sizes of a formula that is written out entry by entry.
        larger: whether larger sizes are tried where no form without sizes decides; else it is left open.
    """
    if not verdict.proved:
        return Judgement(verdict.outcome, verdict.reason, verdict.condition, point_of(verdict))
    conditions = _used(network, verdict)
    every = holds_for_every_size(network, left, right, conditions, thorough=sizes is None)
    if every or _holds_for_any_class(network, left, right, conditions):
        return Judgement(verdict.outcome, EVERY_SIZE, verdict.condition)
    if sizes is None and not larger:
        return Judgement(Outcome.UNDECIDED, NOT_EVERY_SIZE)
    if sizes is None:
        return _at_larger_sizes(network, left, right, verdict, size_assignments(network))
    at = f"{WRITTEN_OUT}: {_in_words(sizes)}"
    if _mentions_sizes(left, right):
        return Judgement(Outcome.PROVED_WHEN, at, _and(verdict.condition, _in_words(sizes)))
    return Judgement(verdict.outcome, at, verdict.condition)


def checked_at(
    network: Network,
    left: sp.Expr,
    right: sp.Expr,
    conditions: Sequence[Condition],
    sizes: Mapping[sp.Symbol, int] | None,
) -> Verdict:
    """The exact check at the usual small sizes, or at those that are written out.

    A size is written out where every entry is; what holds of p_2 at K = 3 is tried at larger sizes too.
    """
    verdict = exact_check(network, left, right, conditions=conditions, sizes=sizes)
    if not sizes or not verdict.proved:
        return verdict
    full = sizes_in_full((left, right, *(d.value for d in network.definitions)), network)
    larger = {s: n if s in full else n + 1 + place % 2 for place, (s, n) in enumerate(sizes.items())}
    if larger == dict(sizes) or max(larger.values()) > LARGEST_ENTRY:
        return verdict
    beyond = exact_check(network, left, right, conditions=conditions, sizes=larger)
    return beyond if beyond.outcome is Outcome.REFUTED else verdict


def _used(network: Network, verdict: Verdict) -> tuple[Condition, ...]:
    """The conditions that the proof at small sizes needed."""
    return tuple(c for c in network.conditions if c.name in verdict.condition)


def _holds_for_any_class(network: Network, left: sp.Expr, right: sp.Expr, conditions: Sequence[Condition]) -> bool:
    """True where it holds of labels that are 1 at one class and 0 elsewhere, whichever class that is: y_k² = y_k."""
    labels = {t for c in conditions if c.one_hot for t in network.tensors_in(c.left) if t in network.given}
    if len(labels) != 1 or len((one := labels.pop()).axes) != 1:
        return False
    (k,) = one.indices
    return holds_for_every_size(with_one_hot_labels(network, one, fresh_index(k)), left, right)


def _and(condition: str, sizes: str) -> str:
    return f"{condition}, and {sizes}" if condition else sizes


def _at_larger_sizes(
    network: Network, left: sp.Expr, right: sp.Expr, verdict: Verdict, tried: list[Sizes]
) -> Judgement:
    small = " or ".join(_in_words(dict(at)) for at in tried)
    conditions = _used(network, verdict)
    largest: Mapping[sp.Symbol, int] = {}
    for larger in _larger_sizes(left, right, tried):
        told = True
        for sides in _single_places(network, left, right, larger):
            found = fingerprint(*sides, network=network, conditions=conditions, sizes=larger, quick=True)
            told = told and found.agree is not None
            if not found.agree and not _equal_at(network, sides, larger, conditions, found):
                exact = difference_at(network, *sides, larger, conditions=conditions)
                return _without_agreement(exact, small, _in_words(larger))
        largest = larger
        if not told:
            break  # exact arithmetic is slow at larger ones
    reason = (
        f"{NOT_EVERY_SIZE}: proved at those tried; at points of larger ones, up to {_in_words(largest)}, none differs"
    )
    tried_alone = f"{TRIED} ({small})"
    condition = f"{verdict.condition}, {tried_alone}" if verdict.condition else tried_alone
    return Judgement(Outcome.PROVED_WHEN, reason, condition)


def _equal_at(
    network: Network,
    sides: tuple[sp.Expr, sp.Expr],
    sizes: Mapping[sp.Symbol, int],
    conditions: Sequence[Condition],
    found: Fingerprint,
) -> bool:
    """Whether exact arithmetic proves at a size what the second voice has no opinion of: roots are no residues."""
    return found.agree is None and exact_check(network, *sides, conditions=conditions, sizes=sizes).proved


def _without_agreement(exact: Verdict, small: str, larger: str) -> Judgement:
    if exact.outcome is not Outcome.REFUTED:
        return Judgement(Outcome.UNDECIDED, f"equal at {small}; whether at {larger} too is not known")
    return Judgement(Outcome.REFUTED, f"equal at {small}, but not at {larger}", witness=point_of(exact))


def _in_words(sizes: Mapping[sp.Symbol, int]) -> str:
    return ", ".join(f"{size}={number}" for size, number in sizes.items())


def _larger_sizes(left: sp.Expr, right: sp.Expr, tried: list[Sizes]) -> Iterator[dict[sp.Symbol, int]]:
    """Sizes above those tried, one after the other, up to what the formula's numbers and degrees ask for."""
    symbols = [size for size, _ in tried[0]]
    first = max((number for at in tried for _, number in at), default=3) + 1
    last = min(max(_largest_number(side) + _degree(side) for side in (left, right)) + 2, LARGEST)
    for number in sorted({first, first + 1, max(first, last)}):
        # two axes of one size would hide that one stands for the other
        yield {size: number + place for place, size in enumerate(reversed(symbols))}


def _largest_number(expression: sp.Expr) -> int:
    return max((abs(int(number)) for number in expression.atoms(sp.Integer)), default=1)


def _degree(node: sp.Expr) -> int:
    """A bound of the degree in the sizes: each letter of a size counts, and each sum."""
    if node.is_Symbol:
        return int(node.is_integer is True)
    if node.is_Pow and node.exp.is_Integer:
        return _degree(node.base) * abs(int(node.exp))
    return sum(map(_degree, node.args)) + int(isinstance(node, sp.Sum))


def _single_places(
    network: Network, left: sp.Expr, right: sp.Expr, sizes: Mapping[sp.Symbol, int]
) -> list[tuple[sp.Expr, sp.Expr]]:
    """Both sides at the last values of the free indices, which no small size has, and at the first."""
    ranges = index_ranges(network, left, right)
    last = {
        index: sp.Integer(max(int(sizes.get(size, size)) - place, 1))
        for place, (index, size) in enumerate(ranges.items())
        if size in sizes or size.is_Integer
    }
    first = dict.fromkeys(last, sp.S.One)
    return [(substitute(left, at), substitute(right, at)) for at in ((last, first) if last else (last,))]


def _mentions_sizes(*sides: sp.Expr) -> bool:
    """True where a size stands in a formula as a letter, in a sum or as a factor."""
    letters = {symbol for side in sides for symbol in side.atoms(sp.Symbol) if symbol.is_integer}
    bound = {limit[0] for side in sides for total in side.atoms(sp.Sum) for limit in total.limits}
    inside = {s for side in sides for e in side.atoms(sp.Indexed, sp.KroneckerDelta) for s in e.free_symbols}
    return bool(letters - bound - inside)
