"""A derivation as people read it: plain text in 80 columns, Markdown in any dialect."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .latex import condition_latex, definition_latex, formula_latex, step_latex
from .matrix_notation import matrix_notation
from .text import condition_text, definition_text, formula_text, step_text

if TYPE_CHECKING:
    from .derivation import Derivation

WIDTH = 80
Written = Callable[[str], str]


def rule_name(rule: str) -> str:
    """A rule's name as words.

    >>> rule_name("chain-rule")
    'chain rule'
    """
    return rule.replace("-", " ")


def derivation_text(derivation: Derivation) -> str:
    """Plain text: the network, the steps with their checks, the result.

    >>> from .gradients import derive_gradient
    >>> from .layers import classifier
    >>> derivation_text(derive_gradient(classifier(batch=False), wrt="z")).splitlines()[-2].strip()
    '∂L/∂z = p − y'
    """
    network, lines = derivation.network, ["Network"]
    lines += [f"  {definition_text(d, network)}" for d in network.definitions]
    lines += ["", "Steps"]
    for number, step in enumerate(derivation.steps, start=1):
        left, before, after = step_text(step, network)
        lines += [f"{number:3}. {rule_name(step.rule)}", f"     {left}"]
        lines += [f"       = {before}"] if before != left else []
        lines += [f"       = {after}", f"     {step.check}"]
    lines += ["", "Result", f"  {formula_text(derivation.general, network)}"]
    if derivation.formula.conditions:
        conditions = "; ".join(f"{c.name}, {condition_text(c, network)}" for c in derivation.formula.conditions)
        lines += [f"When {conditions}:", f"  {formula_text(derivation.formula, network)}"]
    matrix = matrix_notation(derivation.formula, network)
    lines += ["In matrices:", f"  {matrix.equation_text()}", f"  {matrix.shapes_text()}"] if matrix else []
    return "\n".join(wrapped(line) for line in lines)


def derivation_markdown(derivation: Derivation, block: Written, heading: Written) -> str:
    """Markdown: ``block`` writes a formula on lines of its own, ``heading`` a title, as the dialect has them."""
    network, parts = derivation.network, [heading("Network")]
    parts += [block(definition_latex(d, network)) for d in network.definitions]
    parts.append(heading("Steps"))
    for number, step in enumerate(derivation.steps, start=1):
        left, before, after = step_latex(step, network)
        middle = f" = {before}" if before != left else ""
        parts += [f"{number}. {rule_name(step.rule)}", block(f"{left}{middle} = {after}"), f"{step.check}"]
    parts += [heading("Result"), block(formula_latex(derivation.general, network))]
    for condition in derivation.formula.conditions:
        parts += [f"When {condition.name}:", block(condition_latex(condition, network))]
    if derivation.formula.conditions:
        parts.append(block(formula_latex(derivation.formula, network)))
    matrix = matrix_notation(derivation.formula, network)
    parts += ["In matrices:", block(matrix.equation_latex()), block(matrix.shapes_latex())] if matrix else []
    return "\n\n".join(parts)


def wrapped(line: str) -> str:
    """A line of at most 80 columns: it breaks before ``=``, ``+`` and ``−`` outside brackets, else at a space.

    What follows is indented by two more columns than the line itself, as a formula over several lines is.

    >>> print(wrapped("  z = " + " + ".join(["exp(a + b) c"] * 6)))
      z = exp(a + b) c + exp(a + b) c + exp(a + b) c + exp(a + b) c + exp(a + b) c
        + exp(a + b) c
    """
    lines, indent = [], " " * (len(line) - len(line.lstrip()) + 2)
    while len(line) > WIDTH:
        at = _break(line, len(indent))
        if not at:
            break
        lines.append(line[:at])
        line = indent + line[at:].lstrip()
    return "\n".join([*lines, line])


def _break(line: str, start: int) -> int:
    """The last place to break before the end of the terminal, outside as many brackets as possible; 0 for none."""
    depth, places = 0, []
    for at, letter in enumerate(line[: WIDTH + 1]):
        depth += (letter in "([") - (letter in ")]")
        if letter == " " and start <= at and line[:at].strip():
            sign = line[at + 1 : at + 3] in ("= ", "+ ", "− ", "· ")
            places.append((-depth, sign, at) if at > WIDTH // 3 else (-depth - 9, sign, at))
    return max(places)[2] if places else 0
