"""The sides of a chain in the author's TeX, each with its places, so that one of them can be shown or replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

RELATION = re.compile(
    r":=|[=≈≤≥≠≡<>]|\\(?:approx|simeq|cong|equiv|coloneqq|triangleq|doteq|leftarrow|gets|implies|Rightarrow|iff"
    r"|Leftrightarrow|Longrightarrow|neq?|leq?|geq?|lt|gt|in|to|rightarrow|propto|sim|ll|gg|mapsto)(?![A-Za-z])"
)
MARK = re.compile(
    rf"(?P<relation>{RELATION.pattern})|\\begin\s*\{{(?P<begin>[^{{}}]*)\}}|\\end\s*\{{(?P<end>[^{{}}]*)\}}"
    r"|(?P<open>\\?\{|\\left(?![A-Za-z])\s*(?:[(\[.|]|\\\{)?|[(\[])"
    r"|(?P<close>\\?\}|\\right(?![A-Za-z])\s*(?:[)\].|]|\\\})?|[)\]])|\\."
)
INNER = re.compile(r"(?:[pbvBV]?(?:small)?matrix|cases|array|substack)\*?\Z")
AROUND = re.compile(  # what stands around a side and is no part of it
    r"(?:\s|&|\\\\(?:\[[^\[\]]*\])?|\\(?:nonumber|notag|quad|qquad|displaystyle|phantom\{=\})(?![A-Za-z])|\{\}"
    r"|\\[,;:! ]"
    r"|\\(?:label|tag)\*?\{[^{}]*\}"
    r"|\\(?:begin|end)\s*\{(?![pbvBV]?(?:small)?matrix|cases|array|substack)[^{}]*\}(?:\{[^{}]*\})?)+"
)
CLOSING = re.compile(r"(?:\s|(?<!\\)(?<!\\right)[.,;:])+\Z")
PAIRS = (("{", "}"), ("(", ")"), ("[", "]"), (r"\begin", r"\end"))
WORDS = r"(?:if|for|where|when|with|and|or|otherwise|else|since|because|so)"
FUNCTION = rf"(?!{WORDS}\}})[A-Za-z]+\}}\s*(?:\\left(?![A-Za-z])\s*)?[(\[]"  # behind \text{: diag}(…)
SAID = re.compile(
    r"(?<!\\)[,;](?=\s*\\(?:q?quad|text|;|,|\s)|\s+[a-z]\b)|\\q?quad(?![A-Za-z])"
    rf"|\\text\s*\{{(?!{FUNCTION})"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its TeX, its places in the chain, and the relation before it (empty for the first)."""

    latex: str
    start: int
    end: int
    relation: str = ""


def sides_of(latex: str) -> list[Side]:
    r"""The sides of a chain, without alignment, row ends, closing marks and what is said behind the last.

    >>> [(side.relation, side.latex) for side in sides_of(r"a &= b \\[2pt] &\approx \frac{c}{d}, \quad i = 1.")]
    [('', 'a'), ('=', 'b'), ('\\approx', '\\frac{c}{d}'), ('=', '1')]
    >>> [side.latex for side in sides_of(r"a = 1\{z > 0\} b = \left[ c = d \right]")]
    ['a', '1\\{z > 0\\} b', '\\left[ c = d \\right]']
    """
    cuts = list(_relations(latex))
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(latex)]
    relations = ["", *(latex[start:end] for start, end in cuts)]
    return [_side(latex, *places) for places in zip(starts, ends, relations, strict=True)]


def _relations(latex: str) -> Iterator[tuple[int, int]]:
    """The places of the relations of the chain itself: not those in braces, brackets or matrices."""
    depth = 0
    for mark in MARK.finditer(latex):
        inner = INNER.match(mark["begin"] or mark["end"] or "-")
        if mark["open"] or (mark["begin"] and inner):
            depth += 1
        elif mark["close"] or (mark["end"] and inner):
            depth -= 1
        elif mark["relation"] and depth == 0:
            yield mark.span("relation")


def _side(latex: str, start: int, end: int, relation: str) -> Side:
    before = AROUND.match(latex, start, end)
    start = before.end() if before else start
    said = next(
        (match.start() for match in SAID.finditer(latex, start, end) if _balanced(latex[start : match.start()])), end
    )
    text = latex[start:said]
    while True:
        shorter = CLOSING.sub("", text)
        around = list(AROUND.finditer(shorter))
        if around and around[-1].end() == len(shorter):
            shorter = shorter[: around[-1].start()]
        if shorter == text:
            return Side(text, start, start + len(text), relation)
        text = shorter


def _balanced(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in PAIRS)
