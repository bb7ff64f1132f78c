"""Formulas in HTML: TeX in annotations and scripts of KaTeX and MathJax, between delimiters, in equation images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from .delimiters import WALL, Delimited, Dialect, Span
from .equation_images import latex_of_address
from .found import FoundFormula, Heading, Lines, same_length
from .surroundings import MOST_TITLE, Surroundings

GIVEN = r"(?P<given>(?>=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^>])*+)>"
TAG = re.compile(rf"<!--|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*+){GIVEN}", re.DOTALL)
TAG_IN_MARKDOWN = re.compile(  # any other < may be a sign of mathematics
    rf"<!--|(?<!`)<(?P<close>/?)(?P<name>pre|code|svg|template|math|script|style|textarea|annotation|img|h[1-6]"
    rf"|mjx-[a-z]+|iframe)(?![\w:-]){GIVEN}",
    re.DOTALL | re.IGNORECASE,
)
UNCLOSED = re.compile(r"<[A-Za-z/!][^>]*\Z")
ATTRIBUTE = re.compile(r"([\w:-]+)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)")
RAW = ("script", "style", "textarea", "title")
SILENT = frozenset({"pre", "code", "svg", "template", "math", *RAW})
MOST_INDENT = 200  # characters before what begins a line
NOTHING = frozenset({"br", "wbr"})  # TeX goes on over these
ANNOTATION = re.compile(r"<annotation[^>]*application/x-tex[^>]*>", re.IGNORECASE)
CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
TEX = ("application/x-tex", "math/tex")
SINGLE_DOLLARS = re.compile(
    r"inlineMath[^\n]{0,40}?\[\s*['\"]\$['\"]|left\s*:\s*['\"]\$['\"]\s*,\s*right\s*:\s*['\"]\$['\"]"
)


class Page:
    r"""The tags of a page: what is TeX by its tag, where text is silent, and the headings.

    ``whole`` is False for HTML inside Markdown, where ``<`` may be a sign of mathematics: no tag is a wall there.
    """

    def __init__(self, text: str, whole: bool = True) -> None:
        self.text, self.whole, self.lines = text, whole, Lines(text)
        self.formulas: list[tuple[Span, str]] = []
        self.walls: list[tuple[int, int]] = []
        self.headings: list[Heading] = []
        self.never_closed: set[str] = set()
        place, last = 0, text.rfind(">") + 1
        while (tag := (TAG if whole else TAG_IN_MARKDOWN).search(text, place, last)) is not None:
            place = self._comment(tag) if tag["name"] is None else self._after(tag)
        unclosed = UNCLOSED.search(text, max(place, text.rfind("<"))) if whole else None
        self.walls += [(unclosed.start(), len(text))] if unclosed else []

    def _comment(self, tag: re.Match[str]) -> int:
        end = -1 if "-->" in self.never_closed else self.text.find("-->", tag.end())
        if end < 0:
            self.never_closed.add("-->")
            return tag.end()
        self.walls.append((tag.start(), end + 3))
        return end + 3

    def _after(self, tag: re.Match[str]) -> int:
        """Take in a tag, with all that it silences; return where to go on."""
        name = tag["name"].lower()
        if self.whole and name not in NOTHING:
            self.walls.append(tag.span())
        if tag["close"]:
            return tag.end()
        given = {key.lower(): unescape(value.strip("\"'")) for key, value in ATTRIBUTE.findall(tag["given"])}
        if name == "img":
            return self._image(tag, given)
        if name[0] == "h" and name[1:] in ("1", "2", "3", "4", "5", "6"):
            return self._heading(tag, int(name[1]))
        if "data-latex" in given and name not in SILENT:
            return self._attribute(tag, name, given["data-latex"])
        if name == "annotation" and given.get("encoding", "").partition(";")[0].strip() in TEX:
            end = self._end(tag, name)
            self._content(tag.end(), end, False)
            return self._walled_to(tag, end)
        if name in SILENT and not tag["given"].endswith("/") and self._is_block(tag, name, given):
            return self._silent(tag, name, given)
        return tag.end()

    def _is_block(self, tag: re.Match[str], name: str, given: dict[str, str]) -> bool:
        """In Markdown, what is raw begins a line: elsewhere it may stand in a formula; TeX in a script is marked."""
        if self.whole or name not in RAW or given.get("type", "").partition(";")[0].strip() in TEX:
            return True
        _, begun, line = self.text[max(0, tag.start() - MOST_INDENT) : tag.start()].rpartition("\n")
        return bool(begun or tag.start() <= MOST_INDENT) and not line.strip(" \t>")

    def _walled_to(self, tag: re.Match[str], end: int) -> int:
        self.walls.append((tag.end(), end))
        return end

    def _image(self, tag: re.Match[str], given: dict[str, str]) -> int:
        """An image of an equation service is a formula by itself."""
        latex = latex_of_address(given.get("src", "") or given.get("data-src", ""))
        if latex is not None:
            self._take(tag, latex)
        return tag.end()

    def _attribute(self, tag: re.Match[str], name: str, latex: str) -> int:
        self._take(tag, latex)
        return self._walled_to(tag, self._end(tag, name))

    def _take(self, tag: re.Match[str], latex: str) -> None:
        self.formulas.append((Span(tag.start(), tag.start(), tag.start(), tag.end(), False), latex))

    def _heading(self, tag: re.Match[str], level: int) -> int:
        end = re.compile(rf"</h{level}", re.IGNORECASE).search(self.text, tag.end(), tag.end() + 4000)
        title = words_of(self.text[tag.end() : end.start()]) if end else ""
        self.headings.append(Heading(level, title[:MOST_TITLE], self.lines.at(tag.start())[0]))
        return tag.end()

    def _silent(self, tag: re.Match[str], name: str, given: dict[str, str]) -> int:
        """What stands in code, scripts and MathML is no text; TeX in them is marked as such."""
        end = self._end(tag, name)
        kind, _, mode = given.get("type", "").partition(";")
        classes = re.split(r"[\s-]", f"{given.get('class', '')} {given.get('lang', '')}")
        if name == "script" and kind.strip() in TEX:
            self._content(tag.end(), end, "display" in mode, raw=True)
        elif name == "math":
            self._annotation(tag, end, given)
        elif name in ("code", "pre") and "math" in classes:
            self._content(tag.end(), end, name == "pre" or given.get("data-math-style") == "display")
        return self._walled_to(tag, end)

    def _annotation(self, tag: re.Match[str], end: int, given: dict[str, str]) -> None:
        outside = self.text[max(0, tag.start() - 120) : tag.start()]
        found = ANNOTATION.search(self.text, tag.end(), end)
        if found:
            close = self.text.find("</", found.end(), end)
            display = given.get("display") == "block" or "katex-display" in outside
            self._content(found.end(), close if close >= 0 else end, display)
        elif given.get("alttext"):
            self._take(tag, given["alttext"])

    def _content(self, start: int, end: int, display: bool, raw: bool = False) -> None:
        text = self.text[start:end]
        text = CDATA.sub(lambda match: " " * len(match[0]), text) if raw else text
        left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        latex = text.strip() if raw else unescape(text).strip()
        if latex:
            self.formulas.append((Span(start + left, end - right, start, end, display), latex))

    def _end(self, tag: re.Match[str], name: str) -> int:
        """Where the content of an element ends, with elements of its kind inside it; in Markdown it may not end."""
        if name in self.never_closed:
            return tag.end()
        depth = 1
        edges = re.compile(rf"<(/?){re.escape(name)}(?![\w:-])", re.IGNORECASE)
        for found in edges.finditer(self.text, tag.end()):
            depth += -1 if found[1] else int(name not in RAW)
            if depth == 0:
                return found.start()
        self.never_closed.add(name)
        return len(self.text) if self.whole else tag.end()

    def walled(self) -> str:
        """The text with walls for tags and for what is silent; comments and line breaks are spaces."""
        text = walled(self.text, self.walls)
        return re.sub(r"<w?br\b[^<>]*>", lambda match: " " * len(match[0]), text, flags=re.IGNORECASE)


def walled(text: str, walls: Iterable[tuple[int, int]]) -> str:
    r"""The text with walls at these places; comments become spaces.

    >>> walled("a <!-- c --> `b`", [(2, 12), (13, 16)])
    'a            \x00\x00\x00'
    """
    pieces, done = [], 0
    for start, end in sorted(walls):
        if end > done:
            first = max(start, done)
            filler = " " if text.startswith("<!--", start) else WALL
            pieces += [text[done:first], re.sub(r"[^\n]", filler, text[first:end])]
            done = end
    return "".join([*pieces, text[done:]])


def words_of(html: str) -> str:
    """The words of a piece of HTML.

    >>> words_of("<b>a</b> &lt; b")
    'a < b'
    """
    return " ".join(unescape(re.sub(r"<[A-Za-z/!][^<>]*>|\\A[^<>]*>|<[A-Za-z/!][^<>]*\\Z", " ", html)).split())


def html_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of an HTML text.

    >>> html_formulas('<annotation encoding="application/x-tex">z = W x</annotation>')
    [FoundFormula(latex='z = W x', line=1, column=42, cell=0)]
    """
    text = same_length(text)
    page = Page(text)
    around = Surroundings(text, page.headings, words_of)
    found = [around.formula(span, latex) for span, latex in page.formulas]
    return sorted([*found, *_delimited(page, around)], key=lambda formula: (formula.line, formula.column))


def _delimited(page: Page, around: Surroundings) -> Iterator[FoundFormula]:
    """TeX between delimiters in the text of the page; single dollars where the page says so, or around TeX."""
    walled, always = page.walled(), SINGLE_DOLLARS.search(page.text)
    for span in Delimited(walled, Dialect(prices=True)).spans():
        latex = unescape(walled[span.start : span.end]).replace("\xa0", " ")
        dollar = page.text.startswith("$", span.outer) and not page.text.startswith("$$", span.outer)
        if not dollar or always or re.search(r"[\\^_]", latex):
            yield around.formula(span, latex)
