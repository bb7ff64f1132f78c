"""A derivation as people read it on its own: plain text, LaTeX to include, GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.latex import condition_latex, definition_latex, equation_latex, formula_latex, step_latex
from derive.partial import Partial
from derive.text import condition_text, definition_text, formula_text, step_text, text

from .matrix_notation import matrix_notation

if TYPE_CHECKING:
    from derive.derivation import Derivation
    from derive.elements import Element
    from derive.network import Network

WIDTH = 80


def rule_words(rule: str) -> str:
    """A rule's name as words.

    >>> rule_words("chain-rule")
    'chain rule'
    """
    return rule.replace("-", " ")


def as_text(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """Plain text: the network, the steps with their checks, the result, the gradient of each weight."""
    network, lines = derivation.network, ["Network"]
    lines += [f"  {definition_text(d, network)}" for d in network.definitions]
    lines += ["", "Steps"]
    for number, step in enumerate(derivation.steps, start=1):
        left, before, after = step_text(step, network)
        lines += [f"{number:3}. {rule_words(step.rule)}", f"     {left}"]
        lines += [f"       = {before}"] if before != left else []
        lines += [f"       = {after}", f"     {step.check}"]
    lines += ["", "Result", f"  {formula_text(derivation.general, network)}"]
    if derivation.formula.conditions:
        conditions = "; ".join(f"{c.name}, {condition_text(c, network)}" for c in derivation.formula.conditions)
        lines += [f"When {conditions}:", f"  {formula_text(derivation.formula, network)}"]
    matrix = matrix_notation(derivation.formula, network)
    lines += ["In matrices:", f"  {matrix.equation_text()}", f"  {matrix.shapes_text()}"] if matrix else []
    if elements:
        lines += ["", f"Each of the {len(elements)} weights, for one sample (SymPy's own derivative, proved equal)"]
        lines += [f"  ∂{sample.output.name}/∂{e.name} = {text(e.by_formula, sample)}" for e in elements]
    return "\n".join(wrapped(line) for line in lines)


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


def as_latex(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """An ``align*`` environment (package amsmath): one line for each equality, its rule beside it."""
    network = derivation.network
    rows = [_row(definition_latex(d, network), d.stage) for d in network.definitions]
    for step in derivation.steps:
        left, before, after = step_latex(step, network)
        middle = f"{before} = " if before != left else ""
        rows.append(rf"{left} &= {middle}{after} && \text{{{rule_words(step.rule)}}}")
    rows += [_row(formula_latex(derivation.general, network), "result")]
    for condition in derivation.formula.conditions:
        rows.append(_row(condition_latex(condition, network), f"condition: {condition.name}"))
    if derivation.formula.conditions:
        rows.append(_row(formula_latex(derivation.formula, network), "result under the condition"))
    matrix = matrix_notation(derivation.formula, network)
    rows += [_row(matrix.equation_latex(), "in matrices")] if matrix else []
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _row(equation: str, words: str) -> str:
    left, _, right = equation.partition(" = ")
    return rf"{left} &= {right} && \text{{{words}}}"


def as_markdown(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """GitHub's Markdown: each formula in a ``math`` block of its own, never a bare dollar sign."""
    network, parts = derivation.network, ["## Network"]
    parts += [_block(definition_latex(d, network)) for d in network.definitions]
    parts.append("## Steps")
    for number, step in enumerate(derivation.steps, start=1):
        left, before, after = step_latex(step, network)
        middle = f" = {before}" if before != left else ""
        parts += [f"{number}. {rule_words(step.rule)}", _block(f"{left}{middle} = {after}"), f"{step.check}"]
    parts += ["## Result", _block(formula_latex(derivation.general, network))]
    for condition in derivation.formula.conditions:
        parts += [f"When {condition.name}:", _block(condition_latex(condition, network))]
    if derivation.formula.conditions:
        parts.append(_block(formula_latex(derivation.formula, network)))
    matrix = matrix_notation(derivation.formula, network)
    parts += ["In matrices:", _block(matrix.equation_latex()), _block(matrix.shapes_latex())] if matrix else []
    parts += ["## Each weight, for one sample"] if elements else []
    parts += [_block(element_latex(element, sample)) for element in elements]
    return "\n\n".join(parts)


def element_latex(element: Element, network: Network) -> str:
    """One weight's gradient as an equation."""
    weight = element.tensor.at(*element.indices)
    return equation_latex(Partial(network.output.at(), weight), element.by_formula, network)


def _block(formula: str) -> str:
    return f"```math\n{formula}\n```"
