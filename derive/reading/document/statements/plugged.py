"""A line of numbers as the formula that it stands for: net = 0.6 · 0.5 − 0.3 · 0.58 says which weights go in.

A decimal that only one letter has as its stated value is that letter. In a sum of products the factors are runs of
names, w_7, w_8 and out_{h1}, out_{h2}: the only pair of runs that has these values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ...expression.nodes import Call, Known, Name, Node, Number, Power, Product, Terms, mapped, names_in
from .bindings import Binding, Statement
from .functions_told import argument_told
from .siblings import SHORTEST_WORD, Family, kin_of, member

Values = Mapping[Name, Fraction]
MOST_VALUES = 400


class NoFormula(Exception):
    """The numbers do not tell which letters they stand for."""


def formulas_of_numbers(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""The definitions that lines of numbers stand for, of letters that no formula defines.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ["w_3 = 0.6", "w_4 = 0.2", "h_{a1} = 0.5", "h_{a2} = 0.7", "net = 0.6 * 0.5 + 0.2 * 0.7 = 0.44"]
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> [sorted(name.name for name in names_in(b.body)) for b in document.bindings if b.name == "net" and not b.value]
    [['h_a1', 'h_a2', 'w_3', 'w_4']]
    """
    defined = {binding.name for binding in known if not binding.value}
    found = []
    for statement in (s for s in statements if s.kind == "numbers" and s.binding is not None):
        binding, body = statement.binding, statement.trees[1]
        if binding is None or body is None or binding.name in defined or not _may_be_a_formula(body):
            continue
        values = _values_before(statement, statements)
        try:
            letters = _with_whole_numbers(_lettered(body, values), values, _mentioned(statement, known))
        except NoFormula:
            continue
        if any(names_in(letters)):
            found.append(replace(binding, body=letters, value=False))
    return found


def with_formulas_of_arguments(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""The bindings with z = w x + b of a = f(w x + b) = f(z), where no line says what z is; a is f(z) in any case.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(r"a = \sigma(w x + b) = \sigma(z)", 1, 1)])
    >>> [(b.name, type(b.body).__name__) for b in document.bindings]
    [('a', 'Call'), ('z', 'Terms')]
    """
    defined = {binding.name for binding in known}
    found = list(known)
    for statement in (s for s in statements if s.kind in ("definition", "form", "claim")):
        told = argument_told(statement.trees)
        if told is None:
            continue
        (letter, formula), claim = told, statement.claim
        found = [_of_the_letter(b, formula, letter) if b.order == statement.order else b for b in found]
        if letter.name in defined:
            continue
        defined.add(letter.name)
        found.append(Binding(letter.name, letter.indices, letter.layer, (), formula, statement.order, claim.section,
                             line=claim.line))  # fmt: skip
    return found


def _of_the_letter(binding: Binding, formula: Node, letter: Name) -> Binding:
    """f(w x + b) as f(z)."""
    body = binding.body
    if isinstance(body, Call) and body.arguments == (formula,):
        return replace(binding, body=replace(body, arguments=(letter,)))
    if isinstance(body, Known) and body.argument == formula:
        return replace(binding, body=replace(body, argument=letter))
    return binding


def _may_be_a_formula(body: Node) -> bool:
    return not isinstance(body, Number) and not any(name.indices for name in names_in(body))


def _values_before(statement: Statement, statements: Iterable[Statement]) -> dict[Name, Fraction]:
    """The newest value that each name is given, by a line or at the end of a chain."""
    found: dict[Name, Fraction] = {}
    for other in statements:
        first, last = other.trees[0], other.trees[-1]
        if other.order < statement.order and other.kind != "statement" and isinstance(first, Name) and last is not None:
            number = _number(last)
            if number is not None and len(found) < MOST_VALUES:
                found[replace(first, bold=False)] = number
    return found


def _number(node: Node) -> Fraction | None:
    if isinstance(node, Number):
        return Fraction(node.text)
    if isinstance(node, Terms) and len(node.terms) == 1:
        sign, part = node.terms[0]
        return sign * Fraction(part.text) if isinstance(part, Number) else None
    return None


def _lettered(node: Node, values: Values) -> Node:
    """The tree with letters for its decimals.

    Raises:
        NoFormula: a decimal stands for no letter, or for several.
    """
    if isinstance(node, Terms):
        return _lettered_terms(node, values)
    if isinstance(node, Number):
        return _letter(Fraction(node.text), values) if "." in node.text else node
    return mapped(node, lambda part: _lettered(part, values))


def _mentioned(statement: Statement, known: Iterable[Binding]) -> set[Name]:
    """The names in all definitions but this line."""
    bodies = (b.body for b in known if not b.value and b.order != statement.order)
    return {replace(name, bold=False) for body in bodies for name in names_in(body)}


def _with_whole_numbers(node: Node, values: Values, mentioned: set[Name]) -> Node:
    """1 of (a − 1)² as the target t, where t = 1 is stated and no definition has another use for t."""
    if isinstance(node, Power) and isinstance(node.base, Terms) and len(node.base.terms) == 2 and any(names_in(node)):
        terms = tuple((sign, _unused(part, values, mentioned)) for sign, part in node.base.terms)
        return replace(node, base=Terms(terms))
    return mapped(node, lambda part: _with_whole_numbers(part, values, mentioned))


def _unused(part: Node, values: Values, mentioned: set[Name]) -> Node:
    """The only name with that value which no definition mentions, or the number."""
    if not isinstance(part, Number):
        return part
    names = [name for name, value in values.items() if value == Fraction(part.text) and name not in mentioned]
    return names[0] if len(names) == 1 else part


def _letter(number: Fraction, values: Values) -> Node:
    """The only name with that value, or with its negative."""
    names = [(name, value) for name, value in values.items() if abs(value) == abs(number)]
    if len(names) != 1:
        raise NoFormula
    name, value = names[0]
    return name if value == number else Terms(((-1, name),))


def _lettered_terms(node: Terms, values: Values) -> Node:
    products = [(place, pair) for place, term in enumerate(node.terms) if (pair := _factors(*term)) is not None]
    made: dict[int, tuple[int, Node]] = {}
    if len(products) > 1:
        pairs = [pair for _, pair in products]
        runs = list(_runs_of(pairs, values))
        if len(runs) != 1:
            raise NoFormula
        for (place, _), (first, second) in zip(products, runs[0], strict=True):
            made[place] = (1, Product((("", first), ("*", second))))
    terms = [
        made[place] if place in made else (sign, _lettered(part, values))
        for place, (sign, part) in enumerate(node.terms)
    ]
    return Terms(tuple(terms))


def _factors(sign: int, part: Node) -> tuple[Fraction, Fraction] | None:
    """The two numbers of 0.3 · 0.2, the first with the sign before it."""
    if not isinstance(part, Product) or len(part.parts) != 2 or part.parts[1][0] == "/":
        return None
    numbers = [_number(factor) for _, factor in part.parts]
    if numbers[0] is None or numbers[1] is None:
        return None
    return sign * numbers[0], numbers[1]


def _runs_of(pairs: Sequence[tuple[Fraction, Fraction]], values: Values) -> Iterator[list[tuple[Name, Name]]]:
    """The pairs of runs of names whose values are these, one run for the first factors and one for the second."""
    families: dict[Family, dict[int, Fraction]] = defaultdict(dict)
    for name, value in values.items():
        kin = kin_of(name)
        if kin is not None and len(kin[1]) == 1:
            families[kin[0]][kin[1][0]] = value
    sides = [[pair[place] for pair in pairs] for place in (0, 1)]
    first, second = (list(_runs(side, families)) for side in sides)
    for one in first:
        for other in second:
            yield list(zip(one, other, strict=True))


def _runs(numbers: Sequence[Fraction], families: Mapping[Family, Mapping[int, Fraction]]) -> Iterator[list[Name]]:
    for family, members in families.items():
        for start in members:
            run = range(start, start + len(numbers))
            if all(members.get(at) == number for at, number in zip(run, numbers, strict=True)):
                yield [member(family, (at,)) for at in run]


def named_in_prose(statements: Sequence[Statement], known: Sequence[Binding]) -> list[Binding]:
    r"""What a word of the prose says of a letter: "targets t_1 = 0.9" makes target_{o1} the same as t_1.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> claims = [Claim("t_1 = 0.9", 1, 1, prose="The targets $t_1 = 0.9$."), Claim("E = (target_{o1} - 1)^2", 2, 1)]
    >>> [(b.name, b.body.name) for b in document_of(claims).bindings if b.name.startswith("target")]
    [('target_o1', 't_1')]
    """
    bound = {binding.name for binding in known}
    stated = {Name(b.name, b.indices, b.layer): b for b in known if b.value}
    prose = " ".join(dict.fromkeys(s.claim.prose for s in statements))
    names = dict.fromkeys(n for s in statements for tree in s.read for n in names_in(tree))
    found = []
    for name in names:
        kin = kin_of(name)
        if kin is None or kin[0].indexed or name.name in bound or len(kin[0].stem) < SHORTEST_WORD:
            continue
        word = re.search(rf"\b{re.escape(kin[0].stem)}s?\b[^$.;]{{0,12}}\$\\?([A-Za-z]+)_", prose, re.IGNORECASE)
        same = [b for other, b in stated.items() if word and _is_number_of(other, word[1], kin[1])]
        if len(same) == 1:
            body = Name(same[0].name, same[0].indices, same[0].layer)
            found.append(replace(same[0], name=name.name, indices=(), body=body, value=False))
    return found


def _is_number_of(name: Name, letter: str, numbers: tuple[int, ...]) -> bool:
    kin = kin_of(name)
    return kin is not None and kin[0].stem == letter and kin[1] == numbers and not kin[0].mark
