"""Letters that are told to be of a set of numbers, y ∈ {−1, 1}: what is false for other numbers only is not false."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product

import sympy as sp

from ...network.definitions import Definition
from ...network.maximum import Maximum
from ...network.partial import Partial
from ...network.tensors import Tensor
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.document.told.number_sets import Told, ToldSets
from ...reading.expression.nodes import Name, Number, chosen_by, walk
from ...reading.expression.printing import letter
from ..finding import Finding, Judgement
from .equalities import Equality, decided

MOST_POINTS = 16
OPEN = "it is false for other numbers, but {} is {}"


def told_up_to(document: Document, statement: Statement) -> Told:
    """The sets that are told up to a line, of letters of which none is told till there all of them; its cases first.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> texts = (r"y \\in \\{0, 1\\}", "y = z", r"y \\in \\{-1, 1\\}")
    >>> document = document_of(Claim(text, line, 1) for line, text in enumerate(texts))
    >>> [len(told_up_to(document, statement)["y"]) for statement in document.statements]
    [1, 1, 2]
    """
    found = document.index.made(_told_sets).up_to(statement.claim)
    for node in (node for tree in statement.read for node in walk(tree)):
        if (chosen := chosen_by(node)) is not None:
            found[chosen[0].name] = [frozenset(map(Fraction, chosen[1]))]
    return {**_put_in(document, statement), **found}


def _put_in(document: Document, statement: Statement) -> Told:
    """The letters that are not in a claim, and whose stated numbers are: y of 2 (a − 1) where y = 1 was stated."""
    nodes = [node for tree in statement.read for node in walk(tree)]
    mine = {node.name for node in nodes if isinstance(node, Name)}
    numbers = {Fraction(node.text) for node in nodes if isinstance(node, Number)}
    stated = {name: document.values(name, statement.order) for name in document.by_name if name not in mine}
    last = {name: values[-1].body for name, values in stated.items() if values}
    values = {name: Fraction(body.text) for name, body in last.items() if isinstance(body, Number)}
    return {name: [frozenset({value})] for name, value in values.items() if value in numbers}


def _told_sets(index: Index) -> ToldSets:
    return ToldSets.of(statement.claim for statement in index.statements)


def among_told_values(equality: Equality, judged: Judgement, told: Told) -> Judgement | None:
    """The verdict on what is refuted at a point outside the sets that are told; None where the point is of them.

    Each letter is tried with each of its values, the same for all entries: where it then differs it is refuted, and
    where it never does it is proved when the letter is of its set, if one entry of it stands there; else it is open.
    """
    letters = {t: told[_letter(t)] for t in equality.network.given if _letter(t) in told}
    if not letters or not _outside(judged.witness, {t.name: sets for t, sets in letters.items()}):
        return None
    equality = _without_shares(equality, [t for t, sets in letters.items() if any(min(found) < 0 for found in sets)])
    said = " and ".join(_said(_letter(t), sets[0]) for t, sets in letters.items())
    unknown = Judgement(Outcome.UNDECIDED, f"it is false for other numbers, but {said}")
    points = list(product(*(sorted(sets[0]) for sets in letters.values())))
    if len(points) > MOST_POINTS or any(len(sets) > 1 for sets in letters.values()) or _is_bound(equality, letters):
        return unknown
    at = [_at(equality, dict(zip(letters, point, strict=True))) for point in points]
    refuted = next((one for one in at if one.verdict == Outcome.REFUTED), None)
    if refuted is not None:
        return refuted
    if not all(one.verdict.proved for one in at) or any(t.axes and not _stands_once(equality, t) for t in letters):
        return unknown
    conditions = dict.fromkeys([said, *(one.condition for one in at if one.condition)])
    return replace(at[0], verdict=Outcome.PROVED_WHEN, condition=", ".join(conditions))


def without_other_values(told: Callable[[], Told], findings: list[Finding]) -> list[Finding]:
    """The findings, of which those are open that are refuted at a point outside of the sets that are told."""
    if all(finding.verdict != Outcome.REFUTED for finding in findings):
        return findings
    sets = told()
    sets |= {letter(name): values for name, values in sets.items()}  # a witness has letters as they look
    return [
        replace(finding, verdict=Outcome.UNDECIDED, witness=(), corrected="", diagnosis=OPEN.format(*outside))
        if finding.verdict == Outcome.REFUTED and (outside := _outside(finding.witness, sets))
        else finding
        for finding in findings
    ]


def _outside(witness: tuple[tuple[str, str], ...], told: Told) -> tuple[str, str] | None:
    """The first letter at a value that is not of its set, with the set."""
    for name, value in witness:
        letter = name.partition("[")[0]
        for values in told.get(letter, ()):
            if not re.fullmatch(r"-?\d+(?:/\d+)?", value) or Fraction(value) not in values:
                return letter, _listed(values)
    return None


def _letter(tensor: Tensor) -> str:
    return tensor.meaning or tensor.name


def _listed(values: Iterable[Fraction]) -> str:
    return " or ".join(str(value) for value in sorted(values))


def _said(letter: str, values: Collection[Fraction]) -> str:
    return f"{letter} {'is' if len(values) > 1 else '='} {_listed(values)}"


def _is_bound(equality: Equality, letters: Iterable[Tensor]) -> bool:
    """True where something is differentiated by a letter, or a condition speaks of it."""
    sides = (equality.left, equality.right)
    below = {t for side in sides for p in side.atoms(Partial) for t in equality.network.tensors_in(p.denominator)}
    below |= {t for c in equality.conditions for side in (c.left, c.right) for t in equality.network.tensors_in(side)}
    return any(letter in below for letter in letters)


def _stands_once(equality: Equality, letter: Tensor) -> bool:
    """True where only one entry of a letter is in the sides, y_i alone, in whatever is made of it: no sum is over i."""
    along = {letter.name: 0}  # the place of i in the indices of what is made of y_i
    for definition in equality.network.definitions:
        places = _places(definition.value, along)
        if places and (len(places) > 1 or not places <= {*definition.indices}):
            return False
        along.update((definition.tensor.name, definition.indices.index(place)) for place in places)
    places = {place for side in (equality.left, equality.right) for place in _places(side, along)}
    sides = sp.Tuple(equality.left, equality.right)
    return len(letter.axes) == 1 and len(places) == 1 and places <= sides.free_symbols - _bound(sides)


def _places(formula: sp.Expr, along: dict[str, int]) -> set[sp.Expr]:
    """The indices at these places of these tensors, and the letters of sums over them."""
    elements = [e for e in formula.atoms(sp.Indexed) if e.base.label.name in along]
    places = {e.indices[along[e.base.label.name]] for e in elements}
    return places | ({sp.S.NaN} if places & _bound(formula) else set())


def _bound(formula: sp.Basic) -> set[sp.Expr]:
    totals = (node for node in sp.preorder_traversal(formula) if isinstance(node, (sp.Sum, sp.Product, Maximum)))
    return {limits[0] for total in totals for limits in total.args[1:]}


def _without_shares(equality: Equality, letters: Collection[Tensor]) -> Equality:
    """The equality without conditions on these letters: what may be −1 is no one-hot label."""
    free = [c for c in equality.conditions if not any(t in letters for t in equality.network.tensors_in(c.left))]
    return replace(equality, conditions=tuple(free))


def _at(equality: Equality, point: dict[Tensor, Fraction]) -> Judgement:
    """The verdict where these letters have these values in every entry."""
    given = tuple(t for t in equality.network.given if t not in point)
    fixed = tuple(Definition(t, _indices(t), sp.Rational(value), t.name) for t, value in point.items())
    network = replace(equality.network, given=given, definitions=(*fixed, *equality.network.definitions))
    judged = decided(replace(equality, network=network))
    named = tuple((f"every {t.name}" if t.axes else t.name, str(value)) for t, value in point.items())
    return replace(judged, witness=(*named, *judged.witness)) if judged.witness else judged


def _indices(tensor: Tensor) -> tuple[sp.Symbol, ...]:
    return tuple(sp.Symbol(f"{tensor.name}_place{n}", integer=True, positive=True) for n in range(len(tensor.axes)))
