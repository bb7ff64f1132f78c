"""LaTeX to MathML: native mathematics in the page, with no script and no network."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup
from math_core import LatexError, LatexToMathML

from derive.writing.colours import without_colours

from ..line_breaks import FITS, FITS_IN_TEXT, with_line_breaks
from .changes import with_changes
from .symbols import Symbols, marked, marked_code

MAXIMUM_LENGTH = 20_000
# The cells of aligned equations, thousands of them, take their style from the page by the name of their table.
_LEFT_SIDE = '<mtd style="text-align: right;justify-items: end;padding-right: 0;">'
_RIGHT_SIDE = '<mtd style="text-align: left;justify-items: start;padding-left: 0;">'
# A sign before a number is a part of it.
SIGN_OF_A_NUMBER = ('<mo lspace="0" rspace="0">−</mo><mn>', "<mn>−")
# After a comma and its room a sign stands before a number too: (1, −0.5).
_SIGN_AFTER_COMMA = re.compile(r"(<mo>,</mo>(?:<mtext>[^<]*</mtext>|<mspace[^>]*></mspace>)?)<mo>−</mo><mn>")
# The room that a sign of multiplication has by itself.
USUAL_ROOM = ('<mo lspace="0.2222em" rspace="0.2222em">', "<mo>")
_ALIGNED = re.compile(rf"<mtable(?=[^>]*><mtr>{re.escape(_LEFT_SIDE)})")


class Mathematics:
    """Converts formulas and counts those that could not be converted.

    A formula on a line of its own carries its LaTeX along, for copying. A formula that math-core refuses is shown
    as its own escaped source; the page says how many. Every symbol of a tensor says which one it is of ``symbols``.

    >>> str(Mathematics().inline("x"))
    '<math><mi>x</mi></math>'
    """

    def __init__(self, symbols: Symbols | None = None) -> None:
        self.refused: list[str] = []
        self.symbols = symbols or Symbols()

    def inline(self, latex: str, spoken: str = "") -> Markup:
        """MathML for a formula in a line of text; ``spoken`` is its name where nothing else beside it has words.

        >>> str(Mathematics().inline("X", "x"))
        '<math aria-label="x"><mi>X</mi></math>'
        """
        found = self._convert(latex, display=False)
        if not spoken:
            return found
        named = Markup('<math aria-label="{}"').format(spoken)
        return Markup(str(found).replace("<math", named, 1))

    def line(self, latex: str) -> Markup:
        """MathML for a formula that has a line to itself, without its LaTeX."""
        return self._convert(rf"\displaystyle {latex}", display=False, fits=FITS)

    def display(self, latex: str) -> Markup:
        """MathML for a formula on a line of its own."""
        return self._convert(latex, display=True, fits=FITS)

    def step(self, latex: str) -> Markup:
        """MathML for a step's equation; what differs between its two lines is marked."""
        return Markup(with_changes(self.display(latex)))  # only attributes and rows are added

    def listing(self, code: str, language: str) -> Markup:
        """A listing whose names of tensors are marked."""
        return marked_code(code, language, self.symbols)

    def _convert(self, latex: str, *, display: bool, fits: int = FITS_IN_TEXT) -> Markup:
        found = _mathml(latex, display, fits) if len(latex) <= MAXIMUM_LENGTH else None
        if found is None:
            self.refused.append(latex)
            return Markup("<code>{}</code>").format(latex[:MAXIMUM_LENGTH])
        return Markup(marked(found, self.symbols))  # math-core escapes what it writes; only attributes are added


def mathml(latex: str) -> str | None:
    """A formula as it stands in a line of text; None where math-core refuses it.

    >>> mathml("x_k")
    '<math><msub><mi>x</mi><mi>k</mi></msub></math>'
    >>> mathml("1, -2").partition(",")[2]
    '</mo><mn>−2</mn></math>'
    """
    return _mathml(latex, False, FITS_IN_TEXT)


@lru_cache(maxsize=4096)
def _mathml(latex: str, display: bool, fits: int) -> str | None:
    latex = without_colours(latex)  # the page has a class for each tensor
    shown = with_plain_brackets(with_line_breaks(latex, fits))
    try:
        found = LatexToMathML(annotation=display).convert_with_local_state(shown, displaystyle=display)
    except LatexError:
        return None
    found = _ALIGNED.sub('<mtable class="bp-aligned"', found)
    found = found.replace(_LEFT_SIDE, "<mtd>").replace(_RIGHT_SIDE, "<mtd>")
    found = _SIGN_AFTER_COMMA.sub(r"\1<mn>−", found.replace(*SIGN_OF_A_NUMBER))
    found = _NUMBER_IN_BRACKETS.sub(r"<mn>(\1)</mn>", _LAYER.sub(r"<mn>(\1)</mn>", found)).replace(*USUAL_ROOM)
    return found.replace(html.escape(shown, quote=False), html.escape(latex, quote=False)) if display else found


def with_plain_brackets(latex: str) -> str:
    r"""Write ``\left( … \right)`` as plain brackets around what is not tall.

    Chromium leaves room for the widest variant beside every bracket that may stretch; where nothing is to be
    stretched that is an ugly gap.

    >>> with_plain_brackets(r"p_k\left(\delta_{kj} - p_j\right)")
    'p_k(\\delta_{kj} - p_j)'
    >>> with_plain_brackets(r"\left(1 - \left(a + b\right)\right) + \left(\frac{1}{2}\right)")
    '(1 - (a + b)) + \\left(\\frac{1}{2}\\right)'
    """
    plain = _LOW_BRACKETS.sub(_without_stretching, latex)
    return plain if plain == latex else with_plain_brackets(plain)


def _without_stretching(found: re.Match[str]) -> str:
    """A capital leans into the bracket after it and gets a hair of room."""
    opening, content, closing = found.groups()
    return opening + content + (r"\mkern2mu" if content[-1:].isupper() else "") + closing


# The number of a layer, W^{(1)}, as one token.
_LAYER = re.compile(r'<mrow><mo stretchy="false">\(</mo><mn>(\d+)</mn><mo stretchy="false">\)</mo></mrow>')

# A number that was plugged in, (0.81), as one token; a page has hundreds of them.
_NUMBER_IN_BRACKETS = re.compile(r'<mo stretchy="false">\(</mo><mn>([^<]*)</mn><mo stretchy="false">\)</mo>')

# Brackets whose content holds no other stretching bracket and nothing that is taller than a line.
_LOW_BRACKETS = re.compile(r"\\left([(\[])((?:(?!\\left|\\right|\\frac|\\sum|\\begin|\\sqrt).)*)\\right([)\]])")


def characters(mathml: str) -> set[str]:
    """The characters that a browser draws for this MathML: all text outside annotations, single letters in italics.

    >>> sorted(characters("<math><mi>x</mi><mn>2</mn><annotation>y</annotation></math>"))
    ['2', '𝑥']
    """
    shown = re.sub(r"<annotation[^>]*>.*?</annotation>", "", mathml, flags=re.DOTALL)
    italic = re.sub(r"<mi>([A-Za-z\u0391-\u03f5])</mi>", lambda found: italic_letter(found[1]), shown)
    return set(html.unescape(re.sub(r"<[^>]*>", "", italic)))


def italic_letter(letter: str) -> str:
    """The italic letter that a browser draws for a single-letter identifier; of h, Unicode's is elsewhere.

    >>> italic_letter("x"), italic_letter("h"), italic_letter("δ")
    ('𝑥', 'ℎ', '𝛿')
    """
    if letter == "h":
        return "\u210e"
    name = unicodedata.name(letter, "").replace("LATIN ", "").replace("GREEK ", "").replace(" LETTER", "")
    try:
        return unicodedata.lookup(f"MATHEMATICAL ITALIC {name}")
    except KeyError:
        return letter
