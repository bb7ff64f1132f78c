"""Rules of slopes as notes state them: the chain rule, and ∂(u v)/∂x = u ∂v/∂x + v ∂u/∂x of any functions of x."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...reading.document.model import Document
from ...reading.expression.nodes import Call, Derivative, Name, Node, Prime, Total, mapped, names_in, walk
from ..finding import Judgement
from .chain_rule import Rank, chain_rule


def rule_of_slopes(
    document: Document, left: Node, right: Node, rank: Rank, judged: Callable[[Node, Node], Judgement]
) -> Judgement | None:
    """The proof of a link that is a rule of slopes, with what it assumes; None where it is not.

    >>> from ...proof.verdict import Outcome
    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"\\frac{d(u v)}{dx} = u \\frac{dv}{dx} + v \\frac{du}{dx}", 1, 1)])
    >>> proved = Judgement(Outcome.PROVED)
    >>> trees = document.statements[0].trees
    >>> rule_of_slopes(document, *trees, lambda name: 0, lambda left, right: proved).diagnosis
    'assuming u and v are any functions of x'
    """
    if (found := chain_rule(document, left, right, rank)) is not None:
        return found
    variable, functions = _functions(document, (left, right), rank)
    if variable is None or not functions:
        return None

    def applied(node: Node) -> Node:
        if isinstance(node, Name):
            return Call(node, (variable,)) if node in functions else node
        return mapped(node, applied)

    proof = judged(applied(left), applied(right))
    if not proof.verdict.proved:
        return None
    several = len(functions) > 1
    letters = " and ".join(sorted(name.name for name in functions))
    said = f"assuming {letters} {'are any functions' if several else 'is any function'} of {variable.name}"
    return replace(proof, diagnosis="; ".join(part for part in (proof.diagnosis, said) if part))


def _functions(document: Document, sides: tuple[Node, Node], rank: Rank) -> tuple[Name | None, set[Name]]:
    """The only letter by which is differentiated, and those that are: numbers, all of which nothing defines."""
    nodes = [node for side in sides for node in walk(side)]
    slopes = [node for node in nodes if isinstance(node, Derivative)]
    below = {part for slope in slopes for part in slope.denominators}
    variable = below.pop() if len(below) == 1 else None
    plain = not any(isinstance(node, (Prime, Total, Call)) for node in nodes)
    if not isinstance(variable, Name) or not plain or any(slope.gradient for slope in slopes):
        return None, set()
    names = [name for side in sides for name in names_in(side)]
    if any(document.defined(name.name) or rank(name.name) or not _is_a_number(name) for name in names):
        return None, set()
    above = {name for slope in slopes for name in names_in(slope.numerator)}
    return variable, above - {variable, Name("e")}


def _is_a_number(name: Name) -> bool:
    """True for a small letter without scripts that is not in bold."""
    return not (name.indices or name.layer or name.bold or name.name[:1].isupper())
