"""Newton's method beside gradient descent: its steps, how fast they get there, and what the end looks like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from numeric.learning.newton_run import Ending, NewtonRun

from .blocks import Block, Literal, Paragraph, Table, Words, inline
from .notation import in_words, number, words
from .number_format import readable, significant
from .pictures.newton import newton_plot

MOST_STEPS = 12
FIRST = (
    "Gradient descent knows the slope alone. Newton’s method asks the derived second derivatives too: each step goes "
    "to the bottom of the parabola that slope and curvature promise, half as far as long as the loss would rise."
)
FLAT = " In {number} directions the loss does not change at all, which is proved; no step goes along them."
SHARE = " Both methods take {share} here."
RESULT = (
    "It takes {steps} steps: {ending}. The gradient is {length} long then; after {epochs} epochs of gradient descent "
    "with step size {rate} it is {beside}."
)
WITH_DECAY = "With a little weight decay ({option}) the loss has a minimum:"
QUADRATIC = " Near the end each step about doubles the number of right digits: the convergence is quadratic."
CONDITION = (
    "At that end the curvatures differ by the factor {condition}, the condition number: gradient descent needs about "
    "so many epochs to come closer by a factor of e, and Newton’s method does not notice."
)


def newton_steps(runs: Mapping[str, NewtonRun]) -> Iterator[Block]:
    """What there is to say of each run, the table of its steps, and a picture of how the gradient goes to 0."""
    if not runs:
        return
    flat, share = next(iter(runs.values())).flat, next(iter(runs.values())).share
    said = FIRST + (FLAT if flat else "") + (SHARE if share else "")
    yield Paragraph(inline(said, number=in_words(flat), share=str(share)))
    for decay, run in runs.items():
        if decay:
            yield Paragraph(inline(WITH_DECAY, option=Literal(f"--l2 {decay}")))
        yield Paragraph(inline(RESULT + (QUADRATIC if _is_quadratic(run) else ""), **_numbers(run)))
    run = list(runs.values())[-1]
    yield newton_plot(run)
    yield _table(run)
    if run.condition is not None and run.ending is Ending.MINIMUM:
        yield Paragraph(inline(CONDITION, condition=readable(significant(run.condition, 3))))


def _numbers(run: NewtonRun) -> dict[str, str]:
    return {
        "steps": in_words(run.iterations),
        "ending": run.words,
        "length": readable(significant(run.steps[-1].gradient, 2)),
        "epochs": str(len(run.descent_gradient) - 1),
        "rate": readable(significant(run.learning_rate)),
        "beside": readable(significant(run.descent_gradient[-1], 2)),
    }


def _is_quadratic(run: NewtonRun) -> bool:
    """The exponent between one gradient and the next comes near 2 before rounding ends it."""
    return run.ending is Ending.MINIMUM and any(order > 1.7 for order in run.orders[-3:])


def _table(run: NewtonRun) -> Table:
    headings = ("step", "loss", "length of the gradient", "length of the step", "share of it gone")
    rows = tuple(
        (
            words(str(place)),
            number(significant(step.loss, 8), step.loss),
            number(significant(step.gradient, 3), step.gradient),
            number(significant(step.step, 3), step.step),
            number(significant(step.share, 3) if place < run.iterations else "–", step.share),
        )
        for place, step in enumerate(run.steps)
    )
    shown = rows if len(rows) <= MOST_STEPS else (*rows[: MOST_STEPS - 1], rows[-1])
    caption = "The steps of Newton’s method"
    caption += f" (the first {MOST_STEPS - 1} and the last of {len(rows)})" if len(shown) < len(rows) else ""
    return Table(caption, tuple((Words(heading),) for heading in headings), shown)
