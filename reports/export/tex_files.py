r"""LaTeX and Beamer: a file of macros with the lookup ``\bp{gradient/W}``, a snippet for each formula, slides."""

from __future__ import annotations

from ..formats.latex.text import escaped
from .entries import Catalogue, Entry
from .slides import SLIDES, frames_of, talk
from .target import origin

LOOKUP = r"""\makeatletter
\providecommand*\bp[1]{\@ifundefined{bp@#1}%
  {\PackageError{backproof}{No formula has the key '#1'}{The keys are the names in \string\bpdefine{...}.}}%
  {\csname bp@#1\endcsname}}
\providecommand*\bpdefine[2]{\expandafter\def\csname bp@#1\endcsname{#2}}
\makeatother"""

# What is wider than the line is drawn smaller.
FIT = r"""\newsavebox\bpbox
\newcommand*\bpfit[1]{\sbox\bpbox{$\displaystyle #1$}%
  \ifdim\wd\bpbox>\linewidth\resizebox{\linewidth}{!}{\usebox\bpbox}\else\usebox\bpbox\fi}"""

# How a formula stands in the example: its title, how to ask for it, itself.
SHOWN = r"""\newcommand\shown[2]{\par\medskip\noindent{\small #2\unskip\nobreak\hfil\penalty50\hskip1em\null
  \nobreak\hfil\texttt{\char92 bp\char123 #1\char125}\parfillskip=0pt\finalhyphendemerits=0\par}\nopagebreak
  \[ \bpfit{\bp{#1}} \]}"""


def tex_files(catalogue: Catalogue) -> dict[str, str]:
    """``derivation.tex`` defines macros and nothing else; ``snippets/`` has each formula as a file to ``\\input``."""
    snippets = {f"snippets/{entry.key}.tex": f"{entry.latex}\n" for entry in catalogue.entries}
    return {"derivation.tex": macros(catalogue, "tex"), **snippets, "example.tex": _article(catalogue)}


def beamer_files(catalogue: Catalogue) -> dict[str, str]:
    """``derivation.tex`` as for LaTeX, and ``slides/W.tex``: a frame for each step, whose lines come one by one."""
    slides = {f"slides/{name}.tex": frames_of(name, catalogue) + "\n" for name in catalogue.parameters}
    example = talk(catalogue, origin(catalogue, "beamer"))
    return {"derivation.tex": macros(catalogue, "beamer"), **slides, "example.tex": example}


def macros(catalogue: Catalogue, target: str) -> str:
    r"""The definitions; an unknown key in ``\bp`` is an error, because an empty formula would go unnoticed."""
    head = [
        f"% {origin(catalogue, target)}",
        f"% Packages: {', '.join(_packages(catalogue))}"
        + ("; graphicx comes with beamer" if target == "beamer" else ""),
        r"% In mathematics write \bp{KEY}, such as \[ \bp{gradient/" + catalogue.parameters[0] + r"} \]",
    ]
    lines = [line for entry in catalogue.entries for line in (f"% {entry.title}", _definition(entry))]
    return "\n".join([*head, LOOKUP, *([SLIDES] if target == "beamer" else []), *lines]) + "\n"


def _packages(catalogue: Catalogue) -> list[str]:
    coloured = any(r"\textcolor" in entry.latex for entry in catalogue.entries)
    return ["amsmath", "amssymb", *(["xcolor"] if coloured else [])]


def _definition(entry: Entry) -> str:
    return rf"\bpdefine{{{entry.key}}}{{{entry.latex}}}"


def _article(catalogue: Catalogue) -> str:
    name = catalogue.parameters[0]
    keys = [entry.key for entry in catalogue.entries]
    lines = [
        f"% {origin(catalogue, 'tex')}",
        r"\documentclass[a4paper]{article}",
        r"\usepackage[T1]{fontenc}",
        rf"\usepackage{{lmodern,textcomp,{','.join(_packages(catalogue))},graphicx}}",
        r"\input{derivation}",
        FIT,
        SHOWN,
        r"\begin{document}",
        rf"\section*{{\raggedright {escaped(catalogue.title)}}}",
        rf"In a line of text: $\bp{{{keys[0]}}}$. From a file of its own, as equation~\ref{{eq:gradient}}:",
        rf"\begin{{equation}} \bpfit{{\input{{snippets/gradient/{name}}}}} \label{{eq:gradient}} \end{{equation}}",
    ]
    for title, beginning in (
        ("The network", ("definition", "loss", "condition")),
        ("Gradients", ("gradient",)),
        ("Updates", ("update",)),
        (f"The steps to the gradient with respect to ${_letter(name, catalogue)}$", (f"step/{name}/",)),
        ("Derivatives of one sample", ("jacobian",)),
    ):
        lines += [rf"\section*{{{title}}}", *(_shown(catalogue[key]) for key in keys if key.startswith(beginning))]
    return "\n".join([*lines, r"\end{document}"]) + "\n"


def _shown(entry: Entry) -> str:
    return rf"\shown{{{entry.key}}}{{{escaped(entry.title)}}}"


def _letter(name: str, catalogue: Catalogue) -> str:
    return catalogue[f"update/{name}"].left
