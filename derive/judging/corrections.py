"""A slip told in the author's letters, with a corrected side that is read again and proved."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

import sympy as sp

from ..algebra.indices import free_indices
from ..errors import UnsupportedFormula, UsageError
from ..gradient.derivation import Formula
from ..network.definitions import Network
from ..reading.document.model import Document
from ..reading.document.scripts.letter_e import OWN, with_its_own
from ..reading.document.scripts.roles import Roles
from ..reading.document.scripts.understood import understood
from ..reading.expression.nodes import Name, Node
from ..reading.expression.parser import parsed
from ..reading.expression.printing import shown
from ..reading.expression.stream import Unread
from ..reading.notes.claims import Claim
from ..reading.tex.chains import chains_of
from ..reading.tex.index_letters import SIGN, plain_prime, written_plainly
from .equality.equalities import of_every_entry
from .equality.setting import renamed_elements, renamed_network
from .lowering.arrays import is_written
from .slips.edited_sides import edited_sides, in_marks_of, is_well_formed
from .slips.letters_as_written import as_written
from .usual_classifier.symbolic import corrected_latex

if TYPE_CHECKING:
    from .slips.diagnosis import Diagnosis

EXCHANGED = re.compile(r"the indices i_\d+ and i_\d+ are exchanged")
DOUBLED = re.compile(r"\\mathbf\{(\\(?:mathbf|boldsymbol|bm|vec)\{[^{}]*\})\}")
NAMELESS = re.compile(r"(?<![A-Za-z])inner_*[\w,]*")  # a sum that a function is applied to
CAPTURED = re.compile(r"the index i_\d+ of (\S+) is captured")
NUMBERED = re.compile(r"_\{?i_\d+(?:,?\s?i_\d+)*\}?")  # indices of vectors and matrices, which nobody wrote
UNNAMED = re.compile(r"\\sum_\{(\w+)=1\}\^(?:\{S_?\{?\d+\}?\}|S_\{?\d+\}?|\{\\mathrm\{S\d+\}\}|\d|\{\d+\})")
PLACEHOLDER = re.compile(
    r"\\(?:mathbf|boldsymbol)\{\\mathrm\{Q([a-z]{2})\}\}|\\(?:mathrm|mathbf|boldsymbol)\{Q([a-z]{2})\}"
)
ONES = re.compile(r"(?P<factor>(?<=[A-Za-z})])\s*)?\\mathbf\{1\}_\{S_\{?\d+\}?\}")  # nobody wrote the size: 1 - a
ENTRY = re.compile(r"δ_(\d+),(i_\d+|[a-z]) ")  # of a vector or a matrix that is written out
DUMMIES = re.compile(r"(?<![A-Za-z0-9])i_\d+")
LETTERS = "kjilmnrst"


@dataclass(frozen=True, slots=True)
class Slip:
    """What explains a wrong side, and the right one in the author's letters; empty where it cannot be written."""

    sentence: str
    corrected: str


def slip_in(
    claim: Claim,
    document: Document,
    network: Network,
    sides: tuple[sp.Expr, sp.Expr],
    place: int,
    proves: Callable[[Node], bool],
) -> Slip | None:
    """The slip that explains a wrong right side; None where none of the usual ones does.

    Args:
        claim, document: whose letters are used.
        network: of the definitions that the claim reaches, with its conditions.
        sides: both sides in index notation.
        place: which side of the chain is the wrong one.
        proves: says whether the left side equals a tree that was read.
    """
    left, right = sides
    names = {tensor.name: f"Q{_letters(n)}" for n, tensor in enumerate(network.tensors)}
    macros = {macro.name: macro for macro in claim.macros}
    texts = _nearest_first(claim, document)
    shown = {t.name: as_written(t.meaning or t.name, texts, macros) for t in network.tensors}
    found = _found(network, left, right)
    if found is None or (found.corrected == left and "," in found.slip):
        return None  # two slips that make of a side the other one explain nothing
    renamed = renamed_network(replace(network, conditions=()), names)
    back = {new: shown[old] for old, new in names.items()}

    running = [letter for letter in LETTERS if letter in document.roles.running]

    def written(value: sp.Expr) -> list[str]:
        formula, start = (_with_letters(renamed_elements(part, names), running) for part in (value, left))
        ways = [ONES.sub(lambda m: "1" if m["factor"] is None else "", way) for way in _ways(start, formula, renamed)]
        ways = [PLACEHOLDER.sub(lambda m: back.get(f"Q{m[1] or m[2]}", "?"), way) for way in ways]
        return [DOUBLED.sub(r"\1", way) for way in ways]

    side = side_of(claim, place)
    letters = {t.name: (shown[t.name], len(t.axes)) for t in network.tensors}
    first, last = edited_sides(found.slip, found.sentence, side, letters)
    if found.sentence.startswith("the term") and found.sentence.endswith("is missing") and side:
        first = [_with_a_term(side, way) for way in written(found.corrected - right)] + first
    values = _shorter_first(found.corrected)
    whole = [UNNAMED.sub(r"\\sum_{\1}", way) for value in values for way in written(value)]
    for latex in (in_marks_of(way, iter(texts)) for way in (*first, *whole, *last)):
        tree = read_side(latex, claim, document) if is_well_formed(latex) else None
        if tree is not None and proves(tree):
            return Slip(_sentence(found, network), written_plainly(latex))
    return Slip(_sentence(found, network), "")


def _nearest_first(claim: Claim, document: Document) -> list[str]:
    """The claims of a document, and this one before all: what the author writes here is how it is written."""
    others = [statement.claim for statement in document.statements if statement.claim.latex != claim.latex]
    here = (claim.cell, claim.line)
    near = sorted(others, key=lambda other: (abs(other.cell - here[0]), abs(other.line - here[1])))
    return [claim.latex, *dict.fromkeys(other.latex for other in near)]


def _shorter_first(corrected: sp.Expr) -> list[sp.Expr]:
    """(a − b) c before ½ (2 a − 2 b) c."""
    return list(dict.fromkeys((sp.factor_terms(corrected), corrected)))


def _with_a_term(side: str, term: str) -> str:
    if side.startswith("-") and not term.startswith("-"):
        return f"{term} - {side[1:].lstrip()}"
    return f"{side} - {term[1:].lstrip()}" if term.startswith("-") else f"{side} + {term}"


def side_of(claim: Claim, place: int) -> str:
    """The TeX of a side of a chain, without marks of rows and cells around it.

    >>> side_of(Claim("z &= w x .", 1, 1), 1)
    'w x'
    """
    chains = chains_of(claim.latex, {})
    sides = chains[0].sides if chains else ()
    if place >= len(sides) or not sides[place]:
        return ""
    return claim.latex[sides[place][0].start : sides[place][-1].end].strip()


def _found(network: Network, left: sp.Expr, right: sp.Expr) -> Diagnosis | None:
    from .slips.diagnosis import diagnose, diagnose_two  # what explains an error waits for one

    with suppress(UnsupportedFormula, UsageError, ValueError, TypeError, RecursionError):
        found = diagnose(left, right, network=network, conditions=network.conditions)
        return found or diagnose_two(left, right, network=network, conditions=network.conditions)
    return None


def _letters(number: int) -> str:
    return ascii_lowercase[number // 26 % 26] + ascii_lowercase[number % 26]


def _with_letters(node: sp.Expr, running: list[str]) -> sp.Expr:
    """Bound indices without a letter of their own get one that is free, if there is one of those that run anyway."""
    taken = {s.name for s in node.atoms(sp.Symbol)}
    bound = {limit[0] for total in node.atoms(sp.Sum) for limit in total.limits if not is_written(limit[0])}
    spare = [letter for letter in dict.fromkeys((*running, *LETTERS)) if letter not in taken]
    chosen = zip(sorted(bound, key=str), spare, strict=False)
    return node.xreplace({old: sp.Symbol(new, integer=True, positive=True) for old, new in chosen})


def _ways(left: sp.Expr, value: sp.Expr, network: Network) -> list[str]:
    """The side with indices; where the left side is a vector or a matrix, without."""
    from ..writing.matrix_form import matrix_form

    open_ones = sorted((s for s in free_indices(left) if not is_written(s)), key=lambda s: int(s.name[2:]))
    found = []
    with suppress(UnsupportedFormula, UsageError, ValueError, KeyError, TypeError):
        if open_ones:
            found.append(matrix_form(Formula(left, value, tuple(open_ones)), network).latex())
        else:
            found.append(corrected_latex(Formula(left, value, ()), network))
    return [latex for latex in found if latex]


def read_side(latex: str, claim: Claim, document: Document) -> Node | None:
    """The tree of a side in the letters of a document; None where it is not read.

    >>> from ..reading.document.model import document_of
    >>> claim = Claim("z = w x", 1, 1)
    >>> type(read_side("w x", claim, document_of([claim]))).__name__
    'Product'
    """
    chains = chains_of(f"0 = {latex}", {macro.name: macro for macro in claim.macros})
    if len(chains) != 1 or len(chains[0].sides) != 2:
        return None
    try:
        tree = document.units.of(parsed(document.letters.of(chains[0].sides[1])))
        return understood(with_its_own(tree) if document.defined(OWN) else tree, _with_deltas(document))
    except Unread:
        return None


def _with_deltas(document: Document) -> Roles:
    """The roles in which δ is Kronecker's where the document has none of its own."""
    own = "delta" in document.index.written
    return document.roles if own else replace(document.roles, errors=frozenset())


def _sentence(found: Diagnosis, network: Network) -> str:
    """The sentence with the author's letters for the names of tensors, and no sizes that nobody wrote."""
    sentence = found.sentence
    for tensor in sorted(network.tensors, key=lambda t: -len(t.name)):
        plain = shown(Name(tensor.meaning or tensor.name))
        sentence = re.sub(rf"(?<![A-Za-z_]){re.escape(tensor.name)}(?![A-Za-z])", plain, sentence)
    if any(tensor.name.startswith("inner") and not tensor.meaning for tensor in network.tensors):
        sentence = NAMELESS.sub("…", sentence)
    sentence = CAPTURED.sub(r"the index of \1 is captured by the sum", sentence)
    sentence = EXCHANGED.sub("rows and columns are exchanged", sentence)
    entry = [number for number, _ in ENTRY.findall(sentence)]
    sentence = ENTRY.sub("", sentence) + (f" in entry {', '.join(entry)}" if entry else "")
    sentence = NUMBERED.sub("", sentence)
    sentence = SIGN.sub(lambda match: f"{plain_prime(match[0])}′", sentence)
    kinks = found.slip == "mask"  # where the maximum is at its bound there is no slope
    when = f" (when {of_every_entry(found.verdict.condition)})" if found.verdict.condition and not kinks else ""
    return _with_plain_indices(re.sub(r"\bS\d+\b", "the number of entries", sentence) + when)


def _with_plain_indices(sentence: str) -> str:
    """The sentence with letters for indices that have none of their own.

    >>> _with_plain_indices("the factor a_i_16 b_i_17,j is missing")
    'the factor a_i b_k,j is missing'
    """
    taken = set(re.findall(r"(?<![A-Za-z])[a-z](?![A-Za-z])", DUMMIES.sub("", sentence)))
    spare = (letter for letter in f"i{LETTERS}" if letter not in taken)
    own = dict(zip(dict.fromkeys(DUMMIES.findall(sentence)), spare, strict=False))
    return DUMMIES.sub(lambda match: own.get(match[0], match[0]), sentence)
