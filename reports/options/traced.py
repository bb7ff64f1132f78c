"""The network options of the user's own JAX function."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from derive.errors import UsageError

from .functions import function_at
from .options import NetworkOptions
from .words import one_of

if TYPE_CHECKING:
    from numeric.tracing.translation import Translation

ROLES = ("input", "label", "parameter")


def traced_network(model: str, shapes: str, roles: str = "", wrt: str = "") -> NetworkOptions:
    """The options whose network is that of a function; ``wrt`` is differentiated and hence a parameter.

    Raises:
        UsageError: the shapes or roles cannot be read, or the function cannot be translated.
        InputError: the file fails.
    """
    made = translation_of(model, shapes, roles, wrt)
    return NetworkOptions(described=made.network(), function=model, shapes=shapes, roles=roles)


def translation_of(model: str, shapes: str, roles: str = "", wrt: str = "") -> Translation:
    """The translation of a function of the user's.

    Raises:
        UsageError, InputError: as ``traced_network``.
    """
    from numeric.tracing.shapes import read_shapes, with_lists
    from numeric.tracing.tracing import translated

    function = function_at(model)
    given: dict[str, Any] = {name: with_lists(part) for name, part in read_shapes(shapes).items()}
    with redirect_stdout(sys.stderr):
        return translated(function, given, wrt=(wrt,) if wrt else (), roles=read_roles(roles))


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
