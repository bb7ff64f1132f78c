r"""Slides for Beamer: a title, the network, every step with what it does, one line after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..formats.latex.text import escaped
from ..formats.latex.tikz import as_tikz
from ..formats.line_breaks import with_gaps, with_line_breaks
from ..lesson.outside import shown
from ..lesson.pictures.drawing import as_picture, draw
from ..options.networks import USUAL_SIZE, concrete_sizes, network_of, sample_of
from ..options.options import NetworkOptions
from .entries import Catalogue, Entry

# A line of a slide holds about so many characters; what is still too wide is drawn smaller.
FITS = 46
# A drawing is drawn in one piece, whatever its width, and then made smaller.
UNBOUND, ROOM = 1e5, r"0.8\textheight"
HIGHEST = r"0.23\textheight"

PREAMBLE = r"""\documentclass[aspectratio=169]{beamer}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,amssymb}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
\setbeamerfont{frametitle}{size=\large}"""

# A formula, smaller where it is wider than the line or higher than the slide has room for.
SLIDES = rf"""\newsavebox\bpbox
\newcommand*\bpfit[1]{{\sbox\bpbox{{$\displaystyle #1$}}%
  \ifdim\wd\bpbox>\linewidth\sbox\bpbox{{\resizebox{{\linewidth}}{{!}}{{\usebox\bpbox}}}}\fi
  \ifdim\dimexpr\ht\bpbox+\dp\bpbox\relax>{HIGHEST}\relax\resizebox*{{!}}{{{HIGHEST}}}{{\usebox\bpbox}}%
  \else\usebox\bpbox\fi}}
\newcommand*\bpline[1]{{{{\centering\bpfit{{#1}}\par}}\bigskip}}
\newcommand*\bpnumbers[1]{{{{\centering\small\color{{darkgray}}\bpfit{{#1}}\par}}\medskip}}"""


def with_drawing(catalogue: Catalogue, options: NetworkOptions, sizes: Mapping[str, int]) -> Catalogue:
    """The catalogue with the drawing of its network: of one sample where there is such, with these sizes."""
    network = sample_of(options) or network_of(options, batch=True)
    drawing = draw(network, {"N": USUAL_SIZE, **concrete_sizes(network, options, sizes)})
    picture = shown(as_picture(drawing, network))
    return replace(catalogue, drawings=((picture.title, picture.svg),))


def frames_of(name: str, catalogue: Catalogue) -> str:
    """The steps to the gradient with respect to one parameter, a frame for each; the last one is the result."""
    steps = catalogue.below(f"step/{name}/")
    title = rf"The gradient with respect to ${catalogue[f'update/{name}'].left}$"
    frames = (
        _step(title, f"{place}/{len(steps)}: {escaped(entry.title)}", entry, catalogue.numbers.get(entry.key, ()))
        for place, entry in enumerate(steps, start=1)
    )
    return "\n".join(frames)


def _step(title: str, subtitle: str, entry: Entry, numbers: tuple[str, ...]) -> str:
    """What is done and what it is done to; after a pause, what it comes to; after another, in numbers."""
    first, *others = entry.rights
    lines = [rf"\bpline{{{_broken(f'{entry.left} {entry.sign} {first}')}}}"]
    lines += [rf"\pause\bpline{{{_broken(f'= {right}')}}}" for right in others]
    return "\n".join(
        [
            rf"\begin{{frame}}[t]{{{title}}}{{{subtitle}}}",
            rf"{escaped(entry.note)}\par\bigskip",
            *lines,
            *(rf"\pause\bpnumbers{{{_broken(line)}}}" for line in numbers),
            r"\end{frame}",
        ]
    )


def _broken(latex: str) -> str:
    """The formula in lines where it is longer than a slide is wide."""
    return with_gaps(with_line_breaks(latex, FITS))


def talk(catalogue: Catalogue, written_by: str) -> str:
    """The whole talk: the question, the network as a drawing and as formulas, the steps, what they come to."""
    first, *others = catalogue.parameters
    results = [key for name in catalogue.parameters for key in (f"gradient/{name}/matrix", f"gradient/{name}")]
    known = {entry.key for entry in catalogue.entries}
    gradients = [catalogue[key] for key in results if key in known and f"{key}/matrix" not in known]
    lines = [
        f"% {written_by}",
        PREAMBLE,
        *([r"\usepackage{tikz}"] if catalogue.drawings else []),
        r"\input{derivation}",
        rf"\title{{How does one weight change?}}\subtitle{{{escaped(catalogue.title)}}}",
        r"\author{}\date{}",
        r"\begin{document}",
        r"\begin{frame}\titlepage\end{frame}",
        *(_drawn(title, svg) for title, svg in catalogue.drawings),
        *_listed("The network, stage by stage", catalogue.below("definition/")),
        rf"\input{{slides/{first}}}",
        *(rf"% \input{{slides/{name}}}" for name in others),
        *_listed("The gradients", gradients),
        *_listed("One step of gradient descent", catalogue.below("update/"), catalogue.numbers),
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _drawn(title: str, svg: str) -> str:
    """The drawing as large as the slide has room for."""
    return "\n".join(
        [
            rf"\begin{{frame}}{{{escaped(title)}}}\centering",
            r"\sbox\bpbox{%",
            as_tikz(svg, UNBOUND) + "}%",
            r"\ifdim\wd\bpbox>\linewidth\sbox\bpbox{\resizebox{\linewidth}{!}{\usebox\bpbox}}\fi",
            rf"\ifdim\dimexpr\ht\bpbox+\dp\bpbox\relax>{ROOM}\resizebox*{{!}}{{{ROOM}}}{{\usebox\bpbox}}%",
            r"\else\usebox\bpbox\fi",
            r"\end{frame}",
        ]
    )


def _listed(
    title: str, entries: tuple[Entry, ...] | list[Entry], numbers: Mapping[str, tuple[str, ...]] | None = None
) -> list[str]:
    """Formulas with their words, one after the other, so many to a frame as can be read; with numbers, one."""
    frames, most = [], 1 if numbers else 3
    for start in range(0, len(entries), most):
        formulas = []
        for entry in entries[start : start + most]:
            words = f"{escaped(entry.title[:1].upper() + entry.title[1:])}:"
            formulas.append(rf"{words}\par\smallskip\bpline{{\bp{{{entry.key}}}}}")
            formulas += [rf"\bpnumbers{{{line}}}" for line in (numbers or {}).get(entry.key, ())]
        frames.append("\n".join([rf"\begin{{frame}}[t]{{{title}}}", "\n\\pause\n".join(formulas), r"\end{frame}"]))
    return frames
