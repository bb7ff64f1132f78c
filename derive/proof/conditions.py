"""Using a condition exactly: solve it for one element and put the solution in its place, or go through the classes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction

from ..network.definitions import Condition
from .numbers.exact import ExactEvaluation
from .numbers.rational_functions import RationalFunction
from .places import index_ranges, places
from .walk.evaluation import Element
from .walk.not_evaluable import NotEvaluable

Point = dict[Element, Fraction]
Classes = tuple[tuple[Element, int], ...]  # each element of one-hot labels, and whether it is the 1
MOST_CLASSES = 128


def class_choices(evaluation: ExactEvaluation, conditions: Sequence[Condition]) -> list[Classes]:
    """Every way in which the labels of the one-hot conditions may be 1 and 0; one empty way where there are none.

    Raises:
        NotEvaluable: there are too many, or what is summed is no element.
    """
    choices: list[Classes] = [()]
    for ways in _ways(evaluation, conditions):
        choices = [(*before, *way) for before in choices for way in ways]
        if len(choices) > MOST_CLASSES:
            raise NotEvaluable(f"there are more than {MOST_CLASSES} ways to choose the classes")
    return choices


def first_choice(evaluation: ExactEvaluation, conditions: Sequence[Condition]) -> Classes:
    """One way in which the labels may be 1 and 0, however many there are: enough for a witness."""
    return tuple(label for ways in _ways(evaluation, conditions) for label in ways[0])


def _ways(evaluation: ExactEvaluation, conditions: Sequence[Condition]) -> Iterator[list[Classes]]:
    """For each sample the ways to choose its class."""
    for condition in conditions:
        if not condition.one_hot:
            continue
        total = condition.left
        for place in places(evaluation, index_ranges(evaluation.network, total, condition.right)):
            at = {**evaluation.sizes, **place}
            elements = [
                evaluation.element_at(total.function, term)
                for term in (dict(term) for term in evaluation.places(total, at))
            ]
            yield [tuple((element, int(element == one)) for element in elements) for one in elements]


def without_implied(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions without a sum that is 1 because its labels are one-hot.

    >>> from ..network.losses import labels_one_hot
    >>> from ..network.building import classifier
    >>> network = classifier()
    >>> strict = labels_one_hot(network.tensor("y"))
    >>> [condition.name for condition in without_implied((*network.conditions, strict))]
    ['labels are one-hot']
    """
    implied = {(condition.left, condition.right) for condition in conditions if condition.one_hot}
    return tuple(c for c in conditions if c.one_hot or (c.left, c.right) not in implied)


def use_conditions(
    evaluation: ExactEvaluation, conditions: Sequence[Condition], classes: Classes | None = None
) -> None:
    """Solve each instance of each condition for one element and put the solution in its place.

    One-hot conditions hold by the ``classes``: one of ``class_choices``.

    Raises:
        NotEvaluable: a condition is not linear in any element with a constant coefficient, or has no classes here.
    """
    if classes is None and any(condition.one_hot for condition in conditions):
        raise NotEvaluable("one-hot labels are used class by class")
    for element, number in classes or ():
        evaluation.replace(element, evaluation.number(number))
    for condition in conditions:
        if condition.one_hot:
            continue
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
        if degrees[place] != 1 or names[place] in evaluation.replaced or not is_element(names[place]):
            continue
        generator = evaluation.field.generator(names[place])
        coefficient = RationalFunction(evaluation.field, difference.numerator.derivative(place), {})
        if coefficient.numerator.is_constant() and not difference.denominator:
            return names[place], generator - difference / coefficient  # type: ignore[return-value]
    raise NotEvaluable(f"the condition {condition.name!r} cannot be solved for one element")


def is_element(name: Hashable) -> bool:
    """True for a generator that is a tensor's element, which a point gives a value to."""
    return isinstance(name, tuple) and isinstance(name[0], str)


class PointUnderConditions(dict[Element, Fraction]):
    """A point in which the elements that a condition determines follow from the others."""

    def __init__(self, exact: ExactEvaluation, point: Mapping[Element, Fraction]) -> None:
        super().__init__()
        self.exact, self.point = exact, point

    def __missing__(self, element: Element) -> Fraction:
        determined = self.exact.replaced.get(element)
        return self.point[element] if determined is None else self._value(determined)

    def complete(self) -> Point:
        """The point, with every element that follows from it."""
        determined = self.exact.replaced.items()
        return dict(self.point) | {e: self._value(v) for e, v in determined if self._mentioned(v) <= self.point.keys()}

    def _mentioned(self, value: RationalFunction) -> set[Hashable]:
        degrees = value.numerator.degrees()
        return {name for name, degree in zip(self.exact.field.names, degrees, strict=False) if degree}

    def _value(self, value: RationalFunction) -> Fraction:
        names, total = self.exact.field.names, Fraction(0)
        for monomial, coefficient in value.numerator.to_dict().items():
            term = Fraction(int(coefficient.p), int(coefficient.q))
            for place, power in enumerate(monomial):
                if power:
                    if not is_element(names[place]):
                        raise NotEvaluable("a condition determines an element by an exponential or another function")
                    term *= self.point[names[place]] ** int(power)  # type: ignore[index]
            total += term
        return total
