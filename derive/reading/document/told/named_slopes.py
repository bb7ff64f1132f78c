"""What words name as a Hessian, a Jacobian or a gradient is that; the formula that is written of it is a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ...expression.nodes import Derivative, Name, Node, names_in
from ...expression.parser import parsed
from ...expression.stream import Unread
from ...tex.chains import chains_of
from ...tex.macros import Macro
from ..scripts.roles import Roles
from ..scripts.understood import understood
from ..statements.bindings import CONSTANTS, Binding, Statement
from .entries_written_out import with_entries_written_out, written_out

LETTER = r"\$([^$=<>]{1,40})\$"
NAMED = re.compile(
    r"\b(?P<word>Hessian|Jacobian|gradient)(?: matrix)?(?:\s*\$[^$=]{1,20}\$)?"
    rf"(?:\s+of\s+(?:the\s+)?(?:[a-z-]+\s+){{0,3}}{LETTER.replace('(', '(?P<above>', 1)})?"
    rf"(?:,?\s+(?:with respect to|w\.?\s?r\.?\s?t\.?|by|in)\s+(?:the\s+)?(?:[a-z-]+\s+){{0,2}}"
    rf"{LETTER.replace('(', '(?P<below>', 1)})?"
    r"(?:\s+(?:is|reads|equals|becomes|has the form)(?:\s+(?:then|thus|therefore|hence|simply|just|again|now|given by"
    r"|equal to|the (?:matrix|vector)))*)?\s*[:,]?\s*$",
    re.IGNORECASE,
)
USUAL = re.compile(r"(?P<letter>[JH])_(?:math[a-z]+\{)?(?P<function>[A-Za-z])\}?")
APPLIED = re.compile(r"\s*(?P<function>[^()]+?)\s*\(\s*(?P<argument>[^(),]+?)\s*\)\s*")


def with_named_slopes(
    statements: Sequence[Statement], known: Sequence[Binding], roles: Roles
) -> tuple[list[Statement], list[Binding]]:
    r"""The statements and the bindings, where H = … behind "the Hessian of L with respect to z is" is a claim.

    A letter on the right that stands nowhere else leaves it a definition.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> text = r"$L = z^3$. The gradient of $L$ with respect to $z$ is $g = 3 z^2$."
    >>> [statement.kind for statement in document_of(claims_in_text(text, "markdown")).statements]
    ['definition', 'form']
    """
    made, found = with_entries_written_out(statements, known)
    known = list(found)
    for place, statement in enumerate(made):
        binding = statement.binding
        if statement.kind not in ("definition", "form") or binding is None or binding.layer is not None:
            continue
        others = [b for b in known if b.order < statement.order]
        slope = _by_its_name(binding, others, roles, statement.claim.macros)
        if slope is None and statement.kind == "definition" and not binding.parameters:
            slope = _slope(statement, others, roles)
        if slope is None:
            continue
        names = {name.name for b in others for name in (Name(b.name), *names_in(b.body), *b.parameters)}
        if not {name.name for name in names_in(binding.body)} <= names.union(CONSTANTS, binding.letters):
            continue
        found = [b for b in found if b.order != binding.order or b.name != binding.name]
        found.append(replace(binding, body=slope, value=False))
        made[place] = replace(statement, kind="claim" if binding.parameters else "form")
    return made, sorted(found, key=lambda b: b.order)


def _by_its_name(binding: Binding, others: Sequence[Binding], roles: Roles, macros: tuple[Macro, ...]) -> Node | None:
    """The Jacobian J_f and the Hessian H_f of a function f of one letter, or of what is written out."""
    named = USUAL.fullmatch(binding.name)
    functions = [b for b in others if named and b.name == named["function"] and b.parameters and not b.value]
    if named is None or not functions or binding.indices:
        return None
    function = functions[-1]
    out = written_out(others).get(function.name)
    if named["letter"] == "J" and out is not None and (jacobian := out.jacobian()) is not None:
        return jacobian
    if len(function.parameters) != 1 or (out is not None and named["letter"] == "H"):
        return None
    word = "hessian" if named["letter"] == "H" else "jacobian"
    return _understood(_written(word, function.name, function.parameters[0].name, ()), macros, roles)


def _slope(statement: Statement, others: Collection[Binding], roles: Roles) -> Derivative | None:
    """What the words before a formula name, as a derivative."""
    written = statement.claim.latex.partition("\n")[0].strip()[:40]
    lead = statement.claim.prose.partition(written)[0].rstrip("$ \n\\[(")
    match = NAMED.search(lead)
    binding = statement.binding
    if match is None or binding is None:
        return None
    above, below = match["above"] or "", match["below"] or ""
    applied = APPLIED.fullmatch(above)
    if applied is not None:
        above, below = applied["function"], below or applied["argument"]
    if not above or not below:
        functions = [b for b in others if len(b.parameters) == 1 and (not above or b.name == above.strip())]
        if len({b.name for b in functions}) != 1:
            return None
        above, below = functions[0].name, below or functions[0].parameters[0].name
    latex = _written(match["word"].lower(), above, below, binding.letters)
    return _understood(latex, statement.claim.macros, roles) if latex else None


def _written(word: str, above: str, below: str, letters: tuple[str, ...]) -> str:
    if word == "hessian" and not letters:
        return rf"\nabla_{{{below}}}^2 {above}"
    if word == "hessian" and len(letters) == 2:
        return rf"\frac{{\partial^2 {above}}}{{\partial {below}_{{{letters[0]}}} \partial {below}_{{{letters[1]}}}}}"
    if word == "jacobian" and len(letters) == 2:
        return rf"\frac{{\partial {above}_{{{letters[0]}}}}}{{\partial {below}_{{{letters[1]}}}}}"
    if letters:
        return ""
    return rf"\nabla_{{{below}}} {above}" if word == "gradient" else rf"\frac{{\partial {above}}}{{\partial {below}}}"


def _understood(latex: str, macros: tuple[Macro, ...], roles: Roles) -> Derivative | None:
    chains = chains_of(f"{latex} = 0", {macro.name: macro for macro in macros})
    try:
        tree = understood(parsed(chains[0].sides[0]), roles, frozenset()) if chains else None
    except Unread:
        return None
    return tree if isinstance(tree, Derivative) else None
