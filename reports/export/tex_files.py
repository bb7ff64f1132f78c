r"""LaTeX and Beamer: a file of macros with the lookup ``\bp{gradient/W}``, a snippet for each formula, slides."""

from __future__ import annotations

from .catalogue import Catalogue, Entry
from .target import origin

LOOKUP = r"""\makeatletter
\providecommand*\bp[1]{\@ifundefined{bp@#1}%
  {\PackageError{backproof}{No formula has the key '#1'}{The keys are the names in \string\bpdefine{...}.}}%
  {\csname bp@#1\endcsname}}
\providecommand*\bpdefine[2]{\expandafter\def\csname bp@#1\endcsname{#2}}
\makeatother"""

FIT = r"""\newsavebox\bpbox
\newcommand*\bpfit[1]{\sbox\bpbox{$\displaystyle #1$}%
  \ifdim\wd\bpbox>\linewidth\resizebox{\linewidth}{!}{\usebox\bpbox}\else\usebox\bpbox\fi}"""


def tex_files(catalogue: Catalogue) -> dict[str, str]:
    """``derivation.tex`` defines macros and nothing else; ``snippets/`` has each formula as a file to ``\\input``."""
    snippets = {f"snippets/{entry.key}.tex": f"{entry.latex}\n" for entry in catalogue.entries}
    return {"derivation.tex": macros(catalogue, "tex"), **snippets, "example.tex": _article(catalogue)}


def beamer_files(catalogue: Catalogue) -> dict[str, str]:
    """``derivation.tex`` as for LaTeX, and ``slides/W.tex``: a frame with one step on each of its slides."""
    slides = {f"slides/{name}.tex": _frame(name, catalogue) for name in catalogue.parameters}
    return {"derivation.tex": macros(catalogue, "beamer"), **slides, "example.tex": _talk(catalogue)}


def macros(catalogue: Catalogue, target: str) -> str:
    r"""The definitions; an unknown key in ``\bp`` is an error, because an empty formula would go unnoticed."""
    head = [
        f"% {origin(catalogue, target)}",
        "% Packages: amsmath, amssymb" + ("; graphicx comes with beamer" if target == "beamer" else ""),
        r"% In mathematics write \bp{KEY}, such as \[ \bp{gradient/" + catalogue.parameters[0] + r"} \]",
    ]
    lines = [line for entry in catalogue.entries for line in (f"% {entry.title}", _definition(entry))]
    return "\n".join([*head, LOOKUP, *([FIT] if target == "beamer" else []), *lines]) + "\n"


def _definition(entry: Entry) -> str:
    return rf"\bpdefine{{{entry.key}}}{{{entry.latex}}}"


def _article(catalogue: Catalogue) -> str:
    keys = [entry.key for entry in catalogue.entries if entry.key.partition("/")[0] in ("definition", "gradient")]
    shown = [rf"\[ \bp{{{key}}} \]" for key in keys]
    name = catalogue.parameters[0]
    lines = [
        f"% {origin(catalogue, 'tex')}",
        r"\documentclass{article}",
        r"\usepackage{amsmath,amssymb}",
        r"\input{derivation}",
        r"\begin{document}",
        r"Each formula by its key:",
        *shown,
        r"In a line of text: $\bp{definition/p}$. From a file of its own:",
        rf"\begin{{equation}} \input{{snippets/gradient/{name}}} \label{{eq:gradient}} \end{{equation}}",
        r"Its steps:",
        *(rf"\[ \bp{{{entry.key}}} \]" for entry in catalogue.below(f"step/{name}/")),
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _frame(name: str, catalogue: Catalogue) -> str:
    lines = [rf"\begin{{frame}}{{The gradient with respect to ${_letter(name, catalogue)}$}}"]
    for number, entry in enumerate(catalogue.below(f"step/{name}/"), start=1):
        lines.append(rf"\only<{number}>{{\textbf{{{number}. {entry.title}}}\par\bigskip\bpfit{{\bp{{{entry.key}}}}}}}%")
    return "\n".join([*lines, r"\end{frame}"]) + "\n"


def _letter(name: str, catalogue: Catalogue) -> str:
    return catalogue[f"update/{name}"].left


def _talk(catalogue: Catalogue) -> str:
    lines = [
        f"% {origin(catalogue, 'beamer')}",
        r"\documentclass{beamer}",
        r"\usepackage{amsmath,amssymb}",
        r"\input{derivation}",
        r"\begin{document}",
        r"\begin{frame}{The loss}\bpfit{\bp{loss}}\end{frame}",
        *(rf"\input{{slides/{name}}}" for name in catalogue.parameters),
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"
