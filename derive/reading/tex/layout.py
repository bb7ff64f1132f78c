"""What is layout and what is a word: one table of commands, and runs of letters that are words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from .tokens import Token, Tokens, argument, split, text_of

ENVIRONMENTS = frozenset(
    ["aligned", "alignedat", "alignat", "split", "gathered", "align", "equation", "gather", "multline", "eqnarray",
    "subequations", "displaymath", "math", "flalign", "dmath"]
)  # fmt: skip
MATRICES = frozenset(["bmatrix", "pmatrix", "matrix", "vmatrix", "Bmatrix", "Vmatrix", "smallmatrix"])
NOTHING = frozenset(
    ["left", "right", "big", "Big", "bigg", "Bigg",
    "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
    "Biggl", "Biggr", "quad", "qquad", ",", ";",
    ":", "!", ">", "displaystyle", "textstyle", "scriptstyle",
    "nonumber", "notag", "limits", "nolimits", "space", "checkmark",
    "small", "middle", "enspace", "thinspace", "thickspace", "medspace",
    "negthinspace", "allowbreak", "hfill", "hline", "it", "bm",
    "rm", "normalsize", "large", "Large", "LARGE",
    "huge", "Huge", "footnotesize", "scriptsize", "noindent", "tiny", "therefore"]
) | {" ", "\n"}  # fmt: skip
WITH_ARGUMENT = frozenset(
    [
        "label",
        "tag",
        "hspace",
        "vspace",
        "phantom",
        "mspace",
        "color",
        "ref",
        "eqref",
        "hphantom",
        "vphantom",
        "hypertarget",
        "cite",
        "footnote",
    ]
)
WRAPPERS = frozenset(
    ["boxed", "fbox", "ensuremath", "cancel", "bcancel", "xcancel", "mathstrut", "displaylines", "smash", "mathord",
    "mathop", "mathbin", "mathrel", "bbox", "colorbox", "num"]
)  # fmt: skip
BRACKETS = {
    "{": "(", "}": ")", "lbrace": "(", "rbrace": ")", "(": "(", ")": ")", "[": "[", "]": "]", "lbrack": "[",
    "rbrack": "]", "lparen": "(", "rparen": ")",
}  # fmt: skip
SIGNS = ("coloneqq", "dots", "neq", "le", "ge", "Rightarrow")  # of pairs of marks
QUOTES = "\"'`“”‘’"
BRACES = frozenset({"underbrace", "overbrace", "underset", "overset", "stackrel", "textcolor"})
WORDS = frozenset(
    [
        "text",
        "mathrm",
        "operatorname",
        "mathtt",
        "mathsf",
        "textrm",
        "textit",
        "mathit",
        "textbf",
        "textsf",
        "texttt",
        "textsc",
        "textup",
        "mbox",
        "hbox",
    ]
)
STYLES = frozenset(
    [
        "mathbf",
        "boldsymbol",
        "bm",
        "vec",
        "vb",
        "mathbb",
        "mathcal",
        "mathscr",
        "mathfrak",
        "pmb",
        "bold",
        "bf",
        "cal",
        "underline",
        "underbar",
    ]
)
DOLLARS = frozenset({("mark", "$")})  # \text{if $x > 0$}
FUNCTION_WORDS = ("softmax", "sigmoid", "tanh", "sinh", "cosh", "sin", "cos", "exp", "log", "ln", "max", "min", "diag")
WHOLE = ("logit", "expit", "sinc", "argmax", "argmin")  # they begin as a function does, and are none of it
# Words of prose in a formula: what follows says when it holds.
PROSE = frozenset(
    [
        "if",
        "for",
        "when",
        "where",
        "with",
        "and",
        "otherwise",
        "else",
        "so",
        "thus",
        "hence",
        "then",
        "since",
        "because",
        "but",
        "i.e.",
        "e.g.",
        "or",
        "by",
        "as",
        "is",
        "are",
        "all",
        "each",
        "every",
        "any",
        "such",
        "that",
        "given",
        "let",
        "from",
        "on",
        "in",
        "of",
        "the",
        "to",
        "subject",
        "s.t.",
    ]
)


def cleaned(tokens: Sequence[Token], alone: Collection[str] = ()) -> Tokens:
    r"""The tokens without layout: wrappers are their content, words are one token, environments that are no matrix go.

    ``alone`` are the letters that stand for something by themselves in the file: a run of them is a product.

    >>> from .tokens import scanned
    >>> [token.text for token in cleaned(scanned(r"\boxed{\text{net} = softmax(z)}\hspace{1em}"))]
    ['{', 'net', '=', 'softmax', '(', 'z', ')', '}']
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "letter":
            run = _run(tokens, place)
            apart = _stands_apart(tokens, place, place + len(run))
            made = (_as_word(run),) if apart and text_of(run) == "if" else _word_or_letters(run, alone)
            out += run if text_of(run) == "if" and _is_script(tokens, place, place + len(run)) else made
            place += len(run)
        elif token.kind == "command":
            made, place = _command(tokens, place, alone)
            out += made
        elif _is_sign_in_braces(tokens, place) and not (out and (out[-1].is_mark("_^") or out[-1].kind == "command")):
            out.append(tokens[place + 1])
            place += 3
        else:
            out.append(token)
            place += 1
    return _with_functions_of_two_words(out)


def _with_functions_of_two_words(tokens: Sequence[Token]) -> Tokens:
    """Leaky ReLU before a bracket is one name; the first of "log softmax" is a function, "if" is prose."""
    out: list[Token] = []
    for place, token in enumerate(tokens):
        first, applied = out[-1] if out else None, tokens[place + 1 : place + 2]
        two = first is not None and first.kind == token.kind == "word" and first.end < token.start
        if first is not None and two and applied and applied[0].is_mark("(") and _is_adjective(first.text):
            out[-1] = Token("word", first.text + token.text, first.start, token.end)
        else:
            out.append(token)
    return tuple(out)


def _is_adjective(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and word.lower() not in (*FUNCTION_WORDS, *WHOLE, *PROSE, "relu")


def _is_above(tokens: Sequence[Token], place: int) -> bool:
    """True for what stands in a script, with braces around it or without."""
    opened = place > 1 and tokens[place - 1].is_mark("{")
    return place > 0 and tokens[place - 1 - opened].is_mark("^_")


def _is_sign_in_braces(tokens: Sequence[Token], place: int) -> bool:
    """True for {+} and {=}, which are + and = with other gaps, or another colour."""
    sign = tokens[place + 1] if place + 2 < len(tokens) else tokens[place]
    signs = sign.is_mark("+-=*/") or sign.is_command("cdot", "times", "odot", "approx", "equiv")
    return signs and tokens[place].is_mark("{") and tokens[place + 2].is_mark("}")


def _command(tokens: Sequence[Token], place: int, alone: Collection[str]) -> tuple[Tokens, int]:
    token = tokens[place]
    name, here, after = token.text, token, place + 1
    if name in ("begin", "end"):
        return _environment(tokens, place)
    if name in NOTHING and not (name == "bm" and after < len(tokens) and tokens[after].is_mark("{")):
        if name in ("left", "right") and after < len(tokens) and tokens[after].is_mark("."):
            return (), after + 1
        return (), after
    if name.rstrip("*") in WITH_ARGUMENT:
        return (), argument(tokens, after)[1]
    if name in WRAPPERS:
        after = _behind_options(tokens, after)
        inner, after = argument(tokens, after)
        return _grouped(_up_to(here, tokens, after), cleaned(inner, alone)), after
    if name in BRACES:
        return _braced(tokens, place, alone)
    if name.rstrip("*") in WORDS:
        inner, after = argument(tokens, after)
        if name == "textsc" and text_of(inner) == "t":  # a small capital T
            return (replace(_up_to(here, tokens, after), text="top"),), after
        if _is_above(tokens, place) and inner and inner[0].is_mark("(") and inner[-1].is_mark(")"):
            return _grouped(_up_to(here, tokens, after), cleaned(inner, alone)), after  # w^\text{(new)}
        return _word(_up_to(here, tokens, after), inner, alone), after
    if name in BRACKETS:
        return (Token("mark", BRACKETS[name], here.start, here.end),), after
    return (token,), after


def _behind_options(tokens: Sequence[Token], at: int) -> int:
    r"""The place behind the square brackets of ``\\bbox[2px]{z}``."""
    closing = next((place for place in range(at, len(tokens)) if tokens[place].is_mark("]{")), at)
    opens = at < len(tokens) and tokens[at].is_mark("[")
    return closing + 1 if opens and tokens[closing].is_mark("]") else at


def _word(at: Token, inner: Tokens, alone: Collection[str]) -> Tokens:
    parts = split(inner, DOLLARS)[0]
    if len(parts) % 2 == 0 or len(parts) == 1:
        return _words(at, inner, alone)
    made = [cleaned(part, alone) if place % 2 else _words(at, part, alone) for place, part in enumerate(parts)]
    return tuple(token for part in made for token in part)


def _words(at: Token, inner: Tokens, alone: Collection[str]) -> Tokens:
    inner = _unquoted(_with_plain_underscores(inner))
    if _is_of_prose(inner):
        return (Token("word", " ".join(_spaced(inner)), at.start, at.end),)
    if any(token.is_mark("^_") or (token.kind == "command" and token.text not in NOTHING) for token in inner):
        return _grouped(at, cleaned(inner, alone))
    word = text_of(inner)
    if word.endswith(")") and word.partition("(")[0] in FUNCTION_WORDS:
        return _grouped(at, cleaned(inner, alone))  # \text{softmax(x)}
    if not inner or (inner[0].kind == "mark" and not word[0].isalnum()):
        return ()
    spaced = _spaced(inner)
    prose = len(spaced) > 2 or (len(spaced) == 2 and spaced[0].strip("().,").lower() in PROSE)
    return (Token("word", " ".join(spaced) if prose else word, at.start, at.end),)


def _is_of_prose(inner: Tokens) -> bool:
    """True for words such as "for j := 0..n-1", whose signs are no formula's: no script and no command is in them."""
    first = _spaced(inner)[0].strip("().,:").lower() if inner and inner[0].kind == "letter" else ""
    plain = all(token.kind != "command" or token.text in (*NOTHING, *SIGNS) for token in inner)
    return (
        first in PROSE
        and plain
        and inner[-1].end - inner[0].start > len(first)
        and not any(token.is_mark("^_$") for token in inner)
    )


def _with_plain_underscores(inner: Tokens) -> Tokens:
    r"""The \_ of \text{batch\_size} as a letter of the name."""
    return tuple(replace(token, kind="letter", text="_") if token.is_command("_") else token for token in inner)


def _unquoted(inner: Tokens) -> Tokens:
    """The text without the marks that quote the whole of it: "h" is a word, and what one side of an equality is."""
    quoted = len(inner) > 2 and inner[0].is_mark(QUOTES) and inner[-1].is_mark(QUOTES)
    return tuple(token for token in inner if not token.is_mark(QUOTES)) if quoted else inner


def _spaced(inner: Tokens) -> list[str]:
    """The words of a text: a name of two words is one word, prose keeps its spaces."""
    words = [""]
    for before, token in zip((inner[0], *inner), inner, strict=False):
        if token.start > before.end:
            words.append("")
        words[-1] += token.text
    return words


def _grouped(at: Token, inner: Tokens) -> Tokens:
    return (Token("mark", "{", at.start, at.end), *inner, Token("mark", "}", at.start, at.end))


def capitals_alone(tokens: Sequence[Token]) -> set[str]:
    """The capitals that touch no other letter somewhere in a formula: A, B and C of (ABC)^T = C^T B^T A^T.

    >>> from .tokens import scanned
    >>> sorted(capitals_alone(scanned("(ABC)^T = C^T B^T A^T")))
    ['A', 'B', 'C']
    """
    padded = [None, *tokens, None]
    return {
        here.text for before, here, behind in zip(padded, padded[1:], padded[2:], strict=False)
        if here is not None and here.kind == "letter" and here.text.isupper() and not (before and before.is_mark("_^"))
        and not (before and before.kind == "letter" and before.end == here.start)
        and not (behind and behind.kind == "letter" and behind.start == here.end)
    }  # fmt: skip


def _braced(tokens: Sequence[Token], place: int, alone: Collection[str]) -> tuple[Tokens, int]:
    """An underbrace with what it says below, a colour with its text: what stands in the formula."""
    name, here = tokens[place].text, tokens[place]
    first, after = argument(tokens, place + 1)
    if name in ("underbrace", "overbrace"):
        if after < len(tokens) and tokens[after].is_mark("_^"):
            _, after = argument(tokens, after + 1)
        inside = cleaned(first, alone)
        signed = bool(inside) and inside[0].is_mark("+-")  # as a term of a sum it has its sign with it
        return inside if signed else _grouped(_up_to(here, tokens, after), inside), after
    second, after = argument(tokens, after)
    inner = cleaned(second, alone)
    return (inner if len(inner) == 1 else _grouped(_up_to(here, tokens, after), inner)), after


def _up_to(here: Token, tokens: Sequence[Token], after: int) -> Token:
    """The token as one that reaches to the end of its arguments."""
    return replace(here, end=max(here.end, tokens[min(after, len(tokens)) - 1].end))


def _environment(tokens: Sequence[Token], place: int) -> tuple[Tokens, int]:
    token = tokens[place]
    inner, after = argument(tokens, place + 1)
    token = _up_to(token, tokens, after)
    name = text_of(inner).rstrip("*")
    opens = token.text == "begin"
    if name in MATRICES or name in ("cases", "dcases", "rcases", "array"):
        if name == "array" and opens:
            _, after = argument(tokens, after)
        kind = "cases" if name.endswith("cases") else "matrix"
        return (Token(token.text, kind, token.start, token.end),), after
    if opens and name in ("alignedat", "alignat"):
        _, after = argument(tokens, after)
    return (), after


def _run(tokens: Sequence[Token], place: int) -> Tokens:
    """The letters that stand side by side from here; T alone of X^TXw."""
    end = place + 1
    if place and tokens[place].text == "T" and tokens[place - 1].is_mark("^"):
        return (tokens[place],)
    while end < len(tokens) and tokens[end].kind == "letter" and tokens[end].start == tokens[end - 1].end:
        if not (tokens[end].text.isascii() and tokens[place].text.isascii()) or tokens[end].end == tokens[end - 1].end:
            break
        end += 1
    return tuple(tokens[place:end])


def _stands_apart(tokens: Sequence[Token], first: int, end: int) -> bool:
    """True for letters with a space, or a mark of a cell, on both sides."""
    left = first == 0 or tokens[first - 1].end < tokens[first].start or tokens[first - 1].is_mark("&")
    return left and end < len(tokens) and (tokens[end].start > tokens[end - 1].end or tokens[end].is_mark("&"))


def _is_script(tokens: Sequence[Token], first: int, end: int) -> bool:
    """True for all that stands in the braces of an index: q_{if} has the indices i and f."""
    opened = first > 1 and tokens[first - 1].is_mark("{") and tokens[first - 2].is_mark("_^")
    return opened and end < len(tokens) and tokens[end].is_mark("}")


def _as_word(run: Tokens) -> Token:
    return Token("word", text_of(run), run[0].start, run[-1].end)


def _word_or_letters(run: Tokens, alone: Collection[str]) -> Tokens:
    word = text_of(run)
    start = next((name for name in FUNCTION_WORDS if word.startswith(name)), "")
    if start and word not in WHOLE and (word == start or len(word) - len(start) <= 2):
        first = Token("word", start, run[0].start, run[len(start) - 1].end)
        return (first, *run[len(start) :])
    known = all(letter in alone for letter in word)
    if (len(word) >= 3 and not known) or (word in ("ce", "CE") and not known) or word == "if":
        return (_as_word(run),)
    return run


def matrix_rows(tokens: Sequence[Token]) -> list[list[Tokens]]:
    r"""The cells of a matrix, row by row.

    >>> from .tokens import scanned
    >>> [len(row) for row in matrix_rows(scanned(r"a & b \\ c & d"))]
    [2, 2]
    """
    rows, _ = split(tokens, frozenset({("row", r"\\")}))
    return [split(row, frozenset({("mark", "&")}))[0] for row in rows if row]
