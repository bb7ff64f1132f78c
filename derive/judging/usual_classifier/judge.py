"""The judge of one file: reads its claims in order, remembers what they state, and judges each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import sympy as sp
from sympy.core.function import Application

from ...algebra.indices import substitute
from ...gradient.derivation import Formula
from ...network.partial import Partial
from ...proof.verdict import Outcome
from ...reading.formula import Glossary, Reading, RejectedFormula, read_formula
from ...reading.formula.reading import Side, WrongShape, shown
from ...reading.notes.claims import Claim
from ..equality.setting import Setting, Used, network_for
from ..finding import Finding, Judgement, Place
from ..numbers.arithmetic import judge_numbers, judge_numeral
from ..numbers.memory import Memory
from ..numbers.named import NamedQuantities
from ..numbers.plugged_in import numbers_plugged_in
from .chain_pairs import link_of, pairs_of, tells_later_claims
from .chain_sides import (
    echo_of_numbers,
    has_numbers_as_indices,
    is_index,
    is_name,
    is_numeric,
    letter_of,
    names_of,
    places_of_name,
)
from .index_conditions import split_condition
from .letters import Conflict, learnt
from .symbolic import OTHERWISE, corrected_latex, judge_equality
from .updates import PARAMETERS

NAMELESS = ("unknown", "number")
GIVEN = ("input", "labels", "step size", "size", "number", *PARAMETERS)
INDEX_CONDITION = re.compile(r"\s*([a-z])\s*=\s*([a-z])\s*")  # "for i = j"
WITHIN_DIGITS = "this agrees only within the digits that are shown"
LOG_BASES = {"e": sp.E, "2": sp.Integer(2), "10": sp.Integer(10)}


CLOSING = re.compile(r"(?<!\\)[.,;:]\s*\Z")  # what ends a sentence is no part of its formula


class NotesJudge:
    """Judges the claims of one file, one after the other.

    >>> judge = NotesJudge()
    >>> [str(f.verdict) for f in judge.findings(Claim("0.5 + 0.25 = 0.8", 1, 1))]
    ['ROUNDED']
    """

    def __init__(self, glossary: Glossary | None = None, setting: Setting | None = None) -> None:
        self.glossary, self.setting = glossary or Glossary(), setting or Setting()
        self.memory = Memory()
        self.bases: tuple[str, ...] = ()
        self.conflicts: dict[str, Conflict] = {}
        self.defined_otherwise: dict[str, Place] = {}
        self.formulas: dict[str, list[tuple[sp.Expr, sp.Expr]]] = {}
        self.open_indices: tuple[sp.Symbol, ...] = ()
        self.named = NamedQuantities()
        self.pass_ended, self.explain = False, True
        self.beforehand: tuple[Claim, Reading | RejectedFormula] | None = None  # as another process understood it
        self.proved: dict[tuple[object, ...], Judgement] = {}  # equalities, for when they are claimed again

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "proved": {}}  # which is found again

    def learn(self, claims: Iterable[Claim]) -> None:
        """Learn what letters mean from the definitions in the whole text, before any of it is judged."""
        letters = learnt(claims, self.glossary)
        self.glossary, self.conflicts = letters.glossary, letters.conflicts

    def read(self, claim: Claim, syntax: str = "latex") -> Reading:
        """The claim as it is understood, which no claim before it changes.

        Raises:
            RejectedFormula: it cannot be.
        """
        if self.beforehand is not None and self.beforehand[0] == claim and syntax == "latex":
            known = self.beforehand[1]
            if isinstance(known, RejectedFormula):
                raise known
            return known
        source, where = split_condition(CLOSING.sub("", claim.latex))
        reading = read_formula(source, self.glossary, syntax=syntax)
        return reading if where is None else where.restricted(reading)

    def findings(self, claim: Claim, syntax: str = "latex", *, told: bool = False) -> list[Finding]:
        """What is found in one chain: a finding for every equality that is no mere statement of a value.

        Where somebody else has ``told`` what it is worth, only what tells something to later claims is judged.
        """
        condition = INDEX_CONDITION.fullmatch(claim.latex)
        if condition and not any(self.glossary[letter].known for letter in condition.groups()):
            return []
        _, where = split_condition(CLOSING.sub("", claim.latex))
        try:
            reading = self.read(claim, syntax)
        except WrongShape as refusal:
            return [] if told else [_placed(claim, "", self._of_wrong_shape(claim, refusal), refusal.position)]
        except RejectedFormula as refusal:
            return [_placed(claim, "", Judgement(Outcome.REJECTED, refusal.sentence), refusal.position)]
        place = Place(claim.cell, claim.line)
        pairs = [pair for pair in pairs_of(reading) if not all(map(self._is_unknown, pair[:2]))]
        for first, _second, _relation in pairs:
            self._settle(first, reading, claim.latex)
        if told and not is_name(reading.sides[0]) and not any(map(tells_later_claims, pairs)):
            return []
        updated = self._updated(reading)
        if self.pass_ended and not updated and any(map(is_numeric, reading.sides[1:])):
            self.memory.forget_computed(lambda letter: self.glossary[letter].role in GIVEN)
            self.pass_ended = False
        self.open_indices, self.explain = reading.indices, where is None or where.equal
        others = dict(self._other_numbers(claim, reading, place))
        found: list[tuple[Side, Side, Judgement]] = []
        for first, second, relation in pairs:
            wrong = any(judgement.verdict == Outcome.REFUTED for _, _, judgement in found)
            if wrong and is_name(first) and found[0][0] is first and is_numeric(second):
                continue  # what a chain with an error in it ends in is no value to hold later lines against
            if updated and is_name(first) and is_numeric(second):
                self.memory.forget(updated)
            judgement = others.get(id(second)) or self._judged(first, second, relation, place)
            if judgement is not None:
                judgement = self._tempered(first, second, judgement, place)
                found.append((first, second, judgement))
                self._remember_formula(first, second, judgement)
        if updated:
            self.pass_ended = True
            if not any(is_name(first) and is_numeric(second) for first, second, _ in pairs):
                self.memory.forget(updated)
        words = f", {where}" if where is not None else ""
        signs, echo = {id(second): relation for _, second, relation in pairs}, echo_of_numbers(claim.latex, reading)
        said = [f"{echo.get(a.place, a)} {signs[id(b)]} {echo.get(b.place, b)}{words}" for a, b, _ in found]
        return [
            replace(_placed(claim, sentence, judgement), link=link_of(reading, second))
            for sentence, (_, second, judgement) in zip(said, found, strict=True)
        ]

    def _remember_formula(self, left: Side, right: Side, judgement: Judgement) -> None:
        """z_k = Σ_d w_kd x_d, once proved: from here on the values of w and x tell that of z."""
        if judgement.verdict.proved and is_name(left) and not is_numeric(right) and not right.is_list:
            self.formulas.setdefault(letter_of(left.value), []).insert(0, (left.value, right.value))

    def _other_numbers(self, claim: Claim, reading: Reading, place: Place) -> Iterator[tuple[int, Judgement]]:
        """w x = 0.15 · 0.75, where an earlier line states another x: REFUTED for that side, with both lines."""
        if len(reading.sides) < 2 or not self.memory.stated or (is_name(reading.sides[0]) and len(reading.sides) < 3):
            return
        for number, name, numeral in numbers_plugged_in(claim.latex, self.glossary):
            judgement = self.memory.contradiction(name, sp.Rational(numeral), numeral, place)
            if judgement is not None:
                yield id(reading.sides[number + 1]), judgement

    def _tempered(self, left: Side, right: Side, judgement: Judgement, place: Place) -> Judgement:
        """No verdict rests on a letter with two meanings, or on a loss that the notes define otherwise."""
        letters = Used.of((*left.values, *right.values)).ranks
        if not letters or judgement.verdict == Outcome.ROUNDED or is_numeric(left) or is_numeric(right):
            return judgement
        conflict = next((self.conflicts[letter] for letter in letters if letter in self.conflicts), None)
        if conflict is not None:
            return Judgement(Outcome.UNDECIDED, str(conflict), related=tuple(p for p in conflict.places if p != place))
        if is_name(left) and self.glossary[letter_of(left.value)].role in ("loss", "probabilities"):
            proved = letter_of(left.value) in self.formulas
            if judgement.diagnosis == OTHERWISE and not proved and not has_numbers_as_indices(left.value):
                self.defined_otherwise[letter_of(left.value)] = place
            elif judgement.verdict.proved:
                self.defined_otherwise.pop(letter_of(left.value), None)
        other = next((letter for letter in letters if letter in self.defined_otherwise), None)
        if other is None or judgement.verdict == Outcome.UNDECIDED:
            return judgement
        where = self.defined_otherwise[other]
        words = f"{other} is defined in {where} otherwise than the network does"
        return Judgement(Outcome.UNDECIDED, words, related=(where,))

    def _of_wrong_shape(self, claim: Claim, found: WrongShape) -> Judgement:
        """∇_W L has the shape of W: anything else is wrong, and the transpose may be right.

        ∂L/∂W and vectors as rows are a matter of the layout; there only the shapes are told.
        """
        gradient = r"\nabla" in claim.latex
        turned = found.turned
        unknown = [name for name in Used.of((found.value,)).ranks if not self.glossary[name].known]
        if unknown:  # a letter of unknown shape was read as a number
            return Judgement(Outcome.REJECTED, f"{found.message}; the shape of {', '.join(unknown)} is not known")
        if turned is None:
            return Judgement(Outcome.REFUTED if gradient else Outcome.REJECTED, found.message)
        left, right = turned.sides[0].value, turned.sides[1].value
        judged = judge_equality(left, right, self.glossary, self.setting, turned.indices)
        if not judged.verdict.proved:
            verdict = judged.verdict if judged.verdict == Outcome.REFUTED or not gradient else Outcome.REFUTED
            words = f"{found.message}; {judged.diagnosis}" if judged.diagnosis else found.message
            return replace(judged, verdict=verdict, diagnosis=words)
        if not gradient:
            return Judgement(Outcome.UNDECIDED, f"{found.message}; transposed, it is right")
        network, _ = network_for(self.setting, Used.of((left, right)), self.glossary)
        corrected = corrected_latex(Formula(left, right, turned.indices), network)
        when = f" (when {judged.condition})" if judged.condition else ""
        return Judgement(Outcome.REFUTED, f"{found.message}; the transpose is right{when}", corrected=corrected)

    def _is_unknown(self, side: Side) -> bool:
        """A letter alone that means nothing here: "where j = k" is a condition, no claim."""
        return (
            not side.is_list and isinstance(side.value, sp.Symbol) and self.glossary[side.value.name].role == "unknown"
        )

    def _judged(self, left: Side, right: Side, relation: str, place: Place) -> Judgement | None:
        if is_name(left) and is_numeric(right):
            return self._stated(left, right, place)
        if left.is_list or right.is_list:
            return Judgement(Outcome.UNDECIDED, "lists are compared with names only")
        if is_numeric(left) and is_numeric(right):
            judged = _numbers(left, right, relation)
            rounded = relation == "≈" and judged.verdict == Outcome.REFUTED and left.verbatim
            if rounded and self.memory.may_be(left.verbatim[0], right.value):
                return Judgement(Outcome.UNDECIDED, f"{WITHIN_DIGITS}; with exactly these, {judged.diagnosis}")
            return judged
        plugged = self._plugged_in(left, right, relation)
        if plugged is not None:
            return plugged
        if self._names_a_quantity(left, right):
            return None
        judged = self._under_a_stated_base(left, right)
        if judged.verdict == Outcome.REFUTED and (is_numeric(left) or is_numeric(right)):
            return self._of_a_constant(left, right, judged, place)
        return judged

    def _of_a_constant(self, left: Side, right: Side, judged: Judgement, place: Place) -> Judgement | None:
        """Σ_i p_i = 0 is refuted by Σ_i p_i = 1; of ∂L/∂w_11, which is no constant, a value is stated."""
        formula, number = (left, right) if is_numeric(right) else (right, left)
        for value in dict.fromkeys((*map(sp.Rational, (0, 1, -1)), *_witnessed(judged))):
            same = self._under_a_stated_base(formula, Side((value,))) if value != number.value else judged
            if same.verdict.proved:
                when = f" (when {same.condition})" if same.condition else ""
                return replace(judged, diagnosis=f"the value is {value}, whatever the letters are{when}")
        if formula is left and isinstance(left.value, Partial) and not left.value.has(sp.Sum, Application):
            return self._stated(left, right, place)
        return Judgement(Outcome.UNDECIDED, "not every value of the letters is stated")

    def _names_a_quantity(self, left: Side, right: Side) -> bool:
        """δ_k = p_k − y_k says what δ is, where nothing has said so before: no claim."""
        if not is_name(left) or is_numeric(right) or self.glossary[letter_of(left.value)].role not in NAMELESS:
            return False
        letters = Used.of((right.value,)).ranks
        known = all(self.glossary[name].known or name in self.named.definitions for name in letters)
        described = any(self.glossary[name].axes or self.glossary[name].role == "loss" for name in letters)
        return known and described and self.named.define(left.value, right.value)

    def _under_a_stated_base(self, left: Side, right: Side) -> Judgement:
        """Judge by the loss stated last; where the notes state losses to several bases, by each of them."""
        first, second = self.named.written_out(left.value), self.named.written_out(right.value)
        sides = _without_numbers(first, second)
        key = (*sides, self.open_indices, self.setting.log_base, self.setting.reduction, self.bases)
        if key in self.proved:
            return self.proved[key]
        judged = self._by_the_network(first, second, explain=not is_numeric(left) and not is_numeric(right))
        if judged.verdict.proved and not sides[1].has(sides[0]):  # w = w − … may be no equality
            self.proved[key] = judged
        return judged

    def _by_the_network(self, first: sp.Expr, second: sp.Expr, *, explain: bool) -> Judgement:
        explain = self.explain and explain
        judged = judge_equality(first, second, self.glossary, self.setting, self.open_indices, explain=explain)
        for base in self.bases if judged.verdict == Outcome.REFUTED else ():
            other = judge_equality(first, second, self.glossary, replace(self.setting, log_base=base))
            if other.verdict.proved:
                return other
        return judged

    def _stated(self, left: Side, right: Side, place: Place) -> Judgement | None:
        """A value is stated: remembered, or found to contradict an earlier line."""
        if is_index(left, right):
            return None
        names = names_of(left, len(right.values), right.columns)
        if right.is_list and not right.columns:
            self.memory.lengths[letter_of(left.value)] = len(right.values)
        numerals = right.numerals if len(right.numerals) == len(right.values) else ("",) * len(right.values)
        for name, value, numeral in zip(names, right.values, numerals, strict=False):
            if not numeral:
                continue  # the value of a computation is stated by the numeral at the end of its chain
            contradiction = self.memory.contradiction(name, value, numeral, place)
            if contradiction is not None:
                return contradiction
            unlike = self._unlike_its_formula(name, Side((value,), (numeral,)), right)
            if unlike is not None:
                return unlike
            self.memory.state(name, value, numeral, place)
        return None

    def _unlike_its_formula(self, name: str, number: Side, whole: Side) -> Judgement | None:
        """REFUTED where the formula that the notes gave for a letter has another value with what they state."""
        for left, right in self.formulas.get(name.partition("[")[0], ()):
            at = places_of_name(left, name)
            judged = None if at is None else self._with_stated_values(substitute(right, at), number, "=")
            if judged is not None and judged.verdict == Outcome.REFUTED:
                words = f"{shown(left)} = {shown(right)} {judged.diagnosis}"
                return replace(judged, diagnosis=words, corrected="" if whole.is_list else judged.corrected)
        return None

    def _plugged_in(self, left: Side, right: Side, relation: str) -> Judgement | None:
        """A formula whose letters all have stated values, beside a number."""
        formula, number = (left, right) if is_numeric(right) else (right, left)
        if not is_numeric(number) or is_name(formula):
            return None
        return self._with_stated_values(formula.value, number, relation)

    def _with_stated_values(self, formula: sp.Expr, number: Side, relation: str) -> Judgement | None:
        known = self.memory.substituted(formula)
        if known is None:
            return None
        value, places = known
        judged = _numbers(Side((value,)), number, relation)
        if judged.verdict != Outcome.REFUTED:
            return judged
        if self.memory.may_be(formula, number.value):
            return Judgement(Outcome.UNDECIDED, f"{WITHIN_DIGITS}; with exactly these, {judged.diagnosis}")
        stated = f"with the values of {', '.join(map(str, places))}"
        return replace(judged, diagnosis=f"{stated}: {judged.diagnosis}", related=places)

    def _updated(self, reading: Reading) -> str:
        """w of w := w − α ∂L/∂w, or of a weight computed anew: it may have other values from here on."""
        left, others = reading.sides[0], reading.sides[1:]
        if not is_name(left):
            return ""
        letter = letter_of(left.value)
        computed = len(others) > 1 and self.glossary[letter].role in PARAMETERS
        return letter if computed or any(value.has(left.value) for side in others for value in side.values) else ""

    def _settle_reduction(self, left: Side, reading: Reading) -> None:
        if not isinstance(left.value, sp.Symbol) or self.glossary[left.value.name].role != "loss":
            return
        for side in reading.sides[1:]:
            total = side.value.as_coeff_Mul()[1]
            sums = [factor for factor in sp.Mul.make_args(total) if isinstance(factor, sp.Sum)]
            if len(sums) == 1 and _is_loss_of_a_sample(sums[0].function, sums[0].limits[0][0], self.glossary):
                self.setting = replace(self.setting, reduction="sum" if side.value == sums[0] else "mean")

    def _settle(self, left: Side, reading: Reading, text: str) -> None:
        """A loss with a logarithm to a base, or with ln, tells the base from here on; a declaration is final.

        E = Σ_n L_n without 1/N tells that the loss of a batch is a sum, as finally.
        """
        if not self.setting.declared_reduction and not left.is_list:
            self._settle_reduction(left, reading)
        if self.setting.declared_base or left.is_list or self.glossary[letter_of(left.value)].role != "loss":
            return
        bases = {log.args[0] for side in reading.sides for value in side.values for log in value.atoms(sp.log)}
        named = next((word for word, base in LOG_BASES.items() if base in bases and word != "e"), None)
        if named or r"\ln" in text:
            self.setting = replace(self.setting, log_base=named or "e")
            self.bases = tuple(dict.fromkeys((*self.bases, self.setting.log_base)))


def _is_loss_of_a_sample(node: sp.Expr, index: sp.Symbol, glossary: Glossary) -> bool:
    return isinstance(node, sp.Indexed) and node.indices == (index,) and glossary[letter_of(node)].role == "loss"


def _without_numbers(left: sp.Expr, right: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Both sides without a number that is added to both: 1 + a = 1 + b claims what a = b does."""
    (first, rest), (second, other) = left.as_coeff_Add(), right.as_coeff_Add()
    return (rest, other) if first == second else (left, right)


def _witnessed(judged: Judgement) -> tuple[sp.Rational, ...]:
    """The left side at the witness, where that is a short decimal."""
    found = dict(judged.witness).get("left", "")
    return (sp.Rational(found),) if re.fullmatch(r"-?\d{1,4}(\.\d{1,6})?", found) else ()


def _numbers(left: Side, right: Side, relation: str) -> Judgement:
    """A decimal stands for its digits; a whole number is exact unless ≈ says otherwise."""
    for value, numeral in ((left.value, right.numerals), (right.value, left.numerals)):
        if numeral and (relation == "≈" or "." in numeral[0] or "e" in numeral[0]):
            return judge_numeral(value, numeral[0], about=relation == "≈")
    return judge_numbers(left.value, right.value)


def _placed(claim: Claim, reading: str, judgement: Judgement, offset: int = 0) -> Finding:
    before = claim.latex[:offset]
    line = claim.line + before.count("\n")
    column = claim.column + offset if "\n" not in before else offset - before.rindex("\n")
    return Finding(
        line, column, claim.latex, reading, judgement.verdict, judgement.condition, judgement.witness,
        judgement.diagnosis, judgement.corrected, claim.cell, judgement.related,
    )  # fmt: skip
