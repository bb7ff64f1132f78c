"""The dialects of Markdown: how each keeps words plain and a formula whole; its template has the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from derive.errors import UsageError
from derive.writing.colours import for_latex, for_the_web, without_colours

from ...system.visible_text import visible


def escaped(text: str) -> str:
    """Plain words that stay plain words in Markdown; what would act on the page is shown, not sent.

    >>> escaped("<b>x_1</b>")
    '\\\\<b\\\\>x\\\\_1\\\\</b\\\\>'
    """
    one_line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", visible(one_line))


@dataclass(frozen=True, slots=True)
class Dialect:
    """What most readers of Markdown agree on. The template of its name says how formulas, pictures, folds look."""

    name: str

    def formula(self, latex: str) -> str:
        """The formula on one line: a blank line would end it."""
        return " ".join(for_the_web(latex).split())

    def words(self, text: str) -> str:
        """Plain words that stay plain words."""
        return escaped(text)


@dataclass(frozen=True, slots=True)
class GitHub(Dialect):
    """GitHub's dialect; it refuses ``\\operatorname`` and macro definitions and strips SVG that is no file."""

    name: str = "github"

    def formula(self, latex: str) -> str:
        """What GitHub's pipeline takes for markup, written otherwise; without colours, of which it shows few."""
        words = without_colours(latex).replace("<", r"\lt ").replace(">", r"\gt ").replace("`", "'")
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Pandoc(Dialect):
    """Pandoc's Markdown, Quarto's too, has marks that others leave alone."""

    name: str = "pandoc"

    def formula(self, latex: str) -> str:
        """The formula on one line, its colours as LaTeX and MathJax read them."""
        return " ".join(for_latex(latex).split())

    def words(self, text: str) -> str:
        """Plain words; ``@`` would cite, ``^`` raise, quotes and dots become others."""
        return re.sub(r"([\^@{}'\"]|(?<=-)-|(?<=\.)\.)", r"\\\1", escaped(text))


ALL: tuple[Dialect, ...] = (GitHub(), Pandoc(), Pandoc("quarto"), Dialect("myst"), Dialect("jupyter"))
DIALECTS: Mapping[str, Dialect] = MappingProxyType({dialect.name: dialect for dialect in ALL})


def dialect_of(name: str) -> Dialect:
    """The dialect of that name.

    >>> dialect_of("quarto").words("a@b")
    'a\\\\@b'
    """
    if name not in DIALECTS:
        raise UsageError(f"unknown Markdown dialect {name!r:.60}", hint=f"expected one of {', '.join(DIALECTS)}")
    return DIALECTS[name]
