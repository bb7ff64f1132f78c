"""What a function is where the document does not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

from ...network.functions import function_named
from ...reading.document.statements.index import Index


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
