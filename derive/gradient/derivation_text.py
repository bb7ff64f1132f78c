"""A derivation as people read it: plain text in 80 columns, Markdown in any dialect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..writing.latex import condition_latex, definition_latex, formula_latex, step_latex
from ..writing.matrix_notation import matrix_notation
from ..writing.text import condition_text, definition_text, formula_text, step_text
from .calculus import step_words

if TYPE_CHECKING:
    from ..network.definitions import Network
    from .derivation import Derivation, Step

WIDTH = 80
Written = Callable[[str], str]


def derivation_text(derivation: Derivation) -> str:
    """Plain text: the network, the steps with their rules, how each was checked, the result.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> derivation_text(derive_gradient(classifier(batch=False), wrt="z")).splitlines()[-2].strip()
    '∂L/∂z = p − y'
    """
    network, lines = derivation.network, ["Network"]
    lines += [wrapped(f"  {definition_text(d, network)}") for d in network.definitions]
    lines += ["", "Steps", *map(chain_text, chains(derivation, step_text))]
    lines += ["", "Checks", *(wrapped(f"  {check}") for check in checks_text(derivation.steps))]
    lines += ["", "Result", wrapped(f"  {formula_text(derivation.general, network)}")]
    if derivation.formula.conditions:
        conditions = "; ".join(f"{c.name}, {condition_text(c, network)}" for c in derivation.formula.conditions)
        lines += [wrapped(f"When {conditions}:"), wrapped(f"  {formula_text(derivation.formula, network)}")]
    lines += [wrapped(f"Where {kink}.") for kink in derivation.kinks]
    matrix = matrix_notation(derivation.formula, network)
    lines += ["In matrices:", wrapped(f"  {matrix.equation_text()}"), f"  {matrix.shapes_text()}"] if matrix else []
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Chain:
    """A left side and what it equals one after the other, each with the number and name of its step."""

    left: str
    equal: list[tuple[str, str]]


def chains(
    derivation: Derivation, written: Callable[[Step, Network], tuple[str, str, str]], first: int = 1
) -> list[Chain]:
    """The steps as chains of equalities: one that goes on from the step before does not repeat it.

    ``written`` is ``step_text`` or ``step_latex``; the steps are numbered from ``first``.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> for side, rule in chains(derive_gradient(classifier(batch=False), wrt="p"), step_text)[0].equal:
    ...     print(f"{side:18} {rule}")
    −Σ_j y_j δ_jk / p_j 1. differentiate the definition: sum rule, logarithm
    −y_k / p_k         2. collapse the delta
    """
    found: list[Chain] = []
    known: tuple[object, object] = (None, None)
    for number, step in enumerate(derivation.steps, start=first):
        left, before, after = written(step, derivation.network)
        if (step.left, step.before) != known:
            found.append(Chain(left, [(before, "")] if before != left else []))
        found[-1].equal.append((after, f"{number}. {step_words(step, derivation.network)}"))
        known = step.left, step.after
    return found


def chain_text(chain: Chain) -> str:
    """A chain in plain text: its left side, then a line for each equality with its rule at the right edge."""
    return "\n".join([f"  {chain.left}", *(with_note(wrapped(f"    = {side}"), note) for side, note in chain.equal)])


def chain_latex(chain: Chain) -> str:
    """A chain as an ``aligned`` environment."""
    rows = r" \\ ".join(f"&= {side}" + (rf" && \text{{{note}}}" if note else "") for side, note in chain.equal)
    return rf"\begin{{aligned}} {chain.left} {rows} \end{{aligned}}"


def with_note(lines: str, note: str) -> str:
    """The lines with a note at the right edge: of the last one, or of one more where that is too long.

    >>> with_note("  = a + b", "7. tidy")[-9:]
    '  7. tidy'
    """
    if not note:
        return lines
    *before, last = lines.split("\n")
    fits = len(last) + 2 + len(note) <= WIDTH
    ends = [last + note.rjust(WIDTH - len(last))] if fits else [last, note.rjust(WIDTH)]
    return "\n".join([*before, *ends])


def checks_text(steps: Sequence[Step]) -> list[str]:
    """Which steps were checked in the same way, and how."""
    numbers: dict[str, list[int]] = {}
    for number, step in enumerate(steps, start=1):
        numbers.setdefault(str(step.check), []).append(number)
    return [f"{_ranges(found)}: {check}" for check, found in numbers.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in ascending order, those that follow each other joined.

    >>> _ranges([1, 2, 3, 5])
    'steps 1–3, 5'
    """
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    said = ", ".join(str(g[0]) if len(g) == 1 else f"{g[0]}–{g[-1]}" for g in groups)
    return f"step {said}" if len(numbers) == 1 else f"steps {said}"


def derivation_markdown(derivation: Derivation, block: Written, heading: Written) -> str:
    """Markdown: ``block`` writes a formula on lines of its own, ``heading`` a title, as the dialect has them."""
    network, parts = derivation.network, [heading("Network")]
    parts += [block(definition_latex(d, network)) for d in network.definitions]
    parts += [heading("Steps"), *(block(chain_latex(chain)) for chain in chains(derivation, step_latex))]
    parts += [heading("Checks"), "\n".join(f"- {check}" for check in checks_text(derivation.steps))]
    parts += [heading("Result"), block(formula_latex(derivation.general, network))]
    for condition in derivation.formula.conditions:
        parts += [f"When {condition.name}:", block(condition_latex(condition, network))]
    if derivation.formula.conditions:
        parts.append(block(formula_latex(derivation.formula, network)))
    parts += [part for kink in derivation.kinks for part in ("Where", block(kink.latex), f"{kink.convention}.")]
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
