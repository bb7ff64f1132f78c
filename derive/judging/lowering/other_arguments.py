"""Functions whose values are vectors, s(z)_i = …, applied to something else than their letter: s(z + c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...reading.document.scripts.entries_of_functions import ANOTHER
from ...reading.expression.nodes import Known, Name
from .arrays import Array, Stuck
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions


def of_another_argument(low: Expressions, node: Known, scope: Scope) -> Array:
    """The vector s(z + c) by the formula of the entries of s, in which z_i is the entry i of z + c.

    Raises:
        Stuck: no line says what the entries of s are, or the argument is no vector.
    """
    letter, of = node.function.removeprefix(ANOTHER).split(":")
    binding = low.document.defining(Name(letter, (Name("i"),)), scope.order)
    argument = low.array(node.argument, scope)
    if binding is None or binding.layer is not None or len(binding.letters) != 1 or argument.rank != 1:
        raise Stuck(f"nothing says what {letter} is of another argument")
    index = low.arithmetic.index()
    running = {binding.letters[0]: (index, argument.axes[0])}
    inner = Scope(binding.order, binding.section, running, {of: argument}, scope.layers, {})
    low.bindings_used.add(binding.order)
    return Array(low.scalar(binding.body, inner), (index,), argument.axes)
