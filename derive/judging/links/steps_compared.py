"""What a line says of a letter at a step, compared with what its recurrence makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp

from ...proof.verdict import Outcome
from ...reading.expression.nodes import Node, Total, names_in, walk
from ...reading.expression.printing import letter as as_letter
from ...reading.expression.printing import shown
from ..finding import Judgement, Place
from .steps_algebra import MOST_STEPS, Algebra, Letter, NotOfSteps, Step, computed, put_at

DIGITS, SURE = 40, 1e-12  # of numbers in which both sides are computed, and how far apart they are if they differ
TRIED = (2, 3, 4, 5)  # steps at which a closed form is looked at


@dataclass(frozen=True, slots=True)
class AtSteps:
    """What a line says of a letter at a step: ``body``, in which ``letter`` is the step, empty where it is a number.

    It is the one before where what is ``ahead`` of it is told: 1 of m_{t+1} = 3 m_t.
    """

    name: str
    letter: str
    body: Node
    order: int
    place: Place
    ahead: int = 0

    def at(self, step: Step) -> dict[str, Step]:
        """What the letter is where the name stands at a step.

        >>> from ...reading.expression.nodes import Name
        >>> AtSteps("m", "t", Name("g"), 0, Place(0, 1), ahead=1).at(2)
        {'t': 1}
        """
        return {self.letter: step - self.ahead if isinstance(step, int) else (step[0], step[1] - self.ahead)}


class Compared:
    """Lines compared with the recurrences of a section, by name, followed back to where it ``starts``.

    >>> from ...reading.expression.nodes import Name, Number, Product, Terms
    >>> before = Name("a", (Terms(((1, Name("n")), (-1, Number("1")))),))
    >>> doubled = AtSteps("a", "n", Product((("", Number("2")), ("", before))), 0, Place(0, 1))
    >>> compared = Compared({"a": doubled}, {}, lambda name: True)
    >>> sides = [Product((("", Number(factor)), ("", Name("a", (Number("0"),))))) for factor in ("8", "6")]
    >>> [str(compared.at_a_step(doubled, AtSteps("a", "", side, 1, Place(0, 2)), 3).verdict) for side in sides]
    ['PROVED', 'REFUTED']
    """

    def __init__(
        self, made: Mapping[str, AtSteps], starts: Mapping[str, tuple[int, Node]], is_number: Callable[[str], bool]
    ) -> None:
        self.made, self.starts = made, starts
        self.of_places, self.of_numbers = Algebra(is_number), Algebra(lambda name: True)

    def at_a_step(self, recurrence: AtSteps, line: AtSteps, step: int) -> Judgement:
        """The verdict on what a line says of one step.

        Raises:
            NotOfSteps: a side is no sum of products.
        """
        by = f"it follows from {recurrence.place}"
        own, said = self._sides(self.of_places, line, step)
        apart = own - said
        if self.of_places.is_nothing(apart):
            return Judgement(Outcome.PROVED, by)
        starts = self._only_of_the_first(self.of_places, own, said)
        if starts and self.of_places.is_nothing(apart.xreplace(dict.fromkeys(starts, sp.Integer(0)))):
            named = sorted(map(_shown, starts.values()))
            return Judgement(Outcome.PROVED_WHEN, by, " and ".join(f"{name} = 0" for name in named))
        return self._refuted(recurrence, line, step)

    def at_every_step(self, recurrence: AtSteps, line: AtSteps) -> Judgement:
        """The verdict on what a line says of every step: at the first ones, and by induction on them.

        Raises:
            NotOfSteps: a side is no sum of products.
        """
        found = [self.at_a_step(recurrence, line, step) for step in TRIED]
        if all(judged.verdict == Outcome.REFUTED for judged in found):
            return found[0]
        if not all(judged.verdict.proved for judged in found):
            return Judgement(Outcome.UNDECIDED, f"{recurrence.place} tells it too, and it is not shown to follow")
        if self._goes_on(recurrence, line):
            return found[0]
        tried = ", ".join(map(str, TRIED))
        return Judgement(Outcome.UNDECIDED, f"it holds at the steps {tried}, and is not shown for every one")

    def _goes_on(self, recurrence: AtSteps, line: AtSteps) -> bool:
        """True where a closed form that holds at a step holds at the next one, or a form in steps before at any."""
        algebra, letter = self.of_places, recurrence.letter
        value, said = (algebra.value(form.body, form.at((letter, 0))) for form in (recurrence, line))
        back = min(self._own(algebra, said, recurrence.name).values(), default=0)
        for _ in range(MOST_STEPS):
            own = self._own(algebra, value, recurrence.name)
            later = {symbol: shift for symbol, shift in own.items() if shift > back or not back}
            if not later:
                return algebra.is_nothing(value - said)
            form = recurrence if back else line
            value = value.xreplace(
                {s: algebra.value(form.body, form.at((letter, shift))) for s, shift in later.items()}
            )
        return False

    def _own(self, algebra: Algebra, value: sp.Expr, name: str) -> dict[sp.Symbol, int]:
        """The letters of a value that are the one of the recurrence, and how far from the step they are."""
        letters = {symbol: algebra.letters[symbol] for symbol in value.free_symbols & algebra.letters.keys()}
        return {
            symbol: steps[0][1] for symbol, (mine, steps) in letters.items()
            if mine == name and len(steps) == 1 and not isinstance(steps[0], int)
        }  # fmt: skip

    def _sides(self, algebra: Algebra, line: AtSteps, step: int) -> tuple[sp.Expr, sp.Expr]:
        """What the recurrence makes of the letter, and what the line says."""
        own, said = algebra.symbol((line.name, (step,))), algebra.value(line.body, line.at(step))
        return self._followed(algebra, own), self._followed(algebra, said)

    def _followed(self, algebra: Algebra, value: sp.Expr) -> sp.Expr:
        """The value in which every letter that a recurrence makes is followed back to the start."""
        for _ in range(3 * MOST_STEPS):
            found = {s: before for s in value.free_symbols if (before := self._before(algebra, s)) is not None}
            if not found:
                return sp.expand(value)
            value = value.xreplace(found)
        raise NotOfSteps

    def _before(self, algebra: Algebra, symbol: sp.Symbol) -> sp.Expr | None:
        """What a letter is made of, or what it is at the start; None of what is given."""
        name, steps = algebra.letters.get(symbol, ("", ()))
        if name not in self.made or len(steps) != 1 or not isinstance(steps[0], int):
            return None
        start, body = self.starts.get(name, (0, None))
        if steps[0] > start:
            return algebra.value(self.made[name].body, self.made[name].at(steps[0]))
        return algebra.value(body, {}) if steps[0] == start and body is not None else None

    def _only_of_the_first(self, algebra: Algebra, own: sp.Expr, said: sp.Expr) -> dict[sp.Symbol, Letter]:
        """m_0, of which no value is stated and the line says nothing."""
        mine = {s: algebra.letters[s] for s in own.free_symbols & algebra.letters.keys() if not said.has(s)}
        return {symbol: letter for symbol, letter in mine.items() if letter[0] in self.made}

    def _letters_of(self, recurrence: AtSteps) -> set[str]:
        """The letters that a recurrence is made of, and those that it hangs on: no others say of it what it is."""
        found, waiting = set[str](), [recurrence]
        while waiting:
            line = waiting.pop()
            bodies = [line.body, *(body for name, (_, body) in self.starts.items() if name == line.name)]
            news = {name.name for body in bodies for name in names_in(body)} | {line.name}
            waiting += [self.made[name] for name in sorted(news - found) if name in self.made]
            found |= news
        return found

    def _refuted(self, recurrence: AtSteps, line: AtSteps, step: int) -> Judgement:
        """The refutation by numbers in the place of all letters; open where the line has a letter of its own."""
        told = self._letters_of(recurrence) | {line.letter}
        bound = {letter for part in walk(line.body) if isinstance(part, Total) for letter in part.indices}
        if not {name.name for name in names_in(line.body)} <= told | bound:
            return Judgement(Outcome.UNDECIDED, f"{recurrence.place} tells it too, in other letters")
        algebra = self.of_numbers
        own, said = self._sides(algebra, line, step)
        starts = dict.fromkeys(self._only_of_the_first(algebra, own, said), sp.Integer(0))
        letters = sorted((own.free_symbols | said.free_symbols) - starts.keys(), key=str)
        point = {symbol: sp.Rational(2 + place, 7) for place, symbol in enumerate(letters)}
        values = [computed(side.xreplace({**starts, **point})) for side in (own, said)]
        apart = sp.N(values[0] - values[1], DIGITS)
        if not apart.is_Float or abs(apart) < SURE:
            return Judgement(Outcome.UNDECIDED, f"{recurrence.place} tells it too, and it is not shown to follow")
        named = [(_shown(algebra.letters[symbol]), str(value)) for symbol, value in {**starts, **point}.items()]
        left, right = (str(value if value.is_Rational else sp.N(value, 8)) for value in values)
        form = shown(put_at(recurrence.body, recurrence.letter, step - recurrence.ahead))
        gives = f"{recurrence.place} gives {_shown((line.name, (step,)))} = {form}"
        return Judgement(Outcome.REFUTED, gives, witness=(*named, ("left", left), ("right", right)))


def _shown(letter: Letter) -> str:
    name, steps = letter
    return as_letter(name) + ("_" + ",".join(map(str, steps)) if steps else "")
