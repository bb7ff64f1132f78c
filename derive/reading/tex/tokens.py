"""TeX split into tokens, each with its place in the display."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

LENGTH = r"\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]"
STARRED = "operatorname|DeclareMathOperator|tag|hspace|vspace|mathop|text|mathrm|cite"  # x\\alpha*y is a product
CIRCLED = "[\u2460-\u2473\u24ea-\u24ff\u2776-\u2793]"  # ①: the author's number of a row
SCAN = re.compile(
    rf"(?P<row>\\{{1,3}}cr(?![A-Za-z])|\\\\\*?(?:{LENGTH})?|\\newline(?![A-Za-z]))|(?P<command>\\(?:{STARRED})\*|\\[A-Za-z]+|\\.)"
    r"|(?P<number>(?:(?<![_^])\d+(?:\.\d+)?(?:e\d|[eE][+-]\d)(?=\d*(?![\w^])(?!\.\d))\d*)|\d+(?:\.\d+)?|\.\d+)|(?P<wide>\s*~(?:\s*~)+)|(?P<comment>(?<!\\)%[^\n]*\n?)"
    rf"|(?P<circled>[_^]\s*\{{\s*{CIRCLED}\s*\}}|[_^]?\s*{CIRCLED})"
    r"|(?P<space>[\s~\u200b-\u200f\u2060\ufeff\u00ad]+)|(?P<letter>[^\W\d_])|(?P<mark>.)",
    re.DOTALL,
)
# Signs of Unicode that people type for commands.
UNICODE = {
    "∂": "partial", "∑": "sum", "∏": "prod", "∇": "nabla", "·": "cdot", "×": "times", "⊙": "odot", "∘": "circ",
    "≈": "approx", "≠": "neq", "≤": "le", "≥": "ge", "∈": "in", "→": "to", "←": "leftarrow", "⇒": "Rightarrow",
    "…": "dots", "⊤": "top", "√": "sqrt", "∞": "infty", "≡": "equiv", "≔": "coloneqq", "α": "alpha", "β": "beta",
    "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "varphi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "Delta", "Σ": "Sigma", "Φ": "Phi", "Ω": "Omega", "Θ": "Theta",
    "ℓ": "ell", "ϕ": "phi", "ϵ": "epsilon", "ϑ": "vartheta", "Γ": "Gamma", "Λ": "Lambda", "Ψ": "Psi", "∆": "Delta",
    "⋅": "cdot", "∙": "cdot", "•": "cdot", "∗": "ast", "◦": "circ", "⊗": "otimes", "⟨": "langle", "⟩": "rangle",
    "‖": "|", "∥": "|",
}  # fmt: skip
FULL_WIDTH = dict(zip("，；：（）［］＝＋－｜．", ",;:()[]=+-|.", strict=True))
OPENING, CLOSING = "([{", ")]}"
FRACTIONS = ("frac", "dfrac", "tfrac")
SILENT = ("space", "comment", "circled")
GAP = "gap"  # a wide space
GAPS = frozenset({(GAP, "")})


@dataclass(frozen=True, slots=True)
class Token:
    """A command without its backslash, a letter, a number, a word, a mark; ``start`` and ``end`` are its place."""

    kind: str
    text: str
    start: int
    end: int

    def is_mark(self, marks: str) -> bool:
        """True for one of these marks."""
        return self.kind == "mark" and self.text in marks

    def is_command(self, *names: str) -> bool:
        """True for one of these commands."""
        return self.kind == "command" and self.text in names


Tokens = tuple[Token, ...]


def scanned(latex: str) -> Tokens:
    r"""The tokens of a display, spaces and comments left out.

    >>> [token.text for token in scanned(r"z_1 = \sigma(0.5)\\[4pt]")]
    ['z', '_', '1', '=', 'sigma', '(', '0.5', ')', '\\\\']
    >>> [token.text for token in scanned("f（x，y）")]
    ['f', '(', 'x', ',', 'y', ')']
    """
    return tuple(_token(match) for match in SCAN.finditer(latex) if match.lastgroup not in SILENT)


def _token(match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match[0]
    if kind == "row":
        text = r"\\"
    elif kind == "wide":
        kind, text = "command", "quad"
    elif kind == "command":
        text = text[1:]
    elif text in UNICODE:
        kind, text = "command", UNICODE[text]
    elif text in FULL_WIDTH:
        text = FULL_WIDTH[text]
    elif text in ("−", "–"):
        text = "-"
    elif text in ("’", "′", "ʹ", "`"):
        text = "'"
    return Token(kind, text, match.start(), match.end())


def argument(tokens: Sequence[Token], at: int) -> tuple[Tokens, int]:
    r"""The tokens of the argument that begins at that place, and the place behind it; of x^\frac{a}{b} the fraction.

    >>> found, behind = argument(scanned("{ab}c"), 0)
    >>> len(found), behind
    (2, 4)
    >>> argument(scanned(r"\frac{a}{b}c"), 0)[1]
    7
    """
    if at < len(tokens) and tokens[at].is_command(*FRACTIONS):
        behind = _group(tokens, _group(tokens, at + 1)[1])[1]
        return tuple(tokens[at:behind]), behind
    return _group(tokens, at)


def _group(tokens: Sequence[Token], at: int) -> tuple[Tokens, int]:
    if at >= len(tokens):
        return (), at
    if not tokens[at].is_mark("{"):
        return (tokens[at],), at + 1
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].is_mark("{") - tokens[place].is_mark("}")
        if depth == 0:
            return tuple(tokens[at + 1 : place]), place + 1
    return tuple(tokens[at + 1 :]), len(tokens)


def without_braces(tokens: Sequence[Token]) -> Tokens:
    """The tokens without braces around all of them.

    >>> [token.text for token in without_braces(scanned("{{a}}"))]
    ['a']
    """
    tokens = tuple(tokens)
    while tokens and tokens[0].is_mark("{") and argument(tokens, 0)[1] == len(tokens):
        tokens = tokens[1:-1]
    return tokens


def without_brackets(tokens: Sequence[Token]) -> Tokens:
    """The tokens without round brackets around all of them.

    >>> text_of(without_brackets(scanned("((x > 0))"))), text_of(without_brackets(scanned("(a)(b)")))
    ('x>0', '(a)(b)')
    """
    tokens = tuple(tokens)
    depths = itertools.accumulate(token.is_mark("(") - token.is_mark(")") for token in tokens)
    closed = [place for place, depth in enumerate(depths) if depth == 0]
    whole = len(tokens) > 1 and tokens[0].is_mark("(") and closed[:1] == [len(tokens) - 1]
    return without_brackets(tokens[1:-1]) if whole else tokens


def unpunctuated(tokens: Sequence[Token]) -> Tokens:
    """The tokens without the marks that close a part: those of ``1,`` and ``x < 0.``

    >>> [token.text for token in unpunctuated(scanned("1,"))]
    ['1']
    """
    tokens = tuple(tokens)
    while tokens and tokens[-1].is_mark(".,;:"):
        tokens = tokens[:-1]
    return tokens


def split(tokens: Sequence[Token], wanted: frozenset[tuple[str, str]]) -> tuple[list[Tokens], Tokens]:
    """The parts between tokens of these kinds and texts outside of all brackets, and those tokens.

    >>> parts, commas = split(scanned("a,(b,c)"), frozenset({("mark", ",")}))
    >>> len(parts), len(commas)
    (2, 1)
    """
    parts: list[Tokens] = []
    cuts: list[Token] = []
    depth, start = 0, 0
    for place, token in enumerate(tokens):
        if token.kind in ("begin", "end"):
            depth += 1 if token.kind == "begin" else -1
        elif token.kind == "mark":
            depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth <= 0 and (token.kind, token.text) in wanted:
            parts.append(tuple(tokens[start:place]))
            cuts.append(token)
            start = place + 1
    return [*parts, tuple(tokens[start:])], tuple(cuts)


def text_of(tokens: Sequence[Token]) -> str:
    """The texts one after the other.

    >>> text_of(scanned("x_{i j}"))
    'x_{ij}'
    """
    return "".join(token.text for token in tokens)
