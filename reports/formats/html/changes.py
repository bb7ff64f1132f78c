"""What a step changes: the parts in which the two lines of an equation differ, marked in its MathML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MARK, SIGN = "bp-changed", "bp-changed bp-sign"
INFIX = frozenset("+−=⋅·×≈⊙⊘")
ROWS = ("mrow", "mtd")


# Names of characters that HTML knows and XML does not.
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;")


@lru_cache(maxsize=4096)
def with_changes(mathml: str) -> str:
    """Mark what goes in the first of two aligned lines, and what comes in the second; other formulas stay.

    >>> lines = "<mtr><mtd/><mtd><mo>=</mo><mi>a</mi></mtd></mtr><mtr><mtd/><mtd><mo>=</mo><mi>b</mi></mtd></mtr>"
    >>> print(with_changes(f"<math><mtable>{lines}</mtable></math>").partition("<mtr>")[2].partition("</mtr>")[0])
    <mtd></mtd><mtd><mo>=</mo><mi class="bp-changed">a</mi></mtd>
    """
    try:
        root = ElementTree.fromstring(_NAMED.sub(lambda found: html.unescape(found[0]), mathml))
    except ElementTree.ParseError:
        return mathml
    rows = [list(row) for table in root.iter("mtable") for row in table.findall("mtr")]
    if len(rows) != 2 or len(list(root.iter("mtable"))) != 1 or any(len(row) != 2 for row in rows):
        return mathml
    mark_differences(inside(rows[0][1]), inside(rows[1][1]))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbours among the children of one element: those from ``start`` up to ``end``."""

    parent: Element
    start: int
    end: int

    @property
    def children(self) -> list[Element]:
        """The elements themselves."""
        return list(self.parent)[self.start : self.end]

    def part(self, start: int, end: int) -> Run:
        """Some of them, counted from the first."""
        return Run(self.parent, self.start + start, self.start + end)


def inside(element: Element) -> Run:
    """All children of an element."""
    return Run(element, 0, len(element))


def mark_differences(before: Run, after: Run) -> None:
    """Mark, as deep inside as possible, what each of the two has and the other has not."""
    first, second = ([_key(child) for child in run.children] for run in (before, after))
    for kind, a, b, c, d in reversed(SequenceMatcher(None, first, second, autojunk=False).get_opcodes()):
        gone, come = before.part(a, b), after.part(c, d)
        if kind == "equal":
            continue
        inner = _opened(gone), _opened(come)
        if inner != (gone, come) and _share(*inner):
            mark_differences(*inner)
        else:
            _mark(gone)
            _mark(come)


def _key(element: Element) -> str:
    """What an element shows; how an operator stretches makes no difference."""
    return f"{element.tag}[{element.text or ''}{' '.join(_key(child) for child in element)}]"


def _opened(run: Run) -> Run:
    """The inside of a run that is a single element: brackets around a row, a fraction, a letter with scripts."""
    return inside(run.children[0]) if run.end - run.start == 1 and len(run.children[0]) else run


def _share(one: Run, other: Run) -> bool:
    """True where the two have a child in common, and both are rows or both of one kind."""
    rows = [run.parent.tag in ROWS for run in (one, other)]
    if not all(rows) and one.parent.tag != other.parent.tag:
        return False
    return bool({_key(child) for child in one.children} & {_key(child) for child in other.children})


def _mark(run: Run) -> None:
    """Mark a run: several elements in a row of their own, where operators keep their spacing, others one by one."""
    run = _with_its_term(run)
    children = run.children
    brackets = [child.text for child in children if child.tag == "mo" and child.text in ("(", ")")]
    if len(children) == 1 or brackets.count("(") != brackets.count(")"):
        for child in children:
            name = SIGN if child.tag == "mo" and child.text in INFIX else MARK
            child.set("class", f"{child.get('class', '')} {name}".strip())
    elif children:
        row = Element("mrow", {"class": MARK})
        for end in (children[0], children[-1]):
            if end.tag == "mo" and end.text in INFIX:
                end.set("form", "infix")
        for child in children:
            run.parent.remove(child)
            row.append(child)
        run.parent.insert(run.start, row)


def _with_its_term(run: Run) -> Run:
    """A lone plus or minus together with what it stands before: nobody sees a mark on a sign alone."""
    if [child.text for child in run.children if child.tag == "mo"] not in (["+"], ["−"]) or run.end - run.start != 1:
        return run
    depth = 0
    for end, child in enumerate(list(run.parent)[run.end :], run.end + 1):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(child.text or "", 0) if child.tag == "mo" else 0
        if depth <= 0:
            return Run(run.parent, run.start, end) if depth == 0 else run
    return run
