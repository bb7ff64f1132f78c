"""``backproof verify``: a gradient that someone wrote by hand, proved or refuted for every size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..system.standard_output import write_line
from .arguments import Json, Roles, Shapes

if TYPE_CHECKING:
    from numeric.verifying.verdicts import Verification

SCHEMA = "backproof-verification/1"


def run(
    loss: Annotated[
        str,
        typer.Argument(
            metavar="FILE.py:LOSS",
            help="The loss; or a function that returns the loss and its gradient, or one with a rule of its own "
            "(jax.custom_vjp, jax.custom_jvp). The file is run, as python FILE.py would run it.",
            show_default=False,
        ),
    ],
    gradient: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE.py:GRADIENT]",
            help="The gradient that you wrote, in JAX or NumPy; or a Hessian, its diagonal, its product with a vector "
            "(hess, hvp or diag in its name).",
            show_default=False,
        ),
    ] = None,
    shapes: Shapes = None,
    roles: Roles = None,
    wrt: Annotated[
        str,
        typer.Option(metavar="NAMES", help="What it differentiates, in the order of its result, such as W1,b1."),
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="What is not decided fails too.")] = False,
    json: Json = False,
) -> int:
    """Prove or refute a gradient that you wrote. The files are run. Exit status 1 where it is refuted."""
    from derive.proof.verdict import Outcome

    found = _found(loss, gradient, shapes or "", roles or "", wrt)
    if json:
        from ..system.json_text import json_text

        write_line(json_text(document(found)))
    else:
        write_line(str(found))
    failing = (Outcome.REFUTED, Outcome.UNDECIDED) if strict else (Outcome.REFUTED,)
    return 1 if found.outcome in failing else 0


def _found(loss: str, gradient: str | None, shapes: str, roles: str, wrt: str) -> Verification:
    import sys
    from contextlib import redirect_stdout

    from numeric.tracing.shapes import read_shapes, with_lists
    from numeric.verifying.verification import verified

    from ..options.functions import function_at
    from ..options.traced import read_roles

    functions = [function_at(reference) for reference in (loss, gradient) if reference is not None]
    given: dict[str, Any] = {name: with_lists(part) for name, part in read_shapes(shapes).items()}
    with redirect_stdout(sys.stderr):
        return verified(
            functions[0], functions[1] if gradient else None, given, wrt.replace(",", " ").split(), read_roles(roles)
        )


def document(found: Verification) -> dict[str, object]:
    """What was found, for programs."""
    return {
        "schema": SCHEMA,
        "outcome": found.outcome.value,
        "translated": found.translated,
        "gradients": [
            {
                "parameter": array.parameter,
                "outcome": array.verdict.outcome.value,
                "condition": array.verdict.condition,
                "method": array.verdict.method,
                "reason": array.verdict.reason,
                "due": array.right,
                "written": array.written,
                "slip": array.slip,
                "witness": array.witness,
            }
            for array in found.arrays
        ],
    }
