"""Formulas in Markdown: dollars, fences and roles marked math, TeX brackets, environments, equation images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from .delimiters import Delimited, Dialect, Span
from .equation_images import latex_of_address
from .found import FoundFormula, Heading, Lines, same_length
from .html_files import Page, walled
from .html_in_formulas import without_html
from .surroundings import MOST_TITLE, Surroundings

IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\]\(\s*<?([^\s()<>]{8,12000}(?:\([^\s()<>]*\)[^\s()<>]*)*)")
COLON_FENCE = re.compile(r"^[ \t>]*:{3,}[ \t]*(\{math\}[^\n]*)?$", re.MULTILINE)
LIQUID_CODE = re.compile(r"\{%-?\s{0,9}highlight\b.*?\{%-?\s{0,9}endhighlight", re.DOTALL)
OPTIONS = re.compile(r"(?:[ \t>]*:[\w-]+:[^\n]*\n|[ \t]*\n)+|[ \t]*---[ \t]*\n(?:[^\n]*\n){0,20}?[ \t]*---[ \t]*\n")
QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
BOLD = re.compile(
    r"(?:\A|\n[ \t]*\n)[ \t]*(\*\*|__)(?=\S)([^*_\n]{1,80})\1(?:(?<=[.:]\1)|(?=[.:])|(?=[ \t]*(?:\n|\Z)))"
)
WORDS = re.compile(r"\\(?:text\w*|mathrm|mathtt|mathit|operatorname\*?|label|tag)\s*\{[^{}]*\}")
DOUBLED = re.compile(r"(?<!\\)\\\\(?=[,;:!{}|])")  # between doubled brackets \\, is \,
EATEN = re.compile(r"(?<!\\)(?:\\(?=\\\\\s)|\\(?=[\[\]()])|\\\|(?=\\\|))")  # \\\ is \\, \[ is [, \|\| one \|
RAW_TEX = ("{=latex}", "{=tex}")
PROSE = re.compile(  # directives of MyST whose content is Markdown; those of code have none
    r"\{(?:admonition|note|tip|hint|important|warning|caution|danger|attention|error|seealso|dropdown|card|margin|sidebar|"
    r"topic|epigraph|exercise\S*|solution\S*|tab-\w+|grid\S*|prf:\S+|proof|theorem|lemma|definition|example|remark)\}"
)
MOST_NESTED = 4
BOLD_LEVEL = 7


def markdown_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of a Markdown text; what is code is left out.

    >>> markdown_formulas("Here $z = W x$ and `$not this$`.")
    [FoundFormula(latex='z = W x', line=1, column=7, cell=0)]
    """
    return MarkdownNotes(text).formulas


class MarkdownNotes:
    """The formulas and the headings of one text.

    >>> [heading.title for heading in MarkdownNotes("# Softmax").headings]
    ['Softmax']
    """

    def __init__(self, text: str) -> None:
        self.text = same_length(text)
        self.lines = Lines(self.text)
        self.marked: list[tuple[Span, str]] = []
        self.walls: list[tuple[int, int]] = []
        self.silent: list[tuple[int, int]] = []
        self.quoted: list[tuple[int, int]] = []
        titles = self._blocks()
        self._other_marks()
        page = Page(walled(self.text, self.walls), whole=False)
        self.marked += page.formulas
        self.walled = self._unquoted(walled(self.text, [*self.walls, *page.walls]))
        dialect = Dialect(prices=True, doubled=True, ticks=True)
        spans = list(Delimited(self.walled, dialect, self.silent).spans())
        self.headings = [*self._headings(titles, spans), *page.headings]
        around = Surroundings(self.text, self.headings)
        found = [around.formula(span, latex) for span, latex in self.marked]
        found += [around.formula(_with_environment(span), self._latex(span)) for span in spans]
        self.formulas = sorted(found, key=lambda formula: (formula.line, formula.column))

    def _blocks(self, begin: int = 0, stop: int | None = None, depth: int = 0) -> list[tuple[int, int, int]]:
        """Take in the blocks between two lines; return the headings: level, first and last line."""
        parser = MarkdownIt("commonmark").use(front_matter_plugin)
        parser.core.ruler.disable(["inline", "text_join"])
        places, titles = self.lines, []
        for token in parser.parse(self.text[places.start(begin) : None if stop is None else places.start(stop)]):
            if token.map is None:
                continue
            first, last = begin + token.map[0], begin + token.map[1]
            start, end = places.start(first), places.start(last)
            if token.type == "fence" and PROSE.match(token.info.strip()) and depth < MOST_NESTED:
                titles += self._directive(token, first, last, depth)
            elif token.type == "fence":
                self._fence(token, start, end)
            elif token.type == "front_matter":
                self.walls.append((start, end))
            elif token.type == "code_block":
                self.silent.append((start, end))
            elif token.type == "blockquote_open":
                self.quoted.append((start, end))
            elif token.type == "heading_open":
                titles.append((int(token.tag[1]), first, last))
        return titles

    def _directive(self, token: Token, first: int, last: int, depth: int) -> list[tuple[int, int, int]]:
        """A fence of Markdown: what is in it, without its marks and options."""
        start, begin, stop = self.lines.start(first), self.lines.start(first + 1), self.lines.start(last)
        options = OPTIONS.match(self.text, begin, stop)
        closing = self.lines.start(last - 1)
        closed = self.text[closing:stop].strip(" \t\n>").startswith(token.markup)
        self.walls.append((start, options.end() if options else begin))
        if closed:
            self.walls.append((closing, stop))
        return self._blocks(first + 1, last - 1 if closed else last, depth + 1)

    def _fence(self, token: Token, start: int, end: int) -> None:
        """Code is silent; a fence marked math is a formula, raw TeX is text."""
        info = token.info.strip().lower()
        if info in RAW_TEX:
            last = self.text.rfind("\n", start, end - 1) + 1
            self.walls += [(start, self.text.find("\n", start, end)), (max(start, last), end)]
            return
        self.walls.append((start, end))
        if info.partition(" ")[0].strip("{}") == "math":
            inner, stop = self.text.find("\n", start, end) + 1, end
            last = self.text.rfind("\n", start, end - 1) + 1
            if self.text[last:end].strip(" \t\n>").startswith(token.markup):
                stop = last
            self._mark(inner, stop, start, end)

    def _mark(self, start: int, end: int, outer: int, outer_end: int) -> None:
        """The content of a directive, without its options."""
        options = OPTIONS.match(self.text, start, end)
        start = options.end() if options else start
        text = QUOTED.sub(lambda match: " " * len(match[0]), self.text[start:end])
        left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if text.strip():
            self.marked.append((Span(start + left, end - right, outer, outer_end), text.strip()))

    def _other_marks(self) -> None:
        opening: re.Match[str] | None = None
        for match in COLON_FENCE.finditer(self.text):
            if opening is not None and not match[1]:
                self._mark(opening.end() + 1, match.start(), opening.start(), match.end())
                self.walls.append((opening.start(), match.end()))
            opening = match if match[1] else None
        for match in LIQUID_CODE.finditer(self.text, 0, self.text.rfind("endhighlight") + len("endhighlight")):
            self.walls.append(match.span())
        for match in IMAGE.finditer(self.text):
            latex = latex_of_address(match[1])
            if latex is not None:
                self.marked.append((Span(match.start(1), match.start(1), *match.span(), False), latex))

    def _unquoted(self, text: str) -> str:
        """The text with spaces for the marks of quotations."""
        pieces, done = [], 0
        for start, end in self.quoted:
            if start >= done:  # one inside another has been done
                pieces += [text[done:start], QUOTED.sub(lambda match: " " * len(match[0]), text[start:end])]
                done = end
        return "".join([*pieces, text[done:]])

    def _headings(self, titles: list[tuple[int, int, int]], spans: list[Span]) -> list[Heading]:
        """The headings of CommonMark that are no rows of a display, and paragraphs that begin in bold."""
        lines = self.lines
        rows = {line for s in spans if s.display for line in range(lines.at(s.outer)[0], lines.at(s.outer_end)[0] + 1)}
        found = [
            Heading(level, _title(self.text[lines.start(first) : lines.start(last)]), first + 1)
            for level, first, last in titles
            if first + 1 not in rows
        ]
        taken = {heading.line for heading in found}
        for match in BOLD.finditer(self.walled):
            line = lines.at(match.start(2))[0]
            if line not in taken:
                found.append(Heading(BOLD_LEVEL, match[2].strip(" .:"), line))
        return found

    def _latex(self, span: Span) -> str:
        """The TeX, with spaces for what only Markdown needs: marks of a quotation, doubled backslashes, \\_."""
        span = _with_environment(span)
        latex = without_html(self.walled[span.start : span.end])
        if span.doubled:
            latex = DOUBLED.sub(r" \\", EATEN.sub(lambda match: " " * len(match[0]), latex))
        return _unescaped(latex)


def _with_environment(span: Span) -> Span:
    """An environment in Markdown is found with its \\begin and \\end."""
    if not span.environment:
        return span
    return Span(span.outer, span.outer_end, span.outer, span.outer_end, True, span.environment)


def _unescaped(latex: str) -> str:
    r"""The TeX without what Markdown would eat: ``\\\\`` at the end of a row, ``\_`` outside of words.

    >>> _unescaped(r"p\_i \\\\ \text{a\_b}")
    'p _i   \\\\ \\text{a\\_b}'
    """
    if r"\_" not in latex and r"\*" not in latex and "\\" * 4 not in latex:
        return latex
    pieces = WORDS.split(latex)
    words = [*WORDS.findall(latex), ""]
    plain = [re.sub(r"\\([_*])", r" \1", piece.replace("\\" * 4, r"  \\")) for piece in pieces]
    return "".join(text for pair in zip(plain, words, strict=True) for text in pair)


def _title(text: str) -> str:
    lines = [QUOTED.sub("", line).strip().strip("#").strip() for line in text.splitlines()]
    kept: Iterator[str] = (line for line in lines if line.strip("=-"))
    return " ".join(kept)[:MOST_TITLE]
