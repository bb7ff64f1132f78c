"""When is a difference 0? Roots know r^q = v, signs are 0 or 1, and sign cells that are empty do not count."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from .rational_functions import RationalFunction
from .signs import Side, is_sign

if TYPE_CHECKING:
    from .exact import ExactEvaluation


class Agreement(Enum):
    """Where two values agree: everywhere, in every sign cell but perhaps not between two, or not shown."""

    EVERYWHERE = "everywhere"
    AWAY_FROM_KINKS = "away from kinks"
    NOT_SHOWN = "not shown"


def agreement(evaluation: ExactEvaluation, left: RationalFunction, right: RationalFunction) -> Agreement:
    """Where the two values of an evaluation agree."""
    if left == right:
        return Agreement.EVERYWHERE
    names = evaluation.field.names
    if not any(is_sign(name) or evaluation.root_of(name) for name in names):
        return Agreement.NOT_SHOWN
    difference = (left - right).numerator
    for signs, found in ((False, Agreement.EVERYWHERE), (True, Agreement.AWAY_FROM_KINKS)):
        if vanishes(evaluation, difference, signs):
            return found
    return Agreement.NOT_SHOWN


def vanishes(evaluation: ExactEvaluation, polynomial: Any, signs: bool) -> bool:
    """Whether a polynomial in the generators is 0 by what is known of them; ``signs``: away from kinks."""
    if signs:
        polynomial = _one_side(evaluation, polynomial)
    polynomial = _idempotent(evaluation, polynomial)
    if not polynomial:
        return True
    place = _last_root(evaluation, polynomial)
    if place is None:
        return False
    return all(vanishes(evaluation, part, signs) for part in _by_powers_of_root(evaluation, polynomial, place))


def _one_side(evaluation: ExactEvaluation, polynomial: Any) -> Any:
    """[f < 0] = 1 − [f > 0]."""
    field = evaluation.field
    images = list(field.context.gens())
    for place, name in enumerate(field.names):
        if is_sign(name) and name[0] is Side.BELOW:  # type: ignore[index]
            other = field.generator((Side.ABOVE, name[1]))  # type: ignore[index]
            images[place] = 1 - other.numerator
    return polynomial.compose(*images)


def _idempotent(evaluation: ExactEvaluation, polynomial: Any) -> Any:
    """s² = s, [f > 0] [f < 0] = 0, and for f = g + c with a number c > 0: g > 0 implies f > 0, f < 0 implies g < 0."""
    names = evaluation.field.names
    signs = [place for place, name in enumerate(names) if is_sign(name)]
    if not signs:
        return polynomial
    ordered = _ordered_factors(evaluation)
    terms: dict[tuple[int, ...], Any] = {}
    for monomial, coefficient in polynomial.to_dict().items():
        kept = _simplest({names[place] for place in signs if monomial[place]}, ordered)
        if kept is not None:
            key = tuple(int(names[q] in kept) if q in signs else power for q, power in enumerate(monomial))
            terms[key] = terms.get(key, 0) + coefficient
    return evaluation.field.context.from_dict(terms)


def _ordered_factors(evaluation: ExactEvaluation) -> list[tuple[int, int]]:
    """The pairs of factors of which the first is the second and a positive number."""
    atoms = list(enumerate(evaluation.signs.atoms))
    differences = ((i, j, f - g) for i, f in atoms for j, g in atoms if i != j)
    return [(i, j) for i, j, more in differences if more.is_constant() and more.leading_coefficient() > 0]


def _simplest(signs: set[Any], ordered: list[tuple[int, int]]) -> set[Any] | None:
    """The signs that imply the others; None where they exclude each other."""
    above, below = ({name[1] for name in signs if name[0] is side} for side in (Side.ABOVE, Side.BELOW))
    if above & below or any(lower in above and higher in below for higher, lower in ordered):
        return None
    implied = {(Side.ABOVE, higher) for higher, lower in ordered if lower in above}
    implied |= {(Side.BELOW, lower) for higher, lower in ordered if higher in below}
    return signs - implied


def _last_root(evaluation: ExactEvaluation, polynomial: Any) -> int | None:
    """The place of the root in the polynomial that was met last: it is in no other root's radicand."""
    degrees = polynomial.degrees()
    places = [place for place, name in enumerate(evaluation.field.names) if evaluation.root_of(name)]
    return next((place for place in reversed(places) if degrees[place]), None)


def _by_powers_of_root(evaluation: ExactEvaluation, polynomial: Any, place: int) -> list[Any]:
    """The numerators of the coefficients of 1, r, …, r^(q−1), where r^q = v; all of them 0 makes the whole 0."""
    field = evaluation.field
    found = evaluation.root_of(field.names[place])
    assert found is not None
    order, radicand = found
    classes: dict[int, dict[int, dict[tuple[int, ...], Any]]] = {}
    for monomial, coefficient in polynomial.to_dict().items():
        whole, rest = divmod(int(monomial[place]), order)
        without = (*monomial[:place], 0, *monomial[place + 1 :])
        classes.setdefault(rest, {}).setdefault(whole, {})[without] = coefficient
    parts = []
    for by_power in classes.values():
        total = field.zero
        for whole, terms in by_power.items():
            total = total + RationalFunction(field, field.context.from_dict(terms), {}) * radicand**whole
        parts.append(total.numerator)
    return parts
