"""Formulas that were not read or not decided, grouped by their cause, each group with one hint."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.judging.finding import Finding

from .notes_check import OPEN, CheckedNotes

DECLARE = "say what it means: <!-- backproof: {} = probabilities --> (README: Check your notes)"
HINTS = (  # what a cause begins with, and what the author can do
    (r"(\\[A-Za-z]+) is not read", "define it in the file: \\newcommand{{{0}}}{{…}}"),
    (r"the letter (\S+) ", DECLARE),
    (r"(\S+) is not (?:declared|defined)", "define it: an equation with {0} on its left, or declare it"),
    (r"nothing in the document says what (\S+) is", "define {0} before it is used: an equation with {0} on its left"),
    (r"it takes ", "split the formula into steps"),
    (r".*more than one (?:reading|meaning)|.*two (?:readings|meanings)", "write brackets, or declare what is meant"),
)
TEX_ITSELF = (  # it knows these: a definition is not what is missing
    "arg lim limsup inf sup int iint oint Pr deg det dim gcd ker hom def let over choose atop mapsto to in notin subset"
    " cup cap forall exists neg land lor top bot infty propto sim perp parallel langle rangle lfloor rfloor lceil rceil"
    " varsigma varphi varrho vartheta varepsilon varpi varkappa hbar imath jmath aleph Re Im wp prime bigcup bigcap"
    " dots ldots cdots vdots ddots star ast bullet circ dagger oplus otimes odot wedge vee pm mp div"
)
NUMBERS = re.compile(r"\b(line|column|cell|position) \d+")


@dataclass(frozen=True, slots=True)
class Group:
    """Formulas that are open for one cause."""

    cause: str
    hint: str
    findings: tuple[Finding, ...]


def grouped(notes: CheckedNotes) -> list[Group]:
    """The groups, the largest first; a finding's own hint is worth more than one of ours.

    >>> grouped(CheckedNotes())
    []
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for file in notes.files:
        for finding in file.findings:
            if finding.verdict in OPEN:
                cause = cause_of(finding)
                groups.setdefault((cause, finding.hint or hint_for(cause)), []).append(finding)
    found = [Group(cause, hint, tuple(findings)) for (cause, hint), findings in groups.items()]
    return sorted(found, key=lambda group: -len(group.findings))


def cause_of(finding: Finding) -> str:
    r"""The cause without what belongs to one formula: its places, and what follows a colon.

    >>> cause_of(Finding(1, 1, "", "", "REJECTED", diagnosis=r"\matr is not read here: known are \frac, \sum"))
    '\\matr is not read here'
    """
    first = re.split(r"[:;](?:\s|$)|\. ", finding.diagnosis.strip(), maxsplit=1)[0]
    return NUMBERS.sub(r"\1 …", first.strip()) or f"it is {finding.verdict}"


def hint_for(cause: str) -> str:
    r"""What to do about a cause, where there is something.

    >>> hint_for(r"\matr is not read here")
    'define it in the file: \\newcommand{\\matr}{…}'
    >>> hint_for(r"\lim is not read here")
    ''
    """
    for pattern, hint in HINTS:
        match = re.match(pattern, cause)
        named = match[1].lstrip("\\") if match and match.groups() else ""
        if match and named not in TEX_ITSELF.split():
            return hint.format(*match.groups())
    return ""
