"""Lines that say a layer once more: a claim where they say the same, a definition where they are of a higher layer."""

from __future__ import annotations

from ...errors import UnsupportedFormula, UsageError
from ...proof.verdict import Outcome
from ...reading.document.errors_of_layers import is_of_others, with_errors_as_slopes, with_higher_layers
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ..equality.equalities import decided
from .errors_by_use import with_errors_by_use
from .link import Lowering
from .readings import Reading


def with_layers_settled(document: Document) -> Document:
    """The document in which each line about any layer that has one before it is what it says.

    z_k = b_k + Σ_j g(z_j) w_{jk} after z_j = b_j + Σ_i a_i w_{ij} says the same and is a claim, whatever words
    introduce it; a_k = Σ_j w_{kj} z_j after a_j = Σ_i w_{ji} x_i is of a higher layer, and defines it.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [("", "z^l = w^l a^{l-1}"), ("Now", "z^l = w^l a^{l-1}")]
    >>> claims = [Claim(text, number, 1, before=word) for number, (word, text) in enumerate(lines, 1)]
    >>> document = document_of(claims)
    >>> [[s.kind for s in found.statements] for found in (document, with_layers_settled(document))]
    [['definition', 'definition'], ['definition', 'form']]
    """
    again = [s for s in document.statements if s.kind == "definition" and _has_a_layer_before(document, s)]
    others = [s for s in document.statements if is_of_others(document, s)]
    if not again and not others:
        return _with_errors_settled(document)
    lowering = Lowering(document.with_forms([s.order for s in again]))
    same = [s.order for s in again if _outcome(lowering, s).proved]
    higher = [s.order for s in others if _outcome(lowering, s) == Outcome.REFUTED]
    return _with_errors_settled(with_higher_layers(document.with_forms(same), higher))


def _with_errors_settled(document: Document) -> Document:
    """The errors of layers as slopes of the loss, where the line of the last layer or what is made of them holds so."""
    for slopes in with_errors_as_slopes(document):
        pairs = zip(document.statements, slopes.statements, strict=True)
        lines = [now for before, now in pairs if (before.kind, now.kind) == ("definition", "form")]
        first = Lowering(slopes)
        lowerings = [first, *([Lowering(slopes, rows=True)] if first.unsure else [])]
        if any(all(holds(lowering, line) for line in lines) for lowering in lowerings):
            return slopes
    return with_errors_by_use(document, holds)


def _has_a_layer_before(document: Document, statement: Statement) -> bool:
    binding = statement.binding
    if binding is None or not _is_of_any_layer(statement):
        return False
    mine = (b for b in document.by_name.get(binding.name, ()) if b.layer is not None and not b.value)
    return any(b.order < binding.order and b.layer is not None and not b.layer.letter.isdigit() for b in mine)


def _is_of_any_layer(statement: Statement) -> bool:
    layer = statement.binding.layer if statement.binding is not None else None
    return layer is not None and not layer.letter.isdigit()


def holds(lowering: Lowering, statement: Statement) -> bool:
    """True where the first link of a line holds whatever its letters are.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("z = w x", 1, 1), Claim(r"\\frac{dz}{dx} = w", 2, 1)])
    >>> holds(Lowering(document), document.statements[1])
    True
    """
    return any(_outcome(lowering, statement, reading).proved for reading in (Reading(), Reading(entrywise=True)))


def _outcome(lowering: Lowering, statement: Statement, reading: Reading | None = None) -> Outcome:
    form = lowering.document.statements[statement.order]
    left, right = form.trees[0], form.trees[form.body]
    if left is None or right is None:
        return Outcome.UNDECIDED
    try:
        return decided(lowering.equality(form, left, right, reading or Reading()), quick=True).verdict
    except (UnsupportedFormula, UsageError, ValueError, TypeError, KeyError, RecursionError):
        return Outcome.UNDECIDED
