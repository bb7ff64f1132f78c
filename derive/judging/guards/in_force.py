"""Cases that an earlier line opened and that nothing has closed: what made it hold travels to its consequences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.document.statements.index import Index
from ...reading.document.statements.ranges_behind import range_behind
from ...reading.document.told.given import divisors
from ...reading.document.told.put_in import is_written_out
from ...reading.expression.nodes import Comparison, Name, Number, Product, names_in, walk
from ...reading.expression.printing import shown
from ...reading.notes.claims import Claim
from ..equality.one_term import ONE_EXAMPLE
from ..finding import Judgement
from ..links.readings import FORMULA, IndexCase, Reading, cases_behind, cases_in, shown_region, told_apart

OPENING = re.compile(
    r"\b(?:if|when|whenever|cases?|for|suppose|assum(?:e|ing)|given|where|once|provided|consider|let|take|with|as)\b"
    r"[^.$]{0,40}$",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\b(?:in general|general(?:ly)? (?:case|formula)|for (?:all|any|every|each|both)|(?:both|two|either|any) cases?"
    r"|combin\w*|together|altogether|summar\w+|unif\w+|overall|regardless|otherwise|kronecker|compact\w*)\b",
    re.IGNORECASE,
)
FOLLOWING = re.compile(
    r"\b(?:so|hence|thus|therefore|then|consequently|which|and|giv\w+|yield\w*|substitut\w+|plug\w*|insert\w*|impl\w+"
    r"|follow\w*|means?|becom\w+|get|obtain\w*|leads?|simplif\w+|because|since|this is)\b",
    re.IGNORECASE,
)
SENTENCE_START = re.compile(r"[.!?]\s|\n[ \t]*\n")
OPENED = re.compile(r"^\W*(?:if|when|for|cases?|suppose)\b[^$=≠\\]{0,24}\b[a-z]\s*(?:=|≠|!=)", re.IGNORECASE)
SIDES = (">", "<")
REGION = frozenset(("one region of several",))
OTHER_SIDE = {"<": "≥", ">": "≤", "≤": ">", "≥": "<"}
OTHERWISE = re.compile(r"\b(?:otherwise|else)\b(?!,? if)", re.IGNORECASE)
IN_GENERAL = Reading()
Judging = Callable[[Document, Sequence[Reading]], Judgement]
Told = Callable[[Document, Statement, Judging], Judgement | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One case: of two indices or a sign (``reading``), or of a value (``binding``); the line that opened it.

    ``tied`` says that the claim follows from there by its words, or stands right below.
    """

    line: int
    words: str
    reading: Reading = IN_GENERAL
    binding: Binding | None = None
    tied: bool = True

    @property
    def about(self) -> frozenset[str]:
        """The letters that it is about."""
        if self.binding is not None:
            return frozenset((self.binding.name,))
        case = self.reading.case
        if self.reading.region is not None:
            return REGION
        if self.reading.size is not None:
            return frozenset(self.reading.size[:1])
        return frozenset((case.first, case.second)) if case is not None else frozenset((self.reading.side[1:],))

    def settled(self, judged: Judgement) -> Judgement | None:
        """The verdict on a claim that was judged in this case; None where the case does not help.

        What cannot be decided in the region of which is spoken is not refuted elsewhere.
        """
        if judged.verdict.proved and self.tied:
            return replace(judged, verdict=Outcome.PROVED_WHEN, condition=joined(self.words, judged.condition))
        if judged.verdict.proved:
            known = f"true if {self.words}, as in line {self.line}, false if not"
            return Judgement(Outcome.UNDECIDED, f"{known}: say which is meant")
        if self.reading.region is not None and self.tied and judged.verdict == Outcome.UNDECIDED:
            return Judgement(Outcome.UNDECIDED, f"it is said where {self.words}, as in line {self.line}")
        return None


def in_its_range(document: Document, statement: Statement, judged: Judging) -> Judgement | None:
    """The verdict on a formula in the range of values that stands right behind it; None where it is open there."""
    region = range_behind(document.statements, statement)
    if region is None:
        return None
    general = judged(document, [IN_GENERAL])
    if general.verdict.proved:
        return general
    found, case = judged(document, [Reading(region=region)]), Case(statement.claim.line, shown_region(region))
    if found.verdict == Outcome.REFUTED and _is_of_an_argument(document, statement, region):
        return Judgement(Outcome.UNDECIDED, f"it is said where {case.words}, which is of no letter here")
    if found.verdict == Outcome.REFUTED:
        return replace(found, diagnosis=f"it is said where {case.words}, and is wrong there")
    return case.settled(found) if found.verdict.proved else None


def _is_of_an_argument(document: Document, statement: Statement, region: Comparison) -> bool:
    """True for u ≤ 0 behind a formula with g'(0.5) and no u, where g(u) was defined: 0.5 is what u is there."""
    mine = {name.name for tree in statement.read for name in names_in(tree)}
    told = {name.name for side in (region.left, region.right) for name in names_in(side)}
    taken = {n.name for name in mine for b in document.by_name.get(name, ()) for n in b.parameters}
    return bool(told) and not told & mine and told <= taken


def cases_in_force(document: Document, statement: Statement) -> list[Case]:
    r"""The cases that earlier lines of its section opened and that hold where the statement stands, newest first.

    A case ends where another of its letters is opened, and where words such as "in general" or "both" stand.

    >>> from ...reading.document.model import document_of
    >>> lines = [("i = j", "If "), ("a_i = b_j", ""), ("c_i = a_j", "")]
    >>> document = document_of([Claim(text, n, 1, before=words) for n, (text, words) in enumerate(lines)])
    >>> [case.words for case in cases_in_force(document, document.statements[2])]
    ['i = j']
    """
    found: list[Case] = []
    own = told_apart(statement) | {letter for c in cases_behind(statement) for letter in (c.first, c.second)}
    for opening in document.index.made(_in_force_at)[statement.order]:
        case = opening.case
        if opening.holds_in(document) and not any(case.about & known for known in (own, *(c.about for c in found))):
            found.append(replace(case, tied=_is_tied(statement.claim, opening.claim)))
    return [*found, *_of_one_example(document, statement)]


@dataclass(frozen=True, slots=True)
class Opening:
    """A case and the line that opens it; ``size`` of a line N = 1 that does so only where N is a size, or is none."""

    case: Case
    claim: Claim
    size: bool | None = None

    @property
    def kind(self) -> tuple[frozenset[str], bool, bool | None]:
        """What a newer line must share to stand for this one in every document."""
        return self.case.about, self.case.binding is not None, self.size

    def holds_in(self, document: Document) -> bool:
        """True where the letter of the case is, in this document, what the case needs it to be."""
        binding, (letter, *_) = self.case.binding, sorted(self.case.about)
        of_that_kind = self.size is None or (letter in document.sizes) == self.size
        return of_that_kind and (binding is None or not document.defined(letter))


def _in_force_at(index: Index) -> list[tuple[Opening, ...]]:
    """What the lines before each line opened and nothing closed, newest first: carried from line to line."""
    found: list[tuple[Opening, ...]] = []
    carried: tuple[Opening, ...] = ()
    place: tuple[int, int] | None = None
    for statement in index.statements:
        here = statement.claim.section, statement.claim.cell
        lead = _lead(statement.claim)
        if here != place or CLOSING.search(lead) or OTHERWISE.search(lead):
            carried = _otherwise(carried) if here == place and OTHERWISE.search(lead) else ()
        place = here
        found.append(carried)
        if opened := tuple(_opened_by(statement)):
            newer = {opening.kind for opening in opened}
            carried = (*opened, *(opening for opening in carried if opening.kind not in newer))
    return found


def _otherwise(carried: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """The other side of the region of which was spoken: u < 1 after u ≥ 1."""
    found = []
    for opening in carried[:1]:
        region = opening.case.reading.region
        if region is not None:
            other = replace(region, relation=OTHER_SIDE[region.relation])
            case = replace(opening.case, words=shown_region(other), reading=Reading(region=other))
            found.append(replace(opening, case=case))
    return tuple(found)


def _of_one_example(document: Document, statement: Statement) -> Iterator[Case]:
    """N = 1 of a mean over N, where the words before a formula or its heading speak of one sample."""
    words = _last_sentence(_lead(statement.claim))
    if not (ONE_EXAMPLE.search(words) or ONE_EXAMPLE.search(statement.claim.heading)):
        return
    for size in sorted(document.index.made(_divided_by) & document.sizes):
        yield Case(statement.claim.line, f"{size} = 1", Reading(size=(size, 1)))


def _divided_by(index: Index) -> frozenset[str]:
    """N of every (1/N) Σ … in the definitions."""
    products = (n for b in index.bindings if not b.value for n in walk(b.body) if isinstance(n, Product))
    return frozenset(letter for node in products for letter in divisors(node))


def _opened_by(statement: Statement) -> Iterator[Opening]:
    """The cases that a line opens: by itself, as "if i = j" does, or behind its formula."""
    claim, relations, trees = statement.claim, statement.chain.relations, statement.trees
    if statement.kind not in ("statement", "value"):
        for case in cases_behind(statement) or _cases_before(claim):
            yield Opening(Case(claim.line, str(case), Reading(case)), claim)
        return
    first, second = (*trees, None, None)[:2]
    if len(trees) != 2 or first is None or second is None:
        return
    if not isinstance(first, Name) or (relations[0] in OTHER_SIDE and second != Number("0")):
        if relations[0] in OTHER_SIDE and OPENING.search(claim.before):
            region = Comparison(first, relations[0], second)
            yield Opening(Case(claim.line, shown_region(region), Reading(region=region)), claim)
        return
    opened = Case(claim.line, f"{shown(first)} {relations[0]} {shown(second)}")
    if isinstance(second, Name) and relations[0] in ("=", "≠") and not first.indices:
        index = second.name + "".join(f"_{i.name}" for i in second.indices if isinstance(i, Name))
        reading = Reading(IndexCase(first.name, index, relations[0] == "="))
        yield Opening(replace(opened, reading=reading), claim)
    elif not OPENING.search(claim.before):
        return
    elif relations[0] in SIDES and second == Number("0"):
        yield Opening(replace(opened, reading=Reading(side=relations[0] + first.name)), claim)
    else:
        counts = isinstance(second, Number) and second.text.isdigit() and second.text != "0"
        if isinstance(second, Number) and counts:
            reading = Reading(size=(first.name, int(second.text)))
            yield Opening(replace(opened, reading=reading), claim, size=True)
        if statement.binding is not None and statement.binding.value and not first.indices and first.layer is None:
            given = replace(statement.binding, value=False)
            yield Opening(replace(opened, binding=given), claim, size=False if counts else None)


def _cases_before(claim: Claim) -> list[IndexCase]:
    """The cases that the words right before a formula open without dollars: "When i = j:"."""
    words = _lead(claim).rstrip("$ \t\n")
    last = SENTENCE_START.split(words)[-1]
    return cases_in(last) if OPENED.search(last) else []


def _is_tied(claim: Claim, opening: Claim) -> bool:
    """True where the words between say that the claim follows, and where no words stand between."""
    words = _lead(claim)
    if opening.latex.strip() and opening.latex.strip() in words:
        return True
    words = _last_sentence(words)
    return not re.search(r"[A-Za-z]{2}", words) or bool(FOLLOWING.search(words) or OTHERWISE.search(words))


def _lead(claim: Claim) -> str:
    """The words before a formula in its paragraph, or in the one above it."""
    written = claim.latex.partition("\n")[0].strip()[:40]
    return claim.prose.partition(written)[0] if written else claim.prose


def _last_sentence(words: str) -> str:
    """What the last sentence says beside its formulas."""
    return re.split(r"[.!?]\s", FORMULA.sub(" ", words))[-1]


def under_a_case(document: Document, statement: Statement, judged: Judging) -> Judgement | None:
    """The verdict where an earlier line's case holds on; true and false where no words say that it does.

    ``judged`` is the verdict on the statement in a document under some readings.
    """
    for case in cases_in_force(document, statement):
        if case.binding is not None and is_written_out(document, statement, case.binding):
            continue
        found = judged(document.with_bindings([case.binding] if case.binding else []), [case.reading])
        if (settled := case.settled(found)) is not None:
            return settled
    return None


def joined(*conditions: str) -> str:
    """Conditions one after the other, each once; none that another says already.

    >>> joined("u < 0", "u ≠ 0, i = j"), joined("", "i = j")
    ('u < 0, i = j', 'i = j')
    """
    parts = list(dict.fromkeys(part for said in conditions for part in said.split(", ") if part))
    signed = {part.replace(side, "≠") for part in parts for side in SIDES if f" {side} 0" in part}
    return ", ".join(part for part in parts if part not in signed)
