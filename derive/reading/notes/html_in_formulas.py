"""HTML inside a formula of Markdown: ``&lt;`` is <, and of ``W<em>{ij} x</em>j`` the tags were underscores."""

from __future__ import annotations

import re

ENTITIES = {
    "lt": "<", "gt": ">", "amp": "&", "nbsp": "~", "minus": "-", "sdot": "·", "middot": "·", "times": "×", "le": "≤",
    "ge": "≥", "ne": "≠", "#39": "'", "apos": "'", "prime": "'", "#x27": "'", "#60": "<", "#62": ">", "#38": "&",
}  # fmt: skip
ENTITY = re.compile(rf"&({'|'.join(ENTITIES)});", re.IGNORECASE)
TAG = re.compile(
    r"<(/?)(em|i|sub|sup|br|span|strong|b|code|a|div|p|font|u|wbr)(?:\s[^<>]{0,300})?\s*/?>", re.IGNORECASE
)
MARKS = {("", "sub"): "_{", ("/", "sub"): "}", ("", "sup"): "^{", ("/", "sup"): "}"}


def without_html(latex: str) -> str:
    """The TeX with what entities and tags stand for, every other character at its place.

    Emphasis is what a Markdown processor made of two underscores; sub and sup are scripts; other tags are nothing.

    >>> without_html("W<em>{ij} x</em>j &lt; b<sub>i</sub>")
    'W_   {ij} x_    j <    b_{   i}     '
    """
    if "&" not in latex and "<" not in latex:
        return latex
    return ENTITY.sub(_entity, TAG.sub(_tag, latex))


def _entity(match: re.Match[str]) -> str:
    return ENTITIES[match[1].lower()].ljust(len(match[0]))


def _tag(match: re.Match[str]) -> str:
    closing, name = match[1], match[2].lower()
    mark = "_" if name in ("em", "i") else MARKS.get((closing, name), "")
    return mark.ljust(len(match[0]))
