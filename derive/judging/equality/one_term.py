"""∂ℓ/∂w_j = (y_i − p_i) x_ij of ℓ = Σ_i ℓ_i: an index on the right alone says that one term of the sum is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices
from ...network.definitions import Definition, Network
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from ...proof.places import index_ranges
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ..finding import Judgement
from .equalities import Equality, decided

ONE_EXAMPLE = re.compile(
    r"\b(?:one|an?|single|only|worked)(?: single| only| training| worked)*(?: data)?"
    r" (?:samples?|examples?|points?|observations?)\b",
    re.IGNORECASE,
)


def of_one_term(equality: Equality, document: Document, statement: Statement) -> Judgement | None:
    """PROVED WHEN a loss that is a sum stands for its term of the index that the right side alone has; else None.

    The words of the section up to there speak of one example: else the sum is missing.
    """
    left, right = equality.left, equality.right
    lines = document.statements[: statement.order + 1]
    near = [line.claim for line in lines if line.claim.section == statement.claim.section]
    if not any(ONE_EXAMPLE.search(text) for claim in near for text in (claim.prose, claim.heading)):
        return None
    letters = sorted(free_indices(right) - free_indices(left), key=str)
    if len(letters) != 1 or not isinstance(left, Partial) or not letters[0].is_Symbol:
        return None
    (letter,) = letters
    size = index_ranges(equality.network, left, right).get(letter)
    for name, term in _terms(equality.network, size):
        made = replace(
            equality, network=Network(equality.network.given, (*equality.network.definitions, term)), doubts=(),
            left=left.func(*(term.tensor.at(letter) if str(part) == name else part for part in left.args)),
        )  # fmt: skip
        if made.left != left and decided(made, quick=True).verdict.proved and (judged := decided(made)).verdict.proved:
            condition = f"{term.tensor.meaning or name} stands for its term of {letter} alone"
            return replace(judged, verdict=Outcome.PROVED_WHEN, condition=condition)
    return None


def _terms(network: Network, size: sp.Expr | None) -> Iterator[tuple[str, Definition]]:
    """The numbers that are a sum over so many, with its terms: as they are written, and without 1/n."""
    axis = next((axis for axis in network.axes if axis.size == size), None)
    for made in network.definitions:
        coefficient, total = made.value.as_independent(sp.Sum, as_Add=False)
        if axis is None or made.tensor.axes or not isinstance(total, sp.Sum) or len(total.limits) != 1:
            continue
        index, low, high = total.limits[0]
        if low != 1 or high != size:
            continue
        tensor = Tensor(f"{made.tensor.name}_term", (axis,), Role.INTERMEDIATE, made.tensor.meaning)
        for factor in dict.fromkeys((coefficient, coefficient * high)):
            yield made.tensor.name, Definition(tensor, (index,), factor * total.function, made.stage)
