"""What a function is where the document does not say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import sympy as sp

from ...network.functions import function_named
from ...reading.document.statements.index import Index

OF_UNIT_VECTORS = re.compile(r"\b(?:unit|basis|indicator|one[- ]hot)\b[^.;$]{0,24}\bvectors?\b", re.IGNORECASE)
BASIS = re.compile(r"\b(?:standard|canonical|unit) basis\b", re.IGNORECASE)
NAMED = re.compile(r"(?<![A-Za-z\\])(?:\\[A-Za-z]+\s*\{?\s*)?e\s*\}?\s*_")


def _normal(u: sp.Expr) -> sp.Expr:
    return (1 + sp.erf(u / sp.sqrt(2))) / 2


CONVENTIONS: Mapping[str, tuple[Callable[[sp.Expr], sp.Expr], str]] = {
    "sigma": (function_named("sigmoid"), "σ is the logistic function"),
    "sigmoid": (function_named("sigmoid"), "σ is the logistic function"),
    "Phi": (_normal, "Φ is the distribution function of the normal law"),
}


def speaks_of_identity(index: Index) -> bool:
    """True where the words of a document have the identity matrix; else I_{ij} may be an image.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> claim = Claim("a = b", 1, 1, prose="I_{kj} are the entries of the identity matrix")
    >>> speaks_of_identity(document_of([claim]).index)
    True
    """
    return any("identity" in statement.claim.prose.lower() for statement in index.statements)


def speaks_of_unit_vectors(index: Index) -> bool:
    """True where the words of a document call e_k a vector of a basis, or one-hot; else it may be any vector.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> words = ("with the unit vector $e_k$", "the unit vector $u_k$ of $e_k$", "errors $e_k$")
    >>> [speaks_of_unit_vectors(document_of([Claim("a = b", 1, 1, prose=text)]).index) for text in words]
    [True, False, False]
    """
    return any(_calls_e(statement.claim.prose) for statement in index.statements)


def _calls_e(prose: str) -> bool:
    """True where e_k is the first formula behind such words, or the last before them."""
    for said in (*OF_UNIT_VECTORS.finditer(prose), *BASIS.finditer(prose)):
        before, behind = prose[: said.start()][-40:], prose[said.end() :][:40]
        near = (before.rpartition("$")[0].rpartition("$")[2], behind.partition("$")[2].partition("$")[0])
        if any(NAMED.match(part.strip()) for part in near):
            return True
    return False


OF_IDENTITY: Mapping[tuple[str, int], Callable[[Index], bool]] = {
    ("I", 2): speaks_of_identity,
    ("e", 1): speaks_of_unit_vectors,
}
