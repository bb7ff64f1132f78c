"""Mathematics for an output that knows no Unicode: letters that can be read, instead of escapes."""

from __future__ import annotations

import codecs
import re
import unicodedata

HANDLER = "backproof.ascii"
SPELLED = {
    "∂": "d",
    "Σ": "sum",
    "√": "sqrt",
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "x",
    "⊙": ".*",
    "⊘": "./",
    "ᵀ": "^T",
    "→": "->",
    "←": "<-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "…": "...",
    "✓": "ok",
    "✗": "NO",
    "∞": "inf",
    "’": "'",
    "“": '"',
    "”": '"',
}


def spelled(text: str) -> str:
    r"""The text in ASCII: signs as they are typed, Greek letters by their names, raised digits behind ``^``.

    What has no spelling becomes its escape.

    >>> spelled("∂E/∂W⁽¹⁾_hd = −(1/N) Σ_n δ_hd x_nd², 10⁻⁷ log₂ α")
    'dE/dW^(1)_hd = -(1/N) sum_n delta_hd x_nd^2, 10^-7 log2 alpha'
    >>> spelled("Zürich 中")
    'Zurich \\u4e2d'
    """
    raised = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽][⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾]*", lambda found: "^" + found[0], text)
    return "".join(letter if letter.isascii() else _spelling(letter) for letter in raised)


def _spelling(letter: str) -> str:
    if letter in SPELLED:
        return SPELLED[letter]
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK SMALL LETTER ") and name.count(" ") == 3:
        return name.rpartition(" ")[2].lower()
    # "ü" is a "u" with a mark, a subscript digit is that digit, and U+2212 has become "-" above.
    plain = "".join(SPELLED.get(part, part) for part in unicodedata.normalize("NFKD", letter))
    plain = "".join(part for part in plain if not unicodedata.combining(part))
    return plain if plain and plain.isascii() else letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled(error.object[error.start : error.end]), error.end


codecs.register_error(HANDLER, _replace)
