"""Derivations that are taken from where they were kept, or made, proved and kept.

What is read is a claim until it was looked at: it has to answer the question that was asked, and each of its results
is compared once more, in certified numbers at a point, with the derivative of the network itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import product
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Protocol

import sympy as sp

from ..algebra.folding import use_condition
from ..gradient.counting import Sizes, size_of
from ..gradient.derivation import Derivation
from ..gradient.element import Element
from ..network.definitions import Network
from ..network.partial import Partial
from ..proof.spot_check import Seen, seen_equal
from .keys import key_of
from .tables import NotKept, Rows, table_of, value_of

if TYPE_CHECKING:
    from ..gradient.second_order import SecondDerivation


class Store(Protocol):
    """Where tables are kept by name; what it gives back may be anything, or None."""

    def get(self, key: str) -> Any:
        """What is kept under that name; None where there is nothing."""

    def put(self, key: str, table: Rows) -> None:
        """Keep a table, if that is possible."""


class Proofs:
    """Derivations and explicit gradients: kept ones where ``store`` has them, else made and proved here.

    ``taken`` and ``made`` count both.

    >>> from ..network.building import classifier
    >>> kept = {}
    >>> class Memory:
    ...     get, put = kept.get, kept.__setitem__
    >>> for proofs in (Proofs(Memory()), Proofs(Memory())):
    ...     proofs.gradients(classifier(batch=False), ("z",))["z"].formula, proofs.taken
    (Formula(∂L/∂z_k = p_k − y_k), 0)
    (Formula(∂L/∂z_k = p_k − y_k), 1)
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = store
        self.taken = self.made = 0

    def gradients(
        self, network: Network, wrt: Iterable[str], of: str | None = None, *, folds_source: bool = True
    ) -> dict[str, Derivation]:
        """As ``derive_gradients``, with its errors."""
        names = tuple(dict.fromkeys(wrt))

        def make() -> dict[str, Derivation]:
            from ..gradient.backward import derive_gradients

            return derive_gradients(network, names, of, folds_source=folds_source)

        def sound(found: Any) -> bool:
            return tuple(found) == names and all(_answers(found[name], network, name, of) for name in names)

        question = ("gradients" if folds_source else "gradients written out", of or network.output.name, *names)
        found: dict[str, Derivation] = self._found(network, question, make, sound)
        return found

    def hessian(self, network: Network, wrt: str, second: str | None = None) -> SecondDerivation:
        """As ``derive_hessian``, with its errors: both first derivatives are kept ones where there are such."""
        from ..gradient.second_order import derive_hessian

        return derive_hessian(network, wrt, second, gradients=self.gradients)

    def elements(self, network: Network, wrt: str, sizes: Sizes) -> tuple[Element, ...]:
        """As ``explicit_elements`` of the gradient of a network of one sample, with its errors."""

        def make() -> tuple[Element, ...]:
            from ..gradient.elements import explicit_elements

            return tuple(explicit_elements(self.gradients(network, (wrt,))[wrt], sizes))

        def sound(found: Any) -> bool:
            return _are_elements(found, network, wrt, sizes)

        said = ",".join(f"{name}={number}" for name, number in sorted(sizes.items()))
        found: tuple[Element, ...] = self._found(network, ("elements", wrt, said), make, sound)
        return found

    def _found(
        self, network: Network, question: tuple[str, ...], make: Callable[[], Any], sound: Callable[[Any], bool]
    ) -> Any:
        key = key_of(network, question) if self.store is not None else ""
        if self.store is None or not key:
            self.made += 1
            return make()
        kept = _read(self.store.get(key), network, sound)
        if kept is not None:
            self.taken += 1
            return kept
        made = make()
        self.made += 1
        with suppress(NotKept):  # it is made of something that is not on the list: it is made again next time
            self.store.put(key, table_of(made, network))
        return made


def _read(rows: Any, network: Network, sound: Callable[[Any], bool]) -> Any:
    """The value of a table, where there is one and it stands up to a look; else None."""
    if rows is None:
        return None
    try:
        found = value_of(rows, network)
        return found if sound(found) else None
    except (NotKept, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _answers(found: Any, network: Network, wrt: str, of: str | None) -> bool:
    """Whether this is the derivation that was asked for, and its result that of the network at a point."""
    if not isinstance(found, Derivation):
        return False
    source = network.tensor(of) if of else network.output
    asked = (found.of, found.wrt) == (source, network.tensor(wrt))
    return asked and _hangs_together(found) and _holds(found)


def _hangs_together(found: Derivation) -> bool:
    """The derivative stands on the left of the result, the conditions do what is said, and the steps lead there."""
    left, value = found.general.left, found.general.value
    if not isinstance(left, Partial) or found.formula.left != left:
        return False
    upper, lower = (next(found.network.tensors_in(part)) for part in left.args)
    for condition in found.formula.conditions:
        value = use_condition(value, condition)
    indices = tuple(index for part in left.args if isinstance(part, sp.Indexed) for index in part.indices)
    stands = (upper, lower, indices, indices) == (found.of, found.wrt, found.general.indices, found.formula.indices)
    return stands and bool(value == found.formula.value) and _leads_there(found)


def _leads_there(found: Derivation) -> bool:
    """Every step is proved and begins where the one before it for the same derivative ended; the last is the result."""
    reached: dict[sp.Expr, sp.Expr] = {}
    for step in found.steps:
        if not step.check.proved or step.before != reached.get(step.left, step.left):
            return False
        reached[step.left] = step.after
    return bool(reached.get(found.general.left, found.formula.value) == found.formula.value)


def _holds(found: Derivation) -> bool:
    """The result, and one step by chance (another one each time), at a point."""
    steps = [step for step in found.steps if not step.conditions]
    looked_at = [(found.general.left, found.general.value)]
    looked_at += [(step.left, step.after) for step in (SystemRandom().choice(steps),)] if steps else []
    return all(seen_equal(found.network, *sides) for sides in looked_at)


def _are_elements(found: Any, network: Network, wrt: str, sizes: Mapping[str, int]) -> bool:
    """Whether these are all weights in their order, and each formula the derivative of the network at a point."""
    tensor = network.tensor(wrt)
    places = tuple(product(*(range(1, size + 1) for size in size_of(tensor, sizes))))
    if tuple((element.tensor, element.indices) for element in found) != tuple((tensor, place) for place in places):
        return False
    lefts = (Partial(network.output.at(), tensor.at(*place)) for place in places)
    seen: Seen = {}  # what all of them have in common is evaluated once
    return all(
        element.verdict.proved
        and seen_equal(network, left, element.by_formula, sizes, seen)
        and seen_equal(network, left, element.by_sympy, sizes, seen)
        for left, element in zip(lefts, found, strict=True)
    )
