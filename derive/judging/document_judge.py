"""The judge of a document: each link of each chain, over all its readings, with the guards of a refutation."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial

from ..proof.verdict import Outcome
from ..reading.document.conventions import conventions
from ..reading.document.model import Document, document_of
from ..reading.document.statements.bindings import Statement, is_numeric
from ..reading.document.statements.ranges_behind import range_behind
from ..reading.expression.nodes import Derivative, Name, Node, Number, walk
from ..reading.notes.claims import Claim
from .chapters import Chapters
from .equality.equalities import Equality, decided, is_empty, more_than_its_diagonal
from .equality.larger_sizes import NOT_EVERY_SIZE
from .equality.right_class import where_another_class_is_right
from .equality.told_values import among_told_values, told_up_to
from .equality.witness_letters import in_letters
from .explained import explained
from .finding import DEFINES, FAULTS, Finding, Judgement
from .guards.analogies import Analogies
from .guards.as_written import read_otherwise
from .guards.between_equals import between_equals
from .guards.borne_out import Evidence
from .guards.conditions_told import said_of_some, says_where
from .guards.each_meaning import each_meaning
from .guards.in_force import Told, in_its_range, under_a_case
from .guards.left_open import Known, reasons_left_open
from .guards.never_met import without_empty_claims
from .guards.of_a_slope import is_of_a_slope
from .guards.other_meanings import of_others
from .links.example_rows import row_of_a_capital
from .links.first_order import has_remainder, to_first_order
from .links.held_stages import under_held_stages
from .links.jacobians import LAYOUT, of_the_other_layout
from .links.limits import of_limits
from .links.lines_of_layers import with_layers_settled
from .links.link import Lowering
from .links.losses_in_short import views_of
from .links.order import in_order
from .links.readings import Reading, against_its_case, is_mixed
from .links.rules_of_slopes import rule_of_slopes
from .links.shorthand import applied_alone
from .links.sum_or_mean import sum_or_mean
from .links.ties import best, fit_of, under_other_conventions, weighed, with_entries_turned
from .links.unrolled import Unrolled
from .links.usual_conditions import holds_usually, proved_usually, under_usual_conditions
from .links.where_zero import where_zero
from .misfits import undone, with_its_slip
from .numbers.other_numbers import with_its_owner
from .numbers.put_in import NumbersPutIn
from .numbers.several_values import SEVERAL_VALUES, has_several_values
from .numbers.stated_slopes import by_stated_slopes
from .numbers.with_numbers import ABOUT_EQUAL, about_equal, judged_with_numbers, likely_values
from .of_each import of_each_sample
from .redefined import by_the_first, of_one_case, redefine
from .saying import finding_of, proved_as
from .updates import of_an_update
from .values import of_a_value

MOST_FITTED, JUDGED = 60, ("=", ":=", "≈", "⇒")
EMPTY = "with what the document defines both sides are 0"


class DocumentJudge:
    """Judges the claims of a document against what the document itself defines.

    >>> claims = [Claim("z = w x", 1, 1), Claim(r"\\frac{dz}{dx} = w", 2, 1), Claim(r"\\frac{dz}{dx} = x", 3, 1)]
    >>> judge = DocumentJudge(claims)
    >>> [str(finding.verdict) for claim in claims for finding in judge.findings(claim)]
    ['PROVED', 'PROVED', 'REFUTED']
    """

    def __init__(self, claims: Iterable[Claim], *, put_back: bool = False, like: Lowering | None = None) -> None:
        self.claims, self.put_back = tuple(claims), put_back
        read = document_of(self.claims, put_back=put_back, bracketed=like is not None and like.bracketed)
        documents = [with_layers_settled(d) for d in conventions(read)]
        self._take(like.alike(documents) if like is not None else Lowering(documents[0]))
        self.known: dict[Claim, list[Finding]] = {}  # what was found already, by another process
        self.choosing = self.asking = self.alone = False
        self.other: dict[int, bool] = {}  # whether a line that defines something anew makes it in another way
        self.again, self.examples = set[int](), set[int]()  # the latter give another example of a function
        self.first: Lowering | None = None  # in which the first definition of each letter holds on
        self.tied: list[Lowering] = []
        if not put_back:  # with the index put back the conventions are those without it
            self._choose(under_other_conventions(self.lowering, documents, self.claims), self.document.statements)
        self._choose(with_entries_turned(self.lowering), [s for s in self.document.statements if s.kind == "form"])
        self.first = redefine(self)
        self.analogies = Analogies(self.document, self.stated)
        self.evidence = Evidence(self.document, self._findings_alone, self.lowering.ranks.rank)

    def _take(self, lowering: Lowering) -> None:
        self.lowering, self.document = lowering, lowering.document
        self.unrolled = Unrolled(self.document, self.lowering.ranks.known)
        self.statements: dict[Claim, Statement] = {s.claim: s for s in self.document.statements}

    @cached_property
    def of_each(self) -> DocumentJudge | None:
        """The judge of the document in which a sample has its index where it was dropped; None where none was."""
        dropped = None if self.put_back else self.document.dropped
        return DocumentJudge(self.claims, put_back=True, like=self.lowering) if dropped is not None else None

    @cached_property
    def _chapters(self) -> Chapters:
        return Chapters(self, partial(DocumentJudge, like=self.lowering))

    @cached_property
    def put_in(self) -> NumbersPutIn:
        """The numbers beside formulas, for letters."""
        return NumbersPutIn(self.lowering)

    def _choose(self, others: list[Lowering], fitting: Sequence[Statement]) -> None:
        """Vectors are rows, dZ is of the sum, an index too many is a slip, where more of the document holds so."""
        if not others:
            return
        self.choosing, fits = True, list[tuple[int, Lowering]]()
        for lowering in (self.lowering, *others):
            self._take(lowering)
            mine = (self.document.statements[s.order] for s in fitting[:MOST_FITTED])
            fits.append((sum(fit_of(s, self.findings) for s in mine), self.lowering))
        (chosen, tied), self.choosing = best(fits), False
        self.tied += tied
        self._take(chosen)

    @contextmanager
    def _trying(self, lowering: Lowering | None = None, *, asking: bool = False) -> Iterator[None]:
        """Meanwhile another convention is tried, or a line by itself: ``asking``, no line before it is asked."""
        mine = self.lowering, self.document, self.choosing, self.asking
        if lowering is not None:
            self.lowering, self.document = lowering, lowering.document
        self.choosing, self.asking = True, self.asking or asking
        try:
            yield
        finally:
            self.lowering, self.document, self.choosing, self.asking = mine

    def _differs(self, form: Statement) -> bool:
        """True where a form of a letter is another than the one before: found once."""
        if form.order not in self.other:
            with self._trying():
                judged = self.link(form, 0, form.chain.relations[0])
            usual = judged.verdict != Outcome.REFUTED or holds_usually(self.lowering, self.document, form)
            self.other[form.order] = not usual
        return self.other[form.order]

    def _proved_of(self, statement: Statement) -> int:
        return statement.kind in ("claim", "form") and sum(f.verdict.proved for f in self.findings(statement.claim))

    def _holds(self, statement: Statement) -> bool:
        """True where a link of a line holds whatever its letters are: found once, and no line before it is asked."""
        known = self.lowering.holding
        if statement.order not in known:
            with self._trying(asking=True):
                known[statement.order] = self._proved_of(statement) > 0
        return known[statement.order]

    def findings(self, claim: Claim) -> list[Finding]:
        """The findings in one chain of the document, one for each link that claims something."""
        if claim in self.known:
            return self.known[claim]
        statement = self.statements.get(claim)
        if statement is None or statement.kind == "statement":
            return []
        if self.unrolled.is_silent(statement):
            return of_an_update(self, statement)
        if statement.kind == "value":
            return of_a_value(self, statement)
        found = []
        for place, relation in enumerate(statement.chain.relations):
            if relation in JUDGED and statement.chain.sides[place]:  # "= 0" in a sentence says nothing by itself
                judgement = self.link(statement, place, relation)
                if judgement.verdict != Outcome.UNDECIDED or not self._is_no_claim(statement, place):
                    found.append(finding_of(statement, place, judgement))
        found = without_empty_claims(claim, found)
        if any(finding.verdict == Outcome.PROVED for finding in found):
            self.lowering.holding[statement.order] = True  # whatever a condition would make of it
        return self._chapters.better(statement, found)

    def _is_no_claim(self, statement: Statement, place: int) -> bool:
        put_in = not self.choosing and (statement.order, place) in self.put_in.stating
        return put_in or says_where(statement, place, self.document)

    def stated(self, statement: Statement) -> Judgement | None:
        """The verdict on a value with the numbers that the document states; None where they do not settle it."""
        first, second = statement.trees[0], statement.trees[1]
        if not isinstance(first, Name) or second is None:
            return None
        left = first if self.document.defined(first.name) else applied_alone(first, self.document)
        relation = statement.chain.relations[0]
        return judged_with_numbers(self.lowering, statement, left, second, relation, of=first) if left else None

    def link(self, statement: Statement, place: int, relation: str) -> Judgement:
        """The verdict on one link: the equality of two neighbours."""
        judged = self._link(statement, place, relation)
        if judged.verdict == Outcome.REFUTED and (words := said_of_some(statement, self.document)):
            return Judgement(Outcome.UNDECIDED, words)
        if self.choosing or (place == 0 and statement.kind in ("definition", "numbers", "update")):
            return judged
        judged = weighed(judged, statement, place, self.lowering, self.tied, self.under)
        judged = by_the_first(self, statement, place, judged)
        judged = self.analogies.told(statement, statement.trees[place : place + 2], judged)
        judged = where_zero(self.lowering, statement, place, judged)
        judged = by_stated_slopes(self.lowering, statement, place, judged, self.under)
        if judged.verdict == Outcome.REFUTED:
            judged = read_otherwise(self.document, statement, place, judged, self._over_readings)
        if self.alone or judged.verdict != Outcome.REFUTED:
            return judged
        sure = between_equals(statement, place, judged, self._over_readings, self._link)
        return sure or self.evidence.weighed(judged, statement, place)

    def _findings_alone(self, statement: Statement) -> list[Finding]:
        """The findings in a line, whatever others say."""
        self.alone = True
        try:
            return self.findings(statement.claim)
        finally:
            self.alone = False

    def under(self, lowering: Lowering, statement: Statement, place: int) -> Judgement:
        """The verdict on a link under another convention."""
        with self._trying(lowering):
            return self._link(statement, place, statement.chain.relations[place])

    def _link(self, statement: Statement, place: int, relation: str) -> Judgement:
        left, right = statement.trees[place], statement.trees[place + 1]
        if left is None or right is None:
            return Judgement(Outcome.REJECTED, statement.unread or "it is not read")
        if place == 0 and (follows := self.unrolled.judged(statement)) is not None:
            return follows
        if place == 0 and statement.order in self.again - self.examples:
            return Judgement(Outcome.UNDECIDED, "it is defined again here, in another way")
        also = statement.also is not None and place < statement.body
        told = place == 0 and (statement.order in self.examples or statement.kind == "numbers")
        told |= statement.kind == "definition" and (place in (0, statement.tells) or also)
        if told or 0 < place == statement.named:
            return of_one_case(self, statement, place) or Judgement(Outcome.PROVED, DEFINES)
        ranged = range_behind(self.document.statements, statement)
        numeric = ranged is None and (is_numeric(left) or is_numeric(right))
        judged = judged_with_numbers(self.lowering, statement, left, right, relation) if numeric else None
        if numeric and (judged is None or judged.diagnosis == ABOUT_EQUAL) and not self.choosing:
            judged = self.put_in.judged(statement, (left, right), relation) or judged
        if judged is not None:
            if judged.verdict == Outcome.REFUTED and (case := self._in_a_case(statement, left, right)) is not None:
                return case
            several = place == 0 and has_several_values(self.document, statement) and SEVERAL_VALUES
            if judged.verdict == Outcome.REFUTED and (others := of_others(self.document, statement) or several):
                return Judgement(Outcome.UNDECIDED, others)
            return with_its_owner(self.document, statement, right, judged)
        of_sides = partial(self._over_readings, statement)
        judged = of_limits(left, right, of_sides) or of_sides(left, right)
        rank = partial(self.lowering.ranks.of, section=statement.claim.section)
        if judged.verdict == Outcome.UNDECIDED and (rule := rule_of_slopes(self.document, left, right, rank, of_sides)):
            return rule
        if (relation == "≈" or has_remainder(left, right, document=self.document)) and not judged.verdict.proved:
            return about_equal(self.lowering, statement, left, right, judged)
        if judged.verdict == Outcome.REFUTED and (about := to_first_order(left, right)) is not None:
            return Judgement(Outcome.UNDECIDED, f"it holds where {about.condition}, and not for others: ≈ may be meant")
        if not self.choosing and (each := of_each_sample(judged, statement.order, place, self.of_each)) is not None:
            return each
        if judged.verdict == Outcome.REFUTED and (put := self.put_in.put_in_here(statement, (left, right), relation)):
            return put
        if judged.verdict == Outcome.REFUTED and of_the_other_layout(self.lowering, statement, left, right):
            return Judgement(Outcome.UNDECIDED, LAYOUT)
        if judged.verdict == Outcome.UNDECIDED and not numeric and not self.choosing:
            return undone(self.lowering, statement, place, judged, self.left_open)
        if judged.verdict == Outcome.REFUTED and not numeric and ranged is None and not self.choosing:
            judged = explained(self.lowering, statement, place, judged)
            again = place == 0 and statement.kind == "form" and not is_of_a_slope(self.document, statement)
            if again and not judged.corrected:
                return Judgement(Outcome.UNDECIDED, "it is defined again here, in another way")
            judged = judged if again else with_its_slip(self.lowering, statement, place, judged)
        refuted = numeric and judged.verdict == Outcome.REFUTED
        return self._beside_a_number(statement, left, right, judged) if refuted else judged

    def _beside_a_number(self, statement: Statement, left: Node, right: Node, judged: Judgement) -> Judgement:
        """Σ_i p_i = 0 is refuted by Σ_i p_i = 1; of ∂L/∂w_1, which is no constant, a value is stated."""
        formula = left if is_numeric(right) else right
        for value, number in likely_values(judged, of_left=formula is left):
            if self._over_readings(statement, formula, number).verdict == Outcome.PROVED:
                return replace(judged, diagnosis=f"the value is {value}, whatever the letters are")
        return Judgement(Outcome.UNDECIDED, "not every value of the letters is stated")

    def _over_readings(self, statement: Statement, left: Node, right: Node) -> Judgement:
        ranged = self._in_a_case(statement, left, right, in_its_range)
        if told := ranged or under_held_stages(self.lowering, statement, left, right, quick=self.choosing):
            return told
        judged = self._in_view(self.lowering, statement, left, right)
        some = judged.verdict.proved and NOT_EVERY_SIZE in judged.diagnosis  # factor by factor it may be for every one
        if judged.verdict.proved and not some:
            return judged
        of_numbers = judged.diagnosis == EMPTY or judged.diagnosis.endswith("has too many indices")
        rank = (lambda name, section: 0) if of_numbers else self.lowering.ranks.of
        for document, said, form in views_of(self.document, statement, rank):
            if (some and not document.by_factors) or (form is not None and not self._proved_of(form)):
                continue
            lowering = copy.copy(self.lowering)
            lowering.document = document
            other = self._in_view(lowering, statement, left, right)
            if other.verdict.proved and not (some and NOT_EVERY_SIZE in other.diagnosis):
                verdict = Outcome.PROVED_WHEN if said else other.verdict
                condition = ", ".join(word for word in (said, other.condition) if word)
                return replace(other, verdict=verdict, condition=condition)
            judged = other if form is not None or judged.verdict == Outcome.REFUTED else judged
        case = judged if some else self._in_a_case(statement, left, right)
        return case or under_held_stages(self.lowering, statement, left, right, judged, quick=self.choosing) or judged

    def _in_a_case(self, statement: Statement, left: Node, right: Node, told: Told = under_a_case) -> Judgement | None:
        def judged(document: Document, only: Sequence[Reading]) -> Judgement:
            lowering = copy.copy(self.lowering)
            lowering.document = document
            return self._in_view(lowering, statement, left, right, only)

        return told(self.document, statement, judged)

    def _in_view(
        self, lowering: Lowering, statement: Statement, left: Node, right: Node, only: Sequence[Reading] = ()
    ) -> Judgement:
        first: Judgement | None = None
        refuted = mixed = False
        for general, reading in in_order(lowering, statement, left, right, only):
            if reading.entrywise and not mixed and not only:
                continue  # no product of vectors was met: it is the reading before
            lowering.mixed = False
            try:
                equality = lowering.equality(statement, left, right, reading)
                quick = self.choosing and not self.alone
                judgement = more_than_its_diagonal(equality) or decided(equality, quick, general)
            except FAULTS as reason:
                message = getattr(reason, "message", "") or f"it cannot be judged: {reason!r:.80}"
                first = (None if reading.differentiated else first) or Judgement(Outcome.UNDECIDED, message)
                continue
            finally:
                mixed |= lowering.mixed
            if reading.examples and not judgement.verdict.proved:
                continue  # the mean may be meant, or a sum over something else
            if other := against_its_case(statement, judgement.condition, reading.case):
                judgement = where_another_class_is_right(judgement, equality, lowering.document, other)
            if judgement.verdict.proved and Number("0") not in statement.trees and is_empty(equality):
                judgement = Judgement(Outcome.UNDECIDED, EMPTY)
            if judgement.verdict.proved:
                if refuted and (meant := is_mixed(reading, self.document)):
                    return Judgement(Outcome.UNDECIDED, meant)
                return proved_as(judgement, equality, reading, (lowering, statement))
            refuted |= judgement.verdict == Outcome.REFUTED and reading in (Reading(), Reading(held=True))
            doubted = reading.held and judgement.diagnosis in equality.doubts  # but for the doubt it would be proved
            if refuted and judgement.verdict == Outcome.UNDECIDED and (reading.bracketed or doubted):
                return judgement  # what was refuted may be meant so
            undecided = first is not None and first.verdict == Outcome.UNDECIDED
            if reading.wider or (undecided and reading.entrywise and not reading.diagonal):
                continue  # an inner product, or the shorter sum, may be meant
            if first is None or (undecided and judgement.verdict == Outcome.REFUTED):
                first = in_letters(self._guarded(statement, judgement, equality, (left, right)), equality.network)
        return first or Judgement(Outcome.UNDECIDED, "it has no reading")

    def left_open(self, statement: Statement, equality: Equality, sides: tuple[Node, Node]) -> list[str]:
        """Why a refutation of the sides, which were read so, stays open."""
        known = Known(self._holds, None if self.choosing else self._differs)
        return reasons_left_open(self.document, statement, equality, sides, known)

    def _wrong_in_every_way(self, statement: Statement, sides: tuple[Node, Node], reasons: Sequence[str]) -> bool:
        """True where all that is said is that a letter means several things, and with each of them the sides differ."""
        slopes = [node for side in sides for node in walk(side) if isinstance(node, Derivative)]
        twice = any(len(node.denominators) > 1 for node in slopes)
        documents = [] if self.choosing or twice else each_meaning(self.document, reasons)  # those of two take seconds
        return bool(documents) and all(self._differs_in(document, statement, sides) for document in documents)

    def _differs_in(self, document: Document, statement: Statement, sides: tuple[Node, Node]) -> bool:
        lowering = copy.copy(self.lowering)
        lowering.document = document
        with self._trying(lowering, asking=True):
            return self._over_readings(statement, *sides).verdict == Outcome.REFUTED

    def _guarded(
        self, statement: Statement, judgement: Judgement, equality: Equality, sides: tuple[Node, Node]
    ) -> Judgement:
        """REFUTED only where everything is bound and nothing around says that it is no identity."""
        if judgement.verdict != Outcome.REFUTED or self.asking:
            return judgement
        reasons = self.left_open(statement, equality, sides)
        if reasons and not self._wrong_in_every_way(statement, sides, reasons):
            unsure = replace(judgement, verdict=Outcome.UNDECIDED, diagnosis=reasons[0])
            return unsure if self.choosing else proved_usually(equality, self.document, statement) or unsure
        if (among := among_told_values(equality, judgement, told_up_to(self.document, statement))) is not None:
            return among if among.verdict.proved else proved_usually(equality, self.document, statement) or among
        if self.choosing and not self.alone:
            return judgement
        if untold := sum_or_mean(self.document, equality, sides) or row_of_a_capital(equality.network):
            return Judgement(Outcome.UNDECIDED, untold)
        return under_usual_conditions(equality, self.document, statement) or judgement
