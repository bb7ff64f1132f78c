r"""−Σ_k y_k log p_k = −y_c log p_c, where the words say that c is the right class."""

from __future__ import annotations

import re
from dataclasses import replace

import sympy as sp

from ...algebra.indices import free_indices, fresh_index, substitute
from ...network.axes import index_symbol
from ...network.tensors import Role
from ...proof.every_size import holds_for_every_size
from ...proof.places import index_ranges
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ..finding import Judgement
from .equalities import Equality, decided
from .larger_sizes import EVERY_SIZE
from .setting import with_one_hot_labels

RIGHT = r"(?:true|correct|right|target|actual|observed|gold|ground[- ]truth|outside|positive|labell?ed)"
THING = r"(?:class|classes|word|label|answer|category|token|outcome|symbol|digit|index|entry|one)"

RIGHT_CLASS = re.compile(r"(\w+) is the right class")
CLASS_OF = re.compile(r"[A-Za-z]+_[A-Za-z]+")  # y_i, the class of sample i


def of_the_right_class(equality: Equality, document: Document) -> Judgement | None:
    """PROVED WHEN labels are one-hot and a letter is the right class, where words or y_c = 1 say that it is.

    UNDECIDED where it would hold so, and nothing says it.
    """
    network, left, right = equality.network, equality.left, equality.right
    labels = next((t for t in network.given if t.role is Role.LABEL and len(t.axes) == 1), None)
    letters = [s for s in free_indices(right) ^ free_indices(left) if s.is_Symbol]
    if labels is None or len(letters) != 1:
        return None
    fresh = fresh_index(letters[0])
    first, second = (substitute(side, {letters[0]: fresh}) for side in (left, right))
    if not holds_for_every_size(with_one_hot_labels(network, labels, fresh), first, second):
        return None
    condition = f"labels are one-hot and {letters[0]} is the right class"
    if not _is_told(str(letters[0]), labels.meaning, document):
        return Judgement(Outcome.UNDECIDED, f"true if {condition}, false if not: say which is meant")
    return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, condition)


def where_another_class_is_right(judged: Judgement, equality: Equality, document: Document, other: str) -> Judgement:
    """The verdict on what was proved where k is the right class, and is said of k ≠ c: false where c is that class.

    ``other`` is c; open where no words say that it is the right class.
    """
    labels = next((t for t in equality.network.given if t.role is Role.LABEL and len(t.axes) == 1), None)
    found = RIGHT_CLASS.search(judged.condition)
    if labels is None or found is None or not other or not _is_told(other, labels.meaning, document):
        return Judgement(Outcome.UNDECIDED, f"it is true if {judged.condition}, and said of others")
    apart = 1 - sp.KroneckerDelta(index_symbol(found[1]), 1, (1, labels.axes[0].size))
    left, right = (
        substitute(side, {index_symbol(other): sp.S.One}) * apart for side in (equality.left, equality.right)
    )
    network = with_one_hot_labels(equality.network, labels, sp.S.One)
    there = decided(replace(equality, network=network, left=left, right=right, conditions=()))
    words = f"it holds where {found[1]} is the right class, and {other} is said to be"
    return replace(there, diagnosis=words) if there.verdict == Outcome.REFUTED else Judgement(Outcome.UNDECIDED, words)


def of_the_class_of_a_sample(equality: Equality) -> Judgement | None:
    """PROVED WHEN k = y_i, of what is true of the class y_i alone: ∂L_i/∂p_k = −1/p_k of L_i = −log p_{y_i}."""
    sides = equality.left, equality.right
    ranges = index_ranges(equality.network, *sides)
    free = sorted(set().union(*map(free_indices, sides)) & set(ranges), key=str)
    classes = [s for s in free if CLASS_OF.fullmatch(s.name)]
    for one, other in ((c, k) for c in classes for k in free if k not in classes and ranges[k] == ranges[c]):
        left, right = (substitute(side, {one: other}) for side in sides)
        if decided(replace(equality, left=left, right=right, doubts=())).verdict.proved:
            return Judgement(Outcome.PROVED_WHEN, EVERY_SIZE, f"{other} = {one}")
    return None


def _is_told(letter: str, labels: str, document: Document) -> bool:
    """True where a document calls a letter the right class: "the true word $o$", "$k = c$, the correct class"."""
    name = rf"\$(?:\w ?= ?)?\\?{re.escape(letter)}\$"
    said = re.compile(
        rf"\b{RIGHT}\b[^.$]{{0,30}}{name}|{name}[^.$]{{0,20}}\b{RIGHT}\b(?: \w+)? {THING}"
        rf"|\b{re.escape(labels)}_{{?{re.escape(letter)}}}? ?= ?1\b",
        re.IGNORECASE,
    )
    words = {s.claim.prose for s in document.statements}
    marked = rf"{name}[^.$]{{0,60}}\${re.escape(labels)}\$[^.$]{{0,40}}\bone[- ]hot"
    return any(said.search(text) or re.search(marked, text, re.IGNORECASE) for text in words)
