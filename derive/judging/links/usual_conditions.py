"""The usual conditions, tried before anything is refuted: entries that sum to one, one-hot labels, indices apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, substitute
from ...network.definitions import Network
from ...network.losses import labels_one_hot, labels_sum_to_one
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from ...proof.places import index_ranges
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.told.put_in import values_put_in
from ...reading.expression.nodes import Derivative, Name, walk
from ..equality.equalities import Equality, decided, differs_somewhere, with_names_of_sizes
from ..equality.one_term import of_one_term
from ..equality.right_class import of_the_class_of_a_sample, of_the_right_class
from ..equality.sampled import of_none_of_the_samples
from ..equality.told_properties import under_told_properties
from ..equality.two_classes import of_two_classes
from ..finding import FAULTS, Judgement
from ..lowering.arrays import is_written
from .link import Lowering
from .readings import FORMULA, SENTENCE_END, Reading, cases_around, cases_behind, sentence_of

MOST_CANDIDATES = 3
NEAR = 4  # lines of the section before and after
MATRIX = re.compile(r"\b(?:jacobian|hessian|matrix|entries)\b", re.IGNORECASE)
APART = re.compile(
    r"off[- ]?diagonal|\bdiagonal\b|\b(?:different|distinct|differ|unequal|otherwise|remaining|cross|mixed|others?)\b"
    r"|\bcases?\b|\bsame\b",
    re.IGNORECASE,
)

ON_IT = re.compile(r"\bdiagonal\b", re.IGNORECASE)
NOT_ON_IT = re.compile(
    r"\b(?:off|non|not|no|outside|besides?|beyond|except|without|away)(?:[- ]\w+){0,3}[- ]diagonal", re.IGNORECASE
)


def proved_usually(equality: Equality, document: Document, statement: Statement) -> Judgement | None:
    """The proof of what is refuted in general, under the usual conditions; None where they do not make it hold."""
    found = under_usual_conditions(equality, document, statement)
    return found if found is not None and found.verdict.proved else None


def under_usual_conditions(
    equality: Equality, document: Document, statement: Statement, *, apart: bool = True
) -> Judgement | None:
    """The verdict on what is refuted in general and true under a usual condition; None where none helps.

    A condition that the document speaks of is taken as meant: PROVED WHEN; of another both cases are told.
    Indices are tried ``apart`` where no case of them is named. None helps where a slope is 0 because a link is missing.
    """
    if equality.missing:
        return None
    if (told := under_told_properties(equality, document, statement)) is not None:
        return told
    if (of_class := of_the_right_class(equality, document)) is not None:
        return of_class
    if (of_sample := of_the_class_of_a_sample(equality)) is not None:
        return of_sample
    if (of_term := of_one_term(equality, document, statement)) is not None:
        return of_term
    if (of_classes := of_two_classes(equality, document)) is not None:
        return of_classes
    if (of_samples := of_none_of_the_samples(equality, document)) is not None:
        return of_samples
    for tensor in _candidates(equality):
        spoken = _speaks_of_shares(document, tensor.meaning or tensor.name)
        shared = _with_shares(equality, tensor, one_hot=spoken)
        if differs_somewhere(shared):
            continue
        judged = decided(replace(shared, doubts=()))
        if judged.verdict.proved and equality.doubts:
            return Judgement(Outcome.UNDECIDED, equality.doubts[0])
        if judged.verdict.proved:
            letter = tensor.meaning or tensor.name
            said = with_names_of_sizes(judged.condition, equality.network)
            condition = said.replace("labels", f"the entries of {letter}", 1) or f"{letter} sums to one"
            if spoken:
                return replace(judged, verdict=Outcome.PROVED_WHEN, condition=condition)
            return Judgement(Outcome.UNDECIDED, f"true if {condition}, false if not")
    return _weighed_apart(equality, document, statement) if apart and not cases_around(statement) else None


def _candidates(equality: Equality) -> Iterator[Tensor]:
    """Given tensors with axes by which nothing is differentiated, and which are not weighed by what is."""
    sides = (equality.left, equality.right)
    below = {t for side in sides for p in side.atoms(Partial) for t in equality.network.tensors_in(p.denominator)}
    reached = [t for t in equality.network.given if t.axes and t.role is not Role.LABEL and t not in below]
    yield from [t for t in reached if len(t.axes) == 1][:MOST_CANDIDATES]


def _with_shares(equality: Equality, tensor: Tensor, *, one_hot: bool) -> Equality:
    """The equality of entries that sum to one; of one-hot ones too, which nobody means who has not said so."""
    if not one_hot:
        return replace(equality, conditions=(*equality.conditions, labels_sum_to_one(tensor)))
    labels = replace(tensor, role=Role.LABEL)
    given = tuple(labels if t == tensor else t for t in equality.network.given)
    conditions = (*equality.conditions, labels_sum_to_one(labels), labels_one_hot(labels))
    return replace(equality, network=Network(given, equality.network.definitions), conditions=conditions)


def _speaks_of_shares(document: Document, letter: str) -> bool:
    """True where the document says that something is a distribution or a label, or that this letter sums to one."""
    return document.index.speaks_of_shares or letter in document.index.summing_to_one


def _weighed_apart(equality: Equality, document: Document, statement: Statement) -> Judgement | None:
    """What holds for i ≠ j: meant so beside the diagonal or words of it; H_ij = … of a whole matrix misses a δ."""
    judged = _apart(equality)
    if judged is None and ON_IT.search(words := _words_before(statement)) and not NOT_ON_IT.search(words):
        return _of_equal_indices(equality)
    if judged is None or judged.verdict != Outcome.PROVED_WHEN or _tells_the_diagonal(document, statement):
        return judged
    if names_each_entry(document, statement):
        return None
    if MATRIX.search(sentence_of(statement.claim)):
        return Judgement(Outcome.UNDECIDED, f"true if {judged.condition}, false on the diagonal: say which is meant")
    return judged


def _tells_the_diagonal(document: Document, statement: Statement) -> bool:
    """True where the section has words of the diagonal or of different indices, or another line about equal ones."""
    around = document.statements[max(statement.order - NEAR, 0) : statement.order + NEAR + 1]
    near = [s for s in around if s.claim.section == statement.claim.section]
    if any(APART.search(text) for s in near for text in (s.claim.prose, s.claim.heading)):
        return True
    others = [s for s in near if s.order != statement.order]
    return any(cases_behind(s) or _has_equal_indices(s) or cases_around(s) for s in others)


def _has_equal_indices(statement: Statement) -> bool:
    """True for ∂p_i/∂z_i, and for H_ii."""
    nodes = [node for tree in statement.read for node in walk(tree)]
    if any(isinstance(n, Name) and len(n.indices) == 2 and n.indices[0] == n.indices[1] for n in nodes):
        return True
    slopes = [n for n in nodes if isinstance(n, Derivative) and isinstance(n.numerator, Name)]
    return any(
        isinstance(below, Name) and below.indices and below.indices == n.numerator.indices
        for n in slopes if isinstance(n.numerator, Name) for below in n.denominators
    )  # fmt: skip


def names_each_entry(document: Document, statement: Statement) -> bool:
    """True for J_ij = ∂p_i/∂z_j = …, and for H_ij = … where H_ij was said to be a derivative: all entries are meant."""
    first = statement.trees[0]
    if not isinstance(first, Name) or len(first.indices) != 2 or first.indices[0] == first.indices[1]:
        return False
    return all(isinstance(index, Name) for index in first.indices) and document.defined(first.name)


def _apart(equality: Equality) -> Judgement | None:
    """∂p_i/∂z_j = −p_i p_j, which is said of i ≠ j; with a δ of both in it, both cases are meant."""
    network, left, right = equality.network, equality.left, equality.right
    cases = [delta.free_symbols for delta in right.atoms(sp.KroneckerDelta)]
    for first, second, size in _alike(network, left, right):
        if any({first, second} <= letters for letters in cases):
            return None
        apart = 1 - sp.KroneckerDelta(first, second, (1, size))
        judged = decided(replace(equality, left=left * apart, right=right * apart, doubts=()))
        if judged.verdict == Outcome.UNDECIDED:
            return replace(judged, diagnosis=f"it may hold for {first} ≠ {second}, which is not decided")
        if judged.verdict.proved and equality.doubts:
            return Judgement(Outcome.UNDECIDED, equality.doubts[0])
        if judged.verdict.proved:
            return replace(judged, verdict=Outcome.PROVED_WHEN, condition=f"{first} ≠ {second}")
    return None


def _words_before(statement: Statement) -> str:
    """The words of its sentence directly before a formula, in its line or the one before a display."""
    claim = statement.claim
    before = claim.before or sentence_of(claim).partition(claim.latex.partition("\n")[0].strip()[:40])[0].rstrip(" $\n")
    return SENTENCE_END.split(FORMULA.split(before)[-1])[-1]


def _of_equal_indices(equality: Equality) -> Judgement | None:
    """∂p_i/∂z_j = p_i − p_i², which is said of the diagonal."""
    for first, second, _ in _alike(equality.network, equality.left, equality.right):
        left, right = (substitute(side, {second: first}) for side in (equality.left, equality.right))
        judged = decided(replace(equality, left=left, right=right, doubts=()))
        if judged.verdict.proved and not equality.doubts:
            return replace(judged, verdict=Outcome.PROVED_WHEN, condition=f"{first} = {second}")
    return None


def _alike(network: Network, slope: sp.Expr, other: sp.Expr) -> list[tuple[sp.Symbol, sp.Symbol, sp.Expr]]:
    """An index of what is differentiated and one of what it is differentiated by, of one range, with its size.

    Of a slope that is worked out already the two indices that stand there, if there are two; of what is written as a
    whole, in matrices, none.
    """
    ranges = {index: size for index, size in index_ranges(network, slope, other).items() if is_written(index)}
    found: list[tuple[sp.Symbol, sp.Symbol, sp.Expr]] = []
    if not isinstance(slope, Partial):
        letters = sorted(ranges, key=str)
        worked_out = slope.has(sp.KroneckerDelta) and len(letters) == 2 and ranges[letters[0]] == ranges[letters[1]]
        found = [(letters[0], letters[1], ranges[letters[0]])] if worked_out else []
    for part in [slope] if isinstance(slope, Partial) else sorted(slope.atoms(Partial), key=str):
        above, below = (sorted(set(free_indices(side)) & set(ranges), key=str) for side in part.args[:2])
        pairs = [(one, two) for one in above for two in below if one not in below]
        pairs = [(two, one) if two in above and str(two) < str(one) else (one, two) for one, two in pairs]  # ∂P_ij/∂r_i
        found += [(one, two, ranges[one]) for one, two in pairs if ranges[one] == ranges[two]]
    return list(dict.fromkeys(found))


def holds_usually(lowering: Lowering, document: Document, form: Statement) -> bool:
    """True where a form of a letter is the one before under a usual condition, or with stated values put in.

    Args:
        lowering: what says which network the two sides are of.
        document: where it stands.
        form: a second definition of a letter.
    """
    left, right = form.trees[:2]
    assert left is not None and right is not None
    if any(values_put_in(document, form)):
        return True  # a slip in it tells no new meaning
    try:
        equality = lowering.equality(form, left, right, Reading())
        judged = under_usual_conditions(equality, document, form, apart=False)
    except FAULTS:
        return False
    return judged is not None
