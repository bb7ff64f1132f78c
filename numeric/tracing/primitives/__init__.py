"""What each primitive of JAX means: a table from its name to a rule that gives the arrays of its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from . import contraction, control, elementwise, indexing, movement

if TYPE_CHECKING:
    from ..arrays import Array
    from ..walk import Call, Walk

    Rule = Callable[[Walk, Call, Sequence[Array]], list[Array]]

RULES: Mapping[str, Rule] = {
    **elementwise.RULES,
    **movement.RULES,
    **contraction.RULES,
    **indexing.RULES,
    **control.RULES,
}
