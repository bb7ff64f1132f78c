"""The dialects of Markdown as objects: how each writes a formula, a picture and what a reader may open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from derive.errors import UsageError


def escaped(text: str) -> str:
    """Plain words that stay plain words in Markdown.

    >>> escaped("<b>x_1</b>")
    '\\\\<b\\\\>x\\\\_1\\\\</b\\\\>'
    """
    one_line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", one_line)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What most readers of Markdown agree on: ``$…$`` in lines, ``$$`` on lines of its own, no labels.

    ``named`` is what follows a formula that has a label, where the dialect has such names.
    """

    name: str
    named: str = ""

    def inline(self, latex: str) -> str:
        """A formula in a line of text; a space inside the dollars would make it text."""
        return f"${self.safe(latex)}$"

    def block(self, latex: str, label: str = "") -> str:
        """A formula on lines of its own; ``label`` is its name where the dialect has such names."""
        return f"$$\n{self.safe(latex)}\n$$" + (self.named.format(label) if label else "")

    def safe(self, latex: str) -> str:
        """The formula on one line: a blank line would end it."""
        return " ".join(latex.split())

    def words(self, text: str) -> str:
        """Plain words that stay plain words."""
        return escaped(text)

    def image(self, path: str, description: str) -> str:
        """A picture file with words that say the same."""
        return f"![{self.words(description)}]({path})"

    def details(self, summary: str, body: str) -> str:
        """What a reader may open; a heading where nothing can be folded."""
        return f"### {self.words(summary)}\n\n{body}"


@dataclass(frozen=True, slots=True)
class GitHub(Dialect):
    """GitHub's dialect: ```` ```math ```` blocks and ``$`…`$`` in lines, because both survive its Markdown.

    GitHub refuses ``\\operatorname`` and macro definitions and strips inline SVG: pictures are files.
    Mathematics inside ``<details>`` is unreliable there: a heading instead.
    """

    name: str = "github"

    def inline(self, latex: str) -> str:
        """A formula in a line of text."""
        return f"$`{self.safe(latex)}`$"

    def block(self, latex: str, label: str = "") -> str:
        """A formula on lines of its own."""
        return f"```math\n{self.safe(latex)}\n```"

    def safe(self, latex: str) -> str:
        """What GitHub's pipeline takes for markup, written otherwise: a less-than sign, a blank line."""
        words = latex.replace("<", r"\lt ").replace(">", r"\gt ").replace("`", "'")
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Pandoc(Dialect):
    """Pandoc's Markdown: it has no labels (it would print them), and marks that others leave alone."""

    name: str = "pandoc"

    def words(self, text: str) -> str:
        """Plain words; ``@`` would cite, ``^`` raise, quotes and dots become others."""
        return re.sub(r"([\^@{}'\"]|(?<=-)-|(?<=\.)\.)", r"\\\1", escaped(text))


@dataclass(frozen=True, slots=True)
class Quarto(Pandoc):
    """Pandoc's Markdown with labels, which ``@eq-label`` refers to, and with notes that open."""

    name: str = "quarto"
    named: str = " {{#eq-{}}}"

    def details(self, summary: str, body: str) -> str:
        """A note that is closed at first."""
        return f'::: {{.callout-note collapse="true"}}\n## {self.words(summary)}\n\n{body}\n:::'


@dataclass(frozen=True, slots=True)
class MyST(Dialect):
    """MyST with ``dollarmath``; ``{eq}`label``` refers to a formula that has a label."""

    name: str = "myst"
    named: str = " ({})"

    def details(self, summary: str, body: str) -> str:
        """A note that is closed at first; its fence is longer than any inside."""
        return f"``````{{admonition}} {self.words(summary)}\n:class: dropdown\n\n{body}\n``````"


@dataclass(frozen=True, slots=True)
class Jupyter(Dialect):
    """Jupyter and Visual Studio Code."""

    name: str = "jupyter"

    def details(self, summary: str, body: str) -> str:
        """HTML that opens; the blank lines make Markdown of what is inside."""
        return f"<details><summary>{self.words(summary)}</summary>\n\n{body}\n\n</details>"


ALL: tuple[Dialect, ...] = (GitHub(), Pandoc(), Quarto(), MyST(), Jupyter())
DIALECTS: Mapping[str, Dialect] = MappingProxyType({dialect.name: dialect for dialect in ALL})


def dialect_of(name: str) -> Dialect:
    """The dialect of that name.

    >>> dialect_of("myst").block("x", "one")
    '$$\\nx\\n$$ (one)'
    """
    if name not in DIALECTS:
        raise UsageError(f"unknown Markdown dialect {name!r:.60}", hint=f"expected one of {', '.join(DIALECTS)}")
    return DIALECTS[name]
