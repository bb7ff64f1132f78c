"""What a document states of its labels is no condition of a proof: y = (0, 0, 1), Σ_i y_i = 1, "y is one-hot"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from ...network.tensors import Role, Tensor
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Matrix, Name, Node, Number, Total
from ..finding import Judgement
from .equalities import Equality

SUM, ONE_HOT = "labels sum to one", "labels are one-hot"
OF_A_CLASS = re.compile(rf"{ONE_HOT} and (\w+) is the right class")
LETTER = r"\$\\?(?:mathbf|boldsymbol|bm|vec)?\s*\{?(?P<%s>[A-Za-z])(?![A-Za-z(])[^$]{0,12}\$"
BEHIND = r"(?:[- ](?:encod\w+|vectors?|labels?|targets?|true|class|for|of|the|a)){0,4}\s*"
CALLED = re.compile(
    r"(?P<open>.{0,24})\bone[- ]hot\b" + BEHIND + LETTER % "of"
    + r"|(?P<before>.{0,24})" + LETTER % "that"
    + r"\s+(?:(?:is|are|be|being|as|a|an|the|vectors?|label)\s+){0,3}one[- ]hot\b",
    re.DOTALL,
)  # fmt: skip
UNSURE = re.compile(r"\b(?:if|when|whether|unless|not|or|un)\b[^.$]*$", re.IGNORECASE)
OTHERWISE = re.compile(
    r"\bsoft\b|\bsoft(?:ened)?[- ](?:label|target)|smooth|distill|\bnot (?:be )?one[- ]hot|mixup", re.IGNORECASE
)
Entries = tuple[Fraction, ...]


def without_what_is_stated(
    judged: Judgement, equality: Equality, document: Document, statement: Statement, base: int = 1
) -> Judgement:
    """The proof without the conditions on labels that hold by what is stated where the claim stands.

    Where the entries are stated and another class than theirs would have to be the right one, it is open.

    Args:
        judged: a proof under conditions.
        equality, document, statement: what was proved, and where it stands.
        base: the number of the first class.
    """
    labels = [t for t in equality.network.given if t.role is Role.LABEL]
    if judged.verdict != Outcome.PROVED_WHEN or not labels:
        return judged
    stated = [entries for t in labels for entries in _stated(document, statement, t)]
    named = OF_A_CLASS.fullmatch(judged.condition)
    classes = {_class_of(entries, base) for entries in stated}
    if named is not None and named[1].isdigit() and len(classes) == 1 and None not in classes:
        if int(named[1]) in classes:
            return replace(judged, verdict=Outcome.PROVED, condition="")
        return Judgement(Outcome.UNDECIDED, f"true if {named[1]} is the right class; stated is {classes.pop()}")
    if named is not None or not all(_holds(document, statement, t, _is_needed(judged.condition)) for t in labels):
        return judged
    parts = [part for part in re.split(r" and |, ", judged.condition) if part not in (SUM, ONE_HOT)]
    condition = judged.condition if len(parts) > 1 else "".join(parts)
    return replace(judged, verdict=judged.verdict if condition else Outcome.PROVED, condition=condition)


def _is_needed(condition: str) -> str:
    return ONE_HOT if ONE_HOT in condition else SUM


def _holds(document: Document, statement: Statement, labels: Tensor, needed: str) -> bool:
    """True where all entries that are stated of the labels are so, or a line says that they sum to one."""
    if stated := _stated(document, statement, labels):
        return all(sum(entries) == 1 and (needed == SUM or set(entries) <= {0, 1}) for entries in stated)
    if _is_called_one_hot(document, statement, labels.meaning):
        return True
    lines = document.index.made(_summed).get(labels.meaning, ())
    told = any(order < statement.order or section == statement.claim.section for order, section in lines)
    return needed == SUM and told


def _is_called_one_hot(document: Document, statement: Statement, letter: str) -> bool:
    """True where words call the labels one-hot, in the section of a claim or in that of the loss that they are in."""
    losses = [b.section for b in document.mentioning.get(letter, ()) if b.order <= statement.order]
    sections, called = {statement.claim.section, *losses[-1:]}, document.index.made(_called)
    told = any(order <= statement.order and section in sections for order, section in called.get(letter, ()))
    return told and not any(order <= statement.order for order, _ in called.get("", ()))


def _called(index: Index) -> dict[str, list[tuple[int, int]]]:
    """The lines around which words call a letter one-hot; by no letter those around which labels may be others."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for statement in index.statements:
        at, words = (statement.order, statement.claim.section), statement.claim.prose
        for match in CALLED.finditer(words):
            if not UNSURE.search(match["open"] or match["before"] or ""):
                found[match["of"] or match["that"]].append(at)
        if OTHERWISE.search(words):
            found[""].append(at)
    return dict(found)


def _stated(document: Document, statement: Statement, labels: Tensor) -> list[Entries]:
    """The entries of a vector of labels that the section of a claim states before it."""
    here = [b for b in document.values(labels.meaning, statement.order) if b.section == statement.claim.section]
    found = [_entries(b.body) for b in here] if len(labels.axes) == 1 else []
    return [entries for entries in found if entries]


def _entries(body: Node) -> Entries:
    """The numbers of a row or a column.

    >>> _entries(Matrix(((Number("0"),), (Number("1"),))))
    (Fraction(0, 1), Fraction(1, 1))
    """
    rows: Sequence[Sequence[Node]] = body.rows if isinstance(body, Matrix) else ()
    found = [entry for row in rows for entry in row]
    if min(len(rows), max(map(len, rows), default=0)) != 1:
        return ()
    return tuple(Fraction(e.text) for e in found if isinstance(e, Number)) if _are_numbers(found) else ()


def _are_numbers(nodes: Iterable[Node]) -> bool:
    return all(isinstance(node, Number) and re.fullmatch(r"\d+(?:\.\d+)?", node.text) for node in nodes)


def _class_of(entries: Entries, base: int) -> int | None:
    return entries.index(Fraction(1)) + base if sum(entries) == 1 and set(entries) <= {0, 1} else None


def _summed(index: Index) -> dict[str, list[tuple[int, int]]]:
    """The lines that say Σ_i y_i = 1, with their sections."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for statement in index.statements:
        first, second = (*statement.trees, None, None)[:2]
        if isinstance(first, Total) and isinstance(first.body, Name) and second == Number("1"):
            found[first.body.name].append((statement.order, statement.claim.section))
    return dict(found)
