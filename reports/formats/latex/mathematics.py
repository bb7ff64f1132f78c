r"""Which formulas may stand in a LaTeX document as they are: those made of known mathematics and nothing else.

A formula in someone's notes can say ``\input{/etc/passwd}`` or ``\write18``; one that says anything that is not in
this list is printed as its source. So is one that would stop the typesetting.
"""

from __future__ import annotations

import re

from derive.writing.colours import for_latex, recoloured

from ..tex_characters import GREEK, SIGNS

LETTERS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "ell hbar imath jmath nabla partial infty emptyset forall exists prime top bot Re Im"
)
FUNCTIONS = (
    "log ln lg exp max min sup inf lim arg det dim tanh sin cos tan sinh cosh arctan sum prod int operatorname mathop"
)
RELATIONS = (
    "lt gt le leq ge geq ne neq approx equiv sim simeq cong propto in notin subset subseteq to rightarrow leftarrow "
    "Rightarrow Leftarrow Leftrightarrow leftrightarrow mapsto implies iff mid mod bmod colon coloneqq"
)
OPERATIONS = (
    "cdot cdots ldots dots vdots ddots times div pm mp odot oslash otimes oplus circ ast star wedge vee cap cup"
)
ACCENTS = "hat widehat tilde widetilde bar overline underline vec dot ddot underbrace overbrace boxed cancel"
FONTS = (
    "mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol text textbf textit textrm displaystyle "
    "textstyle scriptstyle"
)
SHAPES = "frac dfrac tfrac sqrt binom left right big Big bigl bigr Bigl Bigr limits nolimits substack stackrel"
BRACKETS = "lvert rvert lVert rVert langle rangle lbrace rbrace lfloor rfloor lceil rceil vert Vert"
SPACES = "quad qquad enspace , ; : ! | { } _ &"
WORDS = f"{LETTERS} {FUNCTIONS} {RELATIONS} {OPERATIONS} {ACCENTS} {FONTS} {SHAPES} {BRACKETS} {SPACES} begin end"
KNOWN = frozenset(WORDS.split()) | {"\\", " "}
ENVIRONMENTS = frozenset(("aligned", "gathered", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix", "smallmatrix"))
MATHEMATICAL = {c: command for c, command in {**SIGNS, **GREEK}.items() if command.startswith(r"\ensuremath")}
# Comments, parameters, other mathematics inside, two exponents or two indices in a row.
REFUSED = re.compile(r"[%#$~`\"]|\^\s*[\^_]|_\s*[_^]|[_^]\s*$")
# Words with mathematics inside; a bracket that is to grow and is none.
WRONG = re.compile(
    r"\\text[a-z]*\b\s*(?!\{[^{}\\_^&]*\})"
    r"|\\(?:left|right)\b\s*(?![()\[\]|./]|\\[{}|]|\\[lr]?(?:vert|Vert)\b|\\[lr](?:angle|brace|floor|ceil)\b)"
)
LETTER_COMMANDS = frozenset(LETTERS.split())  # these may be an exponent or an index without braces
COMMAND = re.compile(r"\\([A-Za-z]+|.|$)", re.DOTALL)


def mathematics(latex: str) -> str | None:
    r"""The formula on one line as pdfLaTeX can set it; None where it says what is not known here.

    >>> mathematics(r"\frac{∂L}{∂α}")
    '\\frac{\\ensuremath{\\partial}L}{\\ensuremath{\\partial}\\ensuremath{\\alpha}}'
    >>> mathematics(r"\input{x}") is None
    True
    >>> mathematics(r"Z = X W^\top"), mathematics(r"x^\alpha_k"), mathematics(r"x^\quad")
    ('Z = X W^\\top', 'x^\\alpha_k', None)
    """
    coloured = " ".join(latex.split())
    text = recoloured(coloured, lambda _: "{")  # our own colours; those of others are not known here
    bare = COMMAND.sub(lambda command: "x" if command[1] in LETTER_COMMANDS else " ", text)
    stops = REFUSED.search(bare) or WRONG.search(text) or (r"\begin" not in text and ("&" in bare or r"\\" in text))
    if stops or not _balanced(text) or not KNOWN.issuperset(COMMAND.findall(text)):
        return None
    if any(name not in ENVIRONMENTS for name in re.findall(r"\\(?:begin|end)(?:\{([^{}]*)\})?", text)):
        return None
    written = "".join(MATHEMATICAL.get(c, c) for c in for_latex(coloured))
    return written if written.isascii() and written.isprintable() and written else None


def _balanced(text: str) -> bool:
    """True where every group, bracket and environment that opens is closed, in order."""
    open_ones: list[str] = []
    for token in re.findall(r"\\begin\{[^{}]*\}|\\end\{[^{}]*\}|\\left\b|\\right\b|\\.|[{}]", text):
        if token in ("{", r"\left") or token.startswith(r"\begin"):
            open_ones.append(token)
        elif token in ("}", r"\right") or token.startswith(r"\end"):
            wanted = {"}": "{", r"\right": r"\left"}.get(token, token.replace("end", "begin", 1))
            if not open_ones or open_ones.pop() != wanted:
                return False
    return not open_ones
