r"""What is said of a given letter, that A is symmetric, ‖w‖ = 1, U^T U = I: a claim may need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import sympy as sp

from ...algebra.indices import fresh_index
from ...errors import UsageError
from ...network.definitions import Definition, Network
from ...network.tensors import Tensor
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.document.told.properties import WORDS, properties_in
from ...reading.expression.words import ACCENTS, GREEK, STYLES
from ..finding import Judgement
from .equalities import Equality, decided

SAID = {
    "orthogonal": "orthogonal", "symmetric": "symmetric", "skew": "antisymmetric", "idempotent": "idempotent",
    "involution": "its own inverse", "diagonal": "diagonal", "unit": "of length 1", "centred": "of sum 0",
}  # fmt: skip
OF_WORDS = ("diagonal", "orthogonal", "symmetric", "skew", "idempotent", "involution")
NEAR = r"[^.$]{0,30}"
GREEK_CAPITALS = "|".join(sorted(letter for letter in GREEK if letter[0].isupper()))
CAPITAL = re.compile(
    rf"(?:\\(?P<accent>{'|'.join(ACCENTS)})\s*\{{?\s*(?:\\(?:{'|'.join(STYLES)})\s*\{{?\s*)?)?"
    rf"(?:(?<![A-Za-z\\])(?P<latin>[A-Z])|\\(?P<greek>{GREEK_CAPITALS}))(?![A-Za-z])"
)
OF_ANOTHER = re.compile(r"\$\W*(?:is|are|be)\s+(?:(?:a|an|also|both|real|any)\s+)*\W*$", re.IGNORECASE)


def under_told_properties(equality: Equality, document: Document, statement: Statement) -> Judgement | None:
    """The verdict on what is refuted in general, where something is said of a letter; None where nothing is.

    PROVED WHEN with the property put in, and still refuted where it cannot help; UNDECIDED where it was not tried.
    """
    told = document.index.made(_properties)
    mine = [t for t in equality.network.given if (t.meaning or t.name) in told and t.axes]
    if not mine:
        return _of_what_is_made(equality, document)
    tensor = mine[0]
    letter = tensor.meaning or tensor.name
    kind, order = told[letter]
    if order == statement.order:
        return Judgement(Outcome.UNDECIDED, f"it holds only where {letter} is {SAID[kind]}: say so in words beside it")
    form = FORMS.get(kind)
    made = _with_property(equality, tensor, form) if form is not None and len(mine) == 1 else None
    if made is None:
        return Judgement(Outcome.UNDECIDED, f"it may need that {letter} is {SAID[kind]}, which the document says")
    judged = decided(replace(made, doubts=()))
    if judged.verdict.proved and equality.doubts:
        return Judgement(Outcome.UNDECIDED, equality.doubts[0])
    if judged.verdict.proved:
        condition = ", ".join(part for part in (judged.condition, f"{letter} is {SAID[kind]}") if part)
        return replace(judged, verdict=Outcome.PROVED_WHEN, condition=condition)
    return _of_what_is_made(equality, document) if judged.verdict == Outcome.REFUTED else judged


def _of_what_is_made(equality: Equality, document: Document) -> Judgement | None:
    """UNDECIDED where words say of a defined matrix what its definition does not show: U of columns, orthogonal."""
    words = document.index.made(_told_in_words)
    for made in equality.network.definitions:
        letter = made.tensor.meaning or made.tensor.name
        for kind in [kind for kind, letters in words.items() if letter in letters and len(made.tensor.axes) == 2]:
            if not _shows(equality, made.tensor, kind):
                return Judgement(Outcome.UNDECIDED, f"it may need that {letter} is {SAID[kind]}, as the document says")
    return None


def _shows(equality: Equality, tensor: Tensor, kind: str) -> bool:
    """True where a matrix has a property by its definition: A = B^T B is symmetric whatever B is."""
    if not _is_square(tensor):
        return False
    rows = tensor.axes[0].size
    i, j = tensor.indices
    k = fresh_index(i)
    same = sp.KroneckerDelta(i, j, (1, rows))
    left, right = {
        "symmetric": (tensor.at(i, j), tensor.at(j, i)),
        "diagonal": (tensor.at(i, j), tensor.at(i, j) * same),
        "skew": (tensor.at(i, j), -tensor.at(j, i)),
        "orthogonal": (sp.Sum(tensor.at(k, i) * tensor.at(k, j), (k, 1, rows)), same),
        "idempotent": (sp.Sum(tensor.at(i, k) * tensor.at(k, j), (k, 1, rows)), tensor.at(i, j)),
        "involution": (sp.Sum(tensor.at(i, k) * tensor.at(k, j), (k, 1, rows)), same),
    }[kind]
    return decided(replace(equality, left=left, right=right, doubts=()), quick=True).verdict.proved


def _properties(index: Index) -> Mapping[str, tuple[str, int]]:
    """What is said of letters that nothing defines, by formulas or by words, with the line of the formula or -1."""
    defined = {binding.name for binding in index.bindings if not binding.value}
    found = {name: (told.kind, told.order) for name, told in properties_in(index.statements, defined).items()}
    for kind, letters in index.made(_told_in_words).items():
        for letter in sorted(letters - defined):
            found.setdefault(letter, (kind, -1))
    return found


def _told_in_words(index: Index) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in dict.fromkeys(s.claim.prose for s in index.statements):
        for kind, letters in _said_in(text).items():
            found.setdefault(kind, set()).update(letters)
    return found


def _said_in(text: str) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind in OF_WORDS:
        word = rf"(?:{WORDS[kind]})"
        behind = re.finditer(rf"{word}{NEAR}\$([^$]{{1,40}})\$", text, re.IGNORECASE)
        before = re.finditer(rf"\$([^$]{{1,40}})\${NEAR}{word}", text, re.IGNORECASE)
        mine = [m for m in behind if not OF_ANOTHER.search(text[: m.start()])]  # U is orthogonal, and A = U D U^T
        for match in (*mine, *before):
            letter = CAPITAL.search(match[1].replace("mathbb{R}", ""))
            if letter is not None:
                accent = f"{ACCENTS[letter['accent']]}:" if letter["accent"] else ""
                found.setdefault(kind, set()).add(accent + (letter["latin"] or letter["greek"]))
    return found


def _with_property(
    equality: Equality, tensor: Tensor, form: Callable[[Tensor], sp.Expr | None]
) -> Equality | None:  # fmt: skip
    free = replace(tensor, name=f"{tensor.name[:24]}_free", meaning=f"{tensor.meaning} free")
    value = form(free)
    if value is None:
        return None
    network = equality.network
    given = tuple(free if t == tensor else t for t in network.given)
    made = Definition(tensor, tensor.indices, value, "property")
    try:
        return replace(equality, network=Network(given, (made, *network.definitions)))
    except UsageError:
        return None


def _is_square(tensor: Tensor) -> bool:
    return len(tensor.axes) == 2 and tensor.axes[0].size == tensor.axes[1].size


def _turned(free: Tensor, sign: int) -> sp.Expr | None:
    if not _is_square(free):
        return None
    i, j = free.indices
    return (free.at(i, j) + sign * free.at(j, i)) / 2


def _diagonal(free: Tensor) -> sp.Expr | None:
    if not _is_square(free):
        return None
    i, j = free.indices
    return free.at(i, j) * sp.KroneckerDelta(i, j, (1, free.axes[0].size))


def _unit(free: Tensor) -> sp.Expr | None:
    if len(free.axes) != 1:
        return None
    (i,) = free.indices
    running = fresh_index(i)
    return free.at(i) / sp.sqrt(sp.Sum(free.at(running) ** 2, (running, 1, free.axes[0].size)))


FORMS: Mapping[str, Callable[[Tensor], sp.Expr | None]] = {
    "diagonal": _diagonal, "symmetric": partial(_turned, sign=1), "skew": partial(_turned, sign=-1), "unit": _unit,
}  # fmt: skip
