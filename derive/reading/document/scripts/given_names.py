r"""P(y = k | x) beside P(y = j | x), and Σ_t log q(a_t | s_t): one name with an index, where a letter in it varies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from ...expression.nodes import Application, Node, Scripted, Total, mapped, walk
from ...expression.words import STYLES
from ...tex.tokens import Token, Tokens, text_of
from .primed import primed_letters, with_primed_letters

MOST_LETTERS = 4  # in a bracket
Letters = tuple[str, ...]
Groups = tuple[tuple[int, ...], ...]
Read = tuple[list[Node | None], str]  # the sides of a chain, and why one of them is not read


def with_own_letters(read: Sequence[Read]) -> list[Read]:
    """The sides of a document with v′ as a letter where it is one, and with what is given by its letters."""
    chains = [trees for trees, _ in read]
    primed, given = primed_letters(chains), names_with_letters(chains)
    own = [[tree and with_primed_letters(tree, primed) for tree in sides] for sides in chains]
    made = ([tree and with_letters_as_indices(tree, given) for tree in sides] for sides in own)
    return [(trees, unread) for trees, (_, unread) in zip(made, read, strict=True)]


def names_with_letters(chains: Iterable[Sequence[Node | None]]) -> dict[str, Groups]:
    r"""The names of what is given, each with the places of its letters that vary, or over which a sum is taken.

    Places that always have the same letter are one index: t of q(a_t | s_t).

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"P(y = k \mid x) = p_k", r"s = \sum_j P(y=j|x)", r"Q(y = k | x) = p_k", r"l = \sum_t q(a_{t} | s_t)"]
    >>> lines += ["r(o | c) = u_o v_c", "m = r(w | c) x_w", "f(x | y) = x y_x", "g = f(y | x)"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> names_with_letters(trees)
    {'P(y=·|x)': ((0,),), 'q(a_·|s_·)': ((0, 1),), 'r(·|·)': ((0,),)}
    >>> lines = ["p(a|s) = u_a s", "m = p(b|s)", "f(s | z) = s u_z", "m = f(s | z)"]
    >>> names_with_letters([[parsed(side) for side in chain.sides] for l in lines for chain in chains_of(l, {})])
    {'p(·|s)': ((0,),)}
    """
    chains = list(chains)
    bare = {name for sides in chains for name in _of_indices_alone(sides)}
    nodes = [node for sides in chains for side in sides if side is not None for node in walk(side)]
    summed = {letter for node in nodes if isinstance(node, Total) for letter in node.indices}
    rows = _beside_summed_ones(nodes, summed) if bare else set()
    found: dict[str, dict[Letters, None]] = defaultdict(dict)
    for node in nodes:
        if isinstance(node, Application) and (told := _name_and_letters(node, bare)) is not None:
            found[told[0]][tuple(token.text for token in told[1])] = None
    of_sums = {name: summed | rows if name in bare else summed for name in found}
    return {name: groups for name, told in found.items() if (groups := _groups(list(told), of_sums[name]))}


def _beside_summed_ones(nodes: Iterable[Node], summed: Collection[str]) -> set[str]:
    """o of u_o, where u_w stands in a sum over w: one of the rows that are summed."""
    below: dict[str, set[str]] = defaultdict(set)
    for node in (node for node in nodes if isinstance(node, Scripted)):
        below[node.letter] |= {text_of(node.lower)} if node.lower else set()
        for script in map(_plain, node.upper):
            for place in [place for place in range(2, len(script)) if _is_below(script, place)]:
                below[script[place - 2].text].add(script[place].text)
    return {letter for letters in below.values() if letters & set(summed) for letter in letters - set(summed)}


def _groups(rows: Sequence[Letters], summed: Collection[str]) -> Groups:
    """The places whose letters vary, those together that are always alike."""
    groups: dict[Letters, list[int]] = {}
    for place, letters in enumerate(zip(*rows, strict=True)):
        if len(set(letters)) > 1 or set(letters) & set(summed):
            groups.setdefault(letters, []).append(place)
    return tuple(map(tuple, groups.values()))


def says_what_is_given(tokens: Tokens) -> bool:
    r"""True for y = 1 | x and for q || p; the strokes of \|x\| are a norm's.

    >>> from ...tex.tokens import scanned
    >>> [says_what_is_given(scanned(text)) for text in (r"y \mid x", r"q \| p", r"\|x\|^2", "x")]
    [True, True, False, False]
    """
    double = sum(token.is_command("|") for token in tokens)
    return double % 2 == 1 or any(_is_bar(token) and not token.is_command("|") for token in tokens)


def name_of_what_is_given(head: str, tokens: Tokens) -> str:
    r"""The name of P(y = 1 | x), however its bar is written and in whatever style its letters are.

    >>> from ...tex.tokens import scanned
    >>> [name_of_what_is_given("P", scanned(text)) for text in (r"y=1 \mid \mathbf{x}", "y = 1|x")]
    ['P(y=1|x)', 'P(y=1|x)']
    """
    plain = _plain(tokens)
    return f"{head}({''.join('|' if _is_bar(token) else token.text for token in plain)})"


def with_letters_as_indices(tree: Node, names: Mapping[str, Groups]) -> Node:
    """The tree in which the letters that vary are the indices of these names."""
    told = _name_and_letters(tree, names) if isinstance(tree, Application) and names else None
    if told is not None and told[0] in names and isinstance(tree, Application):
        name, letters = told
        varying = {place for group in names[name] for place in group}
        parts = name.split("·")
        kept = ("·" if place in varying else letter.text for place, letter in enumerate(letters))
        at = tree.bracket.tokens[0]
        lower = tuple(
            token for group in names[name] for token in (replace(at, kind="mark", text=","), letters[group[0]])
        )[1:]  # fmt: skip
        name = "".join(part for pair in zip(parts, (*kept, ""), strict=True) for part in pair)
        return replace(tree.head, letter=name, lower=lower)
    return mapped(tree, lambda part: with_letters_as_indices(part, names)) if names else tree


def _with_label(name: str, head: Scripted) -> str:
    """q_θ(a|s) of q(a|s), with what stands below its letter in its name."""
    label = text_of(head.lower)
    return name.replace(head.letter, f"{head.letter}_{label}", 1) if label else name


def _of_indices_alone(sides: Sequence[Node | None]) -> Iterator[str]:
    """p(·|·) of p(o|c) = u_o v_c, where each letter in the bracket is nothing but an index in what p is made of.

    Of p(k|x) = u_k x it is p(·|x).
    """
    head, *rest = sides
    if not isinstance(head, Application) or not rest or not all(rest):
        return
    letters = [token for token in _plain(head.bracket.tokens) if not _is_bar(token) and not token.is_mark(",")]
    nodes = [node for side in rest if side is not None for node in walk(side) if isinstance(node, Scripted)]
    above = [(_plain(script), place) for node in nodes for script in node.upper for place in range(len(_plain(script)))]
    below = {token.text for node in nodes for token in node.lower}
    below |= {script[place].text for script, place in above if place and _is_below(script, place)}
    alone = {node.letter for node in nodes}
    alone |= {script[place].text for script, place in above if not place or not _is_below(script, place)}
    indices = [token.text in below - alone for token in letters]
    kept = all(index or token.text in alone for index, token in zip(indices, letters, strict=True))
    if any(indices) and kept and (name := _name_and_letters(head, None, indices)) is not None:
        yield name[0]


def _name_and_letters(
    node: Application, bare: Collection[str] | None, indices: Sequence[bool] = ()
) -> tuple[str, Tokens] | None:
    """P(y=·|x) and k of P(y = k | x); None for what is no name of something given.

    ``bare`` are the names whose letters are indices though they stand alone in the bracket; None: ``indices`` says it.
    """
    head = node.head
    tokens = _plain(node.bracket.tokens)
    if head.upper or head.primes or not says_what_is_given(tokens) or not _is_label(head.lower):
        return None
    places = [n for n in range(1, len(tokens)) if _is_value(tokens, n) or _is_below(tokens, n)]
    if not places:
        return _of_bare_letters(head, tokens, bare, indices)
    texts = ("·" if n in places else "|" if _is_bar(token) else token.text for n, token in enumerate(tokens))
    return f"{_with_label(head.letter, head)}({''.join(texts)})", tuple(tokens[n] for n in places)


def _of_bare_letters(
    head: Scripted, tokens: Tokens, bare: Collection[str] | None, indices: Sequence[bool]
) -> tuple[str, Tokens] | None:
    """p(·|·), o and c of p(o|c); p(·|x) and k of p(k|x)."""
    between = [_is_bar(token) or token.is_mark(",") for token in tokens]
    if between != [place % 2 == 1 for place in range(len(tokens))] or len(tokens) % 2 == 0:
        return None
    letters = tokens[::2]
    if len(letters) > MOST_LETTERS or not all(token.kind == "letter" for token in letters):
        return None
    choices = [indices] if bare is None else list(product((True, False), repeat=len(letters)))[:-1]
    for choice in choices:
        here = {2 * place for place, varies in enumerate(choice) if varies}
        texts = ("·" if place in here else "|" if _is_bar(t) else t.text for place, t in enumerate(tokens))
        name = f"{_with_label(head.letter, head)}({''.join(texts)})"
        if bare is None or name in bare:
            return name, tuple(tokens[place] for place in sorted(here))
    return None


def _is_label(lower: Tokens) -> bool:
    """True for nothing, and for one letter of a parameter below: θ of q_θ."""
    return not lower or (len(lower) == 1 and lower[0].kind == "command")


def _plain(tokens: Tokens) -> Tokens:
    """a_{t} as a_t, in whatever style."""
    tokens = tuple(token for token in tokens if token.text not in STYLES)
    out: list[Token] = []
    for place, token in enumerate(tokens):
        opens = token.is_mark("{") and place + 2 < len(tokens) and tokens[place + 2].is_mark("}")
        closes = token.is_mark("}") and place > 1 and tokens[place - 2].is_mark("{")
        out += [] if opens or closes else [token]
    return tuple(out)


def _is_below(tokens: Tokens, place: int) -> bool:
    """True for t and 1 of a_t, s_{t+1} and s_1."""
    before = tokens[place - 1].is_mark("_") or (
        place > 1 and tokens[place - 1].is_mark("{") and tokens[place - 2].is_mark("_")
    )
    return before and tokens[place].kind in ("letter", "number")


def _is_bar(token: Token) -> bool:
    return token.text in ("mid", "|")


def _is_value(tokens: Tokens, place: int) -> bool:
    """True for the letter k of y = k, with nothing behind it but the bar, a comma or the end."""
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    alone = behind is None or _is_bar(behind) or behind.is_mark(",;")
    return tokens[place].kind == "letter" and tokens[place - 1].is_mark("=") and alone
