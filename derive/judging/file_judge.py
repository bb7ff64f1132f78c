"""The judge of a file: what the document defines decides; where it defines nothing, the usual classifier is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from ..reading.document.told.number_sets import Told, told_values
from ..reading.expression.nodes import Derivative, Name, names_in, walk
from ..reading.formula import Glossary
from ..reading.notes.claims import UNCLOSED, Claim
from .document_judge import DocumentJudge
from .equality.setting import Setting
from .equality.told_values import told_up_to, without_other_values
from .finding import Finding
from .guards.conditions_told import is_asked
from .guards.never_met import without_empty_claims
from .links.readings import cases_around
from .numbers.commas import as_written, weighed_otherwise
from .usual_classifier.assumed import findings_about
from .usual_classifier.judge import NotesJudge

OPEN = (Outcome.UNDECIDED, Outcome.REJECTED)
MADE = ("probabilities", "loss")  # what the usual classifier says something of; of others, their slopes
USUAL = "assuming the usual classifier (z = W x, p = softmax(z), L the cross-entropy)"
CLOSE, SHORTEN = "write the } that is missing", "write it as several formulas"
NAMED = "assuming the network that was named"
LETTER = re.compile(r"ŷ|[A-Za-z]\u0302?")
LABEL = re.compile(r"_\(?[A-Za-z0-9,]+|\b[a-z]{3,}\w*")  # indices and names of functions


class FileJudge:
    """Judges claims one after the other, first by the document, then by the usual classifier.

    >>> claims = [Claim(r"z = w x", 1, 1), Claim(r"\\frac{dz}{dx} = w", 2, 1)]
    >>> judge = FileJudge.of(claims, None, None)
    >>> [str(finding.verdict) for claim in claims for finding in judge.findings(claim)]
    ['PROVED', 'PROVED']
    """

    def __init__(self, document: DocumentJudge, usual: NotesJudge) -> None:
        self.document, self.usual = document, usual

    @classmethod
    def of(cls, claims: Iterable[Claim], glossary: Glossary | None, setting: Setting | None) -> FileJudge:
        """The judge of a file with these claims and declarations."""
        claims = tuple(claim for claim in claims if not claim.unread)
        usual = NotesJudge(glossary, setting)
        usual.learn(claims)
        return cls(DocumentJudge(claims), usual)

    def findings(self, claim: Claim, syntax: str = "latex") -> list[Finding]:
        """The findings in one chain; a network that the reader named comes before the usual classifier."""
        if claim.unread:
            at = claim.line, claim.column, claim.latex
            hint = CLOSE if claim.unread == UNCLOSED else SHORTEN
            return [Finding(*at, "", Outcome.REJECTED, diagnosis=claim.unread, cell=claim.cell, hint=hint)]
        found = weighed_otherwise(claim, self._weighed(claim, syntax), _alone)
        return [as_written(claim, finding) for finding in found]

    def _weighed(self, claim: Claim, syntax: str) -> list[Finding]:
        networks = self.usual.setting.assumed
        found = without_other_values(
            lambda: self._told_values(claim), without_empty_claims(claim, self._found(claim, syntax))
        )
        if networks is None or not self._is_open(claim, syntax):
            return found
        about = [_with(finding, NAMED) for finding in findings_about(claim, networks, syntax)]
        return without_empty_claims(claim, about) if any(finding.verdict not in OPEN for finding in about) else found

    def _told_values(self, claim: Claim) -> Told:
        statements = self.document.statements
        if claim in statements:
            return told_up_to(self.document.document, statements[claim])
        return told_values((*statements, claim))

    def _is_open(self, claim: Claim, syntax: str) -> bool:
        """True where the document decides nothing about a claim: it was typed, or its letters are not defined."""
        statement = self.document.statements.get(claim) if syntax == "latex" else None
        found = self.document.findings(claim) if statement else []
        return statement is None or (bool(found) and all(finding.verdict in OPEN for finding in found))

    def _found(self, claim: Claim, syntax: str) -> list[Finding]:
        """What is found; nothing where no judge decides what is asked of given letters."""
        statement = self.document.statements.get(claim) if syntax == "latex" else None
        found = self._judged(claim, syntax, statement)
        if statement is None or any(finding.verdict != Outcome.UNDECIDED for finding in found):
            return found
        return [] if is_asked(statement, self.document.document) else found

    def _judged(self, claim: Claim, syntax: str, statement: Statement | None) -> list[Finding]:
        found = [] if statement is None else self.document.findings(claim)
        decided = any(finding.verdict not in OPEN for finding in found) and not _is_its_own_condition(found)
        told = decided and statement is not None and not self._is_alone(statement)
        usual = [self._told(finding) for finding in self.usual.findings(claim, syntax, told=told)]
        if statement is None:
            return usual
        if self._is_alone(statement) and usual and not any(finding.verdict.proved for finding in usual):
            return usual
        if decided or not found:
            return found
        names = {name.name for tree in statement.read for name in names_in(tree)}
        if any(self.document.document.defined(name) for name in names) or statement.kind != "claim":
            return found
        certain = [finding for finding in usual if finding.verdict not in OPEN]
        if not certain or len(usual) != len(found) or self._of_nothing(statement):
            return found
        if _of_another_case(statement, certain) or self._of_matrices(statement):
            return found
        if not names and any(finding.verdict == Outcome.REFUTED for finding in certain):
            return found  # of numbers alone the document has said why it leaves them open
        if "≈" in statement.chain.relations and any(finding.verdict == Outcome.REFUTED for finding in certain):
            return found  # about equal, which an unequal point does not refute
        meant = self.usual.setting.assumed or self._defines_nothing()
        return [finding if meant else _assuming(finding) for finding in certain]

    def _told(self, finding: Finding) -> Finding:
        """The finding with what it assumes, where it hangs on what the usual classifier makes of its inputs."""
        written = LETTER.findall(LABEL.sub("", finding.reading))
        letters = [letter.replace("ŷ", "yhat").replace("\u0302", "hat") for letter in written]
        roles = (*MADE, "logits", "hidden", "pre-activations") if "∂" in finding.reading else MADE
        made = any(self.usual.glossary[letter].role in roles for letter in letters)
        return _with(finding, USUAL) if made and self.usual.setting.assumed is None else finding

    def _defines_nothing(self) -> bool:
        """True where no line defines anything or may define something and was not read: a formula or two alone."""
        statements = self.document.document.statements
        return not any(s.kind in ("definition", "form") or s.unread for s in statements)

    def _of_nothing(self, statement: Statement) -> bool:
        """True where something is differentiated that is neither defined nor usual: its slope is not 0, but unknown."""
        nodes = (node for tree in statement.read for node in walk(tree))
        above = [node.numerator for node in nodes if isinstance(node, Derivative)]
        return any(isinstance(node, Name) and not self.usual.glossary[node.name].known for node in above)

    def _of_matrices(self, statement: Statement) -> bool:
        """True where capital or bold letters that nobody defined stand without indices: they may be matrices."""
        names = (name for tree in statement.read for name in names_in(tree) if not name.indices)
        known = self.usual.glossary
        return any((n.bold or n.name[:1].isupper()) and not known[n.name].known for n in names if len(n.name) == 1)

    def _is_alone(self, statement: Statement) -> bool:
        """True for a definition of what nothing else mentions, in notes that define nothing else: a claim after all."""
        usual = statement.binding is not None and self.usual.glossary[statement.binding.name].known
        return usual and statement.kind == "definition" and len(self.document.document.statements) == 1


def _is_its_own_condition(findings: list[Finding]) -> bool:
    """True for Σ_k p_k = 1 of any p, which holds when the entries of p sum to one."""
    return any(
        finding.verdict == Outcome.PROVED_WHEN
        and re.fullmatch(r"Σ_(\w+) \w+_\1 = 1", finding.reading) is not None
        and finding.condition.endswith("sum to one")
        for finding in findings
    )


def _alone(claim: Claim) -> list[Finding]:
    """What is found in a claim of a document that says nothing else."""
    return FileJudge.of([claim], None, None).findings(claim)


def _of_another_case(statement: Statement, findings: list[Finding]) -> bool:
    """True for what would hold for i ≠ j only, where the words say i = j."""
    return bool(cases_around(statement)) and any("≠" in finding.condition for finding in findings)


def _with(finding: Finding, words: str) -> Finding:
    """A decided finding that says what it assumes."""
    if finding.verdict in OPEN:
        return finding
    return replace(finding, diagnosis="; ".join(part for part in (finding.diagnosis, words) if part))


def _assuming(finding: Finding) -> Finding:
    if finding.verdict == Outcome.REFUTED and any(character.isalpha() for character in finding.reading):
        words = f"it would be wrong of the usual classifier: {finding.diagnosis}"
        return replace(finding, verdict=Outcome.UNDECIDED, diagnosis=words, corrected="", witness=())
    return finding
