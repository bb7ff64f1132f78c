"""The chains of a display: rows that go on, parts between commas, sides between relations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .absolute_values import with_absolute_values
from .angles import with_inner_products
from .balanced import with_balanced_brackets
from .brackets import with_indices_in_brackets
from .cases import with_aligned_rows, with_cases
from .derivative_commands import with_derivatives
from .evaluated import at_versions
from .exponents import with_exponents
from .gaps import parts_between_gaps, ungapped, with_gaps
from .layout import PROSE, capitals_alone, cleaned
from .links import as_steps, is_listed, is_set, with_case_apart, without_optimum
from .macros import Macro, expanded
from .numbered_letters import with_numbers_below
from .older_spellings import in_newer_spelling
from .remarks import parted, without_number
from .shown_alike import as_shown
from .size import check_size
from .tokens import GAP, Token, Tokens, argument, scanned, split, text_of, unpunctuated, without_braces
from .typed import as_meant

RELATIONS = {
    "=": "=", ":=": ":=", "approx": "≈", "simeq": "≈", "cong": "≈", "equiv": ":=", "coloneqq": ":=", "triangleq": ":=",
    "doteq": ":=", "leftarrow": "←", "gets": "←", "implies": "⇒", "Rightarrow": "⇒", "iff": "⇒",
    "Leftrightarrow": "⇒", "Longrightarrow": "⇒", "neq": "≠", "ne": "≠", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "<": "<", ">": ">", "lt": "<", "gt": ">", "in": "∈", "to": "→", "rightarrow": "→", "propto": "∝", "sim": "∼",
    "ll": "<", "gg": ">", "mapsto": "→", "longrightarrow": "→", "subset": "∈",
    "Longleftrightarrow": "⇒", "Longleftarrow": "⇒", "impliedby": "⇒",
}  # fmt: skip
JOINING = frozenset((kind, text) for text in RELATIONS for kind in ("mark", "command"))
ROWS = frozenset({("row", r"\\")})
PAIRS = {
    ":=": "coloneqq", "!=": "neq", "==": "=", "=>": "Rightarrow", ">=": "ge", "<=": "le", "||": "|", "..": "dots",
    ".*": "odot",
}  # fmt: skip
IMPLICATIONS = frozenset(("command", text) for text, sign in RELATIONS.items() if sign == "⇒")
ARROWS = frozenset(("command", text) for text in ("rightarrow", "longrightarrow", "to"))
COMMAS = frozenset({("mark", ","), ("mark", ";")})
INTRODUCING = ("given", "as", "let")
DEFINING, MADE = ("where", "with"), 4  # a formula of fewer signs, n − 1, may be a condition
ELLIPSES = ("dots", "ldots", "cdots", "dotsc", "dotsb", "vdots")


@dataclass(frozen=True, slots=True)
class Chain:
    """a = b = c: its sides, the relations between them, and what is said behind it, such as i = 1, …, n.

    ``start`` and ``end`` are places in the display.
    """

    sides: tuple[Tokens, ...]
    relations: tuple[str, ...]
    conditions: tuple[Tokens, ...]
    start: int
    end: int


def is_comparison(tokens: Sequence[Token]) -> bool:
    """True for two formulas with a relation between them; not for a probability, whose bar says what is given.

    >>> is_comparison(scanned("z > 0")), is_comparison(scanned("z")), is_comparison(scanned("y = 1 | z"))
    (True, False, False)
    """
    sides = split(tokens, JOINING)[0]
    return len(sides) == 2 and all(sides) and not any(token.text in ("mid", "|") for token in tokens)


def chains_of(latex: str, macros: Mapping[str, Macro], alone: Collection[str] = ()) -> list[Chain]:
    r"""The chains of a display.

    Raises:
        TooLarge: it is longer, or nested more deeply, than any that is read.

    >>> [[len(side) for side in chain.sides] for chain in chains_of(r"a &= b \\ &= c, \quad x = 1.", {})]
    [[1, 1, 1], [1, 1]]
    >>> [len(found.sides) for found in chains_of(r"a = b \text{ where } b = 2 c + 1 \text{ for } k = j", {})]
    [2, 2]
    """
    tokens = as_meant(_with_rows(expanded(_with_pairs(scanned(latex)), macros)))
    check_size(tokens)
    tokens = in_newer_spelling(with_derivatives(as_shown(tokens)))
    tokens = with_aligned_rows(with_cases(with_indices_in_brackets(tokens)), JOINING)
    tokens = with_inner_products(with_exponents(cleaned(with_gaps(tokens), {*alone, *capitals_alone(tokens)})))
    tokens = without_braces(with_numbers_below(with_absolute_values(tokens, JOINING)))
    chains: list[Chain] = []
    tokens = with_balanced_brackets(without_remarks(tokens), JOINING)
    behind = [row[:1] != () and row[0].is_mark("&") for row in split(tokens, ROWS)[0]]
    rows = split(_without_cells(tokens), ROWS)[0]
    for row in _joined([without_number(ungapped(row)) for row in rows], behind):
        for piece in _pieces(row):
            chain = _chain(piece)
            if chain is not None:
                chains.append(chain)
            elif chains and piece:
                last = chains.pop()
                said = (*last.conditions, tuple(piece))
                chains.append(Chain(last.sides, last.relations, said, last.start, piece[-1].end))
    return chains


def _with_pairs(tokens: Sequence[Token]) -> Tokens:
    r""":= and => and >= are one sign each, and so are ||, \mid \mid and … of full stops."""
    out: list[Token] = []
    for token in tokens:
        if out and token.is_mark(".") and out[-1].is_command("dots") and out[-1].end == token.start:
            token = replace(out.pop(), end=token.end)
        if (
            out
            and token.kind == "number"
            and token.text[0] == "."
            and out[-1].is_mark(".")
            and out[-1].end == token.start
        ):
            out.append(Token("command", "dots", out.pop().start, token.start + 1))
            token = Token("number", token.text[1:], token.start + 1, token.end)
        sign = PAIRS.get(out[-1].text + token.text, "") if out and token.kind == out[-1].kind == "mark" else ""
        if sign and (sign == "coloneqq" or out[-1].end == token.start):
            token = Token("mark" if sign == "=" else "command", sign, out.pop().start, token.end)
        elif out and token.is_command("mid") and out[-1].is_command("mid"):
            token = Token("command", "|", out.pop().start, token.end)
        out.append(token)
    return tuple(out)


def _with_rows(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens with the end of a row in place of ``\intertext{…}``, the words between two rows."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token, behind = tokens[place], place + 1
        if token.is_command("intertext", "shortintertext"):
            _, behind = argument(tokens, place + 1)
            token = Token("row", r"\\", token.start, token.end)
        out.append(token)
        place = behind
    return tuple(out)


def _without_cells(tokens: Sequence[Token]) -> Tokens:
    """The marks of cells go, but for those of a matrix; each second one is a wide space: a &= b & c &= d."""
    out: list[Token] = []
    depth, marks = 0, 0
    for token in tokens:
        depth += (token.kind == "begin") - (token.kind == "end")
        if depth or not token.is_mark("&"):
            out.append(token)
            marks = 0 if not depth and (token.kind, token.text) in ROWS else marks
            continue
        marks += 1
        if marks % 2 == 0:
            out.append(Token(GAP, "", token.start, token.end))
    return tuple(out)


def is_relation(token: Token) -> bool:
    """True for =, ≈, ≤ and the like.

    >>> is_relation(Token("mark", "=", 0, 1))
    True
    """
    return (token.kind, token.text) in JOINING


def _joined(rows: Sequence[Tokens], behind: Sequence[bool]) -> list[Tokens]:
    """A row that begins with a relation, or with an operator and has no relation, goes on from the row before.

    So does one of factors that stands ``behind`` the mark of a cell, below the right side of an equation.
    """
    joined: list[Tokens] = []
    for row, below in zip(map(tuple, rows), behind, strict=True):
        goes_on = bool(row) and (is_relation(row[0]) or _goes_on(row) or (below and _is_of_factors(row, joined)))
        left_open = bool(joined and joined[-1]) and (is_relation(joined[-1][-1]) or joined[-1][-1].is_mark("+-"))
        if joined and row and (goes_on or left_open):
            formula, case = parted(joined[-1])
            if not case and _is_said_twice(formula, row):
                formula = formula[:-1]
            joined[-1] = (*formula, *row, *case)
        elif row:
            joined.append(row)
    return joined


def _is_said_twice(before: Tokens, row: Tokens) -> bool:
    """True for an = that ends a row and begins the next one too."""
    ends = bool(before) and is_relation(before[-1]) and (before[-1].kind, before[-1].text) == (row[0].kind, row[0].text)
    return ends or (bool(before) and before[-1].is_mark("+") and row[0].is_mark("+"))


def _goes_on(row: Tokens) -> bool:
    operator = row[0].is_mark("+-") or row[0].is_command("cdot", "times")
    return operator and not any(map(is_relation, row))


def _is_of_factors(row: Tokens, before: Sequence[Tokens]) -> bool:
    """True for a formula without a relation or words, behind a row that has a relation and no words either."""
    above = before[-1] if before else ()
    plain = not any(token.kind in ("word", "gap") and " " in token.text for token in (*above, *row))
    listed = any(token.is_mark(",;:") or token.is_command(*ELLIPSES, "forall") for token in row)
    return plain and not listed and not any(map(is_relation, row)) and any(map(is_relation, above)) and len(row) > 1


def _pieces(row: Tokens) -> list[Tokens]:
    """The parts between commas; words of prose begin a condition."""
    pieces: list[Tokens] = []
    between_commas = split(row, COMMAS)[0]
    parts = [part for between in between_commas for part in parts_between_gaps(between, JOINING)]
    for part in [*map(_introduced, parts[:1]), *parts[1:]]:
        part = _unlabelled(part)
        while (joint := _joint(part)) is not None:
            pieces += _implied(tuple(part[:joint]))
            part = part[joint + 1 :]
        part, case = with_case_apart(part, JOINING)
        cut = _first_prose(part)
        told = _told_behind(part[cut:])
        pieces += [*_implied(tuple(part[:cut])), *(_pieces(told) if told else (tuple(part[cut:]),)), case]
    return [stripped for piece in pieces if (stripped := unpunctuated(piece))]


def _told_behind(words: Tokens) -> Tokens:
    r"""The equation of ``a = f(z), \text{where} f(u) = 2 u``, which says what a letter is; not i = j, k = n − 1."""
    word = words[0].text.strip(" ,:").lower() if words and words[0].kind == "word" else ""
    rest = unpunctuated(words[1:]) if word in DEFINING else ()
    sides, relations = split(rest[: _first_prose(rest)], JOINING)
    if len(sides) < 2 or not all(sides) or RELATIONS[relations[0].text] not in ("=", ":="):
        return ()
    if len(sides[1]) < MADE and not sides[0][-1].is_mark(")"):
        return ()
    made = any(token.is_mark("+-*/^(") or token.kind in ("command", "begin") for token in sides[1])
    return rest if made and sides[0][0].kind in ("letter", "word", "command") else ()


def _joint(part: Tokens) -> int | None:
    """Where "and" stands between two equations, with no condition before it: both are claims."""
    depth = 0
    for place, token in enumerate(part):
        depth += (token.kind == "begin") - (token.kind == "end") + token.is_mark("([{") - token.is_mark(")]}")
        if depth == 0 and token.kind == "word" and token.text.strip(" ,") == "and":
            sides = part[:place], part[place + 1 :]
            return place if all(any(map(is_relation, side)) for side in sides) else None
        if depth == 0 and _is_prose(token):
            return None
    return None


def _introduced(part: Tokens) -> Tokens:
    r"""The first part of a row without the word that introduces an equation: "Given" of Given g = ∂C/∂z, find …"""
    word = part[0].text.strip(" ,").lower() if part and part[0].kind == "word" else ""
    sides = split(part[1:], JOINING)[0] if word in INTRODUCING else []
    return part[1:] if len(sides) > 1 and all(sides) and len(sides[1]) > 1 else part


def _unlabelled(part: Tokens) -> Tokens:
    """The part without a name before it: ``Output: y = f(x)``."""
    first = next((n for n, token in enumerate(part) if is_relation(token)), 0)
    labels = [n for n in range(first) if part[n].is_mark(":") or (part[n].kind == "word" and part[n].text[-1:] == ":")]
    before = part[: labels[0]] if labels else ()
    opened = sum(token.is_mark("{") - token.is_mark("}") for token in before) > 0  # of the column A_{:j}
    named = bool(labels) and all(token.kind in ("word", "letter", "number", "mark") for token in before)
    opened |= bool(before) and before[-1].is_mark("_^")
    return part[labels[0] + 1 :] if named and not opened else part


def _implied(part: Tokens) -> list[Tokens]:
    """The equations of ``a = b ⇒ c = d``, and of a = b → c = d: each says something by itself."""
    for signs in (IMPLICATIONS | ARROWS, IMPLICATIONS):
        parts = [found for found in split(part, signs)[0] if found]
        if all(any(map(is_relation, found)) for found in parts):
            return parts
    return [part]


def without_remarks(tokens: Sequence[Token]) -> Tokens:
    r"""The tokens without reasons in brackets, ``(\because \ln 1 = 0)``, and rows that are a reason only.

    >>> text_of(without_remarks(scanned(r"a = b (\because c = d)")))
    'a=b'
    """
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].is_mark("(") and place + 1 < len(tokens) and tokens[place + 1].is_command("because"):
            place = _closing(tokens, place) + 1
        elif tokens[place].is_command("because"):
            place = next((n for n in range(place, len(tokens)) if tokens[n].kind == "row"), len(tokens))
        else:
            out.append(tokens[place])
            place += 1
    return tuple(out)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_mark("([{") - tokens[place].is_mark(")]}")
        if depth == 0:
            return place
    return len(tokens)


def _first_prose(part: Tokens) -> int:
    """Where prose begins, outside of cases, matrices and scripts: ∀ x below Σ says over what it runs."""
    depth = 0
    for place, token in enumerate(part):
        depth += (token.kind == "begin") - (token.kind == "end")
        below = token.is_command("forall") and place > 0 and part[place - 1].is_mark("{_")
        if depth == 0 and _is_prose(token) and not below:
            return place
    return len(part)


def _is_prose(token: Token) -> bool:
    if token.is_command("forall"):
        return True
    words = token.text.split() if token.kind == "word" else []
    return bool(words) and (words[0].strip("().,").lower() in PROSE or len(words) > 2)


def _chain(piece: Tokens) -> Chain | None:
    """The chain of a part; None where it has no relation, says only when something holds, or lets w be an argmin."""
    piece = without_braces(piece)
    if not piece or _is_prose(piece[0]) or not any(map(is_relation, piece)):
        return None
    sides, relations = without_optimum(*as_steps(*split(piece, JOINING)))
    blank = next((place for place, side in enumerate(sides) if any(t.is_mark("?") for t in side)), len(sides))
    sides, relations = sides[:blank], relations[: max(blank - 1, 0)]
    if len(sides) > 1 and not sides[-1]:  # a blank that the reader of an exercise fills in
        sides, relations = sides[:-1], relations[:-1]
    if not relations or any(map(is_listed, sides)) or is_set(sides[0]):
        return None
    names = tuple(RELATIONS[relation.text] for relation in relations)
    start, end = min(token.start for token in piece), max(token.end for token in piece)
    return Chain(at_versions([without_braces(side) for side in sides]), names, (), start, end)


def is_range(piece: Sequence[Token]) -> bool:
    """True for the rest of a range: …, or the last of its values.

    >>> from .tokens import scanned
    >>> is_range(scanned(r"\\dots"))
    True
    """
    return bool(piece) and (piece[0].is_command(*ELLIPSES) or (text_of(piece).isalnum() and len(text_of(piece)) <= 3))
