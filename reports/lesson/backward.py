"""The backward pass: the derivation step by step, its result, and what the result says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.errors import UnsupportedFormula
from derive.gradient.accurate import accurate_form
from derive.gradient.calculus import Calculus, rules_used
from derive.gradient.cases import cases, cases_latex
from derive.gradient.derivation import Derivation, Step
from derive.gradient.rules import DIFFERENTIATE
from derive.network.definitions import Condition, Network
from derive.network.partial import Direct, Partial
from derive.network.tensors import Role
from derive.proof.kinks import Kink, kinks_of
from derive.writing.latex import condition_latex, formula_latex, latex, step_latex
from derive.writing.matrix_notation import matrix_notation

from ..report import Report
from .blocks import Block, Equation, Fold, Inline, Math, Paragraph, Section, StepGroup, StepView, Words, inline
from .interpretation import Interpretation
from .notation import meaning
from .number_format import SUPERSCRIPTS
from .step_numbers import MAXIMUM_LENGTH, MAXIMUM_LENGTH_OF_MANY, StepNumbers


def backward(report: Report) -> Section:
    """Every derivative from the loss back to each parameter, each worked out once."""
    network = report.network
    intro = inline(
        "The loss depends on each weight through everything in between. So we walk backwards, from {out} to the "
        "weights, and at each stage ask the same question: if this value changes a little, how does the loss change? "
        "Every step was computed, not typed, and what the computer evaluates further down comes out of this very walk.",
        out=Math(latex(network.output.at(), network)),
    )
    blocks: list[Block] = [Paragraph(intro), Fold("How each step was checked", (Paragraph(inline(BADGES)),))]
    blocks += [Paragraph(inline(NUMBERS_BELOW))] if report.example is not None else []
    numbers = StepNumbers(report)
    blocks += step_groups(list(report.derivations.values()), network, numbers)
    blocks += jacobian(report)
    blocks += results(report, numbers)
    return Section("backward", "The derivation, backwards", tuple(blocks))


MAXIMUM_IN_FULL, MAXIMUM_LINES_WITH_NUMBERS = 50, 30
BADGES = (
    "Each step is one rewriting, and its badge says how it was checked. “For every size” means that both sides have "
    "the same canonical form whatever the sizes are; a derivative by SymPy is held against a second one, by our own "
    "table of rules. “At small sizes” means that both sides were written out for several small sizes and agree there "
    "exactly. The first kind has passed the second test as well. On the web page dots underline what a step takes "
    "away, and a line underlines what it brings."
)
NUMBERS_BELOW = (
    "Where it is short enough, the line of a step stands below it once more with the numbers of the worked example, as "
    "if that were the only sample, every free index at 1."
)


def reach(method: str) -> str:
    """How far a check reaches, in the words of the badge.

    >>> reach("every size, by canonical form; exact at N=2"), reach("exact at N=2, D=2")
    ('for every size', 'at small sizes')
    """
    if method.startswith("every size"):
        return "for every size"
    return "at small sizes" if method.startswith("exact at") else method


def step_groups(derivations: Sequence[Derivation], network: Network, numbers: StepNumbers) -> Iterator[StepGroup]:
    """The steps of all derivations, grouped by what is worked out, no step twice."""
    groups: dict[Partial | Direct, list[Step]] = {}
    for derivation in derivations:
        for step in derivation.steps:
            steps = groups.setdefault(step.left, [])
            if step not in steps:
                steps.append(step)
    number, count = 0, sum(map(len, groups.values()))
    brief, few = count > MAXIMUM_IN_FULL, count <= MAXIMUM_LINES_WITH_NUMBERS
    for left, steps in groups.items():
        views: list[StepView] = []
        shown = ""
        for step in steps:
            number += 1
            line = numbers.line(step, MAXIMUM_LENGTH_OF_MANY if brief else MAXIMUM_LENGTH)
            news = line if step.rule.main or (few and line != shown) else ""
            shown = line
            views.append(step_view(step, number, network, news, brief=brief and bool(views)))
        result = _result(steps, network)
        shown_already = result == views[-1].latex
        yield StepGroup(anchor_of(left), _title(left, network), "" if shown_already else result, tuple(views))


def anchor_of(left: Partial | Direct) -> str:
    """A stable anchor such as ``d-e-by-w``, from the names of the tensors."""
    names = [str(e.base.label if e.args else e) for e in (left.numerator, left.denominator)]
    direct = "-direct" if isinstance(left, Direct) else ""
    return f"d-{names[0]}-by-{names[1]}{direct}".lower()


def _title(left: Partial | Direct, network: Network) -> tuple[Inline, ...]:
    upper, lower = (next(network.tensors_in(e)) for e in (left.numerator, left.denominator))
    directly = " directly" if isinstance(left, Direct) else ""
    return inline(
        f"{{derivative}}: what a change of the {{lower}} does{directly} to the {{upper}}",
        derivative=Math(latex(left, network)),
        upper=meaning(upper),
        lower=meaning(lower),
    )


def _result(steps: Sequence[Step], network: Network) -> str:
    left, _, after = step_latex(steps[-1], network)
    return f"{left} = {after}"


def step_view(step: Step, number: int, network: Network, numbers: str = "", *, brief: bool = False) -> StepView:
    """One step as it is shown; ``brief`` leaves out what stands right above as the result of the step before."""
    left, before, after = step_latex(step, network)
    conditions = tuple((c.name, condition_latex(c, network)) for c in step.conditions)
    latex_text = f"{left} = {after}" if brief or before == left else aligned(left, before, after)
    return StepView(
        number,
        step.rule.title,
        _explained(step, network),
        latex_text,
        conditions,
        step.check.outcome,
        step.check.method,
        reach(step.check.method),
        step.rule.main,
        numbers,
    )


def _explained(step: Step, network: Network) -> tuple[Inline, ...]:
    """Why the step holds: by the rules of calculus that it uses, or by its own rule; and where it has kinks."""
    used = rules_used(step, network)
    said = tuple(part for rule in used for part in (*_rule_of_calculus(rule), Words(" ")))[:-1]
    said = said or (Words(step.rule.explanation),)
    told = kinks_told(kinks_of(network, step.left)) if step.rule == DIFFERENTIATE else ()
    return (*said, Words(" "), *told) if told else said


def _rule_of_calculus(rule: Calculus) -> tuple[Inline, ...]:
    """Logarithm: (ln u)' = 1/u."""
    name = rule.name[0].upper() + rule.name[1:]
    said = Math(rule.latex) if rule.latex else rule.words
    return inline("{name}: {said}.", name=name, said=said)


def kinks_told(kinks: Sequence[Kink]) -> tuple[Inline, ...]:
    """Where a derivative exists, and what is agreed on elsewhere; nothing for what is smooth."""
    parts: list[Inline] = []
    for place, kink in enumerate(kinks):
        parts += [Words(" and " if place else "This holds where "), Math(kink.latex, spoken=kink.text)]
    conventions = "; ".join(dict.fromkeys(kink.convention for kink in kinks))
    return (*parts, Words(f"; elsewhere there is no derivative, and by convention {conventions}.")) if parts else ()


def aligned(left: str, *rights: str, relations: Sequence[str] = ()) -> str:
    r"""``left`` and what it equals, each on a line of its own with the relation signs below each other.

    >>> aligned("a", "b", "c")
    '\\begin{aligned} a &= b \\\\ &= c \\end{aligned}'
    """
    signs = relations or ["="] * len(rights)
    lines = (rf"&{sign} {right}" for sign, right in zip(signs, rights, strict=True))
    return rf"\begin{{aligned}} {left} " + r" \\ ".join(lines) + r" \end{aligned}"


def jacobian(report: Report) -> Iterator[Block]:
    """The Jacobian of a stage that mixes its entries, compactly and as two cases."""
    if report.example is None:
        return
    network = report.sample.network
    for (of, wrt), derivation in sorted(report.sample.jacobians.items()):
        if network.tensor(wrt).axes != network.tensor(of).axes or network.tensor(wrt).role is Role.PARAMETER:
            continue
        try:
            told, (_, apart) = cases_latex(derivation.formula, network), cases(derivation.formula)
        except UnsupportedFormula:
            continue
        if apart.value == 0:  # entry by entry: nothing is mixed
            continue
        left = latex(derivation.formula.left, network)
        yield Paragraph(
            inline(
                "A closer look at one step, for a single sample: how the {of} answer to the {wrt}, first compactly, "
                "then as the two cases that the delta stands for:",
                of=network.tensor(of).meaning,
                wrt=network.tensor(wrt).meaning,
            )
        )
        yield Equation(formula_latex(derivation.formula, network))
        yield Equation(f"{left} = {told}")


def results(report: Report, numbers: StepNumbers) -> Iterator[Block]:
    """Each parameter's gradient: in general, under the condition, in matrices with its shapes."""
    network = report.network
    brief = len({step for d in report.derivations.values() for step in d.steps}) > MAXIMUM_IN_FULL
    words = Interpretation(network, report.derivations.values())
    yield from words.why_simple()
    for tensor in network.parameters:
        derivation = report.derivations[tensor.name]
        yield Paragraph(
            inline(
                "The result for the {what} {letter}. In general:",
                what=tensor.meaning,
                letter=Math(latex(tensor.at(*tensor.indices), network)),
            )
        )
        yield Equation(formula_latex(derivation.general, network))
        yield from _conditioned(derivation, network)
        if derivation.kinks:
            yield Paragraph(kinks_told(derivation.kinks), "note")
        yield from _in_matrices(derivation, network)
        yield from words.paragraphs(derivation.formula.value, tensor)
        yield Paragraph(
            inline(
                "A second, separate voice compared this formula with the derivative of the loss itself: {found}.",
                found=with_powers(str(report.batch.second_voice[tensor.name])),
            ),
            "note",
        )
        if not report.options.short:
            yield from _accurate(derivation, network, numbers, brief=brief)


def with_powers(words: str) -> str:
    """Powers of ten in words as they are typeset.

    >>> with_powers("below 10^-135")
    'below 10⁻¹³⁵'
    """
    return re.sub(r"\b10\^(-?\d+)", lambda power: "10" + power[1].translate(SUPERSCRIPTS), words)


def _conditioned(derivation: Derivation, network: Network) -> Iterator[Block]:
    if derivation.formula.conditions:
        yield Paragraph(inline("{when}", when=Words("When " + _names(derivation.formula.conditions) + ":")))
        remark: list[Inline] = []
        for condition in derivation.formula.conditions:
            remark += [Words("when "), Math(condition_latex(condition, network))]
        yield Equation(formula_latex(derivation.formula, network), tuple(remark))


def _names(conditions: Sequence[Condition]) -> str:
    return " and ".join(condition.name for condition in conditions)


def _in_matrices(derivation: Derivation, network: Network) -> Iterator[Block]:
    matrix = matrix_notation(derivation.formula, network)
    if matrix:
        yield Paragraph(inline("All entries at once, in matrices, with the shape of every factor:"))
        yield Equation(matrix.equation_latex(), (Math(matrix.shapes_latex()),))


def _accurate(derivation: Derivation, network: Network, numbers: StepNumbers, *, brief: bool) -> Iterator[Block]:
    form = accurate_form(derivation)
    if form is None:
        return
    yield Paragraph(
        inline(
            "Where the network is already nearly right, the difference in this formula is one of two nearly "
            "equal numbers, and in floating point most of its digits are lost. The same gradient, rearranged so that "
            "nothing nearly equal is subtracted:"
        )
    )
    yield StepGroup(
        anchor_of(derivation.general.left) + "-accurate",
        inline("The accurate form of {derivative}", derivative=Math(latex(derivation.general.left, network))),
        "" if brief else formula_latex(form.formula, network),
        tuple(
            step_view(step, number, network, "" if brief else numbers.line(step), brief=brief)
            for number, step in enumerate(form.steps, start=1)
        ),
    )
