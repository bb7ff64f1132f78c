r"""Macros that a file uses and nobody defines, where they are layout: ``\peq`` before what goes on in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .layout import BRACES, NOTHING, STYLES, WITH_ARGUMENT, WORDS, WRAPPERS
from .macros import Macro, expanded
from .tokens import UNICODE, Token, scanned

# What TeX has itself and may begin such a row: letters, relations, arrows, operators, signs.
TEX = (
    "epsilon vartheta iota varpi varrho varsigma upsilon phi psi Gamma Lambda Xi Pi Upsilon Psi hbar imath jmath ell wp"
    " Re Im aleph beth emptyset varnothing infty partial nabla top bot perp mid parallel nmid prec preceq succ succeq"
    " asymp propto sim simeq cong approx equiv doteq triangleq coloneqq models vdash dashv in ni notin subset subseteq"
    " supset supseteq le leq leqslant ge geq geqslant ll gg lt gt ne neq to gets mapsto implies impliedby iff leftarrow"
    " rightarrow Leftarrow Rightarrow leftrightarrow Leftrightarrow longleftarrow longrightarrow Longleftarrow"
    " Longrightarrow longmapsto Longleftrightarrow hookrightarrow hookleftarrow uparrow downarrow xrightarrow"
    " xleftarrow overset underset because therefore pm mp times div cdot ast star circ bullet odot oplus ominus otimes"
    " oslash cup cap uplus sqcup sqcap vee wedge land lor lnot neg setminus diamond dagger ddagger amalg wr dots ldots"
    " cdots vdots ddots dotsc dotsb forall exists nexists angle triangle Box square hat bar tilde vec dot sum prod int"
    " iint oint lim limsup liminf sup inf max min argmax argmin log ln lg exp sin cos tan tanh sinh cosh sqrt frac"
    " dfrac tfrac cfrac binom begin end left right quad qquad hspace vspace hfill phantom hphantom vphantom label tag"
    " nonumber notag lVert rVert lvert rvert Vert vert langle rangle lfloor rfloor lceil rceil det dim ker Pr deg not"
    " colon bigoplus bigotimes bigcup bigcap coprod mathop limits nolimits over choose intertext shortintertext cr"
    " newline newcommand renewcommand def let"
)
KNOWN = frozenset([*TEX.split(), *UNICODE.values(), *NOTHING, *WITH_ARGUMENT, *WRAPPERS, *BRACES, *WORDS, *STYLES])
OPERATORS = ("cdot", "times", "odot", "leq", "geq", "approx", "le", "ge", "propto", "simeq", "equiv")
SKIPPED = ("quad", "qquad", ",", ";", "!", ":", " ", "hspace", "enspace")
ENOUGH = 2


def layout_macros(displays: Iterable[str], macros: Mapping[str, Macro]) -> tuple[Macro, ...]:
    r"""The macros of nothing: each stands nowhere but before the sign with which a row goes on.

    One that stands before a relation does so twice, or else it may be a letter that the row defines.

    >>> displays = [r"a &= b \\ \peq + c", r"\loss &= b \\ \cost &= c", r"a &= b \\ \eqs &= c \\ \eqs &= d"]
    >>> [macro.name for macro in layout_macros(displays, {})]
    ['peq', 'eqs']
    """
    weights: dict[str, list[int]] = defaultdict(list)
    for display in displays:
        for name, weight in _unknown_in(expanded(scanned(display), macros), macros):
            weights[name].append(weight)
    return tuple(Macro(name, 0, ()) for name, found in weights.items() if all(found) and sum(found) >= ENOUGH)


def _unknown_in(tokens: Sequence[Token], macros: Mapping[str, Macro]) -> Iterator[tuple[str, int]]:
    """The commands that nobody defines, each with its weight: 0 where it does not begin a later row."""
    begins = False
    for place, token in enumerate(tokens):
        if token.kind == "command" and token.text.isalpha() and token.text not in KNOWN and token.text not in macros:
            yield token.text, _weight(tokens, place + 1) if begins else 0
        begins = token.kind == "row" or (begins and (token.is_mark("&") or token.is_command(*SKIPPED)))


def _weight(tokens: Sequence[Token], at: int) -> int:
    """How much what stands here says that it goes on: an operator does, a relation may be one of a definition."""
    while at < len(tokens) and (tokens[at].is_mark("&") or tokens[at].is_command(*SKIPPED)):
        at += 1
    if at == len(tokens):
        return 0
    if tokens[at].is_mark("+-") or tokens[at].is_command("cdot", "times", "odot"):
        return ENOUGH
    return int(tokens[at].is_mark("=<>") or tokens[at].is_command(*OPERATORS))
