r"""Colours of tensors: in LaTeX a name, ``\textcolor{bp-tensor-2}{W}``, which each format makes its own of.

Colour is never the only sign: every letter stays, and what is coloured has its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

PREFIX = "bp-tensor-"
# For light and for dark paper, each at least 4.5 to 1 against it; after Okabe and Ito, who chose hues for every eye.
PALETTE = (
    ("0B63A5", "6FB7F0"),
    ("A34700", "F2A65A"),
    ("00725A", "4CC9A6"),
    ("9A3A74", "E59AC6"),
    ("6B5B00", "D9C64A"),
    ("3F3F9E", "A9A9FF"),
    ("8A2C2C", "F09090"),
    ("4A5560", "B9C4CF"),
)
_COLOURED = re.compile(r"\\textcolor\{(bp-tensor-\d+)\}\{")

_ON_THE_WEB = re.compile(r"\\textcolor\{#(" + "|".join(light for light, _ in PALETTE) + r")\}\{")


def colour_name(place: int) -> str:
    """The name of the colour of the tensor at that place of the network.

    >>> colour_name(2)
    'bp-tensor-2'
    """
    return f"{PREFIX}{place}"


def colour_of(name: str, *, dark: bool = False) -> str:
    """The colour of that name as six digits; after the last one the first comes again.

    >>> colour_of("bp-tensor-0"), colour_of("bp-tensor-8", dark=True)
    ('0B63A5', '6FB7F0')
    """
    return PALETTE[int(name.removeprefix(PREFIX)) % len(PALETTE)][dark]


_ON_THE_WEB = re.compile(r"\\textcolor\{#(" + "|".join(light for light, _ in PALETTE) + r")\}\{")


def colour_names(latex: str) -> tuple[str, ...]:
    r"""The names of colours in LaTeX, each once.

    >>> colour_names(r"\textcolor{bp-tensor-1}{W} + \textcolor{bp-tensor-1}{W}")
    ('bp-tensor-1',)
    """
    return tuple(dict.fromkeys(_COLOURED.findall(latex)))


def recoloured(latex: str, opening: Callable[[str], str]) -> str:
    r"""The LaTeX with another opening of each coloured group, which its own brace closes.

    >>> recoloured(r"\textcolor{bp-tensor-1}{W}_{kd}", lambda name: "{")
    '{W}_{kd}'
    """
    return _COLOURED.sub(lambda found: opening(found[1]), latex)


def for_latex(latex: str) -> str:
    r"""Colours as the package xcolor reads them, which needs no definitions.

    >>> for_latex(r"\textcolor{bp-tensor-1}{W}")
    '\\textcolor[HTML]{A34700}{W}'
    """
    return recoloured(latex, lambda name: rf"\textcolor[HTML]{{{colour_of(name)}}}{{")


def for_the_web(latex: str) -> str:
    r"""Colours as KaTeX and MathJax read them.

    >>> for_the_web(r"\textcolor{bp-tensor-1}{W}")
    '\\textcolor{#A34700}{W}'
    """
    return recoloured(latex, lambda name: rf"\textcolor{{#{colour_of(name)}}}{{")


def from_the_web(latex: str) -> str:
    r"""The opposite of ``for_the_web``.

    >>> from_the_web(for_the_web(r"\textcolor{bp-tensor-1}{W}"))
    '\\textcolor{bp-tensor-1}{W}'
    """
    places = {light: place for place, (light, _) in enumerate(PALETTE)}
    return _ON_THE_WEB.sub(lambda found: rf"\textcolor{{{colour_name(places[found[1]])}}}{{", latex)


def without_colours(latex: str) -> str:
    r"""The LaTeX without colours.

    >>> without_colours(r"\textcolor{bp-tensor-1}{\hat{y}}_{nk}"), without_colours("x")
    ('\\hat{y}_{nk}', 'x')
    """
    while found := _COLOURED.search(latex):
        end = _closing(latex, found.end())
        latex = latex[: found.start()] + latex[found.end() : end] + latex[end + 1 :]
    return latex


def _closing(latex: str, start: int) -> int:
    """Where the group that begins before ``start`` ends."""
    depth = 1
    for place in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[place], 0)
        if not depth:
            return place
    return len(latex)
