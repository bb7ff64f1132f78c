r"""A mark over a letter that names a derivative: \bar y of a document that writes \bar y for the derivative of L by y.

One letter is told, and every marked letter is meant: what is written of it is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ...expression.nodes import Derivative, Name, Node, names_in, walk
from ...expression.parser import parsed
from ...expression.stream import Unread
from ...tex.chains import chains_of
from ...tex.macros import Macro
from ..scripts.roles import Roles
from ..scripts.understood import understood
from ..statements.bindings import Binding, Statement

FORMULA = re.compile(r"\$([^$]{1,80})\$|\\\((.{1,80}?)\\\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
WORDS = re.compile(r"\b(?:derivatives?|gradients?|adjoints?|sensitivit(?:y|ies))\b", re.IGNORECASE)


def with_adjoints(
    statements: Sequence[Statement], known: Sequence[Binding], roles: Roles
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and the bindings, where \bar z = … is a claim about the derivative by z.

    The derivative is that of the letter that was told; in a section that defines another one last, of that.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> text = r"We write $\bar z$ for the derivative of $L$ by $z$. $z = w x$, $L = z^2$, $\bar w = \bar z x$"
    >>> [statement.kind for statement in document_of(claims_in_text(text, "markdown")).statements]
    ['definition', 'definition', 'form']
    """
    told = _told(statements, known, roles)
    if told is None:
        return list(statements), list(known)
    mark, loss = told
    made, found = list(statements), list(known)
    letters = {name.name for b in known for name in (Name(b.name), *names_in(b.body))}
    letters |= {n.name for s in statements if s.kind == "definition" for tree in s.read for n in names_in(tree)}
    letters |= {letter.upper() for letter in letters & roles.twice}  # W of w_{ij}
    for place, statement in enumerate(statements):
        binding = statement.binding
        if binding is None or binding.parameters:
            continue
        accent, _, letter = binding.name.partition(":")
        if accent != mark or letter not in letters or _is_told_by(statement):
            continue
        of = _of_section(statement, loss, [b for b in known if not b.value], mark)
        first = statement.trees[0]
        bold = isinstance(first, Name) and first.bold
        slope = Derivative(of, (Name(letter, binding.indices, binding.layer, bold),))
        found = [b for b in found if b.order != binding.order or b.name != binding.name]
        found.append(replace(binding, body=slope, value=False))
        made[place] = replace(statement, kind="form")
    plain = [b for b in known if not b.value]
    for statement in made:
        for name in _marked(statement, mark, letters):
            if not any((b.name, b.layer, b.section) == (name.name, name.layer, statement.claim.section) for b in found):
                of = _of_section(statement, loss, plain, mark)
                slope = Derivative(of, (replace(name, name=name.name.partition(":")[2], indices=()),))
                made_now = Binding(name.name, (), name.layer, (), slope, statement.order, statement.claim.section)
                last = next((b for b in reversed(found) if b.name == name.name and b.layer == name.layer), None)
                found += [made_now] if last is None or last.body != slope else []
    return made, sorted(found, key=lambda b: b.order)


def _marked(statement: Statement, mark: str, letters: Collection[str]) -> list[Name]:
    """The marked letters in a statement whose letters stand elsewhere too."""
    names = [name for tree in statement.read for name in names_in(tree)]
    told = not _is_told_by(statement)
    return [
        name for name in names if told and name.name.startswith(f"{mark}:") and name.name[len(mark) + 1 :] in letters
    ]


def _told(statements: Sequence[Statement], known: Sequence[Binding], roles: Roles) -> tuple[str, Name] | None:
    """The mark, and what is differentiated: by a formula \\bar v = ∂L/∂v, or by words around the formulas."""
    for statement in statements:
        if _is_told_by(statement) and isinstance(first := statement.trees[0], Name):
            below = statement.trees[1]
            assert isinstance(below, Derivative)
            if isinstance(below.numerator, Name):
                return first.name.partition(":")[0], below.numerator
    seen: set[str] = set()
    for statement in statements:
        for sentence in SENTENCE.split(statement.claim.prose):
            if sentence in seen or not WORDS.search(sentence):
                continue
            seen.add(sentence)
            found = _in_sentence(sentence, statement.claim.macros, roles)
            if found is not None:
                return found[0], found[1] or _last(known, found[0])
    return None


def _is_told_by(statement: Statement) -> bool:
    r"""True for \bar v = ∂L/∂v with one letter v."""
    if len(statement.trees) < 2:
        return False
    first, second = statement.trees[:2]
    if not isinstance(first, Name) or ":" not in first.name or not isinstance(second, Derivative):
        return False
    return len(second.denominators) == 1 and _is_below(second.denominators[0], first)


def _is_below(below: Node, marked: Name) -> bool:
    return isinstance(below, Name) and replace(marked, name=marked.name.partition(":")[2], bold=below.bold) == below


def _in_sentence(sentence: str, macros: tuple[Macro, ...], roles: Roles) -> tuple[str, Name | None] | None:
    r"""The mark of \bar y, which stands before the word, and the letter whose derivative by y is told."""
    cut = WORDS.search(sentence)
    assert cut is not None
    parts = [(match.start(), tree) for match in FORMULA.finditer(sentence)
             if (tree := _tree(match[1] or match[2], macros, roles)) is not None]  # fmt: skip
    marked = [tree for _, tree in parts if isinstance(tree, Name) and ":" in tree.name]
    behind = [tree for start, tree in parts if start > cut.start()]
    for mark in marked:
        slopes = [node for _, tree in parts for node in walk(tree) if isinstance(node, Derivative)]
        for slope in slopes:
            if len(slope.denominators) == 1 and _is_below(slope.denominators[0], mark):
                return mark.name.partition(":")[0], slope.numerator if isinstance(slope.numerator, Name) else None
        plain = [tree for tree in behind if isinstance(tree, Name) and ":" not in tree.name]
        if any(_is_below(tree, mark) for tree in plain):
            others = [tree for tree in plain if not _is_below(tree, mark)]
            return mark.name.partition(":")[0], others[0] if others else None
    return None


def _tree(latex: str, macros: tuple[Macro, ...], roles: Roles) -> Node | None:
    chains = chains_of(f"{latex} = 0", {macro.name: macro for macro in macros})
    try:
        return understood(parsed(chains[0].sides[0]), roles, frozenset()) if chains else None
    except Unread:
        return None


def _last(known: Sequence[Binding], mark: str) -> Name:
    """The last letter that is defined and of which nothing else is made."""
    return _ends([b for b in known if not b.value], mark)[-1]


def _ends(known: Sequence[Binding], mark: str) -> list[Name]:
    plain = [b for b in known if not b.name.startswith(f"{mark}:")]
    inside = {name.name for b in plain for name in names_in(b.body)}
    ends = [b for b in plain if b.name not in inside and not b.parameters and not b.indices]
    return [Name(b.name, (), b.layer) for b in ends] or [Name("")]


def _of_section(statement: Statement, loss: Name, known: Sequence[Binding], mark: str) -> Name:
    """The letter that was told; where a section defines others and not this one, the end of what it defines."""
    section = statement.claim.section
    mine = [b for b in known if b.section == section]
    if not mine or any(b.name == loss.name for b in mine):
        return loss
    ends = [end for end in _ends(mine, mark) if end.name]
    return ends[-1] if ends else loss
