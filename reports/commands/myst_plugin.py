"""``backproof myst-plugin``: what a MyST project runs to get formulas by their keys. Never imports JAX."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from derive.errors import InputError, UsageError

from ..system.standard_output import write_line
from .arguments import (
    L1,
    L2,
    Bias,
    Hidden,
    LabelSmoothing,
    LogBase,
    Loss,
    NetworkFile,
    Reduction,
    Temperature,
    network_options,
)

NAME = typer.Option(metavar="NAME", help="Read that directive, or role, as JSON from standard input.")


def run(
    directive: Annotated[str | None, NAME] = None,
    role: Annotated[str | None, NAME] = None,
    transform: Annotated[str | None, typer.Option(hidden=True)] = None,
    network: NetworkFile = None,
    bias: Bias = None,
    log_base: LogBase = None,
    reduction: Reduction = None,
    hidden: Hidden = None,
    loss: Loss = None,
    l1: L1 = None,
    l2: L2 = None,
    label_smoothing: LabelSmoothing = None,
    temperature: Temperature = None,
) -> int:
    """Formulas for MyST: the plugin's specification, or the nodes of one directive or role.

    The network options are those of a directive or role that says nothing else.
    """
    from ..export.myst_plugin import MAXIMUM_BYTES, directive_nodes, role_nodes, specification

    if transform is not None or (directive is not None and role is not None):
        raise UsageError("MyST asks for one directive or one role at a time", hint="there is no transform")
    if directive is None and role is None:
        found: object = specification()
    else:
        text = _asked(MAXIMUM_BYTES + 1)
        standard = network_options(
            network, bias, log_base, reduction, hidden, loss, l1, l2, label_smoothing, temperature
        )
        nodes = directive_nodes if directive is not None else role_nodes
        found = nodes(directive or role or "", text, standard)
    write_line(json.dumps(found, ensure_ascii=True))
    return 0


def _asked(most: int) -> bytes:
    """What MyST sends."""
    try:
        return sys.stdin.buffer.read(most)
    except (AttributeError, OSError, ValueError):  # a closed stream, a folder in its place, a stream closed by hand
        raise InputError("standard input cannot be read", hint="MyST sends the directive or role there") from None
