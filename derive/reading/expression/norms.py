"""Norms and absolute values between their strokes."""

from __future__ import annotations

from collections.abc import Sequence

from ..tex.tokens import Token, text_of
from .nodes import Application, Bracket, Known, Largest, Node, Number
from .stream import END, Unread, without_styles
from .tables import TableReader
from .words import NORMS


def enclosed(node: Node, tokens: Sequence[Token]) -> Node:
    """What stands between strokes, under a root or in braces: of a(1 − a) all of it, whether a is a function or not.

    >>> from .nodes import Scripted
    >>> whole = Application(Scripted("a"), Bracket((), ()))
    >>> enclosed(whole, ()).items == (whole,)
    True
    """
    return Bracket((node,), tuple(tokens)) if isinstance(node, Application) else node


def positive_part(node: Node) -> Node:
    """max(0, u) of [u]_+, (u)_+ and |u|_+.

    >>> positive_part(Known("abs", Number("3"))) == Largest("max", (Number("0"), Number("3")))
    True
    """
    return Largest("max", (Number("0"), node.argument if isinstance(node, Known) and node.function == "abs" else node))


class NormReader(TableReader):
    """Reads what stands between strokes, and what the script behind them says."""

    def between(self, closing: tuple[str, ...], opening: Token) -> Node:
        """A norm or an absolute value."""
        start = self.at
        while self.peek() is not END and self.peek().text not in closing:
            self.take()
        inside = self.tokens[start : self.at]
        if self.take() is END or not inside:
            raise Unread("a norm is not closed", opening.start)
        double = opening.text in ("lVert", "Vert", "|", "parallel") and opening.kind == "command"
        kind = self._kind_of_norm(opening) if double else "abs"
        return Known(kind, enclosed(self.inner(inside), inside))

    def _kind_of_norm(self, opening: Token) -> str:
        """The norm that the script behind it says: the usual one for vectors and matrices, or the sum of sizes."""
        if not self.peek().is_mark("_"):
            return "norm"
        self.take()
        script = text_of(without_styles(self.argument()))
        if script not in NORMS:
            raise Unread(f"the norm of kind {script:.20} is not read here", opening.start)
        return NORMS[script]
