"""Formulas in LaTeX files, and between TeX delimiters in any text."""

from __future__ import annotations

import re

from .found import FoundFormula, Lines

ENVIRONMENTS = (
    "equation", "align", "alignat", "gather", "multline", "eqnarray", "displaymath", "math", "flalign", "dmath",
)  # fmt: skip
NAMES = "|".join(ENVIRONMENTS)
SKIPPED = re.compile(
    r"\\begin\s*\{(verbatim\*?|lstlisting|minted|comment|filecontents\*?|tikzpicture)\}.*?(?:\\end\s*\{\1\}|\Z)"
    r"|\\verb\*?([^\w\s])[^\n]*?\2",
    re.DOTALL,
)
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\n]*)")
ONE_FORMULA = ("multline", "dmath")  # their rows are one formula, broken for want of space
FORMULA = re.compile(
    rf"\\begin\s*\{{(?P<name>(?:{NAMES})\*?)\}}(?P<body>.*?)\\end\s*\{{(?P=name)\}}"
    r"|(?<!\\)\\\[(?P<display>.*?)(?<!\\)\\\]|(?<!\\)\\\((?P<inline>.*?)(?<!\\)\\\)"
    r"|(?<!\\)\$\$(?P<double>.*?)(?<!\\)\$\$|(?<![\\$])\$(?P<single>[^$]*?)(?<!\\)\$",
    re.DOTALL,
)


def latex_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of a LaTeX file, comments and listings left out.

    >>> latex_formulas("Here \\(z = W x\\) % not $this$")
    [FoundFormula(latex='z = W x', line=1, column=8, cell=0)]
    """
    blanked = SKIPPED.sub(lambda m: _blank(m[0]), text)
    blanked = COMMENT.sub(lambda m: m[0][: m.start(1) - m.start()] + " " * len(m[1]), blanked)
    return delimited_formulas(blanked)


def delimited_formulas(text: str, dollars: bool = True) -> list[FoundFormula]:
    """Return what stands between TeX delimiters or in an equation environment."""
    lines, found = Lines(text), []
    for match in FORMULA.finditer(text):
        name = next(key for key in ("body", "display", "inline", "double", "single") if match[key] is not None)
        if name in ("double", "single") and not dollars:
            continue
        body = match[name]
        if not body.strip() or (name == "single" and "\n\n" in body):
            continue
        start = match.start(name) + len(body) - len(body.lstrip())
        if match["name"] and match["name"].startswith(ONE_FORMULA):
            body = body.replace(r"\\", "  ")
        found.append(FoundFormula(body.strip(), *lines.at(start)))
    return found


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
