"""A verdict on one formula: about a network, or about two formulas alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy as sp

from ...errors import UnsupportedFormula, UsageError
from ...network.definitions import Condition, Network
from ...network.partial import Partial
from ...proof.decision import decide as decide_formulas
from ...proof.derivatives import Derivatives
from ...proof.small_sizes import exact_check
from ...proof.verdict import Outcome, Verdict
from ...reading.formula import Glossary, RejectedFormula, read_formula
from ...reading.formula.reading import Reading, Side
from .larger_sizes import judged_for_all_sizes

ORDER = (Outcome.REFUTED, Outcome.UNDECIDED, Outcome.PROVED_WHEN, Outcome.PROVED)


def check(text: str, network: Network, *, syntax: str = "auto") -> Verdict:
    r"""The verdict on an equality, or a chain of them, about the network: a derivative, a definition, a step.

    Args:
        text: LaTeX such as ``\frac{\partial E}{\partial W_{kd}} = …`` without dollar signs, or the plain syntax
            ``dE/dW[k,d] = …``. It is read, and never evaluated.
        network: whose letters these are.
        syntax: ``latex``, ``plain`` or ``auto``.

    Returns:
        PROVED for every size; PROVED WHEN a condition of the network holds, or at the sizes that are named; REFUTED
        with a witness; UNDECIDED with the reason. Of a chain the weakest verdict counts.

    Raises:
        InputError: the text cannot be read; the message says where and why.
        UsageError: it is no equality, or has a letter that the network does not have.

    >>> from ...network.building import classifier
    >>> print(check("dL/dz[k] = p[k] - y[k]", classifier(batch=False)))
    PROVED WHEN labels sum to one: for every size
    >>> check("dL/dz[k] = y[k] - p[k]", classifier(batch=False)).outcome.value
    'REFUTED'
    """
    verdicts = [verdict for _, verdict in links_about(text, network, syntax)]
    return min(verdicts, key=lambda verdict: ORDER.index(verdict.outcome))


def links_about(text: str, network: Network, syntax: str) -> list[tuple[str, Verdict]]:
    """Each equality of a chain as it was read, with its verdict about the network.

    Raises:
        InputError, UsageError: as :func:`check`.

    >>> from ...network.building import classifier
    >>> [str(verdict.outcome) for _, verdict in links_about("L = L = 2*L", classifier(batch=False), "plain")]
    ['PROVED', 'REFUTED']
    """
    reading = _read(text, network, syntax)
    sides = [_side(side, network) for side in reading.sides]
    _refuse_two_axes(sides, network)
    verdicts = [_checked(network, left, right) for left, right in pairwise(sides)]
    words = [f"{first} = {second}" for first, second in pairwise(reading.sides)]
    return list(zip(words, verdicts, strict=True))


def _read(text: str, network: Network, syntax: str) -> Reading:
    try:
        reading = read_formula(text, Glossary.of_network(network), syntax=syntax)
    except RejectedFormula as wrong:
        where = f"character {wrong.position + 1}: {wrong.sentence}"
        raise RejectedFormula(where, wrong.position, hint=wrong.hint) from None
    if not reading.relations or any(relation not in ("=", ":=") for relation in reading.relations):
        found = ", ".join(reading.relations) or "no ="
        raise UsageError(f"the formula has {found}", hint="write an equality such as dE/dW[k,d] = …")
    return reading


def _side(side: Side, network: Network) -> sp.Expr:
    if side.is_list:
        raise UsageError("a list is no side of an equality here", hint="write it with indices")
    names = {base.label.name for base in side.value.atoms(sp.IndexedBase)}
    names |= {s.name for s in side.value.atoms(sp.Symbol) if s.is_real and not s.is_integer} - {"real"}
    known = {tensor.name for tensor in network.tensors}
    unknown = next(iter(sorted(names - known)), "")
    if unknown:
        raise UsageError(f"the network has no tensor named {unknown!r:.60}", hint="it has " + ", ".join(sorted(known)))
    return side.value


def _refuse_two_axes(sides: Sequence[sp.Expr], network: Network) -> None:
    """Refuse an index that counts samples in one element and classes in another."""
    for side in sides:
        places: dict[sp.Expr, tuple[sp.Expr, sp.Expr]] = {}
        for element in sorted(side.atoms(sp.Indexed), key=str):
            for index, size in zip(element.indices, network.tensor(element.base.label.name).shape, strict=False):
                other, before = places.setdefault(index, (size, element))
                if index.is_Symbol and other != size and other.is_Symbol and size.is_Symbol:
                    found = f"the index {index} runs to {other} in {before} and to {size} in {element}"
                    raise UsageError(found, hint="give each axis a letter of its own")


def _checked(network: Network, left: sp.Expr, right: sp.Expr) -> Verdict:
    try:
        if left.has(Partial) or right.has(Partial):
            left, right = (Derivatives(network).of_formulas(side) for side in (left, right))
        exact = exact_check(network, left, right, conditions=network.conditions)
    except UnsupportedFormula as reason:
        return Verdict(Outcome.UNDECIDED, "", reason=reason.message)
    if not exact.proved:
        return exact
    judged = judged_for_all_sizes(network, left, right, exact, None)
    outcome = Outcome(judged.verdict)
    if outcome is Outcome.REFUTED:
        return Verdict(outcome, judged.diagnosis, reason=judged.diagnosis)
    return Verdict(outcome, judged.diagnosis, judged.condition)


def decide(left: str | sp.Expr, right: str | sp.Expr, *, conditions: Sequence[Condition] = ()) -> Verdict:
    r"""The verdict on ``left = right`` of formulas in plain letters, as text or as SymPy expressions.

    Args:
        left, right: such as ``\tanh x`` and ``1 - 2/(1 + exp(2*x))``; each letter stands for a real number.
        conditions: equalities that may be assumed.

    Raises:
        InputError: a text cannot be read.

    >>> print(decide("tanh(x)", "1 - 2/(1 + exp(2*x))"))
    PROVED: exact rational functions over independent exponentials
    >>> decide("tanh(x)", "x").outcome.value
    'REFUTED'
    """
    sides = [side if isinstance(side, sp.Expr) else _formula(side) for side in (left, right)]
    return decide_formulas(*sides, conditions=conditions)


def _formula(text: str) -> sp.Expr:
    reading = read_formula(text, Glossary(usual=False))
    if reading.relations or reading.sides[0].is_list:
        raise UsageError(f"{text!r:.60} is no single formula", hint="give the two sides of the equality one by one")
    return reading.expression
