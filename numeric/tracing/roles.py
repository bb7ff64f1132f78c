"""What each argument is for: parameters are learnt, labels are what is hit, the rest is input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.network.tensors import Role

LABELS = ("y", "label", "labels", "target", "targets", "t")


@dataclass(frozen=True, slots=True)
class Argument:
    """One array that a function is given: the path to it, its name as a tensor, its kind, its dimensions as written."""

    path: tuple[str, ...]
    name: str
    kind: str
    dims: tuple[str, ...]


def roles_of(
    arguments: Sequence[Argument], wrt: Sequence[str] = (), chosen: Mapping[str, Role] | None = None
) -> dict[str, Role]:
    """The role of each argument by the tensor's name.

    What is differentiated is a parameter. Without that, the first argument is, as for ``jax.grad``, and what stands
    in front of the first data or has no axis of the samples; labels are known by their names and by being whole
    numbers.

    >>> W, x, y = (Argument((n,), n, "float", d) for n, d in (("W", ("D", "K")), ("x", ("N", "D")), ("y", ("N", "K"))))
    >>> {name: str(role.value) for name, role in roles_of([W, x, y]).items()}
    {'W': 'parameter', 'x': 'input', 'y': 'label'}
    """
    named = chosen or {}
    found = {a.name: Role.LABEL for a in arguments if is_label(a)}
    rows = rows_of(arguments, found)
    first = arguments[0].path[0] if arguments else ""
    for place, argument in enumerate(arguments):
        if argument.name in found:
            continue
        root = argument.path[0]
        data = argument.dims[:1] == (rows,) if rows else False
        behind = any(a.dims[:1] == (rows,) and a.path[0] != first for a in arguments[:place]) if rows else False
        is_parameter = argument.kind == "float" and (root == first or (not data and not behind))
        found[argument.name] = Role.PARAMETER if is_parameter else Role.INPUT
    for argument in arguments:
        if argument.name in wrt or argument.path[0] in wrt or ".".join(argument.path) in wrt:
            found[argument.name] = Role.PARAMETER
    return {a.name: named.get(a.name, found[a.name]) for a in arguments}


def is_label(argument: Argument) -> bool:
    """True for whole numbers, and for what has a label's name."""
    return argument.kind == "int" or argument.path[-1].lower().rstrip("0123456789") in LABELS


def rows_of(arguments: Sequence[Argument], labels: Mapping[str, Role]) -> str:
    """The size of the axis over samples: the first one of the labels, else of the last argument with axes."""
    firsts = [a.dims[0] for a in arguments if a.name in labels and a.dims]
    if not firsts:
        firsts = [a.dims[0] for a in reversed(arguments[1:]) if a.dims]
    return firsts[0] if firsts else ""
