"""Formulas in Markdown: dollars, fences marked math, TeX brackets, amsmath environments, equation images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.texmath import texmath_plugin

from .equation_images import latex_of_address
from .found import FoundFormula, Lines
from .html_files import html_formulas

MATHEMATICS = {"math_inline", "math_inline_double", "math_block", "math_block_label", "amsmath", "math_block_eqno"}
DISPLAYED = re.compile(r"(?<!\\)\\\[(.*?)(?<!\\)\\\]", re.DOTALL)


def markdown_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of a Markdown text; what is code is left out.

    >>> markdown_formulas("Here $z = W x$ and `$not this$`.")
    [FoundFormula(latex='z = W x', line=1, column=7, cell=0)]
    """
    return list(_Reader(text).formulas())


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(front_matter_plugin).use(amsmath_plugin)
    parser.use(texmath_plugin, delimiters="brackets")
    return parser.use(
        dollarmath_plugin, allow_labels=True, double_inline=True, allow_blank_lines=False, allow_digits=False
    )


class _Reader:
    """Walks the tokens of one text; formulas are found again in the source to tell line and column."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines, self.place = Lines(self.text), 0

    def formulas(self) -> Iterator[FoundFormula]:
        for token in _parser().parse(self.text):
            if token.map:
                self.place = max(self.place, self.lines.start(token.map[0]))
            for inner in token.children or [token]:
                yield from self._of(inner)
            if token.type == "inline":
                yield from self._displayed(token)

    def _of(self, token: Token) -> Iterator[FoundFormula]:
        if token.type in MATHEMATICS or (token.type == "fence" and token.info.strip().lower().strip("{}") == "math"):
            yield from self._found(token.content)
        elif token.type == "image":
            address = str(token.attrs.get("src", ""))
            latex = latex_of_address(address)
            if latex is not None:
                yield self._at(latex, self.text.find("](", self.place) + 2)
        elif token.type in ("html_block", "html_inline") and "<" in token.content:
            start = max(self.text.find(token.content, self.place), self.place)
            line, column = self.lines.at(start)
            for formula in html_formulas(token.content):
                first = formula.line == 1
                yield FoundFormula(
                    formula.latex, line + formula.line - 1, formula.column + (column - 1 if first else 0)
                )

    def _displayed(self, token: Token) -> Iterator[FoundFormula]:
        r"""``\[…\]`` inside a paragraph, which the parser takes for escaped brackets."""
        if not any("code" in inner.type for inner in token.children or []):
            for match in DISPLAYED.finditer(token.content):
                yield from self._found(match[1])

    def _found(self, content: str) -> Iterator[FoundFormula]:
        latex = content.strip()
        if latex.startswith("`") and latex.endswith("`"):
            latex = latex.strip("`").strip()
        if latex:
            yield self._at(latex, self.text.find(latex.splitlines()[0], self.place))

    def _at(self, latex: str, place: int) -> FoundFormula:
        start = max(place, self.place)
        self.place = start + 1
        return FoundFormula(latex, *self.lines.at(start))
