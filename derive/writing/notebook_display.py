"""How values show themselves in a notebook: the methods that IPython looks for.

Mathematics is offered as LaTeX, Markdown and text, never as HTML: each front end typesets the first two in its own
way, offline too. Nothing has to be loaded for it.
"""

from __future__ import annotations

from typing import Protocol

from .colours import for_the_web


class Printer(Protocol):
    """What IPython hands to ``_repr_pretty_``."""

    def text(self, obj: str) -> None:
        """Write this text as it is."""


def shown_as_text(value: object, printer: Printer, cycle: bool) -> None:
    """The method ``_repr_pretty_`` of a value whose text form is ``str(value)``, of as many lines as it takes.

    A class names it among its own attributes: IPython prefers a class's own ``__repr__`` to an inherited one of these.
    """
    printer.text(str(value))


def inline(latex: str) -> str:
    r"""LaTeX as a notebook wants it: between dollars, in the size of a formula on a line of its own.

    >>> inline("p - y")
    '$\\displaystyle p - y$'
    """
    return rf"$\displaystyle {for_the_web(latex)}$"


def block(latex: str) -> str:
    """A formula on lines of its own in a notebook's Markdown."""
    return f"$$\n{for_the_web(latex)}\n$$"


def strong(title: str) -> str:
    """A title in an output: in bold, for a heading would go into the notebook's own table of contents."""
    return f"**{title}**"
