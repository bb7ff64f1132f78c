"""The sides of each line with what words, and other lines, tell of their letters."""

from __future__ import annotations

from collections.abc import Sequence

from ...expression.nodes import Node
from ...notes.claims import Claim
from ...tex.chains import Chain
from ..scripts.summation_convention import with_silent_sums
from .deltas_before_letters import with_slopes_named
from .number_sets import with_the_rest_named

Line = tuple[tuple[Node | None, ...], str]


def as_told(lines: Sequence[Line], read: Sequence[tuple[Claim, Chain]]) -> list[Line]:
    """The sides with what is left for "otherwise", with slopes that have names, and with sums that nobody writes.

    With the sides of each line goes why one is not read.

    >>> as_told([], [])
    []
    """
    lines = with_slopes_named(with_the_rest_named(lines, read))
    return with_silent_sums(lines, {claim.prose for claim, _ in read})
