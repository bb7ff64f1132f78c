"""The readings of a link: conditions that are usual, or that the words around it say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.first_factors import has_a_shorter_reading
from ...reading.expression.nodes import (
    Choice,
    Comparison,
    Derivative,
    Name,
    Number,
    Total,
    names_in,
    walk,
)
from ...reading.expression.open_sums import under_the_operator, under_the_sum
from ...reading.expression.printing import shown
from ...reading.notes.claims import Claim
from ...reading.tex.tokens import text_of
from ..equality.right_class import RIGHT_CLASS
from .terms_of_sums import is_bound_by_a_sum

EQUALITY = re.compile(
    r"(?<![A-Za-z\\_{])([a-z])\s*(=|\\neq?(?![a-z])|neq?(?![a-z])|≠|\\not=)\s*([a-z](?:_\{?[a-z]\}?)?)"
    r"(?![A-Za-z_(^]|\}?\s*[-+*/])"
)
VANISHING = re.compile(
    r"\b(?:where|when|if|once|until|point)\b[^.;:]{0,40}\bvanish|at (?:the|a|its) (?:minimum|optimum|maximum)"
    r"|stationary|convergence|approximat|first order",
    re.IGNORECASE,
)
SET_TO_ZERO = re.compile(r"set(?:ting)?\b.{0,60}to zero", re.IGNORECASE)
CHOICE = re.compile(r"\bchoice\b|\bchoos(?:e|ing)\b", re.IGNORECASE)
ACTIVE = re.compile(
    r"\b(?:where|when|whenever|if|once|while|as long as|for|since|because|as)\b(?:[^.;]|\.\d){0,60}"
    r"(?:positive|active|> ?0|\\gt ?0|non-?zero|greater|larger|exceed|violat|inside|within|not (?:zero|satisfied|met))",
    re.IGNORECASE,
)
FORMULA = re.compile(r"\$\$?[^$]*\$\$?|\\[\[(].*?\\[\])]|\\[A-Za-z]+\*?(?:\{[^{}]*\})?")
HEADING = r"\\(?:(?:sub)*section|chapter|(?:sub)*paragraph)\*?\{[^{}]*\}|</h\d>"
SENTENCE_END = re.compile(rf"[.!?](?=\s+[A-Z\\$*]|\s*$)|\n\s*\n|{HEADING}")


ENTRYWISE = re.compile(
    r"(?:element|entry|component|coordinate)[- ]?(?:wise|by[- ](?:element|entry|component))|hadamard|pointwise",
    re.IGNORECASE,
)
ZERO = Number("0")
WIDER = "true if the sum goes over all the terms behind it, false if not: write the bracket"
MIXED = "true if products of vectors are entry by entry, false if they are inner products: say which is meant"
SIDES = {"positive": ">", "negative": "<"}
SIGNED = {">": "positive", "<": "negative"}

BETWEEN_FORMULAS = re.compile(r"(?<=\$)\s+(?=\$)")
COMPARED = re.compile(r"(?<=[\w}])_?\{?\\?[({\[][^()\[\]{}=]*=[^()\[\]{}]*[)}\]]")  # 1(y = c), 1_{y = c}, P(y = c | x)


@dataclass(frozen=True, slots=True)
class IndexCase:
    """i = j, or i ≠ j."""

    first: str
    second: str
    equal: bool

    def __str__(self) -> str:
        return f"{self.first} {'=' if self.equal else '≠'} {self.second}"

    def is_apart(self, letter: str) -> bool:
        """True where it says that a letter differs from another."""
        return not self.equal and letter in (self.first, self.second)

    def other_than(self, letter: str) -> str:
        """The letter that one of the two is compared with; empty where it is neither."""
        return {self.first: self.second, self.second: self.first}.get(letter, "")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a link is read: under which case of its indices, with a dot entry by entry, with g as σ."""

    case: IndexCase | None = None
    entrywise: bool = False
    logistic: bool = False
    diagonal: bool = False
    side: str = ""
    active: bool = False
    held: bool = False
    divided: bool = False
    summed: bool = False
    differentiated: bool = False
    size: tuple[str, int] | None = None
    region: Comparison | None = None
    within: bool = False  # the case is of the terms of a sum
    examples: bool = False

    @property
    def said(self) -> str:
        """The condition in words; empty where there is none."""
        if self.active:
            return "the maximum is not at its bound"
        if self.region is not None:
            return shown_region(self.region)
        if self.size is not None:
            return f"{self.size[0]} = {self.size[1]}"
        if self.held:
            return "what was a step before is held"
        if self.within and self.case is not None:
            return f"of the sum only {self.case} is meant"
        return str(self.case) if self.case else f"{self.side[1:]} {self.side[0]} 0" if self.side else ""

    @property
    def bracketed(self) -> bool:
        """True where a bracket is read that nobody wrote, and that may be meant."""
        return self.divided or self.differentiated

    @property
    def wider(self) -> bool:
        """True where a sum or an operator is of all the terms behind it."""
        return self.summed or self.differentiated

    @property
    def note(self) -> str:
        """How the formula was read, where authors differ; begins with a mark, empty where nobody does."""
        if self.diagonal:
            return "; read as the diagonal of the Jacobian, whose other entries are 0"
        if self.divided:
            return "; 1/s (a − b) is read as (1/s) (a − b), d/dx (a) · b as a′ b"
        if self.examples:
            return "; Σ without an index is read over the examples"
        if self.differentiated:
            return "; the operator is read as one of all the terms behind it"
        if self.summed:
            return "; the sum is read as one over all the terms behind it"
        return "; with products of vectors entry by entry" if self.entrywise else ""


def shown_region(region: Comparison) -> str:
    """The condition in one line.

    >>> from ...reading.expression.nodes import Name
    >>> shown_region(Comparison(Name("u"), "<", Number("1")))
    'u < 1'
    """
    return f"{shown(region.left)} {region.relation} {shown(region.right)}"


def readings_of(statement: Statement, steps: Collection[str] = ()) -> Iterator[Reading]:
    """The readings in the order in which they are tried: as it stands, then with what is said around it.

    ``steps`` are the letters that count time: ∂a_t/∂W is often meant with h_{t−1} held.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> (statement,) = document_of([Claim("a_i = b_j", 1, 1, heading="Case $i = j$")]).statements
    >>> [str(reading.case) for reading in readings_of(statement) if reading.case]
    ['i = j']
    """
    yield Reading()
    if steps:
        yield Reading(held=True)
    if any(map(has_a_shorter_reading, statement.read)):
        yield Reading(divided=True)
    if any(under_the_sum(tree) != tree for tree in statement.read):
        yield Reading(summed=True)
    if any(under_the_operator(tree) != tree for tree in statement.read):
        yield Reading(differentiated=True)
    yield Reading(diagonal=True)
    yield Reading(entrywise=True)
    yield Reading(diagonal=True, entrywise=True)
    if steps:
        yield from (Reading(held=True, diagonal=True), Reading(held=True, entrywise=True))
    if any(isinstance(node, Total) and not node.indices for tree in statement.read for node in walk(tree)):
        yield Reading(examples=True)
    if ACTIVE.search(sentence_of(statement.claim)):
        yield Reading(active=True)
    apart = told_apart(statement)
    for case in [case for case in cases_around(statement) if not {case.first, case.second} <= apart]:
        yield Reading(case)
        if is_bound_by_a_sum(statement.read, case):
            yield Reading(case, within=True)
    for sign in [sign for word, sign in SIDES.items() if word in statement.claim.prose.lower()]:
        for letter in sorted({name.name for tree in statement.read for name in names_in(tree)}):
            if re.search(rf"{SIGNED[sign]}\W+{re.escape(letter)}\b", statement.claim.prose):
                yield Reading(side=sign + letter)


def is_mixed(reading: Reading, document: Document) -> str:
    """What is said of what holds only entry by entry, where no words say that this is meant, or only of longer sums.

    >>> from ...reading.document.model import document_of
    >>> claims = [Claim("a = b", 1, 1, prose=words) for words in ("", "The products are element-wise.")]
    >>> [bool(is_mixed(Reading(entrywise=True), document_of([claim]))) for claim in claims]
    [True, False]
    """
    if reading.summed:
        return WIDER
    return MIXED if reading.entrywise and not document.index.made(_says_entrywise) else ""


def _says_entrywise(index: Index) -> bool:
    return any(ENTRYWISE.search(statement.claim.prose) for statement in index.statements)


def cases_around(statement: Statement) -> list[IndexCase]:
    """The cases of indices that the claim, its heading or its paragraph names; its own first and alone."""
    claim = statement.claim
    return cases_behind(statement) or cases_in(claim.heading) or cases_in(claim.prose)


def told_apart(statement: Statement) -> frozenset[str]:
    r"""The letters that a formula compares in cases of its own, i and j: it is said of both cases.

    >>> from ...reading.document.model import document_of
    >>> source = r"d_{ij} = \begin{cases} a_i & i = j \\ 0 & i \ne j \end{cases}"
    >>> sorted(told_apart(document_of([Claim(source, 1, 1)]).statements[0]))
    ['i', 'j']
    """
    pieces = [node for tree in statement.read for node in walk(tree) if isinstance(node, Choice)]
    tests = [test for piece in pieces for _, test in piece.cases if test is not None]
    sides = [side for test in tests for side in (test.left, test.right)]
    return frozenset(side.name for side in sides if isinstance(side, Name))


def cases_behind(statement: Statement) -> list[IndexCase]:
    """The cases that stand behind a formula."""
    return cases_in(" ".join(text_of(tokens) for tokens in statement.chain.conditions))


def against_its_case(statement: Statement, condition: str, case: IndexCase | None = None) -> str:
    """The letter c, where something is said of k ≠ c that would hold where k is the right class; empty where none is.

    It stands behind the formula, or is the ``case`` under which that is read, and then one of both letters is not
    in the formula, so that k ≠ c says that c is the right class.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.sections import claims_in_text
    >>> (statement, *_) = document_of(claims_in_text("$a_k = b_k, k ≠ c$", "markdown")).statements
    >>> against_its_case(statement, "labels are one-hot and k is the right class")
    'c'
    """
    found = RIGHT_CLASS.search(condition)
    if found is None:
        return ""
    if case is None:
        return next((one.other_than(found[1]) for one in cases_behind(statement) if one.is_apart(found[1])), "")
    names = {node.name for tree in statement.read for node in walk(tree) if isinstance(node, Name)}
    whole = {case.first, case.second} <= names
    return case.second if case.first == found[1] and not case.equal and not whole else ""


def cases_in(text: str) -> list[IndexCase]:
    """The cases of two indices that a text names.

    >>> [str(case) for case in cases_in("If $i = j$, and $k ≠ i$")]
    ['i = j', 'k ≠ i']
    >>> cases_in("the difference $u = r_i - r_j$")
    []
    """
    text = BETWEEN_FORMULAS.sub(" , ", COMPARED.sub(" ", text))
    found = [
        IndexCase(first, second.replace("{", "").replace("}", ""), sign == "=")
        for first, sign, second in EQUALITY.findall(text.replace("$", " ")) if first != second
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def holds_only_somewhere(statement: Statement) -> bool:
    """True where words in its sentence, such as "where it vanishes", say that an equation is no identity.

    What a slope is stands before "setting it to zero" as anywhere else.
    """
    sentence, first, last = sentence_of(statement.claim), statement.trees[0], statement.trees[-1]
    slope = isinstance(first, Derivative)
    told = (CHOICE.search(sentence) and not slope) or (SET_TO_ZERO.search(sentence) and not (slope and last != ZERO))
    return bool(VANISHING.search(sentence) or told)


def sentence_of(claim: Claim) -> str:
    """The sentence that a formula stands in; the whole paragraph where the formula is not found in it.

    >>> sentence_of(Claim("a = b", 1, 1, prose="It vanishes. Then $a = b$ holds. So what?"))
    ' Then $a = b$ holds'
    """
    start = claim.prose.find(claim.latex.partition("\n")[0].strip()[:40])
    if start < 0:
        return claim.prose
    ends = [match.start() for match in SENTENCE_END.finditer(claim.prose, start)]
    begins = [match.end() for match in SENTENCE_END.finditer(claim.prose[:start])]
    return claim.prose[begins[-1] if begins else 0 : ends[0] if ends else len(claim.prose)]
