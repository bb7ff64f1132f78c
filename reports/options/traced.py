"""The network options of the user's own JAX function."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.errors import UsageError

from .functions import function_at
from .options import NetworkOptions
from .words import one_of

if TYPE_CHECKING:
    from numeric.tracing.translation import Translation

ROLES = ("input", "label", "parameter")


def traced_network(
    model: str, shapes: str, roles: str = "", wrt: str = "", data: str = "", axes: str = ""
) -> NetworkOptions:
    """The options whose network is that of a function; ``wrt`` is differentiated and hence a parameter.

    Raises:
        UsageError: the shapes or roles cannot be read, or the function cannot be translated.
        InputError: the file fails.
    """
    made = translation_of(model, shapes, roles, wrt, data, axes)
    return NetworkOptions(described=made.network(), function=model, shapes=shapes, roles=roles, translation=made)


def translation_of(
    model: str, shapes: str, roles: str = "", wrt: str = "", data: str = "", axes: str = ""
) -> Translation:
    """The translation of a function of the user's; with ``axes`` the arrays in the file ``data`` say shapes too.

    Raises:
        UsageError, InputError: as ``traced_network``.
    """
    from numeric.tracing.shapes import leaves_of, tree_of, with_lists
    from numeric.tracing.tracing import translated

    function = function_at(model)
    said = {**_of_examples(data, axes), **leaves_of(shapes)}
    given: dict[str, Any] = {name: with_lists(part) for name, part in tree_of(said).items()}
    with redirect_stdout(sys.stderr):
        return translated(function, given, wrt=(wrt,) if wrt else (), roles=read_roles(roles))


def _of_examples(data: str, axes: str) -> dict[str, Any]:
    """The shapes of the arrays in a file, by dotted names; none where no lengths have names."""
    if not axes:
        return {}
    if not data:
        raise UsageError("--axes without --data", hint="name the .npz file with the example arrays: --data FILE.npz")
    from numeric.data.array_files import arrays_of_npz
    from numeric.tracing.said_shapes import shapes_of_arrays

    return dict(shapes_of_arrays(arrays_of_npz(Path(data)), read_sizes(axes)))


def read_sizes(text: str) -> dict[str, int]:
    """Read numbers for sizes.

    Raises:
        UsageError: a part is none.

    >>> read_sizes("N=64,D=4")
    {'N': 64, 'D': 4}
    """
    found: dict[str, int] = {}
    for part in text.replace(",", " ").split():
        name, equals, number = part.partition("=")
        if not (equals and name.isidentifier() and number.isascii() and number.isdigit() and 0 < len(number) < 7):
            raise UsageError(f"the size {part!r:.60} cannot be read", hint="such as N=64,D=4,K=3")
        if int(number) < 1:
            raise UsageError(f"the size {part} is out of range", hint="expected at least 1")
        found[name] = int(number)
    return found


def read_roles(text: str) -> dict[str, str]:
    """Read the roles of some arguments.

    Raises:
        UsageError: a part is no role.

    >>> read_roles("tau=input t=label")
    {'tau': 'input', 't': 'label'}
    """
    found: dict[str, str] = {}
    for part in text.replace(",", " ").split():
        name, equals, role = part.partition("=")
        if not equals:
            raise UsageError(f"the role {part!r:.60} cannot be read", hint="such as tau=input")
        found[name] = one_of("role", role, ROLES)
    return found
