"""Formulas in HTML: TeX in annotations and scripts of KaTeX and MathJax, between delimiters, in equation images."""

from __future__ import annotations

from html.parser import HTMLParser

from .equation_images import latex_of_address
from .found import FoundFormula
from .latex_files import delimited_formulas

SILENT = {"pre", "code", "style", "script", "textarea", "svg", "template", "math"}
TEX = ("application/x-tex", "math/tex")


class _TexCollector(HTMLParser):
    """Collects TeX; knows whether it stands in code, in an annotation or in plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[FoundFormula] = []
        self.silent: list[str] = []
        self.tex: tuple[int, int] | None = None
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; an image of an equation service is a formula by itself."""
        attributes = {name: value or "" for name, value in attrs}
        kind = attributes.get("encoding") or attributes.get("type", "")
        if tag in ("annotation", "script") and kind.partition(";")[0].strip() in TEX:
            line, column = self.getpos()
            self.tex, self.parts = (line, column + len(self.get_starttag_text() or "")), []
        elif tag in SILENT:
            self.silent.append(tag)
        elif tag == "img":
            latex = latex_of_address(attributes.get("src", "") or attributes.get("data-src", ""))
            if latex is not None:
                line, column = self.getpos()
                self.found.append(FoundFormula(latex, line, column + 1))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in ("annotation", "script") and self.tex is not None:
            latex = "".join(self.parts).strip()
            if latex:
                self.found.append(FoundFormula(latex, self.tex[0], self.tex[1] + 1))
            self.tex = None
        elif tag in self.silent:
            while self.silent and self.silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text: TeX between delimiters, where no code surrounds it."""
        if self.tex is not None:
            self.parts.append(data)
        elif not self.silent and "\\" in data + "$$":
            line, column = self.getpos()
            for formula in delimited_formulas(data):
                first = formula.line == 1
                self.found.append(
                    FoundFormula(formula.latex, line + formula.line - 1, formula.column + (column if first else 0))
                )


def html_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of an HTML text.

    >>> html_formulas('<annotation encoding="application/x-tex">z = W x</annotation>')
    [FoundFormula(latex='z = W x', line=1, column=42, cell=0)]
    """
    collector = _TexCollector()
    collector.feed(text)
    collector.close()
    return collector.found
