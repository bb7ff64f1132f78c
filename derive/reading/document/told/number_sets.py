r"""Sets of numbers that letters are told to be of, y \in \{0, 1\}: what "otherwise" leaves of them is known then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ...expression.nodes import Choice, Comparison, Name, Node, Number, Terms, chosen_by, mapped, whole_number
from ...notes.claims import Claim
from ...tex.chains import Chain

SCRIPT = r"(?:\s*[_^]\s*(?:\{\s*\(?[A-Za-z](?:\s*,?\s*[A-Za-z])?\)?\s*\}|[A-Za-z]))*"  # indices: no y_1, no y_{pred}
LETTER = r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*(\w)\s*\}|\\([A-Za-z]+)|([A-Za-z]))"
NUMBER = r"\s*(?:\\pm|±|[-+−])?\s*\d{1,4}(?:\.\d{1,4})?\s*"
SET = re.compile(
    rf"(?<![A-Za-z\\]){LETTER}{SCRIPT}\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\left\s*)?(?:\\lbrace|\\?\{{)"
    rf"({NUMBER}(?:,{NUMBER})*)(?:\\right\s*)?(?:\\rbrace|\\?\}})"
)
SIGNS = re.compile(rf"(?<![A-Za-z\\]){LETTER}{SCRIPT}\s*=\s*([-+−]?)1(?![\d.])")
MINUS = ("-", "−")
NEAR = 40  # so far behind y = 1 stands the other sign that it may have: "for y = 1 and y = -1"
Told = dict[str, list[frozenset[Fraction]]]
BOTH = frozenset({Fraction(-1), Fraction(1)})
Trees = tuple[Node | None, ...]


def told_values(claims: Iterable[Claim]) -> Told:
    r"""The sets of numbers that letters are told to be of, in the formulas and in the words around them.

    What is said to be 1 and -1 is of both, if nothing else is told of it.

    >>> told_values([Claim(r"y_n \in \{-1, +1\}", 1, 1)])["y"] == [{-1, 1}]
    True
    """
    return ToldSets.of(claims).all()


@dataclass(frozen=True, slots=True)
class ToldSets:
    """The sets that letters are told to be of, each with the place of the claim that tells it first."""

    places: Mapping[Claim, int]
    sets: Mapping[str, Sequence[tuple[int, frozenset[Fraction]]]]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> ToldSets:
        """What these claims tell, in their order."""
        places: dict[Claim, int] = {}
        found: dict[str, list[tuple[int, frozenset[Fraction]]]] = {}
        seen = set[str]()
        for place, claim in enumerate(claims):
            places.setdefault(claim, place)
            for text in (text for text in (claim.latex, claim.prose, claim.heading) if text not in seen):
                seen.add(text)
                for bold, greek, plain, listed in SET.findall(text):
                    values = frozenset(value for numeral in listed.split(",") for value in _values(numeral))
                    sets = found.setdefault(bold or greek or plain, [])
                    if all(values != known for _, known in sets):
                        sets.append((place, values))
                for letter in _of_both_signs(text):
                    found.setdefault(letter, [(place, BOTH)])
        return cls(places, found)

    def all(self) -> Told:
        """Every set of each letter."""
        return {letter: [values for _, values in sets] for letter, sets in self.sets.items()}

    def up_to(self, claim: Claim) -> Told:
        """The sets that are told up to a claim; all of those letters of which none is told till there."""
        last = self.places.get(claim, len(self.places))
        told = {letter: [values for place, values in sets if place <= last] for letter, sets in self.sets.items()}
        return {letter: sets or [values for _, values in self.sets[letter]] for letter, sets in told.items()}


def _of_both_signs(text: str) -> Iterator[str]:
    """The letters that are 1 and, near by, -1: the labels of two classes."""
    for one, other in pairwise(SIGNS.finditer(text)):
        letters = {match[1] or match[2] or match[3] for match in (one, other)}
        if len(letters) == 1 and other.start() - one.end() < NEAR and (one[4] in MINUS) != (other[4] in MINUS):
            yield letters.pop()


def _values(numeral: str) -> tuple[Fraction, ...]:
    digits = Fraction(re.sub(r"[^\d.]", "", numeral))
    if "pm" in numeral or "±" in numeral:
        return digits, -digits
    return (-digits,) if re.search("[-−]", numeral) else (digits,)


def with_the_rest_named(
    read: Sequence[tuple[Trees, str]], of: Iterable[tuple[Claim, Chain]]
) -> list[tuple[Trees, str]]:
    r"""The sides of each chain with the values that are left for "otherwise": y = 0 behind y = 1 of y \in \{0, 1\}.

    >>> with_the_rest_named([], [])
    []
    """
    told = told_values(claim for claim, _ in of)
    sets = {letter: sets[0] for letter, sets in told.items() if len(sets) == 1}

    def named(node: Node) -> Node:
        return mapped(_with_the_rest(node, sets) if isinstance(node, Choice) else node, named)

    return [(tuple(tree and named(tree) for tree in trees), reason) for trees, reason in read] if sets else [*read]


def _with_the_rest(node: Choice, sets: dict[str, frozenset[Fraction]]) -> Choice:
    """The cases with one for each number that the last one, y ≠ 1 or otherwise, leaves."""
    *cases, (value, last) = node.cases
    tests = [test for _, test in cases if test is not None and test.relation == "="]
    letter = tests[0].left if tests else None
    if not isinstance(letter, Name) or letter.name not in sets or (last is not None and not _is_rest(tests, last)):
        return node
    named = {Fraction(number) for test in tests if (number := whole_number(test.right))}
    left = sorted(sets[letter.name] - named)
    made = Choice((*cases, *((value, Comparison(letter, "=", _numeral(number))) for number in left)))
    return made if left and chosen_by(made) is not None else node


def _is_rest(tests: Sequence[Comparison], last: Comparison) -> bool:
    return [(test.left, "≠", test.right) for test in tests] == [(last.left, last.relation, last.right)]


def _numeral(number: Fraction) -> Node:
    return Terms(((-1, Number(str(-number))),)) if number < 0 else Number(str(number))
